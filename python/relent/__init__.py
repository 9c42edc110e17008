"""Measures, explains and minimises the difference between probability distributions.

Arrays of masses go to the function of a measure: ``relent.kl_divergence(p, q)``. ``relent.samples``,
``relent.counts`` and ``relent.masses`` say what an array is where it is something else, ``relent.normal(0, 1)`` and its
like are named distributions, ``relent.measure`` takes any mix of them and of files, and ``relent.compare`` takes two data sets column by column.
"""

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
)
from ._version import __version__

__all__ = [
    "Answer",
    "Association",
    "Associations",
    "Comparison",
    "Distribution",
    "DistributionBatch",
    "EqualityTest",
    "Error",
    "FileError",
    "Fit",
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
    "__version__",
    "associations",
    "compare",
    "conditional_mutual_information",
    "counts",
    "distribution",
    "fit",
    "independence_p_value",
    "masses",
    "measure",
    "rank",
    "samples",
    "test_equality",
    "transfer_entropy",
    "transfer_p_value",
]
