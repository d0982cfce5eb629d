#!/usr/bin/env python3
"""One door: set up what is missing, bundle into dist/, serve the page, run every test.

    python build.py                             bundle into dist/ and print its sizes
    python build.py serve [--port N] [--threads]
    python build.py test [-k EXPRESSION]
    python build.py lock                        pin anew what pyproject.toml names (needs uv)
    python build.py clean

Only the standard library is used here; what needs packages runs inside .venv, as "python -m web.build".
"""

import sys

# An old Python must be able to read this whole file before it can print this, so no new syntax here.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        f"error: Python 3.11 or newer is needed, but {sys.executable} is {sys.version.split()[0]}.\n"
        "  Install a newer one and name it, for example: python3.12 build.py"
    )

import argparse
import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from web.build import stamps
from web.build.errors import BuildError

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
VENV_MARK = VENV / ".made-by-build.json"
NODE_MODULES = WEB / "node_modules"
NODE_MARK = NODE_MODULES / ".made-by-build.json"

GROUPS = ("build", "train", "test")
TORCH = "torch==2.13.0"  # as in pyproject.toml
# Builds of torch for CPU and for CUDA share one version number, so no single hash fits: it is pinned by
# version, installed by itself, and left out of the lock files with the CUDA libraries that it alone brings.
UNLOCKED = ("torch==", "triton==", "nvidia-", "cuda-")
NODE_NEEDED = "Node.js 20.19 or newer, or 22.12 or newer"
NODE_WAY_OUT = "Install it from https://nodejs.org/en/download (npm comes with it), first in PATH."
ONLINE = "The first run downloads packages: check the network (and its proxy settings), then run this again."
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TEST_ROOMS = ("unit", "parity", "browser", "extension")


def main() -> None:
    """Run the step that the command line names; exit with 1 and one message when it fails."""
    options = arguments().parse_args()
    try:
        STEPS[options.step](options)
    except BuildError as error:
        sys.exit(f"error: {error}" if str(error) else 1)
    except KeyboardInterrupt:
        sys.exit(130)


def arguments() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(step="bundle")
    steps = parser.add_subparsers(metavar="step")
    for name, step in STEPS.items():
        steps.add_parser(name, help=step.__doc__).set_defaults(step=name)
    server, tests = steps.choices["serve"], steps.choices["test"]
    server.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")
    server.add_argument("--threads", action="store_true", help="send the headers that threads need")
    tests.add_argument("-k", metavar="EXPRESSION", help="only tests whose names match, and no static checks")
    return parser


# ---- steps ----


def bundle(_: argparse.Namespace) -> None:
    """Bundle into dist/, compress it and print its sizes (the default)."""
    set_up("build")
    run(VENV_PYTHON, "-m", "web.build", "bundle", show=True)
    run(VENV_PYTHON, "-m", "web.build", "sizes", show=True)


def serve(options: argparse.Namespace) -> None:
    """Bundle if something changed, then serve the page on 127.0.0.1."""
    set_up("build")
    run(VENV_PYTHON, "-m", "web.build", "bundle", show=True)
    threads = ("--threads",) if options.threads else ()
    run(VENV_PYTHON, "-m", "web.build", "serve", "--port", options.port, *threads, show=True)


def test(options: argparse.Namespace) -> None:
    """Run every check and every test, the browser's included."""
    chromium = find_chromium(os.environ)
    set_up(*GROUPS)
    run(VENV_PYTHON, "-m", "web.build", "bundle", show=True)
    run(VENV_PYTHON, "-m", "web.build", "sizes", show=True)
    failed = [] if options.k else failed_checks()
    rooms = [f"tests/{room}" for room in TEST_ROOMS if (ROOT / "tests" / room).is_dir()]
    selection = ("-k", options.k) if options.k else ()
    environment = {**os.environ, "CHROME": chromium}
    try:
        run(VENV_PYTHON, "-m", "pytest", *rooms, *selection, show=True, environment=environment)
    except BuildError:
        failed.append("pytest")
    if failed:
        raise BuildError(f"failed: {', '.join(failed)}")


