/**
 * Engine messages as text: extension ports carry JSON alone, so bytes, files and bitmaps are written as base64.
 *
 * A bitmap crosses as PNG, which loses nothing of an opaque picture. Long messages are cut: browsers refuse those of 64 MB.
 */
const PART = 1 << 23; // characters; a message may have 64 MB
const CHUNK = 1 << 14; // a function takes no more arguments everywhere

/**
 * Text of a value that may hold typed arrays, blobs and bitmaps at any depth. Without the latter two it is made before
 * the browser does anything else: a page that closes still sees it through.
 */
export async function pack(value: unknown): Promise<string> {
  return JSON.stringify(await toPlain(value));
}

/** The value that was packed. */
export async function unpack(text: string): Promise<unknown> {
  return fromPlain(JSON.parse(text));
}

/** A file as base64. Its bytes go through no array: Firefox lets a content script only half into those of a page's files. */
export async function toBase64(file: Blob): Promise<string> {
  const url = await toDataUrl(file);
  return url.slice(url.indexOf(",") + 1);
}

/** A file as an address that holds all of it. */
export function toDataUrl(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** Bytes of a base64 text. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Bytes as base64, without waiting for anything. */
function bytesToBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

async function toPlain(value: unknown): Promise<unknown> {
  if (value instanceof Uint8Array) return { $bytes: bytesToBase64(value) };
  if (value instanceof Blob) return { $blob: await toBase64(value), type: value.type };
  if (value instanceof ImageBitmap) return { $bitmap: await toBase64(await toPng(value)) };
  if (Array.isArray(value)) return Promise.all(value.map(toPlain));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(async ([key, part]) => [key, await toPlain(part)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function fromPlain(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(fromPlain));
  if (value === null || typeof value !== "object") return value;
  const marked = value as Record<string, string>;
  if (marked.$bytes !== undefined) return fromBase64(marked.$bytes);
  if (marked.$blob !== undefined) return new Blob([fromBase64(marked.$blob)], { type: marked.type ?? "" });
  if (marked.$bitmap !== undefined) return createImageBitmap(new Blob([fromBase64(marked.$bitmap)]));
  const entries = Object.entries(value).map(async ([key, part]) => [key, await fromPlain(part)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** The bitmap as a file; it is closed, as if it had been given away. */
async function toPng(bitmap: ImageBitmap): Promise<Blob> {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/png" });
}

/** One end of a port: values go and come in their order, however long packing one takes. `broken` hears what did not. */
export class Wire {
  private sending: Promise<void> = Promise.resolve();
  private receiving: Promise<void> = Promise.resolve();
  private parts: string[] = [];

  constructor(
    private readonly port: chrome.runtime.Port,
    private readonly receive: (value: unknown) => void,
    private readonly broken: (error: unknown) => void,
  ) {
    port.onMessage.addListener((part: Part) => this.take(part));
  }

  send(value: unknown): void {
    this.sending = this.sending.then(async () => this.post(await pack(value))).catch(this.broken);
  }

  private post(text: string): void {
    for (let at = 0; at < text.length; at += PART) {
      this.port.postMessage({ text: text.slice(at, at + PART), last: at + PART >= text.length } satisfies Part);
    }
  }

  private take({ text, last }: Part): void {
    this.parts.push(text);
    if (!last) return;
    const whole = this.parts.join("");
    this.parts = [];
    this.receiving = this.receiving.then(async () => this.receive(await unpack(whole))).catch(this.broken);
  }
}

interface Part {
  text: string;
  last: boolean;
}
