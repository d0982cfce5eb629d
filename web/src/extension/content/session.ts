/** One picture being annotated in a page, from its pixels to its end. */
import { html, nothing } from "lit";
import type { Annotator, DocumentSnapshot } from "../../annotator/index";
import type { Notice, Tool } from "../../element/tool";
import type { SiteTask } from "../adapters/adapter";
import { RELOADED } from "../messages";
import { readSettings } from "../settings";
import { say } from "../words";
import { Bar } from "./bar";
import type { Candidate } from "./candidates";
import { Exporting } from "./exporting";
import { Frame } from "./frame";
import { findKept, fingerprint, forgetKept, keep } from "./keeping";
import { Labeling } from "./labeling";
import { obtain, type Picture } from "./obtain";
import { Stage } from "./stage";
import { Whole } from "./whole";

export class Session {
  private readonly stage = new Stage();
  private readonly abort = new AbortController();
  private readonly bar = new Bar(this.stage);
  private whole: Whole | null = null;
  private frame: Frame | null = null;
  private exporting: Exporting | null = null;
  private labeling: Labeling | null = null;
  private marks = html``;
  private busy = false;
  private notice: Notice | null = null;

  constructor(
    readonly candidate: Candidate,
    private readonly task: SiteTask | null,
    private readonly closed: () => void,
  ) {}

  /** Null until the first click can be computed. */
  get annotator(): Annotator | null {
    return this.whole?.tool.annotator ?? null;
  }

  /** Resolves when the first click can be computed, or when it has told why there is none. */
  async open(): Promise<void> {
    try {
      const picture = await obtain(this.candidate, this.stage);
      if (!picture || this.abort.signal.aborted) return this.close();
      await this.annotate(picture);
    } catch (error) {
      if (this.abort.signal.aborted) this.clear();
      else this.fail(error);
    }
  }

  /** Takes everything out of the page; the work stays in the extension's storage. */
  close(): void {
    if (this.abort.signal.aborted) return;
    this.abort.abort();
    this.clear();
    this.stage.destroy();
    this.closed();
  }

  focus(): void {
    this.annotator?.element.shadowRoot?.querySelector("canvas")?.focus({ preventScroll: true });
  }

  private async annotate(picture: Picture): Promise<void> {
    const region = this.task?.regions.find(({ selected }) => selected) ?? this.task?.regions[0];
    const key = fingerprint(picture.bitmap) + (region ? `:${region.id}` : "");
    const kept = region ? null : await findKept(key);
    this.whole = await this.makeWhole(kept);
    this.abort.signal.throwIfAborted();
    const { tool } = this.whole;
    this.exporting = new Exporting(tool, (await readSettings()).format);
    if (picture.screen) this.marks = html`<span class="mark" title=${say("screenhint")}>${say("screen")}</span>`;
    this.frame = new Frame(this.stage, this.candidate, picture.size, picture.part, {
      gone: () => this.goOnAlone(),
      moved: (seen) => this.bar.moveTo(seen),
    });
    tool.showPictureIn(this.frame.element);
    const annotator = await tool.open({ image: picture.bitmap, mask: region?.mask, name: picture.name });
    if (kept) this.tellKept(annotator, key);
    keep(annotator, key, picture.name, () => this.stage.notice(say("unkept")));
    if (this.task) this.labeling = new Labeling(tool, annotator, this.task, region);
    annotator.on("busy", (pending) => {
      this.busy = pending > 0;
    });
    tool.update();
    this.focus();
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
    const close = () => this.close();
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
    this.stage.notice(say("gone"), [{ text: say("ok"), act: () => this.stage.notice("") }]);
  }

  /** Tells over the page what the tool tells in itself, while that is not seen. */
  private showNotice(tool: Tool, seen: boolean): void {
    const { notice } = tool;
    if (notice === this.notice) return;
    this.notice = notice;
    const choices = [{ text: say("ok"), act: () => tool.dismiss() }];
    if (notice?.again) choices.unshift({ text: say("again"), act: notice.again });
    this.stage.notice(notice && !seen ? `${notice.message} ${notice.hint}` : "", choices);
  }

  private tellKept(annotator: Annotator, key: string): void {
    const stop = annotator.on("change", () => {
      stop();
      this.stage.notice("");
    });
    this.stage.notice(say("kept"), [
      { text: say("goon"), act: () => this.stage.notice("") },
      { text: say("anew"), act: () => this.beginAnew(annotator, key) },
    ]);
  }

  private beginAnew(annotator: Annotator, key: string): void {
    this.stage.notice("");
    this.whole?.tool.attempt(async () => {
      for (const { id } of annotator.objects) await annotator.removeObject(id);
      await forgetKept(key);
    });
  }

  private fail(error: unknown): void {
    this.clear();
    const again = () => {
      this.close();
      void new Session(this.candidate, this.task, this.closed).open();
    };
    const choices = [{ text: say("close"), act: () => this.close() }];
    const message = messageOf(error);
    if (message !== RELOADED) choices.unshift({ text: say("again"), act: again });
    this.stage.notice(message === RELOADED ? `${RELOADED} ${say("reload")}` : message, choices);
  }

  private clear(): void {
    this.frame?.destroy();
    this.bar.destroy();
    this.whole?.destroy();
    this.whole = null;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "hint" in error ? `${error.message} ${error.hint}` : error.message;
}
