"""FocalClick's click pipeline in NumPy: the same code in the browser, the evaluation and the tests."""

from .clicks import Click
from .config import Config
from .errors import FrontendError
from .geometry import Box
from .merging import merge
from .pipeline import ClickResult, Session
from .seam import Ref, Run
from .state import Patch

__all__ = [
    "Box",
    "Click",
    "ClickResult",
    "Config",
    "FrontendError",
    "Patch",
    "Ref",
    "Run",
    "Session",
    "merge",
]
