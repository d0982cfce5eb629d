/** One picture being annotated in a page, from its pixels to its end. */
import { html, nothing } from "lit";
import type { Annotator, DocumentSnapshot, ObjectId } from "../../annotator/index";
import type { Notice } from "../../element/notices";
import type { Tool } from "../../element/tool";
import type { SiteTask } from "../adapters/adapter";
import { readSettings } from "../settings";
import { say } from "../words";
import { Bar } from "./bar";
import type { Candidate } from "./candidates";
import { Exporting } from "./exporting";
import { Frame } from "./frame";
import type { Rect } from "./geometry";
import { findKept, forgetKept, Keeping, type Kept } from "./keeping";
import { Labeling, type Target, targetOf } from "./labeling";
import { obtain, type Picture } from "./obtain";
import { resume } from "./resuming";
import { Stage } from "./stage";
import { Telling } from "./telling";
import { Whole } from "./whole";
import { fingerprint, oldestWorks } from "./works";

/** What becomes of a session after its end. */
export interface After {
  closed(): void;
  /** Another one on the picture or task that the page shows now. */
  again(): void;
}

export class Session {
  private readonly stage = new Stage();
  private readonly abort = new AbortController();
  private readonly bar = new Bar(this.stage);
  private readonly telling = new Telling(this.stage, {
    download: () => this.whole?.tool.attempt(() => this.exporting?.download()),
    again: (saved) => void this.again(saved),
    leave: () => {
      this.keeping?.drop();
      void this.close();
    },
  });
  private whole: Whole | null = null;
  private frame: Frame | null = null;
  private exporting: Exporting | null = null;
  private labeling: Labeling | null = null;
  private keeping: Keeping | null = null;
  private closing: Promise<boolean> | null = null;
  private marks = html``;
  private busy = false;
  private notice: Notice | null = null;

  constructor(
    readonly candidate: Candidate,
    readonly task: SiteTask | null,
    private readonly after: After,
  ) {}

  /** Null until the first click can be computed. */
  get annotator(): Annotator | null {
    return this.whole?.tool.annotator ?? null;
  }

  /** Resolves when the first click can be computed, or when it has told why there is none. */
  async open(): Promise<void> {
    try {
      const picture = await obtain(this.candidate, this.stage);
      if (picture && !this.closing) await this.annotate(picture);
      else await this.close();
    } catch (error) {
      if (this.abort.signal.aborted) this.clear();
      else this.fail(error);
    }
  }

  /**
   * Takes everything out of sight at once, and out of the page when the work is in the extension's storage. Resolves to
   * false where the work could not be saved: then all is shown as before, with what can be done.
   */
  close(): Promise<boolean> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<boolean> {
    const { keeping, stage } = this;
    stage.area.hidden = true;
    if (keeping && !(await keeping.stop())) {
      stage.area.hidden = false;
      this.closing = null;
      return false;
    }
    this.frame?.destroy();
    stage.destroy();
    this.after.closed();
    this.abort.abort();
    this.clear();
    return true;
  }

  private async again(saved: boolean): Promise<void> {
    if (!saved) this.keeping?.drop();
    if (await this.close()) this.after.again();
  }

  focus(): void {
    this.annotator?.element.shadowRoot?.querySelector("canvas")?.focus({ preventScroll: true });
  }

  private async annotate(picture: Picture): Promise<void> {
    const task = picture.screen ? null : this.task; // a mask of the screen's size is none of the site's picture
    const key = fingerprint(picture.bitmap) + (task ? `:${task.site}:${task.task}` : "");
    const stored = await findKept(key);
    const found = await resume(stored.found, task, this.telling);
    const chosen = task?.regions.find(({ selected }) => selected) ?? (found ? null : task?.regions[0]);
    this.whole = await this.makeWhole(found?.snapshot ?? null);
    this.abort.signal.throwIfAborted();
    const { tool } = this.whole;
    this.exporting = new Exporting(tool, (await readSettings()).format);
    if (picture.screen) this.markScreen();
    this.frame = this.makeFrame(picture);
    tool.showPictureIn(this.frame.element);
    const mask = found ? undefined : chosen?.mask;
    const annotator = await tool.open({ image: picture.bitmap, mask, name: picture.name });
    const targets = new Map(found?.targets);
    if (!found && chosen) targets.set(annotator.active, targetOf(chosen));
    if (task) this.labeling = this.label(tool, annotator, task, targets);
    if (chosen) await this.labeling?.turnTo(chosen);
    this.keeping = this.keep({ annotator, key, name: picture.name, targets }, stored.stamp);
    if (found) this.telling.found(annotator, () => this.beginAnew(annotator, key));
    else if (picture.screen && this.task) this.telling.unwritable(this.task);
    annotator.on("busy", (pending) => {
      this.busy = pending > 0;
    });
    tool.update();
    this.focus();
  }

