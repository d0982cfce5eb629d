/** Which rows of the list of objects are drawn: all of a few, of many those in sight and some beside them. */
import type { ObjectId } from "../annotator/contract";
import type { Tool } from "./tool";

/** Height of a row with the gap to the next, in CSS pixels; see `styles/panel.ts`. */
export const ROW = 54;
/** Up to so many are all drawn. */
const FEW = 40;
/** So many beside those in sight. */
const BESIDE = 6;

export class Rows {
  private from = 0;
  private rows = 24;
  private followed: ObjectId | null = null;

  constructor(private readonly tool: Tool) {}

  /** Places of the rows that are drawn, the end not included. */
  range(count: number): { from: number; to: number } {
    if (count <= FEW) return { from: 0, to: count };
    const from = Math.max(0, Math.min(this.from, count - this.rows));
    return { from, to: Math.min(count, from + this.rows) };
  }

  /** The list was scrolled, or is another size. */
  see(list: Element): void {
    const step = ROW * BESIDE;
    const from = Math.max(0, Math.floor(list.scrollTop / step) - 1) * BESIDE;
    const rows = Math.ceil(list.clientHeight / ROW) + 3 * BESIDE;
    if (from === this.from && rows === this.rows) return;
    Object.assign(this, { from, rows });
    this.tool.update();
  }

  /** Brings the active object's row into sight when another one became active. */
  follow(): void {
    const { annotator, root } = this.tool;
    const list = root.querySelector(".list");
    if (!annotator || !list || annotator.active === this.followed) return;
    this.followed = annotator.active;
    const top = ROW * annotator.objects.findIndex(({ id }) => id === annotator.active);
    const last = top + ROW - list.clientHeight;
    if (list.scrollTop > top) list.scrollTop = top;
    else if (list.scrollTop < last) list.scrollTop = last;
    this.see(list);
  }
}
