"""The pairs of tests/golden/closed_kl.tsv: every two families whose KL is finite, near equal ones, extreme ones."""

from __future__ import annotations

import math
from collections.abc import Sequence

from families.integrals import FAMILIES


def fits(p: str, s: Sequence[float], q: str, t: Sequence[float]) -> bool:
    """Whether p's support lies within q's, so that KL is not infinite for that reason."""
    a, b = FAMILIES[p].support, FAMILIES[q].support
    if "whole" in (a, b):
        if a != b:
            return False
        low, high = FAMILIES[p].ends(*s)
        floor, top = FAMILIES[q].ends(*t)
        return (low or 0) >= (floor or 0) and (top is None or (high is not None and high <= top))
    infinite = math.inf
    ranges = {"line": (-infinite, infinite), "positive": (0, infinite), "unit": (0, 1), "circle": (-math.pi, math.pi)}

    def ends(name: str, v: Sequence[float]) -> tuple[float, float]:
        kind = FAMILIES[name].support
        if kind == "above":
            return v[0], infinite
        return tuple(map(float, FAMILIES[name].ends(*v))) if kind == "interval" else ranges[kind]

    (low, high), (floor, top) = ends(p, s), ends(q, t)
    return low >= floor and high <= top


# Pairs of P and Q whose divergence is infinite although the supports fit, because P's tail or edge is too heavy: no row.
def finite(p: str, s: Sequence[float], q: str, t: Sequence[float]) -> bool:
    heavy = {"cauchy": 1.0, "student_t": s[0], "pareto": s[-1], "inverse_gamma": s[0]}
    light = {
        "normal": 2.0,
        "laplace": 1.0,
        "gumbel": 1.0,
        "moyal": 1.0,
        "logistic": 1.0,
        "gamma": 1.0,
        "exponential": 1.0,
        "chi_squared": 1.0,
        "chi": 2.0,
        "rayleigh": 2.0,
        "half_normal": 2.0,
        "weibull": t[-1],
        "generalized_normal": t[0],
        "inverse_gaussian": 1.0,
    }
    if p in heavy and q in light and heavy[p] <= light[q]:
        return False
    two_sided = FAMILIES[p].support == "line"
    if two_sided and q in ("gumbel", "moyal"):  # exp(-x / scale) against the lower tail of p
        if p in ("cauchy", "student_t") or (p in ("laplace", "logistic") and s[1] >= t[1]):
            return False
        if p == "generalized_normal" and s[0] <= 1:
            return False
    if q in ("inverse_gamma", "inverse_gaussian"):  # 1 / x against p near 0
        power = {
            "gamma": s[0],
            "exponential": 1,
            "chi_squared": s[0] / 2,
            "chi": s[0],
            "weibull": s[-1],
            "rayleigh": 2,
            "half_normal": 1,
            "beta": s[0],
            "kumaraswamy": s[0],
            "continuous_bernoulli": 1,
            "uniform": 1,
            "triangular": 9,
        }.get(p, 9)
        if p == "uniform" and s[0] > 0:
            power = 9
        if power <= 1:
            return False
    return True


CLOSED_Q = [
    "normal",
    "laplace",
    "gumbel",
    "moyal",
    "cauchy",
    "student_t",
    "generalized_normal",
    "gamma",
    "exponential",
    "chi_squared",
    "chi",
    "weibull",
    "rayleigh",
    "half_normal",
    "inverse_gamma",
    "log_normal",
    "inverse_gaussian",
    "pareto",
    "uniform",
    "beta",
    "kumaraswamy",
    "continuous_bernoulli",
    "logit_normal",
    "triangular",
    "von_mises",
    "logistic",
    "poisson",
    "geometric",
    "bernoulli",
    "binomial",
    "negative_binomial",
    "discrete_uniform",
]


def nudged(t: Sequence[float], size: float, whole: Sequence[int] = ()) -> list[float]:
    """Parameters moved by about `size`, each by another amount."""
    factors = (1 + size, 1 - 0.7 * size, 1 + 0.4 * size)
    return [v if i in whole else v * f for i, (v, f) in enumerate(zip(t, factors))]


