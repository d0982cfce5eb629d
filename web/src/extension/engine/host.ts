/** Where engines run: the offscreen document in Chromium, the background page in Firefox. Every tab's port ends here. */
import { acquireEngine, type Engine, type EngineChoice, releaseEngine } from "../../engine/client";
import { toFailure } from "../../engine/errors";
import type { Ask, Kind, Reply, Request } from "../../engine/protocol";
import { ENGINE_PORT } from "./port_carrier";
import { Wire } from "./wire";

/** An engine that nobody uses is kept for so long: the next image then begins at once. */
const IDLE_MS = 300_000;
/** More sessions than one tab ever opens: keeps the tabs' numbers apart in the one worker that they share. */
const SESSIONS = 1_000_000;

let ports = 0;

/** Answers every port of that name from now on. */
export function hostEngines(): void {
  chrome.runtime.onConnect.addListener((port) => {
    if (port.name === ENGINE_PORT && port.sender?.id === chrome.runtime.id) new Client(port, ++ports * SESSIONS);
  });
}

/** One tab's requests, answered by an engine that it shares with all others. */
class Client {
  private readonly wire: Wire;
  private readonly sessions = new Set<number>();
  private engine: Engine | null = null;

  constructor(
    private readonly port: chrome.runtime.Port,
    private readonly base: number,
  ) {
    this.wire = new Wire(
      port,
      (value) => value && this.take(value as Request),
      () => port.disconnect(), // the tab's end hears it
    );
    port.onDisconnect.addListener(() => this.leave());
  }

  private take(request: Request): void {
    this.answer(request).then(
      (value) => this.reply({ kind: "answer", id: request.id, ok: true, value }),
      (error) => {
        this.reply({ kind: "answer", id: request.id, ok: false, error: toFailure(error) });
        if (this.engine?.crash) this.port.disconnect(); // the tab hears it, and begins again with a new engine
      },
    );
  }

  private async answer(request: Request) {
    if (request.kind === "start") return this.start(request);
    const { kind, id: _, ...ask } = request;
    if (!this.engine) throw new Error(`"${kind}" came before "start"`);
    return this.engine.ask(kind as Kind, this.number(kind, ask) as Ask<Kind>);
  }

  /** The same request with a session number that no other tab has. */
  private number(kind: Kind, ask: object): object {
    if (!("session" in ask) || typeof ask.session !== "number") return ask;
    const session = this.base + ask.session;
    if (kind === "open") this.sessions.add(session);
    if (kind === "close") this.sessions.delete(session);
    return { ...ask, session };
  }

  private start({ id, model, threads }: Request & { kind: "start" }) {
    const choice: EngineChoice = { assets: chrome.runtime.getURL("assets/"), model, threads };
    this.engine ??= acquireEngine(choice);
    const stop = this.engine.onProgress((progress) => this.reply({ kind: "progress", id, progress }));
    return this.engine.started.finally(stop);
  }

  private reply(reply: Reply): void {
    this.wire.send(reply);
  }

  private leave(): void {
    const { engine } = this;
    if (!engine) return;
    for (const session of this.sessions) engine.ask("close", { session }).catch(() => null); // it may be gone
    setTimeout(() => releaseEngine(engine), IDLE_MS);
  }
}
