/** Finding, downloading and checking the files that the engine runs from. */
import * as v from "valibot";
import { forgetAsset, forgetOthers, keepAsset, recallAsset } from "./asset_cache";
import { AnnotatorError } from "./errors";

/** The browser's own: while Python starts, the global one answers nobody but Python. */
const load = globalThis.fetch.bind(globalThis);

const ASSET = v.object({ file: v.string(), bytes: v.number(), sha256: v.string() });
const MANIFEST = v.record(v.string(), ASSET);

export type Asset = v.InferOutput<typeof ASSET>;

/** Names of assets with where they lie. */
export class Manifest {
  constructor(
    private readonly base: URL,
    private readonly assets: Record<string, Asset>,
  ) {}

  get(name: string): Asset {
    const asset = this.assets[name];
    if (!asset) throw missing(`manifest.json has no entry "${name}"`, this.base);
    return asset;
  }

  url(name: string): URL {
    return new URL(this.get(name).file, this.base);
  }

  get names(): string[] {
    return Object.keys(this.assets);
  }

  /** Drops what an older build has left in the cache. */
  async forgetOlder(): Promise<void> {
    const current = this.names.map((name) => this.url(name).href);
    await forgetOthers(new URL(".", this.base), new Set(current));
  }
}

/** Reads `manifest.json` in the folder `assets` (an absolute URL). */
export async function fetchManifest(assets: string): Promise<Manifest> {
  const url = new URL("manifest.json", assets.endsWith("/") ? assets : `${assets}/`);
  const response = await get(url, { cache: "no-cache" });
  const parsed = v.safeParse(MANIFEST, await response.json().catch(() => null));
  if (!parsed.success) throw corrupted(url, "it is not a list of assets");
  return new Manifest(url, parsed.output);
}

/** Downloads of one start, side by side, with the bytes of all of them summed up. */
export class Downloads {
  /** Whether anything came from the network that a later visit will find kept. */
  fresh = false;
  private done = 0;
  private total = 0;

  constructor(
    private readonly manifest: Manifest,
    private readonly report: (done: number, total: number) => void = () => {},
  ) {}

  /** Verified bytes of the asset `name`: what an earlier visit kept, else from the network. */
  async bytes(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const asset = this.manifest.get(name);
    this.total += asset.bytes;
    const url = this.manifest.url(name);
    const script = /\.m?js$/.test(asset.file); // the browser loads it by its address, from its own cache
    const kept = script ? null : await this.recall(asset, url);
    if (kept) return kept;
    const content = await this.load(asset, url);
    if (script) return content;
    this.fresh = true;
    void keepAsset(url, content);
    return content;
  }

  /** Downloads the asset `name` past every cache and verifies it. */
  async reload(name: string): Promise<void> {
    await this.load(this.manifest.get(name), this.manifest.url(name), { cache: "reload" });
  }

  /** Verified text of the asset `name`. */
  async text(name: string): Promise<string> {
    return new TextDecoder().decode(await this.bytes(name));
  }

  private async load(asset: Asset, url: URL, init?: RequestInit): Promise<Uint8Array<ArrayBuffer>> {
    const content = await this.read(await get(url, init), asset, url);
    await verify(content, asset, url);
    return content;
  }

  private async recall(asset: Asset, url: URL): Promise<Uint8Array<ArrayBuffer> | null> {
    const response = await recallAsset(url);
    if (!response) return null;
    const content = new Uint8Array(await response.arrayBuffer());
    try {
      await verify(content, asset, url);
    } catch {
      await forgetAsset(url);
      return null;
    }
    this.done += content.length;
    this.report(this.done, this.total);
    return content;
  }

  private async read(response: Response, asset: Asset, url: URL): Promise<Uint8Array<ArrayBuffer>> {
    const content = new Uint8Array(asset.bytes);
    let length = 0;
    for await (const chunk of chunks(response)) {
      if (length + chunk.length > content.length) throw corrupted(url, `it is longer than ${asset.bytes} bytes`);
      content.set(chunk, length);
      length += chunk.length;
      this.done += chunk.length;
      this.report(this.done, this.total);
    }
    if (length < content.length) throw corrupted(url, `it has ${length} of ${asset.bytes} bytes`);
    return content;
  }
}

async function* chunks(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Throws where a content is not the expected one. `crypto.subtle` exists on https and localhost only; elsewhere the length alone is checked. */
export async function verify(content: Uint8Array<ArrayBuffer>, asset: Asset, url: URL): Promise<void> {
  if (!globalThis.crypto?.subtle) return;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (sha256 !== asset.sha256)
    throw corrupted(url, `its SHA-256 is ${sha256.slice(0, 12)}… where ${asset.sha256.slice(0, 12)}… was expected`);
}

async function get(url: URL, init?: RequestInit): Promise<Response> {
  const response = await load(url, init).catch((error: unknown) => {
    throw missing(`${url.pathname} could not be loaded (${error instanceof Error ? error.message : error})`, url);
  });
  if (!response.ok) throw missing(`${url.pathname} could not be loaded (HTTP ${response.status})`, url);
  return response;
}

function missing(message: string, url: URL): AnnotatorError {
  const hint = `Put the built "assets" folder where ${new URL(".", url).href} is, or set assetPath to where it lies.`;
  const values = { file: url.pathname, folder: new URL(".", url).href };
  return new AnnotatorError({ code: "asset-missing", message, hint, wording: { name: "asset-missing", values } });
}

function corrupted(url: URL, why: string): AnnotatorError {
  const hint = "Reload the page without the cache; if that does not help, build the assets again and copy all of them.";
  const message = `${url.pathname} is damaged: ${why}.`;
  const wording = { name: "asset-corrupted", values: { file: url.pathname } };
  return new AnnotatorError({ code: "asset-corrupted", message, hint, wording });
}
