from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from os import PathLike, fspath
from typing import Any

from . import _relent
from ._operands import distribution, operand, samples
from ._relent import Distribution, InputError, JointDistribution, Operand

Interval = tuple[float, float]


@dataclass(frozen=True)
class Optimum:
    """A local optimum: the member of the family, and how far from the target it is."""

    distribution: Distribution | JointDistribution
    parameters: dict[str, Any]
    value: float
    method: str
    error_bound: float | None
    standard_error: float | None
    basin_share: float
    standard_errors: dict[str, Any] | None
    intervals: dict[str, Any] | None
    elbo: float | None = None


@dataclass(frozen=True)
class Fit:
    """Every local optimum that a fit found, best first."""

    target: str
    family: str
    objective: str
    optima: list[Optimum]
    searches: int
    unseen: float
    log_evidence: float | None
    observations: int | None
    notes: list[str]
    columns: list[str] | None = None
    evidence_error: float | None = None
    _held: Any = field(repr=False, compare=False, default=None)

    @property
    def best(self) -> Optimum:
        return self.optima[0]

    @property
    def distribution(self) -> Distribution | JointDistribution:
        """The best optimum's."""
        return self.best.distribution

    @property
    def parameters(self) -> dict[str, Any]:
        return self.best.parameters

    @property
    def value(self) -> float:
        return self.best.value

    def to_html(self, path: str | PathLike[str] | None = None) -> str | None:
        """One self-contained page with its charts: written to ``path`` whole or not at all, or returned."""
        return _page(self._held, path)

    def __repr__(self) -> str:
        return self._held.text.rstrip()


@dataclass(frozen=True)
class RankedModel:
    """What one model loses of the data, in bits an observation."""

    model: str
    family: str | None
    fitted_parameters: int
    kl_divergence: float | None
    interval: Interval | None
    level: float | None
    method: str | None
    extra_bits: float | None
    cross_entropy: float
    standard_error: float | None
    aic: float | None
    bic: float | None
    behind_p_value: float | None
    notes: list[str]


@dataclass(frozen=True)
class Ranking:
    """Models, the one that loses least of the data first."""

    data: str
    observations: int | None
    models: list[RankedModel]
    notes: list[str]
    _held: Any = field(repr=False, compare=False, default=None)

    @property
    def best(self) -> RankedModel:
        return self.models[0]

    def __iter__(self):
        return iter(self.models)

    def __len__(self) -> int:
        return len(self.models)

    def to_html(self, path: str | PathLike[str] | None = None) -> str | None:
        """One self-contained page with its charts: written to ``path`` whole or not at all, or returned."""
        return _page(self._held, path)

    def __repr__(self) -> str:
        return self._held.text.rstrip()


def fit(
    target: Any,
    family: str = "normal",
    objective: str = "forward_kl",
    *,
    components: int | str | None = None,
    choose: str = "bic",
    support: Sequence[float] | None = None,
    alpha: float = 0.5,
    level: float = 0.95,
    bounds: Interval = (-inf, inf),
    about: float | Sequence[float] = 0.0,
    scale: float | Sequence[float] = 1.0,
    gradient: Callable[[Any], Any] | None = None,
    log_evidence: float | None = None,
    most_starts: int = 400,
    time_limit: float = 0.0,
    seed: int = 1,
    threads: int = 0,
) -> Fit:
    """The member of a family that is nearest to a target; every local optimum of the objective, best first.

    ``target`` is a distribution (or a text that is one), masses, ``relent.counts`` (both at ``support``, or at 0, 1, 2,
    ...), ``relent.samples``, weighted or not (then the fit is by maximum likelihood, and parameters have standard
    errors), or a function that returns the log of a density, which need not be normalised: it is looked for within
    ``bounds``, ``about`` a place and on a ``scale``. A function that takes arrays is called with arrays.

    ``family`` is a name (``"gamma"``), with parameters held where they are known (``"binomial(trials=10)"``);
    ``"mixture"``: of so many normals as ``components`` says, ``"auto"`` for as many as ``choose`` finds best, ``"bic"``
    or ``"cross_validation"``; or ``"histogram"``, ``"histogram(bins=20)"``.
    ``objective``: ``"forward_kl"`` (KL(target‖q)), ``"reverse_kl"`` (KL(q‖target)), ``"js"``, ``"jeffreys"``,
    ``"alpha"``, ``"renyi"``, ``"hellinger"``, ``"w1"``, ``"w2"``.
    After ``time_limit`` seconds the best so far is returned, and ``.notes`` say so.

    Targets of several numbers (``relent.mvnormal(...)``, a mixture of those, samples with two axes,
    ``"data.csv:x,y"``) are fitted by families of several: ``"mvnormal"``, ``"mvnormal_diagonal"``, ``"dirichlet"``, ...,
    mixtures of the first two by ``components``; parameters are lists
    and lists of lists. A function of several numbers takes an array of points, a row each, and returns one log density
    a row; ``about``, a list, says where it is looked for and of how many numbers it is; ``gradient``, of the same points,
    makes it faster and finer. It is fitted by reverse KL; ``log_evidence`` is the log of its integral, where known.

    Returns a Fit: ``.optima``, each with ``.parameters``, ``.value`` (nats), ``.basin_share``; ``.best``, ``.unseen``
    (how many more optima are expected), ``.to_html(path)``. For a function, ``.log_evidence`` is the log of its
    integral, and an optimum of reverse KL has its ``.elbo``.
    """
    number = -1 if components is None else 0 if components == "auto" else components
    if not isinstance(number, int) or number < -1 or (number in (-1, 0) and components not in (None, "auto")):
        raise InputError(f'fit: components = {components!r}, must be a whole number >= 1 or "auto"')
    if number != -1 and family not in ("normal", "mixture", "mvnormal", "mvnormal_diagonal"):
        raise InputError(f'fit: components are of mixtures of normals; family="mixture", not {family!r}')
    choose = choose.replace("-", "_")
    objective = objective.replace("-", "_")
    how = (family, number, objective, choose, alpha, level, most_starts, time_limit, seed)
    if not callable(target) or isinstance(target, (Distribution, JointDistribution, Operand)):
        seen = samples(target) if _is_table(target) else operand(target)
        return _as_fit(_relent._fit(seen, [float(x) for x in support or ()], *how, threads))
    if support is not None:
        raise InputError("fit: support says where masses and counts lie; a function has places of its own")
    if isinstance(about, (int, float)):
        if not isinstance(scale, (int, float)):
            raise InputError("fit: scale is a list and about one number; of several numbers both are lists")
        of_many = _of_arrays(target, *bounds, about, scale)
        return _as_fit(_relent._fit_log_density(_as_float(target), of_many, *bounds, about, scale, *how))
    places = [float(a) for a in about]
    scales = [float(scale)] * len(places) if isinstance(scale, (int, float)) else [float(s) for s in scale]
    return _as_fit(
        _relent._fit_joint_log_density(
            target, gradient, places, scales, log_evidence, family, objective, most_starts, time_limit, seed
        )
    )


