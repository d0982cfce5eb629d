/** A picture's pixels: read in the page, else fetched by the extension, else taken from the screen. */
import { fromBase64 } from "../engine/wire";
import { ask } from "../messages";
import type { Candidate } from "./candidates";
import type { Rect } from "./geometry";

/** Pixels as the page may read them, at their own resolution; null where it may not. */
export async function readInPage({ element, kind, url }: Candidate): Promise<ImageBitmap | null> {
  const shown = kind === "background" ? null : await readable(element as HTMLImageElement | HTMLCanvasElement);
  return shown ?? (url ? readOpenly(url) : null);
}

/** Asks for the file once more as any page may: some sites let all others read their pictures. */
function readOpenly(url: string): Promise<ImageBitmap | null> {
  const image = new Image();
  image.crossOrigin = "anonymous";
  image.src = url;
  return image.decode().then(
    () => readable(image),
    () => null,
  );
}

/** Pixels of the file at `url`, fetched by the extension; null while its origin is not allowed. */
export async function readByExtension(url: string): Promise<ImageBitmap | null> {
  const file = await ask({ kind: "fetch-image", url });
  return file && createImageBitmap(new Blob([fromBase64(file.base64)], { type: file.type }));
}

/** What the screen shows within `rect`, at the screen's resolution. */
export async function readFromScreen(rect: Rect): Promise<ImageBitmap> {
  const shot = await fetchDataUrl(await ask({ kind: "capture-tab" }));
  const screen = await createImageBitmap(shot);
  const ratio = screen.width / innerWidth;
  const [left, top] = [Math.round(rect.left * ratio), Math.round(rect.top * ratio)];
  const width = Math.min(Math.round(rect.width * ratio), screen.width - left);
  const height = Math.min(Math.round(rect.height * ratio), screen.height - top);
  const part = await createImageBitmap(screen, left, top, width, height);
  screen.close();
  return part;
}

/** A bitmap whose pixels may be read; null for one that another site's picture has tainted, or that is blank. */
async function readable(source: HTMLImageElement | HTMLCanvasElement): Promise<ImageBitmap | null> {
  const bitmap = await createImageBitmap(source).catch(() => null);
  const opacity = bitmap && opacityOf(bitmap);
  const isBlank = opacity === 0 && source instanceof HTMLCanvasElement; // as WebGL leaves it
  return opacity === null || isBlank ? null : bitmap;
}

/** Mean opacity of a small copy, 0 … 1; null where the pixels may not be read. */
export function opacityOf(source: HTMLImageElement | HTMLCanvasElement | ImageBitmap): number | null {
  const context = new OffscreenCanvas(16, 16).getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  try {
    context.drawImage(source, 0, 0, 16, 16);
    const { data } = context.getImageData(0, 0, 16, 16);
    return data.reduce((sum, value, at) => (at % 4 === 3 ? sum + value : sum), 0) / (255 * 16 * 16);
  } catch {
    return null;
  }
}

async function fetchDataUrl(url: string): Promise<Blob> {
  const [head = "", base64 = ""] = url.split(",");
  return new Blob([fromBase64(base64)], { type: /:(.*?);/.exec(head)?.[1] ?? "image/png" });
}
