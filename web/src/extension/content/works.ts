/** All works in the extension's storage: what they are called, and which of them may go. */

/** Kept works begin with this in the storage. */
export const WORK = "work:";
/** So many of the oldest make room when the storage is full and the person agrees. */
const MOST_DROPPED = 20;

/** Keys of the works that were left longest ago, without that of `key`. */
export async function oldestWorks(key: string): Promise<string[]> {
  const all = (await chrome.storage.local.get(null)) as Record<string, { saved?: number }>;
  const works = Object.entries(all).filter(([name]) => name.startsWith(WORK) && name !== WORK + key);
  works.sort(([, a], [, b]) => (a.saved ?? 0) - (b.saved ?? 0));
  return works.slice(0, MOST_DROPPED).map(([name]) => name);
}

/** A name for a picture by what it shows: its size and a small copy of it, whatever address it has. */
export function fingerprint(bitmap: ImageBitmap): string {
  const canvas = new OffscreenCanvas(64, 64);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0, 64, 64);
  const pixels = context?.getImageData(0, 0, 64, 64).data ?? new Uint8ClampedArray();
  return `${bitmap.width}x${bitmap.height}-${digest(pixels)}`;
}

/** A short text that stands for bytes; no secret. */
export function digest(bytes: Uint8Array | Uint8ClampedArray): string {
  return hash(bytes, 0x811c9dc5) + hash(bytes, 0x1000193);
}

/** FNV-1a of 32 bits: `crypto.subtle` is missing in pages without https. */
function hash(bytes: Uint8Array | Uint8ClampedArray, seed: number): string {
  let sum = seed;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, "0");
}
