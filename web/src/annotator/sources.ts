/** Images and masks from wherever a page has them, decoded without blocking it. */
import { AnnotatorError, toFailure } from "../engine/errors";
import { UPRIGHT } from "../engine/protocol";
import { type CocoRle, decodeCoco } from "./coco";
import { combine, OR } from "./cutouts";
import { decodeDeep, type Levels, type Notice } from "./deep";
import { fail } from "./fail";
import { bitmapOf, checkReadable, loadElement, readForeign } from "./foreign";
import { type Kind, kindOf } from "./kinds";
import { type MaskReading, readMaskPixels } from "./mask_picture";
import { Shape } from "./shape";
import { checkImageSize, checkMaskSize, type Size } from "./sizes";

export { LARGEST_AREA, SMALLEST_SIDE } from "./sizes";
export type ImageSource = string | URL | Blob | ImageBitmap | ImageData | HTMLImageElement | HTMLCanvasElement;
export type MaskSource = string | URL | Blob | ImageData | CocoRle;

/** An image to annotate: decoded for the page, and as the file that the worker decodes for itself where there is one. */
export interface Picture {
  bitmap: ImageBitmap;
  file: Blob | null;
  /** The file it was read from, also where only this page can decode that; null for pixels. */
  original: Blob | null;
  /** What the image shows otherwise than its file has it: 16 bits as 8, the first of several frames. */
  notices: Notice[];
}

export interface DecodeOptions {
  /** URL of the folder of assets, which has the decoder of 16 bit PNG and TIFF. */
  assets: string;
  /** Values shown as black and white, of an image with more than 8 bits a sample; by default chosen to fit. */
  levels?: Levels | undefined;
}

export interface MaskOptions {
  assets: string;
  /** From which brightness on, 1 … 255, a pixel belongs to the mask, where that is not clear. */
  threshold?: number | undefined;
}

/** Decodes an image, upright as its EXIF data says, and checks its size. */
export function decodeImage(source: ImageSource, { assets, levels }: DecodeOptions): Promise<Picture> {
  return new Decoder(assets, levels ?? null, checkImageSize).decode(source);
}

/** Decodes a mask of the image's size; see `readMaskPixels` for what counts in a picture. Of labels all are meant. */
export async function decodeMask(source: MaskSource, image: Size, options: MaskOptions): Promise<Shape> {
  const { masks } = await decodeMasks(source, image, options);
  const parts = masks.map(({ mask }) => Shape.ofWhole(mask).cutout);
  return Shape.of(parts.reduce((one, other) => combine(one, other, OR)));
}

/** The same, object by object where the picture is a map of labels. */
export async function decodeMasks(source: MaskSource, image: Size, options: MaskOptions): Promise<MaskReading> {
  if (isCoco(source)) {
    checkMaskSize({ height: source.size[0], width: source.size[1] }, image);
    const mask =
      decodeCoco(source) ??
      fail("mask-undecodable", "The runs of the COCO mask do not fill its size.", "Export it again.", {}, "mask-runs");
    return { kind: "plain", threshold: null, masks: [{ mask, color: null }] };
  }
  const name = source instanceof ImageData ? "The picture" : nameOf(source);
  const pixels = source instanceof ImageData ? source : await readPicture(source, image, options.assets);
  checkMaskSize(pixels, image);
  return readMaskPixels(pixels, name, options.threshold);
}

/** `check` sees the size before anything is decoded, so that a huge image costs nothing. */
class Decoder {
  constructor(
    private readonly assets: string,
    private readonly levels: Levels | "all" | null,
    private readonly check: (size: Size) => void,
  ) {}

  async decode(source: ImageSource): Promise<Picture> {
    if (source instanceof Blob) return this.file(source);
    if (source instanceof HTMLImageElement) return this.address(parseUrl(source.currentSrc || source.src), source);
    if (typeof source === "string" || source instanceof URL) return this.address(parseUrl(source));
    this.check(source);
    const bitmap = await createImageBitmap(source);
    checkReadable(bitmap);
    return { bitmap, file: null, original: null, notices: [] };
  }

