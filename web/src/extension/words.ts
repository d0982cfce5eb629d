/** Texts in the browser's language, from `_locales`. */
import german from "./_locales/de/messages.json";
import english from "./_locales/en/messages.json";

export type WordName = keyof typeof english;

/** The same, for when the browser tells nothing more. */
let texts = english;

/** The text `name`, with `values` in the places $1, $2 … */
export function say(name: WordName, ...values: (string | number)[]): string {
  const given = values.map(String);
  try {
    texts = chrome.i18n.getMessage("language") === "de" ? german : english;
    return chrome.i18n.getMessage(name, given);
  } catch {
    // The extension was reloaded under this page: the browser tells it nothing more, and it still has to say so.
    return texts[name].message.replace(/\$(\d)/g, (_, place) => given[Number(place) - 1] ?? "");
  }
}

/** Fills every element that names its text by `data-text`, and tells the page's language. */
export function fillPage(): void {
  document.documentElement.lang = say("language");
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) {
    element.textContent = say(element.dataset.text as WordName);
  }
}
