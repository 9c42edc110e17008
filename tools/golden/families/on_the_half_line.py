"""Families above 0 or another end."""

from __future__ import annotations

import mpmath
from mpmath import exp, expm1, inf, log, mpf, sqrt

from families import densities
from families.reference import (
    POSITIVE,
    Family,
    at_once,
    gamma_lower,
    gamma_upper,
    near,
    normal_lower,
    normal_upper,
    positive_points,
    positive_splits,
    scaled,
)


def inverse_gaussian_parts(y: mpf, mu: mpf) -> tuple[mpf, mpf]:
    root = sqrt(1 / y)
    a, b = root * (y / mu - 1), root * (y / mu + 1)
    second = exp(2 / mu) * normal_lower(-b)
    return normal_lower(a) + second, normal_upper(a) - second


FAMILIES = {
    "half_normal": Family(
        [(2.5,), (0.001,)],
        at_once(densities.half_normal),
        lambda x, s: mpmath.erf(x / s / sqrt(2)),
        lambda x, s: mpmath.erfc(x / s / sqrt(2)),
        positive_points,
        POSITIVE,
        positive_splits,
    ),
    "log_normal": Family(
        [(0.75, 0.5), (-3, 1.25)],
        at_once(densities.log_normal),
        lambda x, m, s: normal_lower((log(x) - m) / s),
        lambda x, m, s: normal_upper((log(x) - m) / s),
        lambda m, s: positive_points(float(exp(m))),
        POSITIVE,
        lambda m, s: [exp(m + s * z) for z in (-12, -6, -3, 0, 3, 6, 9, 12)],
    ),
    "exponential": Family(
        [(2.5,), (1e-3,)],
        at_once(densities.exponential),
        lambda x, r: -expm1(-r * x),
        lambda x, r: exp(-r * x),
        lambda r: [0.0, *positive_points(1 / r), 700 / r],
        POSITIVE,
        lambda r: positive_splits(1 / r),
    ),
    "gamma": Family(
        [(2.5, 0.75), (0.3125, 3), (40.5, 1e-3), (3000.5, 2)],
        at_once(densities.gamma),
        lambda x, a, r: gamma_lower(a, r * x),
        lambda x, a, r: gamma_upper(a, r * x),
        lambda a, r: positive_points(a / r) if a < 100 else near(a / r, a**0.5 / r),
        POSITIVE,
        lambda a, r: (
            positive_splits(a / r) if a < 100 else [a / r + a**0.5 / r * z for z in (-12, -6, -2, 0, 2, 6, 12)]
        ),
    ),
    "inverse_gamma": Family(
        [(2.5, 0.75), (3.25, 40), (60.5, 1e-3)],
        at_once(densities.inverse_gamma),
        lambda x, a, r: gamma_upper(a, r / x),
        lambda x, a, r: gamma_lower(a, r / x),
        lambda a, r: [r / a * f for f in (0.0078125, 0.25, 0.6875, 1.0, 1.625, 4.25, 1e5)],
        POSITIVE,
        lambda a, r: positive_splits(r / a),
    ),
    "chi_squared": Family(
        [(3.5,), (0.625,), (301,)],
        at_once(densities.chi_squared),
        lambda x, k: gamma_lower(k / 2, x / 2),
        lambda x, k: gamma_upper(k / 2, x / 2),
        lambda k: positive_points(k) if k < 100 else near(k, (2 * k) ** 0.5),
        POSITIVE,
        positive_splits,
    ),
    "chi": Family(
        [(3.5,), (0.625,), (301,)],
        at_once(densities.chi),
        lambda x, k: gamma_lower(k / 2, x * x / 2),
        lambda x, k: gamma_upper(k / 2, x * x / 2),
        lambda k: [k**0.5 * f for f in (1e-3, 0.125, 0.6875, 1.0, 1.625, 4.25)] if k < 100 else near(k**0.5, 0.7),
        POSITIVE,
        lambda k: [k**0.5 * f for f in (1e-3, 0.1, 0.5, 0.9, 1.0, 1.1, 1.5, 3.0, 8.0)],
    ),
    "weibull": Family(
        [(2.5, 0.75), (0.3125, 6), (4, 1), (7, 150)],
        at_once(densities.weibull),
        lambda x, s, k: -expm1(-((x / s) ** k)),
        lambda x, s, k: exp(-((x / s) ** k)),
        lambda s, k: [s * f ** (1 / k) for f in (1e-5, 0.125, 0.6875, 1.0, 1.625, 4.25, 30.0)],
        POSITIVE,
        lambda s, k: [s * mpf(f) ** (1 / mpf(k)) for f in (1e-6, 1e-3, 0.1, 0.5, 1.0, 2.0, 5.0, 20.0, 80.0)],
    ),
    "rayleigh": Family(
        [(2.5,), (1e-3,)],
        at_once(densities.rayleigh),
        lambda x, s: -expm1(-((x / s) ** 2) / 2),
        lambda x, s: exp(-((x / s) ** 2) / 2),
        positive_points,
        POSITIVE,
        positive_splits,
    ),
    "pareto": Family(
        [(2.5, 3.75), (1e-3, 7), (1, 1.5)],
        at_once(densities.pareto),
        lambda x, s, a: -expm1(a * log(s / x)),
        lambda x, s, a: (s / x) ** a,
        lambda s, a: [s * f for f in (1 + 2.0**-30, 1.125, 1.6875, 4.25, 1e4)],
        lambda s, a: (s, inf),
        lambda s, a: [s * f for f in (1.5, 3, 10, 100, 1e4)],
        variance=lambda s, a: inf if a <= 2 else s * s * a / (a - 1) ** 2 / (a - 2),
    ),
    "inverse_gaussian": Family(
        [(0.75, 0, 2.5), (40, -3, 0.125), (0.03125, 1, 2)],
        at_once(densities.inverse_gaussian),
        scaled(lambda y, mu: inverse_gaussian_parts(y, mu)[0], 1, 2),
        scaled(lambda y, mu: inverse_gaussian_parts(y, mu)[1], 1, 2),
        lambda mu, m, s: [m + s * mu * f for f in (0.0625, 0.25, 0.6875, 1.0, 1.625, 4.25, 30.0) if f * mu > 0.005],
        lambda mu, m, s: (m + s / 4000, inf),  # below, less than exp(-1900)
        lambda mu, m, s: [m + s * mu * f for f in (1e-3, 1e-2, 0.1, 0.5, 0.9, 1, 1.1, 2, 5, 20, 100)],
    ),
}
