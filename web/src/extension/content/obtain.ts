/** Gets a picture's pixels by the best way there is, asking the person where there are two. */
import { ANSWERED, ask } from "../messages";
import { say } from "../words";
import type { Candidate } from "./candidates";
import { type Part, WHOLE } from "./frame";
import { pictureRect, type Size, visiblePart } from "./geometry";
import { nameOf } from "./naming";
import { readByExtension, readFromScreen, readInPage } from "./pixels";
import type { Choice, Stage } from "./stage";

export interface Picture {
  bitmap: ImageBitmap;
  /** The size by which the page lays the whole picture out. */
  size: Size;
  /** What `bitmap` shows of it. */
  part: Part;
  /** For the names of files. */
  name: string;
  /** Whether it was taken from the screen, at the screen's resolution. */
  screen: boolean;
}

/** The picture; null when the person would rather not. */
export async function obtain(candidate: Candidate, stage: Stage): Promise<Picture | null> {
  stage.attach(candidate.element);
  const bitmap = await readInPage(candidate);
  return bitmap ? whole(candidate, bitmap) : new Asking(candidate, stage).answer;
}

function whole(candidate: Candidate, bitmap: ImageBitmap): Picture {
  const size = { width: bitmap.width, height: bitmap.height };
  return { bitmap, size, part: WHOLE, name: nameOf(candidate.url), screen: false };
}

/** Fetches the picture's file where that is allowed; else, or when it fails, asks which way to go. */
class Asking {
  readonly answer: Promise<Picture | null>;
  /** The site that has the file; null where no site has. */
  private readonly host: string | null;
  private end: (picture: Picture | null) => void = () => {};

  constructor(
    private readonly candidate: Candidate,
    private readonly stage: Stage,
  ) {
    const { url } = candidate;
    this.host = url && /^https?:/.test(url) ? new URL(url).hostname : null;
    this.answer = new Promise((resolve) => {
      this.end = (picture) => {
        chrome.storage.onChanged.removeListener(this.heard);
        this.stage.notice("");
        resolve(picture);
      };
    });
    chrome.storage.onChanged.addListener(this.heard);
    void this.fetch();
  }

  private readonly heard = (changes: object) => {
    if (ANSWERED in changes) void this.fetch();
  };

  private async fetch(): Promise<void> {
    const { candidate, host } = this;
    if (!candidate.url || !host) return this.show(say("unreadable"));
    this.stage.notice(say("fetching", host), [this.cancel]);
    try {
      const bitmap = await readByExtension(candidate.url);
      if (bitmap) this.end(whole(candidate, bitmap));
      else this.show(say("foreign", host), { text: say("allow", host), act: () => void this.askOrigin() });
    } catch (error) {
      this.show(say("unfetched", host, messageOf(error)), { text: say("again"), act: () => void this.fetch() });
    }
  }

  /** The answer is heard through the storage. */
  private async askOrigin(): Promise<void> {
    await ask({ kind: "ask-origin", url: this.candidate.url ?? "" }).catch((error) => this.show(messageOf(error)));
  }

  private show(text: string, ...ways: Choice[]): void {
    this.stage.notice(text, [...ways, { text: say("usescreen"), act: () => void this.screen() }, this.cancel]);
  }

  private async screen(): Promise<void> {
    this.stage.area.hidden = true; // so that nothing of ours is in the picture
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    try {
      this.end(await fromScreen(this.candidate));
    } catch (error) {
      this.show(messageOf(error));
    } finally {
      this.stage.area.hidden = false;
    }
  }

  private get cancel(): Choice {
    return { text: say("cancel"), act: () => this.end(null) };
  }
}

async function fromScreen(candidate: Candidate): Promise<Picture> {
  const size = sizeOf(candidate);
  const rect = pictureRect(candidate, size);
  const seen = visiblePart(candidate.element, rect);
  if (seen.width < 8 || seen.height < 8) throw new Error(say("outofsight"));
  const part = {
    left: (seen.left - rect.left) / rect.width,
    top: (seen.top - rect.top) / rect.height,
    width: seen.width / rect.width,
    height: seen.height / rect.height,
  };
  const name = `${nameOf(candidate.url).replace(/\.[^.]*$/, "")}-screen.png`;
  return { bitmap: await readFromScreen(seen), size, part, name, screen: true };
}

/** A background's own size is unknown where its file may not be read: its element's box stands for it. */
function sizeOf({ element }: Candidate): Size {
  if (element instanceof HTMLImageElement) return { width: element.naturalWidth, height: element.naturalHeight };
  if (element instanceof HTMLCanvasElement) return { width: element.width, height: element.height };
  return { width: element.clientWidth, height: element.clientHeight };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
