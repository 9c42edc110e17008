from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf
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
    _text: str = field(repr=False, default="")

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

    def __repr__(self) -> str:
        return self._text.rstrip()


@dataclass(frozen=True)
class RankedModel:
    """What one model loses of the data, in bits an observation."""

    model: str
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
    _text: str = field(repr=False, default="")

    @property
    def best(self) -> RankedModel:
        return self.models[0]

    def __iter__(self):
        return iter(self.models)

    def __len__(self) -> int:
        return len(self.models)

    def __repr__(self) -> str:
        return self._text.rstrip()


def fit(
    target: Any,
    family: str = "normal",
    objective: str = "forward_kl",
    *,
    components: int | str | None = None,
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

    ``target`` is a distribution (or a text that is one), masses, ``relent.counts``, ``relent.samples`` (then the fit is
    by maximum likelihood, and parameters have standard errors), or a function of a float that returns the log of a
    density, which need not be normalised: it is looked for within ``bounds``, ``about`` a place and on a ``scale``.

    ``family`` is a name (``"gamma"``), with parameters held where they are known (``"binomial(trials=10)"``), or
    ``"mixture"``: of so many normals as ``components`` says, ``"auto"`` for as many as BIC finds best.
    ``objective``: ``"forward_kl"`` (KL(target‖q)), ``"reverse_kl"`` (KL(q‖target)), ``"js"``, ``"jeffreys"``,
    ``"alpha"``, ``"renyi"``, ``"hellinger"``, ``"w1"``, ``"w2"``.

    Targets of several numbers (``relent.mvnormal(...)``, a mixture of those, samples with two axes,
    ``"data.csv:x,y"``) are fitted by families of several: ``"mvnormal"``, ``"mvnormal_diagonal"``, ``"dirichlet"``, ...,
    mixtures of the first two by ``components`` (``"cv"``: as many as cross-validation finds best); parameters are lists
    and lists of lists. A function of several numbers takes an array of points, a row each, and returns one log density
    a row; ``about``, a list, says where it is looked for and of how many numbers it is; ``gradient``, of the same points,
    makes it faster and finer. It is fitted by reverse KL; ``log_evidence`` is the log of its integral, where known.

    Returns a Fit: ``.optima``, each with ``.parameters``, ``.value`` (nats), ``.basin_share``; ``.best``, ``.unseen``
    (how many more optima are expected). For a function, ``.log_evidence`` is the log of its integral, and an optimum of
    reverse KL has its ``.elbo``.
    """
    words = {None: -1, "auto": 0, "cv": -2}
    number = components if isinstance(components, int) else words.get(components, 0)
    if (isinstance(components, int) and number < 1) or (not isinstance(components, int) and components not in words):
        raise InputError(f'fit: components = {components!r}, must be a whole number >= 1, "auto" or "cv"')
    if number != -1 and family not in ("normal", "mixture", "mvnormal", "mvnormal_diagonal"):
        raise InputError(f'fit: components are of mixtures of normals; family="mixture", not {family!r}')
    objective = objective.replace("-", "_")
    several = not isinstance(about, (int, float))
    if callable(target) and several and not isinstance(target, (Distribution, JointDistribution, Operand)):
        places = [float(a) for a in about]
        scales = [float(scale)] * len(places) if isinstance(scale, (int, float)) else [float(s) for s in scale]
        found = _relent._fit_joint_log_density(
            target, gradient, places, scales, log_evidence, family, objective, most_starts, time_limit, seed
        )
        return _as_fit(found)
    how = (family, number, objective, alpha, level, most_starts, time_limit, seed)
    if callable(target) and not isinstance(target, (Distribution, JointDistribution, Operand)):
        found = _relent._fit_log_density(_as_float(target), *bounds, about, scale, *how)
    else:
        found = _relent._fit(samples(target) if _is_table(target) else operand(target), *how, threads)
    return _as_fit(found)


def rank(data: Any, models: Sequence[Any], *, level: float = 0.95, threads: int = 0) -> Ranking:
    """Which model loses least information about the data: KL(data‖model) in bits an observation, least first.

    ``data`` are samples (an array, a list, a column, ``"data.csv:age"``), ``relent.counts``, or ``relent.masses``.
    A model is a distribution, or a family as in ``relent.fit`` (``"normal"``, ``"binomial(n=10)"``, ``"mixture(2)"``)
    whose most likely member stands in. Each has ``.kl_divergence`` with its ``.interval``, ``.cross_entropy``, ``.aic``,
    ``.bic``, and ``.behind_p_value``: the chance of so large a gap to the best, were both models as good.
    """
    texts = [m if isinstance(m, str) else distribution(m).text for m in models]
    seen = operand(data) if isinstance(data, (str, Operand)) else samples(data)
    found = _relent._rank(seen, texts, level, threads)
    answer = _numbers(json.loads(found[1]))
    ranked = [RankedModel(**{**m, "interval": _pair(m["interval"])}) for m in answer["models"]]
    return Ranking(answer["data"], answer["observations"], ranked, answer["notes"], found[0])


def _is_table(target: Any) -> bool:
    """Rows of several numbers: an array or a list with two axes, or a data frame."""
    if isinstance(target, (list, tuple)):
        return len(target) > 0 and isinstance(target[0], (list, tuple))
    return getattr(target, "ndim", 0) == 2 or (hasattr(target, "columns") and not isinstance(target, Operand))


def _as_fit(found: tuple[str, str]) -> Fit:
    text, answer = found[0], _numbers(json.loads(found[1]))
    optima = [_optimum(o) for o in answer.pop("optima")]
    answer.pop("unit")
    return Fit(optima=optima, _text=text, **answer)


def _as_float(f: Callable[[float], Any]) -> Callable[[float], float]:
    return lambda x: float(f(x))


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
