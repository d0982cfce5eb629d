/** What a session tells over the page, with the ways out of it. */
import type { Annotator } from "../../annotator/index";
import type { Refused, SiteTask } from "../adapters/adapter";
import { say } from "../words";
import type { Choice, Stage } from "./stage";

/** What a session can do about what it tells. */
export interface Ways {
  download(): void;
  /** Begins again with what the page shows now; `saved` first, where it can be. */
  again(saved: boolean): void;
  /** Ends it, whether or not the work is saved. */
  leave(): void;
}

/** Refused because the site shows something else now. */
const ELSEWHERE: ReadonlySet<string> = new Set(["closed", "moved", "removed"]);

/** Why the site's task cannot be read; whether to annotate its picture without the site. */
export function askToGoWithout(stage: Stage, refused: Refused): Promise<boolean> {
  return new Promise((resolve) => {
    const without = { text: say("gowithout", refused.site), act: () => resolve(true) };
    const leave = { text: say("close"), act: () => resolve(false) };
    stage.notice(reason(refused), refused.refused === "failed" ? [without, leave] : [leave]);
  });
}

export class Telling {
  constructor(
    private readonly stage: Stage,
    private readonly ways: Ways,
  ) {}

  /** Shows a message until one of its choices is made; returns a function that takes it away, if it is still there. */
  tell(text: string, ...choices: Choice[]): () => void {
    const act = (choice: Choice) => () => {
      this.hush();
      choice.act();
    };
    return this.stage.notice(
      text,
      choices.map((choice) => ({ text: choice.text, act: act(choice) })),
    );
  }

  hush(): void {
    this.stage.notice("");
  }

  /** Earlier work was found and is shown. */
  found(annotator: Annotator, anew: () => void): void {
    const away = this.tell(say("kept"), leave("goon"), { text: say("anew"), act: anew });
    const stop = annotator.on("change", () => {
      stop();
      away();
    });
  }

  /** The page has taken the picture away. */
  gone(): void {
    this.tell(say("gone"), leave("ok"));
  }

  /** What is taken from the screen stays out of the labeling site. */
  unwritable({ site }: SiteTask): void {
    this.tell(say("unwritable", site), leave("ok"));
  }

  /** There is nothing to annotate with; after a reload of the extension only the page's own reload helps. */
  failed(error: unknown, close: () => void): void {
    const message = messageOf(error);
    const again = { text: say("again"), act: () => this.ways.again(true) };
    const choices = [{ text: say("close"), act: close }];
    if (message === say("reloaded")) this.tell(`${message} ${say("reload")}`, ...choices);
    else this.tell(message, again, ...choices);
  }

  /** The browser did not take the work; work on other pictures may make room. */
  unkept(others: readonly string[], drop: () => void): void {
    const room = others.length > 0 ? [{ text: say("makeroom", others.length), act: drop }] : [];
    this.tell(say("unkept"), this.download, ...room, this.leave, leave("ok"));
  }

  /** Another tab has saved work on this picture. */
  contested(saveOver: () => void): void {
    const theirs = { text: say("taketheirs"), act: () => this.ways.again(false) };
    this.tell(say("contested"), { text: say("saveover"), act: saveOver }, theirs, this.download, this.leave);
  }

  /** The labeling site took nothing. */
  refused(refused: Refused, anyway: (() => void) | null): void {
    const open = { text: say("openshown"), act: () => this.ways.again(true) };
    const ways = anyway ? [{ text: say("writeanyway"), act: anyway }] : ELSEWHERE.has(refused.refused) ? [open] : [];
    this.tell(reason(refused), ...ways, this.download, leave("ok"));
  }

  /** Whether to go on with earlier work, although the site's regions are others now. */
  askToGoOn({ site }: SiteTask): Promise<boolean> {
    return new Promise((resolve) => {
      const goOn = { text: say("goonmine"), act: () => resolve(true) };
      this.tell(say("regionschanged", site), goOn, { text: say("beginsite", site), act: () => resolve(false) });
    });
  }

  private get download(): Choice {
    return { text: say("download"), act: () => this.ways.download() };
  }

  private get leave(): Choice {
    return { text: say("leaveunsaved"), act: () => this.ways.leave() };
  }
}

function leave(word: "ok" | "goon"): Choice {
  return { text: say(word), act: () => {} };
}

/** Why the site's task was not read, or took nothing. */
function reason({ refused, message, site }: Refused): string {
  return refused === "failed" ? message : say(`refused_${refused}`, site);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "hint" in error ? `${error.message} ${error.hint}` : error.message;
}
