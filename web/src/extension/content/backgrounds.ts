/** CSS backgrounds of several layers: which of them shows a picture, and what other properties say of that one. */

/** The uppermost layer that shows a picture's file. */
export interface Layer {
  url: string;
  /** Its place in the lists that all properties of backgrounds are. */
  index: number;
}

/** Null where no layer shows a file, or none whose address is one. */
export function pictureLayer({ backgroundImage }: CSSStyleDeclaration): Layer | null {
  for (const [index, layer] of listed(backgroundImage).entries()) {
    const address = /url\("((?:[^"\\]|\\.)*)"\)/.exec(layer)?.[1]?.replace(/\\(.)/g, "$1");
    if (address && URL.canParse(address, document.baseURI))
      return { url: new URL(address, document.baseURI).href, index };
  }
  return null;
}

/** What a property's list says of a layer; a list that is too short begins again. */
export function layerValue(list: string, index: number): string {
  const values = listed(list);
  return values[index % values.length] ?? "";
}

/** The parts between commas that are neither in brackets nor in quotes. */
function listed(list: string): string[] {
  const values = [""];
  let depth = 0;
  for (const [token] of list.matchAll(/"(?:[^"\\]|\\.)*"|[^"]/g)) {
    depth += Number(token === "(") - Number(token === ")");
    if (token === "," && depth === 0) values.push("");
    else values[values.length - 1] += token;
  }
  return values.map((value) => value.trim());
}
