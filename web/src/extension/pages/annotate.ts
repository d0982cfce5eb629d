/** The annotator inside a page of the extension's own, where the worker may run at once. */
import { createAnnotator, type ImageSource } from "../../annotator/index";
import { download, type Work } from "../content/exports";
import { readSettings } from "../settings";
import { say } from "../words";

let shown: Work | null = null;

/** Shows a picture in place of the one before. */
export async function show(image: ImageSource & (Blob | string), name = nameOf(image)): Promise<void> {
  const [stage, tools] = [document.getElementById("stage"), document.getElementById("tools")];
  if (!stage || !tools) return;
  shown?.annotator.destroy();
  tell("");
  const { model, threads } = await readSettings();
  const onProgress = ({ stage: part }: { stage: string }) => tell(say(`stage_${part.replace("-", "_") as "download"}`));
  const annotator = await createAnnotator(stage, {
    image,
    assetPath: chrome.runtime.getURL("assets/"),
    model,
    threads,
    onProgress,
  });
  shown = { annotator, name };
  annotator.on("change", ({ changed, added, removed }) =>
    tell(changed ? say("changed", `+${added}`, `−${removed}`) : say("unchanged")),
  );
  annotator.on("error", (error) => tell(`${error.message} ${error.hint}`));
  tools.hidden = false;
  tell(say("ready"));
}

/** Says something in the page's line of status. */
export function tell(text: string): void {
  const status = document.getElementById("status");
  if (status) status.textContent = text;
}

function nameOf(image: Blob | string): string {
  const name = image instanceof File ? image.name : typeof image === "string" ? (image.split("/").at(-1) ?? "") : "";
  return name.replace(/\.[^.]*$/, "") || "picture";
}

for (const format of ["png", "coco", "cutout"] as const) {
  document.getElementById(`download_${format}`)?.addEventListener("click", () => shown && void download(shown, format));
}
document.getElementById("undo")?.addEventListener("click", () => void shown?.annotator.undo());
document.getElementById("redo")?.addEventListener("click", () => void shown?.annotator.redo());
document.getElementById("reset")?.addEventListener("click", () => void shown?.annotator.reset());
