/** A saved document as the worker's "export" takes it. */
import type { Cutout, DocumentSnapshot } from "../annotator/contract";

/** An image's objects, as annotation files hold them. */
export interface FilePicture {
  /** The image's name. */
  name: string;
  width: number;
  height: number;
  /** Names of the classes. */
  categories: string[];
  objects: ({ id: number; name: string; category: string | null; color: string | null } & Cutout)[];
}

/** Objects without pixels are left out; classes are named, not numbered. */
export function pictureOf({ width, height, objects, classes }: DocumentSnapshot, name: string): FilePicture {
  const classNames = new Map(classes.map((each) => [each.id, each.name]));
  const written = objects.flatMap(({ info, mask }) => {
    if (!mask) return [];
    const category = info.classId === null ? null : (classNames.get(info.classId) ?? null);
    return [{ id: info.id, name: info.name, category, color: info.color, ...mask }];
  });
  return { name, width, height, categories: [...classNames.values()], objects: written };
}
