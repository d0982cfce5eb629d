/** What the options page sets, kept in the browser's extension storage and read at every start. */
import { FORMATS, type FormatId } from "../element/exports";
import type { ShortcutMemory } from "../element/shortcuts";

export interface Settings {
  /** A variant of `models.json`, or "default". */
  model: string;
  threads: number;
  /** The format that the download button begins with. */
  format: ExportFormat;
}

/** The active object's mask, what it shows of the picture, and every format of the plugin. */
export type ExportFormat = "mask" | "cutout" | FormatId;
export const EXPORT_FORMATS: readonly ExportFormat[] = ["mask", "cutout", ...FORMATS];

const DEFAULTS: Settings = { model: "default", threads: 1, format: "mask" };
const KEY = "settings";
const SHORTCUT_KEYS = "shortcuts";

export async function readSettings(): Promise<Settings> {
  const stored = (await chrome.storage.local.get(KEY))[KEY] as Partial<Settings> | undefined;
  return { ...DEFAULTS, ...stored };
}

export async function writeSettings(change: Partial<Settings>): Promise<void> {
  await chrome.storage.local.set({ [KEY]: { ...(await readSettings()), ...change } });
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
