/** Files that reach the page beside the tool: pasted, or dropped where nothing takes them. */
import type { Brought } from "../element/index";

/** Calls `take` with pasted files. Wherever else files are dropped, the browser must not leave the page for them. */
export function listenOutside(take: (brought: Brought) => void): void {
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) take({ files, how: "paste" });
  });
  for (const kind of ["dragover", "drop"] as const) {
    document.addEventListener(kind, (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
  }
}
