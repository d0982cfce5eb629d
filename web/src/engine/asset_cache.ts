/** Verified assets in Cache Storage, so that a later visit starts without the network. Nothing unverified gets in. */

/** Its entries are named by address; hashed names make an old content never answer for a new one. */
export const ASSET_CACHE = "focalclick-assets";

/** What was kept for `url`, or null; the caller verifies it like a download. */
export async function recallAsset(url: URL): Promise<Response | null> {
  if (!globalThis.caches) return null; // no https
  return caches
    .open(ASSET_CACHE)
    .then(async (cache) => (await cache.match(url)) ?? null)
    .catch(() => null); // storage is switched off or damaged: the network has it
}

/** Keeps verified bytes; where there is no room, the next visit downloads again. */
export async function keepAsset(url: URL, content: Uint8Array<ArrayBuffer>): Promise<void> {
  if (!globalThis.caches) return;
  const response = new Response(content); // copies the bytes, which the caller may give away
  await caches
    .open(ASSET_CACHE)
    .then((cache) => cache.put(url, response))
    .catch(() => forgetAsset(url));
}

/** Drops a content that turned out damaged or could not be written whole. */
export async function forgetAsset(url: URL): Promise<void> {
  await caches
    .open(ASSET_CACHE)
    .then((cache) => cache.delete(url))
    .catch(() => null);
}

/** Drops what an older build has left in the same folder. */
export async function forgetOthers(folder: URL, current: ReadonlySet<string>): Promise<void> {
  if (!globalThis.caches) return;
  const cache = await caches.open(ASSET_CACHE).catch(() => null);
  const old = (await cache?.keys())?.filter(({ url }) => url.startsWith(folder.href) && !current.has(url)) ?? [];
  await Promise.all(old.map((request) => cache?.delete(request)));
}
