"""XML from outside, parsed without following what it may refer to."""

from __future__ import annotations

from xml.etree import ElementTree

from .errors import FormatError, broken

Element = ElementTree.Element


def parse(text: str | bytes, where: str) -> Element:
    """Parse a document; names lose their namespaces.

    Raises
    ------
    FormatError
        It is no XML, or it defines entities, which annotations never do (code ``file-broken``).
    """
    head = text if isinstance(text, bytes) else text.encode()
    if b"<!ENTITY" in head:
        raise broken(where, "this XML defines entities, which no annotation needs; it is not read")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise broken(where, f"this is not whole XML ({error}); export it again") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def attribute(element: Element, name: str, where: str) -> str:
    """Return an attribute that must be there."""
    value = element.get(name)
    if value is None:
        raise broken(where, f"<{element.tag}> has no {name}")
    return value


def whole(element: Element, name: str, where: str) -> int:
    """Return an attribute that is a whole number."""
    text = attribute(element, name, where)
    try:
        return int(text)
    except ValueError as error:
        raise broken(where, f'<{element.tag}> has {name}="{text}", not a whole number') from error


def fault(element: Element, where: str, what: str) -> FormatError:
    """Make the error that says what is wrong with an element."""
    return broken(where, f"<{element.tag}> {what}")
