/** Decodes one file off the page's thread: started when such a file is opened, ended when it is read. */
import { fittingLevels, type Levels, type Samples, toImageData } from "./levels";
import type { DecodeReply, DecodeRequest } from "./protocol";
import { readPng, readTiff } from "./samples";
import { upright } from "./turn";

/** The part of a worker's global scope that is used here. */
interface Port {
  postMessage(reply: DecodeReply, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<DecodeRequest>) => void): void;
}

const port = globalThis as unknown as Port; // the DOM's types describe a window here

port.addEventListener("message", async ({ data }) => {
  try {
    const reply = await decode(data);
    port.postMessage(reply, [reply.bitmap]);
  } catch (error) {
    port.postMessage({ ok: false, message: error instanceof Error ? error.message : String(error) });
  }
});

async function decode({ file, kind, levels }: DecodeRequest): Promise<DecodeReply & { ok: true }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const decoded = kind === "png" ? readPng(bytes) : readTiff(bytes);
  const { bits, pages, white, orientation } = decoded;
  const shown = choose(decoded, levels);
  const bitmap = await upright(toImageData(decoded, shown), orientation);
  return { ok: true, bitmap, bits, pages, levels: shown, stretched: shown.low !== 0 || shown.high !== white };
}

function choose(decoded: Samples & { bits: number }, levels: DecodeRequest["levels"]): Levels {
  if (levels === "all") return everyValue(decoded);
  if (levels) return levels;
  return decoded.bits > 8 ? fittingLevels(decoded) : { low: 0, high: decoded.white };
}

/** Labels count from 1: the least of them must still differ from black. More of them than 8 bits hold become white. */
function everyValue({ data, white }: Samples): Levels {
  let high = 1;
  for (let index = 0; index < data.length; index++) high = Math.max(high, data[index] ?? 0);
  const manyLabels = high > 255 && high < white / 2;
  return { low: 0, high: manyLabels ? 1 : high };
}
