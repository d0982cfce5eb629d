/** The content script's way to the engine: a page may not run our worker, so the extension's own document does. */
import type { Carrier, EngineChoice, Hearer } from "../../engine/client";
import type { Reply } from "../../engine/protocol";
import { ask } from "../messages";
import { Wire } from "./wire";

/** Name of the ports that engines are reached by. */
export const ENGINE_PORT = "focalclick-engine";
/** A port that is silent for half a minute does not keep a background page alive. */
const PULSE_MS = 15_000;

/** Opens a port to the document in which engines run, after that document is sure to be there. */
export async function openPortCarrier(_: EngineChoice, hearer: Hearer): Promise<Carrier> {
  await ask({ kind: "wake-engine" });
  const port = chrome.runtime.connect({ name: ENGINE_PORT });
  const failed = (why: string) => {
    clearInterval(pulse);
    hearer.failed(why);
  };
  const wire = new Wire(
    port,
    (value) => hearer.reply(value as Reply),
    (error) => failed(`a message could not be carried (${error instanceof Error ? error.message : error})`),
  );
  const pulse = setInterval(() => wire.send(null), PULSE_MS);
  port.onDisconnect.addListener(() => failed("the extension's own document was closed"));
  return {
    send: (request) => wire.send(request),
    close: () => {
      clearInterval(pulse);
      port.disconnect();
    },
  };
}
