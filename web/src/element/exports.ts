/** Annotation files: writing them to disk, reading them back, and saying what a format could not hold. */
import type { Tool } from "./tool";

/** The formats, in the order of the menu. */
export const FORMATS = [
  { id: "coco" },
  { id: "png" },
  { id: "index-png" },
  { id: "polygons" },
  { id: "yolo" },
  { id: "label-studio" },
  { id: "cvat" },
  { id: "labelme" },
  { id: "w3c" },
] as const;

export type FormatId = (typeof FORMATS)[number]["id"];

/** What becomes of holes in a format that knows none. */
export const HOLES = ["bridge", "split", "fill"] as const;

/** As coarse as a polygon may be, in pixels, before people see it; other tools begin with the same. */
const TOLERANCE = 1.4;

export class Exports {
  tolerance = TOLERANCE;
  holes: (typeof HOLES)[number] = "bridge";
  /** The format written last. */
  last: FormatId | null = null;

  constructor(private readonly tool: Tool) {}

  /** Writes all objects and hands the files to the browser's downloads. */
  async write(format: FormatId): Promise<void> {
    const { annotator, desk } = this.tool;
    if (!annotator || !desk.work) return;
    this.last = format;
    const written = await annotator.exportObjects(format, { name: desk.work.name, ...this.options(format) });
    for (const { name, bytes } of written.files) download(new Blob([bytes]), name);
    this.tool.status = this.tool.say("export-done", { count: written.files.length });
    const losses = written.losses.map(({ object, text }) => `${object}: ${text}`);
    if (losses.length > 0) this.tool.inform("export-losses", this.tool.say("export-losses"), losses.join("; "));
  }

  /** Reads annotation files and adds what they hold for this image. */
  async read(files: readonly File[]): Promise<void> {
    const { annotator, desk } = this.tool;
    if (!annotator || !desk.work) return;
    const added = await annotator.importObjects(files, { name: desk.work.name });
    this.tool.status = this.tool.say("import-done", { count: added.length });
  }

  private options(format: FormatId): Record<string, unknown> {
    if (format === "yolo") return { tolerance: this.tolerance, holes: this.holes };
    return format === "polygons" || format === "w3c" || format === "labelme" || format === "cvat"
      ? { tolerance: this.tolerance }
      : {};
  }
}

/** Hands a file to the browser's downloads. */
export function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the download has begun by then
}
