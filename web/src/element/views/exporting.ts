/** The menu of formats, with the options that some of them have. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { type Choices, FORMATS, type FormatId, HOLES, SHAPES } from "../exports";
import { icon } from "../icons";
import { popup } from "../menus";
import type { Tool } from "../tool";
import { commandItem, menuButton } from "./parts";

export function exportMenu(tool: Tool): TemplateResult {
  const label = tool.say("export");
  const content = html`<div role="menu" aria-label=${label}>${FORMATS.map((id) => item(tool, id))}${commandItem(tool, "save", "save")}</div><hr>${options(tool)}`;
  const worded = tool.width === "wide";
  const button = menuButton("menu-export", label, "export", { worded, disabled: !tool.annotator, kind: "primary" });
  return html`<div class="group">${button}${popup("menu-export", "group", label, content)}</div>`;
}

function item(tool: Tool, id: FormatId): TemplateResult {
  return html`<button type="button" class="item" role="menuitem" data-format=${id} ?disabled=${tool.annotator?.fault} @click=${() => tool.attempt(() => tool.exports.write(id))}>
    <span>${tool.say(`format-${id}`)}<small>${tool.say(`format-${id}-about`)}</small></span>${tool.exports.last === id ? icon("check") : nothing}</button>`;
}

function options(tool: Tool): TemplateResult {
  const { exports } = tool;
  const { tolerance } = exports.choices;
  const set = (choice: Partial<Choices>) => {
    Object.assign(exports.choices, choice);
    tool.update();
  };
  const setWhole = (event: Event) => {
    exports.wholeSet = (event.target as HTMLInputElement).checked;
  };
  return html`<label class="option"><span>${tool.say("export-tolerance")} <span class="number">${tool.say("export-tolerance-value", { value: tolerance })}</span></span>
      <input type="range" id="tolerance" min="0" max="8" step="0.2" .value=${live(String(tolerance))}
        @input=${(event: Event) => set({ tolerance: (event.target as HTMLInputElement).valueAsNumber })}></label>
    ${selectOf(tool, "shapes", SHAPES, set)}${selectOf(tool, "holes", HOLES, set)}
    ${tool.inSet ? html`<label class="option check"><input type="checkbox" .checked=${exports.wholeSet} @change=${setWhole}>${tool.say("export-set")}</label>` : nothing}`;
}

function selectOf(
  tool: Tool,
  name: "shapes" | "holes",
  values: readonly string[],
  set: (choice: Partial<Choices>) => void,
): TemplateResult {
  const choose = (event: Event) => set({ [name]: (event.target as HTMLSelectElement).value });
  return html`<label class="option"><span>${tool.say(`export-${name}`)}</span><select class="select" @change=${choose}>
    ${values.map((value) => html`<option value=${value} .selected=${tool.exports.choices[name] === value}>${tool.say(`export-${name}-${value}`)}</option>`)}</select></label>`;
}
