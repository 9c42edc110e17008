"""Goldens of every divergence of random pairs: tests/golden/divergence_random_pairs.tsv.

  tools/golden/divergence_random_pairs.py [PAIRS]

Families and mixtures on the line, on x > 0 and on (0, 1), heavy tails, truncated ones, pairs that are nearly equal or
far apart, and whole numbers. Each line: group, measure, order or weight (or -), P and Q as expressions, value. The
value is the integral (or sum) of the textbook integrand in 60 digits, cut at modes, kinks, ends and, for total
variation, where the densities cross; what is kept by a truncation is such an integral too (closed_forms.py has the
densities). Measures that would be infinite are not drawn: a pair is of "like" tails, or Q is made to dominate P.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import flint
from closed_forms import FAMILIES, Place, arbs, log1p_exp
from double_exponential import integral
from flint import arb

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "golden"
FLOOR = -100_000  # e^-100000 is no mass


@dataclass(frozen=True)
class Part:
    """One component of a mixture, perhaps kept between two ends."""

    weight: float
    family: str
    parameters: tuple[float, ...]
    low: float | None = None
    high: float | None = None

    def text(self) -> str:
        inside = f"{self.family}({', '.join(map(repr, self.parameters))})"
        return inside if self.low is None else f"truncated({inside}, {self.low!r}, {self.high!r})"


Mixture = tuple[Part, ...]


def text(m: Mixture) -> str:
    return m[0].text() if len(m) == 1 else " + ".join(f"{p.weight}*{p.text()}" for p in m)


# The coordinate of the integral: the place and the slope dx/du.
COORDINATES: dict[str, Callable[[arb], tuple[Place, arb]]] = {
    "line": lambda u: (Place(u), arb(1)),
    "positive": lambda u: (Place(u.exp(), u), u.exp()),
    "unit": lambda u: (
        Place((-log1p_exp(-u)).exp(), -log1p_exp(-u), -log1p_exp(u)),
        (-log1p_exp(-u) - log1p_exp(u)).exp(),
    ),
}


def kept(part: Part) -> arb:
    log_density = FAMILIES[part.family].log_density(*arbs(part.parameters))
    low, high = arb(part.low), arb(part.high)
    if FAMILIES[part.family].support == "whole":
        return sum((log_density(Place(arb(k))).exp() for k in range(int(part.low), int(part.high) + 1)), arb(0))
    centre, width = FAMILIES[part.family].centre(*part.parameters)
    cuts = [centre - 2 * width, centre, centre + 2 * width, *FAMILIES[part.family].kinks(*part.parameters)]

    def inside(x: arb, _left: object, _right: object) -> arb:
        value = log_density(Place(x))
        return value.exp() if value > FLOOR else arb(0)

    return integral(inside, low, high, [arb(c) for c in cuts], arb(1))


def density(m: Mixture) -> Callable[[Place], arb]:
    parts = []
    for part in m:
        weight = arb(part.weight) if part.low is None else arb(part.weight) / kept(part)
        low = None if part.low is None else (arb(part.low), arb(part.high))
        parts.append((weight, FAMILIES[part.family].log_density(*arbs(part.parameters)), low, part))

    def p(at: Place) -> arb:
        total = arb(0)
        for weight, log_density, ends, part in parts:
            if ends is not None and not (ends[0] <= at.x <= ends[1]):
                continue
            if FAMILIES[part.family].support == "whole" and not within(part, at.x):
                continue
            value = log_density(at)
            if value > FLOOR:
                total += weight * value.exp()
        return total

    return p


def within(part: Part, x: arb) -> bool:
    low, high = FAMILIES[part.family].ends(*part.parameters)
    return (low is None or x >= low) and (high is None or x <= high)


def term(measure: str, order: float | None, x: arb, y: arb) -> arb:
    """The textbook integrand, with 0 log 0 = 0."""
    if measure == "reverse_kl_divergence":
        return term("kl_divergence", None, y, x)
    if measure == "chi_square_neyman":
        return term("chi_square_pearson", None, y, x)
    if measure in ("kl_divergence", "cross_entropy"):
        if not x > 0:
            return arb(0)
        return x * (x / y).log() if measure == "kl_divergence" else -x * y.log()
    if measure == "jeffreys_divergence":
        return (x - y) * (x / y).log()
    if measure.startswith("js_"):
        w = arb(order)
        m = w * x + (1 - w) * y
        return (w * x * (x / m).log() if x > 0 else arb(0)) + ((1 - w) * y * (y / m).log() if y > 0 else arb(0))
    if measure == "total_variation":
        return abs(x - y) / 2
    if measure == "hellinger_distance":
        return (x.sqrt() - y.sqrt()) ** 2 / 2
    if measure == "chi_square_pearson":
        return (x - y) ** 2 / y
    if measure == "triangular_discrimination":
        return (x - y) ** 2 / (x + y)
    a = arb(0.5) if measure == "bhattacharyya_distance" else arb(order)
    return (a * x.log() + (1 - a) * y.log()).exp() if x > 0 and y > 0 else arb(0)


def finished(measure: str, order: float | None, total: arb) -> arb:
    if measure in ("hellinger_distance", "js_distance"):
        return total.sqrt()
    if measure == "bhattacharyya_distance":
        return -total.log()
    if measure == "renyi_divergence":
        return total.log() / (arb(order) - 1)
    if measure == "tsallis_divergence":
        return (total - 1) / (arb(order) - 1)
    if measure == "alpha_divergence":
        return (total - 1) / (arb(order) * (arb(order) - 1))
    return total


def places(m: Mixture, coordinate: str) -> list[float]:
    out = []

    def at(k: float) -> list[float]:
        if coordinate == "positive":
            return [float(arb(k).log())] if k > 0 else []
        if coordinate == "unit":
            return [float((arb(k) / (1 - arb(k))).log())] if 0 < k < 1 else []
        return [k]

    for part in m:
        centre, width = FAMILIES[part.family].centre(*part.parameters)
        out += [centre - 2 * width, centre, centre + 2 * width]
        for k in FAMILIES[part.family].kinks(*part.parameters):
            out += at(k)
        if part.low is not None:
            out += at(part.low) + at(part.high)
    return out


def crossings(gap: Callable[[arb], arb], cuts: list[float]) -> list[arb]:
    """Where p - q changes its sign, on a fine grid, bisected."""
    low, high = min(cuts) - 12, max(cuts) + 12
    beyond = [12 * 1.12**i for i in range(1, 30)]
    grid = sorted([low + (high - low) * i / 1200 for i in range(1201)] + cuts)
    grid = [low - b for b in reversed(beyond)] + grid + [high + b for b in beyond]
    signs = [gap(arb(x)) for x in grid]
    out = []
    for a, b, fa, fb in zip(map(arb, grid), map(arb, grid[1:]), signs, signs[1:]):
        if (fa > 0 and fb < 0) or (fa < 0 and fb > 0):
            for _ in range(190):
                middle = ((a + b) / 2).mid()
                if (gap(middle) > 0) == (fa > 0):
                    a = middle
                else:
                    b = middle
            out.append(((a + b) / 2).mid())
    return out


def totals(measures: list[tuple[str, float | None]], p: Mixture, q: Mixture, coordinate: str) -> Iterator[arb | None]:
    """The integrals or sums; None for one whose rules did not agree."""
    at_p, at_q = density(p), density(q)
    if coordinate == "whole":
        masses = []
        for k in range(4000):
            x, y = at_p(Place(arb(k))), at_q(Place(arb(k)))
            masses.append((x, y))
            if k > 150 and x < arb(10) ** -55 and y < arb(10) ** -55:
                break
        for measure, order in measures:
            yield sum((term(measure, order, x, y) for x, y in masses if x > 0 or y > 0), arb(0))
        return
    known: dict[tuple, tuple[arb, arb, arb]] = {}  # several measures share the nodes

    def both(u: arb) -> tuple[arb, arb, arb]:
        key = u.mid().man_exp()
        if key not in known:
            place, slope = COORDINATES[coordinate](u)
            known[key] = (at_p(place), at_q(place), slope)
        return known[key]

    cuts = sorted({*places(p, coordinate), *places(q, coordinate)})
    for measure, order in measures:
        splits = [arb(c) for c in cuts]
        if measure == "total_variation":
            splits += crossings(lambda u: both(u)[0] - both(u)[1], cuts)

        def f(u: arb, _l: object, _r: object, measure: str = measure, order: float | None = order) -> arb:
            x, y, slope = both(u)
            if not x > 0 and not y > 0:
                return arb(0)
            needs = {"reverse_kl_divergence": x, "chi_square_neyman": x, "kl_divergence": y, "chi_square_pearson": y}
            needs |= {"cross_entropy": y, "jeffreys_divergence": min(x, y)}
            if measure in needs and not needs[measure] > 0:  # beyond the floor
                return arb(0)
            return term(measure, order, x, y) * slope

        try:
            total = integral(f, None, None, splits, arb(1))
        except ArithmeticError:
            total = None
        # The rules take what is below 1e-200 for nothing.
        yield total if total is not None and abs(total) > arb(10) ** -150 else None


ALWAYS = [("js_divergence", 0.5), ("js_divergence", 0.3), ("js_distance", 0.5), ("total_variation", None)]
ALWAYS += [("hellinger_distance", None), ("bhattacharyya_distance", None), ("triangular_discrimination", None)]
ALWAYS += [("renyi_divergence", 0.4), ("renyi_divergence", 0.9), ("tsallis_divergence", 0.3), ("alpha_divergence", 0.6)]
FORWARD = [("kl_divergence", None), ("cross_entropy", None)]
LIKE = [*FORWARD, ("reverse_kl_divergence", None), ("jeffreys_divergence", None)]
DOMINATED = [*FORWARD, ("chi_square_pearson", None), ("renyi_divergence", 1.5), ("tsallis_divergence", 1.7)]


class Draw:
    """Random families, each with its own kind of parameters."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def real(self, size: float = 3) -> float:
        return round(self.random.uniform(-size, size), 3)

    def positive(self, low: float = 0.4, high: float = 4) -> float:
        return round(low * (high / low) ** self.random.random(), 3)

    def parameters(self, family: str) -> tuple[float, ...]:
        kinds: dict[str, Callable[[], tuple[float, ...]]] = {
            "student_t": lambda: (self.positive(1.5, 9), self.real(), self.positive()),
            "generalized_normal": lambda: (self.positive(0.9, 4), self.real(), self.positive()),
            "log_normal": lambda: (self.real(1), self.positive(0.3, 1.5)),
            "logit_normal": lambda: (self.real(1), self.positive(0.3, 1.5)),
            "beta": lambda: (self.positive(0.8, 6), self.positive(0.8, 6)),
            "kumaraswamy": lambda: (self.positive(0.8, 4), self.positive(0.8, 4)),
            "continuous_bernoulli": lambda: (round(self.random.uniform(0.05, 0.45), 3),),
            "poisson": lambda: (self.positive(0.3, 25),),
            "geometric": lambda: (round(self.random.uniform(0.1, 0.9), 3),),
            "binomial": lambda: (self.random.randint(3, 40), round(self.random.uniform(0.1, 0.9), 3)),
            "negative_binomial": lambda: (self.positive(0.5, 9), round(self.random.uniform(0.1, 0.8), 3)),
        }
        if family in kinds:
            return kinds[family]()
        if FAMILIES[family].support == "line":
            return (self.real(), self.positive())
        return tuple(self.positive() for _ in FAMILIES[family].parameters[0])

    def mixture(self, families: list[str]) -> Mixture:
        weights = self.random.choice([[1.0], [1.0], [0.5, 0.5], [0.25, 0.75], [0.125, 0.625, 0.25]])
        return tuple(Part(w, f := self.random.choice(families), self.parameters(f)) for w in weights)


