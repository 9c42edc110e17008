"""Goldens of the families: log density and its gradient, cdf, survival, quantiles, mean, variance and entropy.

  tools/golden/distributions.py [FAMILY...]

A family (tools/golden/families) states the textbook formulas of its log density, cdf and survival function. Mean,
variance and entropy are integrals (or sums) of that density, gradients are difference quotients, quantiles come from
the cdf: nothing else is derived by hand, so that a slip in a closed form shows as a failed test.

One line a value, tab separated: quantity, parameters, x (or u), value, unit. The unit is what one rounding of x and of
each parameter could do to the value, and one rounding of the value itself: 2^-53 (|g| + |x dg/dx| + sum |t dg/dt|).
The tests hold the library to a few units.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import mpmath
from families.built import FAMILIES as BUILT
from families.built import NAMED
from families.reference import Family
from mpmath import exp, inf, mp, mpf

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "golden"
ROUNDING = mpf(2) ** -53
STEP = mpf(10) ** -22


def difference(f: Callable, arguments: list, i: int, step: mpf = STEP) -> mpf:
    h = step * (abs(arguments[i]) or mpf(10) ** -3)
    up, down = list(arguments), list(arguments)
    up[i] += h
    down[i] -= h
    return (f(*up) - f(*down)) / (2 * h)


def unit(f: Callable, arguments: list, value: mpf, moving: Sequence[int], step: mpf = STEP) -> mpf:
    total = abs(value)
    for i in moving:
        if arguments[i] != 0:
            total += abs(arguments[i] * difference(f, arguments, i, step))
    return ROUNDING * total


def number(x: mpf) -> str:
    if mpmath.isnan(x):
        return "nan"
    if mpmath.isinf(x):
        return "inf" if x > 0 else "-inf"
    return mpmath.nstr(x, 22)


def ranges(family: Family, t: Sequence[mpf]) -> list:
    lower, upper = family.support(*t)
    inner = [mpf(s) for s in sorted(family.splits(*t)) if lower < s < upper]
    return [lower, *inner, upper]


def expectation(family: Family, t: Sequence[mpf], g: Callable, digits: int) -> mpf:
    with mp.workdps(digits):
        if family.lattice:
            return lattice_sum(family, t, g)
        return mpmath.quad(lambda x: g(x) * exp(family.log_density(x, *t)), ranges(family, t), maxdegree=9)


def lattice_sum(family: Family, t: Sequence[mpf], g: Callable) -> mpf:
    lower, upper = family.support(*t)
    if upper - lower > 20000:
        upper = inf
    if not mpmath.isinf(upper):
        return mpmath.fsum(
            g(k) * exp(family.log_density(k, *t))
            for k in map(mpf, range(int(lower), int(upper) + 1))
            if family.log_density(k, *t) > -inf
        )
    total, k, quiet = mpf(0), mpf(lower), 0
    while quiet < 20:
        term = g(k) * exp(family.log_density(k, *t))
        total += term
        quiet = quiet + 1 if abs(term) < mp.eps * abs(total) and k > family.splits(*t)[0] else 0
        k += 1
    return total


def moments(family: Family, t: list, digits: int) -> dict[str, mpf]:
    mean = expectation(family, t, lambda x: x, digits) if family.mean is None else family.mean(*t)
    out = {"mean": mean}
    if family.variance is None:
        centre = expectation(family, t, lambda x: x, digits) if family.mean is not None else mean
        out["variance"] = expectation(family, t, lambda x: (x - centre) ** 2, digits)
    else:
        out["variance"] = family.variance(*t)

    if family.entropy is not None:
        return out | {"entropy": family.entropy(*t)}

    def surprise(x: mpf) -> mpf:
        value = family.log_density(x, *t)
        return -value if value > -inf else mpf(0)

    out["entropy"] = expectation(family, t, surprise, digits)
    return out


def rows(family: Family) -> list[tuple]:
    out = []
    for values in family.parameters:
        t = [mpf(v) for v in values]
        moving = [i for i in range(len(t)) if i not in family.fixed]
        shifted = [i + 1 for i in moving] if family.lattice else [0, *(i + 1 for i in moving)]
        for x in family.points(*values):
            at = [mpf(float(x)), *t]
            density = family.log_density(*at)
            if density == -inf:
                out.append(("log_density", values, x, density, mpf(0)))
                continue
            out.append(("log_density", values, x, density, unit(family.log_density, at, density, shifted)))
            for i in moving if family.gradient else []:
                slope = lambda *a, i=i: difference(family.log_density, list(a), i + 1)
                g = slope(*at)
                scale = unit(slope, at, g, shifted, mpf(10) ** -8)
                out.append((f"gradient{i}", values, x, g, scale))
            for name, f in (("cdf", family.cdf), ("survival", family.survival)):
                value = f(*at)
                scale = unit(f, at, value, shifted)
                out.append((name, values, x, value, scale))
                if family.lattice or not mpf(10) ** -300 < value < 0.9:
                    continue
                u = mpf(float(value))
                sign = 1 if name == "cdf" else -1
                slope = exp(density)
                quantile = at[0] + sign * (u - value) / slope
                spread = ROUNDING * (abs(at[0]) + u / slope) + scale / slope
                out.append(("quantile" if sign > 0 else "quantile_survival", values, u, quantile, spread))
        fine = moments(family, t, 32)
        coarse = {}
        for i in moving:
            for sign in (1, -1):
                moved = list(t)
                moved[i] *= 1 + sign * mpf(10) ** -8
                coarse[i, sign] = moments(family, moved, 26) if t[i] != 0 else fine
        for name, value in fine.items():
            total = abs(value)
            for i in moving:
                change = coarse[i, 1][name] - coarse[i, -1][name]
                total += abs(change) / (2 * mpf(10) ** -8) if mpmath.isfinite(change) else 0
            out.append((name, values, None, value, ROUNDING * total if mpmath.isfinite(value) else mpf(0)))
    return out


def write(name: str, family: Family) -> None:
    lines = [
        (
            f"# {name}: made by tools/golden/distributions.py with mpmath {mpmath.__version__} at {mp.dps} digits, "
            "integrals at 32"
        ),
        "quantity\tparameters\tx\tvalue\tunit",
    ]
    for quantity, values, x, value, scale in rows(family):
        parameters = ",".join(float(v).hex() for v in values)
        place = "-" if x is None else float(x).hex()
        lines.append(f"{quantity}\t{parameters}\t{place}\t{number(value)}\t{mpmath.nstr(scale, 4)}")
    (FOLDER / f"distribution_{name}.tsv").write_text("\n".join(lines) + "\n")
    print(name, len(lines) - 2, "values")


def main(names: Sequence[str]) -> None:
    for name in names:
        write(name, FAMILIES[name])


FAMILIES = NAMED | BUILT

if __name__ == "__main__":
    main(sys.argv[1:] or list(FAMILIES))
