/** The work on a picture in the extension's storage: saved after every change, found again at the same picture. */
import type { Annotator, DocumentSnapshot } from "../../annotator/index";
import { pack, unpack } from "../engine/wire";
import { isConnected } from "../messages";

/** Kept works begin with this in the storage. */
export const WORK = "work:";
const PAUSE_MS = 300;
/** So many of the oldest make room when the storage is full. */
const DROPPED = 20;

interface Kept {
  /** All objects with their steps, as the wire packs them. */
  document: string;
  name: string;
  saved: number;
}

export async function findKept(key: string): Promise<DocumentSnapshot | null> {
  const kept = (await chrome.storage.local.get(WORK + key))[WORK + key] as Kept | undefined;
  const snapshot = kept ? ((await unpack(kept.document)) as DocumentSnapshot) : null;
  return snapshot?.version === 1 ? snapshot : null; // a later version of the extension may have kept it
}

export async function forgetKept(key: string): Promise<void> {
  if (isConnected()) await chrome.storage.local.remove(WORK + key);
}

/** Saves after every change from now on, and tells what could not be saved. */
export function keep(annotator: Annotator, key: string, name: string, failed: () => void): void {
  let timer = 0;
  const changed = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => save(annotator, key, name).catch(failed), PAUSE_MS);
  };
  for (const event of ["change", "objects", "history"] as const) annotator.on(event, changed);
}

async function save(annotator: Annotator, key: string, name: string): Promise<void> {
  const kept: Kept = { document: await pack(await annotator.snapshot()), name, saved: Date.now() };
  const write = () => chrome.storage.local.set({ [WORK + key]: kept });
  await write().catch(async () => {
    await dropOldest();
    await write();
  });
}

async function dropOldest(): Promise<void> {
  const entries = Object.entries(await chrome.storage.local.get(null)).filter(([key]) => key.startsWith(WORK));
  const oldest = (entries as [string, Kept][]).sort(([, a], [, b]) => a.saved - b.saved).slice(0, DROPPED);
  await chrome.storage.local.remove(oldest.map(([key]) => key));
}

/** A name for a picture by what it shows: its size and a small copy of it, whatever address it has. */
export function fingerprint(bitmap: ImageBitmap): string {
  const canvas = new OffscreenCanvas(64, 64);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0, 64, 64);
  const pixels = context?.getImageData(0, 0, 64, 64).data ?? new Uint8ClampedArray();
  return `${bitmap.width}x${bitmap.height}-${hash(pixels, 0x811c9dc5)}${hash(pixels, 0x1000193)}`;
}

/** FNV-1a of 32 bits: `crypto.subtle` is missing in pages without https. */
function hash(bytes: Uint8ClampedArray, seed: number): string {
  let sum = seed;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, "0");
}
