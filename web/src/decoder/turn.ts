/** Turning a picture as its orientation says, which browsers do by themselves for the files they can read. */

/** Columns of the transform from stored to upright pixels, of a picture of width w and height h, as EXIF counts them. */
const TURNS: Record<number, (w: number, h: number) => [number, number, number, number, number, number]> = {
  2: (w) => [-1, 0, 0, 1, w, 0],
  3: (w, h) => [-1, 0, 0, -1, w, h],
  4: (_, h) => [1, 0, 0, -1, 0, h],
  5: () => [0, 1, 1, 0, 0, 0],
  6: (_, h) => [0, 1, -1, 0, h, 0],
  7: (w, h) => [0, -1, -1, 0, h, w],
  8: (w) => [0, -1, 1, 0, 0, w],
};

/** A bitmap of `image`, turned upright. */
export async function upright(image: ImageData, orientation: number): Promise<ImageBitmap> {
  const stored = await createImageBitmap(image);
  const turn = TURNS[orientation]?.(image.width, image.height);
  if (!turn) return stored;
  const [width, height] = orientation < 5 ? [image.width, image.height] : [image.height, image.width];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas could be made to turn it");
  context.setTransform(...turn);
  context.drawImage(stored, 0, 0);
  stored.close();
  return canvas.transferToImageBitmap();
}
