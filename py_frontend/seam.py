"""The seam between the pipeline and whatever runs the networks.

`Session.click` is a generator: it yields a `Run`, is sent the outputs by name, and never runs a network
itself. A test answers with NumPy, the evaluation with native onnxruntime, the browser with onnxruntime-web.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Ref:
    """A tensor that stays with the runtime; the pipeline passes it on and never looks inside."""

    handle: object


Tensor: TypeAlias = NDArray[np.float32] | Ref


@dataclass(frozen=True)
class Run:
    """A request to run one network once.

    Attributes
    ----------
    net : {"segmentor", "refiner"}
        Which network.
    feeds : Mapping[str, Tensor]
        Inputs by name, float32 NCHW with a batch of one, or a `Ref` of an earlier answer.
    fetches : tuple[str, ...]
        Outputs wanted back as arrays.
    keeps : tuple[str, ...]
        Outputs that stay with the runtime and come back as `Ref`.
    """

    net: Literal["segmentor", "refiner"]
    feeds: Mapping[str, Tensor]
    fetches: tuple[str, ...]
    keeps: tuple[str, ...] = ()


Answer: TypeAlias = Mapping[str, Tensor]
