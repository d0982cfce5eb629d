/** The only code of ours in the page's own world: it finds the page's adapter and calls it. It holds nothing secret. */
import { MARK, type SiteAdapter, type SiteTask } from "./adapter";
import { labelStudio } from "./label_studio";
import { decodePng } from "./pictures";

export interface BridgeWindow {
  focalclickBridge: Record<string, (argument: unknown) => unknown>;
  /** The page's own adapter. */
  focalclickAdapter?: SiteAdapter;
}

const page = window as unknown as BridgeWindow;

function adapter(): SiteAdapter | null {
  const own = page.focalclickAdapter;
  return [own, labelStudio].find((candidate) => candidate?.detect()) ?? null;
}

async function read(): Promise<SiteTask | null> {
  const found = adapter();
  const picture = found?.picture();
  if (!found || !picture) return null;
  const task = { site: found.name, regions: await found.regions(), labels: found.labels() };
  picture.setAttribute(MARK, "");
  return task;
}

async function write(argument: unknown): Promise<{ id: string; losses: string }> {
  const { id, label, mask } = argument as { id?: string; label?: string; mask: string };
  const found = adapter();
  if (!found) throw new Error("The task is not open any more.");
  const pixels = await decodePng(mask);
  if (id === undefined) return { id: await found.add(label ?? "", pixels), losses: "" };
  return { id, losses: (await found.write(id, pixels)) ?? "" };
}

page.focalclickBridge = { read, write };
