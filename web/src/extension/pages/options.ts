/** The options page: everything is saved as it is set. */
import { Words } from "../../element/localize";
import { Store, storageUsage } from "../../store/index";
import { formatName } from "../content/exporting";
import { WORK } from "../content/keeping";
import { EXPORT_FORMATS, readSettings, type Settings, writeSettings } from "../settings";
import { fillPage, say } from "../words";

function get<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

async function showSettings(): Promise<void> {
  const settings = await readSettings();
  const formats = get<HTMLSelectElement>("format");
  const words = new Words(chrome.i18n.getUILanguage());
  formats.append(...EXPORT_FORMATS.map((format) => new Option(formatName(format, words), format)));
  get<HTMLInputElement>("threads").max = String(navigator.hardwareConcurrency);
  for (const name of ["model", "threads", "format"] as const) {
    const field = get<HTMLInputElement | HTMLSelectElement>(name);
    field.value = String(settings[name]);
    field.addEventListener("change", () => void save(name, field));
  }
}

async function save(name: keyof Settings, field: HTMLInputElement | HTMLSelectElement): Promise<void> {
  if (!field.reportValidity()) return;
  await writeSettings({ [name]: name === "threads" ? Number(field.value) : field.value });
  get("saved").textContent = say("saved");
}

async function showShortcut(): Promise<void> {
  const [command] = (await chrome.commands.getAll()).filter(({ name }) => name === "annotate");
  get("shortcut").textContent = command?.shortcut || say("noshortcut");
  get("changeshortcut").addEventListener("click", () => void openShortcuts());
}

/** Firefox has a function for its list of shortcuts, Chromium a page. */
async function openShortcuts(): Promise<void> {
  const { openShortcutSettings } = chrome.commands as { openShortcutSettings?: () => Promise<void> };
  if (openShortcutSettings) await openShortcutSettings();
  else await chrome.tabs.create({ url: "chrome://extensions/shortcuts" });
}

/** Work in pages lies in the extension's storage, that of our own pages in their database. */
async function showKept(): Promise<void> {
  const keys = Object.keys(await chrome.storage.local.get(null)).filter((key) => key.startsWith(WORK));
  const store = await Store.open();
  const { documents, used } = await storageUsage(store);
  const bytes = (keys.length ? await sizeOf(keys) : 0) + (documents ? used : 0);
  const count = keys.length + documents;
  get("kept").textContent = say("keptsize", count, Math.ceil(bytes / 1024));
  const clear = get<HTMLButtonElement>("clear");
  clear.disabled = count === 0;
  clear.onclick = async () => {
    await Promise.all([chrome.storage.local.remove(keys), store.clear()]);
    await showKept();
  };
}

async function sizeOf(keys: string[]): Promise<number> {
  return JSON.stringify(await chrome.storage.local.get(keys)).length;
}

async function showOrigins(): Promise<void> {
  const { origins = [] } = await chrome.permissions.getAll();
  get("origins").replaceChildren(...origins.map(originItem));
  get("noorigins").hidden = origins.length > 0;
}

function originItem(origin: string): HTMLLIElement {
  const item = document.createElement("li");
  const revoke = Object.assign(document.createElement("button"), { textContent: say("revoke") });
  revoke.addEventListener("click", async () => {
    await chrome.permissions.remove({ origins: [origin] });
    await showOrigins();
  });
  item.append(`${origin} `, revoke);
  return item;
}

fillPage();
await Promise.all([showSettings(), showShortcut(), showKept(), showOrigins()]);
