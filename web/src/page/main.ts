/** The annotation page: the tool, and below it samples to try or the set of images being annotated. */
import type { Annotator } from "../annotator/index";
import { type Brought, type ExportAsked, type FocalclickAnnotator, type Keeper, TAG } from "../element/index";
import { askedBackend, askedLanguage, askedThreads, askedWork, keepsWork } from "./address";
import { Bench } from "./bench";
import { listenOutside } from "./outside";

declare global {
  interface Window {
    /** The annotator; until the first one is ready, the promise of it. */
    annotator: Annotator | Promise<Annotator>;
  }
  interface HTMLElementEventMap {
    "focalclick-open": CustomEvent<{ annotator: Annotator; name: string }>;
    "focalclick-files": CustomEvent<Brought>;
    "focalclick-kept": CustomEvent<Keeper>;
    "focalclick-navigate": CustomEvent<1 | -1>;
    "focalclick-export": CustomEvent<ExportAsked>;
  }
}

const element = makeElement();
const { tool } = element;
const bench = new Bench(element);
const take = (brought: Brought) => tool.attempt(() => bench.take(brought));

element.addEventListener("focalclick-opening", () => {
  if (!element.annotator && tool.desk.ready) window.annotator = tool.desk.ready;
});
element.addEventListener("focalclick-open", ({ detail }) => {
  window.annotator = detail.annotator;
  bench.draw();
});
element.addEventListener("focalclick-files", (event) => {
  event.preventDefault();
  take(event.detail);
});
element.addEventListener("focalclick-kept", ({ detail }) => bench.kept(detail));
element.addEventListener("focalclick-navigate", ({ detail }) => bench.step(detail));
element.addEventListener("focalclick-export", (event) => {
  if (!tool.inSet || !tool.exports.wholeSet) return;
  event.preventDefault();
  tool.attempt(() => bench.exportSet(event.detail));
});
listenOutside(take);

const first = askedWork() ?? bench.samples[0];
if (first) element.open(first).catch(() => null); // the tool has told it

function makeElement(): FocalclickAnnotator {
  const element = document.createElement(TAG);
  const language = askedLanguage();
  const threads = askedThreads();
  const backend = askedBackend();
  Object.assign(element, { files: true, autosave: keepsWork(), keys: "page", assetPath: "assets/" });
  if (language) element.language = language;
  if (threads) element.threads = threads;
  if (backend) element.backend = backend;
  document.querySelector("main")?.append(element);
  return element;
}
