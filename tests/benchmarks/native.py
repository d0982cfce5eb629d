"""The same networks in native PyTorch on one thread: what the browser's times are held against."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import torch

from tests.benchmarks.spread import Spread
from training.checkpoint_io import load_into, load_weights
from training.networks.registry import variant

from .chromium import ROOT

Part = Callable[[], object]
_WARM_UP = 2


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


class NativeTimes:
    """Milliseconds of several variants, taken one round at a time between other measurements."""

    def __init__(self, names: Sequence[str]) -> None:
        torch.set_num_threads(1)
        self._networks = {name: NativeNetworks(name) for name in names}
        self._rounds: list[dict[str, dict[str, float]]] = []

    def round(self) -> None:
        """Run each part of each variant once."""
        with torch.inference_mode():
            times = {
                name: {part: _milliseconds(run) for part, run in network.parts.items()}
                for name, network in self._networks.items()
            }
        self._rounds.append(times)

    def spreads(self) -> dict[str, dict[str, Spread]]:
        """All rounds but the first ones, which warm up."""
        rounds = self._rounds[_WARM_UP:]
        return {
            name: {part: Spread.of([times[name][part] for times in rounds]) for part in network.parts}
            for name, network in self._networks.items()
        }


def _milliseconds(run: Part) -> float:
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)
