/** What a browser and a page's policy must allow for clicks to be computed; what is missing is said with a way out. */
import { AnnotatorError } from "./errors";

/** The smallest module there is: eight bytes. */
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

const BY_HAND = "Until then draw by hand: brush, eraser, polygon and lasso work, and masks can be saved as PNG.";

/** Throws where this browser has no workers or no WebAssembly, before anything is downloaded for them. */
export function checkBrowser(): void {
  if (typeof Worker === "undefined") {
    throw new AnnotatorError({
      code: "worker-missing",
      message: "This browser runs no workers, and without them no click can be computed.",
      hint: `Use a current browser. ${BY_HAND}`,
      wording: { name: "worker-missing", values: {} },
    });
  }
  if (typeof WebAssembly === "undefined") {
    throw new AnnotatorError({
      code: "wasm-missing",
      message: "WebAssembly is switched off in this browser, and without it no click can be computed.",
      hint: `Allow it for this site (a lockdown mode or a setting for security forbids it), or use another browser. ${BY_HAND}`,
      wording: { name: "wasm-missing", values: {} },
    });
  }
}

/** Throws where WebAssembly may not be compiled here. */
export async function checkWasm(): Promise<void> {
  try {
    await WebAssembly.compile(EMPTY_MODULE);
  } catch {
    throw new AnnotatorError({
      code: "wasm-missing",
      message: "WebAssembly is forbidden on this page, and without it no click can be computed.",
      hint: `Let the policy sent with the page and with its worker have "script-src 'self' 'wasm-unsafe-eval'". ${BY_HAND}`,
      wording: { name: "wasm-missing-policy", values: {} },
    });
  }
}

/** A worker that was refused before its script ran. */
export function workerRefused(): AnnotatorError {
  return new AnnotatorError({
    code: "worker-missing",
    message: "This page's policy forbids its worker, and without it no click can be computed.",
    hint: `Let the policy have "worker-src 'self'"; assets of another site need "worker-src blob:" and that site in "script-src". ${BY_HAND}`,
    wording: { name: "worker-missing-policy", values: {} },
  });
}

/** Whether an error says that no click can ever be computed here, whatever is tried again. */
export function isForGood({ code }: AnnotatorError): boolean {
  return code === "worker-missing" || code === "wasm-missing";
}
