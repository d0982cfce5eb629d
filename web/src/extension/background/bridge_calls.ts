/** Calls into the page's own world: executeScript's answer is the way back, so that no page can speak to us unasked. */
import type { Bridge, BridgeWindow } from "../adapters/bridge";

/** Calls the bridge in the frame that asks; it is put there first. Resolves to JSON, to be treated as the page's word. */
export async function callBridge(
  { tab, frameId = 0 }: chrome.runtime.MessageSender,
  op: keyof Bridge,
  argument: unknown,
): Promise<unknown> {
  if (tab?.id === undefined) throw new Error("only a tab has a bridge");
  const target = { tabId: tab.id, frameIds: [frameId] };
  await chrome.scripting.executeScript({ target, world: "MAIN", files: ["bridge.js"] });
  const [result] = await chrome.scripting.executeScript({ target, world: "MAIN", func: call, args: [op, argument] });
  const answered = result?.result as { value?: unknown; error?: string } | undefined;
  if (!answered || answered.error) throw new Error(answered?.error ?? "the page did not answer");
  return answered.value;
}

/** Runs in the page, as its own text: it must name nothing from outside. */
async function call(op: keyof Bridge, argument: unknown): Promise<{ value?: unknown; error?: string }> {
  try {
    const { [op]: run } = (window as unknown as BridgeWindow).focalclickBridge;
    return { value: await (run as (argument: unknown) => unknown)(argument) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
