/** Asking a labeling site what it has open. */
import type { Refused, SiteTask } from "../adapters/adapter";
import { takeMark } from "../adapters/mark";
import { ask } from "../messages";

/** What the site says, null where there is none; and the element that shows the task's picture, if it can be reached. */
export interface Site {
  read: SiteTask | Refused | null;
  picture: Element | null;
}

export async function readSite(): Promise<Site> {
  const read = (await ask({ kind: "call-bridge", op: "read", argument: null })) as Site["read"];
  return { read, picture: takeMark() };
}
