// Runs one Python file inside Pyodide under Node. The single argument is JSON:
// {script, arguments, stdlib, archives, folders} - see web/build/pyodide_assets.py, which writes it.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";

async function main(task) {
  const home = dirname(fileURLToPath(import.meta.resolve("pyodide")));
  const lock = JSON.parse(readFileSync(`${home}/pyodide-lock.json`, "utf8"));
  const pyodide = await loadPyodide({
    indexURL: home,
    stdLibURL: task.stdlib,
    lockFileContents: { ...lock, packages: {} },
  });
  const sitePackages = pyodide.runPython('import sysconfig; sysconfig.get_path("purelib")');
  for (const archive of task.archives) {
    pyodide.unpackArchive(new Uint8Array(readFileSync(archive)), "zip", { extractDir: sitePackages });
  }
  for (const [inside, outside] of Object.entries(task.folders)) {
    pyodide.mountNodeFS(inside, outside);
  }
  pyodide.pyimport("sys").argv = pyodide.toPy([task.script, ...task.arguments]);
  pyodide.runPython(readFileSync(task.script, "utf8"), { filename: task.script });
}

main(JSON.parse(process.argv[2])).catch((error) => {
  // Left to itself, Node prints the minified line of Pyodide that threw: 1 MB of it.
  console.error(error.message);
  process.exit(1);
});
