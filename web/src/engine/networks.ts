/** onnxruntime-web: the two graphs of a variant, and the answer to one run that Python asks for. */
import * as ort from "onnxruntime-web/wasm";
import { measured } from "./measured";
import { checkBorders } from "./own_model";
import type { Outputs, Plan, PySteps } from "./python";

/** Verified files of the runtime. */
export interface RuntimeFiles {
  mjs: string;
  wasm: Uint8Array<ArrayBuffer>;
}

/** Points onnxruntime-web at verified files; returns the number of threads that it will really use. */
export function configureRuntime(files: RuntimeFiles, threads: number): number {
  ort.env.wasm.numThreads = globalThis.crossOriginIsolated ? threads : 1;
  ort.env.wasm.wasmPaths = { mjs: files.mjs };
  ort.env.wasm.wasmBinary = files.wasm;
  return ort.env.wasm.numThreads;
}

/** The networks of one variant. */
export class Networks {
  /** Tensors that stay here between two runs of one click, by the number Python knows them by. */
  private readonly kept = new Map<number, ort.Tensor>();
  private lastRef = 0;

  private constructor(
    private readonly sessions: Record<Plan["net"], ort.InferenceSession>,
    readonly threads: number,
  ) {}

  /** Creates both sessions from verified graphs. */
  static async create(segmentor: Uint8Array, refiner: Uint8Array, threads: number): Promise<Networks> {
    // The exporter has the graphs optimised already: doing it again costs half a second at every start.
    const options = { executionProviders: ["wasm"], graphOptimizationLevel: "disabled" } as const;
    const sessions = {
      segmentor: await measured("runtime and Segmentor", () => ort.InferenceSession.create(segmentor, options)),
      refiner: await measured("Refiner", () => ort.InferenceSession.create(refiner, options)),
    };
    for (const net of ["segmentor", "refiner"] as const) {
      checkBorders(net, { inputs: sessions[net].inputNames, outputs: sessions[net].outputNames });
    }
    return new Networks(sessions, threads);
  }

  /** Answers one run: feeds from Python's memory or from kept tensors, outputs as values or kept. */
  async run(plan: Plan, steps: PySteps): Promise<Outputs> {
    const feeds = new Feeds(plan, steps, (ref) => this.tensor(ref));
    try {
      const outputs = await this.sessions[plan.net].run(feeds.tensors, [...plan.fetches, ...plan.keeps]);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, this.hand(tensor, plan.keeps.includes(name))]),
      );
    } finally {
      feeds.release();
    }
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

  constructor(plan: Plan, steps: PySteps, kept: (ref: number) => ort.Tensor) {
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
    return new ort.Tensor("float32", buffer.data as Float32Array, buffer.shape);
  }
}
