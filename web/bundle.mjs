// Bundles the TypeScript with rolldown: node bundle.mjs FOLDER. Called by web/build/bundle.py, which then names
// the files after their contents. Writes FOLDER/NAME/ for each of the bundles below, and beside it NAME.licenses.txt
// with the licences of what went into it. The plugin's modules share what they have in common in a file of its own,
// so that a page that loads both still runs one worker.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import license from "rollup-plugin-license";

const ALLOWED = "(MIT OR ISC OR BSD-2-Clause OR BSD-3-Clause OR Apache-2.0)";
const output = process.argv[2];

const bundles = [
  { folder: "worker", input: { worker: "src/engine/worker.ts" } },
  { folder: "decoder", input: { decoder: "src/decoder/worker.ts" } },
  { folder: "page", input: { main: "src/page/main.ts" } },
  { folder: "plugin", input: { "focalclick.iife": "src/plugin/index.ts" }, format: "iife" },
  { folder: "plugin", input: { "focalclick-element.iife": "src/plugin/element.ts" }, format: "iife" },
  {
    folder: "plugin",
    input: { focalclick: "src/plugin/index.ts", "focalclick-element": "src/plugin/element.ts" },
  },
  // The extension's own scripts: the pages come last, as their licences are those of all.
  { folder: "extension", input: { content: "src/extension/content/main.ts" }, format: "iife" },
  { folder: "extension", input: { bridge: "src/extension/adapters/bridge.ts" }, format: "iife" },
  { folder: "extension", input: { background_chromium: "src/extension/background/chromium.ts" } },
  { folder: "extension", input: { background_firefox: "src/extension/background/firefox.ts" } },
  { folder: "extension", input: { offscreen: "src/extension/background/offscreen.ts" } },
  {
    folder: "extension",
    input: Object.fromEntries(
      ["options", "page", "permission", "welcome"].map((page) => [page, `src/extension/pages/${page}.ts`]),
    ),
  },
];

function notices(folder) {
  return license({
    thirdParty: {
      includePrivate: false,
      allow: { test: ALLOWED, failOnUnlicensed: true, failOnViolation: true },
      output: { file: join(output, `${folder}.licenses.txt`), template: noticesText },
    },
  });
}

function noticesText(dependencies) {
  return dependencies
    .map((d) => `${d.name} ${d.version} (${d.license})\n\n${d.licenseText?.trim() ?? ""}\n`)
    .sort()
    .join("\n");
}

for (const { folder, input, format = "es" } of bundles) {
  mkdirSync(join(output, folder), { recursive: true });
  const bundle = await rolldown({
    input,
    platform: "browser",
    plugins: [notices(folder)],
    // onnxruntime-web without its own copy of the wasm loader: the loader is an asset of ours.
    resolve: { conditionNames: ["onnxruntime-web-use-extern-wasm", "import", "browser", "default"] },
    moduleTypes: { ".ftl": "text" },
    transform: { target: "es2022" },
    onLog(level, log, defaultHandler) {
      if (level === "warn" && log.code === "UNRESOLVED_IMPORT") throw new Error(log.message);
      if (log.code === "EMPTY_IMPORT_META") return; // a classic script has another way to find its address
      defaultHandler(level, log);
    },
  });
  await bundle.write({
    dir: join(output, folder),
    entryFileNames: "[name].js",
    chunkFileNames: "focalclick-[hash].js",
    format,
    name: "FocalClick",
    minify: true,
    codeSplitting: format === "es" && Object.keys(input).length > 1,
  });
  await bundle.close();
}
