"""Distances that see how far mass must move, as losses: exact, entropic, sliced; energy distance and MMD."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from .._transport import emd as exact
from . import _checks
from . import _transport_operators as _operators

_REDUCTIONS = ("none", "sum", "mean")
_INFINITE = math.inf


def wasserstein_distance(
    x: Tensor,
    y: Tensor,
    p: float = 1,
    *,
    x_weights: Tensor | None = None,
    y_weights: Tensor | None = None,
    reduction: str = "none",
) -> Tensor:
    r"""The Wasserstein distance of order ``p`` >= 1 between numbers on a line, exactly, with gradients to values and weights.

    x: (..., n) values, in any order; y: (..., m); the axes before the last are pairs, broadcast against each other, and
    the answer has their shape (reduction "none", "sum" or "mean" of it). Weights: of the values' shape or broadcast to
    it, >= 0, divided by their sum; None: equal ones. ``math.inf`` is an order, without gradients.

    Values at one place share what pulls there by weight; at a distance of 0 all gradients are 0. POT's
    ``ot.wasserstein_1d`` gives the p-th power, of columns.
    """
    function = "wasserstein_distance"
    _checks.floating(function, x=x, y=y, x_weights=x_weights, y_weights=y_weights)
    _checks.one_of(function, "reduction", reduction, _REDUCTIONS)
    if x.dim() == 0 or y.dim() == 0:
        raise _checks.refuse(
            "shape_mismatch", function, f"{'y' if x.dim() else 'x'} is one number, needs an axis of values"
        )
    leads = [t.shape[:-1] for t in (x, y, x_weights, y_weights) if t is not None]
    try:
        lead = torch.broadcast_shapes(*leads)
        rows = [
            None if t is None else t.expand(*lead, side.shape[-1]).reshape(-1, side.shape[-1])
            for t, side in ((x, x), (y, y), (x_weights, x), (y_weights, y))
        ]
    except RuntimeError:
        shapes = [tuple(t.shape) for t in (x, y, x_weights, y_weights) if t is not None]
        raise _checks.refuse(
            "shape_mismatch", function, f"shapes {', '.join(map(str, shapes))} do not fit together"
        ) from None
    value = _operators.call("transport_line", rows, float(p)).reshape(lead)
    return value if reduction == "none" else value.mean() if reduction == "mean" else value.sum()


def emd2(
    a: Tensor | None,
    b: Tensor | None,
    M: Tensor | None = None,
    *,
    x: Tensor | None = None,
    y: Tensor | None = None,
    metric: str = "euclidean",
    order: float = 2.0,
    moved: float | None = None,
    unmoved_cost: float | None = None,
) -> Tensor:
    r"""The least cost sum P_ij M_ij of moving masses ``a`` (n) to masses ``b`` (m), exactly: the earth mover's distance.

    Arguments stand in the order of POT's ``ot.emd2``. ``M`` (n, m) holds the costs, or ``x`` (n, d) and ``y`` (m, d)
    are points and ``metric`` makes them. ``None`` for ``a`` or ``b`` means equal masses; ``moved`` and
    ``unmoved_cost`` as in ``relent.emd``.

    Gradients: the plan to M, and through it to the points; the potentials less their mean to masses, as POT has them,
    so that a step keeps the total (with ``moved`` or ``unmoved_cost`` the potentials themselves). Where several plans
    or potentials are optimal, those of the one that was found.
    """
    tensors, options = _exact_problem("emd2", a, b, M, x, y, metric, order)
    name = "transport_exact" if M is not None else "transport_exact_points"
    return _operators.call(name, tensors, *options, moved, unmoved_cost)


def emd(
    a: Tensor | None,
    b: Tensor | None,
    M: Tensor | None = None,
    *,
    x: Tensor | None = None,
    y: Tensor | None = None,
    metric: str = "euclidean",
    order: float = 2.0,
    moved: float | None = None,
    unmoved_cost: float | None = None,
) -> Tensor:
    """The plan of ``emd2`` as a matrix (n, m), as POT's ``ot.emd`` gives it. It has no gradient: ``emd2`` is what has."""
    tensors, _ = _exact_problem("emd", a, b, M, x, y, metric, order)
    first = M if M is not None else x
    assert first is not None
    with torch.no_grad():
        arrays = [_operators._numbers(t) for t in tensors]
        _operators._agreeing(tensors[:2], arrays)
        if M is not None:
            found = exact(arrays[0], arrays[1], arrays[2], moved=moved, unmoved_cost=unmoved_cost)
        else:
            points = {"x": arrays[2], "y": arrays[3], "metric": metric, "order": order}
            found = exact(arrays[0], arrays[1], **points, moved=moved, unmoved_cost=unmoved_cost)
        return torch.from_numpy(found.plan).to(first.device, _operators._result_dtype(tensors))


