/** onnxruntime-web: the two graphs of a variant, and the answer to one run that Python asks for. */
import type * as ort from "onnxruntime-web/wasm";
import { measured } from "./measured";
import { checkBorders } from "./own_model";
import type { Outputs, Plan, PySteps } from "./python";

/** One of onnxruntime-web's modules: that for WebAssembly alone, or the one that knows WebGPU, too. */
export type Runtime = Pick<typeof ort, "env" | "InferenceSession" | "Tensor">;

/** Verified files of the runtime. */
export interface RuntimeFiles {
  mjs: string;
  wasm: Uint8Array<ArrayBuffer>;
}

/** Verified graphs. */
export interface Graphs {
  segmentor: Uint8Array<ArrayBuffer>;
  refiner: Uint8Array<ArrayBuffer>;
}

/** Points a runtime at verified files; returns the number of threads that it will really use. */
export function configureRuntime({ env }: Runtime, files: RuntimeFiles, threads: number): number {
  env.wasm.numThreads = globalThis.crossOriginIsolated ? threads : 1;
  env.wasm.wasmPaths = { mjs: files.mjs };
  env.wasm.wasmBinary = files.wasm;
  return env.wasm.numThreads;
}

/** The networks of one variant. */
export class Networks {
  /** Tensors that stay here between two runs of one click, by the number Python knows them by. */
  private readonly kept = new Map<number, ort.Tensor>();
  private lastRef = 0;

  private constructor(
    private readonly runtime: Runtime,
    private readonly sessions: Record<Plan["net"], ort.InferenceSession>,
    readonly threads: number,
  ) {}

  /** Creates both sessions in WebAssembly. */
  static create(runtime: Runtime, graphs: Graphs, threads: number): Promise<Networks> {
    // The exporter has the graphs optimised already: doing it again costs half a second at every start.
    return Networks.load(runtime, graphs, threads, {
      executionProviders: ["wasm"],
      graphOptimizationLevel: "disabled",
    });
  }

  /** Creates both sessions on the graphics processor, where the features stay between the two. */
  static createOnGpu(runtime: Runtime, graphs: Graphs): Promise<Networks> {
    const preferredOutputLocation = { coarse: "cpu", feature: "gpu-buffer", refined: "cpu" } as const;
    return Networks.load(runtime, graphs, 1, { executionProviders: ["webgpu"], preferredOutputLocation });
  }

  private static async load(
    runtime: Runtime,
    graphs: Graphs,
    threads: number,
    options: ort.InferenceSession.SessionOptions,
  ): Promise<Networks> {
    const { InferenceSession } = runtime;
    const sessions = {
      segmentor: await measured("runtime and Segmentor", () => InferenceSession.create(graphs.segmentor, options)),
      refiner: await measured("Refiner", () => InferenceSession.create(graphs.refiner, options)),
    };
    for (const net of ["segmentor", "refiner"] as const) {
      checkBorders(net, { inputs: sessions[net].inputNames, outputs: sessions[net].outputNames });
    }
    return new Networks(runtime, sessions, threads);
  }

  /** Answers one run: feeds from Python's memory or from kept tensors, outputs as values or kept. */
  async run(plan: Plan, steps: PySteps): Promise<Outputs> {
    const feeds = new Feeds(this.runtime, plan, steps, (ref) => this.tensor(ref));
    try {
      const outputs = await this.sessions[plan.net].run(feeds.tensors, [...plan.fetches, ...plan.keeps]);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, this.hand(tensor, plan.keeps.includes(name))]),
      );
    } finally {
      feeds.release();
    }
  }

  /** Runs both graphs on one fixed input: all logits, and the milliseconds it took. */
  async rehearse(): Promise<{ logits: Float32Array[]; ms: number }> {
    const { segmentor, refiner } = this.sessions;
    const feeds = [fixedFeeds(this.runtime, segmentor), fixedFeeds(this.runtime, refiner)] as const;
    const start = performance.now();
    const seen = await segmentor.run(feeds[0]);
    const { refined } = await refiner.run({ ...feeds[1], ...seen });
    const ms = performance.now() - start;
    const logits = [seen.coarse, refined].map((tensor) => Float32Array.from(tensor?.data as Float32Array));
    for (const tensor of Object.values(seen)) tensor.dispose();
    return { logits, ms };
  }

  /** Frees the tensors kept for a click. */
  forget(): void {
    for (const tensor of this.kept.values()) tensor.dispose();
    this.kept.clear();
  }

  private tensor(ref: number): ort.Tensor {
    const tensor = this.kept.get(ref);
    if (!tensor) throw new Error(`no tensor is kept under ${ref}`);
    return tensor;
  }

  private hand(tensor: ort.Tensor, keep: boolean): Outputs[string] {
    if (!keep) return { data: tensor.data as Float32Array, dims: [...tensor.dims] };
    this.kept.set(++this.lastRef, tensor);
    return { ref: this.lastRef };
  }
}

/** Inputs of one run; those from Python are views of its memory, valid until released. */
class Feeds {
  readonly tensors: Record<string, ort.Tensor> = {};
  private readonly held: (() => void)[] = [];

  constructor(
    private readonly runtime: Runtime,
    plan: Plan,
    steps: PySteps,
    kept: (ref: number) => ort.Tensor,
  ) {
    for (const [name, ref] of Object.entries(plan.refs)) this.tensors[name] = kept(ref);
    for (const name of plan.arrays) this.tensors[name] = this.view(steps, name);
  }

  release(): void {
    for (const release of this.held) release();
  }

  private view(steps: PySteps, name: string): ort.Tensor {
    const array = steps.feed(name);
    const buffer = array.getBuffer("f32");
    this.held.push(() => {
      buffer.release();
      array.destroy();
    });
    return new this.runtime.Tensor("float32", buffer.data as Float32Array, buffer.shape);
  }
}

/** The same numbers at every start for each input that a session takes: noise from 0 to 1, and a box in the middle. */
function fixedFeeds({ Tensor }: Runtime, session: ort.InferenceSession): Record<string, ort.Tensor> {
  const feeds: Record<string, ort.Tensor> = {};
  for (const input of session.inputMetadata) {
    if (!input.isTensor) continue;
    const dims = input.shape as number[];
    const values = noise(dims.reduce((product, size) => product * size));
    if (input.name === "box") values.set([8, 8, 100, 100]);
    feeds[input.name] = new Tensor("float32", values, dims);
  }
  return feeds;
}

function noise(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state * 16807) % 2147483647; // the "minimal standard" generator of Park and Miller
    return state / 2147483647;
  });
}
