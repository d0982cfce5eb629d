/** The only place that names what the extension's parts say to each other by single messages; engines have ports. */

import type { Bridge } from "./adapters/bridge";
import { say } from "./words";

/** Each message's kind with what it carries and what answers it. */
export interface Calls {
  /** Have the document in which engines run. */
  "wake-engine": { ask: object; answer: null };
  /** Fetch a picture that the page itself may not read; null where its origin has not been allowed. */
  "fetch-image": { ask: { url: string }; answer: FetchedImage | null };
  /** Ask the person, in a window of ours, to allow the origin of this address; `ANSWERED` in the storage tells the answer. */
  "ask-origin": { ask: { url: string }; answer: null };
  /** What the tab shows now, as the data URL of a PNG. */
  "capture-tab": { ask: object; answer: string };
  /** Call the bridge to a labeling site in the page's own world. */
  "call-bridge": { ask: { op: keyof Bridge; argument: unknown }; answer: unknown };
}

export interface FetchedImage {
  base64: string;
  type: string;
}

export type Kind = keyof Calls;
export type Message = { [K in Kind]: { kind: K } & Calls[K]["ask"] }[Kind];
export type Answered<K extends Kind> = { ok: true; value: Calls[K]["answer"] } | { ok: false; message: string };

/** What the background tells the content script of a tab: begin, on the picture of that address where one was chosen. */
export interface Begin {
  kind: "begin";
  picture: string | null;
}

/** Asks the background; rejects with its error, or when the extension was reloaded under this page. */
export async function ask<K extends Kind>(message: { kind: K } & Calls[K]["ask"]): Promise<Calls[K]["answer"]> {
  if (!isConnected()) throw new Error(say("reloaded"));
  const answered: Answered<K> = await chrome.runtime.sendMessage(message);
  if (answered.ok) return answered.value;
  throw new Error(answered.message);
}

/** False once the extension was reloaded, updated or removed while this page stayed open. */
export function isConnected(): boolean {
  return Boolean(chrome.runtime?.id);
}

/** Entry of the storage that changes with every answer to a question for permission. */
export const ANSWERED = "origin-answered";
