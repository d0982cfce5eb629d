/** What a labeling site adds: which of its regions each object corrects, and writing it back. */
import { html, type TemplateResult } from "lit";
import type { Annotator, ObjectId } from "../../annotator/index";
import type { Tool } from "../../element/tool";
import type { Order, RefusalCode, Refused, Region, SiteTask, Written } from "../adapters/adapter";
import { toDataUrl } from "../engine/wire";
import { ask } from "../messages";
import { say } from "../words";
import { readSite } from "./site";
import { digest } from "./works";

/** What an object is for the site: a region, with the hash of the mask that it had there; or a new one of a label. */
export type Target = { region: string; before: string } | { label: string };
export type Targets = ReadonlyMap<ObjectId, Target>;

/** Who hears what comes of it. */
export interface Listeners {
  /** What an object is written to has changed. */
  changed(): void;
  /** Nothing was written; `anyway` would write, where that can be. */
  refused(refused: Refused, anyway: (() => void) | null): void;
}

/** The region as a target, as it is now. */
export function targetOf({ id, mask }: Region): Extract<Target, { region: string }> {
  return { region: id, before: digest(new TextEncoder().encode(mask)) };
}

export class Labeling {
  private writing = false;

  /** `targets` are those of earlier work. */
  constructor(
    private readonly tool: Tool,
    private readonly annotator: Annotator,
    private task: SiteTask,
    readonly targets: Map<ObjectId, Target>,
    private readonly listeners: Listeners,
  ) {}

  get parts(): TemplateResult {
    const { regions, labels, site } = this.task;
    const target = this.target();
    const options = [
      ...regions.map(({ id, label }) => [nameOf({ region: id }), label] as const),
      ...labels.map(({ id, text }) => [nameOf({ label: id }), say("newregion", text)] as const),
    ];
    const choose = (event: Event) => this.tool.attempt(() => this.choose((event.target as HTMLSelectElement).value));
    const write = () => this.tool.attempt(() => this.write());
    return html`<select aria-label=${say("region")} @change=${choose}>${options.map(
      ([name, text]) => html`<option value=${name} .selected=${target && name === nameOf(target)}>${text}</option>`,
    )}</select>
    <button type="button" class="main" data-act="write" ?disabled=${!target} aria-disabled=${this.writing} @click=${write}>${say("writeback", site)}</button>`;
  }

  /** Has the active object be the region; its object is made when there is none yet. */
  async turnTo(region: Region): Promise<void> {
    const { annotator, targets } = this;
    const name = nameOf({ region: region.id });
    const known = [...targets].find(([, target]) => nameOf(target) === name)?.[0];
    if (annotator.objects.some(({ id }) => id === known)) return annotator.select(known as ObjectId);
    targets.set(await annotator.addObject({ mask: region.mask, name: region.label }), targetOf(region));
  }

  /** Has the site's own region in place of everything that was there. */
  async beginAnew(): Promise<void> {
    const region = this.task.regions.find(({ selected }) => selected) ?? this.task.regions[0];
    if (region) await this.turnTo(region);
  }

  /** What an object is written to; one begun here is a new region of the first label. */
  private target(id = this.annotator.active): Target | null {
    const [first] = this.task.labels;
    return this.targets.get(id) ?? (first ? { label: first.id } : null);
  }

  /** Goes over to a region's object; a new label is the object's own or begins another. */
  private async choose(name: string): Promise<void> {
    const { annotator, targets } = this;
    const region = this.task.regions.find(({ id }) => nameOf({ region: id }) === name);
    const label = this.task.labels.find(({ id }) => nameOf({ label: id }) === name);
    const isNew = "label" in (this.target() ?? {});
    if (region) await this.turnTo(region);
    else if (label) targets.set(isNew ? annotator.active : await annotator.addObject(), { label: label.id });
    this.listeners.changed();
  }

  /** Writes an object, unless something is being written: pressing twice is meant once. */
  private async write(id = this.annotator.active): Promise<void> {
    if (this.writing) return;
    this.writing = true;
    await this.writeOnce(id).finally(() => {
      this.writing = false;
    });
  }

  /** Has the site take an object's mask over, for the same region or as a new one, while both are what they were. */
  private async writeOnce(id: ObjectId): Promise<void> {
    const { task } = this;
    const target = this.target(id);
    const written = target && (await this.send(id, target));
    if (!written) return;
    if ("refused" in written) return this.refuse(written, id);
    await this.readAgain();
    const region = this.regionOf(written.id);
    if (region) this.targets.set(id, targetOf(region)); // a site that tells of no regions gets a new one each time
    this.listeners.changed();
    this.tool.status = describe(written, task.site);
  }

  private async send(id: ObjectId, target: Target): Promise<Written | Refused> {
    const mask = await toDataUrl(await this.annotator.getMask("png", id));
    const place = this.placeOf(target);
    if (typeof place === "string") return { refused: place, message: place, site: this.task.site };
    const order: Order = { open: this.task.open, mask, target: place };
    return (await ask({ kind: "call-bridge", op: "write", argument: order })) as Written | Refused;
  }

  /** Where a target is in the site, or why it is not there as it was. */
  private placeOf(target: Target): Order["target"] | RefusalCode {
    if ("label" in target) return target;
    const region = this.regionOf(target.region);
    if (!region) return "removed";
    return targetOf(region).before === target.before ? { id: region.id, before: region.mask } : "changed";
  }

  /** Tells why nothing was written; over a region that was changed in the site one may write all the same. */
  private async refuse(refused: Refused, id: ObjectId): Promise<void> {
    if (refused.refused === "changed") await this.readAgain();
    const target = this.targets.get(id);
    const region = target && "region" in target && this.regionOf(target.region);
    const anyway = () => {
      if (region) this.targets.set(id, targetOf(region));
      this.tool.attempt(() => this.write(id));
    };
    this.listeners.refused(refused, refused.refused === "changed" && region ? anyway : null);
  }

  /** What the site says now, if it is still about the same task. */
  private async readAgain(): Promise<void> {
    const { read } = await readSite();
    if (read && "open" in read && read.open === this.task.open) this.task = read;
  }

  private regionOf(id: string): Region | undefined {
    return this.task.regions.find((region) => region.id === id);
  }
}

/** The same for targets that are the same region or label, whatever mask the region had. */
function nameOf(target: { region: string } | { label: string }): string {
  return "region" in target ? `region:${target.region}` : `label:${target.label}`;
}

function describe({ held }: Written, site: string): string {
  if (!held || held.different === 0) return say("written", site);
  return say("writtenlossy", site, held.different, Math.floor(1000 * held.iou) / 10);
}
