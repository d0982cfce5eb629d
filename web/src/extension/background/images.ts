/** Pictures that a page shows but may not read: fetched here, from origins that the person has allowed. */
import { toBase64 } from "../engine/wire";
import type { FetchedImage } from "../messages";
import { say } from "../words";

/** A site that says nothing for so long is given up; the browser would end a service worker that waits longer. */
const PATIENCE_MS = 20_000;

/** The file at `url`; null while its host is not allowed. */
export async function fetchImage(url: string): Promise<FetchedImage | null> {
  if (!(await chrome.permissions.contains({ origins: [pattern(url)] }))) return null;
  const file = await download(url);
  return { base64: await toBase64(file), type: file.type };
}

/** The file at `url`; rejects with what the person can be told. */
export async function download(url: string): Promise<Blob> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(new Error(say("silent"))), PATIENCE_MS);
  try {
    const response = await fetch(url, { credentials: "include", signal: patience.signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    clearTimeout(timer); // its body may take as long as it needs
    return await response.blob();
  } finally {
    clearTimeout(timer);
  }
}

/** What is asked for to read this address: its host on every port, since patterns in Firefox name none. */
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
