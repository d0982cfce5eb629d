/** Python and the networks together: what the worker does for each request. */

import * as ort from "onnxruntime-web/wasm";
import { Downloads, fetchManifest } from "./assets";
import { Exchange } from "./exchange";
import { measured } from "./measured";
import { chooseVariant, type Graph, variantNames } from "./models";
import { configureRuntime, type Graphs, Networks } from "./networks";
import { type Model, readOwnModel } from "./own_model";
import {
  type Answer,
  type Ask,
  type BackendReport,
  type Progress,
  type Started,
  type Timings,
  UPRIGHT,
} from "./protocol";
import { type Outputs, type Plan, type PyArray, type PySteps, Python, type PythonFiles, readState } from "./python";
import { freeThreads } from "./threads";
import { tryWebGpu } from "./webgpu";

const WARM_UP = 0; // number of the session that no page uses: annotators count from 1
const WARM_UP_SIDE = 64;
const PREVIEW_SIDE = 2048;

/** Runs sessions. One request at a time: neither Python nor a network may be entered twice. */
export class WorkerEngine {
  /** Annotation files. */
  readonly exchange: Exchange;
  /** What computes the networks, once that is settled. */
  backend: Promise<BackendReport> = Promise.resolve({ backend: "wasm", reason: "chosen" });
  private networks: Networks;

  private constructor(
    private readonly python: Python,
    private readonly wasm: Networks,
    readonly started: Started,
  ) {
    this.exchange = new Exchange(python);
    this.networks = wasm;
  }

  /** Downloads everything side by side, starts Python and the networks as soon as each can, and warms both up by a click. */
  static async start(ask: Ask<"start">, report: (progress: Progress) => void): Promise<WorkerEngine> {
    const begin = performance.now();
    const sum = { done: 0, total: 0 };
    const stage = (name: Progress["stage"]) => report({ stage: name, ...sum });
    const manifest = await fetchManifest(ask.assets);
    const downloads = new Downloads(manifest, (done, total) => {
      Object.assign(sum, { done, total });
      stage("download");
    });
    const models = downloads.text("models");
    const model = ask.own ? readOwnModel(ask.own) : models.then((text) => downloadModel(downloads, text, ask.model));
    const files = measured("download Python", () => downloadPython(downloads));
    const runtime = measured("download networks", () => Promise.all([downloadRuntime(downloads), model]));
    const chosen = ask.threads || measured("threads", () => freeThreads(location.href));
    const downloaded = Promise.all([files, runtime]).then(() => stage("python"));
    const starting = files.then((found) => Python.start(manifest, found, model));
    const [python, networks] = await Promise.all([
      Promise.all([starting, downloaded]).then(([started]) => {
        stage("networks");
        return started;
      }),
      Promise.all([runtime, chosen]).then(([[wasm, { graphs }], asked]) => {
        const threads = configureRuntime(ort, { mjs: manifest.url("ort-mjs").href, wasm }, asked);
        return Networks.create(ort, graphs, threads);
      }),
    ]);
    stage("warm-up");
    const engine = new WorkerEngine(python, networks, {
      variant: (await model).variant.name,
      variants: variantNames(await models),
      threads: networks.threads,
      ms: 0,
    });
    await measured("warm-up", () => engine.warmUp());
    void manifest.forgetOlder();
    const candidate = { manifest, graphs: (await model).forWebGpu, wasm: networks, firstVisit: downloads.fresh };
    engine.backend = tryWebGpu(ask.backend ?? "wasm", candidate).then((trial) => {
      engine.networks = trial.networks;
      return trial.report;
    });
    if (ask.backend === "webgpu") await engine.backend;
    engine.started.ms = performance.now() - begin;
    return engine;
  }

  async open({ session, image, merge }: Ask<"open">): Promise<Answer<"open">> {
    const bitmap = image instanceof ImageBitmap ? image : await createImageBitmap(image, UPRIGHT);
    const { width, height } = bitmap;
    const preview = await reduce(bitmap);
    this.python.lend(readPixels(bitmap), (pixels) =>
      this.python.bridge.open(session, pixels, height, width, merge ?? undefined),
    );
    return { preview };
  }

  begin({ session, mask, clicks }: Ask<"begin">): null {
    const { bridge } = this.python;
    const begin = (bits?: PyArray) => bridge.begin(session, bits, JSON.stringify(clicks));
    if (mask) this.python.lend(mask, begin);
    else begin();
    return null;
  }

  /** Takes a click; what fails on WebGPU and not in WebAssembly is the last thing that WebGPU is asked. */
  async click(ask: Ask<"click">): Promise<Answer<"click">> {
    const { networks } = this;
    try {
      return await this.clickOn(networks, ask);
    } catch (error) {
      if (networks === this.wasm) throw error;
      const answer = await this.clickOn(this.wasm, ask);
      console.warn("WebGPU failed and is left alone from now on:", error);
      this.networks = this.wasm;
      this.backend = Promise.resolve({ backend: "wasm", reason: "failed" });
      return answer;
    }
  }

  private async clickOn(networks: Networks, ask: Ask<"click">): Promise<Answer<"click">> {
    const begin = performance.now();
    const ms: Timings = { prepare: 0, segmentor: 0, focus: 0, refiner: 0, merge: 0, total: 0 };
    const steps = this.begun(ask, false);
    try {
      await this.drive(networks, steps, ms);
      const state = readState(steps.result());
      ms.total = performance.now() - begin;
      return { state, ms };
    } finally {
      end(steps, networks);
    }
  }

