"""COCO's run-length encoding against pycocotools."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as pycocotools

from py_frontend import FrontendError
from py_frontend.formats import decode, encode
from tests.unit.py_frontend.strategies import MASKS, blobs


@given(st.one_of(MASKS, blobs()))
def test_encoding_equals_pycocotools(mask: np.ndarray) -> None:
    theirs = pycocotools.encode(np.asfortranarray(mask.astype(np.uint8)))
    ours = encode(mask)
    assert ours == {"size": list(theirs["size"]), "counts": theirs["counts"].decode()}
    assert np.array_equal(pycocotools.decode(ours), mask)
    assert np.array_equal(decode(theirs), mask)
    assert np.array_equal(decode(ours), mask)


@given(st.one_of(MASKS, blobs()))
def test_uncompressed_counts_round_trip(mask: np.ndarray) -> None:
    plain = encode(mask, compressed=False)
    assert np.array_equal(decode(plain), mask)
    compressed = pycocotools.frPyObjects(plain, *mask.shape)
    assert compressed["counts"].decode() == encode(mask)["counts"]


def test_long_runs_take_several_groups() -> None:
    mask = np.zeros((3000, 2000), np.uint8)
    mask[17, 1000] = mask[2999, 1999] = 255
    theirs = pycocotools.encode(np.asfortranarray(mask != 0).astype(np.uint8))
    assert encode(mask)["counts"] == theirs["counts"].decode()
    assert np.array_equal(decode(theirs), mask != 0)


def test_a_mask_without_pixels_round_trips() -> None:
    assert decode(encode(np.zeros((0, 5), bool))).shape == (0, 5)


@pytest.mark.parametrize(
    "rle",
    [
        {"size": [2, 2], "counts": [1, 2]},
        {"size": [2, 2], "counts": [5, -1]},
        {"size": [2, 2], "counts": "1"},
        {"size": [2, 2], "counts": "1\u20ac"},
        {"size": [2, 2], "counts": "1 3"},
        {"size": [2, 2], "counts": "Q"},
        {"size": [2, 2], "counts": "o" * 20 + "0"},
        {"size": [2, 2], "counts": ["1", "3"]},
        {"size": [2, 2], "counts": None},
        {"size": [2], "counts": "13"},
        {"counts": "13"},
    ],
)
def test_damaged_encodings_are_refused(rle: dict[str, Any]) -> None:
    with pytest.raises(FrontendError) as caught:
        decode(rle)
    assert caught.value.code == "mask-rle"


def test_only_two_dimensional_masks_are_encoded() -> None:
    with pytest.raises(FrontendError, match="rows, columns"):
        encode(np.zeros((2, 2, 1), bool))
