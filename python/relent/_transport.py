from __future__ import annotations

import operator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import _relent
from ._relent import InputError, InputTypeError, TransportPlan

Numbers = Any


def emd(
    a: Numbers,
    b: Numbers,
    M: Numbers = None,
    *,
    x: Numbers = None,
    y: Numbers = None,
    metric: str = "euclidean",
    order: float = 2,
    iteration_limit: int | None = None,
    time_limit: float | None = None,
    start_dual: Numbers = None,
    moved: float | None = None,
    unmoved_cost: float | None = None,
    unbalanced: float | tuple[float, float] | None = None,
) -> TransportPlan:
    """Exact optimal transport: the plan P >= 0 with row sums ``a`` and column sums ``b`` whose cost sum P_ij M_ij is least.

    ``M`` is any matrix of costs (+inf forbids a pair), or ``x`` (n, d) and ``y`` (m, d) are points and ``metric`` one of
    "euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine", "minkowski" (with its ``order``): costs are then
    computed when they are looked at, in memory that grows with n + m. ``None`` or an empty list for ``a`` or ``b``
    means equal weights. Totals must agree within 1e-9, unless one of these is given: ``moved`` (partial transport: how
    much is moved), ``unmoved_cost`` (what a unit left behind on either side costs), or ``unbalanced``, the penalty rho
    of rho KL(P 1 | a) + rho KL(P^T 1 | b), one number or one a side (``math.inf`` holds that side's sums), which
    ``.cost`` then contains.

    Returns a TransportPlan: ``.cost``, ``.plan`` (the dense matrix, as POT's ``ot.emd`` returns it; also by
    ``numpy.asarray``), ``.rows``, ``.columns``, ``.masses`` (the plan as n + m - 1 shipments at most), ``.from_dual``,
    ``.to_dual``, ``.from_gradient``, ``.to_gradient`` (the derivatives with respect to ``a`` and ``b``; that with
    respect to ``M`` is ``.plan``), and the certificate ``.gap``, ``.least_reduced_cost``, ``.marginal_error``. At ``iteration_limit``
    pivots or ``time_limit`` seconds ``.status`` says so, and the plan is the best so far, within ``.gap`` of the least
    cost. ``start_dual``, the ``to_dual`` of a problem near this one, saves pivots.
    """
    if (M is None) == (x is None and y is None) or (x is None) != (y is None):
        raise InputError("emd: give either M, a matrix of costs, or both x and y, points in rows")
    costs = None if M is None else _table(M, "M")
    xs, ys = (None, None) if x is None else (_table(x, "x"), _table(y, "y"))
    n, m = costs.shape if costs is not None else (len(xs), len(ys))
    return _relent._emd(
        _weights(a, n, "a"),
        _weights(b, m, "b"),
        costs,
        xs,
        ys,
        metric,
        order,
        _whole(iteration_limit, "iteration_limit"),
        time_limit,
        None if start_dual is None else _run(start_dual, "start_dual"),
        moved,
        unmoved_cost,
        *_penalties(unbalanced),
    )


def emd_grid(
    a: Numbers,
    b: Numbers,
    *,
    power: float = 2,
    spacing: Numbers = None,
    iteration_limit: int | None = None,
    time_limit: float | None = None,
) -> TransportPlan:
    """Exact optimal transport between two images, or masses on any regular grid: ``a`` and ``b`` of one shape.

    The cost of moving a unit is the sum over axes of (spacing |steps|) ** power: 2 is the squared Euclidean distance (the
    root of ``.cost`` is W2), 1 the L1 distance. ``spacing`` is one number or one an axis, 1 by default. Totals must
    agree within 1e-9: divide images by their sums.

    Returns a TransportPlan as ``emd`` does, with its certificate; places are counted row by row, as ``numpy.ravel``
    does. Memory grows with the number of places, and an image of n of them is looked at in n ** 1.5 additions.
    """
    one, other, apart = _images("emd_grid", a, b, spacing)
    limit = _whole(iteration_limit, "iteration_limit")
    return _relent._emd_grid(one.ravel(), other.ravel(), one.shape, apart, power, limit, time_limit)


