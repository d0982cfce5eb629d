/** The only code of ours in the page's own world: it finds the page's adapter and calls it. It holds nothing secret. */
import {
  type Order,
  type Outline,
  Refusal,
  type Refused,
  type SiteAdapter,
  type SiteTask,
  type Written,
} from "./adapter";
import { labelStudio } from "./label_studio";
import { mark } from "./mark";
import { compare, decodePng, isInside } from "./pictures";
import { outerRing } from "./ring";

/** What the background calls; argument and answer are JSON. */
export interface Bridge {
  read(): Promise<SiteTask | Refused | null>;
  write(order: Order): Promise<Written | Refused>;
}

export interface BridgeWindow {
  focalclickBridge: Bridge;
  /** The page's own adapter. */
  focalclickAdapter?: SiteAdapter;
}

const page = window as unknown as BridgeWindow;
const METHODS = ["detect", "task", "picture", "regions", "labels", "write", "add"] as const;

page.focalclickBridge = {
  read: () => answer(read),
  write: (order) => answer(() => write(order)),
};

function adapter(): SiteAdapter | null {
  const own = page.focalclickAdapter;
  const missing = own && METHODS.find((name) => typeof own[name] !== "function");
  if (missing) throw new Error(`window.focalclickAdapter lacks ${missing}().`);
  return [own, labelStudio].find((candidate) => candidate?.detect()) ?? null;
}

async function read(): Promise<SiteTask | null> {
  const found = adapter();
  const picture = found?.picture();
  if (!found || !picture) return null;
  const [open, regions] = [openIn(found), await found.regions()];
  mark(picture);
  return { site: found.name, task: found.task(), open, regions, labels: found.labels() };
}

function openIn(found: SiteAdapter): string {
  return JSON.stringify([found.task(), found.shown?.()]);
}

/** Has the site take a mask over, if it still shows the task and the region that the mask was made for. */
async function write({ open, mask, target }: Order): Promise<Written> {
  const found = adapter();
  if (!found) throw new Refusal("closed");
  const pixels = await decodePng(mask);
  const region = "id" in target ? await maskIn(found, target.id) : null;
  if (openIn(found) !== open) throw new Refusal("moved");
  if (!isOfSize(pixels, found.picture())) throw new Refusal("size");
  const outline = outlineOf(pixels);
  if ("label" in target) return held(found, await found.add(target.label, pixels, outline), mask);
  if (region === null) throw new Refusal("removed");
  if (region !== target.before) throw new Refusal("changed");
  await found.write(target.id, pixels, outline);
  const written = await held(found, target.id, mask);
  if (!written.held) throw new Refusal("untaken");
  return written;
}

function isOfSize({ width, height }: ImageData, picture: Element | null): boolean {
  if (picture instanceof HTMLImageElement) return picture.naturalWidth === width && picture.naturalHeight === height;
  return picture instanceof HTMLCanvasElement && picture.width === width && picture.height === height;
}

function outlineOf(mask: ImageData): Outline {
  return () => {
    const ring = outerRing(mask.width, mask.height, (pixel) => isInside(mask, pixel));
    if (!ring) throw new Refusal("outline");
    return ring;
  };
}

async function held(found: SiteAdapter, id: string, mask: string): Promise<Written> {
  const now = await maskIn(found, id);
  return { id, held: now === null ? null : compare(await decodePng(mask), await decodePng(now)) };
}

async function maskIn(found: SiteAdapter, id: string): Promise<string | null> {
  return (await found.regions()).find((region) => region.id === id)?.mask ?? null;
}

async function answer<T>(work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { name: site } = page.focalclickAdapter ?? labelStudio;
    return { refused: error instanceof Refusal ? error.code : "failed", message, site };
  }
}
