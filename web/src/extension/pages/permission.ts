/** The small window that asks for one origin: only a click in a page of ours may. */
import { ANSWERED } from "../messages";
import { fillPage, say } from "../words";

const pattern = new URLSearchParams(location.search).get("pattern") ?? "";

async function answer(): Promise<void> {
  await chrome.permissions.request({ origins: [pattern] });
  await leave();
}

/** Tells the content script, which then looks whether it was allowed. */
async function leave(): Promise<void> {
  await chrome.storage.local.set({ [ANSWERED]: Date.now() });
  window.close();
}

fillPage();
const text = document.getElementById("text");
if (text) text.textContent = say("permissiontext", pattern.replace(/^.*\/\/|\/\*$/g, ""));
document.getElementById("allow")?.addEventListener("click", () => void answer());
document.getElementById("deny")?.addEventListener("click", () => void leave());
