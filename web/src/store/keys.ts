/** Documents are kept by what the image shows, so that a renamed or moved file finds its work again. */

/** An image as its file, or as pixels where there is none. */
export type Content = Blob | ImageBitmap;

/** Key of the work on `image`; a mask that it began with makes it a document of its own. */
export async function documentKey(image: Content, mask?: Content): Promise<string> {
  const parts = await Promise.all([image, ...(mask ? [mask] : [])].map(contentHash));
  return parts.join("+");
}

/** SHA-256 of the bytes; where a page without https has no `crypto.subtle`, their length and a checksum. */
async function contentHash(content: Content): Promise<string> {
  const bytes = content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : pixelBytes(content);
  if (!globalThis.crypto?.subtle) return `${bytes.length}-${checksum(bytes, 257)}${checksum(bytes, 263)}`;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return hex(digest);
}

/** Size and values: images of equal bytes and different shape are different images. */
function pixelBytes(bitmap: ImageBitmap): Uint8Array<ArrayBuffer> {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0);
  const data = context?.getImageData(0, 0, width, height).data ?? new Uint8Array();
  const bytes = new Uint8Array(8 + data.byteLength);
  new DataView(bytes.buffer).setUint32(0, width);
  new DataView(bytes.buffer).setUint32(4, height);
  bytes.set(data, 8);
  return bytes;
}

/** The bytes as digits of a number to the base `base`, modulo the largest prime below 2^43. */
function checksum(bytes: Uint8Array, base: number): string {
  let value = 0;
  for (const byte of bytes) value = (value * base + byte + 1) % (2 ** 43 - 57);
  return value.toString(16).padStart(11, "0");
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
