"""From photographs to training samples: target, crops, damage, first clicks, for a whole batch at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as functional
from torch import Tensor

from training.data.batch import Batch
from training.data.clicks import add_click, initial_clicks, next_clicks
from training.data.damage import damage
from training.data.pasting import Grounds, pasted
from training.data.reading import read_images, read_masks
from training.data.shapes import spread
from training.data.store import RIM, Store
from training.data.windows import focus_windows, target_windows
from training.errors import TrainingError

_SMALLEST_AREA = 40
_LARGEST_SHARE = 0.9
_MOST_DRAWS = 20


@dataclass(frozen=True)
class SampleConfig:
    """What samples look like.

    ``side`` S and ``focus_side`` R in frame pixels; ``corrected`` is the share of samples that
    begin with a damaged mask; ``joined`` the share whose target is two objects; ``pasted`` the share
    of labelled objects that are cut out and put on another photograph; ``colour`` the strength of
    brightness, contrast and tint changes.
    """

    side: int = 128
    focus_side: int = 256
    corrected: float = 0.25
    joined: float = 0.1
    pasted: float = 0.0
    colour: float = 0.25


def seeded(device: torch.device, *seeds: int) -> torch.Generator:
    """Return a generator that depends on some numbers alone."""
    state = int(np.random.SeedSequence(seeds).generate_state(1, np.uint64)[0] >> 1)
    return torch.Generator(device).manual_seed(state)


def draw_batch(store: Store, config: SampleConfig, count: int, generator: torch.Generator) -> Batch:
    """Draw samples until `count` of them show enough of their object.

    Raises
    ------
    TrainingError
        Hardly any object has a usable size in its crop; some of the photographs are named.
    """
    drawn: Batch | None = None
    for _ in range(_MOST_DRAWS):
        missing = count - len(drawn) if drawn else count
        scene = _draw_scene(store, config, missing + missing // 4 + 1, generator)
        usable = scene.usable().nonzero()[:missing, 0]
        if len(usable):
            more = _complete(store, config, scene.taken(usable), generator)
            drawn = drawn.joined(more) if drawn else more
        if drawn and len(drawn) == count:
            return drawn
    names = sorted({store.keys[int(place)] for place in scene.pictures})
    raise TrainingError(
        "hardly any object has a usable size in its crop, among those of the photographs"
        f" {', '.join(names[:5])}: look at the masks of these shards"
    )


@dataclass(frozen=True)
class _Scene:
    """B objects in their Target Crops.

    ``pictures`` (B,); ``masks`` (B, 2), an object and the one it is joined with; ``other`` (B,) a
    third; ``windows`` (B, 4) in image pixels; ``mirrored`` (B,); ``target`` (B, S, S) bool.
    """

    pictures: Tensor
    masks: Tensor
    other: Tensor
    windows: Tensor
    mirrored: Tensor
    target: Tensor

    def usable(self) -> Tensor:
        """Tell whose object is neither tiny in its crop nor all of it, (B,) bool."""
        area = self.target.sum((1, 2))
        return (area >= _SMALLEST_AREA) & (area <= _LARGEST_SHARE * self.target[0].numel())

    def taken(self, places: Tensor) -> _Scene:
        return _Scene(**{name: tensor[places] for name, tensor in vars(self).items()})


def _draw_scene(store: Store, config: SampleConfig, count: int, generator: torch.Generator) -> _Scene:
    """Choose objects and Target Crops."""
    masks, other = _choose_objects(store, config.joined, count, generator)
    pictures = store.picture[masks[:, 0]]
    box = store.mask_box[masks[:, 0]].float()
    joined = store.mask_box[masks[:, 1]].float()
    has_two = (masks[:, 1] != store.nothing)[:, None]
    low, high = torch.minimum(box[:, :2], joined[:, :2]), torch.maximum(box[:, 2:], joined[:, 2:])
    objects = torch.where(has_two, torch.cat([low, high], 1), box)
    height, width = store.level_size[pictures, 0].unbind(1)
    inside = _place_inside(store, masks[:, 0], generator)
    windows = target_windows(objects, inside, height, width, generator)
    mirrored = torch.rand(count, generator=generator, device=store.device) < 0.5
    target = _read_two(store, masks, windows, mirrored, config.side, finer=2)
    return _Scene(pictures, masks, other, windows, mirrored, target)


def _choose_objects(
    store: Store, joined: float, count: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Draw objects, labelled ones sometimes joined with a second one, and another one beside them."""
    one = store.draw_masks(count, generator)
    picture = store.picture[one]
    first, crowd = store.first[picture], store.count[picture]
    draws = torch.rand(3, count, generator=generator, device=store.device)
    # A teacher's masks are parts and pieces as often as objects: two of them are nothing anybody means.
    labels = store.labels[picture]
    can_join = (labels > 1) & _is_label(store, one)
    step = 1 + (draws[0] * (labels - 1)).long().clamp(max=labels - 2)
    second = first + (one - first + step) % labels.clamp(min=1)
    third = first + (one - first + 1 + (draws[1] * (crowd - 1)).long()) % crowd
    second = torch.where((draws[2] < joined) & can_join, second, store.nothing)
    third = torch.where((third == one) | (third == second), store.nothing, third)
    return torch.stack([one, second], 1), third


