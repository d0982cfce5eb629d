/** The page's work: the tool, and the samples or the set of images that it goes through. */
import { render } from "lit";
import type { Brought, ExportAsked, FocalclickAnnotator, Keeper } from "../element/index";
import { download, Words } from "../element/index";
import { Batch, type BatchItem, pathOf, Store, type Writer } from "../store/index";
import { byId } from "./dom";
import { readSamples } from "./samples";
import { type Actions, sampleStrip, setStrip } from "./strip";

/** Of many masks that were left out, how many are named. */
const NAMES_TOLD = 3;

export class Bench {
  readonly samples = readSamples();
  private readonly place = byId("strip", HTMLElement);
  private readonly words: Words;
  private readonly pictures = new Map<BatchItem, string>();
  private batch: Batch | null = null;
  private store: Promise<Store> | null = null;
  private readonly actions: Actions = {
    sample: (sample) => {
      this.leaveSet();
      void this.open(sample);
    },
    go: (place) => void this.show(this.batch?.go(place)),
    picture: (item) => this.pictureOf(item),
  };

  constructor(private readonly element: FocalclickAnnotator) {
    this.words = new Words(element.language);
    document.documentElement.lang = this.words.language;
    this.draw();
  }

  /** Opens images that a person brought: one by itself, several as a set; without the browser's storage the first alone. */
  async take({ files }: Brought): Promise<void> {
    this.store ??= Store.open();
    const store = await this.store.catch(() => null); // keeping the work fails likewise, and tells why
    if (!store) return this.openAlone(files[0]);
    const { assetPath = "assets/" } = this.element;
    const batch = await Batch.open(files, store, { assetPath, language: this.words.language });
    this.leaveSet();
    batch.on("change", () => this.draw());
    this.batch = batch;
    await this.show(batch.current);
    if (batch === this.batch) this.tellSpare(batch);
  }

  private tellSpare({ spare }: Batch): void {
    if (spare.length === 0) return;
    const names = spare.slice(0, NAMES_TOLD).map(pathOf).join(", ") + (spare.length > NAMES_TOLD ? " …" : "");
    const message = this.words.say("set-spare", { count: spare.length, names });
    this.element.tool.notices.inform("set-spare", message, this.words.say("set-spare-hint"));
  }

  private openAlone(image: File | undefined): void {
    this.store = null; // the next image tries again
    this.leaveSet();
    if (image) void this.open({ image, name: image.name });
  }

  /** Goes `by` images on in the set. */
  step(by: number): void {
    void this.show(this.batch?.step(by));
  }

  /** The image shown is kept by `keeper`: the set marks it as it is saved. */
  kept(keeper: Keeper): void {
    if (this.batch && this.batch.current.image === this.element.tool.desk.work?.image) void this.batch.watch(keeper);
  }

  /** Exports the whole set as one zip. */
  async exportSet({ format, options }: ExportAsked): Promise<void> {
    const { annotator, tool } = this.element;
    if (!this.batch || !annotator) return;
    await tool.keeping.settle();
    const write: Writer = (...asked) => annotator.exportPictures(...asked);
    const { zip, losses } = await this.batch.export(write, format, options);
    download(zip, `${format}.zip`);
    tool.exports.report(1, losses);
  }

  draw(): void {
    const { tool } = this.element;
    tool.inSet = (this.batch?.items.length ?? 0) > 1;
    tool.hasNext = this.batch?.items[this.batch.at + 1] !== undefined;
    const shown = this.samples.find(
      ({ image, mask }) => image === tool.desk.work?.image && mask === tool.desk.work.mask,
    );
    const strip =
      this.batch && tool.inSet
        ? setStrip(this.batch, this.words, this.actions)
        : sampleStrip(this.samples, shown, this.words, this.actions);
    render(strip, this.place);
    tool.update();
  }

  /** Resolves when the image is open, or could not be opened. */
  private async show(item: BatchItem | null | undefined): Promise<void> {
    if (!item) return;
    const opening = this.open({ image: item.image, mask: item.mask ?? undefined, name: item.image.name });
    this.draw();
    await opening;
  }

  private async open(work: Parameters<FocalclickAnnotator["open"]>[0]): Promise<void> {
    await this.element.open(work).catch(() => null); // the tool has told it
  }

  private leaveSet(): void {
    for (const address of this.pictures.values()) URL.revokeObjectURL(address);
    this.pictures.clear();
    this.batch = null;
  }

  private pictureOf(item: BatchItem): string {
    const address = this.pictures.get(item) ?? URL.createObjectURL(item.image);
    this.pictures.set(item, address);
    return address;
  }
}
