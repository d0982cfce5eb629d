/**
 * The look of all that lies over a page. Constructed style sheets work under any content security policy of it, and what
 * is important to `:host` in here no rule of the page overcomes, important or not; `all` leaves out a direction.
 */
const CSS = `
:host { all: initial !important; display: block !important; position: fixed !important; inset: 0 !important;
  z-index: 2147483647 !important; direction: ltr !important; unicode-bidi: normal !important; pointer-events: none !important;
  color-scheme: light dark !important; }
.area { --surface: #fffffff5; --ink: #16202e; --faint: #16202e1f; --accent: #1e6fff; --strong: #d0212f; }
@media (prefers-color-scheme: dark) { .area { --surface: #1b222cf5; --ink: #eef2f7; --faint: #ffffff26; --accent: #6ea3ff; --strong: #ff7b86; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.frame { position: fixed; pointer-events: auto; }
.frame > .layers, .frame .canvas { position: absolute; inset: 0; }
.whole { position: fixed; inset: 12px; z-index: 1; pointer-events: auto; box-shadow: 0 0 0 100vmax #000a; }
.whole > div { height: 100%; border-radius: 12px; overflow: hidden; }
.end { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; font: 13px/1.35 system-ui, sans-serif; }
.pick { position: fixed; outline: 3px solid var(--accent); outline-offset: -3px; background: #1e6fff33; border-radius: 3px; }
.bar, .notice { position: fixed; pointer-events: auto; font: 13px/1.35 system-ui, sans-serif; color: var(--ink);
  background: var(--surface); border: 1px solid var(--faint); border-radius: 10px; box-shadow: 0 4px 20px #0005; }
.bar { z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 4px; padding: 5px; max-width: calc(100vw - 16px); }
.notice { z-index: 2; left: 50%; top: 12px; transform: translateX(-50%); padding: 10px 14px; max-width: min(520px, calc(100vw - 24px)); }
.area:has(> .whole:not([hidden])) > .notice { top: auto; bottom: 54px; } /* beside nothing that the tool shows there */
.notice p { margin: 0; }
.notice p + .choices { margin-top: 8px; }
.choices { display: flex; flex-wrap: wrap; gap: 6px; }
button, select { font: inherit; color: inherit; background: transparent; border: 1px solid transparent; border-radius: 6px;
  min-height: 30px; padding: 4px 9px; cursor: pointer; }
select { border-color: var(--faint); max-width: 190px; background: var(--surface); }
button:hover:not(:disabled) { background: var(--faint); }
button:focus-visible, select:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
button:disabled { opacity: 0.45; cursor: default; }
button[aria-pressed="true"] { background: var(--accent); color: #fff; }
@media (prefers-color-scheme: dark) { button[aria-pressed="true"] { color: #10151c; } }
.choices button, .main { border-color: var(--accent); color: var(--accent); font-weight: 600; }
.split { width: 1px; align-self: stretch; margin: 3px 2px; background: var(--faint); }
.status { padding: 0 6px; font-variant-numeric: tabular-nums; max-width: 320px; }
.mark { padding: 2px 7px; border-radius: 20px; background: var(--strong); color: var(--surface); font-weight: 600; font-size: 12px; }
progress { width: 130px; accent-color: var(--accent); }
`;

export function createStyleSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  return sheet;
}
