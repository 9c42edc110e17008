"""Measures, explains and minimises the difference between probability distributions.

Arrays of masses go to the function of a measure: ``relent.kl_divergence(p, q)``. ``relent.samples``,
``relent.counts`` and ``relent.masses`` say what an array is where it is something else, ``relent.normal(0, 1)`` and its
like are named distributions, ``relent.measure`` takes any mix of them and of files, and ``relent.compare`` takes two data sets column by column.
"""

from typing import Any

from . import losses
from ._associations import associations
from ._compare import compare
from ._dependence import (
    conditional_mutual_information,
    independence_p_value,
    transfer_entropy,
    transfer_p_value,
)
from ._equality import test_equality
from ._fit import Fit, Optimum, RankedModel, Ranking, fit, rank
from ._gallery import Exhibit, GalleryEntry, gallery
from ._gradients import KlGradient
from ._measure import measure
from ._operands import counts, distribution, masses, samples
from ._relent import *  # the catalogue decides which functions there are
from ._relent import (
    Answer,
    Association,
    Associations,
    Comparison,
    Distribution,
    DistributionBatch,
    EqualityTest,
    Error,
    FileError,
    InputError,
    InputTypeError,
    JointDistribution,
    Measurement,
    MissingFileError,
    Operand,
    TransportPlan,
)
from ._sinkhorn import (
    barycenter,
    empirical_sinkhorn,
    max_sliced_wasserstein,
    sinkhorn,
    sinkhorn_divergence,
    sliced_wasserstein,
)
from ._sinkhorn_grid import barycenter_grid, sinkhorn_divergence_grid, sinkhorn_grid
from ._transport import (
    BinnedDistance,
    WassersteinGradient,
    binned_wasserstein,
    cramer_distance,
    emd,
    emd_grid,
    quantile_coupling,
    wasserstein_distance,
    wasserstein_gradient,
)
from ._version import __version__

__all__ = [
    "Answer",
    "Association",
    "Associations",
    "BinnedDistance",
    "Comparison",
    "Distribution",
    "DistributionBatch",
    "EqualityTest",
    "Error",
    "Exhibit",
    "FileError",
    "Fit",
    "GalleryEntry",
    "InputError",
    "InputTypeError",
    "JointDistribution",
    "KlGradient",
    "Measurement",
    "MissingFileError",
    "Operand",
    "Optimum",
    "RankedModel",
    "Ranking",
    "TransportPlan",
    "WassersteinGradient",
    "__version__",
    "associations",
    "barycenter",
    "barycenter_grid",
    "binned_wasserstein",
    "compare",
    "conditional_mutual_information",
    "counts",
    "cramer_distance",
    "distribution",
    "emd",
    "emd_grid",
    "empirical_sinkhorn",
    "fit",
    "gallery",
    "independence_p_value",
    "losses",
    "masses",
    "max_sliced_wasserstein",
    "measure",
    "quantile_coupling",
    "rank",
    "samples",
    "sinkhorn",
    "sinkhorn_divergence",
    "sinkhorn_divergence_grid",
    "sinkhorn_grid",
    "sliced_wasserstein",
    "test_equality",
    "transfer_entropy",
    "transfer_p_value",
    "wasserstein_distance",
    "wasserstein_gradient",
]


def __getattr__(name: str) -> Any:
    """``relent.torch``, which needs PyTorch, is imported when it is first asked for."""
    if name == "torch":
        import importlib

        return importlib.import_module(".torch", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
