"""Annotation files: masks written and read in the formats of other tools."""

from .coco_rle import CocoRle, decode, encode
from .errors import FormatError
from .exchange import FORMATS, read, write
from .model import Loss, MaskObject, Picture, Region, Written

__all__ = [
    "FORMATS",
    "CocoRle",
    "FormatError",
    "Loss",
    "MaskObject",
    "Picture",
    "Region",
    "Written",
    "decode",
    "encode",
    "read",
    "write",
]
