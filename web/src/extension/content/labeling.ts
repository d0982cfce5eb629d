/** What a labeling site adds to the bar: which region is corrected, and writing it back. */
import type { Annotator } from "../../annotator/index";
import type { SiteTask } from "../adapters/adapter";
import { toDataUrl } from "../engine/wire";
import { ask } from "../messages";
import { say } from "../words";
import { button, make } from "./dom";
import type { Toolbar } from "./toolbar";

const NEW = "new:";

export class Labeling {
  private readonly choice = make("select");

  constructor(
    private readonly annotator: Annotator,
    private task: SiteTask,
    private readonly toolbar: Toolbar,
    private region: string | null,
  ) {
    this.choice.setAttribute("aria-label", say("region"));
    this.fill();
    this.choice.addEventListener("change", () => void this.choose().catch((error) => this.complain(error)));
    const write = button(say("writeback", task.site), () => void this.write().catch((error) => this.complain(error)), {
      className: "main",
    });
    toolbar.add(this.choice, write);
  }

  private fill(): void {
    const options = [
      ...this.task.regions.map(({ id, label }) => [id, label] as const),
      ...this.task.labels.map(({ id, text }) => [NEW + id, say("newregion", text)] as const),
    ];
    this.choice.replaceChildren(...options.map(([value, text]) => Object.assign(make("option"), { value, text })));
    this.choice.value = this.region ?? this.choice.value;
  }

  /** Goes over to another region's mask, or to an empty one for a new region. */
  private async choose(): Promise<void> {
    const region = this.task.regions.find(({ id }) => id === this.choice.value);
    this.region = region?.id ?? null;
    const { width, height } = this.annotator;
    await this.annotator.setMask(region?.mask ?? new ImageData(width, height));
  }

  /** Has the site take the mask over: for the same region, or as a new one. */
  private async write(): Promise<void> {
    const mask = await toDataUrl(await this.annotator.getMask("png"));
    const argument = this.region ? { id: this.region, mask } : { label: this.choice.value.slice(NEW.length), mask };
    const written = (await ask({ kind: "call-bridge", op: "write", argument })) as { id: string; losses: string };
    this.task = ((await ask({ kind: "call-bridge", op: "read", argument: null })) as SiteTask | null) ?? this.task;
    this.region = written.id;
    this.fill();
    this.toolbar.status([say("written", this.task.site), written.losses].filter(Boolean).join(" "));
  }

  private complain(error: unknown): void {
    this.toolbar.status(error instanceof Error ? error.message : String(error));
  }
}
