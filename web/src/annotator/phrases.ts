/** Sentences that are made in English only, such as those of the files' readers, put into another language. */
import german from "../../locales/annotator/de.phrases.json";

/** By language: English with gaps, and what it becomes. */
const TEXTS: Record<string, Record<string, string>> = { de: german };
const GAP = /\{(\w+)\}/;
const known = new Map<string, Phrases>();

interface Rule {
  pattern: RegExp;
  gaps: string[];
  text: string;
}

/** The phrases of a language; without any, everything stays in English. */
export function phrasesOf(language: string): Phrases {
  const phrases = known.get(language) ?? new Phrases(TEXTS[language] ?? {});
  known.set(language, phrases);
  return phrases;
}

export class Phrases {
  private readonly rules: Rule[];

  /** The phrase that says most fits first: "{place}: {what}" fits almost everything. */
  constructor(texts: Record<string, string>) {
    const saying = (english: string) => english.replace(new RegExp(GAP, "g"), "").length;
    const entries = Object.entries(texts).sort(([one], [other]) => saying(other) - saying(one));
    this.rules = entries.map(([english, text]) => ({ ...patternOf(english), text }));
  }

  /** A sentence, and whatever stands in its gaps; what no phrase fits stays as it is. */
  translate(sentence: string): string {
    for (const { pattern, gaps, text } of this.rules) {
      const found = pattern.exec(sentence);
      if (!found) continue;
      const values = new Map(gaps.map((gap, at) => [gap, found[at + 1] ?? ""]));
      return text.replace(new RegExp(GAP, "g"), (_, gap: string) => this.translate(values.get(gap) ?? ""));
    }
    return sentence;
  }
}

function patternOf(english: string): Omit<Rule, "text"> {
  const parts = english.split(GAP);
  const source = parts.map((part, at) => (at % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : "(.+?)"));
  return { pattern: new RegExp(`^${source.join("")}$`, "s"), gaps: parts.filter((_, at) => at % 2 === 1) };
}
