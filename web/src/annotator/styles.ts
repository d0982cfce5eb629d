/** The annotator's look. A constructed style sheet works under any content security policy of the page around. */
const CSS = `
:host { display: block; position: relative; overflow: hidden; contain: strict; background: var(--annotator-stage, #8882); }
canvas { display: block; width: 100%; height: 100%; cursor: crosshair; touch-action: none; outline: none; }
canvas:focus-visible { box-shadow: inset 0 0 0 3px var(--annotator-accent, #1e6fff); }
canvas.panning { cursor: grabbing !important; }
.marks { position: absolute; inset: 0; overflow: hidden; pointer-events: none; }
.marks > span { position: absolute; left: 0; top: 0; }
.mark::before {
  position: absolute; box-sizing: border-box; width: 18px; height: 18px; left: -9px; top: -9px; border-radius: 50%;
  border: 2px solid #fff; color: #fff; font: 700 15px/13px system-ui, sans-serif; text-align: center;
  box-shadow: 0 0 0 1px #0008, 0 1px 4px #0006;
}
.positive::before { content: "+"; background: #0a8a3f; }
.negative::before { content: "−"; background: #d0212f; }
.pending::before { opacity: 0.75; border-style: dashed; }
.dragged { z-index: 1; }
.dragged::before { scale: 1.25; }
.focused { z-index: 1; }
.focused::before { outline: 3px solid #fff; outline-offset: 2px; box-shadow: 0 0 0 7px #1e6fff; }
.busy::after {
  content: ""; position: absolute; box-sizing: border-box; width: 34px; height: 34px; left: -17px; top: -17px;
  border-radius: 50%; border: 3px solid #fff; border-top-color: #1e6fff; filter: drop-shadow(0 0 1px #000);
  animation: turn 0.8s linear infinite;
}
.cursor::before, .cursor::after { content: ""; position: absolute; background: #fff; box-shadow: 0 0 0 1px #000; }
.cursor::before { width: 23px; height: 1px; left: -11px; }
.cursor::after { width: 1px; height: 23px; top: -11px; }
.live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@keyframes turn { to { rotate: 1turn; } }
@media (prefers-reduced-motion: reduce) { .busy::after { animation-duration: 4s; } }
`;

/** A new sheet with the annotator's rules. */
export function createStyleSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  return sheet;
}
