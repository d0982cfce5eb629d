"""The little of SVG that outlines areas: polygons, rectangles, and paths of straight lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from . import xml_tree
from .filling import Ring
from .outlines import rounded

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_HEAD = '<svg xmlns="http://www.w3.org/2000/svg">'


def write(rings: Sequence[Ring]) -> str:
    """Write rings as one path, filled by the even-odd rule."""
    data = " ".join(f"M{' '.join(f'{x},{y}' for x, y in rounded(ring))}Z" for ring in rings)
    return f'{_HEAD}<path fill-rule="evenodd" d="{data}"/></svg>'


def read(text: str, where: str) -> list[Ring]:
    """Read the rings of every shape, with or without a namespace.

    Raises
    ------
    FormatError
        It is no SVG, or has a shape with curves or none at all (code ``file-broken``).
    """
    rings: list[Ring] = []
    for element in xml_tree.parse(text, where).iter():
        if element.tag == "path":
            rings += _path(xml_tree.attribute(element, "d", where), element, where)
        elif element.tag == "polygon":
            numbers = _TOKEN.findall(xml_tree.attribute(element, "points", where))
            rings.append(_ring(numbers, element, where))
        elif element.tag == "rect":
            rings.append(_rectangle(element, where))
        elif element.tag not in ("svg", "g"):
            raise xml_tree.fault(element, where, "is not an area of straight lines, so it is not read")
    if not rings:
        raise xml_tree.fault(xml_tree.Element("svg"), where, "outlines nothing")
    return rings


def _ring(numbers: Sequence[str], element: xml_tree.Element, where: str) -> Ring:
    try:
        return np.array(numbers, np.float64).reshape(-1, 2)
    except ValueError as error:
        raise xml_tree.fault(element, where, "has corners that are not pairs of numbers") from error


def _rectangle(element: xml_tree.Element, where: str) -> Ring:
    x, y, width, height = (element.get(side, "0") for side in ("x", "y", "width", "height"))
    corner, size = _ring([x, y, width, height], element, where)
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    ring: Ring = corner + unit * size
    return ring


def _path(data: str, element: xml_tree.Element, where: str) -> list[Ring]:
    """Follow a path's commands, which are letters with numbers after them."""
    tokens = _TOKEN.findall(data)
    rings: list[list[tuple[float, float]]] = []
    x = y = 0.0
    place, command = 0, ""
    while place < len(tokens):
        if tokens[place].isalpha():
            command, place = tokens[place], place + 1
            if command in "Zz" and rings:
                x, y = rings[-1][0]
                continue
        wanted = {"M": 2, "L": 2, "H": 1, "V": 1}.get(command.upper(), 0)
        numbers = tokens[place : place + wanted]
        if not wanted or len(numbers) < wanted or any(number.isalpha() for number in numbers):
            raise xml_tree.fault(element, where, f"has {command!r} in its path; only straight lines are read")
        x, y = _moved(command, [float(number) for number in numbers], x, y)
        if command in "Mm":
            rings.append([])
            command = "L" if command == "M" else "l"
        elif not rings:
            raise xml_tree.fault(element, where, "has a path that does not begin with M")
        rings[-1].append((x, y))
        place += wanted
    return [np.array(ring) for ring in rings]


def _moved(command: str, numbers: Sequence[float], x: float, y: float) -> tuple[float, float]:
    """Return the point that a command leads to from (x, y); small letters count from there."""
    base_x, base_y = (x, y) if command.islower() else (0.0, 0.0)
    if command in "Hh":
        return base_x + numbers[0], y
    if command in "Vv":
        return x, base_y + numbers[0]
    return base_x + numbers[0], base_y + numbers[1]
