"""Options of the formats: named choices and numbers, checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import FormatError

Choices = tuple[str, ...]
Declared = Mapping[str, Choices | float]
"""An option's choices, the first of which is taken by default; or a number's default."""

TOLERANCE = 1.4
"""How far, in pixels, a polygon may leave the mask's outline by default."""


class Options:
    """Declared options with the values that were given for some of them.

    Raises
    ------
    FormatError
        An option is unknown, or its value is none of the choices or no number from 0 up (code
        ``format-option``).

    Examples
    --------
    >>> options = Options({"shape": ("mask", "polygon"), "tolerance": 1.4}, {"tolerance": 2})
    >>> options.choice("shape"), options.number("tolerance")
    ('mask', 2.0)
    """

    def __init__(self, declared: Declared, given: Mapping[str, object]) -> None:
        for name in given:
            if name not in declared:
                known = ", ".join(declared) or "none"
                raise FormatError("format-option", f"option {name!r}: this format has {known}")
        self._choices: dict[str, str] = {}
        self._numbers: dict[str, float] = {}
        for name, default in declared.items():
            if isinstance(default, tuple):
                self._choices[name] = _chosen(name, default, given.get(name, default[0]))
            else:
                self._numbers[name] = _number(name, given.get(name, default))

    def choice(self, name: str) -> str:
        """Return the chosen word."""
        return self._choices[name]

    def number(self, name: str) -> float:
        """Return the number."""
        return self._numbers[name]


def _chosen(name: str, choices: Choices, value: object) -> str:
    if isinstance(value, str) and value in choices:
        return value
    raise FormatError("format-option", f"option {name!r} is {value!r}: choose {', '.join(choices)}")


def _number(name: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf"):
        return float(value)
    raise FormatError("format-option", f"option {name!r} is {value!r}: expected a number from 0 up")
