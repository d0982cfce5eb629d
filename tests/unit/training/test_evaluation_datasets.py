"""Layouts of evaluation sets, and what is said when one is not as it should be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.unit.training.tiny_models import grey_to_rgb, rectangle, write_picture
from training.errors import TrainingError
from training.evaluation.datasets import read_dataset

OBJECT = rectangle(6, 6, 18, 18)


def write_set(root: Path, images: list[str], masks: dict[str, NDArray[np.uint8]]) -> Path:
    for name in images:
        write_picture(root / name, grey_to_rgb(OBJECT))
    for name, pixels in masks.items():
        write_picture(root / name, pixels)
    return root


def banded() -> NDArray[np.uint8]:
    mask = OBJECT.copy()
    mask[5, 6:18], mask[0, 0], mask[0, 1] = 128, 127, 129
    return mask


def coloured() -> NDArray[np.uint8]:
    mask = np.zeros((24, 24, 3), np.uint8)
    mask[2, 2, 0], mask[3, 3, 1], mask[4, 4, 2] = 1, 128, 255
    return mask


@pytest.mark.parametrize(
    ("layout", "image", "mask"),
    [
        ("grabcut", "data_GT/a.jpg", "boundary_GT/a.png"),
        ("berkeley", "images/12.jpg", "masks/12.png"),
        ("berkeley", "images/12.jpg", "masks/12b.png"),
        ("davis", "img/000.jpg", "gt/000.png"),
        ("coco_mval", "img/000012.jpg", "gt/000012.png"),
        ("coco_mval", "img/000012.jpg", "gt/hot dog3_000012.png"),
        ("folder", "images/street.png", "masks/street.png"),
        ("folder", "images/my_street.webp", "masks/my_street_2.png"),
        ("folder", "images/street.JPG", "masks/street.JPG.png"),
    ],
)
def test_layouts_find_the_image_of_a_mask(tmp_path: Path, layout: str, image: str, mask: str) -> None:
    write_set(tmp_path, [image], {mask: OBJECT})
    (tmp_path / Path(mask).parent / "README.md").write_text("no picture")
    (sample,) = read_dataset(layout, tmp_path)
    assert sample.name == Path(mask).name.partition(".")[0]
    loaded = sample.load()
    assert loaded.image.shape == (24, 24, 3)
    assert np.array_equal(loaded.truth, OBJECT > 0)
    assert loaded.start is None


def test_images_are_rgb(tmp_path: Path) -> None:
    write_set(tmp_path, [], {"masks/a.png": OBJECT})
    write_picture(tmp_path / "images/a.png", np.full((24, 24, 3), (250, 20, 10), np.uint8))
    (sample,) = read_dataset("folder", tmp_path)
    assert sample.load().image[0, 0].tolist() == [250, 20, 10]


@pytest.mark.parametrize("layout", ["grabcut", "berkeley", "folder"])
def test_128_is_ignored(tmp_path: Path, layout: str) -> None:
    folders = ("data_GT", "boundary_GT") if layout == "grabcut" else ("images", "masks")
    write_set(tmp_path, [f"{folders[0]}/a.png"], {f"{folders[1]}/a.png": banded()})
    truth = read_dataset(layout, tmp_path)[0].load().truth
    assert truth[0, :3].tolist() == [0, 1, 0]
    assert (truth[5, 6:18] == -1).all()
    assert (truth == 1).sum() == 12 * 12 + 1


def test_any_value_of_davis_is_object(tmp_path: Path) -> None:
    write_set(tmp_path, ["img/0.png"], {"gt/0.png": coloured()})
    truth = read_dataset("davis", tmp_path)[0].load().truth
    assert np.argwhere(truth == 1).tolist() == [[2, 2], [3, 3], [4, 4]]


def test_coco_masks_are_object_above_128(tmp_path: Path) -> None:
    write_set(tmp_path, ["img/0.png"], {"gt/0.png": banded()})
    truth = read_dataset("coco_mval", tmp_path)[0].load().truth
    assert (truth == 1).sum() == 12 * 12 + 1
    assert truth.min() == 0


@pytest.mark.parametrize("start", ["init", "/elsewhere"])
def test_starting_masks(tmp_path: Path, start: str) -> None:
    root = write_set(tmp_path / "set", ["img/0.jpg"], {"gt/0.png": OBJECT})
    folder = root / "init" if start == "init" else tmp_path / "elsewhere"
    write_picture(folder / "0.png", rectangle(0, 0, 5, 5))
    (sample,) = read_dataset("davis", root, Path("init") if start == "init" else folder)
    loaded = sample.load()
    assert loaded.start is not None
    assert loaded.start.dtype == np.bool_
    assert loaded.start.sum() == 25


def test_samples_are_sorted_by_name(tmp_path: Path) -> None:
    names = ["c", "a", "b_2", "b_1"]
    write_set(
        tmp_path,
        [f"images/{name}.png" for name in "abc"],
        {f"masks/{name}.png": OBJECT for name in names},
    )
    assert [sample.name for sample in read_dataset("folder", tmp_path)] == ["a", "b_1", "b_2", "c"]


@pytest.mark.parametrize(
    ("images", "masks", "message"),
    [
        (["images/a.png", "images/b.png"], {"masks/a.png": OBJECT}, "no ground truth of this name"),
        (["images/a.png"], {"masks/a.png": OBJECT, "masks/b.png": OBJECT}, "no image of this name"),
        (["images/b.png"], {"masks/b.png": OBJECT[:, :20]}, r"b\.png is 20×24, but its image is 24×24"),
        (["images/b.png"], {"masks/b.png": np.full_like(OBJECT, 128)}, r"b\.png ignores every pixel"),
        (["images/b.png"], {"masks/b.png": OBJECT // 255}, r"b\.png holds no object"),
    ],
)
def test_a_broken_sample_says_what_is_wrong(
    tmp_path: Path, images: list[str], masks: dict[str, NDArray[np.uint8]], message: str
) -> None:
    write_set(tmp_path, images, masks)
    broken = [sample for sample in read_dataset("folder", tmp_path) if sample.name == "b"]
    with pytest.raises(TrainingError, match=message):
        broken[0].load()


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_an_undecodable_picture_is_named(tmp_path: Path, content: bytes) -> None:
    write_set(tmp_path, ["images/a.png"], {"masks/a.png": OBJECT})
    (tmp_path / "images/a.png").write_bytes(content)
    with pytest.raises(TrainingError, match=r"images/a\.png does not decode as a picture"):
        read_dataset("folder", tmp_path)[0].load()


def test_a_missing_starting_mask_is_named(tmp_path: Path) -> None:
    write_set(tmp_path, ["img/0.png", "img/1.png"], {"gt/0.png": OBJECT, "gt/1.png": OBJECT})
    write_picture(tmp_path / "init/0.png", OBJECT)
    assert read_dataset("davis", tmp_path, Path("init"))[0].load().start is not None
    with pytest.raises(TrainingError, match="no starting mask of this name"):
        read_dataset("davis", tmp_path, Path("init"))[1].load()


def test_a_broken_set_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no data set 'cityscapes': choose one of berkeley, coco_mval"):
        read_dataset("cityscapes", tmp_path)
    with pytest.raises(TrainingError, match=r"folder: no folder .*images"):
        read_dataset("folder", tmp_path)
    write_set(tmp_path, ["images/a.png"], {})
    (tmp_path / "masks").mkdir()
    with pytest.raises(TrainingError, match="masks holds no pictures"):
        read_dataset("folder", tmp_path)
    write_set(tmp_path, ["images/a.jpg"], {"masks/a.png": OBJECT})
    with pytest.raises(TrainingError, match=r"a\.jpg and a\.png have the same name"):
        read_dataset("folder", tmp_path)
