/** Reading the files whose depth a browser does not keep: PNG with 16 bits, and TIFF. */
import { decode as decodePng } from "fast-png";
import { decode as decodeTiff, type TiffIfd } from "tiff";
import type { Samples } from "./levels";

/** A picture out of a file. */
export interface Decoded extends Samples {
  bits: number;
  /** How it is to be turned, as EXIF counts it: 1 … 8. */
  orientation: number;
  /** How many pictures the file holds; the first one was read. */
  pages: number;
}

const ORIENTATION = 274;
const RGB = 2;
const PALETTE = 3;

export function readPng(bytes: Uint8Array): Decoded {
  const { width, height, channels, data, depth } = decodePng(bytes);
  return { width, height, channels, data, white: 2 ** depth - 1, bits: depth, orientation: 1, pages: 1 };
}

export function readTiff(bytes: Uint8Array): Decoded {
  const orientation = takeOrientation(bytes);
  const pages = decodeTiff(bytes, { ignoreImageData: true }).length;
  const [page] = decodeTiff(bytes, { pages: [0] });
  if (!page) throw new Error("it holds no picture");
  if (page.planarConfiguration === 2) throw new Error("its colours lie in separate planes");
  const rest = { width: page.width, height: page.height, bits: page.bitsPerSample, orientation, pages };
  if (page.type === PALETTE) return { ...rest, channels: 3, data: lookUp(page), white: 65535 };
  const white = page.sampleFormat === 3 ? 1 : 2 ** page.bitsPerSample - 1;
  return { ...rest, ...withoutExtras(page), white };
}

/** Samples beyond colour and opacity (near infrared, say) are left out. */
function withoutExtras({ data, samplesPerPixel, type, alpha }: TiffIfd): Pick<Samples, "channels" | "data"> {
  const channels = (type === RGB ? 3 : 1) + (alpha ? 1 : 0);
  if (channels === samplesPerPixel) return { channels, data };
  const kept = data.filter((_, index) => index % samplesPerPixel < channels);
  return { channels, data: kept };
}

function lookUp({ data, palette }: TiffIfd): Uint16Array {
  if (!palette) throw new Error("its palette is missing");
  const colours = new Uint16Array(data.length * 3);
  for (let pixel = 0; pixel < data.length; pixel++) colours.set(palette[data[pixel] ?? 0] ?? [0, 0, 0], pixel * 3);
  return colours;
}

/** Reads the first directory's orientation and sets it to "upright", since the reader refuses any other. */
function takeOrientation(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  const entries = view.getUint16(directory, little);
  for (let entry = directory + 2; entry < directory + 2 + 12 * entries; entry += 12) {
    if (view.getUint16(entry, little) !== ORIENTATION) continue;
    const orientation = view.getUint16(entry + 8, little);
    view.setUint16(entry + 8, 1, little);
    return orientation;
  }
  return 1;
}