  private markScreen(): void {
    const hint = [say("screenhint"), this.task && say("unwritable", this.task.site)].filter(Boolean).join(" ");
    this.marks = html`<span class="mark" title=${hint}>${say("screen")}</span>`;
  }

  private makeFrame({ size, part }: Picture): Frame {
    const events = { gone: () => this.goOnAlone(), moved: (seen: Rect) => this.bar.moveTo(seen) };
    return new Frame(this.stage, this.candidate, size, part, events);
  }

  private label(tool: Tool, annotator: Annotator, task: SiteTask, targets: Map<ObjectId, Target>): Labeling {
    return new Labeling(tool, annotator, task, targets, {
      changed: () => this.keeping?.changed(),
      refused: (...refused) => this.telling.refused(...refused),
    });
  }

  private keep(kept: Omit<Kept, "failed" | "contested">, known: string | null): Keeping {
    const keeping: Keeping = new Keeping(
      {
        ...kept,
        failed: () => void this.tellUnkept(kept.key, keeping),
        contested: () => this.telling.contested(() => void keeping.saveOver()),
      },
      known,
    );
    return keeping;
  }

  private async tellUnkept(key: string, keeping: Keeping): Promise<void> {
    const others = await oldestWorks(key).catch(() => []);
    this.telling.unkept(others, async () => {
      await chrome.storage.local.remove(others);
      await keeping.flush();
    });
  }

  private makeWhole(snapshot: DocumentSnapshot | null): Promise<Whole> {
    const given = { signal: this.abort.signal, ...(snapshot && { snapshot }) };
    const listeners = { drawn: (tool: Tool) => this.draw(tool), needed: () => this.enlarge() };
    return Whole.make(this.stage, given, listeners);
  }

  /** Draws what is around the tool. */
  private draw(tool: Tool): void {
    const { whole, bar, marks } = this;
    if (!whole) return; // the tool is still being made
    const close = () => void this.close();
    const parts = [this.labeling?.parts, this.exporting?.parts];
    const back = this.frame?.isThere ? () => this.enlarge(false) : null;
    whole.draw({ parts: [marks, tool.annotator ? parts : nothing], back, close });
    bar.draw({ tool, marks, parts, busy: this.busy, enlarge: () => this.enlarge(), close });
    this.showNotice(tool, !whole.element.hidden);
  }

  /** Shows the whole tool over the window, or only the picture in its place with a bar under it. */
  private enlarge(enlarged = true): void {
    const { whole, frame } = this;
    if (!whole || !frame || whole.element.hidden !== enlarged) return;
    whole.element.hidden = !enlarged;
    frame.element.hidden = this.bar.element.hidden = enlarged;
    whole.tool.showPictureIn(enlarged ? null : frame.element);
    this.focus();
  }

  /** The page has taken the picture away: what is annotated is shown without it. */
  private goOnAlone(): void {
    this.enlarge();
    this.telling.gone();
  }

  /** Tells over the page what the tool tells in itself, while that is not seen. */
  private showNotice(tool: Tool, seen: boolean): void {
    const { current: notice } = tool.notices;
    if (notice === this.notice) return;
    this.notice = notice;
    const close = () => tool.notices.dismiss();
    const choices = (notice?.actions ?? []).map(({ words, run }) => ({
      text: words,
      act: () => {
        close();
        tool.attempt(run);
      },
    }));
    choices.push({ text: say("ok"), act: close });
    this.stage.notice(notice && !seen ? `${notice.message} ${notice.hint}` : "", choices);
  }

  private beginAnew(annotator: Annotator, key: string): void {
    this.whole?.tool.attempt(async () => {
      for (const { id, locked } of annotator.objects) {
        if (locked) await annotator.updateObject(id, { locked: false });
        await annotator.removeObject(id);
      }
      await this.labeling?.beginAnew();
      await forgetKept(key);
    });
  }

  private fail(error: unknown): void {
    this.clear();
    this.telling.failed(error, () => void this.close());
  }

  private clear(): void {
    this.frame?.destroy();
    this.bar.destroy();
    this.whole?.destroy();
    this.whole = null;
  }
}
