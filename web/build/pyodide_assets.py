"""Repack Python for the browser: only what is used, compiled beforehand, in stored zips.

Compiling the standard library's sources is most of Pyodide's start; zips of byte code start three times
faster and are a third of the bytes. What is used is not guessed: the real thing runs under Node, and the
modules it loaded are kept.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from web.build import paths, zips
from web.build.errors import BuildError
from web.build.python_imports import imports

IN_PYODIDE = Path(__file__).parent / "in_pyodide"
FULL_STDLIB = paths.PYODIDE / "python_stdlib.zip"

# Loaded only when something goes wrong or is shown: no run of the good case finds them.
STDLIB_ALWAYS = ("traceback", "linecache", "tokenize", "textwrap", "encodings.latin_1", "encodings.ascii")

NUMPY_LEFT_OUT = ("core", "f2py", "fft", "linalg", "ma", "polynomial", "random", "testing")
NUMPY_DOCSTRINGS = ("numpy/_core/_add_newdocs.py", "numpy/_core/_add_newdocs_scalars.py")


# The four files that Python in the browser starts from beside Pyodide's own three: logical name → file.
FILES = {
    "pyodide-lock": "pyodide-lock.json",
    "python-stdlib": "python-stdlib.zip",
    "numpy": "numpy.zip",
    "py-frontend": "py-frontend.zip",
}


def repack(wheel: Path, target: Path) -> None:
    """Write `FILES` to the folder `target`, made from Pyodide's library, NumPy's wheel and py_frontend.

    Raises
    ------
    BuildError
        py_frontend does not run with the trimmed libraries, or gives other masks than with the full ones.
    """
    target.mkdir(parents=True, exist_ok=True)
    made = {name: target / file for name, file in FILES.items()}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _lay_out_numpy(wheel, work / "numpy")
        _lay_out_frontend(work / "py-frontend")
        report = _exercise(FULL_STDLIB, _pack_sources(work))
        _lay_out_stdlib(report["modules"], work / "python-stdlib")
        _run("compile.py", FULL_STDLIB, folders={"/repack": work})
        for name in ("python-stdlib", "numpy", "py-frontend"):
            zips.pack(work / name, made[name])
    _cut_lock(made["pyodide-lock"])
    again = _exercise(made["python-stdlib"], (made["numpy"], made["py-frontend"]))
    if again["masks"] != report["masks"]:
        raise BuildError(
            "py_frontend gives other masks with the trimmed Python than with the full one; "
            "a module it needs is missing from web/build/pyodide_assets.py"
        )


def _lay_out_numpy(wheel: Path, folder: Path) -> None:
    zips.unpack(wheel, folder, wanted_of_numpy)
    (folder / "numpy" / "linalg").mkdir()
    shutil.copyfile(IN_PYODIDE / "linalg_stub.py", folder / "numpy" / "linalg" / "__init__.py")
    for name in NUMPY_DOCSTRINGS:
        (folder / name).write_text("")


def wanted_of_numpy(name: str) -> bool:
    """Tell whether a member of NumPy's wheel is shipped (its docstring files are emptied, not left out)."""
    parts = Path(name).parts
    return name.endswith((".py", ".so")) and parts[1] not in NUMPY_LEFT_OUT and "tests" not in parts


def _lay_out_frontend(folder: Path) -> None:
    """Put py_frontend and the worker's Python side next to each other, as they lie in site-packages."""
    for source in paths.FRONTEND.rglob("*.py"):
        target = folder / source.relative_to(paths.FRONTEND.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    for source in paths.BRIDGE:
        shutil.copyfile(source, folder / source.name)


def _lay_out_stdlib(modules: dict[str, str | None], folder: Path) -> None:
    """Extract the standard-library files behind the loaded `modules` (name → origin)."""
    names = {name for name, origin in modules.items() if origin and ".zip/" in origin}.union(STDLIB_ALWAYS)
    kept = {name.replace(".", "/") + end for name in names for end in (".py", "/__init__.py")}
    zips.unpack(FULL_STDLIB, folder, kept.__contains__)


def _pack_sources(work: Path) -> tuple[Path, ...]:
    """Pack NumPy and py_frontend as they are, so that the first exercise loads them as the page does."""
    archives = (work / "numpy.zip", work / "py-frontend.zip")
    for archive in archives:
        zips.pack(archive.with_suffix(""), archive)
    return archives


def _exercise(stdlib: Path, archives: tuple[Path, ...]) -> dict[str, Any]:
    """Run in_pyodide/exercise.py with the given library and archives; return its report."""
    sources = [*paths.FRONTEND.rglob("*.py"), *paths.BRIDGE]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(paths.MODELS / "models.json", Path(folder) / "models.json")
        _run("exercise.py", stdlib, {"/repack": Path(folder)}, archives, imports(sources))
        report: dict[str, Any] = json.loads((Path(folder) / "report.json").read_text())
    return report


def _cut_lock(target: Path) -> None:
    """Write Pyodide's lock file without its packages: nothing is ever installed by name."""
    lock = json.loads((paths.PYODIDE / "pyodide-lock.json").read_text())
    target.write_text(json.dumps({**lock, "packages": {}}, sort_keys=True) + "\n")


def _run(
    script: str,
    stdlib: Path,
    folders: dict[str, Path],
    archives: tuple[Path, ...] = (),
    arguments: list[str] | None = None,
) -> None:
    """Run one of the scripts in in_pyodide/ under Node."""
    task = {
        "script": str(IN_PYODIDE / script),
        "arguments": arguments or [],
        "stdlib": str(stdlib),
        "archives": [str(archive) for archive in archives],
        "folders": {inside: str(outside) for inside, outside in folders.items()},
    }
    command = ["node", str(IN_PYODIDE / "run.mjs"), json.dumps(task)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-25:])
        raise BuildError(f"in_pyodide/{script} failed under Node and Pyodide; its last lines:\n{last}")
