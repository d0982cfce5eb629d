/** WebGPU in place of WebAssembly: tried out once the engine runs, never assumed to be there, right or faster. */
import { Downloads, type Manifest } from "./assets";
import { configureRuntime, type Graphs, Networks, type Runtime } from "./networks";
import type { Backend, BackendReport } from "./protocol";

/** Most that logits may differ, as a share of their own size (root mean squares). A wrong kernel differs by all of it. */
const TOLERANCE = 0.05;
/** WebGPU must take less than this share of WebAssembly's time to be chosen by "auto". */
const GAIN = 0.8;
const REHEARSALS = 3;

export interface Candidate {
  manifest: Manifest;
  /** Loads the model's graphs for WebGPU; a model may have none. */
  graphs: (() => Promise<Graphs>) | null;
  /** What runs so far, and whose results count. */
  wasm: Networks;
  /** Whether everything that WebAssembly needs was downloaded just now: "auto" then asks for no more. */
  firstVisit: boolean;
}

export interface Trial {
  report: BackendReport;
  networks: Networks;
}

/** Networks on WebGPU where they may be used, else those that there are, with the reason. */
export async function tryWebGpu(asked: Backend, candidate: Candidate): Promise<Trial> {
  const stay = (reason: BackendReport["reason"]) => ({
    report: { backend: "wasm", reason } as const,
    networks: candidate.wasm,
  });
  if (asked === "wasm") return stay("chosen");
  if (asked === "auto" && candidate.firstVisit) return stay("first-visit");
  try {
    if (!candidate.graphs || !(await isAvailable())) return stay("unavailable");
    const networks = await start(candidate.manifest, candidate.graphs);
    // Kernels are compiled in the first run, so that it tells nothing about speed.
    const [ours, theirs] = [await networks.rehearse(), await candidate.wasm.rehearse()];
    if (!agree(ours.logits, theirs.logits)) return stay("different");
    if (asked === "webgpu") return { report: { backend: "webgpu", reason: "chosen" }, networks };
    if ((await shortest(networks)) > GAIN * (await shortest(candidate.wasm))) return stay("slower");
    return { report: { backend: "webgpu", reason: "faster" }, networks };
  } catch (error) {
    console.warn("WebGPU could not be used:", error);
    return stay("failed");
  }
}

/** Whether this page may use a graphics processor, and WebAssembly can wait for it. */
async function isAvailable(): Promise<boolean> {
  return "Suspending" in WebAssembly && Boolean(await navigator.gpu?.requestAdapter());
}

async function start(manifest: Manifest, loadGraphs: () => Promise<Graphs>): Promise<Networks> {
  const downloads = new Downloads(manifest);
  const [wasm, graphs] = await Promise.all([
    downloads.bytes("webgpu-wasm"),
    loadGraphs(),
    downloads.bytes("webgpu-mjs"),
    downloads.bytes("webgpu-js"),
  ]);
  const runtime: Runtime = await import(manifest.url("webgpu-js").href);
  configureRuntime(runtime, { mjs: manifest.url("webgpu-mjs").href, wasm }, 1);
  return Networks.createOnGpu(runtime, graphs);
}

/** The shortest time that both networks took, in milliseconds. */
async function shortest(networks: Networks): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < REHEARSALS; turn++) times.push((await networks.rehearse()).ms);
  return Math.min(...times);
}

/** Whether both give the same, up to the order of sums. */
function agree(ours: readonly Float32Array[], theirs: readonly Float32Array[]): boolean {
  return theirs.every((values, at) => {
    const difference = values.map((value, index) => value - (ours[at]?.[index] ?? Number.NaN));
    return size(difference) <= TOLERANCE * size(values);
  });
}

function size(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
