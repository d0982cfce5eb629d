"""Which modules Python sources import, read from their text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path


def imports(sources: Iterable[Path]) -> list[str]:
    """Return the absolute modules that `sources` import at run time, inside functions too, sorted.

    Imports under ``if TYPE_CHECKING`` never run and are left out.
    """
    found: set[str] = set()
    for source in sources:
        found.update(_walk(ast.parse(source.read_text(encoding="utf-8"), source)))
    return sorted(found)


def _walk(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        yield node.module
    elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        for statement in node.orelse:
            yield from _walk(statement)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _walk(child)
