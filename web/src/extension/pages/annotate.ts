/** The whole tool inside a page of the extension's own, where the worker may run at once. */
import { render } from "lit";
import { Tool } from "../../element/tool";
import { Exporting } from "../content/exporting";
import { noteRun, readSettings, shortcutMemory } from "../settings";
import { say } from "../words";

const { model, threads, format } = await readSettings();
const language = say("language");
const host = document.getElementById("tool") as HTMLElement;
const end = Object.assign(document.createElement("div"), { className: "end", slot: "end" });
host.append(end);

const tool = new Tool(host.attachShadow({ mode: "open" }), host, {
  options: () => ({ assetPath: chrome.runtime.getURL("assets/"), model, threads, language }),
  language,
  files: true,
  autosave: true,
  keys: "page",
  memory: await shortcutMemory(),
  drawn: ({ annotator }) => {
    if (annotator) noteRun(annotator);
    render(annotator ? exporting.parts : null, end);
  },
});
const exporting = new Exporting(tool, format); // the tool has no annotator before it is made

/** Shows a picture in place of the one before; what is wrong with it is told by the tool. */
export async function show(image: Blob | string, name: string): Promise<void> {
  await tool.open({ image, name }).catch(() => null);
}

/** Tells that there is nothing to show. */
export function complain(message: string): void {
  tool.complain(new Error(message));
}
