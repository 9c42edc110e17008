"""What tools/golden/distributions.py evaluates: a family's density, cdf and survival on mpmath numbers, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import mpmath
from mpmath import inf, mpf, sqrt

from families.arithmetic import Place

TINY = (mpf(10) ** -200, mpf(10) ** -100, mpf(10) ** -50, mpf(10) ** -25, mpf(10) ** -12)  # splits beside a pole


@dataclass
class Family:
    parameters: Sequence[Sequence[float]]
    log_density: Callable
    cdf: Callable
    survival: Callable
    points: Callable  # of the parameters: where it is evaluated
    support: Callable  # of the parameters: (lower, upper)
    splits: Callable = lambda *t: []  # of the parameters: where the integrals are split
    lattice: bool = False
    fixed: Sequence[int] = field(default_factory=list)  # parameters without a derivative (whole numbers)
    mean: Callable | None = None  # where it does not exist, or is not the integral of x
    variance: Callable | None = None
    entropy: Callable | None = None  # a series where the sum would not end
    gradient: bool = True


def at_once(density: Callable) -> Callable:
    """A density of densities.py or masses.py, which takes its parameters first, as a function of x and them."""
    return lambda x, *t: density(*t)(Place(x))


def scaled(f: Callable, location: int = 0, scale: int = 1) -> Callable:
    """The cdf or survival of location + scale Z from Z's, by the places of the two parameters."""

    def moved(x: mpf, *t: mpf) -> mpf:
        rest = [v for i, v in enumerate(t) if i not in (location, scale)]
        return f((x - t[location]) / t[scale], *rest)

    return moved


# Where.

REAL = lambda *t: (-inf, inf)
POSITIVE = lambda *t: (mpf(0), inf)
UNIT = lambda *t: (mpf(0), mpf(1))
UNIT_POINTS = [1e-200, 1e-9, 0.0625, 0.3, 0.5, 0.71875, 0.96875, 1 - 1e-9]
NOT_A_NUMBER = lambda *t: mpf("nan")


def real_points(location: float, scale: float, *, reach: float = 1.0) -> list[float]:
    return [
        location + scale * z * reach for z in (-30.5, -8.25, -2.125, -0.6875, -1e-3, 0.0, 0.3125, 1.875, 9.5, 33.25)
    ]


def real_splits(location: float, scale: float) -> list[float]:
    return [location + scale * z for z in (-60, -20, -8, -3, 0, 3, 8, 20, 60)]


def positive_points(middle: float) -> list[float]:
    return [middle * f for f in (1e-100, 1e-5, 0.125, 0.6875, 1.0, 1.625, 4.25, 30.0)]


def positive_splits(middle: float) -> list[float]:
    return [middle * f for f in (*TINY, 1e-6, 1e-3, 0.1, 0.5, 1.0, 2.0, 5.0, 20.0, 200.0)]


def near(middle: float, spread: float) -> list[float]:
    return [middle + spread * z for z in (-6.5, -2.25, -0.5, 0.0, 1.75, 5.5)]


# What cdfs are made of.


def gamma_lower(a: mpf, x: mpf) -> mpf:
    return mpmath.gammainc(a, 0, x, regularized=True)


def gamma_upper(a: mpf, x: mpf) -> mpf:
    return mpmath.gammainc(a, x, inf, regularized=True)


def beta_lower(a: mpf, b: mpf, x: mpf) -> mpf:
    return mpmath.betainc(a, b, 0, x, regularized=True)


def beta_upper(a: mpf, b: mpf, x: mpf) -> mpf:
    """From the mirrored integral, whose far tail is no difference."""
    return mpmath.betainc(b, a, 0, 1 - x, regularized=True)


def normal_lower(z: mpf) -> mpf:
    return mpmath.erfc(-z / sqrt(2)) / 2


def normal_upper(z: mpf) -> mpf:
    return mpmath.erfc(z / sqrt(2)) / 2
