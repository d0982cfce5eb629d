"""Checkpoints on disk, and what a run refuses, reports or survives."""

from __future__ import annotations

import resource
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from py_frontend.formats.coco_rle import encode
from tests.unit.drawn_shard import drawn_picture
from tests.unit.training.test_training import CONFIG
from training.checkpoint_io import save_weights
from training.data.samples import SampleConfig, draw_batch, seeded
from training.data.shards import Picture
from training.data.store import Store
from training.devices import launched
from training.errors import TrainingError
from training.loop import _tell_of_empty
from training.saving import Saver, read_content, write_content
from training.state import fresh_state, load_state, start_from, state_content

CPU = torch.device("cpu")


def test_a_checkpoint_of_another_variant_is_refused(tmp_path: Path) -> None:
    state = fresh_state(CONFIG, None, CPU)
    other = msgspec.structs.replace(CONFIG, variant="hrnet18s-s1")
    write_content(tmp_path / "state.pt", state_content(state, other, {}))
    with pytest.raises(TrainingError, match=r"variant \(hrnet18s-s1, now mobilenetv2-s1\)"):
        load_state(tmp_path / "state.pt", state, CONFIG, launched("cpu"))
    save_weights(tmp_path / "w.safetensors", state.network.state_dict(), {"variant": "hrnet18s-s1"})
    with pytest.raises(TrainingError, match="holds hrnet18s-s1, but the settings train mobilenetv2-s1"):
        start_from(tmp_path / "w.safetensors", state, CONFIG)


def test_a_full_disk_is_named_and_leaves_the_last_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "state.pt"
    write_content(path, {"step": 1})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        saver = Saver()
        saver.save(path, {"step": 2, "weights": torch.zeros(1000)})
        with pytest.raises(TrainingError, match=r"cannot write .*state\.pt: File too large"):
            saver.wait()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert read_content(path) == {"step": 1}
    assert [each.name for each in tmp_path.iterdir()] == ["state.pt"]


def test_a_checkpoint_is_a_copy_of_the_moment_it_was_asked_for(tmp_path: Path) -> None:
    weights, saver = torch.ones(3), Saver()
    saver.save(tmp_path / "state.pt", {"weights": weights})
    weights.zero_()
    saver.wait()
    assert read_content(tmp_path / "state.pt")["weights"].tolist() == [1, 1, 1]


def test_empty_masks_and_photographs_without_any_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    image, masks = drawn_picture(0)
    full, empty = dict(encode(masks[0])), dict(encode(np.zeros_like(masks[0])))
    pictures = [
        Picture("some", image, (full, empty), ("whole", "whole"), None),
        Picture("none", image, (), (), None),
    ]
    store = Store.of(pictures, CPU)
    _tell_of_empty("held out", store)
    told = "held out: 1 of 2 photographs have no mask, 1 of 2 masks are empty; they are passed over"
    assert told in capsys.readouterr().out
    batch = draw_batch(store, SampleConfig(), 4, seeded(CPU, 0))
    assert batch.target.flatten(1).any(1).all()
