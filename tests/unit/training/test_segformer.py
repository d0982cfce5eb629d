"""The SegFormer variants as modules: how they start, where clicks enter, how the head folds."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from training.networks import VARIANTS
from training.networks.initialise import initialise_transformer
from training.networks.segformer import MixTransformer, ReducedAttention, StochasticDepth
from training.networks.segformer_click import SegFormerClick
from training.networks.segformer_head import SegFormerHead, fold_head

CHANNELS = (8, 16, 40, 64)
WIDTH = 12


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(8)


def small_network() -> SegFormerClick:
    """Make a network of the published form, but narrow and shallow."""
    return SegFormerClick(CHANNELS, depths=(1, 1, 1, 1), width=WIDTH, side=128)


def small_head() -> SegFormerHead:
    """Make a head in evaluation mode whose normalisation does something."""
    head = SegFormerHead(CHANNELS, WIDTH).eval().double()
    for name, tensor in head.linear_fuse[1].state_dict().items():
        if name != "num_batches_tracked":
            tensor.uniform_(0.5, 2)
    return head


def pyramid() -> list[Tensor]:
    """Make a level per stage; the sides of the finest one are no powers of two."""
    sides = [(24, 40), (12, 20), (6, 10), (3, 5)]
    return [torch.randn(2, *shape, dtype=torch.float64) for shape in zip_shapes(sides)]


def zip_shapes(sides: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Put the stages' channels before the sides."""
    return [(channels, *side) for channels, side in zip(CHANNELS, sides, strict=True)]


def test_folded_head_gives_the_same_as_the_trained_one() -> None:
    head, levels = small_head(), pyramid()
    expected, found = head(levels), fold_head(head)(levels)
    assert expected.feature.shape == (2, WIDTH, 24, 40)
    assert 0.1 < (expected.feature > 0).double().mean() < 0.9
    torch.testing.assert_close(found.feature, expected.feature)
    torch.testing.assert_close(found.coarse, expected.coarse)


def test_head_gives_what_its_definition_says() -> None:
    head, levels = small_head(), pyramid()
    widening = (head.linear_c1, head.linear_c2, head.linear_c3, head.linear_c4)
    wide = [
        functional.interpolate(layer(level.movedim(1, 3)).movedim(3, 1), size=(24, 40), mode="bilinear")
        for layer, level in zip(widening, levels, strict=True)
    ]
    convolution, norm, _ = head.linear_fuse
    fused = norm(convolution(torch.cat(wide[::-1], 1))).relu()
    torch.testing.assert_close(head(levels).feature, fused)


def test_inference_form_leaves_the_network_as_it_was() -> None:
    network = small_network().train()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    form = network.inference_form()
    assert not any(module.training for module in form.modules())
    assert network.training
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())
    image, prompt = torch.rand(2, 1, 3, 256, 256)
    with torch.inference_mode():
        torch.testing.assert_close(
            form.inference_form().segment(image, prompt).coarse, form.segment(image, prompt).coarse
        )


def test_a_fresh_network_has_finite_outputs_of_the_promised_shapes() -> None:
    network = VARIANTS["segformerb0-s1"].build()
    image, prompt = torch.rand(2, 2, 3, 256, 256)
    box = torch.tensor([[0.0, 0.0, 256.0, 256.0], [30.5, 10.0, 99.0, 200.25]])
    with torch.no_grad():
        segmented, refined = network(image, prompt, image, prompt[:, 1:], box)
    assert segmented.coarse.shape == (2, 1, 32, 32)
    assert segmented.feature.shape == (2, 256, 32, 32)
    assert segmented.auxiliary is None
    assert refined.refined.shape == refined.boundary.shape == (2, 1, 256, 256)
    assert all(maps.isfinite().all() for maps in (*segmented[:2], *refined))


def test_clicks_reach_all_stages_but_the_first() -> None:
    trunk = MixTransformer(CHANNELS, depths=(1, 1, 1, 1)).eval()
    image, prompt = torch.rand(2, 1, 3, 64, 64)
    with torch.inference_mode():
        without, with_clicks = trunk(image, torch.zeros_like(prompt)), trunk(image, prompt)
    equal = [torch.equal(one, other) for one, other in zip(without, with_clicks, strict=True)]
    assert equal == [True, False, False, False]
    shapes = [tuple(level.shape[1:]) for level in with_clicks]
    assert shapes == zip_shapes([(16, 16), (8, 8), (4, 4), (2, 2)])


