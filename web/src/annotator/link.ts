/** One annotator's way to the engine: opens the image there, and again in a fresh engine after a crash. */
import { acquireEngine, type Engine, type EngineChoice, releaseEngine } from "../engine/client";
import type { Answer, Ask, BackendReport, Kind, Merge, OwnModel, Progress } from "../engine/protocol";
import type { Picture } from "./sources";

export interface LinkListeners {
  progress(progress: Progress): void;
  /** A reduced copy of a large image. */
  preview(preview: ImageBitmap): void;
}

/** Requests that concern an image. */
type ImageKind = Exclude<Kind, "start" | "backend" | "ping" | "hurry" | "export" | "import">;

let lastSession = 0;

export class Link {
  threads = 1;
  /** The models that there are, and the one in use; known once the engine has started. */
  models: readonly string[] = [];
  model = "";
  /** Grows with every engine; what an earlier one knew is lost. */
  generation = 0;
  private readonly session = ++lastSession;
  private engine: Engine | null = null;
  private opened: Promise<Engine> | null = null;

  constructor(
    private choice: EngineChoice,
    private readonly picture: Picture,
    private readonly merge: Merge | null,
    private readonly listeners: LinkListeners,
  ) {}

  /** Sends a request about the image. */
  async ask<K extends ImageKind>(kind: K, ask: Omit<Ask<K>, "session">): Promise<Answer<K>> {
    const engine = await this.connect();
    return engine.ask(kind, { ...ask, session: this.session } as unknown as Ask<K>); // the session completes each of them
  }

  /** Sends a request about files. */
  async exchange<K extends "export" | "import">(kind: K, ask: Ask<K>): Promise<Answer<K>> {
    return (await this.connect()).ask(kind, ask);
  }

  /** What computes the networks, once a measurement that is under way has ended. */
  async backend(): Promise<BackendReport> {
    return (await this.connect()).ask("backend", {});
  }

  /** The engine with the image open in it. */
  connect(): Promise<Engine> {
    if (!this.opened || this.engine?.crash) {
      const opened = this.open();
      this.opened = opened;
      opened.catch(() => {
        if (this.opened === opened) this.opened = null; // the next request tries again
      });
    }
    return this.opened;
  }

  /** Leaves the engine for one with another model; where that cannot be used, the old one stays. */
  async change(model: string, own?: OwnModel): Promise<void> {
    const before = this.choice;
    const { own: _, ...kept } = before;
    this.close();
    this.choice = own ? { ...kept, model, own } : { ...kept, model };
    try {
      await this.connect();
    } catch (error) {
      this.close();
      this.choice = before;
      throw error;
    }
  }

  /** Has whatever is computed beside all requests give way. */
  hurry(): void {
    this.engine?.ask("hurry", {}).catch(() => null); // the request that waits will tell
  }

  /** Forgets the image there and leaves the engine. */
  close(): void {
    const { engine } = this;
    this.engine = this.opened = null;
    if (!engine) return;
    engine.ask("close", { session: this.session }).catch(() => null); // it may be gone already
    releaseEngine(engine);
  }

  private async open(): Promise<Engine> {
    if (this.engine) releaseEngine(this.engine);
    const engine = acquireEngine(this.choice);
    this.engine = engine;
    this.generation++;
    const stop = engine.onProgress((progress) => this.listeners.progress(progress));
    try {
      const { threads, variants, variant } = await engine.started;
      Object.assign(this, { threads, models: variants, model: variant });
      const image = this.picture.file ?? (await createImageBitmap(this.picture.bitmap));
      const { preview } = await engine.ask("open", { session: this.session, image, merge: this.merge });
      if (preview) this.listeners.preview(preview);
      return engine;
    } finally {
      stop();
    }
  }
}
