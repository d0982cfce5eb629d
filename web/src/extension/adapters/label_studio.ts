/**
 * Label Studio, whose page keeps its state in globals of no promised shape: everything is looked for, nothing assumed.
 *
 * A brush or polygon region is written back by putting the same result, with the same id, in its place within one
 * step of the editor's history; a bitmask region has an action of its own for that.
 */
import type { Label, Region, SiteAdapter } from "./adapter";
import { decodeBrush, encodeBrush } from "./brush_rle";
import { decodePng, encodePng, isInside, newCanvas, paint } from "./pictures";
import { outerRing } from "./ring";

type Kind = "brushlabels" | "bitmasklabels" | "polygonlabels";
const KINDS: readonly string[] = ["brushlabels", "bitmasklabels", "polygonlabels"] satisfies Kind[];
const STEP = "focalclick";

interface Value {
  rle?: number[];
  imageDataURL?: string;
  points?: [number, number][];
  [labels: string]: unknown;
}

interface Result {
  id: string;
  type: Kind;
  from_name: string;
  to_name: string;
  original_width: number;
  original_height: number;
  value: Value;
}

interface EditorRegion {
  cleanId: string;
  setImageDataURL?(url: string): void;
}

interface Control {
  name: string;
  type: string;
  toname: string;
  children?: { type: string; value: string }[];
}

interface Annotation {
  names: Map<string, unknown>;
  regions: EditorRegion[];
  selectedRegions: EditorRegion[];
  history: { freeze(key: string): void; unfreeze(key: string): void };
  isReadOnly(): boolean;
  serializeAnnotation(): Result[];
  deleteRegion(region: EditorRegion): void;
  deserializeResults(results: Result[]): void;
  updateObjects(): void;
}

interface Editor {
  Htx?: { annotationStore?: { selected?: Annotation } };
}

function annotation(): Annotation | null {
  return (window as Editor).Htx?.annotationStore?.selected ?? null;
}

function open(): Annotation {
  const found = annotation();
  if (!found) throw new Error("No annotation is open in Label Studio.");
  if (found.isReadOnly()) throw new Error("This annotation is read-only in Label Studio.");
  return found;
}

function picture(): HTMLImageElement | null {
  const frame = document.querySelector(".konvajs-content")?.closest("[class*=image]") ?? document;
  return frame.querySelector<HTMLImageElement>('img[alt="image"]') ?? document.querySelector('img[alt="image"]');
}

export const labelStudio: SiteAdapter = {
  name: "Label Studio",
  detect: () => Boolean(annotation()?.serializeAnnotation && picture()?.naturalWidth),
  picture,
  async regions(): Promise<Region[]> {
    const chosen = new Set(annotation()?.selectedRegions.map(({ cleanId }) => cleanId));
    const results =
      annotation()
        ?.serializeAnnotation()
        .filter(({ type }) => KINDS.includes(type)) ?? [];
    return Promise.all(
      results.map(async (result) => ({
        id: result.id,
        label: `${labelsOf(result).join(", ") || result.type} (${result.id.slice(0, 5)})`,
        mask: encodePng(await maskOf(result)),
        selected: chosen.has(result.id),
      })),
    );
  },
  labels(): Label[] {
    return controls().flatMap(({ name, children = [] }) =>
      children.filter(({ type }) => type === "label").map(({ value }) => ({ id: `${name}/${value}`, text: value })),
    );
  },
  write(id, mask) {
    const found = open();
    const region = found.regions.find(({ cleanId }) => cleanId === id);
    const result = found.serializeAnnotation().find((candidate) => candidate.id === id);
    if (!region || !result) throw new Error(`Region ${id} is no more in this annotation.`);
    const { value, losses } = valueFor(result.type, mask);
    if (result.type === "bitmasklabels" && region.setImageDataURL) region.setImageDataURL(value.imageDataURL ?? "");
    else replace(found, region, { ...result, value: { ...result.value, ...value } });
    return losses;
  },
  add(label, mask) {
    const found = open();
    const [name, text = ""] = label.split("/");
    const control = controls().find((candidate) => candidate.name === name);
    if (!control) throw new Error(`There is no label ${label}.`);
    const result = newResult(control, text, mask);
    oneStep(found, () => found.deserializeResults([result]));
    return result.id;
  },
};

function controls(): Control[] {
  const all = [...(annotation()?.names.values() ?? [])] as Control[];
  return all.filter(({ type }) => KINDS.includes(type));
}

function labelsOf({ type, value }: Result): string[] {
  return (value[type] as string[] | undefined) ?? [];
}

/** A result's mask: what the editor shows as inside, which is every pixel that is not wholly transparent. */
async function maskOf({ type, value, original_width: width, original_height: height }: Result): Promise<ImageData> {
  if (type === "polygonlabels") return polygonMask(value.points ?? [], width, height);
  const rgba = type === "brushlabels" ? decodeBrush(value.rle ?? []) : (await decodePng(value.imageDataURL ?? "")).data;
  return paint(width, height, (pixel) => (rgba[4 * pixel + 3] ?? 0) > 0);
}

function polygonMask(points: [number, number][], width: number, height: number): ImageData {
  const context = newCanvas(width, height);
  context.beginPath();
  for (const [x, y] of points) context.lineTo((x * width) / 100, (y * height) / 100);
  context.fill();
  const { data } = context.getImageData(0, 0, width, height);
  return paint(width, height, (pixel) => (data[4 * pixel + 3] ?? 0) > 127);
}

/** A mask in the form of a kind of region, and what that form cannot hold. */
function valueFor(kind: Kind, mask: ImageData): { value: Value; losses?: string } {
  const { width, height } = mask;
  const inside = (pixel: number) => isInside(mask, pixel);
  if (kind === "brushlabels") return { value: { format: "rle", rle: encodeBrush(width * height, inside) } };
  if (kind === "bitmasklabels") return { value: { imageDataURL: blackWithAlpha(mask) } };
  const ring = outerRing(width, height, inside);
  if (!ring) throw new Error("An empty mask has no polygon.");
  const points = ring.points.map(([x, y]): [number, number] => [(100 * x) / width, (100 * y) / height]);
  const value = { points, closed: true };
  return ring.lossy ? { value, losses: "A polygon holds one part without holes: use brush for the rest." } : { value };
}

function blackWithAlpha(mask: ImageData): string {
  const pixels = new ImageData(mask.width, mask.height);
  for (let pixel = 0; pixel < mask.width * mask.height; pixel++) {
    pixels.data[4 * pixel + 3] = isInside(mask, pixel) ? 255 : 0;
  }
  return encodePng(pixels);
}

function newResult({ name, type, toname }: Control, text: string, mask: ImageData): Result {
  const kind = type as Kind;
  return {
    id: Math.random().toString(36).slice(2, 12),
    type: kind,
    from_name: name,
    to_name: toname,
    original_width: mask.width,
    original_height: mask.height,
    value: { ...valueFor(kind, mask).value, [kind]: [text] },
  };
}

function replace(found: Annotation, region: EditorRegion, result: Result): void {
  oneStep(found, () => {
    found.deleteRegion(region);
    found.deserializeResults([result]);
  });
}

/** One step of the editor's undo, whatever is done in it. */
function oneStep(found: Annotation, work: () => void): void {
  found.history.freeze(STEP);
  try {
    work();
    found.updateObjects();
  } finally {
    found.history.unfreeze(STEP);
  }
}
