"""Each room imports only what the table of rooms allows."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from web.build import paths
from web.build.python_imports import imports

TENSORS = {"numpy", "torch", "cv2", "safetensors", "msgspec", "onnxruntime"}
ALLOWED = {
    "py_frontend": {"numpy"},
    "training": {
        "py_frontend",
        "PIL",
        "jinja2",
        "lightning_fabric",
        "rich",
        "scipy",
        "skimage",
        "yaml",
        *TENSORS,
    },
    "model_export": {"py_frontend", "training", "onnx", "jinja2", *TENSORS},
    "web/build": {"web", "brotli", "jinja2"},
}


def foreign(room: str) -> set[str]:
    """Top-level packages that a room's sources import, beside the standard library and itself."""
    sources = [path for path in (paths.ROOT / room).rglob("*.py") if path.parent.name != "in_pyodide"]
    assert sources, f"{room} holds no Python"
    return {name.partition(".")[0] for name in imports(sources)} - sys.stdlib_module_names - {Path(room).name}


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_a_room_imports_only_what_it_may(room: str) -> None:
    assert foreign(room) <= ALLOWED[room]


def test_the_exporter_does_not_know_the_training_loop() -> None:
    sources = (paths.ROOT / "model_export").rglob("*.py")
    loop = {"training.loop", "training.step", "training.losses", "training.schedule", "training.state"}
    assert loop.isdisjoint(imports(sources))


def test_the_bridge_knows_numpy_and_py_frontend_only() -> None:
    packages = {name.partition(".")[0] for name in imports(paths.BRIDGE)}
    assert packages - sys.stdlib_module_names == {"exchange", "numpy", "py_frontend"}


def test_build_py_starts_with_the_standard_library_alone() -> None:
    ours = [paths.ROOT / "build.py", paths.WEB / "build" / "stamps.py", paths.WEB / "build" / "errors.py"]
    packages = {name.partition(".")[0] for name in imports(ours)}
    assert packages - sys.stdlib_module_names == {"web"}
