/** Brings the annotator into a tab, or opens our own page where no script may run. */
export interface Choice {
  /** Address of the picture that was chosen by the context menu. */
  picture: string | null;
  frame?: number;
}

/** Injects the content script and has it begin; the click on our button is what allows that. */
export async function begin(tab: chrome.tabs.Tab, { picture, frame = 0 }: Choice): Promise<void> {
  if (tab.id === undefined) return;
  const target = { tabId: tab.id, frameIds: [frame] };
  try {
    await chrome.scripting.executeScript({ target, files: ["content.js"] });
    await chrome.tabs.sendMessage(tab.id, { kind: "begin", picture }, { frameId: frame });
  } catch {
    await openOwnPage(tab, picture);
  }
}

/** A picture that is alone in a sandboxed page, or on a page of the browser's own, is annotated in a page of ours. */
async function openOwnPage(tab: chrome.tabs.Tab, picture: string | null): Promise<void> {
  const query = new URLSearchParams({ image: picture ?? tab.url ?? "" });
  await chrome.tabs.create({ url: chrome.runtime.getURL(`page.html?${query}`), index: tab.index + 1 });
}
