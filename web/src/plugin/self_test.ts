/** Finds out why an annotator does not start: every asset, the worker, WebAssembly. */
import { assetFolder } from "../annotator/asset_folder";
import type { DecodeRequest } from "../decoder/protocol";
import { checkWasm, workerRefused } from "../engine/abilities";
import { Downloads, fetchManifest } from "../engine/assets";
import { openWorker } from "../engine/client";
import { type Failure, toFailure } from "../engine/errors";

/** Something that must be mended, with the file or the part it is about. */
export interface Problem extends Failure {
  about: string;
}

/** Looks at everything an annotator needs, downloading each asset anew; an empty list says that all is well. */
export async function selfTest({ assetPath }: { assetPath?: string | URL } = {}): Promise<Problem[]> {
  const parts = await Promise.all([wasmProblems(), assetProblems(assetFolder(assetPath))]);
  return parts.flat();
}

async function assetProblems(folder: string): Promise<Problem[]> {
  const manifest = await fetchManifest(folder).catch((error: unknown) => problem("manifest.json", error));
  if ("about" in manifest) return [manifest];
  const downloads = new Downloads(manifest);
  const check = (name: string) =>
    downloads.reload(name).then(
      () => [],
      (error: unknown) => [problem(manifest.get(name).file, error)],
    );
  const found = (await Promise.all(manifest.names.map(check))).flat();
  return found.length ? found : workerProblems(manifest.url("decoder"));
}

function problem(about: string, error: unknown): Problem {
  return { about, ...toFailure(error) };
}

async function wasmProblems(): Promise<Problem[]> {
  return checkWasm().then(
    () => [],
    (error: unknown) => [problem("WebAssembly", error)],
  );
}

/** Starts the smallest of the workers; a policy that forbids it tells so by an event. */
function workerProblems(script: URL): Promise<Problem[]> {
  return new Promise((resolve) => {
    const worker = openWorker(script);
    const end = (problems: Problem[]) => {
      worker.terminate();
      resolve(problems);
    };
    worker.onmessage = () => end([]);
    worker.onerror = () => end([problem("worker", workerRefused())]);
    worker.postMessage({ file: new Blob(), kind: "png", levels: null } satisfies DecodeRequest); // any answer will do
  });
}
