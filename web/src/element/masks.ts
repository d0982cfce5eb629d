/** Masks that people bring: loaded, and the threshold offered where one has more than two values. */
import type { Annotator, MaskSource, OpenedMask } from "../annotator/index";
import type { Work } from "./desk";
import type { Tool } from "./tool";

export class Masks {
  constructor(private readonly tool: Tool) {}

  /** Loads a mask for the newest image; what is wrong with it is told by a notice. */
  async open(mask: MaskSource, name: string, threshold?: number): Promise<void> {
    try {
      this.tell(await this.tool.desk.setMask(mask, name, threshold), mask, name);
    } catch (error) {
      this.tool.complain(error);
    }
  }

  /** An image is shown with a mask that it began with. */
  begun({ opened }: Annotator, { mask, name }: Work): void {
    if (opened && mask !== undefined) this.tell(opened, mask, typeof mask === "string" ? mask : name);
  }

  private tell({ kind, threshold }: OpenedMask, mask: MaskSource, name: string): void {
    const { tool } = this;
    if (kind === "labels") tool.status = tool.say("mask-labels", { count: tool.annotator?.objects.length ?? 0 });
    if (threshold !== null) {
      const set = (value: number) => this.open(mask, name, value);
      const choice = { words: tool.say("mask-threshold"), value: threshold, least: 1, most: 255, set };
      tool.notices.inform("mask-soft", tool.say("mask-soft", { name }), tool.say("mask-soft-hint"), choice);
    }
    tool.update();
  }
}
