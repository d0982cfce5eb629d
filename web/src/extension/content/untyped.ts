/**
 * Imported before all else. Lit makes a policy of trusted types as it loads, which a page's own rules may refuse to an
 * extension in Firefox; what an extension then writes into a page is bound by no such rules, in any browser.
 */
Object.defineProperty(globalThis, "trustedTypes", { value: undefined, configurable: true });
