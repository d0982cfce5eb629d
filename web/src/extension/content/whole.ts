/** The whole tool in a page: all that the plugin has, over the window; its picture stays in the page until it is enlarged. */
import { html, render, type TemplateResult } from "lit";
import type { AnnotatorOptions } from "../../annotator/index";
import { Tool } from "../../element/tool";
import { noteRun, readSettings, shortcutMemory } from "../settings";
import { say } from "../words";
import { make } from "./dom";
import type { Stage } from "./stage";

/** Buttons at the end of the tool's own bar. */
export interface Ways {
  /** What stands before them: a labeling site's controls, marks of the picture. */
  parts: unknown;
  /** Shows the picture in the page again; null where it is not there any more. */
  back: (() => void) | null;
  close(): void;
}

type Given = { signal: AbortSignal } & Pick<AnnotatorOptions, "snapshot">;

export interface Listeners {
  /** Something in the tool has changed. */
  drawn(tool: Tool): void;
  /** Something in the tool is to be seen. */
  needed(): void;
}

export class Whole {
  readonly element = make("div", { className: "whole", hidden: true });
  private readonly end = make("div", { className: "end" });

  private constructor(
    readonly tool: Tool,
    stage: Stage,
  ) {
    this.end.slot = "end";
    tool.host.append(this.end);
    this.element.append(tool.host);
    stage.area.append(this.element);
  }

  /** Makes a tool that is not seen yet; `given` are further options of the annotator. */
  static async make(stage: Stage, given: Given, { drawn, needed }: Listeners): Promise<Whole> {
    const [{ model, threads }, memory] = await Promise.all([readSettings(), shortcutMemory()]);
    const language = say("language");
    const assetPath = chrome.runtime.getURL("assets/");
    const options = (): AnnotatorOptions => ({ assetPath, model, threads, language, ...given });
    const draw = (tool: Tool) => {
      if (tool.annotator) noteRun(tool.annotator);
      drawn(tool);
    };
    const host = make("div");
    const root = host.attachShadow({ mode: "open" }); // inside a closed one
    const keys = stage.area;
    const settings = { options, language, files: false, autosave: false, keys, memory, quiet: true, drawn: draw };
    root.addEventListener("beforetoggle", needed, { capture: true, signal: given.signal }); // a key has opened a menu, or the sheet
    return new Whole(new Tool(root, host, settings), stage);
  }

  draw(ways: Ways): void {
    render(buttons(ways), this.end);
  }

  destroy(): void {
    this.tool.destroy();
    this.element.remove();
  }
}

function buttons({ parts, back, close }: Ways): TemplateResult {
  return html`${parts}${back ? html`<button type="button" data-act="back" @click=${back}>${say("back")}</button>` : ""}
    <button type="button" data-act="close" @click=${close}>${say("close")}</button>`;
}
