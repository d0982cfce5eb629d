/** Texts in the browser's language, from `_locales`. */
import english from "./_locales/en/messages.json";

export type WordName = keyof typeof english;

/** The text `name`, with `values` in the places $1, $2 … */
export function say(name: WordName, ...values: (string | number)[]): string {
  const texts = values.map(String);
  try {
    return chrome.i18n.getMessage(name, texts);
  } catch {
    // The extension was reloaded under this page: the browser tells it nothing more, and it still has to say so.
    return english[name].message.replace(/\$(\d)/g, (_, place) => texts[Number(place) - 1] ?? "");
  }
}

/** Fills every element that names its text by `data-text`. */
export function fillPage(root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-text]")) {
    element.textContent = say(element.dataset.text as WordName);
  }
}
