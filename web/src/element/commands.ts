/** The one table of commands: buttons, keys and the sheet of shortcuts all come from it. */
import type { Tool as Hand, ObjectId } from "../annotator/contract";
import type { Annotator } from "../annotator/index";
import { KEYS } from "../annotator/keys";
import { chooseClass } from "./classes";
import { openFolder, pick } from "./files";
import { openPopup } from "./menus";
import * as objects from "./objects";
import type { Tool } from "./tool";

export type Group = "tools" | "edit" | "objects" | "view" | "files";

export interface Command {
  readonly group: Group;
  /** Chords it has until a person changes them. */
  readonly keys: readonly string[];
  run(tool: Tool): unknown;
  /** Whether it can do anything now; always, where it is left out. */
  when?(tool: Tool): boolean;
}

type ClassCommand = `class${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;

export type CommandId =
  | Hand
  | "mode"
  | "smaller"
  | "larger"
  | "undo"
  | "redo"
  | "reset"
  | "finish"
  | "next"
  | "previous"
  | "rename"
  | "visible"
  | "locked"
  | "merge"
  | "split"
  | "moveLeft"
  | "moveRight"
  | "moveUp"
  | "moveDown"
  | "toFront"
  | "toBack"
  | "delete"
  | "fit"
  | "zoomIn"
  | "zoomOut"
  | "compare"
  | "hover"
  | "fainter"
  | "stronger"
  | "open"
  | "openFolder"
  | "openMask"
  | "import"
  | "openModel"
  | "save"
  | "exportMenu"
  | "before"
  | "after"
  | "copyNext"
  | "help"
  | ClassCommand;

const BRUSH_STEP = 1.25;
const OPACITY_STEP = 0.1;

/** A command on the image shown; without an image there is nothing to do. */
function on(run: (annotator: Annotator, tool: Tool) => unknown): Pick<Command, "run" | "when"> {
  return {
    run: (tool) => tool.annotator && run(tool.annotator, tool),
    when: (tool) => tool.annotator !== null,
  };
}

/** A command on one object. */
function onObject(run: (annotator: Annotator, id: ObjectId, tool: Tool) => unknown): Pick<Command, "run" | "when"> {
  return on((annotator, tool) => run(annotator, objects.meant(tool, annotator), tool));
}

function hand(name: Hand, key: string): Command {
  return { group: "tools", keys: [key], ...on((annotator) => (annotator.tool = name)) };
}

/** Shifts an object by one pixel. */
function move(arrow: string, dx: number, dy: number): Command {
  const keys = [`Mod+${arrow}`];
  return { group: "objects", keys, ...onObject((annotator, id) => annotator.moveObject(id, dx, dy)) };
}

const classCommands = Object.fromEntries(
  Array.from({ length: 9 }, (_, index) => [
    `class${index + 1}`,
    {
      group: "objects",
      keys: [`${index + 1}`],
      run: (tool: Tool) => chooseClass(tool, index),
      when: (tool: Tool) => index < (tool.annotator?.classes.length ?? 0),
    },
  ]),
) as Record<string, Command> as Record<ClassCommand, Command>;

/** By name, in the order in which the sheet of shortcuts shows them. */
export const COMMANDS: Record<CommandId, Command> = {
  click: hand("click", "c"),
  brush: hand("brush", "b"),
  eraser: hand("eraser", "e"),
  polygon: hand("polygon", "p"),
  lasso: hand("lasso", "l"),
  box: hand("box", "r"),
  pan: hand("pan", "g"),
  mode: {
    group: "tools",
    keys: ["x"],
    ...on((annotator) => (annotator.mode = annotator.mode === "add" ? "remove" : "add")),
  },
  smaller: { group: "tools", keys: ["["], ...on((annotator) => (annotator.brushRadius /= BRUSH_STEP)) },
  larger: { group: "tools", keys: ["]"], ...on((annotator) => (annotator.brushRadius *= BRUSH_STEP)) },

  undo: {
    group: "edit",
    keys: KEYS.undo,
    run: (tool) => tool.annotator?.undo(),
    when: (tool) => tool.annotator?.canUndo ?? false,
  },
  redo: {
    group: "edit",
    keys: KEYS.redo,
    run: (tool) => tool.annotator?.redo(),
    when: (tool) => tool.annotator?.canRedo ?? false,
  },
  reset: { group: "edit", keys: ["Mod+Backspace"], ...on((annotator) => annotator.reset()) },

  finish: { group: "objects", keys: ["Enter", "n"], ...on((annotator) => annotator.finish()) },
  next: { group: "objects", keys: ["."], ...on((annotator, tool) => objects.step(tool, annotator, 1)) },
  previous: { group: "objects", keys: [","], ...on((annotator, tool) => objects.step(tool, annotator, -1)) },
  rename: { group: "objects", keys: ["F2"], ...onObject((_, id, tool) => objects.rename(tool, id)) },
  visible: { group: "objects", keys: ["v"], ...onObject((_, id, tool) => objects.toggle(tool, id, "visible")) },
  locked: { group: "objects", keys: ["o"], ...onObject((_, id, tool) => objects.toggle(tool, id, "locked")) },
  merge: {
    group: "objects",
    keys: ["j"],
    ...onObject((annotator, id) => objects.mergeWithNeighbour(annotator, id)),
    when: (tool) => (tool.annotator?.objects.length ?? 0) > 1,
  },
  split: { group: "objects", keys: ["Shift+j"], ...onObject((annotator, id) => annotator.splitObject(id)) },
  moveLeft: move("ArrowLeft", -1, 0),
  moveRight: move("ArrowRight", 1, 0),
  moveUp: move("ArrowUp", 0, -1),
  moveDown: move("ArrowDown", 0, 1),
  toFront: { group: "objects", keys: ["t"], ...onObject((annotator, id) => annotator.orderObject(id, "front")) },
  toBack: { group: "objects", keys: ["Shift+t"], ...onObject((annotator, id) => annotator.orderObject(id, "back")) },
  delete: { group: "objects", keys: ["Delete"], ...onObject((annotator, id) => annotator.removeObject(id)) },
  ...classCommands,

  fit: { group: "view", keys: KEYS.fit, ...on((annotator) => annotator.viewport.fit()) },
  zoomIn: { group: "view", keys: KEYS.zoomIn, ...on((annotator) => annotator.viewport.zoomIn()) },
  zoomOut: { group: "view", keys: KEYS.zoomOut, ...on((annotator) => annotator.viewport.zoomOut()) },
  compare: { group: "view", keys: ["i"], ...on((annotator) => (annotator.compare = !annotator.compare)) },
  hover: { group: "view", keys: ["u"], ...on((_, tool) => tool.setHover(!tool.annotator?.hovering)) },
  fainter: { group: "view", keys: ["{"], ...on((annotator) => (annotator.opacity -= OPACITY_STEP)) },
  stronger: { group: "view", keys: ["}"], ...on((annotator) => (annotator.opacity += OPACITY_STEP)) },

  open: {
    group: "files",
    keys: ["Mod+o"],
    run: (tool) => pick(tool, "image-file"),
    when: (tool) => tool.settings.files,
  },
  openFolder: { group: "files", keys: [], run: (tool) => openFolder(tool), when: (tool) => tool.settings.files },
  openMask: { group: "files", keys: ["Mod+m"], ...on((_, tool) => pick(tool, "mask-file")) },
  import: {
    group: "files",
    keys: ["Mod+i"],
    run: (tool) => pick(tool, "annotation-file"),
    when: (tool) => tool.annotator !== null && !tool.annotator.fault,
  },
  openModel: { group: "files", keys: [], ...on((_, tool) => pick(tool, "model-folder")) },
  save: { group: "files", keys: KEYS.save, ...on((annotator) => annotator.save()) },
  exportMenu: { group: "files", keys: ["Mod+e"], ...on((_, tool) => openPopup(tool, "menu-export")) },
  before: {
    group: "files",
    keys: ["a", "PageUp"],
    run: (tool) => tool.tell("navigate", -1),
    when: (tool) => tool.inSet,
  },
  after: {
    group: "files",
    keys: ["d", "PageDown"],
    run: (tool) => tool.tell("navigate", 1),
    when: (tool) => tool.inSet,
  },
  copyNext: {
    group: "files",
    keys: ["Shift+d"],
    ...onObject((_, id, tool) => tool.carrying.take(id)),
    when: (tool) => tool.annotator !== null && tool.hasNext,
  },
  help: { group: "files", keys: ["?"], run: (tool) => tool.show({ sheet: true }) },
};

export const GROUPS: readonly Group[] = ["tools", "edit", "objects", "view", "files"];