def wasserstein_distance(
    x: Numbers,
    y: Numbers,
    p: float = 1,
    *,
    x_weights: Numbers = None,
    y_weights: Numbers = None,
    period: float | None = None,
    threads: int = 0,
) -> Any:
    """The Wasserstein distance of order ``p`` >= 1 (``math.inf`` too) between numbers on a line, exactly.

    ``x`` and ``y`` are samples, in any order and of any lengths, with weights or without; weights are divided by their
    sum. Arrays of shape (k, n) and (k, m) are k pairs and give k distances; their weights have the same shapes, or one
    axis where every row has the same. With ``period`` the line is a circle of that circumference (order 1).
    """
    if np.ndim(x) == 2 and np.ndim(y) == 2:
        return _of_pairs(x, y, p, x_weights, y_weights, period, threads)
    weights = _optional_run(x_weights, "x_weights"), _optional_run(y_weights, "y_weights")
    if period is None:
        return _relent._wasserstein_distance(_run(x, "x"), _run(y, "y"), p, *weights)
    _require_order_1(p)
    return _relent._circular_wasserstein(_run(x, "x"), _run(y, "y"), period, *weights)


def _of_pairs(
    x: Numbers, y: Numbers, p: float, x_weights: Numbers, y_weights: Numbers, period: float | None, threads: int
) -> NDArray[np.float64]:
    xs, ys = _table(x, "x"), _table(y, "y")
    if len(xs) != len(ys):
        raise InputError(
            f"wasserstein_distance: pairs of rows need as many rows on both sides; there are {len(xs)} and {len(ys)}"
        )
    weights = _row_weights(x_weights, xs, "x_weights"), _row_weights(y_weights, ys, "y_weights")
    if period is None:
        return _relent._wasserstein_distances(xs, ys, p, *weights, threads)
    _require_order_1(p)
    a, b = ([None] * len(xs) if w is None else list(w) for w in weights)
    rows = zip(xs, ys, a, b, strict=True)
    return np.array([_relent._circular_wasserstein(u, v, period, s, t) for u, v, s, t in rows])


def _require_order_1(p: float) -> None:
    if p != 1:
        raise InputError(f"wasserstein_distance: on a circle p must be 1, it is {p}")


def _row_weights(weights: Numbers, values: NDArray[np.float64], name: str) -> NDArray[np.float64] | None:
    if weights is None:
        return None
    given = _doubles(weights, name)
    if given.shape not in (values.shape, values.shape[1:]):
        raise InputError(
            f"wasserstein_distance: {name} has shape {given.shape}, must be {values.shape} or {values.shape[1:]}"
        )
    return np.ascontiguousarray(np.broadcast_to(given, values.shape))


class BinnedDistance(NamedTuple):
    """A distance known from bins: that of the values themselves is within ``bound`` of ``value``."""

    value: float
    bound: float

    def __float__(self) -> float:
        return self.value


def binned_wasserstein(
    edges: Numbers, p_counts: Numbers, p_sums: Numbers, q_counts: Numbers, q_sums: Numbers
) -> BinnedDistance:
    """The Wasserstein distance of order 1 between values of which counts and sums by bin were kept, with its bound.

    ``edges``: bins + 1 rising numbers, ``p_counts`` how many values (or what weight) bin k of the first side holds,
    ``p_sums`` their sum; the same of the second. Counts and sums of a stream can be added up, and those of many streams
    added to each other. Where the cumulative distributions do not cross within a bin its part is exact.
    """
    return BinnedDistance(
        *_relent._binned_wasserstein(
            _run(edges, "edges"),
            _run(p_counts, "p_counts"),
            _run(p_sums, "p_sums"),
            _run(q_counts, "q_counts"),
            _run(q_sums, "q_sums"),
        )
    )


class WassersteinGradient(NamedTuple):
    """A distance and its derivatives with respect to values and weights of both sides."""

    value: float
    x: NDArray[np.float64]
    x_weights: NDArray[np.float64]
    y: NDArray[np.float64]
    y_weights: NDArray[np.float64]


