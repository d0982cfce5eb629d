/**
 * Label Studio, whose page keeps its state in globals of no promised shape: everything is looked for, nothing assumed.
 *
 * A brush or polygon region is written back by putting the same result, with the same id, in its place within one
 * step of the editor's history; a bitmask region has an action of its own for that.
 */
import { type Label, type Outline, Refusal, type Region, type SiteAdapter } from "./adapter";
import { KINDS, type Kind, labelsOf, maskOf, type Result, valueFor } from "./label_studio_results";
import { encodePng } from "./pictures";

const STEP = "focalclick";

interface EditorRegion {
  cleanId: string;
  /** The tag of the picture that it lies on. */
  object?: { name?: string };
  locked?: boolean;
  readonly?: boolean;
  isReadOnly?(): boolean;
  setImageDataURL?(url: string): void;
}

/** A tag of the configuration that regions are made by. */
interface Control {
  name: string;
  type: string;
  toname: string;
  children?: { type: string; value: string; alias?: string }[];
}

/** A tag that shows a picture, or the one of several that is turned to. */
interface Picture {
  name: string;
  type: "image";
  imageRef?: unknown;
  rotation?: number;
  currentImage?: number;
}

interface Annotation {
  id: string;
  names: Map<string, unknown>;
  regions: EditorRegion[];
  selectedRegions: EditorRegion[];
  history: { freeze(key: string): void; unfreeze(key: string): void };
  isReadOnly(): boolean;
  serializeAnnotation(): Result[];
  deleteRegion(region: EditorRegion): void;
  deserializeResults(results: Result[]): void;
  updateObjects(): void;
  selectArea?(region: EditorRegion): void;
}

interface Editor {
  Htx?: { task?: { id?: number }; annotationStore?: { selected?: Annotation } };
}

const editor = window as Editor;
const METHODS = ["isReadOnly", "serializeAnnotation", "deleteRegion", "deserializeResults", "updateObjects"] as const;

export const labelStudio: SiteAdapter = {
  name: "Label Studio",
  detect: () => isKnown(annotation()) && Boolean(picture()?.naturalWidth),
  task: () => String(editor.Htx?.task?.id),
  shown: () => JSON.stringify([annotation()?.id, tag()?.name, tag()?.currentImage]),
  picture,
  async regions(): Promise<Region[]> {
    refuseRotated();
    const chosen = new Set(annotation()?.selectedRegions.map(({ cleanId }) => cleanId));
    return Promise.all(
      results().map(async (result) => ({
        id: result.id,
        label: `${labelsOf(result).join(", ") || result.type} (${result.id.slice(0, 5)})`,
        mask: encodePng(await maskOf(result)),
        selected: chosen.has(result.id),
      })),
    );
  },
  labels(): Label[] {
    return controls().flatMap(({ name, children = [] }) =>
      children
        .filter(({ type }) => type === "label")
        .map(({ value, alias }) => ({ id: JSON.stringify([name, alias || value]), text: value })),
    );
  },
  write(id, mask, outline) {
    const found = open();
    const region = regionOf(found, id);
    const result = results().find((candidate) => candidate.id === id);
    if (!region || !result) throw new Refusal("removed");
    if (region.locked || region.readonly || region.isReadOnly?.()) throw new Refusal("readonly");
    const value = valueFor(result.type, mask, outline);
    if (result.type === "bitmasklabels" && region.setImageDataURL) region.setImageDataURL(value.imageDataURL ?? "");
    else replace(found, region, result, { ...result, value: { ...result.value, ...value } });
    return undefined;
  },
  add(label, mask, outline) {
    const found = open();
    const [name, text] = JSON.parse(label) as [string, string];
    const control = controls().find((candidate) => candidate.name === name);
    if (!control) throw new Refusal("moved");
    const result = newResult(control, text, mask, outline);
    oneStep(found, () => {
      const failure = put(found, result);
      if (failure) throw failure;
    });
    return result.id;
  },
};

function annotation(): Annotation | null {
  return editor.Htx?.annotationStore?.selected ?? null;
}

/** Whether an annotation has all that is used here. */
function isKnown(found: Annotation | null): boolean {
  if (!found || !METHODS.every((name) => typeof found[name] === "function")) return false;
  const { names, regions, selectedRegions, history } = found as Partial<Annotation>;
  const parts = [names?.values, regions?.find, selectedRegions?.map, history?.freeze, history?.unfreeze];
  return parts.every((part) => typeof part === "function");
}

function open(): Annotation {
  const found = annotation();
  if (!found) throw new Refusal("closed");
  if (found.isReadOnly()) throw new Refusal("readonly");
  refuseRotated();
  return found;
}

/** Results of a rotated picture are in the coordinates of what is seen, not of its file. */
function refuseRotated(): void {
  if ((tag()?.rotation ?? 0) % 360 !== 0) throw new Refusal("rotated");
}

/** The tags of one kind or another in the open annotation. */
function tags<T extends { type: string }>(kinds: readonly string[]): T[] {
  return ([...(annotation()?.names.values() ?? [])] as T[]).filter(({ type }) => kinds.includes(type));
}

/** The tag of the picture that the selected region lies on, else the first one. */
function tag(): Picture | null {
  const all = tags<Picture>(["image"]);
  const wanted = annotation()?.selectedRegions[0]?.object?.name;
  return all.find(({ name }) => name === wanted) ?? all[0] ?? null;
}

function picture(): HTMLImageElement | null {
  const shown = tag()?.imageRef;
  return shown instanceof HTMLImageElement ? shown : document.querySelector('img[alt="image"]');
}

/** What is annotated on the picture that is shown. */
function results(): Result[] {
  const { name, currentImage = 0 } = tag() ?? {};
  const all = annotation()?.serializeAnnotation() ?? [];
  return all.filter(
    ({ type, to_name, item_index = currentImage }) =>
      KINDS.includes(type) && to_name === name && item_index === currentImage,
  );
}

/** What makes regions on the picture that is shown. */
function controls(): Control[] {
  return tags<Control>(KINDS).filter(({ toname }) => toname === tag()?.name);
}

function newResult({ name, type, toname }: Control, text: string, mask: ImageData, outline: Outline): Result {
  const kind = type as Kind;
  const { currentImage = 0 } = tag() ?? {};
  return {
    id: Math.random().toString(36).slice(2, 12),
    type: kind,
    from_name: name,
    to_name: toname,
    original_width: mask.width,
    original_height: mask.height,
    ...(currentImage > 0 && { item_index: currentImage }),
    value: { ...valueFor(kind, mask, outline), [kind]: [text] },
  };
}

/** Puts `after` in place of the region, whose result is `before`: an editor that does not take it gets that back. */
function replace(found: Annotation, region: EditorRegion, before: Result, after: Result): void {
  let failure: unknown = null;
  oneStep(found, () => {
    found.deleteRegion(region);
    failure = put(found, after);
    if (!failure) return;
    const half = regionOf(found, after.id);
    if (half) found.deleteRegion(half);
    put(found, before);
  });
  const shown = regionOf(found, after.id);
  if (shown) found.selectArea?.(shown); // it tells which picture of several is meant
  if (failure) throw failure;
}

/** Adds a result; why the editor has not taken it, null when it has. */
function put(found: Annotation, result: Result): unknown {
  try {
    found.deserializeResults([result]);
  } catch (error) {
    return error;
  }
  return regionOf(found, result.id) ? null : new Refusal("untaken");
}

function regionOf(found: Annotation, id: string): EditorRegion | undefined {
  return found.regions.find(({ cleanId }) => cleanId === id);
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
