/** Documents that could not be saved, kept in memory until they can: leaving an image then loses nothing of it. */
import type { DocumentSnapshot } from "../annotator/contract";
import type { DocumentInfo } from "./database";

/** A document with what is known of it. */
export interface Kept {
  info: DocumentInfo;
  snapshot: DocumentSnapshot;
  /** The stored revision that it goes on from: its own where it is saved itself. */
  known: string | undefined;
}

/** Of all stores of this page, because they are one database. */
const waiting = new Map<string, Kept>();

/** Keeps a document; while there is one, the browser asks before the page is closed. */
export function hold(document: Kept): void {
  if (waiting.size === 0) addEventListener("beforeunload", ask);
  waiting.set(document.info.key, document);
}

/** Forgets a document: it is saved, or given up. */
export function release(key: string): void {
  if (waiting.delete(key) && waiting.size === 0) removeEventListener("beforeunload", ask);
}

export const held = (key: string): Kept | undefined => waiting.get(key);

export const allHeld = (): Kept[] => [...waiting.values()];

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
