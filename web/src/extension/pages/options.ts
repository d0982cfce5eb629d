/** The options page: everything is saved as it is set. */
import { Words } from "../../element/localize";
import { Store, storageUsage } from "../../store/index";
import { formatName } from "../content/exporting";
import { WORK } from "../content/works";
import { EXPORT_FORMATS, RUN, type Run, readSettings, type Settings, writeSettings } from "../settings";
import { fillPage, say } from "../words";

const MOST_THREADS = 8;

function get<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

async function showSettings(): Promise<void> {
  const settings = await readSettings();
  const formats = get<HTMLSelectElement>("format");
  const words = new Words(say("language"));
  formats.append(...EXPORT_FORMATS.map((format) => new Option(formatName(format, words), format)));
  showThreads(get<HTMLSelectElement>("threads"));
  for (const name of ["model", "threads", "format"] as const) {
    const field = get<HTMLSelectElement>(name);
    field.value = String(settings[name]);
    field.addEventListener("change", () => void save(name, field));
  }
}

/** Threads share memory, which browsers allow to isolated pages alone; elsewhere there is no choice. */
function showThreads(field: HTMLSelectElement): void {
  const most = Math.min(MOST_THREADS, navigator.hardwareConcurrency);
  field.append(new Option(say("threadsauto"), "auto"));
  for (let count = 1; count <= most; count++) field.append(new Option(String(count)));
  field.disabled = !crossOriginIsolated;
  get("threadshint").textContent = say(crossOriginIsolated ? "threadshint" : "threadsone");
}

async function save(name: keyof Settings, { value }: HTMLSelectElement): Promise<void> {
  await writeSettings({ [name]: name === "threads" && value !== "auto" ? Number(value) : value });
  get("saved").textContent = say("saved");
}

async function showRun(): Promise<void> {
  const run = (await chrome.storage.local.get(RUN))[RUN] as Run | undefined;
  get("run").textContent = run ? say("ranon", run.model, run.threads) : say("neverran");
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
chrome.storage.onChanged.addListener((changes) => RUN in changes && void showRun());
await Promise.all([showSettings(), showRun(), showShortcut(), showKept(), showOrigins()]);
