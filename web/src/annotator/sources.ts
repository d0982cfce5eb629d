/** Images and masks from wherever a page has them, decoded without blocking it. */
import { AnnotatorError } from "../engine/errors";
import { UPRIGHT } from "../engine/protocol";
import { type CocoRle, decodeCoco } from "./coco";
import { Mask } from "./mask";

export type ImageSource = string | URL | Blob | ImageBitmap | ImageData | HTMLImageElement | HTMLCanvasElement;
export type MaskSource = string | URL | Blob | ImageData | CocoRle;

export const SMALLEST_SIDE = 8;
export const LARGEST_AREA = 50_000_000;

interface Size {
  width: number;
  height: number;
}

/** An image to annotate: decoded for the page, and as the file that the worker decodes for itself where there is one. */
export interface Picture {
  bitmap: ImageBitmap;
  file: Blob | null;
}

/** Decodes an image, upright as its EXIF data says, and checks its size. */
export function decodeImage(source: ImageSource): Promise<Picture> {
  return decode(source, checkImageSize);
}

/**
 * Decodes a mask of the image's size.
 *
 * In a picture a pixel belongs to the mask when its brightest channel (times its opacity) is above half of the
 * picture's maximum, so that masks of 0 and 255, of 0 and 1, and coloured ones all read right.
 */
export async function decodeMask(source: MaskSource, image: Size): Promise<Mask> {
  if (isCoco(source)) {
    checkMaskSize({ height: source.size[0], width: source.size[1] }, image);
    return (
      decodeCoco(source) ??
      fail("mask-undecodable", "The runs of the COCO mask do not fill its size.", "Export it again.")
    );
  }
  const pixels = source instanceof ImageData ? source : await readMaskPicture(source, image);
  checkMaskSize(pixels, image);
  return brightPixels(pixels);
}

/** `check` sees the size before anything is decoded, so that a huge image costs nothing. */
type Check = (size: Size) => void;

async function decode(source: ImageSource, check: Check): Promise<Picture> {
  if (source instanceof Blob) return decodeFile(source, check);
  if (source instanceof HTMLImageElement) return decodeUrl(parseUrl(source.currentSrc || source.src), check);
  if (typeof source === "string" || source instanceof URL) return decodeUrl(parseUrl(source), check);
  check(source);
  return { bitmap: await createImageBitmap(source), file: null };
}

function parseUrl(source: string | URL): URL {
  try {
    return new URL(source, document.baseURI);
  } catch {
    return fail("image-unreadable", `"${source}" is not an address.`, "Give the full address of an image.");
  }
}

/** Own files are fetched, which tells why it failed; other sites' images need no more than `img-src` this way. */
async function decodeUrl(url: URL, check: Check): Promise<Picture> {
  const own = url.origin === location.origin || url.protocol === "blob:" || url.protocol === "data:";
  if (!own) return decodeForeign(url, check);
  const response = await fetch(url).catch(() => null);
  if (response?.ok) return decodeFile(await response.blob(), check, url.pathname);
  const why = response ? `HTTP ${response.status}` : "no answer";
  return fail("image-unreadable", `${url.href} could not be loaded (${why}).`, "Check the address.");
}

async function decodeFile(file: Blob, check: Check, name = fileName(file)): Promise<Picture> {
  const url = URL.createObjectURL(file);
  try {
    check(naturalSize(await loadElement(url).catch(() => undecodable(name, file.type))));
    return { bitmap: await createImageBitmap(file, UPRIGHT).catch(() => undecodable(name, file.type)), file };
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function decodeForeign({ href }: URL, check: Check): Promise<Picture> {
  const element = await loadElement(href).catch(() => {
    const message = `${href} could not be read: it is missing, or its site does not let other pages read it.`;
    const hint = 'Save the image and open the file here, or have its site send "Access-Control-Allow-Origin".';
    return fail("image-unreadable", message, hint);
  });
  check(naturalSize(element));
  return { bitmap: await createImageBitmap(element).catch(() => undecodable(href, "")), file: null };
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
  const { bitmap } = await decode(source, (size) => checkMaskSize(size, image)).catch(asMaskError);
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

function brightPixels({ data, width, height }: ImageData): Mask {
  const value = (at: number) => Math.max(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0) * (data[at + 3] ?? 0);
  let largest = 0;
  for (let at = 0; at < data.length; at += 4) largest = Math.max(largest, value(at));
  const mask = new Mask(width, height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) if (2 * value(at) > largest) mask.set(x, y);
  }
  return mask;
}

function isCoco(source: MaskSource): source is CocoRle {
  return typeof source === "object" && "counts" in source;
}

function fail(code: AnnotatorError["code"], message: string, hint: string): never {
  throw new AnnotatorError({ code, message, hint });
}
