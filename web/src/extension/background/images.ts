/** Pictures that a page shows but may not read: fetched here, from origins that the person has allowed. */
import { toBase64 } from "../engine/wire";
import type { FetchedImage } from "../messages";

/** The file at `url`; null while its origin is not allowed. */
export async function fetchImage(url: string): Promise<FetchedImage | null> {
  if (!(await chrome.permissions.contains({ origins: [pattern(url)] }))) return null;
  const response = await fetch(url, { credentials: "include" });
  if (!response.ok) throw new Error(`${new URL(url).host} answered with HTTP ${response.status}.`);
  const file = await response.blob();
  return { base64: await toBase64(file), type: file.type };
}

/** What a permission for this address's origin is asked with; such patterns have no port. */
export function pattern(url: string): string {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}/*`;
}

/** Opens a small window that asks, since a content script may not; the answer is told by the extension's storage. */
export async function askOrigin(url: string): Promise<null> {
  const page = chrome.runtime.getURL(`permission.html?${new URLSearchParams({ pattern: pattern(url) })}`);
  await chrome.windows.create({ url: page, type: "popup", width: 480, height: 360 });
  return null;
}