def beside(m: Mixture, *more: Part) -> Mixture:
    """Half of m, half of what dominates."""
    return tuple(Part(p.weight / 2, p.family, p.parameters, p.low, p.high) for p in m) + more


LINE = ["normal", "laplace", "gumbel", "logistic", "student_t", "moyal", "generalized_normal"]
HEAVY = ["cauchy", "student_t"]
POSITIVE = ["gamma", "weibull", "log_normal", "half_normal", "exponential", "rayleigh", "inverse_gamma", "chi_squared"]
UNIT = ["beta", "kumaraswamy", "continuous_bernoulli", "logit_normal"]
WHOLE = ["poisson", "geometric", "binomial", "negative_binomial"]
ON_WHOLE = ["poisson", "geometric", "negative_binomial"]

Pair = tuple[Mixture, Mixture, str, list[tuple[str, float | None]]]


def line(draw: Draw) -> Pair:
    q = beside(draw.mixture(LINE), Part(0.5, "student_t", (1.2, 0.2, 2.0)))
    if draw.random.random() < 0.5:
        p = beside(draw.mixture(LINE), Part(0.5, "student_t", (1.3, -0.4, 1.5)))
        return p, q, "line", ALWAYS + LIKE
    return draw.mixture(LINE), q, "line", ALWAYS + DOMINATED


