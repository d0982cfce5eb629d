/** The annotator: what a page calls. */
import type { AnnotatorError } from "../engine/errors";
import type { Box, Click, FilePicture } from "../engine/protocol";
import { described, openMask, start } from "./beginning";
import type * as contract from "./contract";
import type { ObjectId, Point } from "./contract";
import { copyObjects, pasteObjects } from "./copies";
import * as edits from "./edits";
import type { Change, ClickChange, MaskFormats } from "./events";
import { exportObjects, importObjects, write } from "./exchange";
import { maskWriter } from "./mask_formats";
import type { Beginning, ObjectOptions } from "./options";
import { readFolder } from "./own_model";
import { connectedParts } from "./parts";
import { TOLERANCE } from "./polygons";
import { Settable } from "./settable";
import { Shape } from "./shape";
import { restoreSnapshot, takeSnapshot } from "./snapshots";
import { decodeMask, type MaskSource } from "./sources";
import { polygonPixels, strokePixels } from "./strokes";
import type { Calls } from "./toolbox";
import * as check from "./validation";

/** Made by `createAnnotator`. Every request waits its turn; none is dropped. */
export class Annotator extends Settable {
  /** What became of the mask that it began with; null without one. */
  opened: contract.OpenedMask | null = null;
  /** Why no click can be computed here, of an annotator made with `byHand`; null where clicks work. */
  fault: AnnotatorError | null = null;

  /** Loads the engine and opens the image there. */
  start(beginning: Beginning): Promise<void> {
    return this.core.request(async () => {
      Object.assign(this, await start(this.core, beginning, this, this.settings.choice));
    });
  }

  /** Clicks on the image pixel (x, y), counted from 0: adds there, or removes with `positive: false`. */
  click(x: number, y: number, { positive = true } = {}): Promise<ClickChange> {
    return this.clicking.click({ x, y, positive });
  }

  /** Several clicks, taken as one action. */
  clickMany(clicks: readonly Click[]): Promise<ClickChange> {
    return this.clicking.many(clicks);
  }

  /** Puts one of `clicks` elsewhere; what followed is done again. */
  moveClick(index: number, x: number, y: number): Promise<ClickChange> {
    return this.clicking.move(index, { x, y });
  }

  /** Takes one of `clicks` away; what followed is done again. */
  removeClick(index: number): Promise<ClickChange> {
    return this.clicking.remove(index);
  }

  /** The part of the image that clicks look at; null leaves that to what is in sight and to the object. */
  setTargetBox(box: Box | null): void {
    this.clicking.target = box && check.checkBox(box, this);
    this.tools.showTarget(this.clicking.target);
  }

  /** Paints along a line, with a round brush. Points are image pixels, a pixel's centre at whole numbers. */
  stroke(points: readonly Point[], { radius = this.brushRadius, positive = true } = {}): Promise<Change> {
    return this.core.request(() => {
      const line = check.checkPoints(points, 1);
      return this.draw(strokePixels(line, check.checkRadius(radius), this), positive);
    });
  }

  /** Fills an outline, by the even-odd rule. */
  fillPolygon(points: readonly Point[], { positive = true } = {}): Promise<Change> {
    return this.core.request(() => this.draw(polygonPixels(check.checkPoints(points, 3), this), positive));
  }

  /** Takes back the last point of an outline or of clicks that are begun, else the last action, if there is one. */
  undo(): Promise<Change> {
    const { core, tools } = this;
    if (tools.begun.back()) return Promise.resolve(core.nothing);
    tools.begun.settle();
    return core.request(() => core.tell(core.document.undo() ?? []));
  }

  /** Repeats what was taken back last. */
  redo(): Promise<Change> {
    const { core, tools } = this;
    if (tools.begun.forth()) return Promise.resolve(core.nothing);
    return core.request(() => core.tell(core.document.redo() ?? []));
  }

  /** Returns the active object to the mask that was set last, else to what it began with; can be undone. */
  reset(): Promise<Change> {
    return this.core.request(() => {
      const thing = this.core.writable();
      return this.core.perform(edits.restart(this.core.document, thing, thing.start));
    });
  }

