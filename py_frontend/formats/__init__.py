"""Codecs between masks and the formats in which they are stored."""

from .coco_rle import CocoRle, decode, encode

__all__ = ["CocoRle", "decode", "encode"]
