"""TypeScript declarations for the plugin, which name no library: a page needs nothing else to use them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from web.build import paths
from web.build.errors import BuildError

ELEMENT = """export * from "./types/plugin/element";
import type { AnnotatorElement } from "./types/plugin/element";
declare global {
  interface HTMLElementTagNameMap {
    "focalclick-annotator": AnnotatorElement;
  }
}
"""


def declare(target: Path) -> None:
    """Write ``focalclick.d.ts`` and ``focalclick-element.d.ts`` into `target`, the rest into ``types``.

    Raises
    ------
    BuildError
        The compiler wrote none.
    """
    types = target / "types"
    compiler = paths.NODE_MODULES / "typescript" / "bin" / "tsc"
    command = ["node", str(compiler), "-p", "tsconfig.plugin.json", "--outDir", str(types)]
    done = subprocess.run(command, cwd=paths.WEB, capture_output=True, text=True)
    # Faults in the code itself are for "npm run types" to tell.
    if not (types / "plugin" / "index.d.ts").is_file():
        raise BuildError(f"no declarations came out of web/src:\n{(done.stdout + done.stderr).strip()}")
    shutil.rmtree(types / "element")  # what the package tells of the element stands in types/plugin
    (target / "focalclick.d.ts").write_text('export * from "./types/plugin/index";\n')
    (target / "focalclick-element.d.ts").write_text(ELEMENT)
