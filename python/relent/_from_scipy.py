"""Frozen distributions of scipy.stats by relent's names. Imported only when one comes in."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _relent
from ._relent import Distribution, DistributionBatch, InputError, InputTypeError

Made = Distribution | DistributionBatch


def convert(x: Any) -> Made:
    """The family of the same density, with the parameters mapped. Raises InputTypeError, which names SciPy's."""
    name = x.dist.name
    if name not in _MADE:
        raise InputTypeError(f"scipy.stats.{name} has no counterpart among relent's families")
    shapes, location, scale = x.dist._parse_args(*x.args, **x.kwds)
    return _MADE[name](*(_plain(v) for v in (*shapes, location, scale)))


def _plain(value: Any) -> Any:
    return float(value) if np.ndim(value) == 0 else np.asarray(value, dtype=np.float64)


def _moved(d: Made, location: Any, scale: Any = 1.0) -> Made:
    """location + scale X."""
    if np.all(np.equal(location, 0)) and np.all(np.equal(scale, 1)):
        return d
    if isinstance(d, DistributionBatch) or np.ndim(location) or np.ndim(scale):
        raise InputError(f"many {d.name} distributions with a loc or a scale of their own are not there; one by one")
    return _relent.affine(d, location, scale)


def _truncated_normal(a: float, b: float, location: float, scale: float) -> Distribution:
    return _relent.truncated(_relent.normal(location, scale), location + a * scale, location + b * scale)


# SciPy's shapes, loc and scale to a family; `_moved` where the family has no location, or no scale.
_MADE: dict[str, Any] = {
    "bernoulli": lambda p, m, s: _moved(_relent.bernoulli(p), m),
    "betabinom": lambda n, a, b, m, s: _moved(_relent.beta_binomial(n, a, b), m),
    "binom": lambda n, p, m, s: _moved(_relent.binomial(n, p), m),
    "geom": lambda p, m, s: _moved(_relent.geometric(p), m + 1),  # SciPy counts the success too
    "hypergeom": lambda population, n, draws, m, s: _moved(_relent.hypergeometric(population, n, draws), m),
    "nbinom": lambda n, p, m, s: _moved(_relent.negative_binomial(n, 1 - p), m),  # SciPy's p is of a success
    "poisson": lambda mu, m, s: _moved(_relent.poisson(mu), m),
    "randint": lambda low, high, m, s: _relent.discrete_uniform(low + m, high + m - 1),
    "zipf": lambda a, m, s: _moved(_relent.zipf(a), m),
    "beta": lambda a, b, m, s: _moved(_relent.beta(a, b), m, s),
    "cauchy": lambda m, s: _relent.cauchy(m, s),
    "chi": lambda df, m, s: _moved(_relent.chi(df), m, s),
    "chi2": lambda df, m, s: _moved(_relent.chi_squared(df), m, s),
    "expon": lambda m, s: _moved(_relent.exponential(1 / s), m),
    "gamma": lambda a, m, s: _moved(_relent.gamma(a, 1 / s), m),
    "gennorm": lambda b, m, s: _relent.generalized_normal(b, m, s),
    "gumbel_l": lambda m, s: _relent.affine(_relent.gumbel(0, 1), m, -s),
    "gumbel_r": lambda m, s: _relent.gumbel(m, s),
    "halfnorm": lambda m, s: _moved(_relent.half_normal(s), m),
    "invgamma": lambda a, m, s: _moved(_relent.inverse_gamma(a, s), m),
    "invgauss": lambda mu, m, s: _relent.inverse_gaussian(mu, m, s),
    "laplace": lambda m, s: _relent.laplace(m, s),
    "logistic": lambda m, s: _relent.logistic(m, s),
    "lognorm": lambda sd, m, s: _moved(_relent.log_normal(_plain(np.log(s)), sd), m),
    "moyal": lambda m, s: _relent.moyal(m, s),
    "norm": lambda m, s: _relent.normal(m, s),
    "pareto": lambda b, m, s: _moved(_relent.pareto(s, b), m),
    "rayleigh": lambda m, s: _moved(_relent.rayleigh(s), m),
    "t": lambda df, m, s: _relent.student_t(df, m, s),
    "triang": lambda c, m, s: _relent.triangular(c, m, s),
    "truncnorm": _truncated_normal,
    "uniform": lambda m, s: _relent.uniform(m, m + s),
    "weibull_min": lambda c, m, s: _moved(_relent.weibull(s, c), m),
}
