/** The work for elsewhere: the choice of a format, and its files as downloads or on the clipboard. */
import { html, type TemplateResult } from "lit";
import { download } from "../../element/exports";
import type { Tool } from "../../element/tool";
import { EXPORT_FORMATS, type ExportFormat } from "../settings";
import { say } from "../words";
import { cutout } from "./cutout";

const TEXT = /\.(json|xml|txt|yaml)$/;
const PICTURE = /\.png$/;

export class Exporting {
  constructor(
    private readonly tool: Tool,
    private format: ExportFormat,
  ) {}

  /** The controls. */
  get parts(): TemplateResult {
    const choose = ({ target }: Event) => {
      this.format = (target as HTMLSelectElement).value as ExportFormat;
    };
    const name = (format: ExportFormat) => formatName(format, this.tool.words);
    return html`<select aria-label=${say("format")} @change=${choose}>${EXPORT_FORMATS.map(
      (format) => html`<option value=${format} .selected=${format === this.format}>${name(format)}</option>`,
    )}</select>
    <button type="button" class="main" data-act="download" @click=${() => this.tool.attempt(() => this.download())}>${say("download")}</button>
    <button type="button" data-act="copy" @click=${() => this.tool.attempt(() => this.copy())}>${say("copy")}</button>`;
  }

  /** Hands the files to the browser's downloads. */
  async download(): Promise<void> {
    const { format, tool } = this;
    if (format !== "mask" && format !== "cutout") return tool.exports.write(format);
    const [file] = await this.files();
    if (!file) return;
    download(file, file.name);
    tool.status = say("downloaded", file.name);
  }

  /** Puts the one file that there is on the clipboard; where that cannot be, it becomes a download. */
  async copy(): Promise<void> {
    const [file, ...others] = await this.files();
    const fits = file && others.length === 0 && (TEXT.test(file.name) || PICTURE.test(file.name));
    if (fits && (await putOnClipboard(file))) {
      this.tool.status = say("copied");
      return;
    }
    await this.download();
    this.tool.notices.inform("uncopied", say(fits ? "uncopied" : "uncopiable"), "");
  }

  private async files(): Promise<File[]> {
    const { annotator, desk } = this.tool;
    if (!annotator || !desk.work) return [];
    const name = (suffix: string) => desk.work?.name.replace(/\.[^.]*$/, "") + suffix;
    if (this.format === "mask") return [new File([await annotator.getMask("png")], name("-mask.png"))];
    if (this.format === "cutout") return [new File([await cutout(annotator)], name("-cutout.png"))];
    const { files } = await this.tool.exports.compose(this.format);
    return files.map((file) => new File([file.bytes], file.name));
  }
}

/** What a format is called. */
export function formatName(format: ExportFormat, words: Tool["words"]): string {
  if (format === "mask") return say("format_mask");
  return format === "cutout" ? say("format_cutout") : words.say(`format-${format}`);
}

/** False where the page is not allowed to, as without https. */
async function putOnClipboard(file: File): Promise<boolean> {
  if (!navigator.clipboard?.write) return false;
  const type = PICTURE.test(file.name) ? "image/png" : "text/plain";
  const item = new ClipboardItem({ [type]: new Blob([file], { type }) });
  return navigator.clipboard.write([item]).then(
    () => true,
    () => false,
  );
}
