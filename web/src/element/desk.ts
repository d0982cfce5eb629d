/** The one image being annotated, and opening another one: a newer image wins, one that fails leaves all others. */
import {
  type Annotator,
  AnnotatorError,
  type AnnotatorOptions,
  createAnnotator,
  type ImageSource,
  type MaskSource,
  type OpenedMask,
} from "../annotator/index";
import type { Progress } from "../engine/protocol";

/** An image to annotate. */
export interface Work {
  image: ImageSource;
  mask?: MaskSource | undefined;
  /** Name of the image, for the names of what is exported. */
  name: string;
}

/** What the desk tells of. */
export interface Listeners {
  /** An image is being opened. */
  opening(work: Work): void;
  progress(progress: Progress): void;
  /** An image is shown; `newest` when none that was asked for later is still on its way. */
  opened(annotator: Annotator, work: Work, newest: boolean): void;
  /** The image shown goes, for good; its annotator is destroyed when what this returns has settled. */
  leaving(): Promise<unknown>;
  failed(error: unknown, work: Work): void;
}

export class Desk {
  /** The annotator shown; null until the first one is ready. */
  current: Annotator | null = null;
  /** What it shows. */
  work: Work | null = null;
  /** How many images are being opened. */
  opening = 0;
  /** The element that the layers lie in: one for each image being opened, and the one shown. */
  readonly layers = document.createElement("div");
  /** Numbers of the newest image asked for and of the one shown, counted from 1. */
  private newest = 0;
  private shown = 0;
  /** The newest image asked for, or the one before it where that failed. */
  private latest: Promise<Annotator> | null = null;

  constructor(
    private readonly options: (work: Work) => AnnotatorOptions,
    private readonly listeners: Listeners,
  ) {
    this.layers.className = "layers";
  }

  /** The annotator of the newest image that can be used, when it is ready. */
  get ready(): Promise<Annotator> | null {
    return this.latest;
  }

  /** Shows an image unless a newer one is shown already; one that cannot be used leaves all others as they are. */
  begin(asked: Work): Promise<Annotator> {
    const work = { ...asked }; // the same image may be asked for twice
    const earlier = this.latest;
    const opening = this.open(work);
    this.latest = opening.catch((error) => (earlier ?? opening).catch(() => Promise.reject(error)));
    this.latest.catch(() => null); // `failed` has told it
    this.listeners.opening(work);
    return opening;
  }

  /** Loads a mask for the newest image, once that is ready. */
  async setMask(mask: MaskSource, name: string, threshold?: number): Promise<OpenedMask> {
    const annotator = await this.latest?.catch(() => null);
    if (!annotator) throw withoutImage(name);
    return annotator.openMask(mask, threshold === undefined ? {} : { threshold });
  }

  destroy(): void {
    this.newest = this.shown = Number.POSITIVE_INFINITY; // whatever is still on its way is discarded
    if (this.current) void this.retire(this.current);
    this.current = null;
    this.layers.replaceChildren();
  }

  private async open(work: Work): Promise<Annotator> {
    const turn = ++this.newest;
    const layer = this.makeLayer();
    this.opening++;
    try {
      const options = { ...this.options(work), image: work.image, onProgress: this.listeners.progress };
      const annotator = await createAnnotator(
        layer,
        work.mask === undefined ? options : { ...options, mask: work.mask },
      );
      this.opening--;
      if (turn > this.shown) this.replaceWith(annotator, layer, work, turn);
      else discard(annotator, layer);
      return annotator;
    } catch (error) {
      this.opening--;
      this.takeBack(layer);
      this.listeners.failed(error, work);
      throw error;
    }
  }

  /** A new layer: shown at once only while there is nothing else to show. */
  private makeLayer(): HTMLElement {
    for (const earlier of this.layers.querySelectorAll(".canvas:not(.current)")) earlier.classList.add("coming");
    const layer = document.createElement("div");
    layer.className = this.current ? "canvas coming" : "canvas";
    this.layers.prepend(layer);
    return layer;
  }

  /** Removes the layer of an image that could not be used; while there is no image yet, the one loading is seen again. */
  private takeBack(layer: HTMLElement): void {
    layer.remove();
    if (!this.current) this.layers.querySelector(".canvas")?.classList.remove("coming");
  }

  private replaceWith(annotator: Annotator, layer: HTMLElement, work: Work, turn: number): void {
    if (this.current) void this.retire(this.current);
    layer.className = "canvas current";
    this.current = annotator;
    this.work = work;
    this.shown = turn;
    this.listeners.opened(annotator, work, turn === this.newest);
  }

  /** Takes an annotator out of sight, and destroys it when its work is safe. */
  private async retire(annotator: Annotator): Promise<void> {
    annotator.element.parentElement?.remove();
    await this.listeners.leaving();
    annotator.destroy();
  }
}

function discard(annotator: Annotator, layer: Element | null): void {
  annotator.destroy();
  layer?.remove();
}

function withoutImage(name: string): AnnotatorError {
  return new AnnotatorError({
    code: "image-missing",
    message: `There is no image for the mask "${name}".`,
    hint: "Open the image first, then load its mask.",
    wording: { name: "image-missing", values: { name } },
  });
}
