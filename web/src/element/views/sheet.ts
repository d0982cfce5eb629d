/** The sheet of shortcuts: every command with its keys, which can be changed there. */
import { html, nothing, type TemplateResult } from "lit";
import { chordOf } from "../../annotator/chords";
import { keyCaps } from "../chords";
import { COMMANDS, type CommandId, GROUPS, type Group } from "../commands";
import { icon } from "../icons";
import { ON_IMAGE, type ShortcutId } from "../shortcuts";
import type { Tool } from "../tool";
import { modal } from "./parts";

/** What pointers and keys held with others do on the image; these stay as they are. */
const FIXED = ["fine", "remove", "collect", "drag", "wheel"] as const;

export function sheet(tool: Tool): TemplateResult | typeof nothing {
  if (!tool.shown.sheet) return nothing;
  const close = () => tool.show({ sheet: false, recording: null });
  return html`<dialog class="sheet" ${modal} aria-labelledby="sheet-title" @close=${close} @keydown=${(event: KeyboardEvent) => record(tool, event)}
    @click=${(event: Event) => event.target === event.currentTarget && (event.currentTarget as HTMLDialogElement).close()}>
    <header><h2 id="sheet-title">${tool.say("shortcuts")}</h2>
      <button type="button" class="button" aria-label=${tool.say("close")} @click=${close}>${icon("close")}</button></header>
    <p class="quiet">${tool.say("shortcuts-help")}</p>
    <div class="columns">${GROUPS.map((group) => commandGroup(tool, group))}${onImage(tool)}</div>
    <footer><button type="button" class="button" ?disabled=${!tool.shortcuts.changed} @click=${() => resetAll(tool)}>${icon("reset")}<span>${tool.say("shortcuts-reset")}</span></button></footer>
  </dialog>`;
}

function commandGroup(tool: Tool, group: Group): TemplateResult {
  const ids = (Object.keys(COMMANDS) as CommandId[]).filter((id) => COMMANDS[id].group === group);
  return html`<section><h3>${tool.say(`group-${group}`)}</h3><ul role="list">${ids.map((id) => line(tool, id))}</ul></section>`;
}

function line(tool: Tool, id: ShortcutId): TemplateResult {
  const recording = tool.shown.recording === id;
  const name = /^class\d$/.test(id) ? tool.say("command-class", { number: id.slice(5) }) : tool.say(`command-${id}`);
  const chords = tool.shortcuts.of(id);
  const keys = chords.length > 0 ? chords.map(caps) : html`<span class="quiet">–</span>`;
  return html`<li><span id="name-${id}">${name}</span><button type="button" class="keys" id="keys-${id}" data-shortcut=${id}
    aria-pressed=${recording} aria-labelledby="name-${id} keys-${id}" title=${tool.say("shortcut-change")}
    @click=${() => tool.show({ recording: recording ? null : id })}>${recording ? html`<em>${tool.say("shortcut-press")}</em>` : keys}</button></li>`;
}

function caps(chord: string): TemplateResult {
  return html`<span class="chord">${keyCaps(chord).map((cap) => html`<kbd>${cap}</kbd>`)}</span>`;
}

function onImage(tool: Tool): TemplateResult {
  return html`<section><h3>${tool.say("group-image")}</h3><ul role="list">${ON_IMAGE.map((id) => line(tool, id))}${FIXED.map(
    (name) =>
      html`<li><span>${tool.say(`image-${name}`)}</span><span class="fixed">${tool.say(`image-${name}-keys`)}</span></li>`,
  )}</ul></section>`;
}

/** The next chord becomes the key of the command that waits for one. */
function record(tool: Tool, event: KeyboardEvent): void {
  const { recording } = tool.shown;
  if (!recording) return;
  const chord = chordOf(event);
  if (!chord || event.key === "Tab") return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key !== "Escape") tool.shortcuts.assign(recording, chord);
  tool.show({ recording: null });
  tool.adjust({ keys: tool.shortcuts.onImage });
}

function resetAll(tool: Tool): void {
  tool.shortcuts.reset();
  tool.adjust({ keys: tool.shortcuts.onImage });
}
