from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch

from tests.unit.training.datasets.test_teacher import write_teacher
from training.__main__ import main
from training.checkpoint_io import load_into, load_weights, save_weights
from training.config import TrainingConfig
from training.data.shards import read_shards
from training.data.store import Store
from training.devices import launched
from training.errors import TrainingError
from training.learner import Learner
from training.loop import Limits, Places, begin, train
from training.networks import VARIANTS, variant
from training.rate import bare_step
from training.saving import Saver, write_content
from training.schedule import rate_factor
from training.settings import read_settings
from training.state import TrainingState, fresh_state

CONFIG = TrainingConfig(
    variant="mobilenetv2-s1",
    shards=["drawn.tar"],
    validation=["drawn.tar"],
    samples=8,
    batch=2,
    fresh=1,
    refined=2,
    rate=1e-3,
    trunk_rate=1e-4,
)


@pytest.fixture(autouse=True)
def quick_validation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.loop._VALIDATION_SIZE", 2)


def run(
    shard: Path, folder: Path, samples: int, resume: bool = False, config: TrainingConfig = CONFIG
) -> TrainingState:
    config = msgspec.structs.replace(config, samples=samples)
    places = Places(shard.parent, None, folder)
    return train(config, places, launched("cpu"), Limits(), folder / "state.pt" if resume else None)


def crashing_after(step: int) -> Callable[..., None]:
    """Write checkpoints until one has been written at a step, then stop as Ctrl+C does."""

    def save(self: Saver, path: Path, content: dict[str, Any]) -> None:
        write_content(path, content)
        if content["step"] == step:
            raise KeyboardInterrupt

    return save


