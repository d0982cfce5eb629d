/** What a picture's file is called, for the names of the files that are made of it. */

const UNNAMED = "picture.png";

/** The file's name in an address; addresses that hold the picture itself have none. */
export function nameOf(url: string | null): string {
  if (!url || /^(data|blob):/.test(url)) return UNNAMED;
  const name = new URL(url).pathname.split("/").at(-1) || UNNAMED;
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // its bytes are no UTF-8
  }
}
