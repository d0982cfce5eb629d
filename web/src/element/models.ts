/** Which model computes the clicks: one of those that came along, or one from a folder. */
import type { Annotator } from "../annotator/index";
import type { Tool } from "./tool";

export interface ModelChoice {
  name: string;
  /** Whether it came from a folder. */
  own: boolean;
  /** Whether it is in use. */
  current: boolean;
}

export class Models {
  /** Whether another one is being loaded. */
  loading = false;
  /** What a person chose, for this image and all others here; undefined leaves it to the host. */
  chosen: string | readonly File[] | undefined;
  /** The folder that was opened last, and its model's name. */
  private own: { name: string; files: readonly File[] } | null = null;

  constructor(private readonly tool: Tool) {}

  /** What there is to choose from. */
  get choices(): readonly ModelChoice[] {
    const { annotator } = this.tool;
    const usesOwn = this.own !== null && this.chosen === this.own.files;
    const given = annotator?.models.map((name) => ({
      name,
      own: false,
      current: !usesOwn && name === annotator.model,
    }));
    return [...(given ?? []), ...(this.own ? [{ name: this.own.name, own: true, current: usesOwn }] : [])];
  }

  /** Has one of `choices` compute the clicks. */
  async choose({ name, own }: ModelChoice): Promise<void> {
    await this.change(own && this.own ? this.own.files : name);
  }

  /** Has a folder's model compute the clicks; one that cannot be used leaves all as it was. */
  async open(files: readonly File[]): Promise<void> {
    const annotator = await this.change(files);
    if (annotator) this.own = { name: annotator.model, files };
  }

  private async change(model: string | readonly File[]): Promise<Annotator | null> {
    const { annotator } = this.tool;
    this.show(true);
    try {
      await annotator?.useModel(model);
      this.chosen = model;
      this.tool.status = this.tool.say("model-used", { name: annotator?.model ?? "" });
      return annotator;
    } finally {
      this.show(false);
    }
  }

  private show(loading: boolean): void {
    this.loading = loading;
    this.tool.update();
  }
}
