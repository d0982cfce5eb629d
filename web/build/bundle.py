"""Build dist/: the assets, the scripts, the pages, the notices."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path

from web.build import assets, extension, paths, plugin_types, stamps, templates
from web.build.asset_files import asset_files, read_models
from web.build.errors import BuildError
from web.build.notices import notices
from web.build.numpy_wheel import numpy_wheel

STAMP = paths.DIST / ".built.json"
WORKERS = ("worker", "decoder")

SOURCES = (
    *(paths.WEB / name for name in ("src", "locales", "build", "samples", "store", "templates", "models")),
    *(paths.WEB / name for name in ("bundle.mjs", "package.json", "package-lock.json")),
    *(paths.WEB / name for name in ("tsconfig.json", "tsconfig.plugin.json")),
    paths.FRONTEND,
    paths.ROOT / "LICENSE",
    paths.ROOT / "requirements-build.txt",
)


def bundle() -> None:
    """Build dist/page, dist/plugin and the extension, unless they are up to date."""
    key = stamps.digest(SOURCES)
    if stamps.is_current(STAMP, key):
        print("dist: up to date")
        return
    _build(key)
    stamps.write(STAMP, key, (path for path in paths.DIST.rglob("*") if path.is_file()))
    print("dist: built")


def _build(source: str) -> None:
    """Make dist/ anew in a folder beside it, and put it in place only when it is whole."""
    paths.CACHE.mkdir(exist_ok=True)
    pins = tomllib.loads((Path(__file__).parent / "pins.toml").read_text(encoding="utf-8"))
    wheel = numpy_wheel(paths.PYODIDE / "pyodide-lock.json", pins, paths.CACHE / "downloads")
    with tempfile.TemporaryDirectory(dir=paths.CACHE) as folder:
        scripts, dist = Path(folder, "scripts"), Path(folder, "dist")
        _run_bundler(scripts)
        files = asset_files(wheel) | {name: scripts / name / f"{name}.js" for name in WORKERS}
        for target, build in (("page", _build_page), ("plugin", _build_plugin)):
            assets.place(files, dist / target / "assets")
            build(scripts, dist / target)
            (dist / target / "NOTICES.txt").write_text(_notices(scripts, target, wheel), encoding="utf-8")
        packed = {name: path for name, path in files.items() if not name.startswith("webgpu")}
        extension.build(scripts, packed, _notices(scripts, "extension", wheel), _values(), source, dist)
        shutil.rmtree(paths.DIST, ignore_errors=True)
        dist.rename(paths.DIST)


def _notices(scripts: Path, bundle: str, wheel: Path) -> str:
    """Return the licences of one bundle with those of the workers, which go with each."""
    licenses = [(scripts / f"{name}.licenses.txt").read_text() for name in (*WORKERS, bundle)]
    return notices("\n".join(licenses), wheel)


def _build_page(scripts: Path, target: Path) -> None:
    """Lay out the annotation page: script and style under hashed names, samples, rendered templates."""
    hashed = {"script": scripts / "page" / "main.js", "style": paths.WEB / "src" / "page" / "page.css"}
    names = {name: assets.hashed_name(path) for name, path in hashed.items()}
    for name, path in hashed.items():
        shutil.copyfile(path, target / names[name])
    shutil.copytree(paths.SAMPLES, target / "samples")
    samples = json.loads((paths.SAMPLES / "samples.json").read_text(encoding="utf-8"))
    templates.render(paths.TEMPLATES, "page", _values() | names | samples, target)


def _build_plugin(scripts: Path, target: Path) -> None:
    """Lay out the plugin: scripts as modules and for plain script elements, types, rendered templates."""
    for script in sorted((scripts / "plugin").iterdir()):
        shutil.copyfile(script, target / script.name)
    plugin_types.declare(target)
    templates.render(paths.TEMPLATES, "plugin", _values(), target)


def _values() -> dict[str, object]:
    """Return what every template may name."""
    package = json.loads((paths.WEB / "package.json").read_text(encoding="utf-8"))
    return {"version": package["version"], "models": read_models(paths.MODELS)}


def _run_bundler(target: Path) -> None:
    done = subprocess.run(["node", "bundle.mjs", str(target)], cwd=paths.WEB, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"bundling web/src failed:\n{(done.stdout + done.stderr).strip()}")
