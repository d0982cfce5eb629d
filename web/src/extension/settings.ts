/** What the options page sets, kept in the browser's extension storage and read at every start. */
export interface Settings {
  /** A variant of `models.json`, or "default". */
  model: string;
  threads: number;
  /** The format of the first download button. */
  format: ExportFormat;
}

export const EXPORT_FORMATS = ["png", "coco", "cutout"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const DEFAULTS: Settings = { model: "default", threads: 1, format: "png" };
const KEY = "settings";

export async function readSettings(): Promise<Settings> {
  const stored = (await chrome.storage.local.get(KEY))[KEY] as Partial<Settings> | undefined;
  return { ...DEFAULTS, ...stored };
}

export async function writeSettings(change: Partial<Settings>): Promise<void> {
  await chrome.storage.local.set({ [KEY]: { ...(await readSettings()), ...change } });
}
