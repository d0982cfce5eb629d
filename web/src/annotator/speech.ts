/** What an annotator says by itself, in its reader's language: errors, hints, what a screen reader tells. */
import type { FluentBundle } from "@fluent/bundle";
import german from "../../locales/annotator/de.ftl";
import type { AnnotatorError, Failure, Wording } from "../engine/errors";
import { makeBundle } from "./fluent";
import { phrasesOf } from "./phrases";

/** Values that are sentences themselves, from where no language is known. */
const SENTENCES = ["why", "wanted"];
/** English stands in the code, beside what happened: it is what is said where a translation lacks a text. */
const TEXTS: Record<string, string> = { de: german };
const bundles = new Map<string, FluentBundle>();

export class Speech {
  private readonly bundle: FluentBundle | null;
  /** "de" of "de-AT". */
  private readonly tag: string;

  /** `language` is a tag such as "de" or "de-AT"; one without texts is answered in English. */
  constructor(readonly language: string) {
    this.tag = language.toLowerCase().split("-")[0] ?? "";
    this.bundle = bundleOf(this.tag);
  }

  /** A sentence, or `english` where this language has none for it. */
  say(english: string, wording: Wording | undefined): string {
    return this.find(wording, null) ?? english;
  }

  /** A sentence from where no language is known: of a file's reader or writer. */
  translate(english: string): string {
    return phrasesOf(this.tag).translate(english);
  }

  /** Puts an error's message and hint into this language; returns the error. */
  tell(error: AnnotatorError): AnnotatorError {
    const { message, hint } = this.sentences(error);
    return Object.assign(error, { message, hint });
  }

  private sentences({ message, hint, wording }: Failure): { message: string; hint: string } {
    return { message: this.find(wording, null) ?? message, hint: this.find(wording, "hint") ?? hint };
  }

  private find(wording: Wording | undefined, attribute: "hint" | null): string | null {
    const message = wording && this.bundle?.getMessage(wording.name);
    const pattern = attribute ? message?.attributes[attribute] : message?.value;
    if (!pattern) return null;
    const faults: Error[] = [];
    const text = this.bundle?.formatPattern(pattern, this.values(wording?.values ?? {}), faults) ?? null;
    return faults.length > 0 ? null : text;
  }

  private values(values: Wording["values"]): Record<string, string | number> {
    const plain = (name: string, value: string | number | Failure) => {
      if (typeof value === "object") return this.sentences(value).message;
      return SENTENCES.includes(name) ? this.translate(String(value)) : value;
    };
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(name, value)]));
  }
}

function bundleOf(language: string): FluentBundle | null {
  const text = TEXTS[language];
  if (text === undefined) return null;
  const bundle = bundles.get(language) ?? makeBundle(language, text);
  bundles.set(language, bundle);
  return bundle;
}
