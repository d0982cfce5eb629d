/** One zip of many files, made piece by piece so that the page stays awake. */
import { Zip, ZipDeflate, ZipPassThrough } from "fflate";

export interface ZipEntry {
  name: string;
  bytes: Uint8Array | Blob;
}

/** Files that are compressed already. */
const COMPRESSED = /\.(png|jpe?g|webp|avif|gif|hei[cf]|zip)$/i;

/** Zips `entries`; a name that comes twice is numbered. */
export async function zip(entries: Iterable<ZipEntry>): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const names = new Set<string>();
  await new Promise<void>((resolve, reject) => {
    const archive = new Zip((error, chunk, last) => {
      if (error) return reject(error);
      chunks.push(chunk as Uint8Array<ArrayBuffer>);
      if (last) resolve();
    });
    addAll(archive, entries, names).then(() => archive.end(), reject);
  });
  return new Blob(chunks, { type: "application/zip" });
}

async function addAll(archive: Zip, entries: Iterable<ZipEntry>, names: Set<string>): Promise<void> {
  for (const { name, bytes } of entries) {
    const unique = uniqueName(name, names);
    const file = COMPRESSED.test(name) ? new ZipPassThrough(unique) : new ZipDeflate(unique, { level: 6 });
    archive.add(file);
    file.push(bytes instanceof Blob ? new Uint8Array(await bytes.arrayBuffer()) : bytes, true);
    await new Promise((done) => setTimeout(done)); // a long set must not freeze the page
  }
}

function uniqueName(name: string, names: Set<string>): string {
  const [, stem = name, ending = ""] = /^(.*?)(\.[^./]*)?$/.exec(name) ?? [];
  let unique = name;
  for (let number = 2; names.has(unique); number++) unique = `${stem}-${number}${ending}`;
  names.add(unique);
  return unique;
}
