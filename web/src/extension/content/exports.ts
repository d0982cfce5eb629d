/** The mask for elsewhere: as a file or on the clipboard. */
import type { Annotator } from "../../annotator/index";
import type { ExportFormat } from "../settings";

/** What is exported: the annotator, and a name for its files. */
export interface Work {
  annotator: Annotator;
  name: string;
}

const SUFFIX: Record<ExportFormat, string> = { png: "-mask.png", coco: "-coco.json", cutout: "-cutout.png" };

/** Hands a file to the browser's downloads. */
export async function download(work: Work, format: ExportFormat): Promise<string> {
  const name = work.name + SUFFIX[format];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await fileOf(work, format));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the download has begun by then
  return name;
}

/** Puts a picture on the clipboard; false where the page is not allowed to, as without https. */
export async function copy(work: Work, format: "png" | "cutout"): Promise<boolean> {
  if (!navigator.clipboard?.write) return false;
  const file = fileOf(work, format);
  return navigator.clipboard.write([new ClipboardItem({ "image/png": file })]).then(
    () => true,
    () => false,
  );
}

function fileOf(work: Work, format: ExportFormat): Promise<Blob> {
  if (format === "png") return work.annotator.getMask("png");
  return format === "coco" ? cocoFile(work) : cutout(work.annotator);
}

/** A COCO data set of one image and one object. */
async function cocoFile({ annotator, name }: Work): Promise<Blob> {
  const [segmentation, mask] = await Promise.all([annotator.getMask("coco"), annotator.getMask("imagedata")]);
  const { area, bbox } = measure(mask);
  const { width, height } = annotator;
  const content = {
    images: [{ id: 1, file_name: name, width, height }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, iscrowd: 0, area, bbox, segmentation }],
    categories: [{ id: 1, name: "object" }],
  };
  return new Blob([JSON.stringify(content)], { type: "application/json" });
}

/** The picture inside the mask, transparent elsewhere, cut to the mask's box. */
async function cutout(annotator: Annotator): Promise<Blob> {
  const mask = await annotator.getMask("imagedata");
  const source = annotator.image instanceof Blob ? await createImageBitmap(annotator.image) : annotator.image;
  const [x, y, width, height] = measure(mask).bbox;
  const canvas = new OffscreenCanvas(Math.max(1, width), Math.max(1, height));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas could be made");
  context.drawImage(source, -x, -y);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < canvas.width * canvas.height; at++) {
    const row = y + Math.floor(at / canvas.width);
    if (!isSet(mask, row * mask.width + x + (at % canvas.width))) pixels.data[4 * at + 3] = 0;
  }
  context.putImageData(pixels, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

/** Pixels in the mask, and its box as COCO writes it: left, top, width, height. */
function measure(mask: ImageData): { area: number; bbox: [number, number, number, number] } {
  let [area, x0, y0, x1, y1] = [0, mask.width, mask.height, 0, 0];
  for (let y = 0, at = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++, at++) {
      if (!isSet(mask, at)) continue;
      area++;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x + 1);
      y0 = Math.min(y0, y);
      y1 = y + 1;
    }
  }
  return { area, bbox: area ? [x0, y0, x1 - x0, y1 - y0] : [0, 0, 0, 0] };
}

function isSet(mask: ImageData, pixel: number): boolean {
  return mask.data[4 * pixel] !== 0;
}
