/** How much this site keeps in the browser, and how to be rid of it. */
import { ASSET_CACHE } from "../engine/asset_cache";
import type { Store } from "./database";
import { storeError } from "./faults";

/** Bytes, as far as the browser tells them. */
export interface Usage {
  used: number;
  quota: number;
  /** How many documents are kept. */
  documents: number;
}

/** Bytes used by this site, documents and cached models together, and what the browser allows it. */
export async function storageUsage(store: Store): Promise<Usage> {
  const documents = (await store.list()).length;
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate()) ?? {};
  return { used: usage, quota, documents };
}

/** Forgets the cached models; they are downloaded again when they are needed. */
export async function clearAssets(): Promise<void> {
  if (globalThis.caches) await caches.delete(ASSET_CACHE).catch(storeError);
}
