/** The mark by which the bridge shows the content script which element of the page a site means. */

const MARK = "data-focalclick-picture";

/** Marks this element and no other. */
export function mark(element: Element): void {
  takeMark();
  element.setAttribute(MARK, "");
}

/** The element that was marked; nothing is any more. */
export function takeMark(): Element | null {
  const marked = [...document.querySelectorAll(`[${MARK}]`)];
  for (const element of marked) element.removeAttribute(MARK);
  return marked[0] ?? null;
}