def test_a_resumed_run_equals_an_uninterrupted_one(
    shard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    straight = run(shard, tmp_path / "straight", 8)
    with monkeypatch.context() as patch:
        patch.setattr("training.loop._SAVE_SECONDS", 0.0)
        patch.setattr("training.loop.Saver.save", crashing_after(2))
        with pytest.raises(KeyboardInterrupt):
            run(shard, tmp_path / "parts", 8)
    resumed = run(shard, tmp_path / "parts", 8, resume=True)
    assert straight.step == resumed.step == 4
    for kind in ("network", "average"):
        one, other = getattr(straight, kind).state_dict(), getattr(resumed, kind).state_dict()
        torch.testing.assert_close(dict(one), dict(other), rtol=0, atol=0)


def test_a_run_leaves_weights_log_and_pictures(shard: Path, tmp_path: Path) -> None:
    state = run(shard, tmp_path, 4)
    weights, record = load_weights(tmp_path / "mobilenetv2-s1.safetensors")
    load_into(variant("mobilenetv2-s1").build(), weights, "the run's weights")
    assert record["samples"] == state.step * 2 == 4
    assert (tmp_path / "predictions.png").stat().st_size > 1000
    assert "refined_iou@+3" in (tmp_path / "log.jsonl").read_text()


def test_the_published_variant_learns_from_labels_and_a_teacher(shard: Path, tmp_path: Path) -> None:
    halves = np.zeros((2, 120, 160), bool)
    halves[0, :60], halves[1, 60:] = True, True
    write_teacher(shard.parent / "taught.jsonl.gz", {f"drawn-{seed}": list(halves) for seed in range(6)})
    mixture = tmp_path / "mixture.yaml"
    mixture.write_text("sources: [{shards: [drawn.tar], teacher: taught.jsonl.gz}]")
    shipped = read_settings(Path("training/configs/hrnet18s-s1.yaml"), TrainingConfig)
    config = msgspec.structs.replace(
        shipped, validation=["drawn.tar"], samples=8, batch=4, fresh=2, refined=2
    )
    places = Places(shard.parent, None, tmp_path / "run", mixture)
    state = train(config, places, launched("cpu"), Limits(), None)
    assert state.step == 2
    weights, record = load_weights(tmp_path / "run" / "hrnet18s-s1.safetensors")
    assert record["sources"][0]["teacher"] == 12
    fresh = fresh_state(config, None, torch.device("cpu")).network.state_dict()
    learnt = [name for name, tensor in weights.items() if not torch.equal(tensor, fresh[name])]
    assert len(learnt) > 0.9 * len(weights)


def test_a_loss_that_is_no_number_stops_the_run(
    shard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nan = torch.tensor(torch.nan)
    monkeypatch.setattr("training.learner.losses", lambda *_: {"total": nan})
    with pytest.raises(TrainingError, match="the loss is nan at step 0"):
        run(shard, tmp_path, 4)


def endless(network: torch.nn.Module) -> torch.Tensor:
    """A loss of 0 whose gradient is infinite: that of the root of nothing."""
    return (0 * torch.stack([each.sum() for each in network.parameters()])).sum().sqrt()


def test_a_gradient_that_is_no_number_stops_the_run_before_the_weights_are_lost(
    shard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = fresh_state(CONFIG, None, torch.device("cpu"))
    monkeypatch.setattr("training.loop.fresh_state", lambda *_: state)
    monkeypatch.setattr("training.learner.losses", lambda *_: {"total": endless(state.network)})
    with pytest.raises(TrainingError, match=r"the gradient's norm is (inf|nan) at step 0"):
        run(shard, tmp_path, 4)
    assert all(parameter.isfinite().all() for parameter in state.network.parameters())


def test_rate_compares_the_loop_with_a_full_batch(
    shard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.rate._WARM_UP", 0)
    path, mixture = tmp_path / "settings.yaml", tmp_path / "mixture.yaml"
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(CONFIG, shards=["elsewhere.tar"])))
    mixture.write_text("sources: [{shards: [drawn.tar]}]")
    command = ["rate", "--config", str(path), "--data", str(shard.parent), "--mixture", str(mixture)]
    assert main([*command, "--device", "cpu", "--steps", "1"]) == 0
    printed = capsys.readouterr().out
    assert re.fullmatch(
        r"processor, batch 2: the loop [\d.]+ samples/s, forward and backward alone [\d.]+;"
        r" ratio [\d.]+, of processor time [\d.]+\n",
        printed,
    ), printed
    config = msgspec.structs.replace(CONFIG, batch=4)
    store, fabric = Store.of(read_shards([shard]), torch.device("cpu")), launched("cpu")
    learner = Learner(config, variant(CONFIG.variant).config, store, begin(config, None, fabric), fabric)
    sizes: list[int] = []
    learner.network.register_forward_pre_hook(lambda _, inputs: sizes.append(len(inputs[0])))
    bare_step(learner)()
    assert sizes == [1, 2, 3, 4, 4]


def test_resuming_with_other_settings_is_refused(shard: Path, tmp_path: Path) -> None:
    run(shard, tmp_path, 2)
    config = msgspec.structs.replace(CONFIG, rate=5.0)
    with pytest.raises(TrainingError, match=r"other settings for: rate \(0\.001, now 5\.0\)"):
        run(shard, tmp_path, 4, resume=True, config=config)


def test_pretrained_trunk_needs_its_folder(shard: Path, tmp_path: Path) -> None:
    config = msgspec.structs.replace(CONFIG, trunk="trunk.safetensors")
    with pytest.raises(TrainingError, match="--pretrained"):
        run(shard, tmp_path, 4, config=config)


@pytest.mark.parametrize("name", ["hrnet18s-s1", "mobilenetv2-s1", "tiny"])
def test_shipped_settings_are_valid(name: str) -> None:
    assert read_settings(Path(f"training/configs/{name}.yaml"), TrainingConfig).variant in VARIANTS


@pytest.mark.parametrize("content", [b"", b"no checkpoint", None])
def test_damaged_checkpoints_are_named(shard: Path, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "state.pt"
    if content is None:
        torch.save({"step": 3}, path)
    else:
        path.write_bytes(content)
    with pytest.raises(TrainingError, match=r"state\.pt"):
        run(shard, tmp_path, 4, resume=True)


def test_resuming_nothing_says_so(shard: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="start without --resume"):
        run(shard, tmp_path, 4, resume=True)


@pytest.mark.parametrize(
    "setting", ["samples: 0", "batch: 1", "rate: -1.0", "fresh: 5", "refined: 5", "warm_up: 1.0"]
)
def test_impossible_settings_are_named(tmp_path: Path, setting: str) -> None:
    settings = {
        "samples": "8",
        "batch": "4",
        "fresh": "2",
        "refined": "2",
        "rate": "1.0",
        "trunk_rate": "1.0",
    }
    settings |= {"variant": "mobilenetv2-s1", "shards": "[]", "validation": "[]"}
    name, value = setting.split(": ")
    path = tmp_path / "wrong.yaml"
    path.write_text("".join(f"{key}: {each}\n" for key, each in (settings | {name: value}).items()))
    with pytest.raises(TrainingError, match=name):
        read_settings(path, TrainingConfig)


def test_fault_10_11_trunk_and_new_layers_learn_at_their_own_rates() -> None:
    state = fresh_state(CONFIG, None, torch.device("cpu"))
    rates = [(group["peak"], len(group["params"])) for group in state.optimiser.param_groups]
    trunk = len(state.network.trunk_parameters())
    assert rates == [(CONFIG.rate, len(list(state.network.parameters())) - trunk), (CONFIG.trunk_rate, trunk)]


def test_fault_10_4_our_focus_crop_is_chosen_at_probability_one_half() -> None:
    assert variant("mobilenetv2-s1").config.focus_threshold == 0.0
    assert variant("hrnet18s-s1").config.focus_threshold == 0.49


def test_unknown_setting_is_named(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("variant: mobilenetv2-s1\nlearning_rate: 3\n")
    with pytest.raises(TrainingError, match="learning_rate"):
        read_settings(path, TrainingConfig)


def test_command_line_reports_errors_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--config", str(tmp_path / "none.yaml"), "--data", str(tmp_path)])
    assert code == 1
    assert "cannot read the settings" in capsys.readouterr().err


def test_unknown_variant_lists_the_known_ones() -> None:
    with pytest.raises(TrainingError, match="mobilenetv2-s1"):
        variant("mobilenet")


def test_weights_that_do_not_fit_are_named(tmp_path: Path) -> None:
    network = torch.nn.Linear(2, 3)
    save_weights(
        tmp_path / "w.safetensors", {"weight": torch.zeros(3, 2), "offset": torch.zeros(3)}, {"a": 1}
    )
    weights, record = load_weights(tmp_path / "w.safetensors")
    assert record == {"a": 1}
    with pytest.raises(TrainingError, match="lacks 1 tensors: bias"):
        load_into(network, weights, "w")


def test_rate_rises_and_falls() -> None:
    factors = [rate_factor(step / 50, 0.1) for step in range(51)]
    assert factors[0] == 0
    assert factors[5] == pytest.approx(1)
    assert factors[50] == pytest.approx(0)
    assert all(later <= earlier for earlier, later in pairwise(factors[5:]))


def test_sides_follow_the_variant() -> None:
    from training.loop import replace_sides

    frontend = replace(variant("mobilenetv2-s1").config, frame_side=64, segmentor_side=64)
    assert replace_sides(CONFIG, frontend).sample.side == 64
