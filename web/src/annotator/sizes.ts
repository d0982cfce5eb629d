/** Which sizes fit: of an image to annotate, and of a mask to its image. */
import { fail } from "./fail";

export const SMALLEST_SIDE = 8;
export const LARGEST_AREA = 50_000_000;

export interface Size {
  width: number;
  height: number;
}

export function checkImageSize({ width, height }: Size): void {
  const size = `${width} × ${height} pixels`;
  if (Math.min(width, height) < SMALLEST_SIDE) {
    const hint = `Use one of at least ${SMALLEST_SIDE} × ${SMALLEST_SIDE} pixels.`;
    fail("image-too-small", `The image has ${size}.`, hint, { width, height, side: SMALLEST_SIDE });
  }
  if (width * height > LARGEST_AREA) {
    const hint = `Up to ${LARGEST_AREA / 1e6} megapixels can be annotated: scale the image down, or cut out a part.`;
    const megapixels = Math.round((width * height) / 1e6);
    const values = { width, height, megapixels, most: LARGEST_AREA / 1e6 };
    fail("image-too-large", `The image has ${size}, ${megapixels} megapixels.`, hint, values);
  }
}

export function checkMaskSize(mask: Size, image: Size): void {
  if (mask.width === image.width && mask.height === image.height) return;
  const turned = mask.width === image.height && mask.height === image.width;
  const hint = turned
    ? "It would fit turned by 90°: the mask was made without the photo’s EXIF turn. Turn the mask first."
    : "Use a mask made for this very image, at its full size.";
  const sizes = `The mask has ${mask.width} × ${mask.height} pixels, the image ${image.width} × ${image.height}.`;
  const values = { width: mask.width, height: mask.height, imageWidth: image.width, imageHeight: image.height };
  fail("mask-size", sizes, hint, { ...values, turned: turned ? "yes" : "no" });
}
