/** A model that a person brings: a folder with `models.json` and two graphs, checked before anything runs. */
import { verify } from "./assets";
import { AnnotatorError, toFailure, type Wording } from "./errors";
import { chooseVariant, type Graph, type Variant } from "./models";
import type { Graphs } from "./networks";
import type { OwnModel } from "./protocol";

/** What goes into each network and comes out, by name. */
const BORDERS = {
  segmentor: { inputs: ["image", "prompt"], outputs: ["coarse", "feature"] },
  refiner: { inputs: ["image", "prompt", "coarse", "feature", "box"], outputs: ["refined"] },
} as const;

export interface Model {
  variant: Variant;
  graphs: Graphs;
  /** Loads the form for WebGPU, where there is one. */
  forWebGpu: (() => Promise<Graphs>) | null;
}

/** The folder's preferred variant. */
export async function readOwnModel({ models, files }: OwnModel): Promise<Model> {
  const variant = asUnfit(() => chooseVariant(models, "default"));
  const both = async (described: Record<keyof typeof BORDERS, Graph>): Promise<Graphs> => {
    for (const net of ["segmentor", "refiner"] as const) checkBorders(net, described[net]);
    return {
      segmentor: await contentOf(described.segmentor, files),
      refiner: await contentOf(described.refiner, files),
    };
  };
  const { webgpu } = variant;
  return { variant, graphs: await both(variant), forWebGpu: webgpu ? () => both(webgpu) : null };
}

/** Checks what a loaded graph really takes and gives. */
export function checkBorders(
  net: keyof typeof BORDERS,
  graph: { inputs: readonly string[]; outputs: readonly string[] },
) {
  for (const side of ["inputs", "outputs"] as const) {
    const wanted = BORDERS[net][side];
    const found = graph[side];
    if (wanted.length === found.length && wanted.every((name) => found.includes(name))) continue;
    const values = { net, side, found: found.join(", ") || "none", wanted: wanted.join(", ") };
    unfit(`The ${net} has the ${side} ${values.found}; it must have ${values.wanted}.`, values, "model-unfit-borders");
  }
}

async function contentOf(graph: Graph, files: OwnModel["files"]): Promise<Uint8Array<ArrayBuffer>> {
  const file = files.find(({ name }) => name === graph.file);
  const values = { file: graph.file };
  if (!file) unfit(`The folder lacks ${graph.file}, which its models.json names.`, values, "model-unfit-lacks");
  try {
    await verify(file.bytes, graph, new URL(`own:/${graph.file}`));
  } catch {
    const message = `${graph.file} is not the file that models.json was written for: its SHA-256 differs.`;
    unfit(message, values, "model-unfit-hash");
  }
  return file.bytes;
}

function asUnfit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { message } = toFailure(error);
    return unfit(message, { why: message }, "model-unfit");
  }
}

function unfit(message: string, values: Wording["values"], name: string): never {
  const hint = "Export the model with python -m model_export and choose the folder that it wrote.";
  throw new AnnotatorError({ code: "model-unfit", message, hint, wording: { name, values } });
}
