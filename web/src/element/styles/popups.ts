/** Menus, the export's options and the sheet of shortcuts. */
import { css } from "lit";

export const popups = css`
.popup {
  position: fixed;
  inset: auto;
  margin: 0;
  min-width: 220px;
  max-width: calc(100vw - 16px);
  max-height: calc(100vh - 16px);
  overflow: auto;
  padding: 6px;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--raised);
  color: var(--text);
  font-size: 14px;
  box-shadow: var(--shadow);
}
.item {
  display: flex;
  align-items: center;
  gap: 10px;
  width: 100%;
  min-height: var(--control);
  padding: 4px 10px;
  border: 0;
  border-radius: 8px;
  background: none;
  text-align: left;
  cursor: pointer;
}
.item > span { flex: 1; }
.item small { display: block; color: var(--quiet); font-size: 12px; }
.item .icon { color: var(--quiet); }
.item:focus-visible { outline-offset: -2px; }
.settings { display: flex; flex-direction: column; align-items: stretch; gap: 8px; padding: 6px; }
.settings .slider input { flex: 1; }
.settings .toggle { justify-content: flex-start; }
.settings .zoom { justify-content: space-between; }
.popup hr { border: 0; border-top: 1px solid var(--line); margin: 6px 4px; }
.option { display: grid; gap: 2px; padding: 6px 10px; color: var(--quiet); font-size: 13px; }
.option > span { display: flex; justify-content: space-between; }
.option input, .option select { width: 100%; accent-color: var(--accent); }
.option.check { display: flex; gap: 8px; align-items: center; color: var(--text); }
.option.check input { width: auto; }
.option .select { border-color: var(--line); }

.sheet {
  width: min(940px, calc(100vw - 24px));
  max-height: calc(100dvh - 24px);
  margin: auto;
  padding: 18px 22px;
  border: 1px solid var(--line);
  border-radius: 16px;
  background: var(--raised);
  color: var(--text);
  box-shadow: var(--shadow);
  overflow: auto;
}
.sheet::backdrop { background: #0007; }
.sheet header { display: flex; align-items: center; justify-content: space-between; }
.sheet h2 { font-size: 18px; }
.sheet h3 { margin-bottom: 4px; font-size: 13px; font-weight: 600; color: var(--quiet); }
.sheet .columns { columns: 280px; column-gap: 32px; margin-top: 14px; }
.sheet section { break-inside: avoid; margin-bottom: 18px; }
.sheet li { display: flex; align-items: center; justify-content: space-between; gap: 12px; min-height: 32px; border-bottom: 1px solid var(--line); }
.keys {
  display: inline-flex;
  gap: 8px;
  min-width: 44px;
  min-height: 28px;
  justify-content: flex-end;
  align-items: center;
  padding: 0 6px;
  border: 0;
  border-radius: 7px;
  background: none;
  cursor: pointer;
}
.keys:hover { background: var(--hover); }
.keys[aria-pressed="true"] { background: var(--accent-ground); color: var(--accent); }
.keys em { font-style: normal; }
.chord { display: inline-flex; gap: 3px; }
.fixed { color: var(--quiet); text-align: right; }
`;
