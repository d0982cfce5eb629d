"""Labelling shards with two tiny graphs in the place of MobileSAM's."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from py_frontend import Box
from py_frontend.formats.coco_rle import decode
from tests.unit.training.datasets.drawn_sam import write_graphs
from training.__main__ import main
from training.data.shards import read_shards
from training.datasets.label import Labelling, grid, label_shards, read_boxes, resume
from training.datasets.labelled import Entry, Labelled, LabelledMask
from training.datasets.packing import Packing, pack
from training.datasets.proposals import Keeping, Proposal, choose, propose, stability
from training.datasets.sam import Sam
from training.datasets.teacher import join_teacher, read_teacher
from training.errors import TrainingError

HEIGHT, WIDTH = 120, 160
KEEPING = Keeping(largest=0.8)
LABELLING = Labelling(keeping=KEEPING)


def box(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[y0:y1, x0:x1] = True
    return mask


KNOWN, NEW = box(10, 10, 60, 60), box(80, 30, 150, 100)


def flags(count: int) -> list[Entry]:
    """Flat pictures of two rectangles, of which one is labelled."""
    image = np.full((HEIGHT, WIDTH, 3), 60, np.uint8)
    image[KNOWN], image[NEW] = (200, 40, 40), (40, 40, 200)
    picture = Labelled(image, (LabelledMask(KNOWN),))
    return [Entry(f"p{number}", lambda: picture) for number in range(count)]


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("flags")
    return pack(flags(3), Packing("flag", "CC0", shortest=100), folder).shards


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_graphs(tmp_path_factory.mktemp("graphs"))


@pytest.fixture(scope="module")
def sam(graphs: tuple[Path, Path]) -> Sam:
    return Sam(*graphs)


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


def masks_of(out: Path, key: str) -> list[np.ndarray]:
    return [decode({"size": list(each.size), "counts": each.counts}) for each in read_teacher(out)[key].masks]


def test_grid_finds_what_is_not_labelled_largest_first(
    tmp_path: Path, shards: Sequence[Path], sam: Sam
) -> None:
    out = tmp_path / "labels.jsonl.gz"
    assert dict(label_shards(shards, sam, out, LABELLING)) == {f"flag-p{number}": 2 for number in range(3)}
    ground, new = masks_of(out, "flag-p1")
    assert overlap(ground, ~(KNOWN | NEW)) > 0.9
    assert overlap(new, NEW) > 0.9


def test_labels_can_be_joined_as_a_teacher(tmp_path: Path, shards: Sequence[Path], sam: Sam) -> None:
    out = tmp_path / "labels.jsonl.gz"
    list(label_shards(shards, sam, out, LABELLING))
    for picture in join_teacher(read_shards(shards), out, 0.25):
        assert picture.kinds == ("whole", "teacher", "teacher")


@pytest.mark.parametrize("mirrored", [False, True])
def test_boxes_take_the_place_of_the_grid(
    tmp_path: Path, shards: Sequence[Path], sam: Sam, mirrored: bool
) -> None:
    out = tmp_path / "labels.jsonl.gz"
    boxes = {"flag-p2": [Box(78, 28, 152, 102)]}
    labelling = Labelling(mirrored=mirrored, keeping=KEEPING)
    assert list(label_shards(shards, sam, out, labelling, boxes)) == [("flag-p2", 1)]
    assert overlap(masks_of(out, "flag-p2")[0], NEW) > 0.9


def test_box_outside_its_picture_is_named(tmp_path: Path, shards: Sequence[Path], sam: Sam) -> None:
    boxes = {"flag-p0": [Box(100, 0, 161, 20)]}
    with pytest.raises(TrainingError, match=r"flag-p0: .*x1=161.* 160x120"):
        list(label_shards(shards, sam, tmp_path / "o.gz", LABELLING, boxes))


def test_interrupted_labelling_goes_on(tmp_path: Path, shards: Sequence[Path], sam: Sam) -> None:
    whole, cut = tmp_path / "whole.gz", tmp_path / "cut.gz"
    list(label_shards(shards, sam, whole, LABELLING))
    first = [key for key, _ in itertools.islice(label_shards(shards, sam, cut, LABELLING), 2)]
    cut.write_bytes(cut.read_bytes()[:-9])
    assert resume(cut) == {first[0]}
    assert {key for key, _ in label_shards(shards, sam, cut, LABELLING)} == set(read_teacher(whole)) - {
        first[0]
    }
    assert cut.read_bytes() == whole.read_bytes()
    assert list(label_shards(shards, sam, cut, LABELLING)) == []


@pytest.mark.parametrize("content", [b"no labels", b"\x1f\x8b\x08\x00 nor these"])
def test_other_files_are_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "precious"
    path.write_bytes(content)
    with pytest.raises(TrainingError, match="precious is not a file of labels"):
        resume(path)
    assert path.read_bytes() == content


def test_graphs_that_are_something_else_are_named(tmp_path: Path, graphs: tuple[Path, Path]) -> None:
    encoder, decoder = graphs
    with pytest.raises(TrainingError, match=r"encoder\.onnx is no decoder of Segment Anything"):
        Sam(encoder, encoder)
    with pytest.raises(TrainingError, match=r"absent\.onnx"):
        Sam(tmp_path / "absent.onnx", decoder)


def test_command_labels_boxes(
    tmp_path: Path, shards: Sequence[Path], graphs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    boxes = tmp_path / "boxes.json"
    boxes.write_text(json.dumps({"flag-p0": [[78, 28, 152, 102]], "flag-p1": [[80, 30, 150, 100]]}))
    arguments = ["label", "--shards", *map(str, shards), "--out", str(tmp_path / "labels.jsonl.gz")]
    arguments += ["--encoder", str(graphs[0]), "--decoder", str(graphs[1]), "--boxes", str(boxes)]
    assert main(arguments) == 0
    assert "2 pictures with 2 masks added" in capsys.readouterr().out
    assert main(arguments) == 0
    assert "0 pictures with 0 masks added" in capsys.readouterr().out


def test_boxes_of_another_form_are_named(tmp_path: Path) -> None:
    path = tmp_path / "boxes.json"
    path.write_text('{"a": [[1, 2, 3]]}')
    with pytest.raises(TrainingError, match=r"boxes\.json: .*length 4"):
        read_boxes(path)
    with pytest.raises(TrainingError, match=r"absent\.json"):
        read_boxes(tmp_path / "absent.json")


def test_points_are_spread_evenly() -> None:
    points = grid(300, 450, 24)
    assert len(points) == 24
    assert len({x for x, _ in points}) == 6
    assert points[0] == (37.0, 37.0)


def test_unsure_shaky_tiny_and_huge_masks_are_dropped() -> None:
    logits = np.where(KNOWN, 5, -5).astype(np.float32)
    assert propose(logits, 0.9, Keeping()) is not None
    assert propose(logits, 0.8, Keeping()) is None
    assert propose(np.where(KNOWN, 0.5, -0.5).astype(np.float32), 0.95, Keeping()) is None
    assert propose(np.where(box(0, 0, 10, 10), 5, -5).astype(np.float32), 0.95, Keeping()) is None
    assert propose(np.where(box(0, 0, 160, 100), 5, -5).astype(np.float32), 0.95, Keeping()) is None
    assert stability(np.full((4, 4), -3, np.float32)) == 0


def test_pinholes_and_specks_are_mended() -> None:
    faulty = (NEW & ~box(100, 50, 102, 52)) | box(2, 2, 6, 6)
    proposal = propose(np.where(faulty, 5, -5).astype(np.float32), 0.95, Keeping())
    assert proposal is not None
    np.testing.assert_array_equal(proposal.mask, NEW)


def test_each_thing_is_kept_once_the_surest_mask_of_it() -> None:
    wide = box(80, 30, 150, 108)
    kept = choose([Proposal(NEW, 0.9, 0.9), Proposal(wide, 0.95, 0.95)], [], None, Keeping())
    assert [each.predicted_iou for each in kept] == [0.95]


def test_labels_and_ignored_pixels_are_left_alone() -> None:
    proposals = [Proposal(KNOWN, 0.9, 0.9), Proposal(NEW, 0.9, 0.9)]
    assert [each.area for each in choose(proposals, [box(10, 10, 60, 58)], None, Keeping())] == [4900]
    assert [each.area for each in choose(proposals, [], box(80, 30, 150, 60), Keeping())] == [2500]


def test_no_more_than_the_most_are_kept_the_larger_ones() -> None:
    columns = [Proposal(box(20 * place, 0, 20 * place + 4 + 2 * place, 60), 0.9, 0.9) for place in range(7)]
    kept = choose(columns, [], None, Keeping(most=3))
    assert [each.area for each in kept] == [16 * 60, 14 * 60, 12 * 60]
