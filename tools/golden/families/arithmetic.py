"""One notation for two kinds of numbers: mpmath's mpf and python-flint's arb, both at 60 digits.

A density is written once with these functions. mpmath evaluates it at any precision asked for; arb is some twenty times
faster, which the integrals of two densities need. Who uses arb imports python-flint: what is mpmath's works without.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import mpmath
from mpmath import mp, mpf

if TYPE_CHECKING:
    from flint import arb

    Number = mpf | arb

mp.dps = 60


def log(x: Number) -> Number:
    return mpmath.log(x) if isinstance(x, mpf) else x.log()


def log1p(x: Number) -> Number:
    return mpmath.log1p(x) if isinstance(x, mpf) else x.log1p()


def exp(x: Number) -> Number:
    return mpmath.exp(x) if isinstance(x, mpf) else x.exp()


def expm1(x: Number) -> Number:
    return mpmath.expm1(x) if isinstance(x, mpf) else x.expm1()


def atanh(x: Number) -> Number:
    return mpmath.atanh(x) if isinstance(x, mpf) else x.atanh()


def cos(x: Number) -> Number:
    return mpmath.cos(x) if isinstance(x, mpf) else x.cos()


def log_gamma(x: Number) -> Number:
    return mpmath.loggamma(x) if isinstance(x, mpf) else x.lgamma()


def log_zeta(x: Number) -> Number:
    return mpmath.log(mpmath.zeta(x)) if isinstance(x, mpf) else x.zeta().log()


def pi(like: Number) -> Number:
    """Of the kind of `like`."""
    return +mp.pi if isinstance(like, mpf) else like.pi()


@cache
def _log_2pi(kind: type) -> Number:
    with mp.workdps(60):
        return log(2 * pi(kind(1)))


def log_2pi(like: Number) -> Number:
    return _log_2pi(type(like))


@cache
def _log_bessel_i0(x: mpf, digits: int) -> mpf:
    with mp.workdps(digits):
        return mpmath.log(mpmath.besseli(0, x))


def log_bessel_i0(x: Number) -> Number:
    return _log_bessel_i0(x, mp.dps) if isinstance(x, mpf) else x.bessel_i(0).log()


def log1p_exp(t: Number) -> Number:
    return t + log1p(exp(-t)) if t > 0 else log1p(exp(t))


def power(x: Number, exponent: Number) -> Number:
    """x^exponent at x >= 0 and exponent > 0."""
    return exp(exponent * log(x)) if x > 0 else 0 * x


def x_log_y(x: Number, y: Number) -> Number:
    return x * log(y) if x != 0 else 0 * x


def log_beta(a: Number, b: Number) -> Number:
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b)


def log_choose(n: Number, k: Number) -> Number:
    return log_gamma(n + 1) - log_gamma(k + 1) - log_gamma(n - k + 1)


class Place:
    """Where a density is evaluated: x with log x and log(1 - x), which who knows them better may give."""

    def __init__(self, x: Number, log_x: Number | None = None, log_1mx: Number | None = None) -> None:
        self.x = x
        self._log_x, self._log_1mx = log_x, log_1mx

    @property
    def log_x(self) -> Number:
        if self._log_x is None:
            self._log_x = log(self.x)
        return self._log_x

    @property
    def log_1mx(self) -> Number:
        if self._log_1mx is None:
            self._log_1mx = log(1 - self.x)
        return self._log_1mx
