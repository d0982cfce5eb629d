/** The work in the browser's storage: found again when its image is opened, saved after every change. */

import type { DocumentSnapshot } from "../annotator/contract";
import type { Annotator, MaskSource } from "../annotator/index";
import { checkSnapshot } from "../annotator/snapshots";
import { type Content, documentKey, type Keeper, type Kept, keep, type SavedState, Store } from "../store/index";
import type { Work } from "./desk";
import type { Tool } from "./tool";

/** What was found for an image that is being opened. */
interface Found {
  store: Store;
  key: string;
  kept: Kept | null;
}

export class Keeping {
  state: SavedState = { state: "unchanged" };
  private keeper: Promise<Keeper | null> = Promise.resolve(null);
  /** Resolves when the work on all images before is safe. */
  private left: Promise<unknown> = Promise.resolve();
  private store: Promise<Store> | null = null;
  private readonly finds = new WeakMap<Work, Found>();

  constructor(private readonly tool: Tool) {}

  /** What is saved for an image that is being opened: its annotator begins with it, so that nothing is done before. */
  async find(work: Work, image: Content, size: { width: number; height: number }): Promise<DocumentSnapshot | null> {
    try {
      await this.left;
      const store = await this.open();
      const key = await keyOf(image, work.mask);
      const kept = (await store.find(key)) ?? null;
      if (kept) checkSnapshot(kept.snapshot, size);
      this.finds.set(work, { store, key, kept });
      return kept?.snapshot ?? null;
    } catch (error) {
      this.tool.complain(error);
      return null;
    }
  }

  /** Keeps an annotator's work from now on; resolves when nothing more of it will be restored. */
  async begin(annotator: Annotator, work: Work): Promise<void> {
    const found = this.finds.get(work);
    this.keeper = found ? this.keep(annotator, work, found).catch((error) => this.fail(error)) : Promise.resolve(null);
    await this.keeper;
  }

  /** The image goes; resolves when everything is saved, or kept in memory where it cannot be. */
  leave(): Promise<unknown> {
    const { keeper } = this;
    this.keeper = Promise.resolve(null);
    this.left = Promise.all([this.left, keeper]).then(async ([, keeper]) => {
      await keeper?.stop();
      if (keeper?.waiting) this.tool.complain(keeper.waiting);
    });
    return this.left;
  }

  /** Resolves when everything is saved, or kept in memory where it cannot be. */
  async settle(): Promise<void> {
    await this.left;
    await (await this.keeper)?.flush();
  }

  /** Saves over what another tab has saved. */
  async saveOver(): Promise<void> {
    await (await this.keeper)?.saveOver();
  }

  /** Gives up what is here for what another tab has saved. */
  async takeOther(): Promise<void> {
    await (await this.keeper)?.takeOther();
  }

  /** Tells why the work is not saved, once more. */
  explain(): void {
    if (this.state.state === "failed") this.tool.complain(this.state.error);
  }

  private async keep(annotator: Annotator, { name }: Work, found: Found): Promise<Keeper> {
    const { store, key } = found;
    const keeper = await keep(annotator, { store, key, name, found: await this.reread(annotator, found) });
    const shown = () => annotator === this.tool.annotator; // else another image was opened already
    if (!shown()) return keeper;
    this.show(keeper.state);
    keeper.on("state", (state) => shown() && this.show(state));
    if (annotator.canUndo) void keeper.save(); // something was done before it listened
    this.tool.tell("kept", keeper);
    if (keeper.restored) this.tool.status = this.tool.say("restored", { ...keeper.restored });
    this.tool.update();
    return keeper;
  }

  /** Where the same image was shown until now, what was done there while it was opened anew counts. */
  private async reread(annotator: Annotator, { store, key, kept }: Found): Promise<Kept | null> {
    const newer = this.left.then(async () => {
      const revision = (await store.info(key))?.revision;
      return revision === kept?.info.revision ? null : ((await store.find(key)) ?? null);
    });
    await annotator.restore(newer.then((found) => found?.snapshot ?? null)); // what is done here now waits for it
    return (await newer) ?? kept;
  }

  private open(): Promise<Store> {
    this.store ??= Store.open().catch((error) => {
      this.store = null; // the next image tries again
      throw error;
    });
    return this.store;
  }

  private show(state: SavedState): void {
    if (state.state === "failed" && this.state.state !== "failed") this.tool.complain(state.error);
    this.state = state;
    this.tool.tell("saved", state);
    this.tool.update();
  }

  private fail(error: unknown): null {
    this.tool.complain(error);
    return null;
  }
}

/** Key of an image's document: a mask that it began with makes it a document of its own. */
async function keyOf(image: Content, mask: MaskSource | undefined): Promise<string> {
  return mask === undefined ? documentKey(image) : documentKey(image, await contentOf(mask));
}
/** What names a mask: its bytes, or its address where this page may not read them. */
async function contentOf(mask: MaskSource): Promise<Content> {
  if (mask instanceof Blob) return mask;
  if (mask instanceof ImageData) return createImageBitmap(mask);
  if (typeof mask === "object" && "counts" in mask) return new Blob([JSON.stringify(mask)]);
  const { href } = new URL(mask, document.baseURI);
  const answer = await fetch(href).catch(() => null);
  return answer?.ok ? answer.blob() : new Blob([href]);
}
