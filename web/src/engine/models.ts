/** `models.json`: which variants there are, and what each is made of. */
import * as v from "valibot";
import { AnnotatorError } from "./errors";

const GRAPH = v.object({
  file: v.string(),
  sha256: v.string(),
  bytes: v.number(),
  inputs: v.array(v.string()),
  outputs: v.array(v.string()),
});
const GRAPHS = v.object({ segmentor: GRAPH, refiner: GRAPH });
const VARIANT = v.object({
  graphs: GRAPHS,
  webgpu: v.optional(GRAPHS),
  pipeline: v.record(v.string(), v.unknown()),
});
const MODELS = v.object({ format: v.literal(1), default: v.string(), variants: v.record(v.string(), VARIANT) });

export type Graph = v.InferOutput<typeof GRAPH>;

export interface Variant {
  name: string;
  /** The graphs' files, whose names are also the assets' names. */
  segmentor: Graph;
  refiner: Graph;
  /** Both in the form that WebGPU runs; a model exported before there was one has none. */
  webgpu: v.InferOutput<typeof GRAPHS> | undefined;
  /** The pipeline's configuration as JSON text, for `py_frontend.Config`. */
  pipeline: string;
}

/** Names of all variants. */
export function variantNames(text: string): string[] {
  return Object.keys(parse(text).variants);
}

/** The variant called `name` ("default": the one that `models.json` prefers). */
export function chooseVariant(text: string, name: string): Variant {
  const models = parse(text);
  const chosen = name === "default" ? models.default : name;
  const variant = models.variants[chosen];
  if (!variant) {
    const known = Object.keys(models.variants).join(", ");
    throw new AnnotatorError({
      code: "model-unknown",
      message: `There is no model "${chosen}".`,
      hint: `Choose one of: ${known}.`,
      wording: { name: "model-unknown", values: { model: chosen, known } },
    });
  }
  return { name: chosen, ...variant.graphs, webgpu: variant.webgpu, pipeline: JSON.stringify(variant.pipeline) };
}

function parse(text: string): v.InferOutput<typeof MODELS> {
  try {
    return v.parse(MODELS, JSON.parse(text));
  } catch (error) {
    const message = `models.json cannot be used: ${error instanceof Error ? error.message : error}.`;
    throw new AnnotatorError({
      code: "asset-corrupted",
      message,
      hint: "Build the assets again with the same version as this script.",
      wording: { name: "asset-corrupted-models", values: {} },
    });
  }
}
