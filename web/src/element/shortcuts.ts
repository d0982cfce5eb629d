/** Which keys mean which command: the defaults, and what a person changed, kept in the browser's local storage. */
import * as v from "valibot";
import { COMMANDS, type CommandId } from "./commands";

const STORED = "focalclick.shortcuts";
const CHANGES = v.record(v.string(), v.array(v.string()));

/** The part of a storage that is needed here. */
export type ShortcutMemory = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class Shortcuts {
  private changes: Record<string, string[]>;

  /** By default they are kept in the site's local storage. */
  constructor(private readonly memory?: ShortcutMemory) {
    this.changes = this.read();
  }

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
      const memory = this.memory ?? localStorage;
      if (this.changed) memory.setItem(STORED, JSON.stringify(this.changes));
      else memory.removeItem(STORED);
    } catch {
      // A page may forbid storage: the keys then last as long as the page.
    }
  }

  private read(): Record<string, string[]> {
    try {
      const parsed = v.safeParse(CHANGES, JSON.parse((this.memory ?? localStorage).getItem(STORED) ?? "{}"));
      return parsed.success ? parsed.output : {};
    } catch {
      return {};
    }
  }
}
