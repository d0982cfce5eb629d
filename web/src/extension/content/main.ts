/** The content script: put into a page when the person asks for it, and never before. */
import "./untyped";

import { carryBy } from "../../engine/client";
import type { Refused, SiteTask } from "../adapters/adapter";
import { openPortCarrier } from "../engine/port_carrier";
import { type Begin, isConnected } from "../messages";
import { say } from "../words";
import { allCandidates, type Candidate, candidateOf, candidateWith } from "./candidates";
import { pick } from "./picker";
import { Session } from "./session";
import { readSite } from "./site";
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
  const open = picture ? null : await openInSite();
  if (open === "refused") return;
  const candidate = open?.candidate ?? (await choose(picture));
  if (!candidate) return;
  const task = open?.task ?? null;
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

interface Open {
  task: SiteTask;
  candidate: Candidate;
}

/** What a labeling site has open here; null on every other page, and where the person would rather go on without it. */
async function openInSite(): Promise<Open | null | "refused"> {
  const { read, picture } = await readSite().catch(() => ({ read: null, picture: null }));
  if (!read) return null;
  if (!("open" in read)) return goWithout(read);
  const candidate = picture && candidateOf(picture);
  return candidate ? { task: read, candidate } : goWithout(withoutPicture(read));
}

async function goWithout(refused: Refused): Promise<null | "refused"> {
  const stage = new Stage();
  const isGoingOn = await askToGoWithout(stage, refused);
  stage.destroy();
  return isGoingOn ? null : "refused";
}

function withoutPicture({ site }: SiteTask): Refused {
  return { refused: "failed", message: say("unreachable", site), site };
}
