/** Pieces that several views share. */
import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { chordText } from "../chords";
import { COMMANDS, type CommandId } from "../commands";
import { type IconName, icon } from "../icons";
import type { Tool } from "../tool";

/** A command's name with its first key, for tooltips. */
export function tip(tool: Tool, id: CommandId): string {
  const key = tool.shortcuts.of(id)[0];
  const text = tool.words.find(`command-${id}-tip`) ?? tool.say(`command-${id}`);
  return key ? `${text} (${chordText(key)})` : text;
}

/** A button for a command; its words are seen only with `worded`. */
export function commandButton(tool: Tool, id: CommandId, name: IconName, { worded = false } = {}): TemplateResult {
  const able = COMMANDS[id].when?.(tool) ?? true;
  return html`<button type="button" class="button" data-command=${id} title=${tip(tool, id)} aria-label=${tool.say(`command-${id}`)}
    ?disabled=${!able} @click=${() => tool.run(id)}>${icon(name)}${worded ? html`<span>${tool.say(`command-${id}`)}</span>` : nothing}</button>`;
}

/** An item of a menu that does a command. */
export function commandItem(tool: Tool, id: CommandId, name: IconName): TemplateResult {
  const key = tool.shortcuts.of(id)[0];
  return html`<button type="button" class="item" role="menuitem" data-command=${id} ?disabled=${!(COMMANDS[id].when?.(tool) ?? true)}
    @click=${() => tool.run(id)}>${icon(name)}<span>${tool.say(`command-${id}`)}</span>${key ? html`<kbd>${chordText(key)}</kbd>` : nothing}</button>`;
}

/** A button that opens the popup `id`. */
export function menuButton(
  id: string,
  label: string,
  name: IconName,
  options: { worded?: boolean; disabled?: boolean; kind?: string; menu?: boolean } = {},
): TemplateResult {
  const { worded = false, disabled = false, kind = "", menu = true } = options;
  return html`<button type="button" class="button ${kind}" popovertarget=${id} aria-haspopup=${menu ? "menu" : "dialog"} aria-expanded="false"
    title=${label} aria-label=${label} ?disabled=${disabled}>${icon(name)}${worded ? html`<span>${label}</span>` : nothing}</button>`;
}

/** One of several: a radio button that looks like a key of the toolbar. */
export function choice(options: {
  group: string;
  label: string;
  tip: string;
  icon: IconName;
  worded: boolean;
  checked: boolean;
  disabled: boolean;
  choose(): void;
  value: string;
}): TemplateResult {
  const { group, label, worded, checked, disabled, value } = options;
  return html`<label class="choice" title=${options.tip}><input type="radio" name=${group} value=${value} aria-label=${label}
    .checked=${checked} ?disabled=${disabled} @change=${options.choose}>${icon(options.icon)}${worded ? html`<span>${label}</span>` : nothing}</label>`;
}

/** Puts the focus into a field when it appears. */
export const focused = ref((element) => {
  if (element instanceof HTMLInputElement) queueMicrotask(() => element.select()); // it is in the document by then
});

/** Opens a dialog, over everything else, when it appears. */
export const modal = ref((element) => {
  if (element instanceof HTMLDialogElement)
    queueMicrotask(() => element.isConnected && !element.open && element.showModal());
});
