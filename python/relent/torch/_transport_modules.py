"""Transport losses as nn.Modules: options when made, samples when called."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from . import _transport
from .modules import _Loss


class WassersteinLoss(_Loss):
    """:func:`relent.torch.wasserstein_distance` as a module; the mean of the pairs unless ``reduction`` says otherwise."""

    def __init__(self, p: float = 1, reduction: str = "mean") -> None:
        super().__init__(p=p, reduction=reduction)

    def forward(self, x: Tensor, y: Tensor, x_weights: Tensor | None = None, y_weights: Tensor | None = None) -> Tensor:
        return _transport.wasserstein_distance(x, y, x_weights=x_weights, y_weights=y_weights, **self._options)


class EMDLoss(_Loss):
    """:func:`relent.torch.emd2` of two clouds as a module."""

    def __init__(self, metric: str = "euclidean", order: float = 2.0) -> None:
        super().__init__(metric=metric, order=order)

    def forward(self, x: Tensor, y: Tensor, a: Tensor | None = None, b: Tensor | None = None) -> Tensor:
        return _transport.emd2(a, b, x=x, y=y, **self._options)


class SinkhornLoss(_Loss):
    """:func:`relent.torch.empirical_sinkhorn` as a module."""

    def __init__(
        self,
        reg: float,
        metric: str = "sqeuclidean",
        *,
        unbalanced: float | tuple[float, float] | None = None,
        max_iterations: int = 1000,
        tolerance: float = 1e-9,
    ) -> None:
        super().__init__(
            reg=reg, metric=metric, unbalanced=unbalanced, max_iterations=max_iterations, tolerance=tolerance
        )

    def forward(self, x: Tensor, y: Tensor, a: Tensor | None = None, b: Tensor | None = None) -> Tensor:
        return _transport.empirical_sinkhorn(x, y, a=a, b=b, **self._options)


class SinkhornDivergenceLoss(_Loss):
    """:func:`relent.torch.sinkhorn_divergence` as a module."""

    def __init__(
        self,
        reg: float,
        metric: str = "sqeuclidean",
        *,
        unbalanced: float | None = None,
        max_iterations: int = 1000,
        tolerance: float = 1e-9,
    ) -> None:
        super().__init__(
            reg=reg, metric=metric, unbalanced=unbalanced, max_iterations=max_iterations, tolerance=tolerance
        )

    def forward(self, x: Tensor, y: Tensor, a: Tensor | None = None, b: Tensor | None = None) -> Tensor:
        return _transport.sinkhorn_divergence(x, y, a=a, b=b, **self._options)


class SlicedWassersteinLoss(_Loss):
    """:func:`relent.torch.sliced_wasserstein` as a module; in training every call takes directions of its own."""

    _calls: Tensor

    def __init__(self, n_projections: int = 50, p: float = 2.0, seed: int = 1) -> None:
        super().__init__(n_projections=n_projections, p=p, seed=seed)
        # A tensor: a compiler takes a number of a module for a constant, and would compile each call anew.
        self.register_buffer("_calls", torch.zeros((), dtype=torch.int64), persistent=False)

    def forward(self, x: Tensor, y: Tensor, a: Tensor | None = None, b: Tensor | None = None) -> Tensor:
        if not self.training:
            return _transport.sliced_wasserstein(x, y, a, b, **self._options)
        self._calls += 1
        return _transport.sliced_by_turn(self._calls.clone(), x, y, a, b, **self._options)


class EnergyDistanceLoss(_Loss):
    """:func:`relent.torch.energy_distance` as a module."""

    def __init__(self, *, squared: bool = True, unbiased: bool = False) -> None:
        super().__init__(squared=squared, unbiased=unbiased)

    def forward(self, x: Tensor, y: Tensor, a: Tensor | None = None, b: Tensor | None = None) -> Tensor:
        return _transport.energy_distance(x, y, a, b, **self._options)


class MMDLoss(_Loss):
    """:func:`relent.torch.mmd` as a module."""

    def __init__(self, bandwidths: float | Sequence[float] | None = None, *, unbiased: bool = False) -> None:
        super().__init__(bandwidths=bandwidths, unbiased=unbiased)

    def forward(self, x: Tensor, y: Tensor, a: Tensor | None = None, b: Tensor | None = None) -> Tensor:
        return _transport.mmd(x, y, a, b, **self._options)
