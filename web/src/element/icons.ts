/** Lucide's line icons. Decorative: every button carries a label in words. */
import type { TemplateResult } from "lit";
import { html } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import {
  BringToFront,
  Brush,
  Check,
  ChevronLeft,
  ChevronRight,
  CircleMinus,
  CirclePlus,
  Combine,
  Contrast,
  Cpu,
  Download,
  EllipsisVertical,
  Eraser,
  Eye,
  EyeOff,
  FolderOpen,
  Hand,
  type IconNode,
  Image,
  Keyboard,
  Lasso,
  Layers,
  Lock,
  LockOpen,
  Maximize,
  Minus,
  MousePointerClick,
  Pencil,
  Pentagon,
  Plus,
  Redo2,
  RotateCcw,
  Save,
  ScanEye,
  SendToBack,
  SlidersHorizontal,
  Split,
  SquareDashed,
  SquareSplitHorizontal,
  Trash,
  TriangleAlert,
  Undo2,
  Upload,
  X,
} from "lucide";

const ICONS = {
  add: CirclePlus,
  alert: TriangleAlert,
  back: SendToBack,
  box: SquareDashed,
  brush: Brush,
  check: Check,
  click: MousePointerClick,
  close: X,
  compare: SquareSplitHorizontal,
  delete: Trash,
  eraser: Eraser,
  export: Download,
  fit: Maximize,
  front: BringToFront,
  hidden: EyeOff,
  hover: ScanEye,
  image: Image,
  import: Upload,
  keyboard: Keyboard,
  lasso: Lasso,
  locked: Lock,
  mask: Layers,
  merge: Combine,
  minus: Minus,
  model: Cpu,
  more: EllipsisVertical,
  next: ChevronRight,
  opacity: Contrast,
  open: FolderOpen,
  pan: Hand,
  plus: Plus,
  polygon: Pentagon,
  previous: ChevronLeft,
  redo: Redo2,
  remove: CircleMinus,
  rename: Pencil,
  reset: RotateCcw,
  save: Save,
  split: Split,
  undo: Undo2,
  unlocked: LockOpen,
  view: SlidersHorizontal,
  visible: Eye,
} satisfies Record<string, IconNode>;

export type IconName = keyof typeof ICONS;

const markup = new Map<IconName, string>();

/** The icon `name`, as high as the text's line. */
export function icon(name: IconName): TemplateResult {
  const text = markup.get(name) ?? draw(ICONS[name]);
  markup.set(name, text);
  return html`${unsafeHTML(text)}`; // constants of the icon set, nothing from outside
}

function draw(node: IconNode): string {
  const shapes = node.map(
    ([tag, attributes]) =>
      `<${tag} ${Object.entries(attributes)
        .map(([name, value]) => `${name}="${value}"`)
        .join(" ")}/>`,
  );
  return `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shapes.join("")}</svg>`;
}
