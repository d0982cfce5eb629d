/** What the options page sets, kept in the browser's extension storage and read at every start. */
import type { Annotator } from "../annotator/index";
import { FORMATS, type FormatId } from "../element/exports";
import type { ShortcutMemory } from "../element/shortcuts";
import { isConnected } from "./messages";

export interface Settings {
  /** A variant of `models.json`, or "default". */
  model: string;
  /** "auto": two where a measurement finds a second core free, else one. */
  threads: "auto" | number;
  /** The format that the download button begins with. */
  format: ExportFormat;
}

/** The active object's mask, what it shows of the picture, and every format of the plugin. */
export type ExportFormat = "mask" | "cutout" | FormatId;
export const EXPORT_FORMATS: readonly ExportFormat[] = ["mask", "cutout", ...FORMATS];

const DEFAULTS: Settings = { model: "default", threads: "auto", format: "mask" };
const KEY = "settings";
const SHORTCUT_KEYS = "shortcuts";

export async function readSettings(): Promise<Settings> {
  const stored = (await chrome.storage.local.get(KEY))[KEY] as Partial<Settings> | undefined;
  return { ...DEFAULTS, ...stored };
}

export async function writeSettings(change: Partial<Settings>): Promise<void> {
  const stored = (await chrome.storage.local.get(KEY))[KEY] as Partial<Settings> | undefined;
  await chrome.storage.local.set({ [KEY]: { ...stored, ...change } });
}

/** What the last annotator ran on: the options page tells it. */
export type Run = Pick<Annotator, "model" | "threads">;
/** The storage's entry for it. */
export const RUN = "run";

let noted = "";

/** Keeps what an annotator runs on where that is new. */
export function noteRun({ model, threads }: Run): void {
  const run = { model, threads } satisfies Run;
  if (JSON.stringify(run) === noted || !isConnected()) return;
  noted = JSON.stringify(run);
  void chrome.storage.local.set({ [RUN]: run });
}

/** Changed shortcuts, the same in every page: the storage of a site is not ours. */
export async function shortcutMemory(): Promise<ShortcutMemory> {
  let text = ((await chrome.storage.local.get(SHORTCUT_KEYS))[SHORTCUT_KEYS] as string | undefined) ?? null;
  const set = (changed: string | null) => {
    text = changed;
    void chrome.storage.local.set({ [SHORTCUT_KEYS]: changed });
  };
  return { getItem: () => text, setItem: (_, value) => set(value), removeItem: () => set(null) };
}
