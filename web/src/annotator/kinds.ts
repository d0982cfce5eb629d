/** What a file is, by its first bytes: names for messages, and what needs more than the browser's decoder. */

export interface Kind {
  /** As a sentence calls it: "a HEIC photo". */
  name: string;
  /** The same as one word. */
  id: string;
  /** Read by our own decoder, not by the browser's. */
  own: "png" | "tiff" | null;
  /** More than one frame, of which the first is taken. */
  animated: boolean;
  /** How a person gets a picture out of it that can be used. */
  advice: string | null;
}

const HEAD = 4096;
const CONVERT = "Convert it to PNG or JPEG and open that.";
const PHONE = "Save it as JPEG and open that (iPhone: Settings, Camera, Formats, Most Compatible).";

/** Files that start with these letters (`?` is any byte); the first that fits counts. */
const SIGNATURES: { starts: string; at?: number; kind: Partial<Kind> & { name: string } }[] = [
  { starts: "II*\0", kind: { name: "a TIFF", own: "tiff", advice: CONVERT } },
  { starts: "MM\0*", kind: { name: "a TIFF", own: "tiff", advice: CONVERT } },
  { starts: "II+\0", kind: { name: "a BigTIFF", advice: CONVERT } },
  { starts: "MM\0+", kind: { name: "a BigTIFF", advice: CONVERT } },
  { starts: "8BPS", kind: { name: "a Photoshop document", advice: CONVERT } },
  { starts: "%PDF", kind: { name: "a PDF document", advice: "Save its page as PNG and open that." } },
  { starts: "DICM", at: 128, kind: { name: "a DICOM file", advice: CONVERT } },
  { starts: "PK", kind: { name: "a zip archive", advice: "Unpack it and open its images." } },
  { starts: "JXL ", at: 4, kind: { name: "a JPEG XL", advice: CONVERT } },
  { starts: "\xff\x0a", kind: { name: "a JPEG XL", advice: CONVERT } },
  { starts: "jP  ", at: 4, kind: { name: "a JPEG 2000", advice: CONVERT } },
  { starts: "<svg", kind: { name: "an SVG drawing", advice: CONVERT } },
];

/** Looks at the beginning of a file. */
export async function kindOf(file: Blob): Promise<Kind> {
  const bytes = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const head = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const known = SIGNATURES.find(({ starts, at = 0 }) => head.startsWith(starts, at))?.kind;
  const kind = known ?? (head.startsWith("\x89PNG") ? png(head) : (container(head) ?? gif(head)));
  return { own: null, animated: false, advice: null, id: kind.name.toLowerCase().replaceAll(" ", "-"), ...kind };
}

function png(head: string): Partial<Kind> & { name: string } {
  const [beforePixels = ""] = head.split("IDAT");
  return { name: "a PNG", own: head.charCodeAt(24) === 16 ? "png" : null, animated: beforePixels.includes("acTL") };
}

/** The boxes of ISO media files, and RIFF's of WebP. */
function container(head: string): (Partial<Kind> & { name: string }) | null {
  if (head.startsWith("RIFF") && head.startsWith("WEBPVP8X", 8))
    return { name: "a WebP", animated: (head.charCodeAt(20) & 2) !== 0 };
  if (!head.startsWith("ftyp", 4)) return null;
  const brands = head.slice(8, head.charCodeAt(3) + 256 * head.charCodeAt(2));
  if (/avi[fs]/.test(brands)) return { name: "an AVIF", animated: brands.startsWith("avis") };
  if (/hei|hev|mif1|msf1/.test(brands)) return { name: "a HEIC photo", advice: PHONE };
  return { name: "a video", advice: "Save one of its frames as PNG and open that." };
}

function gif(head: string): Partial<Kind> & { name: string } {
  const animated = head.startsWith("GIF8") && head.includes("NETSCAPE2.0");
  return { name: head.startsWith("GIF8") ? "a GIF" : "not an image", animated };
}
