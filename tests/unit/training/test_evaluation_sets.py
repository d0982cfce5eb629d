"""Sets whose files hold several objects, DAVIS-585, and what is said of folders that are something else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy.io import savemat

from tests.unit.training.tiny_models import grey_to_rgb, rectangle, write_picture
from training.errors import TrainingError
from training.evaluation.datasets import read_dataset
from training.evaluation.tables.sets import find_sets

OBJECT = rectangle(6, 6, 18, 18)


def instances() -> NDArray[np.uint8]:
    """Draw objects 1, 2 and 17, and a band of 255."""
    indices = np.zeros((24, 24), np.uint8)
    indices[2:8, 2:8], indices[10:16, 2:8], indices[10:16, 12:20], indices[20] = 1, 2, 17, 255
    return indices


def write_palette(path: Path, indices: NDArray[np.uint8]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(indices, "P")
    # Objects 1 and 17 share a colour: only indices tell them apart.
    picture.putpalette([0, 0, 0] + [120, 10, 30] * 255)
    picture.save(path)


def write_sbd(root: Path, name: str) -> None:
    write_picture(root / "img" / f"{name}.jpg", grey_to_rgb(OBJECT))
    (root / "inst").mkdir(exist_ok=True)
    content = {"Segmentation": np.where(instances() == 255, 0, instances()), "Categories": [[1], [2], [3]]}
    savemat(root / "inst" / f"{name}.mat", {"GTinst": content})


def test_sbd_has_a_sample_per_instance(tmp_path: Path) -> None:
    for name in ("2008_1", "2008_2"):
        write_sbd(tmp_path, name)
    (tmp_path / "inst" / "2008_2.mat").write_bytes(b"broken")
    (tmp_path / "val.txt").write_text("2008_1\n2008_2\n")
    *good, broken = read_dataset("sbd", tmp_path)
    assert [sample.name for sample in good] == ["2008_1_1", "2008_1_17", "2008_1_2"]
    assert np.array_equal(good[1].load().truth, instances() == 17)
    with pytest.raises(TrainingError, match=r"2008_2\.mat is no instance file of SBD"):
        broken.load()


def test_pascal_voc_reads_palette_indices(tmp_path: Path) -> None:
    write_picture(tmp_path / "JPEGImages/a.jpg", grey_to_rgb(OBJECT))
    write_palette(tmp_path / "SegmentationObject/a.png", instances())
    listing = tmp_path / "ImageSets/Segmentation/val.txt"
    listing.parent.mkdir(parents=True)
    listing.write_text("a\nb\n")
    first, last, _, missing = read_dataset("pascal_voc", tmp_path)
    assert (first.name, last.name) == ("a_1", "a_17")
    assert np.array_equal(first.load().truth == 1, instances() == 1)
    assert (last.load().truth[20] == -1).all()
    with pytest.raises(TrainingError, match="no image of this name"):
        missing.load()


def test_a_picture_of_pascal_voc_that_ignores_everything_is_named(tmp_path: Path) -> None:
    write_picture(tmp_path / "JPEGImages/a.jpg", grey_to_rgb(OBJECT))
    write_palette(tmp_path / "SegmentationObject/a.png", np.full_like(instances(), 255))
    listing = tmp_path / "ImageSets/Segmentation/val.txt"
    listing.parent.mkdir(parents=True)
    listing.write_text("a\n")
    (sample,) = read_dataset("pascal_voc", tmp_path)
    with pytest.raises(TrainingError, match=r"a\.png ignores every pixel"):
        sample.load()


def test_davis585_from_scratch_and_from_its_masks(tmp_path: Path) -> None:
    write_picture(tmp_path / "bear/00005.jpg", grey_to_rgb(OBJECT))
    write_picture(tmp_path / "bear/object1_00005.png", grey_to_rgb(OBJECT))
    write_picture(tmp_path / "bear/init_sp_object1_00005.png", grey_to_rgb(rectangle(6, 6, 18, 10)))
    (sample,) = read_dataset("davis585", tmp_path)
    assert sample.name == "bear/object1_00005"
    assert sample.load().start is None
    start = read_dataset("davis585", tmp_path, Path("init_sp"))[0].load().start
    assert start is not None
    assert start.sum() == 12 * 4
    write_picture(tmp_path / "own/bear/object1_00005.png", rectangle(0, 0, 3, 3))
    start = read_dataset("davis585", tmp_path, tmp_path / "own")[0].load().start
    assert start is not None
    assert start.sum() == 9
    with pytest.raises(TrainingError, match=r"no folder init_stm, and no VIDEO/init_stm_\*\.png"):
        read_dataset("davis585", tmp_path, Path("init_stm"))


def test_davis2017_takes_ten_frames_from_the_end_and_large_objects(tmp_path: Path) -> None:
    large = np.zeros((40, 40), np.uint8)
    large[2:22, 2:22], large[30:35, 30:35] = 3, 4
    for frame in range(25):
        write_palette(tmp_path / f"Annotations/480p/bear/{frame:05}.png", large)
        write_picture(tmp_path / f"JPEGImages/480p/bear/{frame:05}.jpg", grey_to_rgb(large))
    listing = tmp_path / "ImageSets/2017/val.txt"
    listing.parent.mkdir(parents=True)
    listing.write_text("bear\n")
    samples = read_dataset("davis2017", tmp_path)
    assert [sample.name for sample in samples] == [f"bear/object3_{frame:05}" for frame in range(6, 26, 2)]
    assert samples[0].load().truth.sum() == 400


@pytest.mark.parametrize("layout", ["sbd", "pascal_voc", "davis2017"])
def test_a_set_without_its_list_says_what_the_folder_looks_like(tmp_path: Path, layout: str) -> None:
    write_picture(tmp_path / "img/0.png", grey_to_rgb(OBJECT))
    write_picture(tmp_path / "gt/0.png", OBJECT)
    with pytest.raises(TrainingError, match=rf"{layout}: cannot read .*looks like davis or coco_mval"):
        read_dataset(layout, tmp_path)


def test_sets_at_hand_are_found_by_the_names_of_their_folders(tmp_path: Path) -> None:
    for folder in ("davis-dev", "coco-mval-dev", "notes"):
        write_picture(tmp_path / folder / "img/0.png", grey_to_rgb(OBJECT))
        write_picture(tmp_path / folder / "gt/0.png", OBJECT)
    write_picture(tmp_path / "davis-dev/init/0.png", OBJECT)
    write_picture(tmp_path / "DAVIS585/bear/object1_00005.png", OBJECT)
    sets = find_sets(tmp_path)
    assert [each.layout for each in sets] == ["davis", "coco_mval", "davis585"]
    assert [bool(each.start) for each in sets] == [True, False, True]
    assert sets[0].title == "davis (1 of 345)"
    with pytest.raises(TrainingError, match="holds no folder named after one of grabcut"):
        find_sets(tmp_path / "notes")
