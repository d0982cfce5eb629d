/** The content script: put into a page when the person asks for it, and never before. */
import "./untyped";

import { carryBy } from "../../engine/client";
import { MARK, type Refused, type SiteTask } from "../adapters/adapter";
import { openPortCarrier } from "../engine/port_carrier";
import { ask, type Begin, isConnected } from "../messages";
import { allCandidates, type Candidate, candidateOf, candidateWith } from "./candidates";
import { pick } from "./picker";
import { Session } from "./session";
import { Stage } from "./stage";
import { askToGoWithout } from "./telling";

/** Scripts of an earlier load of the extension leave the page when they hear this. */
const LEAVE = "focalclick-leave";

/** This world's globals; a second injection finds what the first has left. */
interface World {
  focalclick?: { runtime: typeof chrome.runtime; session: Session | null };
}

const world = globalThis as World;

if (world.focalclick?.runtime !== chrome.runtime) {
  const own = { runtime: chrome.runtime, session: null as Session | null };
  world.focalclick = own;
  document.dispatchEvent(new Event(LEAVE));
  document.addEventListener(LEAVE, () => !isConnected() && own.session?.close());
  carryBy(openPortCarrier);
  chrome.runtime.onMessage.addListener((message: Begin) => {
    if (message.kind === "begin") void begin(own, message.picture);
  });
}

type Own = NonNullable<World["focalclick"]>;

async function begin(own: Own, picture: string | null): Promise<void> {
  const task = picture ? null : await readTask();
  if (task === "refused") return;
  const candidate = task ? markedCandidate() : await choose(picture);
  if (!candidate) return;
  const { session } = own;
  if (session?.candidate.element === candidate.element && session.task?.open === task?.open) return session.focus();
  if (session && !(await session.close())) return;
  await start(own, candidate, task);
}

function start(own: Own, candidate: Candidate, task: SiteTask | null): Promise<void> {
  const session: Session = new Session(candidate, task, {
    closed: () => {
      if (own.session === session) own.session = null;
    },
    again: () => void (task ? begin(own, null) : start(own, candidate, null)),
  });
  own.session = session;
  return session.open();
}

/** The picture with that address, the only one there is, or the one that the person points at. */
async function choose(picture: string | null): Promise<Candidate | null> {
  const named = picture ? candidateWith(picture) : null;
  const all = allCandidates();
  if (named || all.length === 1) return named ?? all[0] ?? null;
  const stage = new Stage();
  const chosen = await pick(stage);
  if (chosen || all.length > 0) stage.destroy();
  else setTimeout(() => stage.destroy(), 4000); // it says that there is no picture
  return chosen;
}

/** What a labeling site has open here; null on every other page, and where the person would rather go on without it. */
async function readTask(): Promise<SiteTask | null | "refused"> {
  const read = (await ask({ kind: "call-bridge", op: "read", argument: null }).catch(() => null)) as
    | SiteTask
    | Refused
    | null;
  if (!read || "open" in read) return read;
  const stage = new Stage();
  const isGoingOn = await askToGoWithout(stage, read);
  stage.destroy();
  return isGoingOn ? null : "refused";
}

/** The picture that the bridge has marked. */
function markedCandidate(): Candidate | null {
  const element = document.querySelector(`[${MARK}]`);
  element?.removeAttribute(MARK);
  return element && candidateOf(element);
}