def mirrored(draw: Draw) -> Pair:
    p = beside(draw.mixture(LINE), Part(0.5, "student_t", (1.2, 0.2, 2.0)))
    backward = [("reverse_kl_divergence", None), ("chi_square_neyman", None)]
    return p, draw.mixture(LINE), "line", ALWAYS[:4] + backward


def light(draw: Draw) -> Pair:
    return draw.mixture(LINE), draw.mixture(LINE), "line", ALWAYS


def heavy(draw: Draw) -> Pair:
    return draw.mixture(HEAVY), beside(draw.mixture(HEAVY), Part(0.5, "cauchy", (0.3, 2.0))), "line", ALWAYS + LIKE


def positive(draw: Draw) -> Pair:
    edge, tail = Part(0.25, "gamma", (0.3, 1.1)), Part(0.25, "inverse_gamma", (0.9, 1.3))
    return draw.mixture(POSITIVE), beside(draw.mixture(POSITIVE), edge, tail), "positive", ALWAYS + FORWARD


def unit(draw: Draw) -> Pair:
    p = draw.mixture(UNIT)
    return p, beside(draw.mixture(UNIT), Part(0.5, "beta", (0.9, 0.8))), "unit", ALWAYS + DOMINATED


def truncated(draw: Draw) -> Pair:
    def part(weight: float, inner: float) -> Part:
        family = draw.random.choice(LINE)
        low = draw.real(2) - inner
        return Part(weight, family, draw.parameters(family), low, round(low + draw.positive(0.5, 6) + 2 * inner, 3))

    p = (part(0.5, 0), part(0.5, 0)) if draw.random.random() < 0.5 else (part(1.0, 0),)
    if draw.random.random() < 0.5:
        return p, draw.mixture(LINE), "line", ALWAYS + DOMINATED
    return p, (part(1.0, 2.5),), "line", [m for m in ALWAYS if m[0] != "bhattacharyya_distance" and m[1] in (None, 0.5)]


