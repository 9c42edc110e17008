"""Distributions of torch and SciPy by relent's names: what converts them looks at classes and parameters only. Neither
library is imported here; where a program has not loaded it, nothing can be one of its distributions."""

from __future__ import annotations

import sys
from typing import Any

from ._relent import Distribution, InputTypeError


def is_distribution(x: Any) -> bool:
    """Whether another library says that ``x`` is a distribution."""
    torch = sys.modules.get("torch.distributions")
    if torch is not None and isinstance(x, torch.Distribution):
        return True
    stats = sys.modules.get("scipy.stats")
    return stats is not None and hasattr(x, "dist") and isinstance(x.dist, (stats.rv_continuous, stats.rv_discrete))


def convert(x: Any) -> Distribution:
    raise InputTypeError(f"distribution: {type(x).__name__} has no counterpart among relent's families")
