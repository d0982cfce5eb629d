/** The stage and what lies over the picture. */
import { css } from "lit";

export const stage = css`
.stage { position: relative; flex: 1; min-width: 0; overflow: hidden; background: var(--annotator-stage); }
.layers, .layers > .canvas { position: absolute; inset: 0; }
.layers > .canvas.coming { visibility: hidden; }

.empty {
  position: absolute;
  inset: 0;
  display: grid;
  place-content: center;
  justify-items: center;
  gap: 10px;
  padding: 24px;
  color: var(--quiet);
  text-align: center;
}
.empty > .icon { width: 44px; height: 44px; stroke-width: 1.25; }
.empty strong { color: var(--text); font-size: 16px; font-weight: 600; }

.loading {
  position: absolute;
  left: 50%;
  bottom: 20px;
  translate: -50% 0;
  width: min(360px, calc(100% - 32px));
  padding: 12px 16px 14px;
  border-radius: 12px;
  background: var(--raised);
  box-shadow: var(--shadow);
}
.loading p { display: flex; justify-content: space-between; gap: 12px; margin-bottom: 8px; }
.loading .number { color: var(--quiet); }
progress {
  display: block;
  appearance: none;
  width: 100%;
  height: 6px;
  border: 0;
  border-radius: 3px;
  overflow: hidden;
  background: var(--line);
}
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: var(--accent); border-radius: 3px; }
progress::-moz-progress-bar { background: var(--accent); border-radius: 3px; }
progress:indeterminate { background: linear-gradient(90deg, var(--line) 25%, var(--accent) 50%, var(--line) 75%) 0 0 / 300% 100%; }
progress:indeterminate::-webkit-progress-bar { background: none; }
progress:indeterminate::-moz-progress-bar { background: none; }
@media (prefers-reduced-motion: no-preference) {
  progress:indeterminate { animation: glide 1.6s linear infinite; }
}
@keyframes glide { from { background-position: 150% 0; } to { background-position: -150% 0; } }

/* Over the stage, not above it: the picture must not move under the pointer when a message comes. */
.notice {
  position: absolute;
  top: 10px;
  left: 50%;
  translate: -50% 0;
  z-index: 3;
  display: flex;
  align-items: center;
  gap: 8px;
  width: min(760px, calc(100% - 20px));
  padding: 8px 8px 8px 14px;
  border-radius: 12px;
  background: var(--warn-ground);
  color: var(--warn);
  box-shadow: var(--shadow);
}
.notice.info { background: var(--raised); color: var(--text); }
.notice .says { flex: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 8px; min-width: 0; }
.notice p { flex: 1 1 400px; overflow-wrap: anywhere; max-height: 40vh; overflow: auto; }
.notice .button { flex: none; }
.notice .button:not([aria-label]) { border: 1px solid currentColor; }
.number-choice { display: flex; align-items: center; gap: 8px; flex: none; }
.number-choice .field { width: 5em; }

.drop {
  position: absolute;
  inset: 0;
  z-index: 2;
  display: grid;
  grid-auto-columns: 1fr;
  grid-auto-flow: column;
  gap: 14px;
  padding: 14px;
  background: light-dark(#f6f7f9cc, #0d0f12cc);
}
.compact .drop { grid-auto-flow: row; grid-auto-rows: 1fr; }
.drop > div {
  display: grid;
  place-content: center;
  justify-items: center;
  gap: 10px;
  padding: 12px;
  border: 2px dashed light-dark(#a9b3c1, #4b5563);
  border-radius: 14px;
  background: var(--surface);
  font-size: 16px;
  text-align: center;
}
.drop > div > * { pointer-events: none; }
.drop > .over { border-color: var(--accent); background: var(--accent-ground); color: var(--accent); }
.drop .icon { width: 36px; height: 36px; stroke-width: 1.5; }
`;
