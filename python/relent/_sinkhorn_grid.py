"""Entropic transport between images, and masses on any regular grid."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _relent
from ._relent import InputError
from ._sinkhorn import Barycenter, _Debiased, _penalties, _Plan, _warned
from ._transport import _doubles, _images, _spacing, _weights


class GridSinkhorn(_Plan):
    """An entropic plan between two images. ``f`` and ``g`` have their shape; they are d value / d a and b, up to a constant."""

    def __init__(self, found: _relent._SinkhornResult, shape: tuple[int, ...]):
        super().__init__(found)
        self._shape = shape

    @property
    def f(self) -> np.ndarray:
        return self._found.f.reshape(self._shape)

    @property
    def g(self) -> np.ndarray:
        return self._found.g.reshape(self._shape)


class GridSinkhornDivergence(_Debiased):
    """The debiased divergence of two images."""

    def __init__(self, found: _relent._SinkhornDivergenceResult, shape: tuple[int, ...]):
        super().__init__(found)
        self._shape = shape

    @property
    def potentials(self) -> tuple[np.ndarray, np.ndarray]:
        """f of W(a, b) less that of W(a, a), and g less that of W(b, b). With equal totals they are d value / d a and
        d value / d b, up to a constant: where mass is to be taken away, and where it lacks.
        """
        found = self._found
        return (
            (found.between.f - found.of_from.f).reshape(self._shape),
            (found.between.g - found.of_to.g).reshape(self._shape),
        )


def sinkhorn_grid(
    a: Any,
    b: Any,
    reg: float,
    *,
    power: float = 2.0,
    spacing: Any = None,
    unbalanced: float | tuple[float, float] | None = None,
    max_iterations: int = 1000,
    tolerance: float = 1e-9,
    anneal: bool = True,
    accelerate: bool = True,
    start: Any = None,
    threads: int = 0,
) -> GridSinkhorn:
    """``sinkhorn`` between two images, or masses on any regular grid: ``a`` and ``b`` have one shape, of one axis or more.

    Moving a unit costs the sum over axes of (``spacing`` |steps|) ** ``power``: 2 is the squared Euclidean distance, 1
    the L1 distance; ``spacing`` is one number or one an axis, 1 by default. The kernel is a product of one an axis, so
    that an image of n places takes n ** 1.5 operations an iteration and O(n) memory; everything is kept in logarithms,
    and no ``reg`` is too small. Totals must agree, unless ``unbalanced`` is given: divide images by their sums.
    """
    one, other, apart = _images("sinkhorn_grid", a, b, spacing)
    found = _relent._sinkhorn_grid(
        one.ravel(),
        other.ravel(),
        one.shape,
        apart,
        power,
        reg,
        tolerance,
        max_iterations,
        anneal,
        accelerate,
        *_penalties(unbalanced),
        None if start is None else _doubles(start, "start").ravel(),
        threads,
    )
    return GridSinkhorn(found, one.shape)


def sinkhorn_divergence_grid(
    a: Any,
    b: Any,
    reg: float,
    *,
    power: float = 2.0,
    spacing: Any = None,
    unbalanced: float | None = None,
    max_iterations: int = 1000,
    tolerance: float = 1e-9,
    threads: int = 0,
) -> GridSinkhornDivergence:
    """``sinkhorn_divergence`` of two images, or masses on any regular grid, with the costs of ``sinkhorn_grid``."""
    one, other, apart = _images("sinkhorn_divergence_grid", a, b, spacing)
    penalty = float("inf") if unbalanced is None else float(unbalanced)
    found = _relent._sinkhorn_divergence_grid(
        one.ravel(), other.ravel(), one.shape, apart, power, reg, tolerance, max_iterations, penalty, threads
    )
    return GridSinkhornDivergence(found, one.shape)


def barycenter_grid(
    A: Any,
    reg: float,
    weights: Any = None,
    *,
    power: float = 2.0,
    spacing: Any = None,
    max_iterations: int = 1000,
    tolerance: float = 1e-9,
    threads: int = 0,
) -> Barycenter:
    """``barycenter`` of images ``A[0]``, ``A[1]``, ..., each of which sums to 1, with the costs of ``sinkhorn_grid``.

    POT's ``convolutional_barycenter2d`` stands on the unit square: ``spacing=1 / (n - 1)``.
    """
    members = _doubles(A, "A")
    if members.ndim < 2:
        raise InputError(f"barycenter_grid: A has {members.ndim} axes; the first counts images, the others are theirs")
    shape = members.shape[1:]
    masses, *found = _relent._sinkhorn_barycenter_grid(
        members.reshape(len(members), -1),
        _weights(weights, len(members), "weights"),
        shape,
        _spacing(spacing, len(shape)),
        power,
        reg,
        tolerance,
        max_iterations,
        threads,
    )
    return _warned(Barycenter(masses.reshape(shape), *found))
