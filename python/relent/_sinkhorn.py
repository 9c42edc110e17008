from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np

from . import _relent
from ._relent import Answer
from ._transport import _penalties, _run, _table, _weights

_INFINITE = float("inf")


class TransportGradient(NamedTuple):
    """d value / d masses and points. Gradients to masses that keep their total are known up to one constant."""

    a: np.ndarray
    b: np.ndarray
    x: np.ndarray
    y: np.ndarray


class _Solved:
    """What the answer of every entropic problem has."""

    def __init__(self, found: _relent._SinkhornResult | _relent._SinkhornDivergenceResult):
        self.value: float = found.value
        #: sum |P 1 - a| + sum |P^T 1 - b|, over the larger total: of this plan, not an estimate.
        self.marginal_error: float = found.marginal_error
        self.converged: bool = found.converged
        self.notes: list[str] = found.notes
        for note in found.notes:
            warnings.warn(note, RuntimeWarning, stacklevel=5)

    def __float__(self) -> float:
        return self.value

    def _words(self, first: str) -> str:
        return "\n  ".join([f"{first}, marginal error {self.marginal_error:.2g}", *self.notes])


class _Plan(_Solved):
    """One plan P_ij = a_i b_j exp((f_i + g_j - M_ij) / reg). ``value`` is <P, M> + reg KL(P | a b^T) (+ penalties)."""

    def __init__(self, found: _relent._SinkhornResult):
        super().__init__(found)
        self._found = found
        #: <P, M>
        self.transport_cost: float = found.transport_cost
        self.iterations: int = found.iterations

    @property
    def f(self) -> np.ndarray:
        """The potential of the first side."""
        return self._found.f

    @property
    def g(self) -> np.ndarray:
        return self._found.g

    def __repr__(self) -> str:
        return self._words(
            f"value {self.value:.6g}, transport cost {self.transport_cost:.6g}, {self.iterations} iterations"
        )


class Sinkhorn(_Plan):
    """An entropic plan between masses with a matrix of costs."""

    def __init__(self, found: _relent._SinkhornResult, a: np.ndarray, b: np.ndarray, costs: np.ndarray):
        super().__init__(found)
        self._problem = (a, b, costs)

    @property
    def plan(self) -> np.ndarray:
        """P, which is d value / d M too."""
        return _relent._sinkhorn_plan(*self._problem, self._found)


class EmpiricalSinkhorn(_Plan):
    """An entropic plan between two clouds of points."""

    def __init__(self, found: _relent._SinkhornResult, problem: tuple, penalties: tuple[float, float], threads: int):
        super().__init__(found)
        self._problem, self._penalties, self._threads = problem, penalties, threads

    @property
    def plan(self) -> np.ndarray:
        """P, all n m numbers of it."""
        return _relent._sinkhorn_points_plan(*self._problem, self._found)

    def gradient(self) -> TransportGradient:
        """Of the value, by the envelope theorem; for the metrics "euclidean" and "sqeuclidean"."""
        return TransportGradient(
            *_relent._sinkhorn_gradient(*self._problem, self._found, *self._penalties, self._threads)
        )


class _Debiased(_Solved):
    """A debiased divergence with its three terms."""

    def __init__(self, found: _relent._SinkhornDivergenceResult):
        super().__init__(found)
        self._found = found
        #: W(a, b), W(a, a), W(b, b)
        self.terms: tuple[float, float, float] = (found.between.value, found.of_from.value, found.of_to.value)

    def __repr__(self) -> str:
        return self._words(f"Sinkhorn divergence {self.value:.6g}")


class SinkhornDivergence(_Debiased):
    """That of two clouds of points."""

    def __init__(self, found: _relent._SinkhornDivergenceResult, problem: tuple, penalty: float, threads: int):
        super().__init__(found)
        self._problem, self._penalty, self._threads = problem, penalty, threads

    def gradient(self) -> TransportGradient:
        """Of the divergence, by the envelope theorem, those of the self-terms included."""
        return TransportGradient(
            *_relent._sinkhorn_divergence_gradient(*self._problem, self._found, self._penalty, self._threads)
        )


class Barycenter(NamedTuple):
    """Masses on the places of the costs' columns."""

    masses: np.ndarray
    marginal_error: float
    converged: bool
    iterations: int
    notes: list[str]


def sinkhorn(
    a: Any,
    b: Any,
    M: Any,
    reg: float,
    *,
    unbalanced: float | tuple[float, float] | None = None,
    form: str = "auto",
    max_iterations: int = 1000,
    tolerance: float = 1e-9,
    anneal: bool = True,
    accelerate: bool = True,
    start: Any = None,
    threads: int = 0,
) -> Sinkhorn:
    """Entropic optimal transport: the least <P, M> + reg KL(P | a b^T) over plans P with row sums a and column sums b.

    Arguments stand in POT's order. ``a`` or ``b`` None or empty means equal masses; +infinity in ``M`` forbids a pair.
    ``unbalanced`` is the penalty rho of rho KL(P 1 | a) + rho KL(P^T 1 | b), one number or one a side, in place of the
    equalities. ``form`` is ``"log"``, ``"scaling"`` (faster, with a kernel of half the memory of ``M`` beside it) or
    ``"auto"``; both serve any ``reg`` and are equally exact. ``start`` holds potentials ``g`` of a problem near this one.

    Where the marginal error stays above ``tolerance``, the answer says so (``.converged``, ``.notes``) and a warning is
    given. Returns a Sinkhorn: ``.value``, ``.transport_cost``, ``.plan``, ``.f``, ``.g``, ``.marginal_error``.
    """
    costs = _table(M, "M")
    first, second = _weights(a, costs.shape[0], "a"), _weights(b, costs.shape[1], "b")
    found = _relent._sinkhorn(
        first,
        second,
        costs,
        reg,
        tolerance,
        max_iterations,
        anneal,
        accelerate,
        *_penalties(unbalanced),
        form,
        _optional(start, "start"),
        threads,
    )
    return Sinkhorn(found, first, second, costs)