  /**
   * Puts a mask of the image's size in place of the active object's, as a new start: clicks correct it from now on. A
   * soft one is cut at `threshold`, by default at half of its brightest value.
   */
  setMask(mask: MaskSource, { threshold }: contract.MaskChoice = {}): Promise<Change> {
    return this.core.request(async () => {
      const shape = await this.read(mask, threshold);
      return this.core.perform(edits.restart(this.core.document, this.core.writable(), shape));
    });
  }

  /** The same, but where the picture is a map of labels: then each of its values becomes an object of its own. */
  openMask(mask: MaskSource, { threshold }: contract.MaskChoice = {}): Promise<contract.OpenedMask> {
    return this.core.request(() => {
      const options = { ...this.settings.choice, threshold: check.checkThreshold(threshold) };
      return openMask(this.core, mask, this, options);
    });
  }

  /**
   * A mask as it is after everything asked for before; the active object's, or that of `id`. Polygons leave its outline
   * by at most `tolerance` pixels.
   */
  async getMask<F extends keyof MaskFormats>(
    format: F,
    id?: ObjectId,
    { tolerance = TOLERANCE } = {},
  ): Promise<MaskFormats[F]> {
    const write = maskWriter(this.core, format);
    return write(await this.objectMask(id ?? this.active), tolerance);
  }

  /** An object's mask as it is after everything asked for before, a bit per pixel. */
  objectMask(id: ObjectId): Promise<contract.PackedMask> {
    const { document } = this.core;
    return this.core.request(() => document.shape(document.thing(id).id).whole(this.width, this.height));
  }

  /** Emits 'save' with the active object's mask as a PNG file, which is also returned. */
  async save(): Promise<Blob> {
    const png = await this.getMask("png");
    this.core.events.emit("save", png);
    return png;
  }

  /** Adds an object, and makes it the active one unless `select` is false. */
  addObject({ mask, select = true, ...given }: ObjectOptions & { select?: boolean } = {}): Promise<ObjectId> {
    return this.core.request(async () => {
      const { document } = this.core;
      const start = mask === undefined ? Shape.EMPTY : await this.read(mask);
      const thing = document.newThing({ ...described(given), start });
      this.core.perform(edits.add(document, thing, select));
      return thing.id;
    });
  }

  /** Makes an object the active one. */
  select(id: ObjectId): Promise<void> {
    return this.core.request(() => this.core.select(id));
  }

  updateObject(id: ObjectId, change: contract.ObjectChange): Promise<void> {
    const { core } = this;
    return core.request(() => void core.perform(edits.update(core.document, id, described(change))));
  }

  /** Puts an object in front of all others, where the list ends, or behind them. Later objects lie on top. */
  orderObject(id: ObjectId, to: "front" | "back"): Promise<void> {
    const { core } = this;
    return core.request(() => void core.perform(edits.order(core.document, core.document.thing(id), to)));
  }

  removeObject(id: ObjectId): Promise<void> {
    const { core } = this;
    return core.request(() => void core.perform(edits.remove(core.document, [core.writable(id).id])));
  }

  /** Shifts an object by whole pixels, as a new start; what would leave the image is lost. */
  moveObject(id: ObjectId, dx: number, dy: number): Promise<Change> {
    const { core } = this;
    return core.request(() => core.perform(edits.shift(core.document, core.writable(id), { dx, dy }, this)));
  }

  /** Makes one object of several; the first stays and is active. */
  mergeObjects(ids: readonly ObjectId[]): Promise<ObjectId> {
    return this.core.request(() => {
      for (const id of ids) this.core.writable(id);
      this.core.perform(edits.merge(this.core.document, ids));
      return this.core.document.facts.active;
    });
  }

  /** Makes an object of each connected part. */
  splitObject(id: ObjectId): Promise<ObjectId[]> {
    return this.core.request(() => {
      const { document } = this.core;
      const parts = connectedParts(document.shape(this.core.writable(id).id));
      if (parts.length < 2) return [id];
      const { ids, ...action } = edits.split(document, id, parts);
      this.core.perform(action);
      return ids;
    });
  }

