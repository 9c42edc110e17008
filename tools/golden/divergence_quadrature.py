"""Goldens of divergences by quadrature: tests/golden/divergence_between.tsv, random pairs of families and mixtures.

Each line: measure, order or weight (or -), P and Q as expressions, value. The value is the integral of the textbook
integrand in 60 digits, cut at modes and kinks and where the densities cross (tools/golden/families).
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import flint
from double_exponential import integral
from families.arithmetic import Place
from families.integrals import FAMILIES, arbs
from flint import arb

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "golden"
LINE = ["normal", "laplace", "gumbel", "logistic", "student_t", "moyal"]
POSITIVE = ["gamma", "weibull", "log_normal", "half_normal", "exponential", "rayleigh"]


def drawn(generator: random.Random, family: str) -> tuple[float, ...]:
    def real() -> float:
        return round(generator.uniform(-3, 3), 3)

    def positive() -> float:
        return round(2 ** generator.uniform(-1.5, 2), 3)

    if family == "student_t":
        return (round(generator.uniform(1.5, 9), 2), real(), positive())
    if family in LINE:
        return (real(), positive())
    if family == "log_normal":
        return (round(generator.uniform(-1, 1), 3), round(generator.uniform(0.3, 1.5), 3))
    return tuple(positive() for _ in FAMILIES[family].parameters[0])


Mixture = list[tuple[float, str, tuple[float, ...]]]


def random_mixture(generator: random.Random, families: list[str]) -> Mixture:
    weights = generator.choice([[1.0], [0.5, 0.5], [0.25, 0.75], [0.125, 0.625, 0.25]])
    return [(w, f := generator.choice(families), drawn(generator, f)) for w in weights]


def text(m: Mixture) -> str:
    parts = [(w, f"{f}({', '.join(map(repr, t))})") for w, f, t in m]
    return parts[0][1] if len(parts) == 1 else " + ".join(f"{w}*{p}" for w, p in parts)


def density(m: Mixture):
    parts = [(arb(w), FAMILIES[f].log_density(*arbs(t))) for w, f, t in m]

    def p(at: Place) -> arb:
        total = arb(0)
        for w, log_density in parts:
            value = log_density(at)
            if value > -4000:
                total += w * value.exp()
        return total

    return p


def places(m: Mixture, positive: bool) -> list[float]:
    out = []
    for _, f, t in m:
        centre, width = FAMILIES[f].centre(*t)
        out += [centre - 2 * width, centre, centre + 2 * width]
        out += [float(arb(k).log()) if positive else k for k in FAMILIES[f].kinks(*t) if not positive or k > 0]
    return out


def crossings(p, q, cuts: list[float]) -> list[arb]:
    """Where p - q changes its sign, on a fine grid, bisected."""
    low, high = min(cuts) - 12, max(cuts) + 12
    steps = 1500
    grid = [arb(low + (high - low) * i / steps) for i in range(steps + 1)]
    signs = [p(x) - q(x) for x in grid]
    out = []
    for a, b, fa, fb in zip(grid, grid[1:], signs, signs[1:]):
        if (fa > 0 and fb < 0) or (fa < 0 and fb > 0):
            for _ in range(190):
                middle = ((a + b) / 2).mid()
                value = p(middle) - q(middle)
                if (value > 0) == (fa > 0):
                    a = middle
                else:
                    b = middle
            out.append(((a + b) / 2).mid())
    return out


def row(measure: str, order: float | None, a: Mixture, b: Mixture, positive: bool) -> str:
    pa, pb = density(a), density(b)

    def at(u: arb) -> Place:
        return Place(u.exp(), u) if positive else Place(u)

    p, q = (lambda u: pa(at(u))), (lambda u: pb(at(u)))
    cuts = sorted({*places(a, positive), *places(b, positive)})
    splits = [arb(c) for c in cuts]
    if measure == "total_variation":
        splits += crossings(p, q, cuts)

    def f(u: arb, _l: object, _r: object) -> arb:
        x, y = p(u), q(u)
        if not (x > 0 and y > 0):
            x = x if x > 0 else arb(0)
            y = y if y > 0 else arb(0)
            if not y > 0:  # beyond e^-4000
                return arb(0)
        slope = u.exp() if positive else arb(1)
        if measure == "kl_divergence":
            value = x * (x / y).log() if x > 0 else arb(0)
        elif measure == "js_divergence":
            w = arb(order)
            m = w * x + (1 - w) * y
            value = (w * x * (x / m).log() if x > 0 else arb(0)) + ((1 - w) * y * (y / m).log() if y > 0 else arb(0))
        elif measure == "total_variation":
            value = abs(x - y) / 2
        elif measure == "hellinger_distance":
            value = (x.sqrt() - y.sqrt()) ** 2 / 2
        elif measure == "chi_square_pearson":
            value = (x - y) ** 2 / y
        else:
            value = (arb(order) * x.log() + (1 - arb(order)) * y.log()).exp() if x > 0 and y > 0 else arb(0)
        return value * slope

    total = integral(f, None, None, splits, arb(1))
    if measure == "hellinger_distance":
        total = total.sqrt()
    elif measure == "renyi_divergence":
        total = total.log() / (arb(order) - 1)
    return "\t".join(
        [measure, "-" if order is None else repr(order), text(a), text(b), total.mid().str(22, radius=False)]
    )


MEASURES = [
    ("kl_divergence", None),
    ("js_divergence", 0.5),
    ("js_divergence", 0.3),
    ("total_variation", None),
    ("hellinger_distance", None),
    ("renyi_divergence", 0.4),
    ("renyi_divergence", 0.9),
    ("chi_square_pearson", None),
]


def main(count: int) -> None:
    generator = random.Random(20240607)
    lines = [
        f"# made by tools/golden/divergence_quadrature.py with python-flint {flint.__version__} at 60 digits",
        "measure\torder\tp\tq\tvalue",
    ]
    while len(lines) < count + 2:
        positive = generator.random() < 0.4
        a, b = (random_mixture(generator, POSITIVE if positive else LINE) for _ in "pq")
        measure, order = MEASURES[len(lines) % len(MEASURES)]
        if measure in ("kl_divergence", "chi_square_pearson"):  # a Q whose tails bound P's, so that they are finite
            b = (
                [(0.5, "log_normal", (0.0, 1.5)), (0.5, "log_normal", (0.5, 2.5))]
                if positive
                else b[:-1] + [(1 - sum(w for w, _, _ in b[:-1]), "student_t", (1.5, 0.2, 2.0))]
            )
        if a == b:
            continue
        try:
            lines.append(row(measure, order, a, b, positive))
        except ArithmeticError as why:
            print(measure, text(a), text(b), why, file=sys.stderr)
    (FOLDER / "divergence_between.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 240)
