/** Files of more than 8 bits a sample, read by a worker that lives as long as the reading takes. */
import type { Levels } from "../decoder/levels";
import type { DecodeReply, DecodeRequest } from "../decoder/protocol";
import { Downloads, fetchManifest } from "../engine/assets";
import { openWorker } from "../engine/client";
import type { Wording } from "../engine/errors";

export type { Levels } from "../decoder/levels";

/** What of a file is not seen: in English, and by its name for other languages. */
export interface Notice {
  text: string;
  wording: Wording;
}

export interface Deep {
  bitmap: ImageBitmap;
  notices: Notice[];
}

/** Decodes a file; rejects with an `Error` that says why it cannot. `assets` is the URL of the folder of assets. */
export async function decodeDeep(
  file: Blob,
  kind: "png" | "tiff",
  assets: string,
  levels: Levels | "all" | null,
): Promise<Deep> {
  const manifest = await fetchManifest(assets);
  await new Downloads(manifest).bytes("decoder"); // a missing or damaged script is named, which a Worker would not do
  const worker = openWorker(manifest.url("decoder"));
  try {
    const reply = await ask(worker, { file, kind, levels });
    if (!reply.ok) throw new Error(reply.message);
    return { bitmap: reply.bitmap, notices: describe(reply) };
  } finally {
    worker.terminate();
  }
}

function ask(worker: Worker, request: DecodeRequest): Promise<DecodeReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<DecodeReply>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message || "the decoder could not run"));
    worker.postMessage(request);
  });
}

function describe({ bits, pages, stretched, levels: { low, high } }: DecodeReply & { ok: true }): Notice[] {
  const depth = `It has ${bits} bits a sample: ${low} is shown as black and ${high} as white.`;
  const stack = `It holds ${pages} pictures; the first one is shown.`;
  const values = { bits, low: String(low), high: String(high), pages };
  return [
    ...(stretched ? [{ text: depth, wording: { name: "notice-depth", values } }] : []),
    ...(pages > 1 ? [{ text: stack, wording: { name: "notice-stack", values } }] : []),
  ];
}
