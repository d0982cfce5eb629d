/** Images, masks and annotations that a person brings: chosen, dropped or pasted. */
import { droppedFiles, pickFolder } from "../store/index";
import type { Tool } from "./tool";

/** Files that a person brought; the event `focalclick-files` carries it, and `preventDefault` keeps the tool from opening them. */
export interface Brought {
  files: File[];
  how: "pick" | "folder" | "drop" | "paste";
}

type Kind = "image" | "mask";

/** Opens the browser's own dialog for choosing files. */
export function pick(tool: Tool, input: "image-file" | "mask-file" | "annotation-file" | "model-folder"): void {
  tool.root.querySelector<HTMLInputElement>(`#${input}`)?.click();
}

/** Images for the page or, where it does not see to them, the first one for the tool itself. */
export function takeImages(tool: Tool, brought: Brought): void {
  const image = brought.files[0];
  if (!image || !tool.tell("files", brought)) return;
  void tool.open({ image, name: image.name }).catch(() => null); // a notice has told it
}

/** Listeners of the tool's frame, for files dragged over it and for what its pickers chose. */
export function dropOf(tool: Tool) {
  return {
    over: (event: DragEvent) => over(tool, event),
    leave: (event: DragEvent) => !event.relatedTarget && tool.show({ drop: null }),
    drop: (event: DragEvent) => drop(tool, event),
    pick: (event: Event) => picked(tool, event.target as HTMLInputElement),
  };
}

function picked(tool: Tool, input: HTMLInputElement): void {
  const files = [...(input.files ?? [])];
  const [first] = files;
  input.value = ""; // so that the same file can be chosen again
  if (!first) return;
  if (input.id === "mask-file") void tool.setMask(first, first.name);
  else if (input.id === "model-folder") tool.attempt(() => tool.models.open(files));
  else if (input.id === "annotation-file") tool.attempt(() => tool.exports.read(files));
  else takeImages(tool, { files, how: "pick" });
}

/** While files hover over the tool two areas ask what they are. */
function over(tool: Tool, event: DragEvent): void {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  const kind = kindAt(event) ?? "elsewhere";
  if (kind !== tool.shown.drop) tool.show({ drop: kind });
}

function drop(tool: Tool, event: DragEvent): void {
  const kind = kindAt(event);
  tool.show({ drop: null });
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  const dropped = droppedFiles(event.dataTransfer);
  tool.attempt(async () => {
    const files = await dropped;
    if (kind === "image") takeImages(tool, { files, how: "drop" });
    else if (kind === "mask") await takeMask(tool, files);
  });
}

/** The first of the files becomes the mask; that the others do not is told. */
async function takeMask(tool: Tool, files: readonly File[]): Promise<void> {
  const [mask] = files;
  if (!mask) return;
  await tool.setMask(mask, mask.name);
  if (files.length > 1) tool.status = tool.say("mask-first", { count: files.length, name: mask.name });
}

/** Lets a person choose a folder, and takes its images. */
export async function openFolder(tool: Tool): Promise<void> {
  const files = await pickFolder();
  if (files) takeImages(tool, { files, how: "folder" });
}

function kindAt(event: DragEvent): Kind | null {
  const area = (event.target as Element).closest<HTMLElement>("[data-drop]");
  return (area?.dataset.drop as Kind | undefined) ?? null;
}
