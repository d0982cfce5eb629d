/** The banner: one readable error with its way out, until the next success or until it is closed. */
import { AnnotatorError } from "../annotator/index";
import { byId } from "./dom";

const banner = byId("banner", HTMLElement);
const message = byId("banner-message", HTMLElement);
const hint = byId("banner-hint", HTMLElement);
const retry = byId("banner-retry", HTMLButtonElement);

/** Shows an error, with a button that does `again` where trying again can help. */
export function showError(error: unknown, again?: () => void): void {
  const known = error instanceof AnnotatorError;
  message.textContent = error instanceof Error ? error.message : String(error);
  hint.textContent = known ? error.hint : "";
  banner.dataset.code = known ? error.code : "unknown";
  retry.hidden = !again;
  retry.onclick = () => {
    hideError();
    again?.();
  };
  banner.hidden = false;
}

export function hideError(): void {
  banner.hidden = true;
}

byId("banner-close", HTMLButtonElement).addEventListener("click", hideError);
