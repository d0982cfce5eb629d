/** The line that says what happened and what can be done, and the quiet mark that says that it is kept. */
import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { icon } from "../icons";
import type { Tool } from "../tool";

const COARSE = matchMedia("(pointer: coarse)");

export function statusLine(tool: Tool): TemplateResult {
  const { annotator, desk } = tool;
  const size = annotator && desk.work ? `${desk.work.name}, ${annotator.width} × ${annotator.height}` : "";
  const said = [tool.status, size].filter(Boolean).join(" · ");
  return html`<div class="status">
    <output id="status">${said}</output>
    ${annotator ? html`<span class="hint">${hint(tool, annotator.tool)}</span>` : nothing}
  </div>`;
}

function hint(tool: Tool, hand: string): string {
  return (COARSE.matches ? tool.words.find(`hint-${hand}-touch`) : null) ?? tool.say(`hint-${hand}`);
}

export function savedMark(tool: Tool): TemplateResult | typeof nothing {
  const { state } = tool.keeping;
  if (state.state === "unchanged") return nothing;
  const text = tool.say(`saved-${state.state}`);
  const at = state.state === "saved" ? tool.say("saved-at", { at: state.at }) : text;
  const classes = { saved: true, failed: state.state === "failed", busy: state.state === "saving" };
  if (state.state === "failed")
    return html`<button type="button" class=${classMap({ button: true, ...classes })} title=${state.error.message} data-state="failed"
      @click=${() => tool.keeping.explain()}>${icon("alert")}<span>${text}</span></button>`;
  return html`<span class=${classMap(classes)} title=${at} data-state=${state.state}>${icon("check")}<span>${text}</span></span>`;
}
