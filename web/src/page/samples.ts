/** The pictures to try, as the page's template lists them. */
import { fileName, type Work } from "../element/index";
import { byId } from "./dom";

export interface Sample extends Work {
  image: string;
  mask: string | undefined;
  /** Its word is `sample-` and this. */
  key: string;
  credit: string;
}

export function readSamples(): Sample[] {
  return [...byId("samples", HTMLElement).children].map((item) => sampleOf(item as HTMLElement));
}

function sampleOf({ dataset, textContent }: HTMLElement): Sample {
  const { image = "", mask, name: key = "" } = dataset;
  return { image, mask, name: fileName(image), key, credit: textContent };
}