  /** Own files are fetched, which tells why it failed; other sites' images need no more than `img-src` this way. */
  private async address(url: URL, shown?: HTMLImageElement): Promise<Picture> {
    const own = url.origin === location.origin || url.protocol === "blob:" || url.protocol === "data:";
    if (!own) return this.foreign(url);
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return this.file(await response.blob(), nameOf(url));
    if (shown?.naturalWidth) return this.element(shown); // a policy forbids to fetch what the page shows already
    const why = response ? `HTTP ${response.status}` : "no answer";
    const values = { address: url.href, status: response?.status ?? 0 };
    return fail("image-unreadable", `${url.href} could not be loaded (${why}).`, "Check the address.", values);
  }

  private async foreign(url: URL): Promise<Picture> {
    const read = await readForeign(url);
    return read instanceof Blob ? this.file(read, nameOf(url)) : this.element(read);
  }

  private async element(element: HTMLImageElement): Promise<Picture> {
    this.check(naturalSize(element));
    const bitmap = await bitmapOf(element);
    checkReadable(bitmap);
    return { bitmap, file: null, original: null, notices: [] };
  }

  private async file(file: Blob, name = nameOf(file)): Promise<Picture> {
    const kind = await kindOf(file);
    if (kind.own === "tiff") return this.deep(file, name, kind, kind.own);
    const url = URL.createObjectURL(file);
    try {
      this.check(naturalSize(await loadElement(url).catch(() => undecodable(name, file.type, kind))));
      if (kind.own) return await this.deep(file, name, kind, kind.own);
      const bitmap = await createImageBitmap(file, UPRIGHT).catch(() => undecodable(name, file.type, kind));
      const notices = kind.animated ? [animated(name)] : [];
      return { bitmap, file, original: file, notices };
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  private async deep(file: Blob, name: string, kind: Kind, own: "png" | "tiff"): Promise<Picture> {
    const { bitmap, notices } = await decodeDeep(file, own, this.assets, this.levels).catch((error: Error) => {
      if (error instanceof AnnotatorError) throw error;
      const message = `${name} is ${kind.name} that cannot be read here: ${error.message}.`;
      const values = { name, kind: kind.id, why: error.message };
      return fail(
        "image-undecodable",
        message,
        "Convert it to PNG or JPEG and open that.",
        values,
        "image-undecodable-deep",
      );
    });
    this.check(bitmap);
    return { bitmap, file: null, original: file, notices };
  }
}

function animated(name: string): Notice {
  return {
    text: `${name} is animated; its first frame is shown.`,
    wording: { name: "notice-animated", values: { name } },
  };
}

function parseUrl(source: string | URL): URL {
  try {
    return new URL(source, document.baseURI);
  } catch {
    const values = { source: String(source) };
    const message = `"${source}" is not an address.`;
    return fail("image-unreadable", message, "Give the full address of an image.", values, "image-unreadable-address");
  }
}

function nameOf(source: string | URL | Blob): string {
  if (source instanceof Blob) return source instanceof File ? source.name : "The file";
  const path = String(source).split(/[?#]/)[0] ?? "";
  return path.startsWith("data:") || path.startsWith("blob:") ? "The file" : (path.split("/").at(-1) ?? path);
}

function naturalSize(element: HTMLImageElement): Size {
  return { width: element.naturalWidth, height: element.naturalHeight };
}

function undecodable(name: string, type: string, kind: Kind): never {
  const message = `${name} is ${kind.name}${type && ` (${type})`}, which this browser cannot decode.`;
  const damaged = /PNG|GIF|WebP|AVIF/.test(kind.name)
    ? "It may be damaged: open it elsewhere and save it again."
    : null;
  const hint = kind.advice ?? damaged ?? "Use a PNG, JPEG, WebP, AVIF, GIF or TIFF file.";
  return fail("image-undecodable", message, hint, { name, kind: kind.id });
}

async function readPicture(source: string | URL | Blob, image: Size, assets: string): Promise<ImageData> {
  const decoder = new Decoder(assets, "all", (size) => checkMaskSize(size, image));
  const { bitmap } = await decoder.decode(source).catch(asMaskError);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas could be made");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, image.width, image.height);
}

function asMaskError(error: unknown): never {
  if (!(error instanceof AnnotatorError) || error.code === "mask-size") throw error;
  const code = error.code === "image-unreadable" ? "mask-unreadable" : "mask-undecodable";
  const hint = "Use a PNG of the same size as the image, white on black.";
  return fail(code, `The mask cannot be used: ${error.message}`, hint, { why: toFailure(error) }, "mask-undecodable");
}

function isCoco(source: MaskSource): source is CocoRle {
  return typeof source === "object" && "counts" in source;
}
