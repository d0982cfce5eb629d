/** Objects from one image to another of the same size. */
import type { CopiedObjects, ObjectId } from "./contract";
import type { Core } from "./core";
import { fail } from "./fail";
import { Shape } from "./shape";
import type { Size } from "./sizes";

/** Takes objects along; each must have pixels. */
export function copyObjects({ document }: Core, { width, height }: Size, ids: readonly ObjectId[]): CopiedObjects {
  const objects = ids.map((id) => {
    const { name, classId, ownColor } = document.thing(id);
    const { area, cutout } = document.shape(id);
    if (area === 0) {
      const hint = "Click on the thing first, or choose another object.";
      fail("object-empty", `${name} has no pixels that could be copied.`, hint, { name });
    }
    return { name, classId, color: ownColor, mask: cutout };
  });
  const classes = document.facts.classes.filter((one) => objects.some(({ classId }) => classId === one.id));
  return { width, height, objects, classes };
}

/** Adds them where they were in their own image, as one action; returns the new objects. */
export function pasteObjects(core: Core, image: Size, { width, height, objects, classes }: CopiedObjects): ObjectId[] {
  if (width !== image.width || height !== image.height) {
    const sizes = `The objects are of ${width} × ${height} pixels, the image has ${image.width} × ${image.height}.`;
    const values = { width, height, imageWidth: image.width, imageHeight: image.height };
    fail("copy-size", sizes, "Objects can be copied between images of the same size only.", values);
  }
  const known = core.document.facts.classes;
  const missing = classes.filter(({ id }) => !known.some((one) => one.id === id));
  const things = objects.map(({ color, mask, ...same }) =>
    core.document.newThing({ ...same, ownColor: color, start: Shape.of(mask) }),
  );
  return core.adopt(things, [...known, ...missing]);
}
