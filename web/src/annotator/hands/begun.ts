/** What a tool has begun and not finished, point by point. */

/** How undo, redo and Escape see it. */
export interface Begun {
  readonly canGoBack: boolean;
  readonly canGoForth: boolean;
  /** Takes the last point back; false without one. */
  back(): boolean;
  /** Sets the point again that was taken back last; false without one. */
  forth(): boolean;
  /** Gives up the points that were taken back. */
  settle(): void;
}

export class Points<T> implements Begun {
  done: T[] = [];
  private gone: T[] = [];

  /** `changed` is called after every change; a `gesture` is one step however many points it has. */
  constructor(
    private readonly changed: (turned: boolean) => void,
    private readonly gesture = false,
  ) {}

  get canGoBack(): boolean {
    return this.done.length > 0;
  }

  get canGoForth(): boolean {
    return this.gone.length > 0;
  }

  add(...points: T[]): void {
    this.become([...this.done, ...points], []);
  }

  back(): boolean {
    const last = this.done.at(-1);
    if (last === undefined) return false;
    this.become(this.gesture ? [] : this.done.slice(0, -1), this.gesture ? [] : [...this.gone, last]);
    return true;
  }

  forth(): boolean {
    const next = this.gone.at(-1);
    if (next === undefined) return false;
    this.become([...this.done, next], this.gone.slice(0, -1));
    return true;
  }

  settle(): void {
    this.become(this.done, []);
  }

  /** Gives everything up; returns the points. */
  clear(): T[] {
    const { done } = this;
    this.become([], []);
    return done;
  }

  private become(done: T[], gone: T[]): void {
    const turned = done.length > 0 !== this.canGoBack || gone.length > 0 !== this.canGoForth;
    this.done = done;
    this.gone = gone;
    this.changed(turned);
  }
}
