/** Annotation files: writing them to disk, reading them back, and saying what a format could not hold. */
import type { Exported, Loss } from "../annotator/contract";
import type { Tool } from "./tool";

/** What a person can choose for an export. */
export interface Choices {
  /** How far a polygon may be from the mask's edge, in pixels. */
  tolerance: number;
  /** What becomes of holes in a format that knows none. */
  holes: (typeof HOLES)[number];
  /** Masks or outlines, in a format that has both. */
  shapes: (typeof SHAPES)[number];
}

export const HOLES = ["bridge", "split", "fill"] as const;
export const SHAPES = ["mask", "polygon"] as const;

/** The formats, in the order of the menu, with the options that each of them takes. */
const OPTIONS = {
  coco: ({ shapes, tolerance }: Choices) => ({ segmentation: shapes === "mask" ? "rle" : "polygons", tolerance }),
  png: () => ({}),
  "index-png": () => ({}),
  polygons: ({ tolerance }: Choices) => ({ tolerance }),
  yolo: ({ holes, tolerance }: Choices) => ({ shape: holes, tolerance }),
  "label-studio": ({ shapes, tolerance }: Choices) => ({ kind: shapes === "mask" ? "brush" : "polygon", tolerance }),
  cvat: ({ shapes, tolerance }: Choices) => ({ kind: shapes, tolerance }),
  labelme: ({ shapes, tolerance }: Choices) => ({ kind: shapes, tolerance }),
  w3c: ({ tolerance }: Choices) => ({ tolerance }),
};

export type FormatId = keyof typeof OPTIONS;
export const FORMATS = Object.keys(OPTIONS) as FormatId[];

/** An export that a person asked for; the event `focalclick-export` carries it, and `preventDefault` keeps the tool from it. */
export interface ExportAsked {
  format: FormatId;
  options: Record<string, unknown>;
}

export class Exports {
  /** Other tools begin with the same tolerance. */
  readonly choices: Choices = { tolerance: 1.4, holes: "bridge", shapes: "mask" };
  /** Whether all images of a set are meant; the page that has the set sees to it. */
  wholeSet = false;
  /** The format written last. */
  last: FormatId | null = null;

  constructor(private readonly tool: Tool) {}

  /** Writes all objects and hands the files to the browser's downloads. */
  async write(format: FormatId): Promise<void> {
    if (!this.tool.annotator) return;
    this.last = format;
    const options = OPTIONS[format](this.choices);
    if (!this.tool.tell("export", { format, options } satisfies ExportAsked)) return;
    const { files, losses } = await this.compose(format);
    for (const { name, bytes } of files) download(new Blob([bytes]), name);
    this.report(files.length, losses);
  }

  /** The files of a format, as the chosen options have them; none without an image. */
  async compose(format: FormatId): Promise<Exported> {
    const { annotator, desk } = this.tool;
    if (!annotator || !desk.work) return { files: [], losses: [] };
    return annotator.exportObjects(format, { name: desk.work.name, ...OPTIONS[format](this.choices) });
  }

  /** Says how many files were written, and what they could not hold. */
  report(count: number, losses: readonly Loss[]): void {
    this.tool.status = this.tool.say("export-done", { count });
    this.tellLosses("export-losses", losses);
  }

  /** Reads annotation files and adds what they hold for this image. */
  async read(files: readonly File[]): Promise<void> {
    const { annotator, desk } = this.tool;
    if (!annotator || !desk.work) return;
    const { objects, losses } = await annotator.importObjects(files, { name: desk.work.name });
    this.tool.status = this.tool.say("import-done", { count: objects.length });
    this.tellLosses("import-losses", losses);
  }

  private tellLosses(name: "export-losses" | "import-losses", losses: readonly Loss[]): void {
    const texts = losses.map(({ object, text }) => (object ? `${object}: ${text}` : text));
    if (texts.length > 0) this.tool.notices.inform(name, this.tool.say(name), texts.join("; "));
    this.tool.update();
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
