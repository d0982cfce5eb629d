/** Building the few elements that lie over a page. */
type Attributes = Partial<{ className: string; title: string; textContent: string; hidden: boolean; type: string }>;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Node[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...children);
  return element;
}

/** A button that does something; `title` says what, and by which key. */
export function button(text: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = make("button", { type: "button", textContent: text, ...attributes });
  made.addEventListener("click", act);
  return made;
}