EXTREME: list[tuple[str, Sequence[float], str, Sequence[float]]] = [
    ("normal", (1e6, 1e-3), "normal", (1e6 + 0.5, 1e3)),
    ("normal", (0.0, 1.0), "normal", (1e8, 1e-2)),
    ("gamma", (1e6, 2e5), "gamma", (1.0001e6, 2e5)),
    ("gamma", (1e-3, 2.0), "gamma", (50.0, 2.0)),
    ("gamma", (1e4, 3.0), "normal", (3333.0, 30.0)),
    ("gamma", (1e4, 3.0), "log_normal", (8.0, 0.01)),
    ("beta", (4e4, 9e4), "beta", (4.01e4, 9e4)),
    ("beta", (1e-2, 3.0), "beta", (70.0, 0.02)),
    ("gamma", (1 + 1e-7, 2.0), "exponential", (2.0 * (1 + 3e-7),)),
    ("exponential", (2.0,), "gamma", (1 - 3e-8, 2.0)),
    ("exponential", (2.0,), "weibull", (0.5 * (1 + 1e-7), 1 - 2e-7)),
    ("weibull", (0.5, 1 + 2e-7), "exponential", (2.0,)),
    ("weibull", (0.5, 1 + 2e-7), "gamma", (1 + 1e-7, 2.0)),
    ("gamma", (1.75 + 1e-8, 0.5), "chi_squared", (3.5,)),
    ("chi_squared", (2 + 1e-7,), "exponential", (0.5,)),
    ("chi", (2 + 1e-7,), "rayleigh", (1 + 1e-8,)),
    ("chi", (1 + 1e-7,), "half_normal", (1 - 1e-8,)),
    ("half_normal", (1 + 1e-8,), "chi", (1.0,)),
    ("rayleigh", (1 + 1e-8,), "weibull", (2.0**0.5, 2 + 1e-7)),
    ("laplace", (0.5, 2.0), "laplace", (40.5, 0.1)),
    ("gumbel", (0.0, 1.0), "gumbel", (-3.0, 0.05)),
    ("poisson", (900.0,), "poisson", (900.5,)),
    ("binomial", (12, 1e-9), "binomial", (12, 0.5)),
    ("bernoulli", (1e-12,), "bernoulli", (1e-3,)),
    ("geometric", (1e-2,), "geometric", (0.9,)),
    ("von_mises", (0.4, 80.0), "von_mises", (0.5, 75.0)),
    ("continuous_bernoulli", (0.5,), "continuous_bernoulli", (0.499,)),
    ("continuous_bernoulli", (0.5 + 1e-9,), "continuous_bernoulli", (0.3,)),
    ("log_normal", (-30.0, 0.02), "log_normal", (-29.9, 0.03)),
]
WHOLE = {"binomial": (0,), "discrete_uniform": (0, 1), "negative_binomial": (0,)}
FIXED = {"inverse_gaussian": (1,), "uniform": (), "student_t": (0,), "generalized_normal": (0, 1), "kumaraswamy": (0,)}


def near_pairs(p: str) -> list[tuple[Sequence[float], Sequence[float]]]:
    keep = (*WHOLE.get(p, ()), *FIXED.get(p, ()))
    out = []
    for t in FAMILIES[p].parameters[:2]:
        for size in (1e-2, 1e-5, 1e-9):
            moved = nudged(t, size, keep)
            if p == "uniform":
                moved = [t[0] - size, t[1] + 2 * size]
            if p == "pareto":
                moved[0] = t[0] * (1 - size)
            if moved != list(t):
                out.append((t, moved))
    return out


def cases(p: str) -> list[tuple[str, Sequence[float], str, Sequence[float]]]:
    family = FAMILIES[p]
    out = [(p, s, p, t) for s, t in near_pairs(p)]
    for q in CLOSED_Q:
        for i, s in enumerate(family.parameters):
            choices = FAMILIES[q].parameters
            if p == "kumaraswamy" == q:
                choices = [(s[0], 1.9)]
            t = choices[(i + (family.support == FAMILIES[q].support)) % len(choices)]
            if fits(p, s, q, t) and finite(p, s, q, t) and (p, s) != (q, t) and (p, s, q, t) not in out:
                out.append((p, s, q, t))
    return out + [c for c in EXTREME if c[0] == p]
