/** Pyodide, started from verified bytes only, and the typed face of `bridge.py`. */
import type { PyodideInterface } from "pyodide";
import type { PyBuffer, PyProxy } from "pyodide/ffi";
import type { Manifest } from "./assets";
import type { State } from "./protocol";

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

/** The session after a request: JSON, and the patch's packed bits. */
export interface PyState extends PyProxy {
  summary: string;
  bits: PyArray;
}

/** `bridge.py`'s class of the same name. */
export interface Bridge extends PyProxy {
  allocate(bytes: number): PyArray;
  open(
    session: number,
    pixels: PyArray,
    height: number,
    width: number,
    merge: string | undefined,
    mask: PyArray | undefined,
  ): PyState;
  click(session: number, x: number, y: number, positive: boolean): PySteps;
  undo(session: number): PyState;
  redo(session: number): PyState;
  reset(session: number): PyState;
  set_mask(session: number, mask: PyArray): PyState;
  close(session: number): void;
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

  /** Starts Python; `pipeline` is the variant's configuration, as JSON text. */
  static async start(manifest: Manifest, files: PythonFiles, pipeline: string): Promise<Python> {
    const pyodide = await load(manifest, files);
    pyodide.unpackArchive(files.numpy, "wheel");
    pyodide.unpackArchive(files.frontend, "zip", { extractDir: sitePackages(pyodide) });
    const module = pyodide.pyimport("bridge");
    try {
      return new Python(pyodide, module.Bridge(pipeline) as Bridge);
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

  /** Outputs of a network as a Python dict, which the caller destroys. */
  outputs(outputs: Outputs): PyProxy {
    return this.pyodide.toPy(outputs);
  }
}

/** Reads a state and frees its Python object. */
export function readState(state: PyState): State {
  const array = state.bits;
  const buffer = array.getBuffer("u8");
  try {
    const { box, ...rest } = JSON.parse(state.summary);
    const bits = new Uint8Array(buffer.data); // a copy: the view would go stale when Python's memory grows
    return { ...rest, patch: box && { box, bits } };
  } finally {
    buffer.release();
    array.destroy();
    state.destroy();
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
