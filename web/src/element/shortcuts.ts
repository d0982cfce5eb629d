/** Which keys mean which command: the defaults, and what a person changed, kept in the browser's local storage. */
import * as v from "valibot";
import { COMMANDS, type CommandId } from "./commands";

const STORED = "focalclick.shortcuts";
const CHANGES = v.record(v.string(), v.array(v.string()));

export class Shortcuts {
  private changes: Record<string, string[]> = read();

  /** The chords of a command. */
  of(id: CommandId): readonly string[] {
    return this.changes[id] ?? COMMANDS[id].keys;
  }

  /** The command that a chord means. */
  command(chord: string): CommandId | null {
    return (Object.keys(COMMANDS) as CommandId[]).find((id) => this.of(id).includes(chord)) ?? null;
  }

  get changed(): boolean {
    return Object.keys(this.changes).length > 0;
  }

  /** Gives a chord to a command; the command that had it loses it, and is returned. */
  assign(id: CommandId, chord: string): CommandId | null {
    const former = this.command(chord);
    if (former && former !== id) this.changes[former] = this.of(former).filter((other) => other !== chord);
    this.changes[id] = [chord];
    this.write();
    return former === id ? null : former;
  }

  reset(): void {
    this.changes = {};
    this.write();
  }

  private write(): void {
    try {
      if (this.changed) localStorage.setItem(STORED, JSON.stringify(this.changes));
      else localStorage.removeItem(STORED);
    } catch {
      // A page may forbid storage: the keys then last as long as the page.
    }
  }
}

function read(): Record<string, string[]> {
  try {
    const parsed = v.safeParse(CHANGES, JSON.parse(localStorage.getItem(STORED) ?? "{}"));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
}
