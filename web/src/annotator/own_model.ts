/** A folder of files as the model that it holds. */
import type { OwnModel } from "../engine/protocol";
import { fail } from "./fail";

let count = 0;
const known = new WeakMap<readonly File[], Promise<Folder>>();

/** A folder's model under a name that no other one has. */
export interface Folder {
  name: string;
  own: OwnModel;
}

/** Reads a folder with `models.json` and the graphs that it names; they are checked where they run. The same list is read once. */
export function readFolder(files: readonly File[]): Promise<Folder> {
  const reading = known.get(files) ?? read(files);
  known.set(files, reading);
  return reading;
}

async function read(files: readonly File[]): Promise<Folder> {
  const index = files.find(({ name }) => name === "models.json");
  if (!index) {
    const hint = "Choose the folder that python -m model_export wrote.";
    return fail("model-unfit", "The folder has no models.json.", hint, {}, "model-unfit-empty");
  }
  const graphs = files.filter(({ name }) => name.endsWith(".onnx"));
  const named = async (file: File) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  return { name: `own ${++count}`, own: { models: await index.text(), files: await Promise.all(graphs.map(named)) } };
}
