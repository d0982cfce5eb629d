/** The tools by name. */
import { boxHand } from "./box";
import { brushHand } from "./brush";
import { clickHand } from "./clicks";
import { type Hands, IDLE } from "./hand";
import { lassoHand } from "./lasso";
import { polygonHand } from "./polygon";

export const HANDS: Hands = {
  click: clickHand,
  brush: (view, deeds) => brushHand(view, deeds, false),
  eraser: (view, deeds) => brushHand(view, deeds, true),
  polygon: polygonHand,
  lasso: lassoHand,
  box: boxHand,
  pan: () => ({ ...IDLE, cursor: "grab" }),
};
