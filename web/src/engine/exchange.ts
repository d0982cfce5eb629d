/** Annotation files in the worker: `exchange.py` writes and reads them. */
import { AnnotatorError, lastLine } from "./errors";
import type { Answer, Ask, Box, FileObject, Loss } from "./protocol";
import { type Python, readFiles } from "./python";

export class Exchange {
  constructor(private readonly python: Python) {}

  write({ format, options, pictures }: Ask<"export">): Answer<"export"> {
    const objects = pictures.flatMap((picture) => picture.objects);
    const pixels = concatenate(objects.map(({ bits }) => bits));
    const text = JSON.stringify(pictures, (key, value) => (key === "bits" ? undefined : value));
    const { bridge } = this.python;
    const written = naming("export-failed", () =>
      this.python.lend(pixels, (bits) => readFiles(bridge.write(format, text, JSON.stringify(options), bits))),
    );
    const { files, losses } = written.summary as { files: { name: string; size: number }[]; losses: Loss[] };
    const parts = split(written.bits, files);
    return { files: files.map(({ name }, at) => ({ name, bytes: parts[at] ?? new Uint8Array() })), losses };
  }

  read({ format, files, ...picture }: Ask<"import">): Answer<"import"> {
    const arrays = new Map(files.map(({ name, bytes }) => [name, this.python.array(bytes)]));
    const dict = this.python.dict(arrays);
    try {
      const read = naming("file-unreadable", () =>
        readFiles(this.python.bridge.read(format ?? undefined, dict, JSON.stringify(picture))),
      );
      const { objects, ...rest } = read.summary as Found;
      const parts = split(read.bits, objects);
      return {
        ...rest,
        objects: objects.map(({ size: _, ...object }, at) => ({ ...object, bits: parts[at] ?? new Uint8Array() })),
      };
    } finally {
      dict.destroy();
      for (const array of arrays.values()) array.destroy();
    }
  }
}

const HINTS = {
  "export-failed": "Nothing was written. Choose another format, or correct what the message names.",
  "file-unreadable":
    "Nothing was added. Export the file again, or choose one of COCO, PNG, YOLO, Label Studio, CVAT, LabelMe or W3C.",
};

/** Python's errors that are about a file or an option. */
const REFUSALS = ["FormatError", "MaskError"];

/** Runs Python's part; what a file or an option is refused for gets the code. */
function naming<T>(code: keyof typeof HINTS, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!REFUSALS.includes((error as { type?: string }).type ?? "")) throw error;
    const message = lastLine((error as Error).message);
    throw new AnnotatorError({ code, message, hint: HINTS[code], wording: { name: code, values: { why: message } } });
  }
}

interface Found {
  objects: (Omit<FileObject, "bits"> & { size: number; box: Box | null })[];
  categories: string[];
  losses: Loss[];
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Copies of the parts, so that each can be given away. */
function split(whole: Uint8Array, parts: { size: number }[]): Uint8Array<ArrayBuffer>[] {
  let at = 0;
  return parts.map(({ size }) => {
    at += size;
    return whole.slice(at - size, at);
  });
}
