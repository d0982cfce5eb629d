/** Firefox's background page, which runs the engines itself. */
import { hostEngines } from "../engine/host";
import { listen } from "./listen";

/** Firefox stops a background page after half a minute in which it called no function of the browser's, port or not. */
const PULSE_MS = 10_000;

chrome.runtime.onConnect.addListener((port) => {
  const pulse = setInterval(() => void chrome.runtime.getPlatformInfo(), PULSE_MS);
  port.onDisconnect.addListener(() => clearInterval(pulse));
});
hostEngines();
listen(async () => {});
