// Bundles the TypeScript with rolldown: node bundle.mjs FOLDER. Called by web/build/bundle.py, which then names
// the files after their contents. Writes page/main.js, worker/worker.js, plugin/focalclick.js and
// plugin/focalclick.iife.js, and beside each folder NAME.licenses.txt with the licences of what went into it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import license from "rollup-plugin-license";

const ALLOWED = "(MIT OR ISC OR BSD-2-Clause OR BSD-3-Clause OR Apache-2.0)";
const output = process.argv[2];

const bundles = [
  { folder: "worker", input: "src/engine/worker.ts", outputs: [{ format: "es", file: "worker.js" }] },
  { folder: "page", input: "src/page/main.ts", outputs: [{ format: "es", file: "main.js" }] },
  {
    folder: "plugin",
    input: "src/annotator/index.ts",
    outputs: [
      { format: "es", file: "focalclick.js" },
      { format: "iife", file: "focalclick.iife.js", name: "FocalClick" },
    ],
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

for (const { folder, input, outputs } of bundles) {
  mkdirSync(join(output, folder), { recursive: true });
  const bundle = await rolldown({
    input,
    platform: "browser",
    plugins: [notices(folder)],
    // onnxruntime-web without its own copy of the wasm loader: the loader is an asset of ours.
    resolve: { conditionNames: ["onnxruntime-web-use-extern-wasm", "import", "browser", "default"] },
    transform: { target: "es2022" },
    onLog(level, log, defaultHandler) {
      if (level === "warn" && log.code === "UNRESOLVED_IMPORT") throw new Error(log.message);
      defaultHandler(level, log);
    },
  });
  for (const { format, file, name } of outputs) {
    await bundle.write({
      file: join(output, folder, file),
      format,
      name,
      minify: true,
      codeSplitting: false,
    });
  }
  await bundle.close();
}
