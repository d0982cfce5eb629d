/** This script's address; a classic script has no `import.meta`. */
const SCRIPT = import.meta.url || (document.currentScript as HTMLScriptElement | null)?.src || document.baseURI;

/** URL of the folder of assets: the one that was named, else `assets` beside this script. */
export function assetFolder(assetPath?: string | URL): string {
  return new URL(assetPath ?? new URL("assets/", SCRIPT), document.baseURI).href;
}