def rank(data: Any, models: Sequence[Any], *, level: float = 0.95, threads: int = 0) -> Ranking:
    """Which model loses least information about the data: KL(data‖model) in bits an observation, least first.

    ``data`` are samples (an array, a list, a column, ``"data.csv:age"``), ``relent.counts``, or ``relent.masses``.
    A model is a distribution, or a family as in ``relent.fit`` (``"normal"``, ``"binomial(n=10)"``, ``"mixture(2)"``)
    whose most likely member stands in. Each has ``.kl_divergence`` with its ``.interval``, ``.cross_entropy``, ``.aic``,
    ``.bic``, and ``.behind_p_value``: the chance of so large a gap to the best, were both models as good. The ranking
    has ``.to_html(path)``.
    """
    texts = [m if isinstance(m, str) else distribution(m).text for m in models]
    seen = operand(data) if isinstance(data, (str, Operand)) else samples(data)
    held = _relent._rank(seen, texts, level, threads)
    answer = _numbers(json.loads(held.json))
    ranked = [RankedModel(**{**m, "interval": _pair(m["interval"])}) for m in answer["models"]]
    return Ranking(answer["data"], answer["observations"], ranked, answer["notes"], held)


def _is_table(target: Any) -> bool:
    """Rows of several numbers: an array or a list with two axes, or a data frame."""
    if isinstance(target, (list, tuple)):
        return len(target) > 0 and isinstance(target[0], (list, tuple))
    return getattr(target, "ndim", 0) == 2 or (hasattr(target, "columns") and not isinstance(target, Operand))


def _as_fit(held: Any) -> Fit:
    answer = _numbers(json.loads(held.json))
    optima = [_optimum(o) for o in answer.pop("optima")]
    answer.pop("unit")
    return Fit(optima=optima, _held=held, **answer)


def _as_float(f: Callable[[float], Any]) -> Callable[[float], float]:
    return lambda x: float(f(x))


def _of_arrays(f: Callable[[Any], Any], lower: float, upper: float, about: float, scale: float) -> Any:
    """The function for arrays, if it takes them and says the same as for each place alone; else None."""
    try:
        import numpy as np

        at = np.array([about, about + scale / 3, about - scale / 5])
        at = at[(at > lower) & (at < upper)]
        with np.errstate(all="ignore"):
            together = np.asarray(f(at), dtype=float)
        if len(at) < 2 or together.shape != at.shape:
            return None
        alone = [float(f(float(x))) for x in at]
    except Exception:  # noqa: BLE001  whatever it raises for an array, it may still take numbers
        return None
    if not np.allclose(together, alone, rtol=1e-10, atol=1e-12):
        return None

    def of_many(x: Any) -> Any:
        with np.errstate(all="ignore"):  # far out, where next to nothing lies, powers overflow
            return np.ascontiguousarray(f(x), dtype=float)

    return of_many


def _page(held: Any, path: str | PathLike[str] | None) -> str | None:
    if path is None:
        return held.html()
    held.write_html(fspath(path))
    return None


def _pair(interval: list[float] | None) -> Interval | None:
    return None if interval is None else (interval[0], interval[1])


def _nested_pairs(i: list[Any]) -> Any:
    """Lists of two numbers, at whatever depth, as pairs."""
    return _pair(i) if not isinstance(i[0], list) else [_nested_pairs(j) for j in i]


def _optimum(o: dict[str, Any]) -> Optimum:
    intervals = o["intervals"] and {name: _nested_pairs(i) for name, i in o["intervals"].items()}
    return Optimum(**{**o, "distribution": distribution(o["distribution"]), "intervals": intervals})


def _numbers(value: Any) -> Any:
    """The strings that stand for numbers which are not finite, as numbers."""
    if isinstance(value, dict):
        return {key: v if key in ("target", "data", "model", "notes") else _numbers(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_numbers(v) for v in value]
    return float(value) if value in ("Infinity", "-Infinity", "NaN") else value
