/** What a mask shows of its picture. */
import type { Annotator } from "../../annotator/index";

/** The picture inside the active object's mask, transparent elsewhere, cut to the mask's box. */
export async function cutout(annotator: Annotator): Promise<Blob> {
  const mask = await annotator.getMask("imagedata");
  const source = annotator.image instanceof Blob ? await createImageBitmap(annotator.image) : annotator.image;
  const { x, y, width, height } = boxOf(annotator);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas could be made");
  context.drawImage(source, -x, -y);
  const pixels = context.getImageData(0, 0, width, height);
  for (let at = 0; at < width * height; at++) {
    const pixel = (y + Math.floor(at / width)) * mask.width + x + (at % width);
    if (mask.data[4 * pixel] === 0) pixels.data[4 * at + 3] = 0;
  }
  context.putImageData(pixels, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

/** The active object's box; one pixel where it has none. */
function boxOf({ objects, active }: Annotator): { x: number; y: number; width: number; height: number } {
  const box = objects.find(({ id }) => id === active)?.box;
  if (!box) return { x: 0, y: 0, width: 1, height: 1 };
  return { x: box.x0, y: box.y0, width: box.x1 - box.x0, height: box.y1 - box.y0 };
}
