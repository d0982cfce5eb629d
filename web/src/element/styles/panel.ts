/** Classes and objects at the side; from below where the tool is narrow. */
import { css } from "lit";

export const panel = css`
.panel {
  flex: none;
  display: flex;
  flex-direction: column;
  width: 272px;
  min-height: 0;
  border-left: 1px solid var(--line);
  background: var(--surface);
}
.compact .panel {
  position: absolute;
  inset: auto 0 0;
  z-index: 2;
  width: auto;
  max-height: min(72%, 460px);
  border: 0;
  border-radius: 14px 14px 0 0;
  box-shadow: var(--shadow);
}
.classes { padding: 12px 12px 10px; border-bottom: 1px solid var(--line); }
.classes header { display: flex; align-items: center; justify-content: space-between; min-height: 32px; }
.class-editor li { display: flex; align-items: center; gap: 8px; padding: 3px 0; }
.class-editor input[type="color"] { width: 32px; height: 32px; flex: none; padding: 2px; border: 1px solid var(--line); border-radius: 8px; background: none; cursor: pointer; }
.class-editor .field { width: 190px; }
#menu-classes { padding: 10px; }
#menu-classes .quiet { max-width: 280px; margin-top: 6px; font-size: 13px; }
.chips { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 8px; max-height: 132px; overflow: auto; }
.chip {
  display: inline-flex;
  align-items: center;
  gap: 6px;
  min-height: 28px;
  max-width: 100%;
  padding: 0 9px;
  border: 1px solid var(--line);
  border-radius: 14px;
  background: none;
  font-size: 13px;
  cursor: pointer;
}
.chip > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chip:hover { background: var(--hover); }
.chip[aria-pressed="true"] { border-color: var(--accent); background: var(--accent-ground); font-weight: 600; }
.chip .dot { width: 10px; height: 10px; flex: none; border-radius: 50%; background: var(--color); }
.chip kbd { min-width: 16px; padding: 0 3px; font-size: 11px; line-height: 15px; }
.chip.add { border-style: dashed; color: var(--quiet); }
.chip .icon { width: 14px; height: 14px; }
.chips .field { width: 130px; height: 28px; border-radius: 14px; }
@media (pointer: coarse) {
  .chip, .chips .field { min-height: 36px; border-radius: 18px; }
  .chip kbd { display: none; }
}

.objects { flex: 1; display: flex; flex-direction: column; min-height: 0; }
.objects header { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding: 8px 6px 4px 12px; }
.list { flex: 1; min-height: 0; overflow-y: auto; padding: 2px 6px; overscroll-behavior: contain; }
.objects footer { padding: 6px 10px 10px; }
.objects footer .button { width: 100%; border: 1px solid var(--line); }
.object {
  display: flex;
  align-items: center;
  border-radius: 10px;
  content-visibility: auto;
  contain-intrinsic-size: auto 52px;
}
.object + .object { margin-top: 2px; }
.object:hover { background: var(--hover); }
.object[data-current] { background: var(--accent-ground); }
.object .name {
  flex: 1;
  display: flex;
  align-items: center;
  gap: 10px;
  min-width: 0;
  padding: 6px;
  border: 0;
  border-radius: 10px;
  background: none;
  text-align: left;
  cursor: pointer;
}
.object :focus-visible { outline-offset: -2px; } /* what lies outside a row is not drawn */
.thumbnail {
  flex: none;
  width: 40px;
  height: 40px;
  border-radius: 8px;
  background: color-mix(in srgb, var(--color) 16%, var(--surface));
  box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--color) 40%, transparent);
}
.thumbnail canvas { display: block; width: 36px; height: 36px; margin: 2px; }
.words { display: grid; min-width: 0; }
.title, .details { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.title { font-weight: 500; }
.details { color: var(--quiet); font-size: 12px; font-variant-numeric: tabular-nums; }
.object[data-hidden] .thumbnail { opacity: 0.35; }
.object[data-hidden] .title { color: var(--quiet); }
.object > .field { flex: 1; margin: 6px; }
.object > .button { min-width: 30px; padding: 0; color: var(--quiet); background: none; }
.object > .button .icon { width: 17px; height: 17px; }
.object > .button:hover { color: var(--text); }
.object > .button[data-on="true"] { color: var(--accent); }
@media (hover: hover) {
  .object:not(:hover, :focus-within, [data-current]) > .toggle[data-on="false"],
  .object:not(:hover, :focus-within, [data-current]) > [popovertarget] { opacity: 0; }
}
@media (pointer: coarse) {
  .object > .button { min-width: 40px; }
}
`;
