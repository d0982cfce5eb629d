/** The work in the browser's storage: found again when its image is opened, saved after every change. */
import type { Annotator, MaskSource } from "../annotator/index";
import { type Content, documentKey, type Keeper, keep, type SavedState, Store } from "../store/index";
import type { Work } from "./desk";
import type { Tool } from "./tool";

export class Keeping {
  state: SavedState = { state: "unchanged" };
  private keeper: Promise<Keeper | null> = Promise.resolve(null);
  private store: Promise<Store> | null = null;

  constructor(private readonly tool: Tool) {}

  /**
   * Restores what is saved for this image and keeps it from now on; the image before it is saved to its end. Resolves
   * when that is done.
   */
  async begin(annotator: Annotator, work: Work): Promise<void> {
    const before = this.keeper;
    this.keeper = before.then(async (keeper) => {
      await keeper?.stop();
      return this.tool.settings.autosave ? this.keep(annotator, work).catch((error) => this.fail(error)) : null;
    });
    await this.keeper;
  }

  /** Resolves when everything is saved, and whatever was there has been restored. */
  async settle(): Promise<void> {
    await (await this.keeper)?.flush();
  }

  async stop(): Promise<void> {
    await (await this.keeper)?.stop();
  }

  private async keep(annotator: Annotator, work: Work): Promise<Keeper> {
    this.store ??= Store.open();
    const key = await keyOf(annotator, work.mask);
    const keeper = await keep(annotator, { store: await this.store, key, name: work.name });
    this.show(keeper.state);
    keeper.on("state", (state) => this.show(state));
    this.tool.tell("kept", keeper);
    if (keeper.restored) this.tool.status = this.tool.say("restored", { ...keeper.restored });
    this.tool.update();
    return keeper;
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

/** Key of an annotator's document: a mask that it began with makes it a document of its own. */
async function keyOf(annotator: Annotator, mask: MaskSource | undefined): Promise<string> {
  return mask === undefined ? documentKey(annotator.image) : documentKey(annotator.image, await contentOf(mask));
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
