"""The textbook's log masses on whole numbers, in the form of the densities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from families.arithmetic import Place, log, log1p, log_beta, log_choose, log_gamma, log_zeta, x_log_y
from families.densities import LogDensity

if TYPE_CHECKING:
    from families.arithmetic import Number


def bernoulli(p: Number) -> LogDensity:
    return lambda at: log(p) if at.x == 1 else log1p(-p)


def binomial(n: Number, p: Number) -> LogDensity:
    return lambda at: log_choose(n, at.x) + x_log_y(at.x, p) + x_log_y(n - at.x, 1 - p)


def geometric(p: Number) -> LogDensity:
    return lambda at: at.x * log1p(-p) + log(p)


def negative_binomial(r: Number, p: Number) -> LogDensity:
    def f(at: Place) -> Number:
        ways = log_gamma(at.x + r) - log_gamma(r) - log_gamma(at.x + 1)
        return ways + x_log_y(at.x, p) + r * log1p(-p)

    return f


def poisson(rate: Number) -> LogDensity:
    return lambda at: x_log_y(at.x, rate) - rate - log_gamma(at.x + 1)


def discrete_uniform(low: Number, high: Number) -> LogDensity:
    return lambda at: -log(high - low + 1)


def hypergeometric(population: Number, successes: Number, draws: Number) -> LogDensity:
    def f(at: Place) -> Number:
        ways = log_choose(successes, at.x) + log_choose(population - successes, draws - at.x)
        return ways - log_choose(population, draws)

    return f


def beta_binomial(n: Number, a: Number, b: Number) -> LogDensity:
    return lambda at: log_choose(n, at.x) + log_beta(at.x + a, n - at.x + b) - log_beta(a, b)


def zipf(a: Number) -> LogDensity:
    return lambda at: -a * at.log_x - log_zeta(a)