def wasserstein_gradient(
    x: Numbers, y: Numbers, p: float = 1, *, x_weights: Numbers = None, y_weights: Numbers = None
) -> WassersteinGradient:
    """``wasserstein_distance`` of finite order with its derivatives; those of weights go through the division by their
    sum. Values at one place share what pulls there by weight; at a distance of 0 the derivative is 0."""
    weights = _optional_run(x_weights, "x_weights"), _optional_run(y_weights, "y_weights")
    return WassersteinGradient(*_relent._wasserstein_gradient(_run(x, "x"), _run(y, "y"), p, *weights))


def quantile_coupling(
    x: Numbers, y: Numbers, *, x_weights: Numbers = None, y_weights: Numbers = None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Which mass goes where on a line, for every order at once: (places in x, places in y, masses)."""
    weights = _optional_run(x_weights, "x_weights"), _optional_run(y_weights, "y_weights")
    return _relent._quantile_coupling(_run(x, "x"), _run(y, "y"), *weights)


def cramer_distance(x: Numbers, y: Numbers, *, x_weights: Numbers = None, y_weights: Numbers = None) -> float:
    """sqrt(integral (F - G)^2) of samples on a line: SciPy's ``energy_distance`` over sqrt 2."""
    weights = _optional_run(x_weights, "x_weights"), _optional_run(y_weights, "y_weights")
    return _relent._line_distance("cramer", _run(x, "x"), _run(y, "y"), *weights)


def _doubles(numbers: Numbers, name: str) -> NDArray[np.float64]:
    try:
        array = np.asarray(numbers)
        doubles = None if np.iscomplexobj(array) else np.ascontiguousarray(array, dtype=np.float64)
    except (TypeError, ValueError) as e:
        raise InputError(f"{name}: {e}") from None
    if doubles is None:
        raise InputError(f"{name} has complex numbers, real ones are needed")
    return doubles


def _run(numbers: Numbers, name: str) -> NDArray[np.float64]:
    run = _doubles(numbers, name)
    if run.ndim != 1:
        raise InputError(f"{name} has shape {run.shape}, one axis is needed")
    return run


def _optional_run(numbers: Numbers, name: str) -> NDArray[np.float64] | None:
    return None if numbers is None else _run(numbers, name)


def _table(numbers: Numbers, name: str) -> NDArray[np.float64]:
    table = _doubles(numbers, name)
    if table.ndim != 2:
        raise InputError(f"{name} has shape {table.shape}, two axes are needed")
    return table


def _weights(numbers: Numbers, n: int, name: str) -> NDArray[np.float64]:
    if numbers is None or np.size(numbers) == 0:
        return np.full(n, 1 / max(n, 1))
    return _run(numbers, name)


def _images(
    function: str, a: Numbers, b: Numbers, spacing: Numbers
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[float]]:
    one, other = _doubles(a, "a"), _doubles(b, "b")
    if one.shape != other.shape:
        raise InputError(f"{function}: a has shape {one.shape} and b {other.shape}: one grid for both is needed")
    return one, other, _spacing(spacing, one.ndim)


def _spacing(spacing: Numbers, axes: int) -> list[float]:
    if spacing is None:
        return []
    apart = _run(np.atleast_1d(_doubles(spacing, "spacing")), "spacing")
    return (np.repeat(apart, axes) if len(apart) == 1 else apart).tolist()


def _whole(number: int | None, name: str) -> int | None:
    try:
        return None if number is None else operator.index(number)
    except TypeError:
        raise InputTypeError(f"{name} = {number!r}, must be a whole number") from None


def _penalties(unbalanced: float | tuple[float, float] | None) -> tuple[float, float]:
    if unbalanced is None:
        return float("inf"), float("inf")
    pair = _doubles(unbalanced, "unbalanced")
    if pair.shape not in ((), (1,), (2,)):
        raise InputError(f"unbalanced has shape {pair.shape}; one penalty, or one for each side, is needed")
    first, second = np.broadcast_to(pair, 2)
    return float(first), float(second)
