/** Images and masks from wherever a page has them, decoded without blocking it. */
import { AnnotatorError } from "../engine/errors";
import { type CocoRle, decodeCoco } from "./coco";

export type ImageSource = string | URL | Blob | ImageBitmap | ImageData | HTMLImageElement | HTMLCanvasElement;
export type MaskSource = string | URL | Blob | ImageData | CocoRle;

export const SMALLEST_SIDE = 8;
export const LARGEST_AREA = 50_000_000;

interface Size {
  width: number;
  height: number;
}

/** Decodes an image, upright as its EXIF data says, and checks its size. */
export async function decodeImage(source: ImageSource): Promise<ImageBitmap> {
  return toBitmap(source, checkImageSize);
}

/**
 * Decodes a mask into bits packed row after row.
 *
 * In a picture a pixel belongs to the mask when its brightest channel (times its opacity) is above half of the
 * picture's maximum, so that masks of 0 and 255, of 0 and 1, and coloured ones all read right.
 */
export async function decodeMask(source: MaskSource, image: Size): Promise<Uint8Array<ArrayBuffer>> {
  if (isCoco(source)) {
    checkMaskSize({ height: source.size[0], width: source.size[1] }, image);
    return (
      decodeCoco(source) ??
      fail("mask-undecodable", "The runs of the COCO mask do not fill its size.", "Export it again.")
    );
  }
  const pixels = source instanceof ImageData ? source : await readMaskPicture(source, image);
  checkMaskSize(pixels, image);
  return packBrightness(pixels.data);
}

/** `check` sees the size before anything is decoded, so that a huge image costs nothing. */
type Check = (size: Size) => void;

async function toBitmap(source: ImageSource, check: Check): Promise<ImageBitmap> {
  if (source instanceof Blob) return blobToBitmap(source, check);
  if (source instanceof HTMLImageElement) return urlToBitmap(parseUrl(source.currentSrc || source.src), check);
  if (typeof source === "string" || source instanceof URL) return urlToBitmap(parseUrl(source), check);
  check(source);
  return createImageBitmap(source);
}

function parseUrl(source: string | URL): URL {
  try {
    return new URL(source, document.baseURI);
  } catch {
    return fail("image-unreadable", `"${source}" is not an address.`, "Give the full address of an image.");
  }
}

/** Own files are fetched, which tells why it failed; other sites' images need no more than `img-src` this way. */
async function urlToBitmap(url: URL, check: Check): Promise<ImageBitmap> {
  const own = url.origin === location.origin || url.protocol === "blob:" || url.protocol === "data:";
  if (!own) return foreignToBitmap(url, check);
  const response = await fetch(url).catch(() => null);
  if (response?.ok) return blobToBitmap(await response.blob(), check, url.pathname);
  const why = response ? `HTTP ${response.status}` : "no answer";
  return fail("image-unreadable", `${url.href} could not be loaded (${why}).`, "Check the address.");
}

async function blobToBitmap(blob: Blob, check: Check, name = fileName(blob)): Promise<ImageBitmap> {
  const url = URL.createObjectURL(blob);
  try {
    check(naturalSize(await loadElement(url).catch(() => undecodable(name, blob.type))));
    return await createImageBitmap(blob, { imageOrientation: "from-image" }).catch(() => undecodable(name, blob.type));
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function foreignToBitmap({ href }: URL, check: Check): Promise<ImageBitmap> {
  const element = await loadElement(href).catch(() => {
    const message = `${href} could not be read: it is missing, or its site does not let other pages read it.`;
    const hint = 'Save the image and open the file here, or have its site send "Access-Control-Allow-Origin".';
    return fail("image-unreadable", message, hint);
  });
  check(naturalSize(element));
  return createImageBitmap(element).catch(() => undecodable(href, ""));
}

function fileName(blob: Blob): string {
  return blob instanceof File ? blob.name : "The file";
}

function naturalSize(element: HTMLImageElement): Size {
  return { width: element.naturalWidth, height: element.naturalHeight };
}

function undecodable(name: string, type: string): never {
  const message = `${name}${type && ` (${type})`} is not an image that this browser can decode.`;
  return fail(
    "image-undecodable",
    message,
    "Use a PNG, JPEG, WebP, AVIF or GIF file; convert HEIC, TIFF or SVG first.",
  );
}

function loadElement(url: string): Promise<HTMLImageElement> {
  const element = new Image();
  element.crossOrigin = "anonymous";
  return new Promise((resolve, reject) => {
    element.onload = () => resolve(element);
    element.onerror = () => reject(new Error(url));
    element.src = url;
  });
}

function checkImageSize({ width, height }: Size): void {
  const size = `${width} × ${height} pixels`;
  if (Math.min(width, height) < SMALLEST_SIDE) {
    fail(
      "image-too-small",
      `The image has ${size}.`,
      `Use one of at least ${SMALLEST_SIDE} × ${SMALLEST_SIDE} pixels.`,
    );
  }
  if (width * height > LARGEST_AREA) {
    const hint = `Up to ${LARGEST_AREA / 1e6} megapixels can be annotated: scale the image down, or cut out a part.`;
    fail("image-too-large", `The image has ${size}, ${Math.round((width * height) / 1e6)} megapixels.`, hint);
  }
}

function checkMaskSize(mask: Size, image: Size): void {
  if (mask.width === image.width && mask.height === image.height) return;
  const turned = mask.width === image.height && mask.height === image.width;
  const hint = turned
    ? "It would fit turned by 90°: the mask was made without the photo’s EXIF turn. Turn the mask first."
    : "Use a mask made for this very image, at its full size.";
  const sizes = `The mask has ${mask.width} × ${mask.height} pixels, the image ${image.width} × ${image.height}.`;
  fail("mask-size", sizes, hint);
}

async function readMaskPicture(source: string | URL | Blob, image: Size): Promise<ImageData> {
  const bitmap = await toBitmap(source, (size) => checkMaskSize(size, image)).catch(asMaskError);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas could be made");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, image.width, image.height);
}

function asMaskError(error: unknown): never {
  if (!(error instanceof AnnotatorError) || error.code === "mask-size") throw error;
  const code = error.code === "image-unreadable" ? "mask-unreadable" : "mask-undecodable";
  return fail(
    code,
    `The mask cannot be used: ${error.message}`,
    "Use a PNG of the same size as the image, white on black.",
  );
}

function packBrightness(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const values = new Uint16Array(rgba.length / 4);
  let largest = 0;
  for (let at = 0, from = 0; at < values.length; at++, from += 4) {
    const value = Math.max(rgba[from] ?? 0, rgba[from + 1] ?? 0, rgba[from + 2] ?? 0) * (rgba[from + 3] ?? 0);
    values[at] = value;
    if (value > largest) largest = value;
  }
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (let at = 0; at < values.length; at++) {
    if (2 * (values[at] ?? 0) > largest) bits[at >> 3] = (bits[at >> 3] ?? 0) | (128 >> (at & 7));
  }
  return bits;
}

function isCoco(source: MaskSource): source is CocoRle {
  return typeof source === "object" && "counts" in source;
}

function fail(code: AnnotatorError["code"], message: string, hint: string): never {
  throw new AnnotatorError({ code, message, hint });
}
