/** Images and masks that a person brings: chosen, dropped or pasted. */
import { byId } from "./dom";

/** What to do with a file. */
export interface Takers {
  image(file: File): void;
  mask(file: File): void;
}

/** Listens for files in every way a page can be given them. */
export function listenForFiles(takers: Takers): void {
  connectPicker("open-image", "image-file", takers.image);
  connectPicker("open-mask", "mask-file", takers.mask);
  listenForDrops(takers);
  document.addEventListener("paste", (event) => {
    const file = event.clipboardData?.files[0];
    if (file) takers.image(file);
  });
}

function connectPicker(buttonId: string, inputId: string, take: (file: File) => void): void {
  const input = byId(inputId, HTMLInputElement);
  byId(buttonId, HTMLButtonElement).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = ""; // so that the same file can be chosen again
    if (file) take(file);
  });
}

/** While files hover over the page two areas ask what they are. */
function listenForDrops(takers: Takers): void {
  const drop = byId("drop", HTMLElement);
  const areaOf = (event: DragEvent) => (event.target as Element).closest<HTMLElement>("[data-drop]");
  const mark = (over: HTMLElement | null) => {
    for (const area of drop.querySelectorAll("[data-drop]")) area.classList.toggle("over", area === over);
  };
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    drop.hidden = false;
    mark(areaOf(event));
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.hidden = true; // left the window
  });
  document.addEventListener("drop", (event) => {
    drop.hidden = true;
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    if (areaOf(event)?.dataset.drop === "mask") takers.mask(file);
    else takers.image(file);
  });
}
