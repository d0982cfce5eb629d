/** What a labeling site adds: which of its regions each object corrects, and writing it back. */
import { html, type TemplateResult } from "lit";
import type { Annotator, ObjectId } from "../../annotator/index";
import type { Tool } from "../../element/tool";
import type { Region, SiteTask } from "../adapters/adapter";
import { toDataUrl } from "../engine/wire";
import { ask } from "../messages";
import { say } from "../words";

const NEW = "new:";

export class Labeling {
  /** The region, or the label of a new one, that an object is written to. */
  private readonly targets = new Map<ObjectId, string>();

  /** `region` is the one that the tool's first object begins as. */
  constructor(
    private readonly tool: Tool,
    private readonly annotator: Annotator,
    private task: SiteTask,
    region: Region | undefined,
  ) {
    if (region) this.targets.set(annotator.active, region.id);
  }

  get parts(): TemplateResult {
    const { regions, labels, site } = this.task;
    const target = this.target;
    const options = [
      ...regions.map(({ id, label }) => [id, label] as const),
      ...labels.map(({ id, text }) => [NEW + id, say("newregion", text)] as const),
    ];
    const choose = (event: Event) => this.tool.attempt(() => this.choose((event.target as HTMLSelectElement).value));
    return html`<select aria-label=${say("region")} @change=${choose}>${options.map(
      ([value, text]) => html`<option value=${value} .selected=${value === target}>${text}</option>`,
    )}</select>
    <button type="button" class="main" data-act="write" @click=${() => this.tool.attempt(() => this.write())}>${say("writeback", site)}</button>`;
  }

  /** What the active object is written to; an object begun here is a new region of the first label. */
  private get target(): string {
    return this.targets.get(this.annotator.active) ?? NEW + (this.task.labels[0]?.id ?? "");
  }

  /** Goes over to a region's object, made when it is first chosen; a new label is the object's own or begins another. */
  private async choose(value: string): Promise<void> {
    const { annotator, targets } = this;
    const region = this.task.regions.find(({ id }) => id === value);
    const object = [...targets].find(([, target]) => target === value)?.[0];
    if (region && annotator.objects.some(({ id }) => id === object)) return annotator.select(object as ObjectId);
    if (region) targets.set(await annotator.addObject({ mask: region.mask, name: region.label }), value);
    else if (this.target.startsWith(NEW)) targets.set(annotator.active, value);
    else targets.set(await annotator.addObject(), value);
  }

  /** Has the site take the mask over: for the same region, or as a new one. */
  private async write(): Promise<void> {
    const { active } = this.annotator;
    const { target } = this;
    const mask = await toDataUrl(await this.annotator.getMask("png"));
    const argument = target.startsWith(NEW) ? { label: target.slice(NEW.length), mask } : { id: target, mask };
    const written = (await ask({ kind: "call-bridge", op: "write", argument })) as { id: string; losses: string };
    this.task = ((await ask({ kind: "call-bridge", op: "read", argument: null })) as SiteTask | null) ?? this.task;
    this.targets.set(active, written.id);
    this.tool.status = [say("written", this.task.site), written.losses].filter(Boolean).join(" ");
  }
}
