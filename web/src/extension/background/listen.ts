/** What starts the annotator, and what content scripts ask for. Both browsers' backgrounds do this. */
import type { Answered, Calls, Kind, Message } from "../messages";
import { begin } from "./begin";
import { callBridge } from "./bridge_calls";
import { askOrigin, fetchImage } from "./images";

const MENU = "segment";

/** Registers every listener at once, as a background that is woken by an event needs it. */
export function listen(wakeEngine: () => Promise<void>): void {
  chrome.runtime.onInstalled.addListener(({ reason }) => installed(reason));
  chrome.action.onClicked.addListener((tab) => begin(tab, { picture: null }));
  chrome.commands.onCommand.addListener((_, tab) => tab && begin(tab, { picture: null }));
  chrome.contextMenus.onClicked.addListener((info, tab) => {
    if (tab) void begin(tab, { picture: info.srcUrl ?? null, frame: info.frameId ?? 0 });
  });
  chrome.runtime.onMessage.addListener((message: Message, sender, respond) => {
    if (sender.id !== chrome.runtime.id || !(message.kind in ANSWERS)) return false;
    void answer(message, sender, wakeEngine).then(respond);
    return true; // the answer comes later
  });
}

type Answer = (message: never, sender: chrome.runtime.MessageSender, wake: () => Promise<void>) => Promise<unknown>;

const ANSWERS: Record<Kind, Answer> = {
  "wake-engine": async (_, __, wake) => {
    await wake();
    return null;
  },
  "fetch-image": ({ url }: { url: string }) => fetchImage(url),
  "ask-origin": ({ url }: { url: string }) => askOrigin(url),
  "capture-tab": (_, sender) => captureTab(sender),
  "call-bridge": ({ op, argument }: Calls["call-bridge"]["ask"], sender) => callBridge(sender, op, argument),
};

async function answer(
  message: Message,
  sender: chrome.runtime.MessageSender,
  wake: () => Promise<void>,
): Promise<Answered<Kind>> {
  try {
    return { ok: true, value: (await ANSWERS[message.kind](message as never, sender, wake)) as never };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function captureTab({ tab }: chrome.runtime.MessageSender): Promise<string> {
  return chrome.tabs.captureVisibleTab(tab?.windowId ?? chrome.windows.WINDOW_ID_CURRENT, { format: "png" });
}

function installed(reason: string): void {
  chrome.contextMenus.create({
    id: MENU,
    title: chrome.i18n.getMessage("menu"),
    contexts: ["image"],
  });
  if (reason === "install") void chrome.tabs.create({ url: chrome.runtime.getURL("welcome.html") });
}
