"""Networks: one Segmentor and one Refiner per variant, built by name through the registry."""

from training.networks.interface import ClickNetwork, Refined, Segmented
from training.networks.registry import VARIANTS, Variant, variant

__all__ = ["VARIANTS", "ClickNetwork", "Refined", "Segmented", "Variant", "variant"]
