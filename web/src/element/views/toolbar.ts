/** The one toolbar: files, tools, add or remove, history, view, export. Narrow, its tools move to the lower edge. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { icon } from "../icons";
import { popup } from "../menus";
import type { ModelChoice } from "../models";
import type { Tool } from "../tool";
import { exportMenu } from "./exporting";
import { choice, commandButton, commandItem, menuButton, tip } from "./parts";
import { savedMark } from "./status";

const DEFAULT_OPACITY = 0.45;
const HANDS = ["click", "brush", "eraser", "polygon", "lasso", "box", "pan"] as const;

export function toolbar(tool: Tool): TemplateResult {
  const compact = tool.width === "compact";
  return html`<div class="bar" role="toolbar" aria-label=${tool.say("toolbar")}>
    <slot name="start"></slot>
    ${fileMenu(tool)}
    ${compact ? nothing : [hands(tool), modes(tool, tool.width !== "regular")]}
    <div class="group">${commandButton(tool, "undo", "undo")}${commandButton(tool, "redo", "redo")}${compact ? nothing : commandButton(tool, "reset", "reset")}</div>
    ${tool.width === "roomy" || tool.width === "wide" ? html`<div class="group">${viewControls(tool, false)}</div>` : viewMenu(tool)}
    <span class="gap"></span>
    ${savedMark(tool)}
    ${compact ? panelButton(tool) : nothing}
    ${exportMenu(tool)}
    ${compact ? nothing : commandButton(tool, "help", "keyboard")}
    <slot name="end"></slot>
  </div>`;
}

/** The lower bar of a narrow tool, where thumbs reach it. */
export function dock(tool: Tool): TemplateResult {
  return html`<div class="dock" role="toolbar" aria-label=${tool.say("tools")}>
    <div class="row">${modes(tool, true)}${commandButton(tool, "finish", "check", { worded: true })}</div>
    ${hands(tool)}
  </div>`;
}

function fileMenu(tool: Tool): TemplateResult {
  const label = tool.say(tool.settings.files ? "menu-open" : "menu-load");
  const items = [
    tool.settings.files ? [commandItem(tool, "open", "image"), commandItem(tool, "openFolder", "open")] : nothing,
    commandItem(tool, "openMask", "mask"),
    commandItem(tool, "import", "import"),
    modelItems(tool),
    tool.width === "compact" ? [commandItem(tool, "reset", "reset"), commandItem(tool, "help", "keyboard")] : nothing,
  ];
  return html`<div class="group">${menuButton("menu-file", label, "open", { worded: tool.width === "wide" })}${popup("menu-file", "menu", label, items)}</div>`;
}

/** The models to choose from, where there are several, and one from a folder. */
function modelItems(tool: Tool): TemplateResult {
  const { choices } = tool.models;
  const item = (choice: ModelChoice) =>
    html`<button type="button" class="item" role="menuitemradio" aria-checked=${choice.current} @click=${() => tool.attempt(() => tool.models.choose(choice))}>
      ${icon("model")}<span>${tool.say(choice.own ? "model-own" : "model", { name: choice.name })}</span>${choice.current ? icon("check") : nothing}</button>`;
  return html`<hr>${choices.length > 1 ? choices.map(item) : nothing}${commandItem(tool, "openModel", "open")}`;
}

function hands(tool: Tool): TemplateResult {
  const { annotator } = tool;
  return html`<fieldset class="choices tools"><legend class="unseen">${tool.say("tools")}</legend>${HANDS.map((hand) =>
    choice({
      group: "tool",
      value: hand,
      label: tool.say(`command-${hand}`),
      tip: tip(tool, hand),
      icon: hand,
      worded: false,
      checked: annotator?.tool === hand,
      disabled: !annotator,
      choose: () => tool.run(hand),
    }),
  )}</fieldset>`;
}

function modes(tool: Tool, worded: boolean): TemplateResult {
  const { annotator } = tool;
  return html`<fieldset class="choices modes"><legend class="unseen">${tool.say("modes")}</legend>${(
    ["add", "remove"] as const
  ).map((mode) =>
    choice({
      group: "mode",
      value: mode,
      label: tool.say(`mode-${mode}`),
      tip: `${tool.say(`mode-${mode}-tip`)}`,
      icon: mode,
      worded,
      checked: annotator?.mode === mode,
      disabled: !annotator,
      choose: () => tool.adjust({ mode }),
    }),
  )}</fieldset>`;
}

function viewMenu(tool: Tool): TemplateResult {
  const label = tool.say("view");
  const content = html`<div class="settings">${viewControls(tool, true)}</div>`;
  return html`<div class="group">${menuButton("menu-view", label, "view", { menu: false })}${popup("menu-view", "group", label, content)}</div>`;
}

/** `worded`: switches show their names. */
function viewControls(tool: Tool, worded: boolean): TemplateResult {
  const { annotator } = tool;
  const percent = Math.round((annotator?.viewport.scale ?? 1) * 100);
  const opacity = Math.round((annotator?.opacity ?? DEFAULT_OPACITY) * 100);
  return html`
    <div class="group zoom">${commandButton(tool, "zoomOut", "minus")}
      <button type="button" class="button number" title=${tip(tool, "fit")} aria-label=${tool.say("scale-fit", { percent })} ?disabled=${!annotator}
        @click=${() => tool.run("fit")}>${tool.say("scale", { percent })}</button>
      ${commandButton(tool, "zoomIn", "plus")}</div>
    <label class="slider" title=${tool.say("opacity-tip")}>${icon("opacity")}<span class="unseen">${tool.say("opacity")}</span>
      <input type="range" id="opacity" min="0" max="100" .value=${live(String(opacity))} ?disabled=${!annotator}
        @input=${(event: Event) => tool.adjust({ opacity: numberIn(event) / 100 })}></label>
    ${viewSwitch(tool, "compare", annotator?.compare ?? false, worded)}${viewSwitch(tool, "hover", annotator?.hovering ?? false, worded)}
    ${annotator?.tool === "brush" || annotator?.tool === "eraser" ? brushSize(tool) : nothing}`;
}

function viewSwitch(tool: Tool, id: "compare" | "hover", pressed: boolean, worded: boolean): TemplateResult {
  return html`<button type="button" class="button toggle" data-command=${id} title=${tip(tool, id)} aria-label=${tool.say(`command-${id}`)}
    aria-pressed=${pressed} ?disabled=${!tool.annotator} @click=${() => tool.run(id)}>${icon(id)}${worded ? html`<span>${tool.say(`command-${id}`)}</span>` : nothing}</button>`;
}

function brushSize(tool: Tool): TemplateResult {
  const radius = tool.annotator?.brushRadius ?? 1;
  return html`<label class="slider" title=${tool.say("brush-size")}>${icon("brush")}<span class="unseen">${tool.say("brush-size")}</span>
    <input type="range" min="0" max="8" step="0.05" .value=${live(String(Math.log2(radius)))}
      @input=${(event: Event) => tool.adjust({ brushRadius: 2 ** numberIn(event) })}></label>`;
}

function numberIn(event: Event): number {
  return (event.target as HTMLInputElement).valueAsNumber;
}

function panelButton(tool: Tool): TemplateResult {
  const count = tool.annotator?.objects.length ?? 0;
  return html`<button type="button" class="button" aria-expanded=${tool.shown.panel} aria-controls="panel" aria-label=${tool.say("objects-show", { count })}
    ?disabled=${!tool.annotator} @click=${() => tool.show({ panel: !tool.shown.panel })}>${icon("mask")}<span class="count">${count}</span></button>`;
}
