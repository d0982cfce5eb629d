/** One picture being annotated in a page, from its pixels to its end. */
import { type Annotator, type Change, type CocoRle, createAnnotator, type MaskSource } from "../../annotator/index";
import type { SiteTask } from "../adapters/adapter";
import { RELOADED } from "../messages";
import { readSettings, type Settings } from "../settings";
import { say } from "../words";
import type { Candidate } from "./candidates";
import { copy, download } from "./exports";
import { Frame } from "./frame";
import { findKept, fingerprint, forgetKept, keep } from "./keeping";
import { Labeling } from "./labeling";
import { obtain, type Picture } from "./obtain";
import { Stage } from "./stage";
import { mark, Toolbar } from "./toolbar";

export class Session {
  annotator: Annotator | null = null;
  private readonly stage = new Stage();
  private readonly abort = new AbortController();
  private readonly toolbar = new Toolbar(this.stage, () => this.close());
  private frame: Frame | null = null;

  constructor(
    readonly candidate: Candidate,
    private readonly task: SiteTask | null,
    private readonly closed: () => void,
  ) {}

  /** Resolves when the first click can be computed, or when it has told why there is none. */
  async open(): Promise<void> {
    try {
      const picture = await obtain(this.candidate, this.stage);
      if (!picture || this.abort.signal.aborted) return this.close();
      await this.annotate(picture, await readSettings());
    } catch (error) {
      if (!this.abort.signal.aborted) this.fail(error);
    }
  }

  /** Takes everything out of the page; the work stays in the extension's storage. */
  close(): void {
    if (this.abort.signal.aborted) return;
    this.abort.abort();
    this.frame?.destroy();
    this.toolbar.destroy();
    this.annotator?.destroy();
    this.stage.destroy();
    this.closed();
  }

  focus(): void {
    this.annotator?.element.shadowRoot?.querySelector("canvas")?.focus({ preventScroll: true });
  }

  private async annotate(picture: Picture, settings: Settings): Promise<void> {
    const region = this.task?.regions.find(({ selected }) => selected) ?? this.task?.regions[0];
    const key = fingerprint(picture.bitmap) + (region ? `:${region.id}` : "");
    const kept = region ? null : await findKept(key);
    this.frame = new Frame(this.stage, this.candidate, picture.size, picture.part, {
      gone: () => this.stage.notice(say("gone"), [{ text: say("ok"), act: () => this.stage.notice("") }]),
      moved: (seen) => this.toolbar.moveTo(seen),
    });
    const inside = document.createElement("div");
    this.frame.element.append(inside);
    this.annotator = await this.create(inside, picture, settings, region?.mask ?? kept?.mask);
    this.ready(this.annotator, picture, settings);
    keep(this.annotator, key, picture.name, () => this.stage.notice(say("unkept")));
    if (kept) this.tellKept(key);
    if (this.task) new Labeling(this.annotator, this.task, this.toolbar, region?.id ?? null);
  }

  private create(
    target: HTMLElement,
    { bitmap }: Picture,
    { model, threads }: Settings,
    mask: MaskSource | CocoRle | undefined,
  ): Promise<Annotator> {
    return createAnnotator(target, {
      image: bitmap,
      assetPath: chrome.runtime.getURL("assets/"),
      model,
      threads,
      signal: this.abort.signal,
      onProgress: (progress) => this.toolbar.progress(progress),
      ...(mask !== undefined && { mask }),
    });
  }

  private ready(annotator: Annotator, picture: Picture, settings: Settings): void {
    const work = { annotator, name: picture.name };
    const actions = {
      download: (format: Settings["format"]) =>
        this.attempt(async () => this.toolbar.status(say("downloaded", await download(work, format)))),
      copy: (format: "png" | "cutout") =>
        this.attempt(async () => {
          if (await copy(work, format)) return this.toolbar.status(say("copied"));
          this.stage.notice(say("uncopied", await download(work, format)));
        }),
      dock: () => {
        if (this.frame) this.frame.docked = !this.frame.docked;
        this.focus();
      },
      close: () => this.close(),
    };
    const marks = picture.screen ? [mark(say("screen"), say("screenhint"))] : [];
    this.toolbar.fill(annotator, actions, settings.format, marks);
    let last = say("ready");
    this.toolbar.status(last);
    annotator.on("change", (change) => {
      last = describe(change);
    });
    annotator.on("busy", (pending) => this.toolbar.status(pending ? say("busy") : last)); // follows every change
    annotator.on("error", (error) => this.stage.notice(`${error.message} ${error.hint}`));
    annotator.on("save", () => actions.download(settings.format));
    this.focus();
  }

  private tellKept(key: string): void {
    this.stage.notice(say("kept"), [
      { text: say("goon"), act: () => this.stage.notice("") },
      { text: say("anew"), act: () => this.beginAnew(key) },
    ]);
  }

  private beginAnew(key: string): void {
    this.stage.notice("");
    const { annotator } = this;
    if (!annotator) return;
    this.attempt(async () => {
      await annotator.setMask(new ImageData(annotator.width, annotator.height));
      await forgetKept(key);
    });
  }

  private attempt(work: () => Promise<void>): void {
    work().catch((error) => this.stage.notice(messageOf(error)));
  }

  private fail(error: unknown): void {
    this.toolbar.destroy();
    this.frame?.destroy();
    const again = () => {
      this.close();
      void new Session(this.candidate, this.task, this.closed).open();
    };
    const choices = [{ text: say("close"), act: () => this.close() }];
    const message = messageOf(error);
    if (message !== RELOADED) choices.unshift({ text: say("again"), act: again });
    this.stage.notice(message === RELOADED ? `${RELOADED} ${say("reload")}` : message, choices);
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "hint" in error ? `${error.message} ${error.hint}` : error.message;
}

function describe({ changed, added, removed }: Change): string {
  if (!changed) return say("unchanged");
  return say("changed", `+${added}`, `−${removed}`);
}
