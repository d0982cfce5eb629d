/** Menus and small panels that open beside a button: native popovers, placed within the window. */
import { html, type TemplateResult } from "lit";

const MARGIN = 8;

/** What opens from a button with `popovertarget` set to `id`: a menu of items, or a group of other controls. */
export function popup(id: string, role: "menu" | "group", label: string, content: unknown): TemplateResult {
  return html`<div class="popup" id=${id} popover role=${role} aria-label=${label}
    @toggle=${place} @keydown=${moveFocus} @click=${closeAfterItem}>${content}</div>`;
}

/** Opens a popup as if its button had been pressed. */
export function openPopup({ root }: { root: ShadowRoot }, id: string): void {
  const button = root.querySelector<HTMLButtonElement>(`[popovertarget="${id}"]`);
  button?.focus();
  button?.click();
}

function place(event: ToggleEvent): void {
  const popup = event.currentTarget as HTMLElement;
  const anchor = anchorOf(popup);
  anchor?.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState !== "open" || !anchor) return;
  const button = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popup;
  const below = button.bottom + 6;
  const top = below + height > innerHeight - MARGIN ? button.top - 6 - height : below;
  popup.style.left = `${clamp(button.left, innerWidth - width)}px`;
  popup.style.top = `${clamp(top, innerHeight - height)}px`;
  items(popup)[0]?.focus();
}

/** The button that opened the popup: of several, the one that was pressed last. */
function anchorOf(popup: HTMLElement): HTMLElement | null {
  const buttons = (popup.getRootNode() as ShadowRoot).querySelectorAll<HTMLElement>(`[popovertarget="${popup.id}"]`);
  return [...buttons].find((button) => button.matches(":focus")) ?? buttons[0] ?? null;
}

function clamp(value: number, room: number): number {
  return Math.max(MARGIN, Math.min(value, room - MARGIN));
}

function items(popup: HTMLElement): HTMLElement[] {
  return [...popup.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)")];
}

function moveFocus(event: KeyboardEvent): void {
  const all = items(event.currentTarget as HTMLElement);
  const at = all.indexOf(event.target as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
}

function closeAfterItem(event: Event): void {
  if ((event.target as Element).closest("[role^=menuitem]")) (event.currentTarget as HTMLElement).hidePopover();
}
