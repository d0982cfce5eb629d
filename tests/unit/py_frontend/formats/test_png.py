"""Our PNG files against Pillow and OpenCV, both ways, and what is damaged."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PIL import Image

from py_frontend.formats import FormatError, png, read
from py_frontend.formats.model import Picture
from py_frontend.formats.value_map import binary
from tests.unit.py_frontend.strategies import MASKS

MODES = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}


def pictures(channels: int) -> st.SearchStrategy[Any]:
    sides = st.integers(1, 17)
    return st.tuples(sides, sides).flatmap(lambda size: npst.arrays(np.uint8, (*size, channels)))


def saved(image: Any, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", **options)
    return stream.getvalue()


def read_by_opencv(data: bytes) -> Any:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    return pixels == 255


@given(MASKS)
def test_masks_are_read_by_pillow_and_opencv(mask: np.ndarray) -> None:
    data = png.encode_mask(mask)
    assert np.array_equal(np.array(Image.open(io.BytesIO(data))), mask * np.uint8(255))
    assert np.array_equal(read_by_opencv(data), mask)
    assert np.array_equal(binary(png.decode(data, "x"), "x"), mask)


@given(npst.arrays(np.uint8, (5, 7), elements=st.integers(0, 2)))
def test_indices_keep_their_palette(indices: np.ndarray) -> None:
    palette = np.array([[0, 0, 0], [10, 20, 30], [255, 0, 1]], np.uint8)
    data = png.encode(indices, palette)
    image = Image.open(io.BytesIO(data))
    assert image.mode == "P"
    assert np.array_equal(np.array(image), indices)
    assert np.array_equal(np.array(image.convert("RGB")), palette[indices])
    ours = png.decode(data, "x")
    assert ours.palette is not None
    assert np.array_equal(ours.pixels[..., 0], indices)
    assert np.array_equal(ours.palette, palette)


@pytest.mark.parametrize("mode", MODES)
@given(data=st.data())
def test_what_pillow_writes_is_read(mode: str, data: st.DataObject) -> None:
    pixels = data.draw(pictures(MODES[mode]))
    image = Image.fromarray(pixels[..., 0] if mode == "L" else pixels, mode)
    assert np.array_equal(png.decode(saved(image), "x").pixels, pixels)


@pytest.mark.parametrize("kind", range(5))
@pytest.mark.parametrize("channels", MODES.values())
@given(data=st.data())
@settings(max_examples=15)
def test_each_filter_is_undone(kind: int, channels: int, data: st.DataObject) -> None:
    """OpenCV applies one filter to all rows, when asked to."""
    pixels = data.draw(pictures(1 if channels == 2 else channels))
    done, file = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_FILTER, 1 << (kind + 3)])
    assert done
    read = png.decode(file.tobytes(), "x").pixels
    assert np.array_equal(
        read if read.shape[2] == 1 else np.take(read, [2, 1, 0, 3][: read.shape[2]], 2), pixels
    )


@given(npst.arrays(np.uint16, (6, 5)))
def test_sixteen_bits_are_exact(pixels: np.ndarray) -> None:
    _, file = cv2.imencode(".png", pixels)
    assert np.array_equal(png.decode(file.tobytes(), "x").pixels[..., 0], pixels)


@given(MASKS)
def test_one_bit_is_read(mask: np.ndarray) -> None:
    assert np.array_equal(png.decode(saved(Image.fromarray(mask)), "x").pixels[..., 0] > 0, mask)


@pytest.mark.parametrize("bits", [1, 2, 4])
@given(data=st.data())
def test_small_palettes_are_read(bits: int, data: st.DataObject) -> None:
    indices = data.draw(npst.arrays(np.uint8, (4, 9), elements=st.integers(0, (1 << bits) - 1)))
    image = Image.fromarray(indices, "P")
    image.putpalette(list(range(3 << bits)))
    assert np.array_equal(png.decode(saved(image, bits=bits), "x").pixels[..., 0], indices)


@pytest.mark.parametrize(
    "pixels",
    [
        np.array([[0, 1]], np.uint8),
        np.array([[0, 255]], np.uint8),
        np.array([[7, 9]], np.uint8),
        np.array([[[1, 2, 3], [200, 2, 3]]], np.uint8),
        np.array([[[5, 5, 5, 0], [5, 5, 5, 255]]], np.uint8),
        np.array([[[5, 5, 5, 255], [90, 5, 5, 255]]], np.uint8),
    ],
)
def test_any_two_values_make_a_mask(pixels: np.ndarray) -> None:
    image = png.Png(pixels[..., None] if pixels.ndim == 2 else pixels)
    assert binary(image, "x").tolist() == [[False, True]]


def test_soft_masks_ask_for_a_threshold() -> None:
    image = png.Png(np.array([[0, 100, 255]], np.uint8)[..., None])
    with pytest.raises(FormatError, match="threshold") as caught:
        binary(image, "soft.png")
    assert caught.value.code == "file-soft"
    assert binary(image, "soft.png", threshold=0.3).tolist() == [[False, True, True]]


def found_in(pixels: np.ndarray) -> Picture:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    [picture] = read(None, {"a.png": file.getvalue()}, {"a.png": pixels.shape[1::-1]})
    return picture


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_few_values_are_an_object_each(kind: type) -> None:
    labels: np.ndarray = np.repeat(np.arange(4, dtype=kind), 5).reshape(2, 10)
    picture = found_in(labels)
    assert [item.name for item in picture.objects] == ["index 1", "index 2", "index 3"]
    for value, item in enumerate(picture.objects, 1):
        assert np.array_equal(item.region.mask(), labels == value)
    assert picture.losses == ()


def test_few_colours_are_an_object_each_of_that_colour() -> None:
    colours = np.array([(0, 0, 0), (200, 16, 1), (1, 200, 16)], np.uint8)
    picture = found_in(colours[np.arange(12).reshape(3, 4) % 3])
    assert {item.color: item.region.area for item in picture.objects} == {"#c81001": 4, "#01c810": 4}


def test_smooth_edges_are_cut_at_half_and_a_photo_is_refused() -> None:
    soft = np.zeros((10, 10), np.uint8)
    soft[3:7, 3:7] = 255
    soft[3, 3:7] = (90, 127, 128, 200)
    picture = found_in(soft)
    assert np.array_equal(picture.objects[0].region.mask(), soft > 127)
    assert [loss.text[:29] for loss in picture.losses] == ["has more than two brightnesse"]
    photo = np.random.default_rng(1).integers(0, 256, (20, 20)).astype(np.uint8)
    with pytest.raises(FormatError, match="photo"):
        found_in(photo)


def test_one_value_is_all_or_nothing() -> None:
    assert not binary(png.Png(np.zeros((2, 2, 1), np.uint8)), "x").any()
    assert binary(png.Png(np.full((2, 2, 1), 255, np.uint8)), "x").all()


WHOLE = png.encode_mask(np.eye(9, dtype=bool))


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_cut_files_are_refused_by_name(length: int) -> None:
    with pytest.raises(FormatError, match=r"^cut\.png: "):
        png.decode(WHOLE[:length], "cut.png")


@given(st.integers(8, len(WHOLE) - 1), st.integers(1, 255))
def test_altered_files_are_refused(place: int, change: int) -> None:
    altered = bytearray(WHOLE)
    altered[place] ^= change
    with pytest.raises(FormatError):
        png.decode(bytes(altered), "x")


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def made(header: tuple[int, ...], data: bytes) -> bytes:
    parts = (chunk(b"IHDR", struct.pack(">IIBBBBB", *header)), chunk(b"IDAT", data), chunk(b"IEND", b""))
    return png.SIGNATURE + b"".join(parts)


@pytest.mark.parametrize(
    ("header", "data", "why"),
    [
        ((1, 1, 8, 0, 0, 0, 1), zlib.compress(b"\0\0"), "interlaced"),
        ((1, 1, 3, 0, 0, 0, 0), zlib.compress(b"\0\0"), "does not exist"),
        ((99999, 99999, 8, 0, 0, 0, 0), zlib.compress(b""), "megapixels"),
        ((0, 1, 8, 0, 0, 0, 0), zlib.compress(b""), "megapixels"),
        ((1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0"), "ends early"),
        ((1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\x09\0"), "filter"),
        ((1, 1, 8, 0, 0, 0, 0), b"no stream", "damaged"),
    ],
)
def test_impossible_files_are_refused(header: tuple[int, ...], data: bytes, why: str) -> None:
    with pytest.raises(FormatError, match=why):
        png.decode(made(header, data), "x.png")
