"""The HRNet variants as modules: how they start, what they give, how the object context joins."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from training.networks import VARIANTS
from training.networks.hrnet_click import HRNetClick
from training.networks.initialise import initialise
from training.networks.ocr import ObjectContextHead, fold_context, object_vector


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.mark.parametrize(("inputs", "outputs", "groups"), [(64, 192, 1), (256, 256, 256)])
def test_convolutions_start_with_the_variance_of_xavier_for_relu(
    inputs: int, outputs: int, groups: int
) -> None:
    torch.manual_seed(2)
    layer = nn.Conv2d(inputs, outputs, 3, groups=groups)
    initialise(nn.Sequential(layer, nn.BatchNorm2d(outputs)))
    fan_in, fan_out = 9 * inputs / groups, 9 * outputs
    assert layer.weight.std().item() == pytest.approx(math.sqrt(2 / ((fan_in + fan_out) / 2)), rel=0.03)
    assert layer.bias is not None
    assert not layer.bias.any()


def test_a_fresh_network_has_a_weak_prompt_and_finite_outputs() -> None:
    network = VARIANTS["hrnet18s-s1"].build()
    assert network.state_dict()["maps_transform.3.scale"].tolist() == [pytest.approx(0.05)]
    image, prompt = torch.rand(2, 2, 3, 256, 256)
    box = torch.tensor([[0.0, 0.0, 256.0, 256.0], [30.5, 10.0, 99.0, 200.25]])
    with torch.no_grad():
        segmented, refined = network(image, prompt, image, prompt[:, 1:], box)
    assert segmented.coarse.shape == segmented.auxiliary.shape == (2, 1, 32, 32)
    assert segmented.feature.shape == (2, VARIANTS["hrnet18s-s1"].feature_channels, 32, 32)
    assert refined.refined.shape == refined.boundary.shape == (2, 1, 256, 256)
    assert all(maps.isfinite().all() for maps in (*segmented, *refined))


def test_s2_keeps_the_frame() -> None:
    network = HRNetClick(width=18, small=True, ocr_width=48, side=256).eval()
    with torch.inference_mode():
        segmented = network.segment(*torch.rand(2, 1, 3, 256, 256))
    assert segmented.feature.shape == (1, 96, 64, 64)


def test_samples_of_a_batch_do_not_mix() -> None:
    # In double precision, so that rounding cannot hide a leak: untrained activations are large.
    network = VARIANTS["hrnet18s-s1"].build().eval().double()
    image, prompt = torch.rand(2, 2, 3, 256, 256, dtype=torch.float64)
    with torch.inference_mode():
        together = network.segment(image, prompt).coarse
        alone = network.segment(image[1:], prompt[1:]).coarse
    torch.testing.assert_close(together[1:], alone)


def test_object_vector_by_hand() -> None:
    features = torch.tensor([[[[1.0, 2.0, 5.0]], [[0.0, 4.0, 8.0]]]])
    # A softmax of (0, ln 3, −∞) shares the weight as ¼, ¾, 0.
    logits = torch.tensor([[[[0.0, math.log(3.0), -math.inf]]]])
    torch.testing.assert_close(object_vector(features, logits), torch.tensor([[[[1.75]], [[3.0]]]]))


def test_context_joins_as_if_it_were_repeated_at_every_pixel() -> None:
    torch.manual_seed(4)
    head = ObjectContextHead(channels=6, keys=3).eval()
    features, vector = torch.randn(2, 6, 5, 7), torch.randn(2, 6, 1, 1)
    repeated = head.object_context_block(vector).expand(-1, -1, 5, 7)
    expected = head.conv_bn_dropout(torch.cat([repeated, features], dim=1))
    torch.testing.assert_close(head(features, vector), expected)


def test_folded_context_gives_the_same_as_the_trained_one() -> None:
    # In double precision, so that only rounding is forgiven.
    torch.manual_seed(5)
    head = ObjectContextHead(12, 6).eval().double()
    for module in head.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean = torch.randn(module.num_features, dtype=torch.float64)
            module.running_var = torch.rand(module.num_features, dtype=torch.float64) + 0.1
            nn.init.normal_(module.weight)
            nn.init.normal_(module.bias)
    features, vector = torch.randn(2, 12, 5, 7).double(), torch.randn(2, 12, 1, 1).double()
    folded = fold_context(head)
    torch.testing.assert_close(folded(features, vector), head(features, vector), rtol=1e-12, atol=1e-12)


def test_what_never_counts_is_left_out_of_the_inference_form() -> None:
    with torch.device("meta"):
        network = VARIANTS["hrnet18s-s1"].build()
        form = network.inference_form()
    unused = {name for name in network.state_dict() if ".f_pixel." in name or ".f_object." in name}
    assert unused
    assert not any(".f_pixel." in name or ".f_object." in name for name in form.state_dict())
    before, after = (sum(each.numel() for each in net.parameters()) for net in (network, form))
    assert sum(each.numel() for name, each in network.named_parameters() if name in unused) == 14_208
    assert before - after == 14_208 + 96  # and of the normalisation's scale and shift, one is left: a bias


def test_whole_channels_are_dropped_in_training() -> None:
    torch.manual_seed(6)
    head = ObjectContextHead(channels=96, keys=48).train()
    maps = head(torch.randn(8, 96, 4, 4), torch.randn(8, 96, 1, 1)).flatten(2)
    dropped = (maps == 0).all(dim=2).float().mean().item()
    assert 0.02 < dropped < 0.1
