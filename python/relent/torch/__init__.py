"""Training losses for PyTorch: value and gradients in one pass, right where rows nearly agree and at the edges.

Functions by torch's names take torch's arguments (``kl_div``, ``cross_entropy``, ``binary_cross_entropy_with_logits``);
the others take logits, log_probs or probs. Each has an nn.Module. ``relent.torch.parallel`` has the losses of a
vocabulary that is split over ranks, ``relent.torch.keras`` a class for Keras 3.
"""

from . import (
    _operators,  # noqa: F401  # registers torch.ops.relent
    parallel,
)
from ._cross_entropies import cross_entropy, focal, poly
from ._diffusion import DiffusionSchedule, diffusion_kl, diffusion_prior_kl
from ._divergences import (
    Rows,
    alpha_divergence,
    categorical_kl,
    jeffreys,
    js_divergence,
    kl_div_with_logits,
    renyi,
    total_variation,
)
from ._elements import bernoulli_kl, binary_cross_entropy_with_logits, kl_div, policy_kl
from ._gaussian import gaussian_kl, vae_kl
from ._heads import linear_cross_entropy, linear_divergence
from ._training import distillation, entropy, info_nce, r_drop, symmetric_kl
from .modules import (
    AlphaDivergenceLoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    DiffusionKLLoss,
    DistillationLoss,
    EntropyLoss,
    FocalLoss,
    GaussianKLLoss,
    InfoNCELoss,
    JeffreysLoss,
    JSDivergenceLoss,
    KLDivLoss,
    KLDivWithLogitsLoss,
    LinearCrossEntropyLoss,
    LinearDivergenceLoss,
    PolicyKLLoss,
    PolyLoss,
    RDropLoss,
    RenyiLoss,
    SymmetricKLLoss,
    TotalVariationLoss,
    VAEKLLoss,
)

__all__ = [
    "AlphaDivergenceLoss",
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "DiffusionKLLoss",
    "DiffusionSchedule",
    "DistillationLoss",
    "EntropyLoss",
    "FocalLoss",
    "GaussianKLLoss",
    "InfoNCELoss",
    "JSDivergenceLoss",
    "JeffreysLoss",
    "KLDivLoss",
    "KLDivWithLogitsLoss",
    "LinearCrossEntropyLoss",
    "LinearDivergenceLoss",
    "PolicyKLLoss",
    "PolyLoss",
    "RDropLoss",
    "RenyiLoss",
    "Rows",
    "SymmetricKLLoss",
    "TotalVariationLoss",
    "VAEKLLoss",
    "alpha_divergence",
    "bernoulli_kl",
    "binary_cross_entropy_with_logits",
    "categorical_kl",
    "cross_entropy",
    "diffusion_kl",
    "diffusion_prior_kl",
    "distillation",
    "entropy",
    "focal",
    "gaussian_kl",
    "info_nce",
    "jeffreys",
    "js_divergence",
    "kl_div",
    "kl_div_with_logits",
    "linear_cross_entropy",
    "linear_divergence",
    "parallel",
    "policy_kl",
    "poly",
    "r_drop",
    "renyi",
    "symmetric_kl",
    "total_variation",
    "vae_kl",
]