def _place_inside(store: Store, masks: Tensor, generator: torch.Generator) -> Tensor:
    """Find a pixel of each mask, (B, 2) x, y; the middle of its box where eight tries find none."""
    box, start = store.mask_box[masks], store.mask_start[masks]
    size = box[:, 2:] - box[:, :2]
    draws = torch.rand(len(masks), 8, 2, generator=generator, device=store.device)
    places = torch.minimum((draws * size[:, None]).long(), size[:, None] - 1)
    flat = start[:, None] + (places[..., 1] + 2) * (size[:, None, 0] + RIM) + places[..., 0] + 2
    inside = store.corners[flat] & 1
    hit = inside.argmax(1)
    found = places[torch.arange(len(masks), device=store.device), hit]
    nothing = inside.sum(1) == 0
    return box[:, :2] + torch.where(nothing[:, None], size // 2, found) + 0.5


def _complete(store: Store, config: SampleConfig, scene: _Scene, generator: torch.Generator) -> Batch:
    """Add start mask, clicks, Focus Crop and colour changes to objects in their Target Crops."""
    side, target = config.side, scene.target
    grounds = Grounds.drawn(_is_label(store, scene.masks[:, 0]), config.pasted, generator)
    # What the object's own photograph shows beside it is not there on another one.
    ignore, other = (
        torch.where(grounds.are_other, store.nothing, masks)
        for masks in (store.ignore[scene.pictures], scene.other)
    )
    whole = torch.tensor([0.0, 0.0, 1.0, 1.0], device=store.device).expand(len(target), 4)
    image = _read_scene(store, scene, whole, grounds, target)
    ignored, others = (
        read_masks(store, masks, scene.windows, scene.mirrored, side) & ~target for masks in (ignore, other)
    )
    corrected = torch.rand(len(target), generator=generator, device=store.device) < config.corrected
    start = torch.zeros_like(target)
    start[corrected] = damage(target[corrected], image[corrected], generator)
    wrong = (start ^ target) & ~ignored & start.flatten(1).any(1)[:, None, None]
    box = focus_windows(target, wrong, generator)
    focus = _in_image(box / side, scene.windows, scene.mirrored)
    focus_target = _read_two(store, scene.masks, focus, scene.mirrored, config.focus_side)
    focus_image = _read_scene(store, scene, box / side, grounds, focus_target)
    focus_ignored = read_masks(store, ignore, focus, scene.mirrored, config.focus_side)
    tint = _Tint.drawn(len(target), config.colour, generator)
    batch = Batch(
        image=tint(image),
        target=_planes(target),
        ignored=_planes(ignored),
        start=_planes(start),
        focus_image=tint(focus_image),
        focus_target=_planes(focus_target),
        focus_ignored=_planes(focus_ignored & ~focus_target),
        boundary=_planes(boundary_target(focus_target)),
        box=box,
        clicks=initial_clicks(target, others, generator),
        click_count=torch.zeros(len(target), 2, dtype=torch.int64, device=store.device),
    )
    _begin_corrections(batch, start.flatten(1).any(1), generator)
    return batch


def _is_label(store: Store, masks: Tensor) -> Tensor:
    """Tell which masks no teacher drew, (B,) bool."""
    picture = store.picture[masks]
    return masks - store.first[picture] < store.labels[picture]


def _read_scene(store: Store, scene: _Scene, shares: Tensor, grounds: Grounds, masks: Tensor) -> Tensor:
    """Read a part of each frame, (B, 4) in shares of its sides, as large as the objects' masks (B, S, S)."""

    def read(places: Tensor, parts: Tensor) -> Tensor:
        mirrored = scene.mirrored[places]
        windows = _in_image(parts, scene.windows[places], mirrored)
        return read_images(store, scene.pictures[places], windows, mirrored, masks.shape[-1])

    images = read(torch.arange(len(shares), device=store.device), shares)
    moved = grounds.are_other.nonzero()[:, 0]
    if not len(moved):
        return images
    beneath = read(grounds.beneath[moved], shares[moved])
    return images.index_copy(0, moved, pasted(images[moved], masks[moved], beneath))


def _begin_corrections(batch: Batch, corrected: Tensor, generator: torch.Generator) -> None:
    """Where there is a start mask, one click on what is wrong takes the place of all others."""
    batch.clicks[corrected] = torch.nan
    batch.click_count[:] = (~batch.clicks[..., 0].isnan()).sum(-1)
    places = corrected.nonzero()[:, 0]
    start, target, ignored = (each[places, 0] > 0 for each in (batch.start, batch.target, batch.ignored))
    click, positive = next_clicks(start, target, ignored, generator)
    add_click(batch, places, click, positive)


def _read_two(
    store: Store, masks: Tensor, windows: Tensor, mirrored: Tensor, side: int, finer: int = 1
) -> Tensor:
    """Read objects and those they are joined with, (B, S, S) bool."""
    one, other = (read_masks(store, each, windows, mirrored, side, finer) for each in masks.unbind(1))
    return one | other


def _in_image(boxes: Tensor, windows: Tensor, mirrored: Tensor) -> Tensor:
    """Turn boxes in shares of a frame (B, 4) into image pixels."""
    x0, y0, x1, y1 = boxes.unbind(1)
    left, right = torch.where(mirrored, 1 - x1, x0), torch.where(mirrored, 1 - x0, x1)
    size = windows[:, 2:] - windows[:, :2]
    low = windows[:, :2] + torch.stack([left, y0], 1) * size
    high = windows[:, :2] + torch.stack([right, y1], 1) * size
    return torch.cat([low, torch.maximum(high, low + 1)], 1)


@dataclass(frozen=True)
class _Tint:
    """A change of contrast, brightness and colour balance per sample, (B, 3, 1, 1) each."""

    gain: Tensor
    offset: Tensor

    @classmethod
    def drawn(cls, count: int, strength: float, generator: torch.Generator) -> _Tint:
        draws = 2 * torch.rand(count, 6, generator=generator, device=generator.device) - 1
        changed = (draws[:, 5:] < 0.4).float() * strength
        gain = (1 + changed * draws[:, :1]).expand(-1, 3)
        offset = 0.5 * (1 - gain) + changed * (0.5 * draws[:, 1:2] + 0.16 * draws[:, 2:5])
        return cls(gain[..., None, None], offset[..., None, None])

    def __call__(self, images: Tensor) -> Tensor:
        return (images * self.gain).add_(self.offset).clamp_(0, 1)


def _planes(masks: Tensor) -> Tensor:
    return masks[:, None].float()


def boundary_target(target: Tensor) -> Tensor:
    """Return the pixels near detail that a stride-8 map cannot hold, (B, R, R) bool, of a mask like that.

    The mask is brought to an eighth of its sides and back; where that changes it, widened by two pixels,
    the boundary weighs double (ClickSEG's boundary target, here at the Focus Crop's own resolution).
    """
    sides = target.shape[-2:]
    small = functional.interpolate(_planes(target), scale_factor=1 / 8, mode="bilinear")
    again = functional.interpolate((small > 0.5).float(), sides, mode="bilinear")[:, 0]
    return spread((again > 0.5) ^ target, 2)
