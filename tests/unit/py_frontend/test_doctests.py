"""The examples in the docstrings, and what the room may import."""

from __future__ import annotations

import ast
import doctest
import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

import py_frontend

ROOM = Path(py_frontend.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(ROOM.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in ROOM.rglob("*.py")
)
FLAGS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    module = importlib.import_module(name)
    assert doctest.testmod(module, optionflags=FLAGS).failed == 0


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.stem)
def test_imports_are_numpy_and_the_standard_library(path: Path) -> None:
    allowed = sys.stdlib_module_names | {"numpy"}
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        for name in names:
            assert name.split(".")[0] in allowed, f"{path.name} imports {name}"
            assert name in ("numpy", "numpy.typing") or not name.startswith("numpy")


def test_public_names_exist() -> None:
    assert all(hasattr(py_frontend, name) for name in py_frontend.__all__)
    assert np.__version__ >= "2"
