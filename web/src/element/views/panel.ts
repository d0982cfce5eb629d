/** The panel at the side: classes, and the list of objects. Narrow, it rises from the lower edge. */
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { ObjectInfo } from "../../annotator/contract";
import type { Annotator } from "../../annotator/index";
import { icon } from "../icons";
import { popup } from "../menus";
import * as objects from "../objects";
import { ROW } from "../rows";
import type { Tool } from "../tool";
import { classChips } from "./classes";
import { commandButton, focused } from "./parts";

export function panel(tool: Tool): TemplateResult | typeof nothing {
  const { annotator, width, shown } = tool;
  if (width === "compact" && !(annotator && shown.panel)) return nothing;
  if (!annotator) return html`<aside class="panel" aria-label=${tool.say("panel")}></aside>`;
  return html`<aside class="panel" id="panel" aria-label=${tool.say("panel")}>
    ${classChips(tool, annotator)}
    <section class="objects" aria-labelledby="objects-title">
      <header><h2 id="objects-title">${tool.say("objects")} <span class="count">${annotator.objects.length}</span></h2>
        ${overlapChoice(tool, annotator)}
        ${width === "compact" ? html`<button type="button" class="button" aria-label=${tool.say("close")} @click=${() => tool.show({ panel: false })}>${icon("close")}</button>` : nothing}</header>
      ${list(tool, annotator)}
      ${width === "compact" ? nothing : html`<footer>${commandButton(tool, "finish", "plus", { worded: true })}</footer>`}
    </section>
    ${objectMenu(tool, annotator)}
  </aside>`;
}

/** Drawn anew only when something in it changed, so that zooming past a thousand objects costs nothing. */
function list(tool: Tool, annotator: Annotator): TemplateResult {
  const { active, classes, objects } = annotator;
  const { renaming } = tool.shown;
  const { from, to } = tool.rows.range(objects.length);
  const parts = [objects, from, to, active, classes, renaming, tool.thumbnails.version, tool.words];
  const see = (event: Event) => tool.rows.see(event.currentTarget as Element);
  return html`<ul class="list" role="list" @keydown=${(event: KeyboardEvent) => moveFocus(event, tool, annotator)} @scroll=${see}>${guard(
    parts,
    () =>
      html`${space(from)}${repeat(
        objects.slice(from, to),
        ({ id }) => id,
        (object, at) => row(tool, annotator, object, from + at),
      )}${space(objects.length - to)}`,
  )}</ul>`;
}

/** In place of rows that are not drawn. */
function space(rows: number): TemplateResult | typeof nothing {
  return rows > 0 ? html`<li role="presentation" .style=${`height: ${rows * ROW}px`}></li>` : nothing;
}

function row(tool: Tool, annotator: Annotator, object: ObjectInfo, place: number): TemplateResult {
  const { id, name, color } = object;
  const current = id === annotator.active;
  const className = annotator.classes.find((one) => one.id === object.classId)?.name;
  const details = [className, tool.say("area", { area: object.area })].filter(Boolean).join(" · ");
  return html`<li class="object" data-id=${id} aria-posinset=${place + 1} aria-setsize=${annotator.objects.length} ?data-current=${current} ?data-hidden=${!object.visible} .style=${`--color: ${color}`}>
    ${
      tool.shown.renaming === id
        ? renameField(tool, object)
        : html`<button type="button" class="name" aria-current=${current} @click=${() => tool.attempt(() => annotator.select(id))}
            @dblclick=${() => objects.rename(tool, id)}>
            <span class="thumbnail">${tool.thumbnails.of(annotator, object)}</span>
            <span class="words"><span class="title">${name}</span><span class="details">${details}</span></span></button>`
    }
    ${toggle(tool, object, "visible", object.visible ? "visible" : "hidden")}
    ${toggle(tool, object, "locked", object.locked ? "locked" : "unlocked")}
    <button type="button" class="button" popovertarget="menu-object" aria-haspopup="menu" aria-label=${tool.say("object-more", { name })}
      @click=${() => tool.show({ menuOf: id })}>${icon("more")}</button>
  </li>`;
}

function toggle(
  tool: Tool,
  object: ObjectInfo,
  key: "visible" | "locked",
  name: "visible" | "hidden" | "locked" | "unlocked",
) {
  return html`<button type="button" class="button toggle" data-on=${object[key] === (key === "locked")} aria-pressed=${object[key]}
    aria-label=${tool.say(`object-${key}`, { name: object.name })} title=${tool.say(`object-${key}-tip`)}
    @click=${() => tool.attempt(() => objects.toggle(tool, object.id, key))}>${icon(name)}</button>`;
}

function renameField(tool: Tool, object: ObjectInfo): TemplateResult {
  const commit = (event: Event) => objects.finishRenaming(tool, object.id, (event.target as HTMLInputElement).value);
  return html`<input class="field" type="text" aria-label=${tool.say("object-name")} .value=${object.name}
    ${focused}
    @change=${commit} @blur=${commit}
    @keydown=${(event: KeyboardEvent) => event.key === "Escape" && tool.show({ renaming: null })}>`;
}

function objectMenu(tool: Tool, annotator: Annotator): TemplateResult {
  const [first, last] = [annotator.objects[0], annotator.objects.at(-1)];
  const object = annotator.objects.find(({ id }) => id === tool.shown.menuOf);
  const item = (name: string, icon_: Parameters<typeof icon>[0], run: () => unknown, disabled = false) =>
    html`<button type="button" class="item" role="menuitem" ?disabled=${disabled} @click=${() => tool.attempt(run)}>${icon(icon_)}<span>${tool.say(name)}</span></button>`;
  const items = object && [
    item("command-rename", "rename", () => objects.rename(tool, object.id)),
    item(
      "merge-into-active",
      "merge",
      () => annotator.mergeObjects([annotator.active, object.id]),
      object.id === annotator.active,
    ),
    item("command-split", "split", () => annotator.splitObject(object.id), object.area === 0),
    tool.hasNext ? item("command-copyNext", "next", () => tool.carrying.take(object.id), object.area === 0) : nothing,
    item("command-toFront", "front", () => annotator.orderObject(object.id, "front"), object === last),
    item("command-toBack", "back", () => annotator.orderObject(object.id, "back"), object === first),
    item("command-delete", "delete", () => annotator.removeObject(object.id)),
  ];
  return popup("menu-object", "menu", tool.say("object-more", { name: object?.name ?? "" }), items);
}

function overlapChoice(tool: Tool, annotator: Annotator): TemplateResult {
  const choose = (event: Event) =>
    tool.adjust({ overlap: (event.target as HTMLSelectElement).value as Annotator["overlap"] });
  return html`<select class="select" aria-label=${tool.say("overlap")} title=${tool.say("overlap-tip")} @change=${choose}>
    ${(["allow", "new", "locked"] as const).map((rule) => html`<option value=${rule} .selected=${annotator.overlap === rule}>${tool.say(`overlap-${rule}`)}</option>`)}
  </select>`;
}

/** The arrow keys go from object to object, and make it the active one. */
function moveFocus(event: KeyboardEvent, tool: Tool, annotator: Annotator): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const button = (event.target as Element).closest(".name");
  const names = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>(".name")];
  if (!step || !button) return;
  event.preventDefault();
  names[names.indexOf(button as HTMLElement) + step]?.focus();
  tool.attempt(() => annotator.select(objects.meant(tool, annotator)));
}
