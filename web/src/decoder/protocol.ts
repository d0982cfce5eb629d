/** What the page and the decoding worker say to each other: one question, one answer. */
import type { Levels } from "./levels";

export interface DecodeRequest {
  file: Blob;
  kind: "png" | "tiff";
  /** Null: chosen to fit. "all": from nothing to the largest value, none of which becomes nothing (for masks). */
  levels: Levels | "all" | null;
}

export type DecodeReply =
  | { ok: true; bitmap: ImageBitmap; bits: number; pages: number; levels: Levels; stretched: boolean }
  | { ok: false; message: string };