def lock(_: argparse.Namespace) -> None:
    """Write requirements-GROUP.txt anew from pyproject.toml, with uv."""
    uv = shutil.which("uv") or stop("uv is needed for this step only, and was not found: pip install uv")
    form = ("--universal", "--python-version", "3.11", "--generate-hashes", "--quiet")
    plain = ("--no-emit-index-url", "--no-header", "--no-annotate")
    constraints: list[object] = []
    for group in GROUPS:
        target = lock_file(group)
        run(uv, "pip", "compile", *form, *plain, "--group", group, *constraints, "-o", target)
        pins = re.split(r"(?m)^(?=\w)", target.read_text())
        target.write_text("".join(pin for pin in pins if not pin.startswith(UNLOCKED)))
        constraints += ["-c", target]


def clean(_: argparse.Namespace) -> None:
    """Remove what this script made: dist/, .cache/, .venv/ and web/node_modules/."""
    made = [ROOT / "dist", ROOT / ".cache"]
    made += [mark.parent for mark in (VENV_MARK, NODE_MARK) if mark.exists()]
    for folder in made:
        if folder.exists():
            print(f"removing {folder.relative_to(ROOT)}")
            shutil.rmtree(folder)


STEPS: dict[str, Callable[[argparse.Namespace], None]] = {
    "bundle": bundle,
    "serve": serve,
    "test": test,
    "lock": lock,
    "clean": clean,
}


# ---- what the steps stand on ----


def set_up(*groups: str) -> None:
    """Bring the virtual environment and the npm packages up to date."""
    check_node()
    python_packages(groups)
    npm_packages()


def check_node() -> None:
    """Stop unless a fitting Node.js and npm are installed."""
    node = shutil.which("node") or stop(f"{NODE_NEEDED}, is needed and no node was found. {NODE_WAY_OUT}")
    found = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    if not node_fits(found):
        raise BuildError(f"{NODE_NEEDED}, is needed, but {node} is {found or 'broken'}. {NODE_WAY_OUT}")
    if not shutil.which("npm"):
        raise BuildError(f"npm, which belongs to Node.js, was not found. {NODE_WAY_OUT}")


