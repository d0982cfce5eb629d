/** `<focalclick-annotator src mask model …>`: the whole tool as one element, in a shadow root of its own. */
import { type PropertyValues, ReactiveElement } from "lit";
import type { ClassInfo } from "../annotator/contract";
import type { Annotator, AnnotatorOptions } from "../annotator/index";
import { CLASS_COLORS } from "./classes";
import type { Work } from "./desk";
import { Tool } from "./tool";

export const TAG = "focalclick-annotator";

export class FocalclickAnnotator extends ReactiveElement {
  static override properties = {
    src: { type: String },
    mask: { type: String },
    name: { type: String },
    model: { type: String },
    merge: { type: String },
    threads: { type: Number },
    backend: { type: String },
    assetPath: { type: String, attribute: "asset-path" },
    classes: { type: String },
    language: { type: String, attribute: "lang" },
    files: { type: Boolean },
    autosave: { type: Boolean },
    keys: { type: String },
  };

  /** Address of the image; `open` takes other sources, too. */
  declare src: string | undefined;
  /** Address of a mask to correct. */
  declare mask: string | undefined;
  /** Name of the image, for the names of what is exported; by default the end of its address. */
  declare name: string | undefined;
  declare model: string | undefined;
  declare merge: AnnotatorOptions["merge"] | undefined;
  declare threads: number | undefined;
  declare backend: AnnotatorOptions["backend"] | undefined;
  declare assetPath: string | undefined;
  /** Names of classes, with commas between them. */
  declare classes: string | undefined;
  /** "en" or "de"; by default the browser's own. */
  declare language: string | undefined;
  /** Lets people open, drop and paste images of their own. */
  declare files: boolean;
  /** Keeps the work in this browser, and finds it again. */
  declare autosave: boolean;
  /** "page": keys count wherever the focus is in the page; by default in this element alone. */
  declare keys: "focus" | "page" | undefined;
  private made: Tool | null = null;

  /** The annotator of the image shown, null while there is none. Its methods are the API. */
  get annotator(): Annotator | null {
    return this.made?.annotator ?? null;
  }

  /** The tool inside, made when the element comes into a page. */
  get tool(): Tool {
    this.made ??= new Tool(this.shadowRoot ?? this.attachShadow({ mode: "open" }), this, this.settings());
    return this.made;
  }

  /** Opens an image of any kind; resolves to its annotator when its first click can be computed. */
  open(work: Work): Promise<Annotator> {
    return this.tool.open(work);
  }

  override createRenderRoot(): ShadowRoot {
    return this.tool.root;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // An element that is only moved is connected again before this turn ends.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.made?.destroy();
      this.made = null;
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && !this.made) this.openSource();
  }

  protected override update(changed: PropertyValues<this>): void {
    super.update(changed);
    if (changed.has("language")) this.tool.language = this.language;
    if (changed.has("src") || changed.has("model")) this.openSource();
    else if (changed.has("mask") && this.mask && this.annotator) void this.tool.setMask(this.mask, this.mask);
  }

  private openSource(): void {
    const { src, mask } = this;
    if (!src) return;
    const work = { image: src, mask, name: this.name ?? fileName(src) };
    this.tool.open(work).catch(() => null); // a notice and `focalclick-failed` tell it
  }

  private settings(): Tool["settings"] {
    const { files, autosave, keys, language } = this;
    return { options: () => this.options(), language, files, autosave, keys: keys ?? "focus" };
  }

  private options(): AnnotatorOptions {
    const { assetPath, model, merge, threads, backend, classes } = this;
    return {
      ...(assetPath && { assetPath }),
      ...(model && { model }),
      ...(merge && { merge }),
      ...(threads && { threads }),
      ...(backend && { backend }),
      ...(classes && { classes: parseClasses(classes) }),
    };
  }
}

/** The last part of an address, without its query. */
export function fileName(address: string): string {
  return address.split(/[?#]/)[0]?.split("/").at(-1) || "image";
}

function parseClasses(names: string): ClassInfo[] {
  return names
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean)
    .map((name, index) => ({ id: name, name, color: CLASS_COLORS[index % CLASS_COLORS.length] ?? "" }));
}

/** Makes the element known to the page; a second time does nothing. */
export function defineElement(): void {
  if (!customElements.get(TAG)) customElements.define(TAG, FocalclickAnnotator);
}

declare global {
  interface HTMLElementTagNameMap {
    [TAG]: FocalclickAnnotator;
  }
}
