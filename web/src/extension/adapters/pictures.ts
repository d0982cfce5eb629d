/** Pictures of masks to and from pixels, in the page's own world. */
import type { Agreement } from "./adapter";

export function newCanvas(width: number, height: number): CanvasRenderingContext2D {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas could be made");
  return context;
}

/** The pixels of a PNG data URL. */
export async function decodePng(url: string): Promise<ImageData> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const context = newCanvas(image.naturalWidth, image.naturalHeight);
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.naturalWidth, image.naturalHeight);
}

/** A PNG data URL of pixels. */
export function encodePng(pixels: ImageData): string {
  const context = newCanvas(pixels.width, pixels.height);
  context.putImageData(pixels, 0, 0);
  return context.canvas.toDataURL("image/png");
}

/** White on black where `inside` says so; `inside` counts pixels row by row. */
export function paint(width: number, height: number, inside: (pixel: number) => boolean): ImageData {
  const image = new ImageData(width, height);
  for (let at = 0; at < width * height; at++) {
    image.data.fill(inside(at) ? 255 : 0, 4 * at, 4 * at + 3);
    image.data[4 * at + 3] = 255;
  }
  return image;
}

/** Whether a pixel of a white-on-black mask is inside. */
export function isInside(mask: ImageData, pixel: number): boolean {
  return (mask.data[4 * pixel] ?? 0) > 127;
}

/** How far two white-on-black masks of one size agree. */
export function compare(one: ImageData, other: ImageData): Agreement {
  let [both, different] = [0, 0];
  for (let pixel = 0; pixel < one.width * one.height; pixel++) {
    const [here, there] = [isInside(one, pixel), isInside(other, pixel)];
    if (here !== there) different++;
    else if (here) both++;
  }
  return { different, iou: both + different > 0 ? both / (both + different) : 1 };
}
