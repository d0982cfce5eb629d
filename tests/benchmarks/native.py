"""The same networks in native PyTorch on one thread: what the browser's times are held against."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from tests.benchmarks.spread import Spread
from training.checkpoint_io import load_into, load_weights
from training.networks.registry import variant

from .chromium import ROOT

Part = Callable[[], object]


class NativeNetworks:
    """A variant's Segmentor and Refiner, fed with one fixed crop."""

    def __init__(self, name: str) -> None:
        described = variant(name)
        network = described.build().eval()
        shipped = ROOT / "training" / "checkpoints" / f"{name}.safetensors"
        if shipped.is_file():
            load_into(network, load_weights(shipped)[0], str(shipped))
        side, refined = described.config.frame_side, described.config.refiner_side
        torch.manual_seed(0)
        image, prompt = torch.rand(1, 3, side, side), torch.rand(1, 3, side, side)
        fine, disks = torch.rand(1, 3, refined, refined), torch.rand(1, 2, refined, refined)
        box = torch.tensor([[side * 0.2, side * 0.2, side * 0.8, side * 0.8]])
        with torch.inference_mode():
            first = network.segment(image, prompt)
        self.parts: dict[str, Part] = {
            "segmentor": lambda: network.segment(image, prompt),
            "refiner": lambda: network.refine(fine, disks, first.coarse, first.feature, box),
        }


def native_times(names: list[str], rounds: int) -> dict[str, dict[str, Spread]]:
    """Time each variant's parts in turn, so that all of them see the same other load; milliseconds."""
    torch.set_num_threads(1)
    parts = {(name, part): run for name in names for part, run in NativeNetworks(name).parts.items()}
    times: dict[tuple[str, str], list[float]] = {key: [] for key in parts}
    with torch.inference_mode():
        for attempt in range(rounds + 2):
            for key, run in parts.items():
                start = time.perf_counter()
                run()
                if attempt >= 2:
                    times[key].append(1000 * (time.perf_counter() - start))
    return {
        name: {part: Spread.of(times[name, part]) for owner, part in parts if owner == name} for name in names
    }
