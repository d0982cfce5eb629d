/** Which keys mean which command: the defaults, and what a person changed, kept in the browser's local storage. */
import * as v from "valibot";
import { commandsOf, KEYS, type KeyCommand, type Keys } from "../annotator/keys";
import { COMMANDS, type CommandId } from "./commands";

const STORED = "focalclick.shortcuts";
const CHANGES = v.record(v.string(), v.array(v.string()));

/** A command of the tool, or of the image while that has the focus; some are both. */
export type ShortcutId = CommandId | KeyCommand;

/** Commands of the image alone, in the order in which the sheet shows them. */
export const ON_IMAGE = (Object.keys(KEYS) as KeyCommand[]).filter((id) => !(id in COMMANDS));

const ALL: readonly ShortcutId[] = [...(Object.keys(COMMANDS) as CommandId[]), ...ON_IMAGE];

function originalKeys(id: ShortcutId): readonly string[] {
  return id in COMMANDS ? COMMANDS[id as CommandId].keys : KEYS[id as KeyCommand];
}

/** Whether two commands are for one key on purpose: Enter sets a corner on the image, and finishes an object elsewhere. */
function share(one: ShortcutId, other: ShortcutId): boolean {
  return originalKeys(one).some((chord) => originalKeys(other).includes(chord));
}

/** The part of a storage that is needed here. */
export type ShortcutMemory = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class Shortcuts {
  private changes: Record<string, string[]>;

  /** By default they are kept in the site's local storage. */
  constructor(private readonly memory?: ShortcutMemory) {
    this.changes = this.read();
  }

  /** The chords of a command. */
  of(id: ShortcutId): readonly string[] {
    return this.changes[id] ?? originalKeys(id);
  }

  /** What keys mean while the image has the focus. */
  get onImage(): Keys {
    return Object.fromEntries(Object.keys(KEYS).map((id) => [id, this.of(id as KeyCommand)])) as Keys;
  }

  /** Whether the image has the first say on a chord: its crosshair, its clicks and what is begun there use it. */
  meansOnImage(chord: string): boolean {
    return commandsOf(chord, this.onImage).some((id) => ON_IMAGE.includes(id));
  }

  /** The command that a chord means. */
  command(chord: string): CommandId | null {
    return (Object.keys(COMMANDS) as CommandId[]).find((id) => this.of(id).includes(chord)) ?? null;
  }

  get changed(): boolean {
    return Object.keys(this.changes).length > 0;
  }

  /** Gives a chord to a command; those that had it lose it, except those that share a key with it from the start. */
  assign(id: ShortcutId, chord: string): void {
    const others = ALL.filter((other) => other !== id && !share(id, other));
    for (const former of others.filter((other) => this.of(other).includes(chord)))
      this.changes[former] = this.of(former).filter((other) => other !== chord);
    this.changes[id] = [chord];
    this.write();
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
