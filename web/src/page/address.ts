/** What the page's address asks for. */
import type { AnnotatorOptions } from "../annotator/index";
import type { Work } from "../element/index";
import { fileName } from "../element/index";

const query = new URL(location.href).searchParams;

/** `?image=…` and `?mask=…`: addresses on this site, or on one that lets this page read them. */
export function askedWork(): Work | null {
  const image = query.get("image");
  return image ? { image, mask: query.get("mask") ?? undefined, name: fileName(image) } : null;
}

/** `?threads=2`: how many threads the networks run on, where the page is served with `--threads`. */
export function askedThreads(): number | undefined {
  const threads = Number(query.get("threads"));
  return Number.isInteger(threads) && threads > 0 ? threads : undefined;
}

/** `?backend=webgpu`: what computes the networks; see `AnnotatorOptions`. */
export function askedBackend(): AnnotatorOptions["backend"] {
  return (["auto", "wasm", "webgpu"] as const).find((backend) => backend === query.get("backend"));
}

/** `?lang=de`: the page's language; by default the browser's. */
export function askedLanguage(): string | undefined {
  return query.get("lang") ?? undefined;
}

/** `?autosave=off`: nothing is kept in the browser, and nothing found again. */
export function keepsWork(): boolean {
  return query.get("autosave") !== "off";
}
