/** Runs a Segment-Anything-like peer's two graphs on the page's own runtime; answers with milliseconds. */
import * as ort from "./ort.wasm.min.mjs";

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = new URL(".", import.meta.url).href;

/** Some values that no graph can make short work of. */
const filled = (dims) =>
  new ort.Tensor("float32", Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)), dims);

async function timed(work) {
  const start = performance.now();
  const result = await work();
  return { result, ms: performance.now() - start };
}

async function measure({ side, width, height, encodings, clicks }) {
  const create = (file) => ort.InferenceSession.create(new URL(file, import.meta.url).href);
  const encoder = await timed(() => create("encoder.onnx"));
  const decoder = await timed(() => create("decoder.onnx"));
  const image = { [encoder.result.inputNames[0]]: filled([1, 3, side, side]) };
  const encode = [];
  let embedding;
  for (let n = 0; n < encodings; n++) {
    const { result, ms } = await timed(() => encoder.result.run(image));
    embedding = result[encoder.result.outputNames[0]];
    encode.push(ms);
  }
  const feeds = {
    image_embeddings: embedding,
    point_coords: new ort.Tensor("float32", [side / 2, side / 2, 0, 0], [1, 2, 2]),
    point_labels: new ort.Tensor("float32", [1, -1], [1, 2]),
    mask_input: filled([1, 1, 256, 256]),
    has_mask_input: new ort.Tensor("float32", [0], [1]),
    orig_im_size: new ort.Tensor("float32", [height, width], [2]),
  };
  const decode = [];
  for (let n = 0; n < clicks; n++) decode.push((await timed(() => decoder.result.run(feeds))).ms);
  return { start: encoder.ms + decoder.ms, encode, decode };
}

addEventListener("message", async ({ data }) => {
  try {
    postMessage({ times: await measure(data) });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
});
