/** The box that says how far the engine has come. */
import type { Progress } from "../annotator/index";
import { byId } from "./dom";

const box = byId("loading", HTMLElement);
const stage = byId("loading-stage", HTMLElement);
const bar = byId("loading-bar", HTMLProgressElement);
const bytes = byId("loading-bytes", HTMLElement);

const STAGES: Record<Progress["stage"], string> = {
  download: "Loading the annotation engine…",
  python: "Starting Python…",
  networks: "Preparing the networks…",
  "warm-up": "Warming up…",
};

export function showProgress({ stage: name, done, total }: Progress): void {
  box.hidden = false;
  stage.textContent = STAGES[name];
  if (name === "download") bar.value = total ? done / total : 0;
  else bar.removeAttribute("value"); // no telling how long: the bar moves to and fro
  bytes.textContent = `${megabytes(done)} of ${megabytes(total)} MB`;
}

export function hideProgress(): void {
  box.hidden = true;
}

function megabytes(count: number): string {
  return (count / 1e6).toFixed(1);
}
