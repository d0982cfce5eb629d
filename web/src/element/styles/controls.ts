/** Bars, buttons, choices, sliders and fields. */
import { css } from "lit";

export const controls = css`
.bar, .dock {
  display: flex;
  align-items: center;
  gap: 4px 8px;
  padding: 6px 10px;
  background: var(--surface);
}
.bar { border-bottom: 1px solid var(--line); min-height: calc(var(--control) + 12px); }
.bar > .gap { margin: 0 -6px; }
.bar { flex-wrap: wrap; } /* rather a second row than anything cut */
.compact .bar { gap: 2px; padding: 4px 6px; }
.regular .bar, .roomy .bar { gap: 8px; }
.dock {
  flex-direction: column;
  align-items: stretch;
  gap: 6px;
  padding: 6px 8px max(6px, env(safe-area-inset-bottom));
  border-top: 1px solid var(--line);
}
.dock .row { gap: 8px; }
.dock .choices { flex: 1 1 auto; }
.dock .choice { flex: 1; justify-content: center; padding: 0 4px; }
.dock .row > .button { background: var(--accent-ground); color: var(--accent); font-weight: 600; }

button, input, select { font: inherit; color: inherit; }
.button, .choice {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 6px;
  min-width: var(--control);
  height: var(--control);
  padding: 0 8px;
  border: 0;
  border-radius: var(--radius);
  background: none;
  white-space: nowrap;
  cursor: pointer;
  user-select: none;
  -webkit-tap-highlight-color: transparent;
}
@media (hover: hover) {
  .button:hover:enabled, .choice:hover:not(:has(:disabled)), .item:hover:enabled { background: var(--hover); }
}
.button:active:enabled { background: var(--accent-ground); }
.button:disabled, .choice:has(:disabled), .item:disabled { opacity: 0.4; cursor: default; }
.button.primary { background: var(--accent); color: var(--on-accent); font-weight: 600; padding: 0 14px; }
.button.primary:hover:enabled, .button.primary:active:enabled { background: color-mix(in srgb, var(--accent) 88%, var(--text)); }
.bar .toggle[aria-pressed="true"], .settings .toggle[aria-pressed="true"] { background: var(--accent-ground); color: var(--accent); }
.button.number { min-width: 58px; padding: 0 4px; }

.choices {
  display: flex;
  gap: 2px;
  padding: 2px;
  flex: none;
  min-width: 0;
  border-radius: calc(var(--radius) + 2px);
  background: var(--well);
}
.choice { height: calc(var(--control) - 4px); min-width: calc(var(--control) - 2px); }
.choice input { position: absolute; opacity: 0; pointer-events: none; }
.choice:has(:checked) {
  background: var(--raised);
  color: var(--accent);
  box-shadow: 0 1px 3px light-dark(#1b202830, #0008);
}
.modes .choice:has(:checked) { font-weight: 600; }
.modes .choice:has([value="remove"]:checked) { color: var(--warn); }

:focus-visible, .choice:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 1px; }
.choice :focus-visible { outline: 0; }

.slider { display: inline-flex; align-items: center; gap: 6px; color: var(--quiet); height: var(--control); }
.slider input { width: 72px; accent-color: var(--accent); cursor: pointer; }
.roomy .slider input { width: 60px; }
.slider .icon { width: 18px; height: 18px; }
.field, .select {
  min-width: 0;
  height: 32px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 7px;
  background: var(--surface);
}
.select { border-color: transparent; background: transparent; color: var(--quiet); font-size: 13px; cursor: pointer; }
.select option { color: var(--text); background: var(--raised); }
.select:hover { background: var(--hover); }

kbd {
  display: inline-block;
  min-width: 20px;
  padding: 0 5px;
  border: 1px solid var(--line);
  border-radius: 5px;
  background: var(--ground);
  color: var(--quiet);
  font: 12px / 18px system-ui, sans-serif;
  text-align: center;
}
.count { color: var(--quiet); font-weight: 500; font-variant-numeric: tabular-nums; }

.saved { display: inline-flex; align-items: center; gap: 4px; color: var(--quiet); font-size: 13px; white-space: nowrap; }
.saved .icon { width: 16px; height: 16px; }
.saved.busy .icon { opacity: 0.35; }
.saved.failed { color: var(--warn); font-weight: 600; }
.tool:not(.wide) .saved:not(.failed) span { display: none; }
.compact .saved { padding: 0 6px; }

.status {
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: 4px 16px;
  min-height: 30px;
  padding: 4px 12px;
  border-top: 1px solid var(--line);
  background: var(--surface);
  font-size: 13px;
}
.status output { font-variant-numeric: tabular-nums; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; min-width: 0; }
.status .hint { color: var(--quiet); text-align: right; }
.compact .status { flex-direction: column; align-items: stretch; gap: 0; padding: 4px 10px; }
.compact .status .hint { text-align: left; }
`;
