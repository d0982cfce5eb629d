/** Colours, sizes and the frame. Light or dark is inherited from the page's `color-scheme`. */
import { css } from "lit";

export const base = css`
:host {
  --ground: light-dark(#f6f7f9, #14171b);
  --surface: light-dark(#ffffff, #1c2026);
  --raised: light-dark(#ffffff, #272d36);
  --line: light-dark(#dfe3e8, #333943);
  --text: light-dark(#1b2028, #e9ecf1);
  --quiet: light-dark(#566070, #a2acba);
  --hover: light-dark(#eef1f5, #2a3039);
  --well: light-dark(#eef1f5, #111418);
  --accent: light-dark(#1558d6, #8ab6ff);
  --accent-ground: light-dark(#e5eefd, #22344e);
  --on-accent: light-dark(#ffffff, #0c1a30);
  --warn: light-dark(#9c1c14, #ffb9b2);
  --warn-ground: light-dark(#fdeceb, #43211f);
  --shadow: 0 8px 28px light-dark(#1b202833, #0009);
  --control: 36px;
  --radius: 8px;
  --annotator-stage: light-dark(#e7eaee, #0d0f12);
  --annotator-accent: var(--accent);
  display: block;
  min-width: 280px;
  min-height: 240px;
  color: var(--text);
  font: 14px / 1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  -webkit-text-size-adjust: 100%;
}
@media (pointer: coarse) {
  :host { --control: 44px; }
}
*, ::before, ::after { box-sizing: border-box; }
.tool {
  display: flex;
  flex-direction: column;
  height: 100%;
  background: var(--ground);
}
.middle {
  position: relative;
  flex: 1;
  display: flex;
  min-height: 0;
}
.group, .row {
  display: flex;
  align-items: center;
  gap: 2px;
}
.gap { flex: 1; }
.quiet { color: var(--quiet); }
.number { font-variant-numeric: tabular-nums; }
.icon {
  width: 20px;
  height: 20px;
  flex: none;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.75;
  stroke-linecap: round;
  stroke-linejoin: round;
}
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
h2, h3, p, ul, dialog, fieldset { margin: 0; padding: 0; border: 0; }
ul { list-style: none; }
h2 { font-size: 13px; font-weight: 600; }
@media (prefers-reduced-motion: no-preference) {
  .button, .choice, .chip, .item { transition: background-color 0.12s, border-color 0.12s; }
}
[hidden] { display: none !important; }
`;
