"""Families on the whole line."""

from __future__ import annotations

import mpmath
from mpmath import exp, expm1, inf, mpf, pi, sqrt

from families import densities
from families.reference import (
    NOT_A_NUMBER,
    REAL,
    Family,
    at_once,
    beta_lower,
    gamma_upper,
    normal_lower,
    normal_upper,
    real_points,
    real_splits,
    scaled,
)


def gumbel_points(m: float, s: float) -> list[float]:
    return [m + s * z for z in (-6.25, -2.5, -0.5, 0.0, 0.0625, 1.75, 12.5, 300.0)]


def gumbel_support(m: mpf, s: mpf) -> tuple:
    """Below, less than exp(-1000)."""
    return m - 8 * s, inf


def logistic_lower(z: mpf) -> mpf:
    return 1 / (1 + exp(-z))


def student_upper(z: mpf, df: mpf) -> mpf:
    tail = beta_lower(df / 2, mpf(1) / 2, df / (df + z * z)) / 2
    return tail if z > 0 else 1 - tail


FAMILIES = {
    "normal": Family(
        [(0.75, 2.5), (-1e3, 0.125), (0, 1)],
        at_once(densities.normal),
        scaled(normal_lower),
        scaled(normal_upper),
        real_points,
        REAL,
        real_splits,
    ),
    "laplace": Family(
        [(0.75, 2.5), (-1e3, 0.125)],
        at_once(densities.laplace),
        scaled(lambda z: exp(z) / 2 if z < 0 else 1 - exp(-z) / 2),
        scaled(lambda z: exp(-z) / 2 if z > 0 else 1 - exp(z) / 2),
        lambda m, s: [x for x in real_points(m, s) if x != m],
        REAL,
        real_splits,
    ),
    "logistic": Family(
        [(0.75, 2.5), (-1e3, 0.125)],
        at_once(densities.logistic),
        scaled(logistic_lower),
        scaled(lambda z: logistic_lower(-z)),
        real_points,
        REAL,
        real_splits,
    ),
    "gumbel": Family(
        [(0.75, 2.5), (-1e3, 0.125)],
        at_once(densities.gumbel),
        scaled(lambda z: exp(-exp(-z))),
        scaled(lambda z: -expm1(-exp(-z))),
        gumbel_points,
        gumbel_support,
        real_splits,
    ),
    "moyal": Family(
        [(0.75, 2.5), (-1e3, 0.125)],
        at_once(densities.moyal),
        scaled(lambda z: mpmath.erfc(exp(-z / 2) / sqrt(2))),
        scaled(lambda z: mpmath.erf(exp(-z / 2) / sqrt(2))),
        gumbel_points,
        gumbel_support,
        real_splits,
    ),
    "student_t": Family(
        [(3.5, 0.75, 2.5), (60.5, -3, 0.125), (5, 0, 1), (400, 1.5, 2), (1.5, 0.25, 2)],
        at_once(densities.student_t),
        scaled(lambda z, df: student_upper(-z, df), 1, 2),
        scaled(student_upper, 1, 2),
        lambda df, m, s: [x for x in real_points(m, s, reach=1.0 if df < 100 else 0.3)],
        REAL,
        lambda df, m, s: [m + s * z for z in (-1e4, -100, -10, -3, 0, 3, 10, 100, 1e4)],
        variance=lambda df, m, s: inf if df <= 2 else s * s * df / (df - 2),
    ),
    "cauchy": Family(
        [(0.75, 2.5), (-1e3, 0.125)],
        at_once(densities.cauchy),
        scaled(lambda z: mpmath.atan2(1, -z) / pi),
        scaled(lambda z: mpmath.atan2(1, z) / pi),
        lambda m, s: real_points(m, s),
        REAL,
        lambda m, s: [m + s * z for z in (-1e4, -100, -10, -3, 0, 3, 10, 100, 1e4)],
        mean=NOT_A_NUMBER,
        variance=NOT_A_NUMBER,
    ),
    "generalized_normal": Family(
        [(1.5, 0.75, 2.5), (0.625, -3, 0.125), (8, 1, 2), (2, 0, 1)],
        at_once(densities.generalized_normal),
        scaled(
            lambda z, b: gamma_upper(1 / b, abs(z) ** b) / 2 if z < 0 else 1 - gamma_upper(1 / b, abs(z) ** b) / 2, 1, 2
        ),
        scaled(
            lambda z, b: gamma_upper(1 / b, abs(z) ** b) / 2 if z > 0 else 1 - gamma_upper(1 / b, abs(z) ** b) / 2, 1, 2
        ),
        lambda b, m, s: [m + s * z for z in (-7.5, -2.125, -0.6875, -0.0625, 0.3125, 1.25, 1.875)],
        REAL,
        lambda b, m, s: [m + s * z for z in (-30, -8, -3, -1, -0.1, 0, 0.1, 1, 3, 8, 30)],
    ),
}
