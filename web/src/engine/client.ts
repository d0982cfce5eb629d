/** The page's end of the worker: one shared engine per set of assets, requests by id, crashes told to everybody. */
import { checkBrowser, workerRefused } from "./abilities";
import { Downloads, fetchManifest } from "./assets";
import { AnnotatorError, asAnnotatorError } from "./errors";
import {
  type Answer,
  type Ask,
  type Backend,
  type Kind,
  type OwnModel,
  PROTOCOL,
  type Progress,
  type Reply,
  type Request,
  type Started,
  transferables,
} from "./protocol";
import { scriptUrl } from "./script_url";

/** What an engine is made from; equal choices share one worker. */
export interface EngineChoice {
  /** URL of the folder that holds `manifest.json`. */
  assets: string;
  model: string;
  /** 0: as many as a measurement finds free. */
  threads: number;
  /** By default WebAssembly. */
  backend?: Backend;
  /** A model that the page brings; `model` then is a name that no other one has. */
  own?: OwnModel;
}

/** What takes requests to a running engine: a worker of this page, or a way to one in another document. */
export interface Carrier {
  send(request: Request, transfer: Transferable[]): void;
  /** Ends it; nothing is heard of it any more. */
  close(): void;
}

/** What an engine hears from its carrier. */
export interface Hearer {
  reply(reply: Reply): void;
  /** It can carry no more. */
  failed(why?: string | AnnotatorError): void;
}

export type OpenCarrier = (choice: EngineChoice, hearer: Hearer) => Promise<Carrier>;

let openCarrier: OpenCarrier = openWorkerCarrier;

/** Has engines started from now on reached by `open`, where a page may not run the worker itself. */
export function carryBy(open: OpenCarrier): void {
  openCarrier = open;
}

interface Waiting {
  resolve(value: Answer<Kind>): void;
  reject(error: AnnotatorError): void;
}

const CRASHED = {
  code: "worker-crashed",
  hint: "Your work is kept, with every step. Click again: the engine restarts and goes on from there.",
  wording: { name: "worker-crashed", values: {} },
} as const;

/** What is told of an annotator that is there no more. */
export const DESTROYED = {
  code: "destroyed",
  message: "The annotator was destroyed.",
  hint: "Create a new one.",
  wording: { name: "destroyed", values: {} },
} as const;

/** A worker that is silent for so long is asked whether it still lives, and given up if that takes as long again. */
const SILENCE_MS = 30_000;

/** A worker with Pyodide and onnxruntime-web in it. Made by `acquireEngine`. */
export class Engine {
  readonly started: Promise<Started>;
  /** Set once the worker can answer no more; the next `acquireEngine` starts a fresh one. */
  crash: AnnotatorError | null = null;
  private carrier: Carrier | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Set<(progress: Progress) => void>();
  private lastId = 0;
  private watch: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly choice: EngineChoice) {
    this.started = this.start();
    this.started.catch((error: unknown) => this.fail(asAnnotatorError(error)));
  }

  /** Sends one request and resolves to its answer, or rejects with an `AnnotatorError`. */
  ask<K extends Kind>(kind: K, ask: Ask<K>): Promise<Answer<K>> {
    const { carrier } = this;
    if (this.crash || !carrier) {
      return Promise.reject(this.crash ?? new AnnotatorError({ ...CRASHED, message: "The engine is not running." }));
    }
    const id = ++this.lastId;
    const request = { kind, id, ...ask } as unknown as Request; // TypeScript cannot correlate `kind` with `ask` in the union
    return new Promise<Answer<K>>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
      if (this.waiting.size === 1) this.listen(false);
      carrier.send(request, transferables(request));
    });
  }

  /** Calls `listener` with every step of the start; returns a function that stops it. */
  onProgress(listener: (progress: Progress) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Ends the worker; requests still waiting are rejected. */
  stop(): void {
    this.fail(new AnnotatorError(DESTROYED));
  }

  private async start(): Promise<Started> {
    const carrier = await openCarrier(this.choice, {
      reply: (reply) => this.receive(reply),
      failed: (why) => this.fail(why instanceof AnnotatorError ? why : crashError(why)),
    });
    if (this.crash) carrier.close();
    else this.carrier = carrier;
    return this.ask("start", { protocol: PROTOCOL, ...this.choice });
  }

  /** While an answer is awaited: a browser may kill a worker without a word. */
  private listen(pinged: boolean): void {
    clearTimeout(this.watch);
    if (this.waiting.size === 0) return;
    this.watch = setTimeout(() => {
      if (pinged) return this.fail(crashError());
      this.carrier?.send({ kind: "ping", id: 0 }, []);
      this.listen(true);
    }, SILENCE_MS);
  }

  private receive(reply: Reply): void {
    this.hear(reply);
    this.listen(false);
  }

  private hear(reply: Reply): void {
    if (reply.kind === "progress") {
      for (const listener of this.listeners) listener(reply.progress);
      return;
    }
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.value);
    else waiting?.reject(new AnnotatorError(reply.error));
  }

  private fail(error: AnnotatorError): void {
    this.crash ??= error;
    this.carrier?.close();
    this.carrier = null;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
    clearTimeout(this.watch);
    engines.forget(this);
  }
}

function crashError(why = "its worker could not run"): AnnotatorError {
  return new AnnotatorError({ ...CRASHED, message: `The annotation engine stopped: ${why}.` });
}

async function openWorkerCarrier({ assets }: EngineChoice, hearer: Hearer): Promise<Carrier> {
  checkBrowser();
  const manifest = await fetchManifest(assets);
  await new Downloads(manifest).bytes("worker"); // a missing or damaged script is named, which a Worker would not do
  const worker = openWorker(manifest.url("worker"));
  let heard = false;
  worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
    heard = true;
    hearer.reply(data);
  });
  worker.addEventListener("messageerror", () => hearer.failed());
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    hearer.failed(heard || event.message ? event.message || undefined : workerRefused());
  });
  return { send: (request, transfer) => worker.postMessage(request, transfer), close: () => worker.terminate() };
}

/** A worker must come from the page's own origin; from another one it is started through a one-line blob. */
export function openWorker(url: URL): Worker {
  const own = url.origin === location.origin;
  const shim = () =>
    URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" }));
  try {
    return new Worker(scriptUrl(own ? url.href : shim()), { type: "module" });
  } catch {
    throw workerRefused(); // most browsers tell it by an event instead
  }
}

/** Engines in use, counted: the last annotator to leave ends its worker. */
class Engines {
  private readonly running = new Map<string, { engine: Engine; users: number }>();

  acquire(choice: EngineChoice): Engine {
    const key = keyOf(choice);
    const entry = this.running.get(key) ?? { engine: new Engine(choice), users: 0 };
    entry.users += 1;
    this.running.set(key, entry);
    return entry.engine;
  }

  release(engine: Engine): void {
    const entry = this.running.get(keyOf(engine.choice));
    if (entry?.engine !== engine) return;
    entry.users -= 1;
    if (entry.users === 0) engine.stop();
  }

  forget(engine: Engine): void {
    const key = keyOf(engine.choice);
    if (this.running.get(key)?.engine === engine) this.running.delete(key);
  }
}

function keyOf({ assets, model, threads, backend }: EngineChoice): string {
  return JSON.stringify([assets, model, threads, backend]);
}

const engines = new Engines();

/** The engine of these choices, shared with every other annotator that made them. Give it back with `releaseEngine`. */
export const acquireEngine = (choice: EngineChoice): Engine => engines.acquire(choice);

/** Gives an engine back; its worker ends when nobody uses it any more. */
export const releaseEngine = (engine: Engine): void => engines.release(engine);
