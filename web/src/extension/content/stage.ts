/** What lies over a page: one element with a closed shadow root, from which nothing leaks into the page. */
import { button, make } from "./dom";
import { parentOf } from "./geometry";
import { createStyleSheet } from "./styles";

/** Events that end here: the page's own shortcuts and menus hear nothing of what is done in the annotator. */
const OURS = [
  ...["keydown", "keyup", "keypress", "beforeinput", "input", "change", "focusin", "focusout", "copy", "cut", "paste"],
  ...["pointerdown", "pointermove", "pointerup", "pointercancel", "pointerover", "pointerout"],
  ...["mousedown", "mousemove", "mouseup", "mouseover", "mouseout", "click", "auxclick", "dblclick", "contextmenu"],
  ...["wheel", "touchstart", "touchmove", "touchend", "touchcancel", "dragstart", "dragover", "drop"],
];

/** A way out that a notice offers. */
export interface Choice {
  text: string;
  act(): void;
}

export class Stage {
  private readonly host = document.createElement("div");
  readonly root = this.host.attachShadow({ mode: "closed" });
  /** Holds all of it, so that keys are heard where what they were pressed in can still be seen. */
  readonly area = make("div", { className: "area" });
  /** How many there have been. */
  private notices = 0;
  private readonly message = make("div", { className: "notice", hidden: true });

  constructor() {
    this.root.adoptedStyleSheets = [createStyleSheet()];
    this.message.setAttribute("role", "status");
    this.area.append(this.message);
    this.root.append(this.area);
    this.host.popover = "manual";
    for (const type of OURS) this.host.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
    document.addEventListener("fullscreenchange", this.raise);
    this.attach();
  }

  /** What is shown full screen comes over all that was there before. */
  private readonly raise = () => {
    if (this.host.matches(":popover-open")) this.host.hidePopover();
    this.attach(this.host.parentElement);
  };

  /**
   * Puts it over all else, also when a page has thrown away all that it holds. Beside an open modal dialog, or what is
   * shown full screen, nothing can be pressed: with a picture `near` that is in one, this is in it too.
   */
  attach(near: Element | null = null): void {
    const parent = modalAround(near) ?? document.documentElement;
    if (this.host.parentNode !== parent) parent.append(this.host);
    if (!this.host.matches(":popover-open")) this.host.showPopover();
    const zoom = String(1 / (this.host.currentCSSZoom ?? 1)); // that of the root is passed on to all that is in it
    if (this.area.style.zoom !== zoom) this.area.style.zoom = zoom;
  }

  /** Shows a message with ways out; an empty text takes it away, and so does what is returned, if it is still there. */
  notice(text: string, choices: Choice[] = []): () => void {
    const number = ++this.notices;
    this.message.hidden = !text;
    const buttons = choices.map((choice) => button(choice.text, choice.act));
    const parts: Node[] = [make("p", { textContent: text })];
    if (buttons.length > 0) parts.push(make("div", { className: "choices" }, ...buttons));
    this.message.replaceChildren(...parts);
    return () => {
      if (number === this.notices) this.notice("");
    };
  }

  destroy(): void {
    document.removeEventListener("fullscreenchange", this.raise);
    this.host.remove();
  }
}

function modalAround(element: Element | null): Element | null {
  for (let node = element; node; node = parentOf(node)) if (node.matches(":modal:not(img, canvas)")) return node;
  return null;
}
