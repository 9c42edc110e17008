"""Goldens of affinities within exponential families: tests/golden/closed_affinity.tsv.

Each line: family, P's parameters (hex floats), Q's, alpha, -log of the integral (or sum) of p^alpha q^(1-alpha). The
integral is that of closed_forms.py's textbook densities, p times (q/p)^(1-alpha), in 60 digits; no closed form is used.
Besides pairs that differ there are nearly equal ones, and extreme ones.
"""

from __future__ import annotations

import math
from pathlib import Path

import flint
from closed_forms import FAMILIES, arbs, expectation
from flint import arb

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "golden"

PAIRS = {
    "normal": [((0.3, 1.7), (-2.5, 0.4)), ((1e3, 1.25), (1001.0, 1.5)), ((0.0, 1.0), (12.0, 1.25))],
    "log_normal": [((0.3, 0.8), (-1.1, 1.1))],
    "logit_normal": [((0.3, 0.8), (-1.1, 0.9))],
    "laplace": [((0.25, 1.7), (0.25, 0.9))],
    "gumbel": [((0.3, 1.7), (2.5, 1.7))],
    "moyal": [((0.3, 1.7), (2.5, 1.7))],
    "pareto": [((0.625, 2.7), (0.625, 1.8))],
    "weibull": [((1.3, 2.4), (0.9, 2.4))],
    "rayleigh": [((1.3,), (1.1,))],
    "half_normal": [((1.3,), (1.6,))],
    "chi": [((3.7,), (1.9,))],
    "chi_squared": [((3.7,), (1.9,))],
    "exponential": [((0.7,), (3.1,))],
    "gamma": [((2.3, 0.7), (0.4, 1.1)), ((250.0, 90.0), (300.0, 100.0)), ((1e4, 1.0), (1.01e4, 1.0))],
    "inverse_gamma": [((3.3, 0.7), (1.6, 1.1))],
    "beta": [((2.3, 0.7), (1.4, 1.1)), ((350.0, 900.0), (300.0, 1000.0))],
    "continuous_bernoulli": [((0.3,), (0.92,)), ((0.875,), (0.96875,))],
    "von_mises": [((0.4, 1.3), (-1.9, 6.5)), ((0.5, 20.0), (0.625, 25.0))],
    "bernoulli": [((0.3,), (0.92,)), ((1 - 2.0**-30,), (1 - 2.0**-29,))],
    "binomial": [((12, 0.3), (12, 0.85))],
    "poisson": [((3.7,), (0.4,)), ((400.0,), (420.0,))],
    "geometric": [((0.3,), (0.85,)), ((2.0**-6,), (2.0**-5,))],
    "negative_binomial": [((2.3, 0.4), (2.3, 0.15))],
    "uniform": [((0.25, 1.5), (-0.5, 2.25))],
    "discrete_uniform": [((2, 5), (0, 6))],
}
FIXED = {  # parameters that stay equal within a pair
    "laplace": (0,), "gumbel": (1,), "moyal": (1,), "pareto": (0,), "weibull": (1,), "binomial": (0,),
    "negative_binomial": (0,),
}  # fmt: skip
UNIFORM = {"uniform", "discrete_uniform"}
ORDERS = [0.5, 0.3, 0.9, 1.25, 2.0]


def gap(family: str, s: tuple, t: tuple, alpha: arb) -> arb:
    log_q = FAMILIES[family].log_density(*arbs(t))
    kinks = FAMILIES[family].kinks(*t)
    b = 1 - alpha
    return -expectation(family, s, kinks, lambda at, log_p: (b * (log_q(at) - log_p)).exp()).log()


def nearby(family: str, s: tuple, size: float) -> tuple:
    fixed = FIXED.get(family, ())
    return tuple(x if i in fixed else x * (1 + size * (1 + i / 2)) for i, x in enumerate(s))


def rows() -> list[str]:
    out = []
    for family, pairs in PAIRS.items():
        cases = [(s, t, alpha) for s, t in pairs for alpha in ORDERS]
        if family not in UNIFORM:
            base = pairs[0][0]
            cases += [(base, nearby(family, base, size), a) for size in (1e-3, 1e-6, -1e-9) for a in (0.5, 0.3, 2.0)]
        for s, t, alpha in cases:
            if not finite(family, s, t, alpha):
                continue
            value = gap(family, s, t, arb(alpha))
            if family not in UNIFORM and alpha < 1:  # the same with Q's mass as the weight
                other = gap(family, t, s, 1 - arb(alpha))
                if abs(other - value) > abs(value) * arb(10) ** -16:
                    raise ArithmeticError(f"{family} {s} {t} {alpha}: {value} and {other}")
            text = [",".join(float(x).hex() for x in v) for v in (s, t)]
            out.append("\t".join([family, *text, repr(alpha), value.mid().str(22, radius=False)]))
        print(family, len(out), flush=True)
    return out


def finite(family: str, s: tuple, t: tuple, alpha: float) -> bool:
    """Whether the natural parameters between are those of a member."""
    b = 1 - alpha

    def mix(x: float, y: float) -> float:
        return alpha * x + b * y

    if family in ("normal", "log_normal", "logit_normal"):
        return mix(s[1] ** -2, t[1] ** -2) > 1e-6
    if family == "laplace":
        return mix(1 / s[1], 1 / t[1]) > 1e-6
    if family in ("gumbel", "moyal"):
        return mix(math.exp(s[0] / s[1]), math.exp(t[0] / t[1])) > 1e-6
    if family == "weibull":
        return mix(s[0] ** -s[1], t[0] ** -t[1]) > 1e-6
    if family in ("rayleigh", "half_normal"):
        return mix(s[0] ** -2, t[0] ** -2) > 1e-6
    if family in ("chi", "chi_squared", "exponential", "gamma", "inverse_gamma", "beta"):
        return all(mix(x, y) > 1e-6 for x, y in zip(s, t, strict=True))
    if family == "pareto":
        return mix(s[1], t[1]) > 1e-6
    if family == "geometric":
        return mix(math.log1p(-s[0]), math.log1p(-t[0])) < -1e-6
    if family == "negative_binomial":
        return mix(math.log(s[1]), math.log(t[1])) < -1e-6
    return True


if __name__ == "__main__":
    header = [
        f"# made by tools/golden/closed_affinity.py with python-flint {flint.__version__} at 60 digits",
        "family\tp\tq\talpha\tvalue",
    ]
    (FOLDER / "closed_affinity.tsv").write_text("\n".join([*header, *rows()]) + "\n")
