/** The one image being annotated: opening another one, and what the toolbar needs to know of it. */
import {
  type Annotator,
  type AnnotatorError,
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
  private newest = 0;

  /** Calls `listener` when another image is shown and after each change. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Shows an image; one that cannot be used leaves the present one as it is. */
  async open(work: Work): Promise<Annotator> {
    const turn = ++this.newest;
    const place = this.makePlace();
    try {
      const annotator = await this.create(place, work);
      if (turn === this.newest) this.replaceWith(annotator, place, work);
      else discard(annotator, place);
      return annotator;
    } catch (error) {
      place.remove();
      showError(error, retriable(error) ? () => this.begin(work) : undefined);
      throw error;
    } finally {
      if (turn === this.newest) hideProgress();
    }
  }

  /** `open` for gestures: the banner has already told a failure. */
  begin(work: Work): void {
    const opening = this.open(work);
    if (!this.current) window.annotator = opening;
    opening.catch(() => null);
  }

  /** A new layer of the stage: shown at once only while there is nothing else to show. */
  private makePlace(): HTMLElement {
    for (const earlier of stage.querySelectorAll(".canvas:not(.current)")) earlier.classList.add("coming");
    const place = document.createElement("div");
    place.className = this.current ? "canvas coming" : "canvas";
    stage.prepend(place);
    return place;
  }

  private create(place: HTMLElement, { image, mask }: Work): Promise<Annotator> {
    const options = { image, assetPath: ASSETS, onProgress: showProgress };
    return createAnnotator(place, mask === undefined ? options : { ...options, mask });
  }

  private replaceWith(annotator: Annotator, place: HTMLElement, work: Work): void {
    const before = this.current;
    const shown = before?.element.parentElement;
    if (before && shown) discard(before, shown);
    place.className = "canvas current";
    this.current = annotator;
    window.annotator = annotator;
    hideError();
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

/** What may go well the second time: downloads and workers, not a picture that is no picture. */
function retriable(error: unknown): boolean {
  const codes: (string | undefined)[] = ["asset-missing", "asset-corrupted", "worker-crashed", "engine-failed"];
  return codes.includes((error as Partial<AnnotatorError>).code);
}