  /** The active object is done: a new one of its class becomes active. An empty object is kept active instead. */
  finish(): Promise<ObjectId> {
    return this.core.request(() => {
      const { document } = this.core;
      const { active } = document;
      if (document.shape(active.id).area === 0) return active.id;
      const thing = document.newThing({ classId: active.classId });
      this.core.perform(edits.add(document, thing, true));
      return thing.id;
    });
  }

  /** Takes objects along to another image of the same size. */
  copyObjects(ids: readonly ObjectId[]): Promise<contract.CopiedObjects> {
    return this.core.request(() => copyObjects(this.core, this, ids));
  }

  /** Adds copied objects where they were in their own image; returns their numbers. */
  pasteObjects(copied: contract.CopiedObjects): Promise<ObjectId[]> {
    return this.core.request(() => pasteObjects(this.core, this, copied));
  }

  /** Writes all objects as annotation files: coco, png, index-png, polygons, yolo, label-studio, cvat, labelme or w3c. */
  exportObjects(format: string, options: contract.ExportOptions): Promise<contract.Exported> {
    return exportObjects(this.core, this, format, options);
  }

  /** Writes objects of several images, such as a set's saved documents, in a format. */
  exportPictures(
    format: string,
    pictures: FilePicture[],
    options: contract.FormatOptions = {},
  ): Promise<contract.Exported> {
    return this.core.request(() => write(this.core, format, pictures, options));
  }

  /** Adds the objects that annotation files hold for this image. */
  importObjects(files: readonly File[], options: contract.ImportOptions): Promise<contract.Imported> {
    return importObjects(this.core, this, files, options);
  }

  /** Uses another model from now on: one of `models`, or the one in a folder's files. Everything annotated stays. */
  useModel(model: string | readonly File[]): Promise<void> {
    const { link } = this.core;
    return this.core.request(async () => {
      check.checkModel(model);
      if (typeof model === "string") return link.change(model);
      const { name, own } = await readFolder(model);
      return link.change(name, own);
    });
  }

  /** Everything worth keeping, as it is after everything asked for before; with `history`, the last steps, too. */
  snapshot(options: { history?: boolean } = {}): Promise<contract.DocumentSnapshot> {
    return this.core.request(() => takeSnapshot(this.core.document, this, options));
  }

  /**
   * Puts a snapshot in place of what is there, history included. With `beside`, objects that were worked on until then
   * stay, as objects of their own. What is asked for after this waits for a snapshot that is still being read; null
   * leaves everything as it is.
   */
  restore(snapshot: contract.Awaitable<contract.DocumentSnapshot | null>, { beside = false } = {}): Promise<void> {
    const { core } = this;
    return core.request(async () => {
      const found = await snapshot;
      if (!found) return;
      const worked = copyObjects(core, this, beside ? core.document.worked : []);
      restoreSnapshot(core.document, found, this);
      core.tell([]);
      if (worked.objects.length > 0) pasteObjects(core, this, worked);
    });
  }

  protected override calls(): Calls {
    return {
      click: (clicks) => this.clickMany(clicks),
      moveClick: (index, x, y) => this.moveClick(index, x, y),
      removeClick: (index) => this.removeClick(index),
      stroke: (points, options) => this.stroke(points, options),
      fillPolygon: (points, options) => this.fillPolygon(points, options),
      setTargetBox: (box) => this.setTargetBox(box),
      undo: () => this.undo(),
      redo: () => this.redo(),
      save: () => this.save(),
    };
  }

  private draw(pixels: contract.Cutout, positive: boolean): Change {
    return this.core.perform(edits.draw(this.core.document, this.core.writable(), pixels, positive));
  }

  private read(mask: MaskSource, threshold?: number): Promise<Shape> {
    return decodeMask(mask, this, { ...this.settings.choice, threshold: check.checkThreshold(threshold) });
  }
}
