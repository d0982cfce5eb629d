/** Objects to and from annotation files, which the worker writes and reads. */
import type { FileObject, FilePicture, NamedFile } from "../engine/protocol";
import type { ClassInfo, Exported, ExportOptions, Imported, ImportOptions, Loss } from "./contract";
import type { Core } from "./core";
import type { Document, Thing } from "./document";
import { colorOf } from "./palette";
import { Shape } from "./shape";
import type { Size } from "./sizes";

/** Writes all objects in a format. */
export function exportObjects(
  core: Core,
  size: Size,
  format: string,
  { name, ...options }: ExportOptions,
): Promise<Exported> {
  return core.request(() => write(core, format, [describedPicture(core.document, size, name)], options));
}

/** Writes pictures in a format. */
export async function write(
  core: Core,
  format: string,
  pictures: FilePicture[],
  options: Record<string, unknown>,
): Promise<Exported> {
  const { files, losses } = await core.link.exchange("export", { format, options, pictures });
  return { files, losses: told(core, losses) };
}

function told({ speech }: Core, losses: readonly Loss[]): Loss[] {
  return losses.map((loss) => ({ ...loss, text: speech.translate(loss.text) }));
}

function describedPicture(document: Document, { width, height }: Size, name: string): FilePicture {
  const { things, classes } = document.facts;
  const className = (id: string | null) => classes.find((one) => one.id === id)?.name ?? id;
  const objects = things.map((thing) => {
    const { box, cutout } = document.shape(thing.id);
    const color = colorOf(thing, classes);
    const pixels = { box: box && cutout.box, bits: cutout.bits };
    return { id: thing.id, name: thing.name, category: className(thing.classId), color, ...pixels };
  });
  return { name, width, height, objects, categories: classes.map((one) => one.name) };
}

/** Adds what files hold for the image, as one action. */
export async function importObjects(
  core: Core,
  size: Size,
  files: readonly File[],
  { name, format }: ImportOptions,
): Promise<Imported> {
  const { width, height } = size;
  return core.request(async () => {
    const contents = await Promise.all(files.map(readNamed));
    const ask = { name, width, height, format: format ?? null, files: contents };
    const { objects, categories, losses } = await core.link.exchange("import", ask);
    const { document } = core;
    const classes = withClasses(document.facts.classes, [
      ...categories,
      ...objects.flatMap((one) => one.category ?? []),
    ]);
    const things = objects.map((object) => document.newThing(described(object, classes)));
    return { objects: core.adopt(things, classes), losses: told(core, losses) };
  });
}

async function readNamed(file: File): Promise<NamedFile> {
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

function described({ name, category, color, box, bits }: FileObject, classes: readonly ClassInfo[]): Partial<Thing> {
  const found = classes.find((one) => one.name === category);
  const start = box ? Shape.of({ box, bits }) : Shape.EMPTY;
  return { ...(name && { name }), classId: found?.id ?? null, ownColor: color, start };
}

function withClasses(known: readonly ClassInfo[], names: readonly string[]): readonly ClassInfo[] {
  const classes = [...known];
  for (const name of new Set(names)) {
    if (classes.some((one) => one.name === name)) continue;
    const id = classes.some((one) => one.id === name) ? `${name} ${classes.length}` : name;
    classes.push({ id, name, color: colorOf({ id: classes.length + 1, ownColor: null, classId: null }, []) });
  }
  return classes;
}
