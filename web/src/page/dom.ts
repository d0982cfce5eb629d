/** The page's own elements, by id. */

/** The element `id`, which the template is known to have. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`the page has no <${type.name} id="${id}">`);
}
