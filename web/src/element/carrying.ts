/** An object on its way to the next image of a set. */
import type { CopiedObjects, ObjectId } from "../annotator/contract";
import type { Annotator } from "../annotator/index";
import type { Tool } from "./tool";

export class Carrying {
  private copied: CopiedObjects | null = null;

  constructor(private readonly tool: Tool) {}

  /** Copies an object and goes on to the next image, which gets it. */
  async take(id: ObjectId): Promise<void> {
    const { annotator } = this.tool;
    if (!annotator || !this.tool.hasNext) return;
    this.copied = await annotator.copyObjects([id]);
    this.tool.tell("navigate", 1);
  }

  /** Another image is shown, with what was saved of it. */
  async give(annotator: Annotator): Promise<void> {
    const { copied, tool } = this;
    this.copied = null;
    if (!copied || annotator !== tool.annotator) return;
    await annotator.pasteObjects(copied);
    tool.status = tool.say("copied", { name: copied.objects[0]?.name ?? "" });
    tool.update();
  }

  /** The next image could not be opened. */
  drop(): void {
    this.copied = null;
  }
}
