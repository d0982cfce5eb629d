/** Which of many files are images, and which are the masks that belong to them. */

/** An image with the mask that came along with it. */
export interface Pair {
  image: File;
  mask: File | null;
}

export interface Sorted {
  /** By name, numbers counting as numbers. */
  pairs: Pair[];
  /** Masks of images that have another one already. */
  spare: File[];
  /** No pictures. */
  others: File[];
}

/** A picture by what it has in common with its mask or its image. */
interface Named {
  file: File;
  /** Where it lies, such as "set1/" for set1/images/ and set1/masks/. */
  folder: string;
  /** "photo" for photo.jpg and photo-mask.png. */
  base: string;
  saysMask: boolean;
}

const IMAGE = /\.(png|jpe?g|webp|avif|gif|bmp|tiff?|hei[cf])$/i;
const LOSSY = /\.(jpe?g|webp|avif|hei[cf])$/i;
/** "photo-mask", "photo_label2", "photo (mask)". */
const MASK_WORD = /(^|[\s._(-]+)(masks?|labels?|seg(mentation)?|annotations?|gt)[\s_)-]*\d*$/i;
/** The same for folders, whose number stays: "masks", "train_masks", "masks2" beside "images2". */
const MASK_FOLDER = /(^|[\s._-]+)(masks?|labels?|seg(mentation)?s?|annotations?|gt)(?=[\s_-]*\d*$)/i;
const IMAGE_FOLDER = /(^|[\s._-]+)(images?|imgs?|photos?|pictures?|jpegimages)(?=[\s_-]*\d*$)/i;
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
  const pictures = nameAll(files.filter(({ name }) => IMAGE.test(name)));
  const images = groupByBase(pictures.filter(({ saysMask }) => !saysMask));
  const masks = new Map<File, File>();
  const spare: File[] = [];
  for (const mask of pictures.filter(({ saysMask }) => saysMask)) {
    const image = imageOf(mask, images.get(mask.base) ?? []);
    if (image && masks.has(image.file)) spare.push(mask.file);
    else if (image) masks.set(image.file, mask.file);
  }
  for (const alike of images.values()) pairByType(alike, masks);
  const taken = new Set([...masks.values(), ...spare]);
  const left = pictures.filter(({ file }) => !taken.has(file));
  const pairs = left.map(({ file }) => ({ image: file, mask: masks.get(file) ?? null }));
  return { pairs, spare, others: files.filter(({ name }) => !IMAGE.test(name)) };
}

/** The image in the mask's place or, where there is none, the only one in a folder above or below that. */
function imageOf({ folder }: Named, alike: readonly Named[]): Named | undefined {
  const here = alike.find((image) => image.folder === folder);
  if (here) return here;
  const near = alike.filter((image) => image.folder.startsWith(folder) || folder.startsWith(image.folder));
  return near.length === 1 ? near[0] : undefined;
}

/** A PNG beside a photograph of its name is the mask of that, unless one of them has a mask that says so. */
function pairByType(alike: readonly Named[], masks: Map<File, File>): void {
  for (const { file, folder } of alike.filter(({ file }) => LOSSY.test(file.name))) {
    const beside = alike.filter((one) => one.folder === folder);
    const drawn = beside.find((one) => /\.png$/i.test(one.file.name));
    if (drawn && !beside.some((one) => masks.has(one.file))) masks.set(file, drawn.file);
  }
}

/** By name, numbers counting as numbers. Folders that all of them lie in say nothing about any of them. */
function nameAll(pictures: readonly File[]): Named[] {
  const foldersOf = (file: File) => pathOf(file).split("/").slice(0, -1);
  const all = pictures.map(foldersOf);
  const differs = (segment: string, depth: number) => all.some((folders) => folders[depth] !== segment);
  return [...pictures]
    .sort((one, other) => byName.compare(pathOf(one), pathOf(other)))
    .map((file) => nameOne(file, foldersOf(file).filter(differs)));
}

function nameOne(file: File, folders: readonly string[]): Named {
  const name = file.name.replace(/\.[^.]*$/, "");
  const place = folders.map((folder) => folder.replace(MASK_FOLDER, "").replace(IMAGE_FOLDER, ""));
  const telling = folders.findLast((folder) => MASK_FOLDER.test(folder) || IMAGE_FOLDER.test(folder));
  return {
    file,
    folder: place.map((folder) => folder && `${folder.toLowerCase()}/`).join(""),
    base: (name.replace(MASK_WORD, "") || name).toLowerCase(),
    saysMask: MASK_WORD.test(name) || (telling !== undefined && MASK_FOLDER.test(telling)),
  };
}

function groupByBase(images: readonly Named[]): Map<string, Named[]> {
  const groups = new Map<string, Named[]>();
  for (const image of images) groups.set(image.base, [...(groups.get(image.base) ?? []), image]);
  return groups;
}
