/** The tool's look: constructed style sheets, which work under any content security policy of the page around. */
import type { CSSResult } from "lit";
import { base } from "./base";
import { controls } from "./controls";
import { panel } from "./panel";
import { popups } from "./popups";
import { stage } from "./stage";

const SHEETS: readonly CSSResult[] = [base, controls, stage, panel, popups];

export function styleSheets(): CSSStyleSheet[] {
  return SHEETS.map(({ styleSheet }) => {
    if (!styleSheet) throw new Error("this browser makes no style sheets from scripts");
    return styleSheet;
  });
}
