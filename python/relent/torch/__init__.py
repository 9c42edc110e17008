"""Training losses for PyTorch: value and gradients in one pass, right where rows nearly agree and at the edges."""

from . import (
    _operators,  # noqa: F401  # registers torch.ops.relent
    parallel,
)
from ._cross_entropies import cross_entropy, focal, poly
from ._divergences import (
    alpha_divergence,
    jeffreys,
    js_divergence,
    kl_div_with_logits,
    renyi,
    total_variation,
)

__all__ = [
    "alpha_divergence",
    "cross_entropy",
    "focal",
    "jeffreys",
    "js_divergence",
    "kl_div_with_logits",
    "parallel",
    "poly",
    "renyi",
    "total_variation",
]
