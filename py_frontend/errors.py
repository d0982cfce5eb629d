"""The room's error type: every failure a caller can cause or must expect."""

from __future__ import annotations


class FrontendError(Exception):
    """A request was refused and nothing has changed.

    Attributes
    ----------
    code : str
        Stable name of the failure (``"click-outside"``, ``"mask-size"`` ...) for programs and
        translations; ``str(error)`` is the sentence for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ConfigError(FrontendError):
    """A configuration has an unknown, missing or impossible value (code ``config``)."""

    def __init__(self, message: str) -> None:
        super().__init__("config", message)


class ImageError(FrontendError):
    """The image is unusable (``image-type``, ``image-shape``, ``image-empty``, ``image-too-large``)."""


class ClickError(FrontendError):
    """A click cannot be used (codes ``click-type``, ``click-outside``)."""


class MaskError(FrontendError):
    """A mask or its encoding does not fit (codes ``mask-type``, ``mask-size``, ``mask-rle``)."""


class NetworkError(FrontendError):
    """A network's answer is unusable (codes ``network-answer``, ``network-not-finite``)."""


class SessionError(FrontendError):
    """The session moved on while a click was being computed (code ``session-changed``)."""
