/** The pictures to try, as the page's template lists them. */
import { fileName, type Work } from "../element/index";
import { byId } from "./dom";

export interface Sample extends Work {
  image: string;
  mask: string | undefined;
  title: string;
  credit: string;
}

export function readSamples(): Sample[] {
  return [...byId("samples", HTMLElement).children].map((item) => sampleOf(item as HTMLElement));
}

function sampleOf({ dataset, title, textContent }: HTMLElement): Sample {
  const image = dataset.image ?? "";
  return { image, mask: dataset.mask, name: fileName(image), title: textContent, credit: title };
}
