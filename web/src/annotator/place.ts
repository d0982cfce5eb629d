/** Puts an annotator's element into the page: over an image, or inside any other element. */

/** Covers `target` where it stands if it is an image, else fills it. The host's own elements are not moved. */
export function place(host: HTMLElement, target: Element): void {
  if (target instanceof HTMLImageElement || target instanceof HTMLCanvasElement) cover(host, target);
  else {
    Object.assign(host.style, { width: "100%", height: "100%" });
    target.append(host);
  }
}

/** Follows the image's place and size for as long as `host` is in the page. */
function cover(host: HTMLElement, target: HTMLElement): void {
  const observer = new ResizeObserver(() => {
    if (!host.isConnected) return observer.disconnect();
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = target;
    const px = (value: number) => `${value}px`;
    Object.assign(host.style, {
      left: px(offsetLeft),
      top: px(offsetTop),
      width: px(offsetWidth),
      height: px(offsetHeight),
    });
  });
  host.style.position = "absolute";
  target.after(host);
  observer.observe(target);
  observer.observe(host);
}
