/** Texts in the browser's language, from `_locales`. */
import type english from "./_locales/en/messages.json";

export type WordName = keyof typeof english;

/** The text `name`, with `values` in the places $1, $2 … */
export function say(name: WordName, ...values: (string | number)[]): string {
  return chrome.i18n.getMessage(name, values.map(String));
}

/** Fills every element that names its text by `data-text`. */
export function fillPage(root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-text]")) {
    element.textContent = say(element.dataset.text as WordName);
  }
}