def empirical_sinkhorn(
    x: Any,
    y: Any,
    reg: float,
    a: Any = None,
    b: Any = None,
    metric: str = "sqeuclidean",
    *,
    order: float = 2.0,
    unbalanced: float | tuple[float, float] | None = None,
    max_iterations: int = 1000,
    tolerance: float = 1e-9,
    anneal: bool = True,
    accelerate: bool = True,
    start: Any = None,
    threads: int = 0,
) -> EmpiricalSinkhorn:
    """``sinkhorn`` between two clouds, one point a row: costs are computed as they are needed, in O(n + m) memory (and
    at most 64 MB for the kernel of small problems).

    ``metric`` is ``"sqeuclidean"`` (without a half), ``"euclidean"``, ``"cityblock"``, ``"chebyshev"``, ``"cosine"`` or
    ``"minkowski"`` with its ``order``. ``.gradient()`` gives the derivatives to masses and points.
    """
    problem = _clouds(x, y, a, b, metric, order)
    penalties = _penalties(unbalanced)
    found = _relent._sinkhorn_points(
        *problem,
        reg,
        tolerance,
        max_iterations,
        anneal,
        accelerate,
        *penalties,
        "auto",
        _optional(start, "start"),
        threads,
    )
    return EmpiricalSinkhorn(found, problem, penalties, threads)


def sinkhorn_divergence(
    x: Any,
    y: Any,
    reg: float,
    a: Any = None,
    b: Any = None,
    metric: str = "sqeuclidean",
    *,
    order: float = 2.0,
    unbalanced: float | None = None,
    max_iterations: int = 1000,
    tolerance: float = 1e-9,
    threads: int = 0,
) -> SinkhornDivergence:
    """W(a, b) - W(a, a) / 2 - W(b, b) / 2, W the value of ``empirical_sinkhorn``: 0 for equal measures, above it else.

    W has its entropic part, as in Feydy et al. 2019 and GeomLoss; POT's ``empirical_sinkhorn_divergence`` takes
    <P, M> in its place. ``.gradient()`` gives the derivatives to masses and points.
    """
    problem = _clouds(x, y, a, b, metric, order)
    penalty = _INFINITE if unbalanced is None else float(unbalanced)
    found = _relent._sinkhorn_divergence(*problem, reg, tolerance, max_iterations, penalty, threads)
    return SinkhornDivergence(found, problem, penalty, threads)


def barycenter(
    A: Any,
    M: Any,
    reg: float,
    weights: Any = None,
    *,
    max_iterations: int = 1000,
    tolerance: float = 1e-9,
    threads: int = 0,
) -> Barycenter:
    """The entropic barycentre on fixed places of the columns of ``A``, each of which sums to 1.

    ``M`` holds the costs from the places of the members (rows) to those of the barycentre (columns); ``weights`` None means
    equal ones. Source: Benamou et al. 2015.
    """
    members = np.ascontiguousarray(_table(A, "A").T)
    shares = _weights(weights, members.shape[0], "weights")
    found = Barycenter(
        *_relent._sinkhorn_barycenter(members, shares, _table(M, "M"), reg, tolerance, max_iterations, threads)
    )
    return _warned(found)


def sliced_wasserstein(
    x: Any,
    y: Any,
    a: Any = None,
    b: Any = None,
    n_projections: int = 50,
    p: float = 2.0,
    *,
    level: float = 0.95,
    seed: int = 1,
    threads: int = 0,
) -> Answer:
    """(mean over directions t of W_p(<x, t>, <y, t>)^p)^(1/p), with an interval for what the directions leave open.

    ``x`` and ``y`` hold one point a row, ``a`` and ``b`` their masses (None: equal ones). Directions are quasi-random;
    equal seeds give equal answers, on any number of ``threads``.
    """
    return _relent._sliced_wasserstein(
        _points(x, "x"),
        _points(y, "y"),
        _optional(a, "a"),
        _optional(b, "b"),
        n_projections,
        p,
        level,
        seed,
        threads,
    )


def max_sliced_wasserstein(
    x: Any,
    y: Any,
    a: Any = None,
    b: Any = None,
    n_projections: int = 50,
    p: float = 2.0,
    *,
    seed: int = 1,
    threads: int = 0,
) -> tuple[float, np.ndarray]:
    """The largest W_p(<x, t>, <y, t>) found over directions t, and its t: a bound from below of the true largest."""
    return _relent._max_sliced_wasserstein(
        _points(x, "x"), _points(y, "y"), _optional(a, "a"), _optional(b, "b"), n_projections, p, seed, threads
    )


def _warned(found: Barycenter) -> Barycenter:
    for note in found.notes:
        warnings.warn(note, RuntimeWarning, stacklevel=3)
    return found


def _points(values: Any, name: str) -> np.ndarray:
    """One point a row; numbers on one axis are points of a line."""
    return _run(values, name).reshape(-1, 1) if np.ndim(values) == 1 else _table(values, name)


def _optional(values: Any, name: str) -> np.ndarray | None:
    return None if values is None or np.size(values) == 0 else _run(values, name)


def _clouds(x: Any, y: Any, a: Any, b: Any, metric: str, order: float) -> tuple:
    first, second = _points(x, "x"), _points(y, "y")
    return _weights(a, len(first), "a"), _weights(b, len(second), "b"), first, second, metric, float(order)