def near(draw: Draw) -> Pair:
    p = draw.mixture(["normal", "laplace", "gumbel", "logistic", "student_t", "moyal"])
    size = 10 ** draw.random.uniform(-4, -1)
    q = tuple(
        Part(m.weight, m.family, tuple(round(t * (1 + size * draw.random.random()), 8) for t in m.parameters))
        for m in p
    )
    if all(m.family in ("student_t", "laplace", "logistic") for m in p):
        return p, q, "line", ALWAYS + LIKE
    return p, q, "line", ALWAYS


def apart(draw: Draw) -> Pair:
    far = round(draw.random.uniform(15, 60), 2)
    q = tuple(Part(w, "normal", (far + draw.real(), draw.positive(0.8, 3))) for w in (0.5, 0.5))
    return draw.mixture(["normal", "logistic", "gumbel"]), q, "line", ALWAYS + FORWARD


def whole(draw: Draw) -> Pair:
    q = beside(draw.mixture(WHOLE), Part(0.5, "geometric", (0.06,)))
    p = draw.mixture(WHOLE)
    if draw.random.random() < 0.3:
        p = (Part(1.0, "poisson", (draw.positive(1, 25),), 1, draw.random.randint(4, 30)),)
    return p, q, "whole", ALWAYS + DOMINATED


GROUPS = [line, mirrored, light, heavy, positive, unit, truncated, near, apart, whole]


def main(pairs: int) -> None:
    draw = Draw(20250311)
    lines = [
        f"# made by tools/golden/divergence_random_pairs.py with python-flint {flint.__version__} at 60 digits",
        "group\tmeasure\torder\tp\tq\tvalue",
    ]
    for i in range(pairs):
        group = GROUPS[i % len(GROUPS)]
        p, q, coordinate, possible = group(draw)
        chosen = draw.random.sample(possible, 4)
        if p == q:
            continue
        for (measure, order), total in zip(chosen, totals(chosen, p, q, coordinate), strict=True):
            if total is None:
                print("not settled:", group.__name__, measure, text(p), text(q), file=sys.stderr)
                continue
            value = finished(measure, order, total).mid().str(22, radius=False)
            lines.append(
                "\t".join([group.__name__, measure, "-" if order is None else repr(order), text(p), text(q), value])
            )
    (FOLDER / "divergence_random_pairs.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 270)
