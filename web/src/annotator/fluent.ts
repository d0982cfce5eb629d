/** Fluent's texts; apart from `speech.ts`, so that the package's types name no library. */
import { FluentBundle, FluentResource } from "@fluent/bundle";

/** The texts of one Fluent file. */
export function makeBundle(language: string, text: string): FluentBundle {
  const bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource(new FluentResource(text));
  return bundle;
}
