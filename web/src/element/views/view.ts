/** The whole tool, as it stands. */
import { html, nothing, type TemplateResult } from "lit";
import { dropOf } from "../files";
import type { Tool } from "../tool";
import { panel } from "./panel";
import { sheet } from "./sheet";
import { stage } from "./stage";
import { statusLine } from "./status";
import { dock, toolbar } from "./toolbar";

export function view(tool: Tool): TemplateResult {
  const drops = dropOf(tool);
  return html`<div class="tool ${tool.width}" lang=${tool.words.language}
    @dragover=${drops.over} @dragleave=${drops.leave} @drop=${drops.drop}>
    ${toolbar(tool)}
    <div class="middle">${stage(tool)}${panel(tool)}</div>
    ${statusLine(tool)}
    ${tool.width === "compact" ? dock(tool) : nothing}
    <slot name="below"></slot>
    ${sheet(tool)}
    <input type="file" id="image-file" accept="image/*,.tif,.tiff" multiple hidden @change=${drops.pick}>
    <input type="file" id="mask-file" accept="image/png,image/*" hidden @change=${drops.pick}>
    <input type="file" id="model-folder" webkitdirectory hidden @change=${drops.pick}>
    <input type="file" id="annotation-file" accept=".json,.xml,.txt,.yaml,.yml,.names,.zip,.png" multiple hidden @change=${drops.pick}>
  </div>`;
}