def sinkhorn(
    a: Tensor | None,
    b: Tensor | None,
    M: Tensor,
    reg: float,
    *,
    unbalanced: float | tuple[float, float] | None = None,
    max_iterations: int = 1000,
    tolerance: float = 1e-9,
) -> Tensor:
    r"""The least <P, M> + reg KL(P ‖ a bᵀ) over plans P with row sums ``a`` (n) and column sums ``b`` (m).

    ``None`` for ``a`` or ``b`` means equal masses; +infinity in ``M`` (n, m) forbids a pair. ``unbalanced`` is the
    penalty rho of rho KL(P 1 ‖ a) + rho KL(Pᵀ 1 ‖ b), one number or one a side, in place of the equalities.

    Gradients by the envelope theorem, nothing goes through the iterations: the plan to M, the potentials less their
    mean to masses (with ``unbalanced`` the derivatives themselves). Where the marginal error stays above ``tolerance``
    a RuntimeWarning says so. POT's ``ot.sinkhorn`` gives the plan, its ``ot.sinkhorn2`` the first term alone.
    """
    function = "sinkhorn"
    _masses(function, (a, b), M=M)
    _axes(function, 2, M=M)
    options = float(reg), *_penalties(unbalanced), max_iterations, tolerance
    return _operators.call("transport_entropic", (a, b, M), *options)


def empirical_sinkhorn(
    x: Tensor,
    y: Tensor,
    reg: float,
    a: Tensor | None = None,
    b: Tensor | None = None,
    metric: str = "sqeuclidean",
    *,
    order: float = 2.0,
    unbalanced: float | tuple[float, float] | None = None,
    max_iterations: int = 1000,
    tolerance: float = 1e-9,
) -> Tensor:
    r"""``sinkhorn`` between points ``x`` (n, d) and ``y`` (m, d), whose costs are computed as they are needed, in
    O(n + m) memory. Gradients to points for the metrics "sqeuclidean" and "euclidean"."""
    x, y = _clouds("empirical_sinkhorn", x, y, a, b)
    options = metric, float(order), float(reg), *_penalties(unbalanced), max_iterations, tolerance
    return _operators.call("transport_entropic_points", (a, b, x, y), *options)


def sinkhorn_divergence(
    x: Tensor,
    y: Tensor,
    reg: float,
    a: Tensor | None = None,
    b: Tensor | None = None,
    metric: str = "sqeuclidean",
    *,
    order: float = 2.0,
    unbalanced: float | None = None,
    max_iterations: int = 1000,
    tolerance: float = 1e-9,
) -> Tensor:
    r"""W(a, b) - W(a, a) / 2 - W(b, b) / 2, W the value of ``empirical_sinkhorn``: 0 for equal measures, above it else.

    x: (n, d) points, y: (m, d), ``a`` and ``b`` their masses (None: equal ones). With its entropic part, as in Feydy et
    al. 2019 and GeomLoss, whose blur is sqrt(reg / 2) for squared distances over 2. Gradients to points and masses by
    the envelope theorem, those of the self-terms included; metrics "sqeuclidean" and "euclidean".
    """
    x, y = _clouds("sinkhorn_divergence", x, y, a, b)
    penalty = _INFINITE if unbalanced is None else float(unbalanced)
    options = metric, float(order), float(reg), penalty, max_iterations, tolerance
    return _operators.call("sinkhorn_divergence", (a, b, x, y), *options)


def sliced_wasserstein(
    x: Tensor,
    y: Tensor,
    a: Tensor | None = None,
    b: Tensor | None = None,
    n_projections: int = 50,
    p: float = 2.0,
    projections: Tensor | None = None,
    *,
    seed: int = 1,
) -> Tensor:
    r"""(mean over directions t of W_p(<x, t>, <y, t>)^p)^(1/p), each term exact by sorting.

    x: (n, d) points, y: (m, d), ``a`` and ``b`` their masses (None: equal ones). Arguments stand in the order of POT's
    ``ot.sliced_wasserstein_distance``. Directions are quasi-random, the same for equal ``seed``s: for others at each
    step give each its own. ``projections`` (d, k), one direction a column, takes their place. Gradients to points and
    masses; at a distance of 0 they are 0.
    """
    return sliced_by_turn(None, x, y, a, b, n_projections, p, projections, seed=seed)


def sliced_by_turn(
    turn: Tensor | None,
    x: Tensor,
    y: Tensor,
    a: Tensor | None = None,
    b: Tensor | None = None,
    n_projections: int = 50,
    p: float = 2.0,
    projections: Tensor | None = None,
    *,
    seed: int = 1,
) -> Tensor:
    """``sliced_wasserstein`` with directions that are new at every ``turn``, a whole number in a tensor."""
    function = "sliced_wasserstein"
    x, y = _clouds(function, x, y, a, b)
    if projections is not None:
        _checks.floating(function, x=x, projections=projections)
        _axes(function, 2, projections=projections)
        projections = projections.detach()
    return _operators.call("sliced_wasserstein", (a, b, x, y), projections, n_projections, float(p), seed, turn)


