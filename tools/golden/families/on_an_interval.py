"""Families between two ends, and on the circle."""

from __future__ import annotations

import mpmath
from mpmath import exp, expm1, log, log1p, mp, mpf, pi

from families import densities
from families.reference import (
    TINY,
    UNIT,
    UNIT_POINTS,
    Family,
    at_once,
    beta_lower,
    beta_upper,
    near,
    normal_lower,
    normal_upper,
    scaled,
)


def logit(x: mpf) -> mpf:
    return log(x) - log(1 - x)


def continuous_bernoulli_tilt(p: mpf) -> mpf:
    return log(p / (1 - p))


def von_mises_part(a: mpf, b: mpf, location: mpf, k: mpf) -> mpf:
    log_density = at_once(densities.von_mises)
    with mp.workdps(32):
        near = [mpf(sign) * 4**j / 64 for j in range(3) for sign in (1, -1)]  # peaks and tails may be narrow
        ends = [a, b, *(location + m * pi for m in range(-4, 4))]
        inside = sorted({s for e in ends for s in (e, *(e + d for d in near)) if a < s < b})
        # Quadrature ends on an absolute error, so the largest value is brought to 1.
        top = max(log_density(t, location, k) for t in (a, *inside, b))
        scaled = mpmath.quad(lambda t: exp(log_density(t, location, k) - top), [a, *inside, b], maxdegree=7)
        return exp(top) * scaled


FAMILIES = {
    "uniform": Family(
        [(-1.25, 3.5), (1e6, 1e6 + 0.5)],
        at_once(densities.uniform),
        lambda x, a, b: (x - a) / (b - a),
        lambda x, a, b: (b - x) / (b - a),
        lambda a, b: [a + (b - a) * f for f in (2.0**-40, 0.125, 0.4375, 0.875)],
        lambda a, b: (a, b),
    ),
    "logit_normal": Family(
        [(0.75, 0.5), (-0.3125, 2.5)],
        at_once(densities.logit_normal),
        lambda x, m, s: normal_lower((logit(x) - m) / s),
        lambda x, m, s: normal_upper((logit(x) - m) / s),
        lambda m, s: UNIT_POINTS[1:],
        UNIT,
        lambda m, s: [1e-6, 1e-3, 0.1, 0.5, 0.9, 1 - mpf(10) ** -3],
    ),
    "beta": Family(
        [(2.5, 0.75), (0.3125, 6), (30.5, 80), (400, 200)],
        at_once(densities.beta),
        lambda x, a, b: beta_lower(a, b, x),
        lambda x, a, b: beta_upper(a, b, x),
        lambda a, b: UNIT_POINTS[1:] if a < 1e3 else near(a / (a + b), (a * b / (a + b) ** 3) ** 0.5),
        UNIT,
        lambda a, b: (
            [*TINY, 1e-6, 1e-3, 0.1, 0.28, 0.5, 0.9, 1 - 1e-3]
            if a < 1e3
            else [a / (a + b) + z * (a * b / (a + b) ** 3) ** mpf(0.5) for z in (-12, -6, -2, 0, 2, 6, 12)]
        ),
    ),
    "kumaraswamy": Family(
        [(2.5, 0.75), (0.3125, 6), (30.5, 40)],
        at_once(densities.kumaraswamy),
        lambda x, a, b: -expm1(b * log1p(-(x**a))),
        lambda x, a, b: (1 - x**a) ** b,
        lambda a, b: UNIT_POINTS[1:],
        UNIT,
        lambda a, b: [*TINY, 1e-6, 1e-3, 0.1, 0.5, 0.8, 0.9, 1 - 1e-3],
    ),
    "triangular": Family(
        [(0.3125, 0, 1), (0.75, -3, 5.5), (0.0625, 2, 0.25)],
        at_once(densities.triangular),
        scaled(lambda z, c: z * z / c if z < c else 1 - (1 - z) ** 2 / (1 - c), 1, 2),
        scaled(lambda z, c: (1 - z) ** 2 / (1 - c) if z > c else 1 - z * z / c, 1, 2),
        lambda c, m, s: [m + s * f for f in (2.0**-20, 0.03125, 0.25, 0.5, 0.6875, 0.875, 1 - 2.0**-20)],
        lambda c, m, s: (m, m + s),
        lambda c, m, s: [m + c * s],
    ),
    "continuous_bernoulli": Family(
        [(0.3125,), (0.999,), (1e-12,), (0.50001,)],
        at_once(densities.continuous_bernoulli),
        lambda x, p: expm1(continuous_bernoulli_tilt(p) * x) / expm1(continuous_bernoulli_tilt(p)),
        lambda x, p: 1 - expm1(continuous_bernoulli_tilt(p) * x) / expm1(continuous_bernoulli_tilt(p)),
        lambda p: [0.0, 1e-9, 0.0625, 0.3, 0.71875, 0.96875, 1.0],
        UNIT,
        lambda p: [0.1, 0.5, 0.9],
    ),
    "von_mises": Family(
        [(0.75, 2.5), (-2.5, 0.3125), (10, 40), (1, 700)],
        at_once(densities.von_mises),
        lambda x, m, k: von_mises_part(-pi, x, m, k),
        lambda x, m, k: von_mises_part(x, pi, m, k),
        lambda m, k: [-3.0, -1.25, 0.5, 0.8125, 2.75],
        lambda m, k: (-pi, pi),
        lambda m, k: [m + j * pi / 2 + z for j in range(-10, 5) for z in (-0.2, -0.05, 0, 0.05, 0.2)],
        mean=lambda m, k: m - 2 * pi * mpmath.nint(m / (2 * pi)),
        variance=lambda m, k: 1 - mpmath.besseli(1, k) / mpmath.besseli(0, k),
    ),
}
