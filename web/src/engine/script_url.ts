/** Addresses of our own workers, as a page with `require-trusted-types-for 'script'` wants them. */

interface Policy {
  createScriptURL(url: string): string;
}

/** The part of Trusted Types that is used here; the DOM's types do not know it yet. */
interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

/** Says that an address is one of ours: an asset, or a blob that loads one. */
export function scriptUrl(url: string): string {
  policy ??= makePolicy();
  return policy.createScriptURL(url);
}

/** A page that names its policies without "focalclick" refuses it; where it insists on one, `Worker` will tell. */
function makePolicy(): Policy {
  const plain: Policy = { createScriptURL: (url) => url };
  try {
    return (globalThis as { trustedTypes?: Factory }).trustedTypes?.createPolicy("focalclick", plain) ?? plain;
  } catch {
    return plain;
  }
}
