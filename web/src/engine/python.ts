/** Pyodide, started from verified bytes only, and the typed face of `bridge.py`. */
import type { PyodideInterface } from "pyodide";
import type { PyBuffer, PyProxy } from "pyodide/ffi";
import type { Manifest } from "./assets";
import { measured } from "./measured";
import type { Model } from "./own_model";
import type { Box, State } from "./protocol";

/** A NumPy array on Python's side. */
export interface PyArray extends PyProxy {
  getBuffer(type: "f32" | "u8"): PyBuffer;
}

/** What a step asks the networks for; JSON made by `bridge.py`. */
export interface Plan {
  net: "segmentor" | "refiner";
  /** Inputs that Python holds. */
  arrays: string[];
  /** Inputs that the networks kept, by number. */
  refs: Record<string, number>;
  fetches: string[];
  keeps: string[];
}

/** Outputs for Python: values with their shape, or the number of a kept tensor. */
export type Outputs = Record<string, { data: Float32Array; dims: number[] } | { ref: number }>;

/** One click in progress. */
export interface PySteps extends PyProxy {
  /** Takes the last run's outputs and goes on; true while another run is wanted. */
  advance(outputs: PyProxy | undefined): boolean;
  plan: string;
  feed(name: string): PyArray;
  result(): PyState;
}

/** JSON, and bytes that belong to it. */
export interface PyFiles extends PyProxy {
  summary: string;
  bits: PyArray;
}

/** What a click did: JSON, and the patch's packed bits. */
export type PyState = PyFiles;

/** `bridge.py`'s class of the same name. */
export interface Bridge extends PyProxy {
  allocate(bytes: number): PyArray;
  open(session: number, pixels: PyArray, height: number, width: number, merge: string | undefined): void;
  begin(session: number, mask: PyArray | undefined, clicks: string): void;
  click(session: number, click: string, window: string | undefined, preview: boolean): PySteps;
  move(session: number, steps: number): void;
  set_mask(session: number, mask: PyArray): number;
  close(session: number): void;
  write(format: string, picture: string, options: string, bits: PyArray): PyFiles;
  read(format: string | undefined, files: PyProxy, picture: string): PyFiles;
}

/** Verified files that Python starts from. */
export interface PythonFiles {
  wasm: Uint8Array<ArrayBuffer>;
  stdlib: Uint8Array<ArrayBuffer>;
  lock: string;
  numpy: Uint8Array<ArrayBuffer>;
  frontend: Uint8Array<ArrayBuffer>;
}

/** Python with the bridge to `py_frontend` in it. */
export class Python {
  private constructor(
    private readonly pyodide: PyodideInterface,
    readonly bridge: Bridge,
  ) {}

  /** Starts Python; the model, of which it needs the configuration, may come later than the files. */
  static async start(manifest: Manifest, files: PythonFiles, model: Promise<Model>): Promise<Python> {
    const pyodide = await measured("Pyodide", () => load(manifest, files));
    await measured("NumPy", () => {
      pyodide.unpackArchive(files.numpy, "wheel");
      pyodide.pyimport("numpy").destroy();
    });
    const module = await measured("py_frontend", () => {
      pyodide.unpackArchive(files.frontend, "zip", { extractDir: sitePackages(pyodide) });
      return pyodide.pyimport("bridge");
    });
    try {
      return new Python(pyodide, module.Bridge((await model).variant.pipeline) as Bridge);
    } finally {
      module.destroy();
    }
  }

  /** Copies bytes into a new NumPy array, which the caller destroys. */
  array(bytes: Uint8Array | Uint8ClampedArray): PyArray {
    const array = this.bridge.allocate(bytes.length);
    const buffer = array.getBuffer("u8");
    buffer.data.set(bytes);
    buffer.release();
    return array;
  }

  /** Runs `work` with bytes as a NumPy array. */
  lend<T>(bytes: Uint8Array | Uint8ClampedArray, work: (array: PyArray) => T): T {
    const array = this.array(bytes);
    try {
      return work(array);
    } finally {
      array.destroy();
    }
  }

  /** Outputs of a network, or arrays by name, as a Python dict, which the caller destroys. */
  dict(values: Outputs | Map<string, PyArray>): PyProxy {
    return this.pyodide.toPy(values);
  }
}

/** Reads what a click did and frees its Python object. */
export function readState(state: PyState): State {
  const { summary, bits } = readFiles(state);
  const { box, ...rest } = summary as { box: Box | null } & Omit<State, "patch">;
  return { ...rest, patch: box && { box, bits } };
}

/** Reads JSON with its bytes and frees their Python object. */
export function readFiles(files: PyFiles): { summary: unknown; bits: Uint8Array<ArrayBuffer> } {
  const array = files.bits;
  const buffer = array.getBuffer("u8");
  try {
    // A copy: the view would go stale when Python's memory grows.
    return { summary: JSON.parse(files.summary), bits: new Uint8Array(buffer.data) };
  } finally {
    buffer.release();
    array.destroy();
    files.destroy();
  }
}

async function load(manifest: Manifest, files: PythonFiles): Promise<PyodideInterface> {
  const entry = manifest.url("pyodide-mjs").href;
  const glue = manifest.url("pyodide-asm-mjs").href;
  const indexURL = new URL(".", entry).href;
  const stdLibURL = manifest.url("python-stdlib").href;
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([import(entry), import(glue)]);
  const local = new Map([
    [`${indexURL}pyodide.asm.wasm`, new Response(files.wasm, { headers: { "Content-Type": "application/wasm" } })],
    [stdLibURL, new Response(files.stdlib)],
  ]);
  return withFetchFrom(local, () =>
    loadPyodide({ indexURL, stdLibURL, lockFileContents: files.lock, packageBaseUrl: indexURL, createPyodideModule }),
  );
}

/**
 * Runs `work` while `fetch` knows the given answers and nothing else.
 *
 * Pyodide takes URLs, not bytes: this way it runs exactly what was verified, and cannot ask another address.
 */
async function withFetchFrom<T>(answers: Map<string, Response>, work: () => Promise<T>): Promise<T> {
  const original = globalThis.fetch;
  globalThis.fetch = async (input) => {
    const url = input instanceof Request ? input.url : new URL(input, location.href).href;
    const answer = answers.get(url);
    if (!answer) throw new TypeError(`Python asked for ${url}, which is not among the verified files`);
    return answer;
  };
  try {
    return await work();
  } finally {
    globalThis.fetch = original;
  }
}

function sitePackages(pyodide: PyodideInterface): string {
  return pyodide.runPython('import sysconfig; sysconfig.get_path("purelib")');
}
