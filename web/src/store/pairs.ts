/** Which of many files are images, and which are the masks that belong to them. */

/** An image with the mask that came along with it. */
export interface Pair {
  image: File;
  mask: File | null;
}

export interface Sorted {
  /** By name, numbers counting as numbers. */
  pairs: Pair[];
  /** Neither an image nor the mask of one of the images. */
  others: File[];
}

const IMAGE = /\.(png|jpe?g|webp|avif|gif|bmp|tiff?|hei[cf])$/i;
const LOSSY = /\.(jpe?g|webp|avif|hei[cf])$/i;
/** "photo-mask", "photo_label2", "photo (mask)". */
const MASK_WORD = /(^|[\s._(-]+)(masks?|labels?|seg(mentation)?|annotations?|gt)[\s_)-]*\d*$/i;
const MASK_FOLDER = /(^|\/)(masks?|labels?|seg(mentation)?s?|annotations?|gt)\//i;
const byName = new Intl.Collator(undefined, { numeric: true });

/** Its path in the folder that was opened, else its name. */
export function pathOf(file: File): string {
  return file.webkitRelativePath || file.name;
}

/**
 * Finds the images and their masks, which have the same name but for a word like "mask", the file type or a folder of
 * that name: photo.jpg with photo.png, photo-mask.png or masks/photo.png. A mask without its image is an image.
 */
export function pairFiles(files: readonly File[]): Sorted {
  const pictures = files.filter(({ name }) => IMAGE.test(name));
  const stems = new Map<string, File[]>();
  for (const file of pictures.filter((file) => !saysMask(file))) {
    stems.set(stemOf(file), [...(stems.get(stemOf(file)) ?? []), file]);
  }
  const masks = new Map<string, File>();
  for (const file of pictures.filter(saysMask)) if (stems.has(stemOf(file))) masks.set(stemOf(file), file);
  for (const [stem, alike] of stems) {
    const drawn = alike.find(({ name }) => /\.png$/i.test(name));
    if (!masks.has(stem) && drawn && alike.some(({ name }) => LOSSY.test(name))) masks.set(stem, drawn);
  }
  const taken = new Set(masks.values());
  const images = pictures.filter((file) => !taken.has(file));
  const pairs = images.map((image) => ({ image, mask: saysMask(image) ? null : (masks.get(stemOf(image)) ?? null) }));
  pairs.sort((one, other) => byName.compare(pathOf(one.image), pathOf(other.image)));
  return { pairs, others: files.filter(({ name }) => !IMAGE.test(name)) };
}

function saysMask(file: File): boolean {
  return MASK_WORD.test(baseOf(file)) || MASK_FOLDER.test(pathOf(file));
}

/** What a mask has in common with its image. */
function stemOf(file: File): string {
  const base = baseOf(file);
  return (base.replace(MASK_WORD, "") || base).toLowerCase();
}

function baseOf({ name }: File): string {
  return name.replace(/\.[^.]*$/, "");
}
