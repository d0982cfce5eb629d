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
    const { offsetLeft, offsetTop, clientLeft, clientTop, clientWidth, clientHeight } = target;
    const padding = paddingOf(target); // the picture lies inside border and padding
    Object.assign(host.style, {
      left: `${offsetLeft + clientLeft + padding.left}px`,
      top: `${offsetTop + clientTop + padding.top}px`,
      width: `${clientWidth - padding.left - padding.right}px`,
      height: `${clientHeight - padding.top - padding.bottom}px`,
    });
  });
  host.style.position = "absolute";
  target.after(host);
  observer.observe(target);
  observer.observe(host);
}

function paddingOf(target: HTMLElement) {
  const style = getComputedStyle(target);
  const side = (value: string) => Number.parseFloat(value) || 0;
  return {
    left: side(style.paddingLeft),
    right: side(style.paddingRight),
    top: side(style.paddingTop),
    bottom: side(style.paddingBottom),
  };
}
