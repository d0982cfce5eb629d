"""Failures of reading and writing annotation files."""

from __future__ import annotations

from ..errors import FrontendError


class FormatError(FrontendError):
    """An annotation file cannot be read, or not be written as asked.

    Codes: ``file-broken`` (not what its kind of file must be), ``file-size`` (belongs to a picture of
    another size), ``file-category`` (names a class that it does not define), ``file-picture`` (its picture
    is unknown), ``file-soft`` (a mask with values between its lowest and highest), ``format-unknown``,
    ``format-option``.
    """


def broken(where: str, what: str) -> FormatError:
    """Say that the file or place `where` is damaged, and how it shows."""
    return FormatError("file-broken", f"{where}: {what}")
