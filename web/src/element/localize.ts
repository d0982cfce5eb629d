/** The tool's words in the reader's language, from Fluent files. */
import type { FluentBundle, FluentVariable } from "@fluent/bundle";
import german from "../../locales/de.ftl";
import english from "../../locales/en.ftl";
import { makeBundle } from "../annotator/fluent";

const TEXTS: Record<string, string> = { en: english, de: german };

/** Languages that there are texts for. */
export const LANGUAGES: readonly string[] = Object.keys(TEXTS);

export type Arguments = Record<string, FluentVariable>;

/** Says texts by their names; one that a translation lacks is said in English. */
export class Words {
  readonly language: string;
  private readonly bundles: FluentBundle[];

  constructor(asked?: string) {
    this.language = choose(asked ? [asked] : navigator.languages);
    this.bundles = [...new Set([this.language, "en"])].map((each) => makeBundle(each, TEXTS[each] ?? ""));
  }

  /** The text `name`; the name itself where no language has it, so that a gap is seen. */
  say(name: string, values: Arguments = {}): string {
    return this.find(name, values) ?? name;
  }

  /** The text `name`, or null where no language has it. */
  find(name: string, values: Arguments = {}): string | null {
    for (const bundle of this.bundles) {
      const pattern = bundle.getMessage(name)?.value;
      if (pattern) return bundle.formatPattern(pattern, values);
    }
    return null;
  }
}

function choose(asked: readonly string[]): string {
  const known = asked.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find((tag) => tag in TEXTS);
  return known ?? "en";
}