def node_fits(version: str) -> bool:
    """Tell whether the bundler runs on a Node.js of this version, such as ``v20.19.0``."""
    match = re.fullmatch(r"v(\d+)\.(\d+)\..*", version)
    if not match:
        return False
    major, minor = int(match[1]), int(match[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def python_packages(groups: Sequence[str]) -> None:
    """Make .venv and install the groups whose lock file has changed since."""
    mark = venv()
    for group in groups:
        key = stamps.sha256(lock_file(group))
        if mark.get(group) == key:
            continue
        print(f"installing Python packages for: {group}")
        # The lock files are complete but for torch, on which a locked package depends: it comes after them.
        pip("--require-hashes", "--no-deps", "-r", lock_file(group))
        mark[group] = key
        VENV_MARK.write_text(json.dumps(mark))
    if "train" in groups and mark.get("torch") != TORCH:
        print(f"installing {TORCH} (see the README for a smaller download without CUDA)")
        pip(TORCH)
        mark["torch"] = TORCH
        VENV_MARK.write_text(json.dumps(mark))
    print(f".venv: {', '.join(groups)} up to date")


def venv() -> dict[str, str]:
    """Make .venv unless this Python has made it already; return what is noted as installed."""
    version = ".".join(map(str, sys.version_info[:2]))
    if VENV_MARK.exists():
        mark = read_mark()
        if mark.get("python") == version and VENV_PYTHON.exists():
            return mark
        shutil.rmtree(VENV)
    elif VENV.exists():
        raise BuildError(f"{VENV} exists, but was not made by build.py: move it away and run this again")
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise BuildError(
            f"{sys.executable} cannot make virtual environments: its module venv or ensurepip is missing. "
            "On Debian and Ubuntu: sudo apt-get install python3-venv"
        )
    VENV.mkdir()
    VENV_MARK.write_text("{}")  # so that a set-up cut short is known as ours, and begun again
    run(sys.executable, "-m", "venv", VENV)
    VENV_MARK.write_text(json.dumps({"python": version}))
    return {"python": version}


def read_mark() -> dict[str, str]:
    """Return what is noted as installed; nothing when the note was cut short."""
    try:
        mark: dict[str, str] = json.loads(VENV_MARK.read_text())
    except json.JSONDecodeError:
        return {}
    return mark


def pip(*arguments: object) -> None:
    """Install into .venv."""
    quiet = ("--quiet", "--disable-pip-version-check")
    run(VENV_PYTHON, "-m", "pip", "install", *quiet, *arguments, way_out=ONLINE)


def npm_packages() -> None:
    """Install what web/package-lock.json pins, unless that is installed."""
    key = stamps.sha256(WEB / "package-lock.json")
    if stamps.is_current(NODE_MARK, key):
        print("web/node_modules: up to date")
        return
    print("installing npm packages")
    run(shutil.which("npm"), "ci", "--no-progress", cwd=WEB, way_out=ONLINE)
    stamps.write(NODE_MARK, key, ())


def failed_checks() -> list[str]:
    """Run the static checks of both languages; return the names of those that failed."""
    npm = shutil.which("npm")
    checks: dict[str, tuple[object, ...]] = {
        "ruff check": (VENV_PYTHON, "-m", "ruff", "check"),
        "ruff format": (VENV_PYTHON, "-m", "ruff", "format", "--check"),
        "mypy": (VENV_PYTHON, "-m", "mypy"),
        "biome": (npm, "run", "--silent", "--prefix", "web", "lint"),
        "tsc": (npm, "run", "--silent", "--prefix", "web", "types"),
    }
    failed = []
    for name, command in checks.items():
        try:
            run(*command, show=True)
        except BuildError:
            failed.append(name)
    return failed


def find_chromium(environment: Mapping[str, str]) -> str:
    """Return the browser for the tests: ``CHROME``, or the first Chromium or Chrome in ``PATH``."""
    if "CHROME" in environment:
        named = environment["CHROME"]
        return shutil.which(named) or stop(
            f"CHROME names {named}, which is no program: correct it or unset it"
        )
    found = (shutil.which(name, path=environment.get("PATH")) for name in CHROMIUM)
    return next(filter(None, found), None) or stop(
        f"the tests need Chromium or Chrome, and none of {', '.join(CHROMIUM)} was found. "
        "On Debian and Ubuntu: sudo apt-get install chromium (or set CHROME to a browser's path)"
    )


def lock_file(group: str) -> Path:
    """Return the file that pins a dependency group."""
    return ROOT / f"requirements-{group}.txt"


def stop(message: str) -> str:
    """Raise `message`; written so that it can stand after ``or``."""
    raise BuildError(message)


def run(
    *command: object,
    cwd: Path = ROOT,
    show: bool = False,
    environment: Mapping[str, str] | None = None,
    way_out: str = "",
) -> None:
    """Run a command, printed first; its output is shown as it comes, or else only when it fails.

    Raises
    ------
    BuildError
        With the command, its last lines and the way out; empty when the command has shown all that itself.
    """
    words = [str(word) for word in command]
    shown = " ".join(word.removeprefix(f"{ROOT}{os.sep}") for word in words)
    print("$", shown, flush=True)
    output, errors = (None, None) if show else (subprocess.PIPE, subprocess.STDOUT)
    done = subprocess.run(words, cwd=cwd, env=environment, text=True, stdout=output, stderr=errors)
    if done.returncode and show:
        raise BuildError
    if done.returncode:
        last = done.stdout.strip().splitlines()[-30:]
        raise BuildError("\n".join(filter(None, (f"this step failed: {shown}", *last, way_out))))


if __name__ == "__main__":
    main()
