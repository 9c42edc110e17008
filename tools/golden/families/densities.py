"""The textbook's log densities: functions of the parameters, to a function of the place. Supports are the caller's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from families.arithmetic import (
    Place,
    atanh,
    cos,
    exp,
    expm1,
    log,
    log1p,
    log1p_exp,
    log_2pi,
    log_bessel_i0,
    log_beta,
    log_gamma,
    pi,
    power,
)

if TYPE_CHECKING:
    from families.arithmetic import Number

LogDensity = Callable[[Place], "Number"]

# On the line.


def normal(mean: Number, sd: Number) -> LogDensity:
    root, log_sd = log_2pi(sd) / 2, log(sd)
    return lambda at: -(((at.x - mean) / sd) ** 2) / 2 - root - log_sd


def laplace(m: Number, s: Number) -> LogDensity:
    c = -log(2 * s)
    return lambda at: c - abs(at.x - m) / s


def gumbel(m: Number, s: Number) -> LogDensity:
    c = -log(s)

    def f(at: Place) -> Number:
        z = (at.x - m) / s
        return c - z - exp(-z)

    return f


def moyal(m: Number, s: Number) -> LogDensity:
    c = -log(s) - log_2pi(s) / 2

    def f(at: Place) -> Number:
        z = (at.x - m) / s
        return c - (z + exp(-z)) / 2

    return f


def logistic(m: Number, s: Number) -> LogDensity:
    c = -log(s)

    def f(at: Place) -> Number:
        z = (at.x - m) / s
        return c - z - 2 * log1p_exp(-z)

    return f


def cauchy(m: Number, s: Number) -> LogDensity:
    c = -log(pi(s)) - log(s)
    return lambda at: c - log1p(((at.x - m) / s) ** 2)


def student_t(df: Number, m: Number, s: Number) -> LogDensity:
    c = log_gamma((df + 1) / 2) - log_gamma(df / 2) - log(df * pi(df)) / 2 - log(s)
    return lambda at: c - (df + 1) / 2 * log1p(((at.x - m) / s) ** 2 / df)


def generalized_normal(b: Number, m: Number, s: Number) -> LogDensity:
    c = log(b) - log(2 * s) - log_gamma(1 / b)
    return lambda at: c - power(abs(at.x - m) / s, b)


# Above 0.


def gamma(shape: Number, rate: Number) -> LogDensity:
    c = shape * log(rate) - log_gamma(shape)
    return lambda at: c + (shape - 1) * at.log_x - rate * at.x


def exponential(rate: Number) -> LogDensity:
    return lambda at: log(rate) - rate * at.x


def chi_squared(df: Number) -> LogDensity:
    return gamma(df / 2, type(df)(1) / 2)


def chi(df: Number) -> LogDensity:
    c = (1 - df / 2) * log(type(df)(2)) - log_gamma(df / 2)
    return lambda at: c + (df - 1) * at.log_x - at.x**2 / 2


def inverse_gamma(shape: Number, scale: Number) -> LogDensity:
    c = shape * log(scale) - log_gamma(shape)
    return lambda at: c - (shape + 1) * at.log_x - scale * exp(-at.log_x)


def weibull(scale: Number, k: Number) -> LogDensity:
    c = log(k) - log(scale)

    def f(at: Place) -> Number:
        z = at.log_x - log(scale)
        return c + (k - 1) * z - exp(k * z)

    return f


def rayleigh(s: Number) -> LogDensity:
    return lambda at: at.log_x - 2 * log(s) - (at.x / s) ** 2 / 2


def half_normal(s: Number) -> LogDensity:
    c = log(2 / pi(s)) / 2 - log(s)
    return lambda at: c - (at.x / s) ** 2 / 2


def log_normal(m: Number, s: Number) -> LogDensity:
    c = -log(s) - log_2pi(s) / 2
    return lambda at: c - at.log_x - ((at.log_x - m) / s) ** 2 / 2


def pareto(s: Number, a: Number) -> LogDensity:
    c = log(a) + a * log(s)
    return lambda at: c - (a + 1) * at.log_x


def inverse_gaussian(mu: Number, m: Number, s: Number) -> LogDensity:
    c = -log(s) - log_2pi(s) / 2

    def f(at: Place) -> Number:
        y = (at.x - m) / s
        log_y = at.log_x - log(s) if m == 0 else log(y)
        return c - 3 * log_y / 2 - (y - mu) ** 2 / (2 * mu**2 * y)

    return f


# Between two ends.


def uniform(low: Number, high: Number) -> LogDensity:
    c = -log(high - low)
    return lambda at: c


def beta(a: Number, b: Number) -> LogDensity:
    c = -log_beta(a, b)
    return lambda at: c + (a - 1) * at.log_x + (b - 1) * at.log_1mx


def kumaraswamy(a: Number, b: Number) -> LogDensity:
    c = log(a * b)
    return lambda at: c + (a - 1) * at.log_x + (b - 1) * log(-expm1(a * at.log_x))


def logit_normal(m: Number, s: Number) -> LogDensity:
    c = -log(s) - log_2pi(s) / 2
    return lambda at: c - at.log_x - at.log_1mx - ((at.log_x - at.log_1mx - m) / s) ** 2 / 2


def continuous_bernoulli(p: Number) -> LogDensity:
    tilt = 1 - 2 * p
    c = log(2 * (atanh(tilt) / tilt if tilt != 0 else 1 + tilt))
    return lambda at: c + at.x * log(p) + (1 - at.x) * log1p(-p)


def triangular(c: Number, m: Number, s: Number) -> LogDensity:
    def f(at: Place) -> Number:
        z = (at.x - m) / s
        height = 2 * z / c if z <= c else 2 * (1 - z) / (1 - c)
        return log(height / s) if height > 0 else type(height)("-inf")  # a node may round to beyond an end

    return f


def von_mises(m: Number, k: Number) -> LogDensity:
    c = -log_2pi(k) - log_bessel_i0(k)
    return lambda at: c + k * cos(at.x - m)
