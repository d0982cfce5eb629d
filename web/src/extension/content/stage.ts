/** What lies over a page: one element with a closed shadow root, from which nothing leaks into the page. */
import { button, make } from "./dom";
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
  readonly host = document.createElement("div");
  readonly root = this.host.attachShadow({ mode: "closed" });
  /** Holds all of it, so that keys are heard where what they were pressed in can still be seen. */
  readonly area = make("div");
  private readonly message = make("div", { className: "notice", hidden: true });

  constructor() {
    this.root.adoptedStyleSheets = [createStyleSheet()];
    this.message.setAttribute("role", "status");
    this.area.append(this.message);
    this.root.append(this.area);
    for (const type of OURS) this.host.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
    this.attach();
  }

  /** Puts it back when a page has thrown away all that it holds. */
  attach(): void {
    if (!this.host.isConnected) document.documentElement.append(this.host);
  }

  /** Shows a message with ways out; an empty text takes it away. */
  notice(text: string, choices: Choice[] = []): void {
    this.message.hidden = !text;
    const buttons = choices.map((choice) => button(choice.text, choice.act));
    const parts: Node[] = [make("p", { textContent: text })];
    if (buttons.length > 0) parts.push(make("div", { className: "choices" }, ...buttons));
    this.message.replaceChildren(...parts);
  }

  destroy(): void {
    this.host.remove();
  }
}
