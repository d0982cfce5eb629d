/** Classes as chips: pressing one, or its number, gives it to the active object and to those after it. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import type { ClassInfo } from "../../annotator/contract";
import type { Annotator } from "../../annotator/index";
import * as classes from "../classes";
import { icon } from "../icons";
import { popup } from "../menus";
import type { Tool } from "../tool";
import { focused, menuButton } from "./parts";

export function classChips(tool: Tool, annotator: Annotator): TemplateResult {
  const active = annotator.objects.find(({ id }) => id === annotator.active);
  return html`<section class="classes" aria-labelledby="classes-title">
    <header><h2 id="classes-title">${tool.say("classes")}</h2>${annotator.classes.length > 0 ? menuButton("menu-classes", tool.say("classes-edit"), "rename", { menu: false }) : nothing}</header>
    <div class="chips" role="group" aria-labelledby="classes-title">
      ${annotator.classes.map((one, index) => chip(tool, one, index, one.id === active?.classId))}
      ${tool.shown.addingClass ? newClassField(tool) : html`<button type="button" class="chip add" @click=${() => tool.show({ addingClass: true })}>${icon("plus")}<span>${tool.say("class-add")}</span></button>`}
    </div>
    ${classEditor(tool, annotator)}
  </section>`;
}

/** Every class with its colour and name to change, and a button that deletes it. */
function classEditor(tool: Tool, annotator: Annotator): TemplateResult {
  const row = (one: ClassInfo) => html`<li>
    <input type="color" aria-label=${tool.say("class-color", { name: one.name })} .value=${live(one.color)}
      @change=${(event: Event) => tool.attempt(() => classes.recolorClass(tool, one, textIn(event)))}>
    <input class="field" type="text" aria-label=${tool.say("class-rename", { name: one.name })} .value=${live(one.name)}
      @change=${(event: Event) => tool.attempt(() => classes.renameClass(tool, one, textIn(event)))}>
    <button type="button" class="button" aria-label=${tool.say("class-delete", { name: one.name })} title=${tool.say("class-delete", { name: one.name })}
      @click=${() => tool.attempt(() => classes.deleteClass(tool, one))}>${icon("delete")}</button></li>`;
  const content = html`<ul class="class-editor" role="list">${repeat(annotator.classes, ({ id }) => id, row)}</ul>
    <p class="quiet">${tool.say("classes-about")}</p>`;
  return popup("menu-classes", "group", tool.say("classes-edit"), content);
}

function textIn(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

function chip(tool: Tool, one: ClassInfo, index: number, pressed: boolean): TemplateResult {
  return html`<button type="button" class="chip" aria-pressed=${pressed} .style=${`--color: ${one.color}`}
    @click=${() => tool.attempt(() => classes.chooseClass(tool, index))}>
    <span class="dot"></span><span>${one.name}</span>${index < 9 ? html`<kbd>${index + 1}</kbd>` : nothing}</button>`;
}

function newClassField(tool: Tool): TemplateResult {
  const commit = (event: Event) => classes.addClass(tool, (event.target as HTMLInputElement).value);
  return html`<input class="field" type="text" ${focused} aria-label=${tool.say("class-name")} placeholder=${tool.say("class-name")}
    @change=${commit} @blur=${commit}
    @keydown=${(event: KeyboardEvent) => event.key === "Escape" && tool.show({ addingClass: false })}>`;
}
