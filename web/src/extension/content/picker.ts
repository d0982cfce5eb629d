/** Choosing a picture by pointing at it, or by Tab and Enter; Escape ends it. */
import { say } from "../words";
import { allCandidates, type Candidate, candidateAt } from "./candidates";
import type { Stage } from "./stage";

/** Lets the person choose; null when there is nothing to choose or they would rather not. */
export function pick(stage: Stage): Promise<Candidate | null> {
  const all = allCandidates();
  if (all.length === 0) {
    stage.notice(say("nopicture"));
    return Promise.resolve(null);
  }
  return new Promise((resolve) => new Picker(stage, all, resolve));
}

class Picker {
  private readonly frame = document.createElement("div");
  private readonly abort = new AbortController();
  private chosen: Candidate | null = null;
  private turn = -1;

  constructor(
    private readonly stage: Stage,
    private readonly all: Candidate[],
    private readonly resolve: (candidate: Candidate | null) => void,
  ) {
    this.frame.className = "pick";
    stage.area.append(this.frame);
    stage.notice(say("pick"));
    const options = { capture: true, signal: this.abort.signal };
    addEventListener("pointermove", ({ clientX, clientY }) => this.show(candidateAt(clientX, clientY)), options);
    addEventListener("keydown", (event) => this.key(event), options);
    for (const type of ["pointerdown", "pointerup", "mousedown", "mouseup", "click"]) {
      addEventListener(type, (event) => this.press(event as PointerEvent), options);
    }
    addEventListener("scroll", () => this.show(this.chosen), options);
  }

  /** The page gets no part of the press that chooses. */
  private press(event: PointerEvent): void {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === "pointerdown") this.show(candidateAt(event.clientX, event.clientY));
    if (event.type === "click") this.end(this.chosen);
  }

  private key(event: KeyboardEvent): void {
    if (!["Tab", "Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key === "Escape") this.end(null);
    else if (event.key === "Enter") this.end(this.chosen ?? this.all[0] ?? null);
    else this.next(event.shiftKey ? -1 : 1);
  }

  private next(step: number): void {
    const count = this.all.length;
    this.turn = (this.turn + step + count) % count;
    const candidate = this.all[this.turn] ?? null;
    candidate?.element.scrollIntoView({ block: "nearest" });
    this.show(candidate);
  }

  private show(candidate: Candidate | null): void {
    this.chosen = candidate;
    this.frame.hidden = !candidate;
    if (!candidate) return;
    const { left, top, width, height } = candidate.element.getBoundingClientRect();
    Object.assign(this.frame.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
  }

  private end(candidate: Candidate | null): void {
    this.abort.abort();
    this.frame.remove();
    this.stage.notice("");
    this.resolve(candidate);
  }
}
