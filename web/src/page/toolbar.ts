/** Buttons, slider and keys, and the line that says what happened. */
import type { Annotator, Change, ClickChange } from "../annotator/index";
import { runChord } from "../annotator/input";
import type { Desk } from "./desk";
import { byId } from "./dom";

const undo = byId("undo", HTMLButtonElement);
const redo = byId("redo", HTMLButtonElement);
const reset = byId("reset", HTMLButtonElement);
const save = byId("save", HTMLButtonElement);
const fit = byId("fit", HTMLButtonElement);
const openMask = byId("open-mask", HTMLButtonElement);
const modes = byId("modes", HTMLFieldSetElement);
const opacity = byId("opacity", HTMLInputElement);
const status = byId("status", HTMLOutputElement);

/** Connects the toolbar to whichever annotator is on the desk. */
export function connectToolbar(desk: Desk): void {
  const command = (work: (annotator: Annotator) => unknown) => () => {
    if (desk.current) Promise.resolve(work(desk.current)).catch(() => null); // the 'error' event tells it
  };
  const commands = {
    undo: command((annotator) => annotator.undo()),
    redo: command((annotator) => annotator.redo()),
    save: command((annotator) => annotator.save()),
  };
  undo.addEventListener("click", commands.undo);
  redo.addEventListener("click", commands.redo);
  save.addEventListener("click", commands.save);
  reset.addEventListener(
    "click",
    command((annotator) => annotator.reset()),
  );
  fit.addEventListener(
    "click",
    command((annotator) => annotator.fit()),
  );
  opacity.addEventListener("input", command(applyView));
  modes.addEventListener("change", command(applyView));
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.defaultPrevented && runChord(event, commands))
      event.preventDefault();
  });
  desk.onChange((annotator, work, change) => {
    if (!change) greet(annotator, work.name);
    show(annotator, work.name, change);
  });
}

/** A new annotator takes over the toolbar's settings and saves under the image's name. */
function greet(annotator: Annotator, name: string): void {
  applyView(annotator);
  annotator.on("save", (png) => download(png, `${name.replace(/\.[^.]*$/, "")}-mask.png`));
}

function applyView(annotator: Annotator): void {
  annotator.opacity = Number(opacity.value) / 100;
  annotator.mode = modes.querySelector<HTMLInputElement>(":checked")?.value === "remove" ? "remove" : "add";
}

function show(annotator: Annotator, name: string, change: Change | ClickChange | null): void {
  for (const control of [save, reset, fit, openMask, modes]) control.disabled = false;
  undo.disabled = !annotator.canUndo;
  redo.disabled = !annotator.canRedo;
  const size = `${name}, ${annotator.width} × ${annotator.height}`;
  status.textContent = change ? `${describe(change)} · ${size}` : size;
}

function describe(change: Change | ClickChange): string {
  const count = (pixels: number) => pixels.toLocaleString("en");
  const done = change.changed ? `+${count(change.added)} −${count(change.removed)} pixels` : "Nothing to change there";
  return "ms" in change ? `${done} in ${Math.round(change.ms.total)} ms` : done;
}

function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the download has begun by then
}