def test_gradients_reach_every_parameter_that_has_an_effect() -> None:
    network = small_network().eval()
    image, prompt, focus = torch.rand(3, 1, 3, 256, 256)
    segmented, refined = network(
        image, prompt, focus, prompt[:, 1:], torch.tensor([[10.0, 20.0, 200.0, 220.0]])
    )
    sum(maps.square().mean() for maps in (*segmented[:2], *refined)).backward()
    without = {name for name, parameter in network.named_parameters() if parameter.grad is None}
    assert without == {
        name for name, _ in network.named_parameters() if "maps_transform" in name or "feature_gate" in name
    }


def test_trunk_is_what_an_imagenet_network_provides() -> None:
    network = small_network()
    trunk = {id(parameter) for parameter in network.trunk_parameters()}
    rooms = {name.split(".")[2] for name, parameter in network.named_parameters() if id(parameter) in trunk}
    stages = range(1, 5)
    assert rooms == {f"{part}{stage}" for part in ("patch_embed", "block", "norm") for stage in stages}


def test_samples_of_a_batch_do_not_mix() -> None:
    network = small_network().eval().double()
    image, prompt = torch.rand(2, 2, 3, 256, 256, dtype=torch.float64)
    with torch.inference_mode():
        together = network.segment(image, prompt).coarse
        alone = network.segment(image[1:], prompt[1:]).coarse
    torch.testing.assert_close(together[1:], alone)


def test_attention_without_reduction_is_multi_head_attention() -> None:
    attention = ReducedAttention(channels=40, heads=5, reduction=1)
    reference = nn.MultiheadAttention(40, 5, batch_first=True)
    reference.load_state_dict(
        {
            "in_proj_weight": torch.cat([attention.q.weight, attention.kv.weight]),
            "in_proj_bias": torch.cat([attention.q.bias, attention.kv.bias]),
            "out_proj.weight": attention.proj.weight,
            "out_proj.bias": attention.proj.bias,
        }
    )
    maps = torch.randn(2, 3, 4, 40)
    pixels = maps.flatten(1, 2)
    expected, _ = reference(pixels, pixels, pixels)
    torch.testing.assert_close(attention(maps), expected.reshape(maps.shape))


def test_reduced_attention_sees_one_key_per_patch() -> None:
    attention = ReducedAttention(channels=8, heads=2, reduction=4)
    # A single patch is a single key: whatever the query, its value is the answer.
    maps = torch.randn(1, 4, 4, 8)
    answer = attention(maps)
    torch.testing.assert_close(answer, answer[:, :1, :1].expand_as(answer))
    assert attention(torch.randn(1, 8, 4, 8)).std(dim=(1, 2)).min() > 0


def test_a_share_of_branches_is_skipped_in_training_only() -> None:
    skip, branches = StochasticDepth(0.1), torch.ones(4000, 1, 1, 3)
    assert torch.equal(skip.eval()(branches), branches)
    kept = skip.train()(branches)
    assert kept.unique().tolist() == pytest.approx([0, 1 / 0.9])
    assert kept.mean().item() == pytest.approx(1, abs=0.02)
    assert torch.equal(kept.amin(dim=3), kept.amax(dim=3))


def test_later_blocks_are_skipped_more_often() -> None:
    trunk = MixTransformer(CHANNELS, depths=(1, 2, 1, 1))
    shares = [module.share for module in trunk.modules() if isinstance(module, StochasticDepth)]
    assert shares == pytest.approx([0, 0.025, 0.05, 0.075, 0.1])


@pytest.mark.parametrize(("outputs", "groups"), [(128, 1), (512, 512)])
def test_convolutions_start_with_a_variance_by_fan_out(outputs: int, groups: int) -> None:
    layer = nn.Conv2d(512, outputs, 3, groups=groups)
    initialise_transformer(layer)
    assert layer.weight.std().item() == pytest.approx(math.sqrt(2 / (9 * outputs / groups)), rel=0.05)
    assert layer.bias is not None
    assert not layer.bias.any()


def test_linear_layers_start_small() -> None:
    layer = nn.Linear(256, 128)
    initialise_transformer(layer)
    assert layer.weight.std().item() == pytest.approx(0.02, rel=0.05)
    assert not layer.bias.any()
