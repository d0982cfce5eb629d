"""The Refiner learns alone, from the Focus Crops of real clicks."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from py_frontend import Box
from tests.unit.drawn_shard import write_shard
from training.__main__ import main
from training.checkpoint_io import load_weights
from training.data.shards import read_shards
from training.errors import TrainingError
from training.evaluation.torch_runtime import TorchRuntime
from training.networks import variant
from training.networks.interface import ClickNetwork
from training.refining.config import RefiningConfig
from training.refining.meetings import Meeting, Sources, focus_truth, meetings
from training.refining.records import FocusBatch, Records, write_records
from training.refining.tuning import changed, compare, tune
from training.settings import read_settings

NAME = "mobilenetv2-s1"
SHIPPED = Path(__file__).parents[3] / "training" / "checkpoints" / f"{NAME}.safetensors"
FRAME = variant(NAME).config.frame_side


@pytest.fixture(scope="module")
def shard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_shard(tmp_path_factory.mktemp("shards") / "drawn.tar", 4)


@pytest.fixture(scope="module")
def network() -> ClickNetwork:
    torch.manual_seed(0)
    return variant(NAME).build().eval()


@pytest.fixture(scope="module")
def met(shard: Path, network: ClickNetwork) -> list[Meeting]:
    runtime = TorchRuntime(network, variant(NAME).config)
    return list(islice(meetings(runtime, read_shards([shard]), Sources(), np.random.default_rng(0)), 6))


@pytest.fixture
def records(met: list[Meeting], tmp_path: Path) -> Records:
    write_records(tmp_path / "met", iter(met), len(met), {"seed": 0})
    return Records(tmp_path / "met", {"seed": 0})


def test_a_meeting_is_what_the_refiner_was_fed(met: list[Meeting], network: ClickNetwork) -> None:
    for meeting in met:
        assert meeting.image.shape == (3, 256, 256)
        assert meeting.image.max() <= 1
        assert meeting.prompt.max() == 1, "the click itself is in the Focus Crop"
        assert set(np.unique(meeting.truth)) <= {-1, 0, 1}
        fed = [torch.from_numpy(each)[None] for each in meeting[:5]]
        assert network.refine(*fed).refined.shape == (1, 1, 256, 256)


def test_the_truth_is_sampled_as_the_image_is() -> None:
    truth = np.zeros((600, 600), np.int8)
    truth[:, 300:] = 1
    truth[590:] = -1
    sampled = focus_truth(truth, Box(0, 0, 600, 600), 256)
    assert (sampled[:250, :127] == 0).all()
    assert (sampled[:250, 129:] == 1).all()
    assert (sampled[-3:] == -1).all()


def test_records_give_back_what_was_written(met: list[Meeting], records: Records) -> None:
    batch = records.batch(np.array([2, 0]))  # read in the order of the file
    for place, meeting in enumerate((met[0], met[2])):
        torch.testing.assert_close(batch.coarse[place], torch.from_numpy(meeting.coarse))
        torch.testing.assert_close(batch.image[place], torch.from_numpy(meeting.image), atol=1 / 500, rtol=0)
        assert (batch.target[place, 0].numpy() == (meeting.truth == 1)).all()
        assert (batch.ignored[place, 0].numpy() == (meeting.truth == -1)).all()


def test_half_the_records_are_no_records(tmp_path: Path, met: list[Meeting]) -> None:
    with pytest.raises(StopIteration):
        write_records(tmp_path, iter(met), len(met) + 1, {})
    with pytest.raises(TrainingError, match="holds no meetings"):
        Records(tmp_path, {})


def test_records_made_otherwise_are_refused(met: list[Meeting], tmp_path: Path) -> None:
    write_records(tmp_path, iter(met), 2, {"model": "one", "seed": 0})
    assert len(Records(tmp_path, {"model": "one", "seed": 0})) == 2
    with pytest.raises(TrainingError, match="of another model: name another folder"):
        Records(tmp_path, {"model": "another", "seed": 0})


def test_mirrored_boxes_frame_the_mirrored_crop(records: Records) -> None:
    batch = records.batch(np.arange(len(records)))
    turned = changed(batch, FRAME, 0.0, np.random.default_rng(1))
    mirrored = (turned.prompt != batch.prompt).flatten(1).any(1)
    assert mirrored.any()
    assert not mirrored.all()
    torch.testing.assert_close(turned.target[mirrored], batch.target[mirrored].flip(-1))
    torch.testing.assert_close(turned.box[mirrored][:, 0], FRAME - batch.box[mirrored][:, 2])
    torch.testing.assert_close(turned.box[~mirrored], batch.box[~mirrored])


def test_only_the_refiner_learns_and_it_does(records: Records) -> None:
    torch.manual_seed(0)
    network = variant(NAME).build().eval()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    _, first = compare(network, FRAME, records)
    config = RefiningConfig(shards=[], batch=4, rate=1e-2, average=0.5)
    assert tune(network, FRAME, records, config, seconds=6.0) >= 4
    _, last = compare(network, FRAME, records)
    assert last > first
    after = network.state_dict()
    moved = {name.partition(".")[0] for name, tensor in before.items() if not tensor.equal(after[name])}
    assert moved == {"refiner"}


def test_a_broken_loss_leaves_the_network_as_it_was(
    records: Records, network: ClickNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}

    def broken(places: object) -> FocusBatch:
        batch = Records.batch(records, np.array([0, 1]))
        return batch._replace(coarse=batch.coarse * float("nan"))

    monkeypatch.setattr(records, "batch", broken)
    with pytest.raises(TrainingError, match="the loss is nan at step 0"):
        tune(network, FRAME, records, RefiningConfig(shards=[], batch=2), seconds=30.0)
    assert all(tensor.equal(before[name]) for name, tensor in network.state_dict().items())


def test_the_command_clicks_learns_and_saves(
    shard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("training.refining.command._HELD_OUT", 3)
    settings = RefiningConfig(shards=[shard.name], meetings=4, batch=2)
    (tmp_path / "refiner.yaml").write_bytes(msgspec.json.encode(settings))  # JSON is YAML
    out = tmp_path / f"{NAME}.safetensors"
    command = ["refine", "--checkpoint", str(SHIPPED), "--data", str(shard.parent), "--out", str(out)]
    command += ["--records", str(tmp_path / "met"), "--config", str(tmp_path / "refiner.yaml")]
    command += ["--held-out", shard.name, "--seconds", "1"]
    assert main(command) == 0
    assert "held out: coarse" in capsys.readouterr().out
    weights, record = load_weights(out)
    assert record["variant"] == NAME
    assert record["refiner_meetings"] > 0
    assert "validation" not in record, "those scores are of the Refiner before"
    assert weights.keys() == load_weights(SHIPPED)[0].keys()


def test_variants_sampled_as_published_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from training.checkpoint_io import save_weights

    path = tmp_path / "hrnet18s-s1.safetensors"
    save_weights(path, variant("hrnet18s-s1").build().state_dict(), {"variant": "hrnet18s-s1"})
    command = ["refine", "--checkpoint", str(path), "--data", ".", "--out", "x", "--records", "y"]
    assert main(command) == 1
    assert "only our own variants" in capsys.readouterr().err


def test_unknown_settings_are_named(tmp_path: Path) -> None:
    path = tmp_path / "refiner.yaml"
    path.write_text(json.dumps({"shards": [], "clicks": 3}))
    with pytest.raises(TrainingError, match="clicks"):
        read_settings(path, RefiningConfig)
