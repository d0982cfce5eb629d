"""JSON from outside: values that know where they stand, so that a fault can be named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .errors import FormatError, broken

T = TypeVar("T")


class Node:
    """A JSON value and its place, such as ``boxes.json: annotations[3].bbox``.

    Every accessor raises `FormatError` (code ``file-broken``) when the value is missing or of another kind.
    """

    def __init__(self, value: object, where: str) -> None:
        self.value = value
        self.where = where

    @classmethod
    def parse(cls, file: str, data: bytes) -> Node:
        """Parse a whole file."""
        try:
            return cls(json.loads(data.decode("utf-8-sig")), f"{file}: ")
        except UnicodeDecodeError as error:
            raise broken(file, "this JSON file is not UTF-8 text; save it as UTF-8") from error
        except json.JSONDecodeError as error:
            raise broken(
                file,
                f"this is not whole JSON: {error.msg} at line {error.lineno}, column {error.colno}; "
                f"export it again, it may have been cut off",
            ) from error
        except RecursionError as error:
            raise broken(file, "this JSON is nested too deep to be an annotation") from error

    def __getitem__(self, key: str) -> Node:
        found = self.get(key)
        if found is None:
            raise broken(self.where, f"{key!r} is missing")
        return found

    def get(self, key: str) -> Node | None:
        """Return the member `key`, None when it is missing or null."""
        members = self._expect(dict, "an object")
        if members.get(key) is None:
            return None
        dot = "" if self.where.endswith(": ") else "."
        return Node(members[key], f"{self.where}{dot}{key}")

    def has(self, *keys: str) -> bool:
        """Tell whether this is an object with all these members."""
        return isinstance(self.value, dict) and all(key in self.value for key in keys)

    def items(self) -> list[Node]:
        """Elements of a list."""
        elements = self._expect(list, "a list")
        return [Node(element, f"{self.where}[{index}]") for index, element in enumerate(elements)]

    def members(self) -> dict[str, Node]:
        """Members of an object."""
        return {key: self[key] for key, value in self._expect(dict, "an object").items() if value is not None}

    def raw(self) -> dict[str, object]:
        """Members of an object as JSON has them."""
        members: dict[str, object] = self._expect(dict, "an object")
        return members

    def text(self) -> str:
        """Return a string."""
        return self._expect(str, "text")

    def integer(self) -> int:
        """Return a whole number."""
        value = self.value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, bool):
            raise self.fault("a whole number")
        return self._expect(int, "a whole number")

    def number(self) -> float:
        """Return a finite number."""
        value = self.value
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf"):
            return float(value)
        raise self.fault("a number")

    def numbers(self) -> NDArray[np.float64]:
        """Return a list of finite numbers, nested alike."""
        try:
            array = np.array(self._expect(list, "a list of numbers"))
        except ValueError as error:
            raise self.fault("a list of numbers") from error
        if array.dtype.kind not in "iuf" or not np.isfinite(array).all():
            raise self.fault("a list of numbers")
        return array.astype(np.float64)

    def points(self) -> NDArray[np.float64]:
        """Return a list of points as ``(n, 2)`` x, y."""
        array = self.numbers()
        if array.size == 0:
            return array.reshape(0, 2)
        if array.ndim != 2 or array.shape[1] < 2:
            raise self.fault("a list of points [x, y]")
        return array[:, :2]

    def fault(self, expected: str) -> FormatError:
        """Make the error that says what was expected here."""
        shown = json.dumps(self.value, default=str)
        shown = shown if len(shown) <= 40 else f"{shown[:40]}..."
        return broken(self.where, f"{shown} where {expected} was expected")

    def _expect(self, kind: type[T], expected: str) -> T:
        if isinstance(self.value, kind):
            return self.value
        raise self.fault(expected)


def dump(document: Mapping[str, object] | list[object]) -> bytes:
    """Write a document as UTF-8 JSON, readable characters kept."""
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
