/** Gets a picture's pixels by the best way there is, asking the person where there are two. */
import { ANSWERED, ask } from "../messages";
import { say } from "../words";
import type { Candidate } from "./candidates";
import { type Part, WHOLE } from "./frame";
import { pictureRect, type Size, visiblePart } from "./geometry";
import { readByExtension, readFromScreen, readInPage } from "./pixels";
import type { Stage } from "./stage";

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
  const bitmap = (await readInPage(candidate)) ?? (await fetched(candidate));
  return bitmap ? whole(candidate, bitmap) : new Asking(candidate, stage).answer;
}

function fetched({ url }: Candidate): Promise<ImageBitmap | null> {
  return url && /^https?:/.test(url) ? readByExtension(url) : Promise.resolve(null);
}

function whole(candidate: Candidate, bitmap: ImageBitmap): Picture {
  const size = { width: bitmap.width, height: bitmap.height };
  return { bitmap, size, part: WHOLE, name: nameOf(candidate), screen: false };
}

/** Asks whether to fetch the picture's file or to take it from the screen. */
class Asking {
  readonly answer: Promise<Picture | null>;
  private end: (picture: Picture | null) => void = () => {};

  constructor(
    private readonly candidate: Candidate,
    private readonly stage: Stage,
  ) {
    this.answer = new Promise((resolve) => {
      this.end = (picture) => {
        chrome.storage.onChanged.removeListener(this.heard);
        this.stage.notice("");
        resolve(picture);
      };
    });
    chrome.storage.onChanged.addListener(this.heard);
    this.show();
  }

  private readonly heard = (changes: object) => {
    if (ANSWERED in changes) void this.try(() => fetched(this.candidate));
  };

  private show(problem = ""): void {
    const { url } = this.candidate;
    const host = url && /^https?:/.test(url) ? new URL(url).hostname : null;
    const choices = [
      { text: say("usescreen"), act: () => void this.screen() },
      { text: say("cancel"), act: () => this.end(null) },
    ];
    if (url && host) choices.unshift({ text: say("allow", host), act: () => void ask({ kind: "ask-origin", url }) });
    this.stage.notice([problem, host ? say("foreign", host) : say("unreadable")].filter(Boolean).join(" "), choices);
  }

  private async screen(): Promise<void> {
    this.stage.host.style.visibility = "hidden"; // so that nothing of ours is in the picture
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    try {
      this.end(await fromScreen(this.candidate));
    } catch (error) {
      this.show(error instanceof Error ? error.message : String(error));
    } finally {
      this.stage.host.style.visibility = "";
    }
  }

  private async try(read: () => Promise<ImageBitmap | null>): Promise<void> {
    try {
      const bitmap = await read();
      if (bitmap) this.end(whole(this.candidate, bitmap));
    } catch (error) {
      this.show(error instanceof Error ? error.message : String(error));
    }
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
  const name = `${nameOf(candidate).replace(/\.[^.]*$/, "")}-screen.png`;
  return { bitmap: await readFromScreen(seen), size, part, name, screen: true };
}

/** A background's own size is unknown where its file may not be read: its element's box stands for it. */
function sizeOf({ element }: Candidate): Size {
  if (element instanceof HTMLImageElement) return { width: element.naturalWidth, height: element.naturalHeight };
  if (element instanceof HTMLCanvasElement) return { width: element.width, height: element.height };
  return { width: element.clientWidth, height: element.clientHeight };
}

function nameOf({ url }: Candidate): string {
  if (!url || /^(data|blob):/.test(url)) return "picture.png";
  return decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "") || "picture.png";
}
