"""Lay out the browser extension, once for each family of browsers, and pack it for the stores."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from web.build import assets, extension_manifest, paths, templates, zips
from web.build.errors import BuildError
from web.build.extension_manifest import BROWSERS, Browser

SOURCE = paths.WEB / "src" / "extension"
ICONS = paths.WEB / "store" / "icons"
FIRST_SAMPLE = "coffee.jpg"
# Stores refuse a package that so much as names a place from which code could be loaded.
REMOTE_CODE = re.compile(
    r"https?://[^\s\"'`]*(?:jsdelivr|unpkg|cdnjs|esm\.sh|skypack|jspm|googleapis|pyodide-cdn)[^\s\"'`]*"
)
SCRIPTS = {".js", ".mjs", ".json", ".html", ".css"}


def build(
    scripts: Path,
    files: Mapping[str, Path],
    notices: str,
    values: Mapping[str, object],
    source: str,
    dist: Path,
) -> None:
    """Make ``dist/extension-BROWSER`` and its zip for each of `BROWSERS`.

    Parameters
    ----------
    scripts
        Folder that the bundler has filled.
    files
        Logical name → file of every asset.
    notices
        The licences of all that is packed.
    values
        What templates may name; ``version`` becomes the package's.
    source
        SHA-256 of the sources, told in the package and in the zip's name.
    dist
        Folder for the results.
    """
    version = str(values["version"])
    for browser in BROWSERS:
        folder = dist / f"extension-{browser}"
        assets.place(_without_remote_code(files, dist / ".assets"), folder / "assets")
        _scripts(scripts / "extension", folder, browser)
        templates.render(paths.TEMPLATES, "extension", values, folder)
        shutil.copyfile(SOURCE / "pages" / "page.css", folder / "page.css")
        shutil.copytree(SOURCE / "_locales", folder / "_locales")
        shutil.copytree(ICONS, folder / "icons")
        (folder / "samples").mkdir()
        shutil.copyfile(paths.SAMPLES / FIRST_SAMPLE, folder / "samples" / FIRST_SAMPLE)
        if browser == "firefox":  # its background page runs the engines
            for name in ("offscreen.html", "offscreen.js"):
                (folder / name).unlink()
        _write_json(folder / "manifest.json", extension_manifest.manifest(browser, version))
        _write_json(folder / "source.json", {"version": version, "sha256": source})
        (folder / "NOTICES.txt").write_text(notices, encoding="utf-8")
        check(folder)
        zips.pack(folder, dist / f"focalclick-{browser}-{version}-{source[:8]}.zip")
    shutil.rmtree(dist / ".assets")


def check(folder: Path) -> None:
    """Raise `BuildError` where a script of the package names a place from which code could be loaded."""
    for path in sorted(folder.rglob("*")):
        found = REMOTE_CODE.search(path.read_text(encoding="utf-8")) if path.suffix in SCRIPTS else None
        if found:
            raise BuildError(f"{path} names {found[0]}: stores refuse packages that do")


def _without_remote_code(files: Mapping[str, Path], folder: Path) -> dict[str, Path]:
    """Return `files` with those scripts cleaned that name a network of theirs, which is never asked."""
    folder.mkdir(parents=True, exist_ok=True)
    cleaned = dict(files)
    for name, path in files.items():
        text = path.read_text(encoding="utf-8") if path.suffix in SCRIPTS else ""
        if REMOTE_CODE.search(text):
            cleaned[name] = folder / path.name
            cleaned[name].write_text(REMOTE_CODE.sub("", text), encoding="utf-8")
    return cleaned


def _scripts(source: Path, target: Path, browser: Browser) -> None:
    """Copy what the bundler made, each browser's own background among it."""
    backgrounds = {f"background_{name}.js" for name in BROWSERS}
    for path in sorted(source.iterdir()):
        if path.name not in backgrounds:
            shutil.copyfile(path, target / path.name)
    shutil.copyfile(source / f"background_{browser}.js", target / "background.js")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