  /** What a click would change; `hurried` is asked between its parts, and ends it. */
  async preview(ask: Ask<"preview">, hurried: () => boolean): Promise<Answer<"preview">> {
    const { networks } = this;
    const steps = this.begun(ask, true);
    try {
      for (let outputs: Outputs | undefined; this.advance(steps, outputs); ) {
        await new Promise((resolve) => setTimeout(resolve)); // lets messages in
        if (hurried()) return null;
        outputs = await networks.run(JSON.parse(steps.plan), steps);
      }
      return { foreseen: readState(steps.result()).patch };
    } finally {
      end(steps, networks);
    }
  }

  move({ session, steps }: Ask<"move">): null {
    this.python.bridge.move(session, steps);
    return null;
  }

  setMask({ session, mask }: Ask<"setMask">): Answer<"setMask"> {
    return { steps: this.python.lend(mask, (bits) => this.python.bridge.set_mask(session, bits)) };
  }

  close({ session }: Ask<"close">): null {
    this.python.bridge.close(session);
    return null;
  }

  private begun({ session, x, y, positive, window }: Ask<"click">, preview: boolean): PySteps {
    const box = window ? JSON.stringify(window) : undefined;
    return this.python.bridge.click(session, JSON.stringify({ x, y, positive }), box, preview);
  }

  /** Python's parts and the networks in turn, until Python wants no further run. */
  private async drive(networks: Networks, steps: PySteps, ms: Timings): Promise<void> {
    let part: "prepare" | "focus" | "merge" = "prepare";
    for (let outputs: Outputs | undefined; ; ) {
      const start = performance.now();
      const wanted = this.advance(steps, outputs);
      const paused = performance.now();
      ms[part] += paused - start;
      if (!wanted) return;
      const plan: Plan = JSON.parse(steps.plan);
      outputs = await networks.run(plan, steps);
      ms[plan.net] += performance.now() - paused;
      part = plan.net === "segmentor" ? "focus" : "merge"; // a second look's preparation counts as focus
    }
  }

  private advance(steps: PySteps, outputs: Outputs | undefined): boolean {
    if (!outputs) return steps.advance(undefined);
    const received = this.python.dict(outputs);
    try {
      return steps.advance(received);
    } finally {
      received.destroy();
    }
  }

  /** One click on a small grey image: the first real click then costs what every other costs. */
  private async warmUp(): Promise<void> {
    this.python.lend(new Uint8Array(WARM_UP_SIDE * WARM_UP_SIDE * 4).fill(128), (pixels) =>
      this.python.bridge.open(WARM_UP, pixels, WARM_UP_SIDE, WARM_UP_SIDE, undefined),
    );
    this.begin({ session: WARM_UP, mask: null, clicks: [] });
    const middle = WARM_UP_SIDE / 2;
    await this.click({ session: WARM_UP, x: middle, y: middle, positive: true, window: null });
    this.close({ session: WARM_UP });
  }
}

/** Verified files of Python. The `.mjs` are checked here and then imported by their URLs. */
async function downloadPython(downloads: Downloads): Promise<PythonFiles> {
  const [wasm, stdlib, lock, numpy, frontend] = await Promise.all([
    downloads.bytes("pyodide-asm-wasm"),
    downloads.bytes("python-stdlib"),
    downloads.text("pyodide-lock"),
    downloads.bytes("numpy"),
    downloads.bytes("py-frontend"),
    downloads.bytes("pyodide-mjs"),
    downloads.bytes("pyodide-asm-mjs"),
  ]);
  return { wasm, stdlib, lock, numpy, frontend };
}

/** The networks' runtime, verified likewise. */
async function downloadRuntime(downloads: Downloads): Promise<Uint8Array<ArrayBuffer>> {
  const [wasm] = await Promise.all([downloads.bytes("ort-wasm"), downloads.bytes("ort-mjs")]);
  return wasm;
}

async function downloadModel(downloads: Downloads, text: string, name: string): Promise<Model> {
  const variant = chooseVariant(text, name);
  const both = async (described: Record<keyof Graphs, Graph>): Promise<Graphs> => {
    const [segmentor, refiner] = await Promise.all([
      downloads.bytes(described.segmentor.file),
      downloads.bytes(described.refiner.file),
    ]);
    return { segmentor, refiner };
  };
  const { webgpu } = variant;
  return { variant, graphs: await both(variant), forWebGpu: webgpu ? () => both(webgpu) : null };
}

function end(steps: PySteps, networks: Networks): void {
  steps.destroy();
  networks.forget();
}

/** A copy for the screen of an image that is much larger than one; null for others. */
async function reduce(image: ImageBitmap): Promise<ImageBitmap | null> {
  const scale = PREVIEW_SIDE / Math.max(image.width, image.height);
  if (scale > 0.5) return null;
  return createImageBitmap(image, { resizeWidth: Math.ceil(image.width * scale), resizeQuality: "high" });
}

/** RGBA bytes of a bitmap, which is closed. */
function readPixels(image: ImageBitmap): Uint8ClampedArray {
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error(`no canvas of ${image.width} × ${image.height} pixels could be made`);
  context.drawImage(image, 0, 0);
  image.close();
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}
