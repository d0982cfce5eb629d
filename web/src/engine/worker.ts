/** The worker's end of the protocol: requests are answered one after another, each exactly once. */
import { checkWasm } from "./abilities";
import { WorkerEngine } from "./engine";
import { AnnotatorError, toFailure } from "./errors";
import { type Answer, answered, type Kind, PROTOCOL, type Progress, type Reply, type Request } from "./protocol";
import { HELPER, help } from "./threads";

/** The part of a worker's global scope that is used here. */
interface Port {
  name: string;
  postMessage(reply: Reply, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Request>) => void): void;
}

const port = globalThis as unknown as Port; // the DOM's types describe a window here
let engine: Promise<WorkerEngine> | null = null;
let turn: Promise<void> = Promise.resolve();
/** How many requests wait or are being answered, and the last one that "hurry" was told after. */
let waiting = 0;
let hurriedAfter = 0;

if (port.name === HELPER) help();
else port.addEventListener("message", ({ data }) => take(data));

function take(data: Request): void {
  if (data.kind === "hurry") hurriedAfter = data.id;
  if (data.kind === "hurry" || data.kind === "ping") {
    port.postMessage({ kind: "answer", id: data.id, ok: true, value: null });
    return;
  }
  if (data.kind === "backend") {
    void answer(data);
    return;
  }
  waiting++;
  turn = turn.then(() => answer(data)).finally(() => waiting--);
}

async function answer(request: Request): Promise<void> {
  const { id } = request;
  try {
    const value = await handle(request);
    port.postMessage({ kind: "answer", id, ok: true, value }, answered(value));
  } catch (error) {
    if (isFatal(error)) return die(error);
    port.postMessage({ kind: "answer", id, ok: false, error: toFailure(error) });
  }
}

async function handle(request: Request): Promise<Answer<Kind>> {
  if (request.kind === "start") return (await start(request)).started;
  const running = await engine;
  if (!running) throw new Error(`"${request.kind}" came before "start"`);
  switch (request.kind) {
    case "open":
      return running.open(request);
    case "begin":
      return running.begin(request);
    case "click":
      return running.click(request);
    case "preview":
      return running.preview(request, () => waiting > 1 || request.id < hurriedAfter);
    case "move":
      return running.move(request);
    case "setMask":
      return running.setMask(request);
    case "close":
      return running.close(request);
    case "export":
      return running.exchange.write(request);
    case "import":
      return running.exchange.read(request);
    case "backend":
      return running.backend;
    case "ping":
    case "hurry":
      return null;
    default:
      return unknownRequest(request);
  }
}

function start(request: Request & { kind: "start" }): Promise<WorkerEngine> {
  if (request.protocol !== PROTOCOL) {
    throw new AnnotatorError({
      code: "asset-corrupted",
      message: `The page speaks protocol ${request.protocol}, the worker ${PROTOCOL}.`,
      hint: "Script and assets are of different versions: copy both from one build, and reload without the cache.",
      wording: { name: "asset-corrupted-version", values: {} },
    });
  }
  const tell = (progress: Progress) => port.postMessage({ kind: "progress", id: request.id, progress });
  engine ??= checkWasm().then(() => WorkerEngine.start(request, tell));
  return engine;
}

/** A runtime that trapped or ran out of memory can answer nothing any more, whatever it is asked. */
function isFatal(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || (error instanceof Error && error.name.includes("Fatal"));
}

/** An error that nobody catches tells the page, which then starts a fresh worker; until then nothing is answered. */
function die(error: unknown): Promise<never> {
  setTimeout(() => {
    throw error;
  });
  return new Promise(() => {});
}

function unknownRequest(request: never): never {
  throw new Error(`unknown request ${JSON.stringify(request)}`);
}