def energy_distance(
    x: Tensor,
    y: Tensor,
    a: Tensor | None = None,
    b: Tensor | None = None,
    *,
    squared: bool = True,
    unbiased: bool = False,
) -> Tensor:
    r"""The energy distance 2 E|X - Y| - E|X - X'| - E|Y - Y'| of two clouds, squared as it stands, else its root.

    x: (n, d) points, y: (m, d), ``a`` and ``b`` their weights, divided by their sum (None: equal ones). The means are
    over all pairs, which makes a squared distance; with ``unbiased`` over pairs of different rows, which has no bias
    and may be below 0. Gradients to points and weights; points at one place pull nowhere on each other. Pairs are
    computed and never kept: O((n + m)² d) time, O(n + m) memory. The root, SciPy's on a line, has slope 0 at 0 here.
    """
    function = "energy_distance"
    x, y = _clouds(function, x, y, a, b)
    if not squared and unbiased:
        raise _checks.refuse("unsupported", function, "unbiased values may be below 0, where there is no root")
    value = _operators.call("energy_distance", (a, b, x, y), unbiased)
    return value if squared else _root(value)


def mmd(
    x: Tensor,
    y: Tensor,
    a: Tensor | None = None,
    b: Tensor | None = None,
    *,
    bandwidths: float | Sequence[float] | None = None,
    unbiased: bool = False,
) -> Tensor:
    r"""The squared maximum mean discrepancy E k(X, X') + E k(Y, Y') - 2 E k(X, Y) of two clouds, k the mean of
    exp(-|x - y|² / (2 h²)) over ``bandwidths`` h.

    x: (n, d) points, y: (m, d), ``a`` and ``b`` their weights, divided by their sum (None: equal ones). bandwidths: one
    or several; None: 1/4, 1/2, 1, 2, 4 times the median distance of all points, found anew at each call and constant to
    the gradients. ``unbiased``, gradients, time and memory as of ``energy_distance``.
    """
    x, y = _clouds("mmd", x, y, a, b)
    widths = [] if bandwidths is None else [bandwidths] if isinstance(bandwidths, (int, float)) else list(bandwidths)
    return _operators.call("maximum_mean_discrepancy", (a, b, x, y), [float(h) for h in widths], unbiased)


def _root(value: Tensor) -> Tensor:
    """Of what may be 0, with slope 0 there; rounding below 0 counts as 0."""
    positive = value > 0
    return torch.where(positive, torch.where(positive, value, 1.0).sqrt(), 0.0)


def _axes(function: str, count: int, **tensors: Tensor | None) -> None:
    for name, t in tensors.items():
        if t is not None and t.dim() != count:
            words = {1: "one axis is", 2: "two axes are"}[count]
            raise _checks.refuse("shape_mismatch", function, f"{name} has shape {tuple(t.shape)}, {words} needed")


def _masses(function: str, masses: tuple[Tensor | None, Tensor | None], **others: Tensor | None) -> None:
    _checks.floating(function, **others, a=masses[0], b=masses[1])
    _axes(function, 1, a=masses[0], b=masses[1])


def _clouds(function: str, x: Tensor, y: Tensor, a: Tensor | None, b: Tensor | None) -> tuple[Tensor, Tensor]:
    """Points in rows; one axis is points of a line."""
    _masses(function, (a, b), x=x, y=y)
    x, y = (t.unsqueeze(-1) if t.dim() == 1 else t for t in (x, y))
    _axes(function, 2, x=x, y=y)
    return x, y


def _exact_problem(
    function: str,
    a: Tensor | None,
    b: Tensor | None,
    M: Tensor | None,
    x: Tensor | None,
    y: Tensor | None,
    metric: str,
    order: float,
) -> tuple[tuple[Tensor | None, ...], tuple[Any, ...]]:
    """The tensors of an exact problem, and its options."""
    if (M is None) == (x is None and y is None) or (x is None) != (y is None):
        raise _checks.refuse(
            "unsupported", function, "give either M, a matrix of costs, or both x and y, points in rows"
        )
    if M is not None:
        _masses(function, (a, b), M=M)
        _axes(function, 2, M=M)
        return (a, b, M), ()
    assert x is not None and y is not None
    x, y = _clouds(function, x, y, a, b)
    return (a, b, x, y), (metric, float(order))


def _penalties(unbalanced: float | tuple[float, float] | None) -> tuple[float, float]:
    if unbalanced is None:
        return _INFINITE, _INFINITE
    first, second = unbalanced if isinstance(unbalanced, Sequence) else (unbalanced, unbalanced)
    return float(first), float(second)
