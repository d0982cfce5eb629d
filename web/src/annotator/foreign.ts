/** Pictures of other sites, which a page may show but not read unless their site says so. */
import { UPRIGHT } from "../engine/protocol";
import { fail } from "./fail";

/** Reads a picture of another site, by way of an `<img>` first: that needs no more than the page's `img-src`. */
export async function readForeign(url: URL): Promise<HTMLImageElement | Blob> {
  const element = await loadElement(url.href).catch(() => null);
  if (element) return element;
  if (!(await loadElement(url.href, null).catch(() => null))) {
    const message = `${url.href} could not be loaded: it is missing, or its site does not answer.`;
    const hint = "Check the address, or save the image and open the file here.";
    return fail("image-unreadable", message, hint, { address: url.href }, "image-unreadable-foreign");
  }
  return (await readPastCache(url)) ?? refused(url);
}

/** A copy that was cached for showing lacks the header even where the site sends it: the cache is passed over. */
async function readPastCache(url: URL): Promise<HTMLImageElement | Blob | null> {
  const response = await fetch(url, { mode: "cors", credentials: "omit", cache: "reload" }).catch(() => null);
  if (response?.ok) return response.blob();
  const fresh = new URL(url);
  fresh.searchParams.set("cors", Date.now().toString(36));
  return loadElement(fresh.href).catch(() => null);
}

function refused(url: URL): never {
  const message = `${url.host} shows ${url.pathname} to this page but does not let it read the pixels.`;
  const hint = `Its site must send the header "Access-Control-Allow-Origin: ${location.origin}". Or save the image and open the file here.`;
  return fail("image-cors", message, hint, { host: url.host, path: url.pathname, origin: location.origin });
}

/** Whether the pixels may be read; a canvas on which a foreign picture was drawn keeps them to itself. */
export function checkReadable(bitmap: ImageBitmap): void {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context?.drawImage(bitmap, 0, 0);
  try {
    context?.getImageData(0, 0, 1, 1);
  } catch {
    bitmap.close();
    const message = "A picture of another site was drawn on the canvas, so that its pixels cannot be read.";
    const hint = `Load that picture with crossOrigin = "anonymous"; its site must send "Access-Control-Allow-Origin: ${location.origin}".`;
    fail("image-cors", message, hint, { origin: location.origin }, "image-cors-canvas");
  }
}

/** Loads an image for reading, or just for showing where `crossOrigin` is null. */
export function loadElement(url: string, crossOrigin: "anonymous" | null = "anonymous"): Promise<HTMLImageElement> {
  const element = new Image();
  element.crossOrigin = crossOrigin;
  return new Promise((resolve, reject) => {
    element.onload = () => resolve(element);
    element.onerror = () => reject(new Error(url));
    element.src = url;
  });
}

/** The element's pixels, upright. */
export function bitmapOf(element: HTMLImageElement): Promise<ImageBitmap> {
  return createImageBitmap(element, UPRIGHT);
}
