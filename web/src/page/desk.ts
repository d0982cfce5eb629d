/** The one image being annotated: opening another one, and what the toolbar needs to know of it. */
import {
  type Annotator,
  AnnotatorError,
  type Change,
  type ClickChange,
  createAnnotator,
  type ImageSource,
  type MaskSource,
} from "../annotator/index";
import { hideError, showError } from "./banner";
import { byId } from "./dom";
import { hideProgress, showProgress } from "./loading";

declare global {
  interface Window {
    /** The annotator; until the first one is ready, the promise of it. */
    annotator: Annotator | Promise<Annotator>;
  }
}

export interface Work {
  image: ImageSource;
  mask?: MaskSource | undefined;
  name: string;
}

type Listener = (annotator: Annotator, work: Work, change: Change | ClickChange | null) => void;

const ASSETS = new URL("assets/", document.baseURI);
const stage = byId("stage", HTMLElement);

export class Desk {
  /** The annotator shown; null until the first one is ready. */
  current: Annotator | null = null;
  private listeners: Listener[] = [];
  /** Numbers of the newest image asked for and of the one shown, counted from 1. */
  private newest = 0;
  private shown = 0;
  private opening = 0;
  /** The newest image asked for, or the one before it where that failed. */
  private latest: Promise<Annotator> | null = null;

  constructor(private readonly threads: "auto" | number) {}

  /** Calls `listener` when another image is shown and after each change. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Shows an image unless a newer one is shown already; one that cannot be used leaves all others as they are. */
  begin(work: Work): void {
    const earlier = this.latest;
    const opening = this.open(work);
    this.latest = opening.catch((error) => (earlier ?? opening).catch(() => Promise.reject(error)));
    if (!this.current) window.annotator = this.latest;
    this.latest.catch(() => null); // the banner has told it
  }

  /** Loads a mask for the newest image, once that is ready. */
  async setMask(mask: File): Promise<void> {
    const annotator = await this.latest?.catch(() => null);
    if (annotator)
      await annotator.setMask(mask).catch(() => null); // the 'error' event tells it
    else showError(withoutImage(mask));
  }

  private async open(work: Work): Promise<Annotator> {
    const turn = ++this.newest;
    const place = this.makePlace();
    this.opening++;
    try {
      const annotator = await this.create(place, work);
      if (turn > this.shown) this.replaceWith(annotator, place, work, turn);
      else discard(annotator, place);
      return annotator;
    } catch (error) {
      this.takeBack(place);
      showError(error, retriable(error) ? () => this.begin(work) : undefined);
      throw error;
    } finally {
      if (--this.opening === 0) hideProgress();
    }
  }

  /** A new layer of the stage: shown at once only while there is nothing else to show. */
  private makePlace(): HTMLElement {
    for (const earlier of stage.querySelectorAll(".canvas:not(.current)")) earlier.classList.add("coming");
    const place = document.createElement("div");
    place.className = this.current ? "canvas coming" : "canvas";
    stage.prepend(place);
    return place;
  }

  /** Removes the layer of an image that could not be used; while there is no image yet, the one loading is seen again. */
  private takeBack(place: HTMLElement): void {
    place.remove();
    if (!this.current) stage.querySelector(".canvas")?.classList.remove("coming");
  }

  private create(place: HTMLElement, { image, mask }: Work): Promise<Annotator> {
    const options = { image, assetPath: ASSETS, threads: this.threads, onProgress: showProgress };
    return createAnnotator(place, mask === undefined ? options : { ...options, mask });
  }

  private replaceWith(annotator: Annotator, place: HTMLElement, work: Work, turn: number): void {
    const before = this.current;
    const beforePlace = before?.element.parentElement;
    if (before && beforePlace) discard(before, beforePlace);
    place.className = "canvas current";
    this.current = annotator;
    this.shown = turn;
    window.annotator = annotator;
    hideProgress();
    if (turn === this.newest) hideError(); // else it tells of a newer image
    annotator.on("change", (change) => this.tell(annotator, work, change));
    annotator.on("error", (error) => showError(error));
    annotator.on("progress", showProgress);
    annotator.on("busy", (pending) => pending === 0 && hideProgress());
    this.tell(annotator, work, null);
  }

  private tell(annotator: Annotator, work: Work, change: Change | ClickChange | null): void {
    if (change) hideError();
    for (const listener of this.listeners) listener(annotator, work, change);
  }
}

function discard(annotator: Annotator, place: Element): void {
  annotator.destroy();
  place.remove();
}

function withoutImage(mask: File): AnnotatorError {
  return new AnnotatorError({
    code: "image-missing",
    message: `There is no image for the mask "${mask.name}".`,
    hint: "Open the image first, then load its mask.",
  });
}

/** What may go well the second time: downloads and workers, not a picture that is no picture. */
function retriable(error: unknown): boolean {
  const codes: (string | undefined)[] = ["asset-missing", "asset-corrupted", "worker-crashed", "engine-failed"];
  return codes.includes((error as Partial<AnnotatorError>).code);
}
