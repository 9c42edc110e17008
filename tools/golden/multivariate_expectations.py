"""What the joint distributions' entropies and divergences are made of, each by quadrature of one or two variables."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import mpmath
from mpmath import cos, cosh, exp, expm1, inf, log, log1p, mp, mpf, pi, sin, sinh, sqrt
from trapezoid import on_the_line

mp.dps = 80


def log_sigmoid(u: mpf) -> mpf:
    return -log1p(exp(-u)) if u > 0 else u - log1p(exp(u))


def checked(value: mpf, known: mpf) -> None:
    """A quadrature of what is known otherwise, too: the mass."""
    if abs(value / known - 1) > mpf(10) ** (16 - mp.dps):
        raise ArithmeticError(f"{value} instead of {known}")


@cache
def of_beta(a: mpf, b: mpf, digits: int) -> dict[str, mpf]:
    """Moments of X ~ Beta(a, b), with u = logit X as the variable: of log X, log(1 - X), X, X^2, and of the odds."""

    def f(u: mpf) -> list[mpf]:
        log_x, log_1mx = log_sigmoid(u), log_sigmoid(-u)
        weight = exp(a * log_x + b * log_1mx - top)
        x = exp(log_x)
        odds = weight * exp(u) if b > 1 else mpf(0)
        return [weight, weight * log_x, weight * log_1mx, weight * x, weight * x * x, odds]

    with mp.workdps(digits):
        centre = log(a / b)
        top = a * log_sigmoid(centre) + b * log_sigmoid(-centre)
        mass, *rest = on_the_line(f, centre, sqrt(1 / a + 1 / b))
        checked(log(mass) + top, mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b))
        names = ("log_x", "log_1mx", "x", "x2", "odds")
        out = {name: value / mass for name, value in zip(names, rest, strict=True)}
    return out if b > 1 else out | {"odds": inf}


@cache
def log_chi_squared(df: mpf, digits: int) -> mpf:
    """E log X of X ~ chi-squared(df), with u = log X as the variable."""

    def f(u: mpf) -> list[mpf]:
        weight = exp(df / 2 * u - exp(u) / 2 - top)
        return [weight, weight * u]

    with mp.workdps(digits):
        top = df / 2 * log(df) - df / 2
        mass, first = on_the_line(f, log(df), sqrt(2 / df))
        checked(log(mass) + top, df / 2 * log(mpf(2)) + mpmath.loggamma(df / 2))
        return first / mass


@cache
def of_polar_angle(dimension: int, concentration: mpf, digits: int) -> dict[str, mpf]:
    """Of x on the sphere with density ~ exp(k t), t = cos(angle to the mean direction): log of the integral of exp(k t)
    over the sphere, E t, and E (1 - t^2)."""
    k, d = concentration, dimension

    def f(u: mpf) -> list[mpf]:
        near, far = exp(log_sigmoid(u)), exp(log_sigmoid(-u))
        s = sin(pi * min(near, far))
        weight = pi * near * far * exp(-2 * k * sin(pi * near / 2) ** 2) * s ** (d - 2)
        return [weight, weight * cos(pi * near), weight * s * s]

    with mp.workdps(digits):
        width = min(mpf(1), sqrt((d - 1) / k)) / 2
        mass, first, across = on_the_line(f, log(width / (pi - width)), mpf(1))
        sphere = log(2) + mpf(d - 1) / 2 * log(pi) - mpmath.loggamma(mpf(d - 1) / 2)  # of one dimension less
        return {"log_mass": k + sphere + log(mass), "t": first / mass, "across": across / mass}


def log_one_plus_form(shift: list[mpf], spread: list[mpf], df: mpf) -> mpf:
    """E log(1 + |Y|^2 / df), Y_i ~ N(shift_i, spread_i) independent, by log(1 + q) = int (1 - e^(-sq)) e^-s / s ds and
    the moment generating function of |Y|^2, with v = log s as the variable."""

    def f(v: mpf) -> list[mpf]:
        s = exp(v)
        exponent = mpf(0)
        for d, c in zip(shift, spread, strict=True):
            wide = 1 + 2 * s * c / df
            exponent -= log(wide) / 2 + s * d * d / (df * wide)
        return [-expm1(exponent) * exp(-s)]

    return on_the_line(f, mpf(-1), mpf(2))[0]


def log_one_plus_radius(dimension: int, df: mpf, factor: mpf) -> mpf:
    """E log(1 + factor r^2 / df), r the radius of Student's t, with v = log(r^2 / df) as the variable."""
    a, b = mpf(dimension) / 2, df / 2

    def f(v: mpf) -> list[mpf]:
        weight = exp(a * log_sigmoid(v) + b * log_sigmoid(-v) - top)
        return [weight, weight * log1p(factor * exp(v))]

    top = a * log_sigmoid(log(a / b)) + b * log_sigmoid(log(b / a))
    mass, value = on_the_line(f, log(a / b), sqrt(1 / a + 1 / b))
    return value / mass


def kl_of_lines(log_p: Callable, log_q: Callable, middle: mpf, scale: mpf) -> mpf:
    """The integral of p log(p/q) over x = middle + scale sinh(y)."""

    def f(y: mpf) -> list[mpf]:
        x = middle + scale * sinh(y)
        at = log_p(x)
        weight = exp(at) * scale * cosh(y)
        return [weight, weight * (at - log_q(x))]

    mass, value = on_the_line(f, mpf(0), mpf(1))
    checked(mass, mpf(1))
    return value
