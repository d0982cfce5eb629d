/** The bar under the picture: what one needs most. The whole tool has all of it. */
import { html, nothing, render, type TemplateResult } from "lit";
import type { Tool } from "../../element/tool";
import { say } from "../words";
import { make } from "./dom";
import type { Rect } from "./geometry";
import type { Stage } from "./stage";

const GAP = 8;

/** What the bar shows beyond the tool itself. */
export interface Shown {
  tool: Tool;
  /** Marks of the picture, in words: that it was taken from the screen. */
  marks: TemplateResult;
  /** What a labeling site needs, and the export's controls. */
  parts: unknown;
  busy: boolean;
  enlarge(): void;
  close(): void;
}

export class Bar {
  readonly element = make("div", { className: "bar", hidden: true });
  private seen: Rect | null = null;
  private readonly sizes = new ResizeObserver(() => {
    if (this.seen && !this.element.hidden) this.moveTo(this.seen);
  });

  constructor(stage: Stage) {
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", say("toolbar"));
    stage.area.append(this.element);
    this.sizes.observe(this.element);
  }

  draw(shown: Shown): void {
    render(shown.tool.annotator ? controls(shown) : loading(shown), this.element);
  }

  /** Shows the bar under what is seen of the picture, and always within the window. */
  moveTo(seen: Rect): void {
    this.seen = seen;
    this.element.hidden = false;
    const { offsetWidth, offsetHeight } = this.element;
    const left = Math.max(GAP, Math.min(seen.left, innerWidth - offsetWidth - GAP));
    const top = Math.max(GAP, Math.min(seen.top + seen.height + GAP, innerHeight - offsetHeight - GAP));
    Object.assign(this.element.style, { left: `${left}px`, top: `${top}px` });
  }

  destroy(): void {
    this.sizes.disconnect();
    this.element.remove();
  }
}

function loading({ tool, close }: Shown): TemplateResult {
  const { progress } = tool;
  const share = progress?.share ?? null;
  const bar =
    share === null ? nothing : html`<progress max="1" .value=${share} aria-label=${tool.say("loading")}></progress>`;
  return html`<span class="status" role="status">${progress ? tool.say(`loading-${progress.stage}`) : say("begin")} ${bar}</span>
    <button type="button" data-act="close" @click=${close}>${say("close")}</button>`;
}

function controls({ tool, marks, parts, busy, enlarge, close }: Shown): TemplateResult {
  const status = busy ? say("busy") : tool.status || say("ready");
  return html`${marks}${(["add", "remove"] as const).map((mode) => modeButton(tool, mode))}
    <span class="split"></span>${(["undo", "redo", "reset"] as const).map((id) => command(tool, id))}
    <span class="split"></span>${parts}
    <span class="split"></span><button type="button" data-act="enlarge" title=${say("enlargehint")} @click=${enlarge}>${say("enlarge")}</button>
    <button type="button" data-act="close" @click=${close}>${say("close")}</button>
    <span class="status" role="status">${status}</span>`;
}

function modeButton(tool: Tool, mode: "add" | "remove"): TemplateResult {
  return html`<button type="button" data-act=${mode} aria-pressed=${tool.annotator?.mode === mode} title=${say(`${mode}hint`)}
    @click=${() => tool.adjust({ mode })}>${say(mode)}</button>`;
}

function command(tool: Tool, id: "undo" | "redo" | "reset"): TemplateResult {
  const able = id === "undo" ? tool.annotator?.canUndo : id === "redo" ? tool.annotator?.canRedo : true;
  return html`<button type="button" data-act=${id} ?disabled=${!able} @click=${() => tool.run(id)}>${say(id)}</button>`;
}
