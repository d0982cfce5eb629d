"""FocalClick's click pipeline in NumPy: the same code in the browser, the evaluation and the tests."""

from .clicks import Click
from .config import Config
from .errors import FrontendError
from .geometry import Box
from .seam import Ref, Run

__all__ = ["Box", "Click", "Config", "FrontendError", "Ref", "Run"]
