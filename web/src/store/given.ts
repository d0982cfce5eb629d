/** Images whose mask came along and which nobody has opened: their objects as an annotator would show them. */

import { Shape } from "../annotator/shape";
import { decodeImage, decodeMasks } from "../annotator/sources";
import type { Speech } from "../annotator/speech";
import type { Pair } from "./pairs";
import type { FilePicture } from "./pictures";

/** Reads a pair; rejects with an `AnnotatorError` where the image or its mask cannot be used. */
export async function pictureOfPair(
  { image, mask }: Pair,
  name: string,
  { assets, speech }: { assets: string; speech: Speech },
): Promise<FilePicture> {
  const { bitmap } = await decodeImage(image, { assets });
  const { width, height } = bitmap;
  bitmap.close();
  const { masks } = mask ? await decodeMasks(mask, { width, height }, { assets }) : { masks: [] };
  const objects = masks.map((one, at) => {
    const id = at + 1;
    const { area, cutout } = Shape.ofWhole(one.mask);
    const called = speech.say(`Object ${id}`, { name: "object", values: { id } });
    return { area, written: { id, name: called, category: null, color: one.color, ...cutout } };
  });
  const written = objects.filter(({ area }) => area > 0).map((each) => each.written);
  return { name, width, height, categories: [], objects: written };
}
