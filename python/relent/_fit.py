from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from . import _relent
from ._operands import distribution, operand, samples
from ._relent import Distribution, InputError, Operand

Interval = tuple[float, float]


@dataclass(frozen=True)
class Optimum:
    """A local optimum: the member of the family, and how far from the target it is."""

    distribution: Distribution
    parameters: dict[str, float]
    value: float
    method: str
    error_bound: float | None
    standard_error: float | None
    basin_share: float
    standard_errors: dict[str, float] | None
    intervals: dict[str, Interval] | None
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
    _text: str = field(repr=False, default="")

    @property
    def best(self) -> Optimum:
        return self.optima[0]

    @property
    def distribution(self) -> Distribution:
        """The best optimum's."""
        return self.best.distribution

    @property
    def parameters(self) -> dict[str, float]:
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
    kl_divergence: float
    interval: Interval | None
    level: float | None
    method: str
    extra_bits: float
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
    about: float = 0.0,
    scale: float = 1.0,
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

    Returns a Fit: ``.optima``, each with ``.parameters``, ``.value`` (nats), ``.basin_share``; ``.best``, ``.unseen``
    (how many more optima are expected). For a function, ``.log_evidence`` is the log of its integral, and an optimum of
    reverse KL has its ``.elbo``.
    """
    number = -1 if components is None else 0 if components == "auto" else components
    if not isinstance(number, int) or number < -1 or (number == 0 and components != "auto"):
        raise InputError(f'fit: components = {components!r}, must be a whole number >= 1 or "auto"')
    if number >= 0 and family not in ("normal", "mixture"):
        raise InputError(f'fit: components are of mixtures of normals; family="mixture", not {family!r}')
    how = (family, number, objective.replace("-", "_"), alpha, level, most_starts, time_limit, seed)
    if callable(target) and not isinstance(target, (Distribution, Operand)):
        found = _relent._fit_log_density(_as_float(target), *bounds, about, scale, *how)
    else:
        found = _relent._fit(operand(target), *how, threads)
    text, answer = found[0], _numbers(json.loads(found[1]))
    optima = [_optimum(o) for o in answer.pop("optima")]
    answer.pop("unit")
    return Fit(optima=optima, _text=text, **answer)


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


def _as_float(f: Callable[[float], Any]) -> Callable[[float], float]:
    return lambda x: float(f(x))


def _pair(interval: list[float] | None) -> Interval | None:
    return None if interval is None else (interval[0], interval[1])


def _optimum(o: dict[str, Any]) -> Optimum:
    intervals = o["intervals"] and {name: _pair(i) for name, i in o["intervals"].items()}
    return Optimum(**{**o, "distribution": distribution(o["distribution"]), "intervals": intervals})


def _numbers(value: Any) -> Any:
    """The strings that stand for numbers which are not finite, as numbers."""
    if isinstance(value, dict):
        return {key: v if key in ("target", "data", "model", "notes") else _numbers(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_numbers(v) for v in value]
    return float(value) if value in ("Infinity", "-Infinity", "NaN") else value
