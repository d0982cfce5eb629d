/** Our own page: for a picture whose page lets no extension in, and for files. */
import { download, pattern } from "../background/images";
import { nameOf } from "../content/naming";
import { fillPage, say } from "../words";
import { complain, show } from "./annotate";

const address = new URLSearchParams(location.search).get("image") ?? "";

async function openAddress(): Promise<void> {
  if (!address) return;
  if (!/^(https?|data|blob):/.test(address)) return complain(say("ownfailed"));
  if (/^https?:/.test(address) && !(await chrome.permissions.contains({ origins: [pattern(address)] }))) return ask();
  await fetchAddress();
}

function ask(): void {
  const allow = document.getElementById("allow");
  if (!allow) return;
  allow.textContent = say("ownallow", new URL(address).hostname);
  allow.hidden = false;
  allow.onclick = async () => {
    if (!(await chrome.permissions.request({ origins: [pattern(address)] }))) return;
    allow.hidden = true;
    await fetchAddress();
  };
}

async function fetchAddress(): Promise<void> {
  try {
    await show(await download(address), nameOf(address));
  } catch (error) {
    complain(`${say("ownfailed")} (${error instanceof Error ? error.message : error})`);
  }
}

fillPage();
await openAddress();
