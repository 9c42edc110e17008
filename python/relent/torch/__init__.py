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
from ._divergences import (
    alpha_divergence,
    jeffreys,
    js_divergence,
    kl_div_with_logits,
    renyi,
    total_variation,
)
from ._elements import binary_cross_entropy_with_logits, kl_div, policy_kl
from ._heads import linear_cross_entropy, linear_divergence
from ._training import distillation, entropy, gaussian_kl, info_nce, r_drop, symmetric_kl, vae_kl
from ._transport import (
    emd,
    emd2,
    empirical_sinkhorn,
    energy_distance,
    mmd,
    sinkhorn,
    sinkhorn_divergence,
    sliced_wasserstein,
    wasserstein_distance,
)
from ._transport_modules import (
    EMDLoss,
    EnergyDistanceLoss,
    MMDLoss,
    SinkhornDivergenceLoss,
    SinkhornLoss,
    SlicedWassersteinLoss,
    WassersteinLoss,
)
from .modules import (
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    DistillationLoss,
    FocalLoss,
    InfoNCELoss,
    JeffreysLoss,
    JSDivergenceLoss,
    KLDivLoss,
    KLDivWithLogitsLoss,
    PolyLoss,
    RDropLoss,
    RenyiLoss,
    TotalVariationLoss,
    VAEKLLoss,
)

__all__ = [
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "DistillationLoss",
    "EMDLoss",
    "EnergyDistanceLoss",
    "FocalLoss",
    "InfoNCELoss",
    "JSDivergenceLoss",
    "JeffreysLoss",
    "KLDivLoss",
    "KLDivWithLogitsLoss",
    "MMDLoss",
    "PolyLoss",
    "RDropLoss",
    "RenyiLoss",
    "SinkhornDivergenceLoss",
    "SinkhornLoss",
    "SlicedWassersteinLoss",
    "TotalVariationLoss",
    "VAEKLLoss",
    "WassersteinLoss",
    "alpha_divergence",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "distillation",
    "emd",
    "emd2",
    "empirical_sinkhorn",
    "energy_distance",
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
    "mmd",
    "parallel",
    "policy_kl",
    "poly",
    "r_drop",
    "renyi",
    "sinkhorn",
    "sinkhorn_divergence",
    "sliced_wasserstein",
    "symmetric_kl",
    "total_variation",
    "vae_kl",
    "wasserstein_distance",
]
