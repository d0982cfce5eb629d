/** Makes sure that Chromium's offscreen document is there; two tabs at once share one. */
const DOCUMENT = "offscreen.html";
let making: Promise<void> | null = null;

export async function wakeOffscreen(): Promise<void> {
  if (await chrome.offscreen.hasDocument()) return;
  making ??= chrome.offscreen
    .createDocument({
      url: DOCUMENT,
      reasons: [chrome.offscreen.Reason.WORKERS],
      justification: "Runs Python and the networks in a worker, so that no picture leaves this computer.",
    })
    .finally(() => {
      making = null;
    });
  await making;
}
