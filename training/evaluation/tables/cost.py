"""Table 3: parameters, multiply-adds and time of Segmentor and Refiner."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from training.evaluation.tables.printed import Printed
from training.evaluation.tables.published import TABLE_3
from training.networks import VARIANTS, ClickNetwork, Variant

_RUNS = 5
_REFINERS = ("refiner.", "refine")


def table_3(names: Sequence[str]) -> Printed:
    """Count and time the named variants, with fresh weights: none of the figures depends on them."""
    printed = Printed(
        "Table 3: Segmentor / Refiner",
        ["base model", "parameters, M", "multiply-adds, G", "ms"],
    )
    for name, parameters, flops, times in TABLE_3:
        cells = (f"{parameters[0]} / {parameters[1]}", f"{flops[0]} / {flops[1]}", f"{times[0]} / {times[1]}")
        printed.add(f"paper: {name}", *cells)
    printed.section()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    for name in names:
        printed.add(f"measured: {name}", *_cells(VARIANTS[name]))
    torch.set_num_threads(threads)
    printed.notes += [
        "The paper's times are of a laptop with four cores; measured: processor time of torch on one thread "
        f"of this machine, the network's inference form, median of {_RUNS} runs.",
        "Multiply-adds measured: of the network as trained. They include resampling, which is done by matrix "
        "products here; the paper's include normalisation and activation.",
        "Parameters measured: all that a checkpoint holds, prompt layers and unused ones included.",
    ]
    return printed


def _cells(variant: Variant) -> tuple[str, str, str]:
    network = variant.build().eval()
    refiner = sum(p.numel() for name, p in network.named_parameters() if name.startswith(_REFINERS))
    segmentor = sum(p.numel() for p in network.parameters()) - refiner
    inputs = _inputs(variant)
    with torch.inference_mode():
        flops = [_multiply_adds(call) for call in _calls(network, *inputs)]
        times = [_milliseconds(call) for call in _calls(network.inference_form(), *inputs)]
    return (
        f"{segmentor / 1e6:.2f} / {refiner / 1e6:.3f}",
        f"{flops[0] / 1e9:.2f} / {flops[1] / 1e9:.2f}",
        f"{times[0]:.0f} / {times[1]:.0f}",
    )


def _inputs(variant: Variant) -> tuple[Tensor, Tensor, Tensor]:
    """Return an image and a prompt of the Segmentor's frame, and a Focus Crop's image with its prompt."""
    frame, side = variant.config.frame_side, variant.config.refiner_side
    return torch.rand(1, 3, frame, frame), torch.rand(1, 3, frame, frame), torch.rand(1, 5, side, side)


def _calls(
    network: ClickNetwork, image: Tensor, prompt: Tensor, focus: Tensor
) -> tuple[Callable[[], object], Callable[[], object]]:
    coarse, feature, _ = network.segment(image, prompt)
    box = torch.tensor([[0.2, 0.2, 0.8, 0.8]]) * image.shape[-1]

    def segment() -> object:
        return network.segment(image, prompt)

    def refine() -> object:
        return network.refine(focus[:, :3], focus[:, 3:], coarse, feature, box)

    return segment, refine


def _multiply_adds(call: Callable[[], object]) -> float:
    counter = FlopCounterMode(display=False)
    with counter:
        call()
    return counter.get_total_flops() / 2


def _milliseconds(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(_RUNS):
        # Of the processor, not of the clock: there is one thread, and others may want the processor too.
        began = time.thread_time()
        call()
        times.append(1000 * (time.thread_time() - began))
    return median(times)
