"""Sources of a YAML file, weighted, filtered by licence, and told on the record."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.unit.training.datasets.test_packing import box, picture
from tests.unit.training.datasets.test_teacher import write_teacher
from training.__main__ import main
from training.checkpoint_io import load_weights
from training.data.store import Store
from training.datasets.labelled import Entry, Labelled
from training.datasets.mixture import Source, provenance, read_mixture, read_sources
from training.datasets.packing import Packing, pack
from training.errors import TrainingError

CPU = torch.device("cpu")


def shard(folder: Path, name: str, count: int, licence: str = "CC0") -> Path:
    masks = box(200, 20, 20, 120, 150), box(200, 220, 20, 320, 150)
    made = [Entry(f"p{number}", partial(picture, 200, *masks, seed=number)) for number in range(count)]
    return pack(made, Packing(name, licence), folder).shards[0]


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_files_lie_beside_the_mixture(tmp_path: Path) -> None:
    path = write(
        tmp_path / "mix.yaml",
        """
        sources:
          - shards: [a-00000.tar, a-00001.tar]
            weight: 2
            teacher: teacher.jsonl.gz
            teacher_weight: 0.1
          - shards: [b-00000.tar]
        """,
    )
    assert read_mixture(path) == (
        Source((tmp_path / "a-00000.tar", tmp_path / "a-00001.tar"), 2.0, tmp_path / "teacher.jsonl.gz", 0.1),
        Source((tmp_path / "b-00000.tar",), 1.0, None, 0.25),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources: [{shards: [a.tar], wieght: 2}]", "wieght"),
        ("sources: [{shards: [a.tar], weight: 0}]", "> 0"),
        ("sources: [{shards: []}]", "length >= 1"),
        ("sources: []", "length >= 1"),
        ("a: [", "mix.yaml"),
    ],
)
def test_faulty_mixtures_say_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        read_mixture(write(tmp_path / "mix.yaml", text))


def test_missing_mixture_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"absent\.yaml"):
        read_mixture(tmp_path / "absent.yaml")


def test_sources_are_drawn_by_weight_whatever_their_size(tmp_path: Path) -> None:
    sources = [Source((shard(tmp_path, "a", 6),), 3.0), Source((shard(tmp_path, "b", 2),), 1.0)]
    pictures = read_sources(sources)
    store = Store.of(pictures, CPU)
    shares = torch.diff(store.share, prepend=torch.zeros(1))
    assert shares[:12].sum().item() == pytest.approx(0.75)
    np.testing.assert_allclose(shares[12:], 0.25 / 4)


def test_permissive_keeps_pictures_by_their_own_licence(tmp_path: Path) -> None:
    free, bound = shard(tmp_path, "free", 2, "CC BY 4.0"), shard(tmp_path, "bound", 3, "CC BY-NC 4.0")
    assert len(read_sources([Source((free, bound))])) == 5
    kept = read_sources([Source((free, bound))], "permissive")
    assert {each.source for each in kept} == {"free"}
    with pytest.raises(TrainingError, match=r"bound-00000\.tar under the licence filter 'permissive'"):
        read_sources([Source((bound,))], "permissive")


def test_teacher_joins_its_source(tmp_path: Path) -> None:
    path = shard(tmp_path, "a", 2)
    masks = {f"a-p{number}": [box(200, 0, 0, 400, 100)] for number in range(2)}
    teacher = write_teacher(tmp_path / "teacher.jsonl.gz", masks)
    pictures = read_sources([Source((path,), 1.0, teacher, 0.5)])
    assert all(each.kinds == ("whole", "whole", "teacher") for each in pictures)
    assert sum(each.shares().sum() for each in pictures) == pytest.approx(1)
    assert sum(each.shares()[2] for each in pictures) == pytest.approx(1 / 3)


def test_provenance_counts_by_source_and_licence(tmp_path: Path) -> None:
    paths = shard(tmp_path, "a", 2, "MIT"), shard(tmp_path, "b", 3)
    assert provenance(read_sources([Source(paths)])) == [
        {"source": "b", "licence": "CC0", "pictures": 3, "masks": 6, "teacher": 0},
        {"source": "a", "licence": "MIT", "pictures": 2, "masks": 4, "teacher": 0},
    ]


def test_own_licence_of_a_picture_goes_before_that_of_its_set(tmp_path: Path) -> None:
    image = picture(200, box(200, 20, 20, 120, 150))
    own = Labelled(image.image, image.masks, licence="CC BY 2.0")
    path = pack([Entry("p", lambda: own)], Packing("a", "none stated"), tmp_path).shards[0]
    assert read_sources([Source((path,))], "permissive")[0].licence == "CC BY 2.0"


def test_run_learns_from_a_mixture_and_records_its_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.loop._VALIDATION_SIZE", 2)
    shard(tmp_path, "free", 3, "CC BY 4.0")
    shard(tmp_path, "bound", 3, "CC BY-NC 4.0")
    write_teacher(tmp_path / "teacher.jsonl.gz", {"free-p1": [box(200, 0, 0, 400, 100)]})
    (tmp_path / "recipes").mkdir()
    mixture = write(
        tmp_path / "recipes" / "mix.yaml",
        "sources: [{shards: [free-00000.tar, bound-00000.tar], teacher: teacher.jsonl.gz}]",
    )
    config = write(
        tmp_path / "two-steps.yaml",
        """
        {variant: mobilenetv2-s1, shards: [], validation: [free-00000.tar], samples: 4,
         batch: 2, fresh: 1, refined: 2, rate: 1.0e-3, trunk_rate: 1.0e-4}
        """,
    )
    arguments = ["--config", str(config), "--data", str(tmp_path), "--run", str(tmp_path / "run")]
    arguments += ["--mixture", str(mixture), "--licence", "permissive", "--device", "cpu"]
    assert main(arguments) == 0
    record = load_weights(tmp_path / "run" / "mobilenetv2-s1.safetensors")[1]
    assert record["sources"] == [
        {"source": "free", "licence": "CC BY 4.0", "pictures": 3, "masks": 6, "teacher": 1}
    ]
