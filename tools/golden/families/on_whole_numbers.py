"""Families on whole numbers. Where nothing better is known, cdf and survival are sums of masses."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
from mpmath import exp, inf, log, mpf

from families import masses
from families.reference import UNIT, Family, at_once


def sum_to(log_mass: Callable, lower: int = 0) -> Callable:
    return lambda x, *t: mpmath.fsum(exp(log_mass(mpf(k), *t)) for k in range(lower, int(x) + 1))


def sum_beyond(log_mass: Callable, upper: Callable | None = None) -> Callable:
    """The masses above x: all of them, or until they no longer count."""

    def tail(x: mpf, *t: mpf) -> mpf:
        total, k = mpf(0), int(x) + 1
        while upper is None or k <= upper(*t):
            term = exp(log_mass(mpf(k), *t))
            total += term
            if upper is None and term < mpf(10) ** -40 * total:
                break
            k += 1
        return total

    return tail


def from_zero(*t: mpf) -> tuple:
    return mpf(0), inf


def to_first(*t: mpf) -> tuple:
    return mpf(0), t[0]


binomial = at_once(masses.binomial)
negative_binomial = at_once(masses.negative_binomial)
poisson = at_once(masses.poisson)
hypergeometric = at_once(masses.hypergeometric)
beta_binomial = at_once(masses.beta_binomial)

FAMILIES = {
    "bernoulli": Family(
        [(0.3125,), (1e-9,), (0.9375,)],
        at_once(masses.bernoulli),
        lambda k, p: 1 - p if k == 0 else mpf(1),
        lambda k, p: p if k == 0 else mpf(0),
        lambda p: [0, 1],
        UNIT,
        lattice=True,
    ),
    "binomial": Family(
        [(10, 0.3125), (400, 0.9375), (3000, 1e-3), (1, 0.25)],
        binomial,
        sum_to(binomial),
        sum_beyond(binomial, lambda n, p: n),
        lambda n, p: sorted({0, n // 7, n // 3, round(n * p), n - 1, n}),
        to_first,
        lattice=True,
        fixed=[0],
    ),
    "geometric": Family(
        [(0.3125,), (0.015625,), (0.9375,)],
        at_once(masses.geometric),
        lambda k, p: 1 - (1 - p) ** (k + 1),
        lambda k, p: (1 - p) ** (k + 1),
        lambda p: [0, 1, 4, 37, 600],
        from_zero,
        lambda p: [0],
        lattice=True,
    ),
    "negative_binomial": Family(
        [(2.5, 0.3125), (0.375, 0.9375), (60, 0.125), (2000, 0.25)],
        negative_binomial,
        sum_to(negative_binomial),
        sum_beyond(negative_binomial),
        lambda r, p: sorted({0, 1, 4, int(r * p / (1 - p)), 100}),
        from_zero,
        lambda r, p: [r * p / (1 - p)],
        lattice=True,
    ),
    "poisson": Family(
        [(2.5,), (0.03125,), (300,), (3000.5,)],
        poisson,
        sum_to(poisson),
        sum_beyond(poisson),
        lambda m: sorted({0, 1, int(m), int(m + 3 * m**0.5), 40}),
        from_zero,
        lambda m: [m],
        lattice=True,
    ),
    "discrete_uniform": Family(
        [(-3, 8), (5, 5)],
        at_once(masses.discrete_uniform),
        lambda k, a, b: (k - a + 1) / (b - a + 1),
        lambda k, a, b: (b - k) / (b - a + 1),
        lambda a, b: sorted({a, (a + b) // 2, b}),
        lambda a, b: (a, b),
        lattice=True,
        fixed=[0, 1],
    ),
    "hypergeometric": Family(
        [(50, 17, 12), (20, 15, 9), (3000, 40, 700), (2000, 900, 1100)],
        hypergeometric,
        lambda k, M, n, N: sum_to(hypergeometric, max(0, int(N - (M - n))))(k, M, n, N),
        sum_beyond(hypergeometric, lambda M, n, N: min(n, N)),
        lambda M, n, N: sorted({max(0, N - M + n), max(0, N - M + n) + 3, round(N * n / M), min(n, N) - 1, min(n, N)}),
        lambda M, n, N: (max(mpf(0), N - M + n), min(n, N)),
        lattice=True,
        fixed=[0, 1, 2],
    ),
    "beta_binomial": Family(
        [(10, 2.5, 0.75), (100, 0.3125, 6), (300, 40, 25)],
        beta_binomial,
        sum_to(beta_binomial),
        sum_beyond(beta_binomial, lambda n, a, b: n),
        lambda n, a, b: sorted({0, n // 7, n // 2, n - 1, n}),
        to_first,
        lattice=True,
        fixed=[0],
    ),
    "zipf": Family(
        [(4.5,), (3.25,), (12,), (2.5,)],
        at_once(masses.zipf),
        lambda k, a: 1 - mpmath.zeta(a, k + 1) / mpmath.zeta(a),
        lambda k, a: mpmath.zeta(a, k + 1) / mpmath.zeta(a),
        lambda a: [1, 2, 7, 60, 4000],
        lambda a: (mpf(1), inf),
        lattice=True,
        mean=lambda a: mpmath.zeta(a - 1) / mpmath.zeta(a),
        variance=lambda a: (
            mpmath.zeta(a - 2) / mpmath.zeta(a) - (mpmath.zeta(a - 1) / mpmath.zeta(a)) ** 2 if a > 3 else inf
        ),
        entropy=lambda a: log(mpmath.zeta(a)) - a * mpmath.zeta(a, 1, 1) / mpmath.zeta(a),
    ),
}
