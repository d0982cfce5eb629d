/** By how wide the tool is: what has a place of its own, what moves into a menu, and what has words. */
export type Width = "compact" | "regular" | "roomy" | "wide";

const REGULAR = 720;
const ROOMY = 1160;
const WIDE = 1440;

/** The width of that many CSS pixels. */
export function widthOf(pixels: number): Width {
  if (pixels < REGULAR) return "compact";
  if (pixels < ROOMY) return "regular";
  return pixels < WIDE ? "roomy" : "wide";
}
