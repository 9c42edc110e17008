"""Distributions of torch and SciPy as relent's own. Neither library is imported here: where a program has not loaded
it, nothing can be one of its distributions."""

from __future__ import annotations

import sys
from typing import Any

from ._relent import Distribution, DistributionBatch


def is_distribution(x: Any) -> bool:
    """Whether another library says that ``x`` is a distribution."""
    return _is_torchs(x) or _is_scipys(x)


def convert(x: Any) -> Distribution | DistributionBatch:
    """``x`` by relent's names; a batch where its parameters have axes."""
    if _is_torchs(x):
        from . import _from_torch

        return _from_torch.convert(x)
    from . import _from_scipy

    return _from_scipy.convert(x)


def _is_torchs(x: Any) -> bool:
    torch = sys.modules.get("torch.distributions")
    return torch is not None and isinstance(x, torch.Distribution)


def _is_scipys(x: Any) -> bool:
    stats = sys.modules.get("scipy.stats")
    return stats is not None and isinstance(getattr(x, "dist", None), (stats.rv_continuous, stats.rv_discrete))
