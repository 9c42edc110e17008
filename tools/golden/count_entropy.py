"""Expected values of the estimators of entropy from counts: textbook formulas on mpmath numbers, 50 digits.

NSB is the ratio of two integrals over the concentration, by mpmath's quadrature. The polynomials of Wu & Yang's
estimator are found anew, by Remez's exchange in powers of x at 120 digits. Columns: region, counts (as count*times), the
number of categories or `-`, estimator, value, standard deviation (NSB) or `-`, absolute bound.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 50
OUTPUT = Path(__file__).resolve().parents[2] / "tests" / "golden" / "count_entropy.tsv"

Groups = list[tuple[int, int]]  # (count, how many categories have it)


def size(g: Groups) -> mpf:
    return mpf(sum(c * k for c, k in g))


def seen(g: Groups) -> int:
    return sum(k for _, k in g)


def times(g: Groups, count: int) -> int:
    return sum(k for c, k in g if c == count)


def surprise(p: mpf) -> mpf:
    return -p * mp.log(p) if p > 0 else mpf(0)


def plug_in(g: Groups) -> mpf:
    return mp.fsum(k * surprise(c / size(g)) for c, k in g)


def miller_madow(g: Groups) -> mpf:
    return plug_in(g) + (seen(g) - 1) / (2 * size(g))


def grassberger(g: Groups) -> mpf:
    def term(c: int) -> mpf:
        sign = -1 if c % 2 else 1
        return mp.digamma(c) + sign * (mp.digamma(mpf(c + 1) / 2) - mp.digamma(mpf(c) / 2)) / 2

    return mp.log(size(g)) - mp.fsum(k * c * term(c) for c, k in g) / size(g)


def chao_shen(g: Groups) -> mpf:
    n, once = size(g), times(g, 1)
    coverage = 1 - (n - 1 if once == n else once) / n
    return mp.fsum(k * surprise(coverage * c / n) / (1 - (1 - coverage * c / n) ** int(n)) for c, k in g)


def jackknife(g: Groups) -> mpf:
    n = size(g)
    if n == 1:
        return mpf(0)
    total = mpf(0)
    for i, (c, k) in enumerate(g):
        without = [*g[:i], (c, k - 1), *g[i + 1 :], (c - 1, 1)]
        total += k * c / n * plug_in([(a, b) for a, b in without if a > 0 and b > 0])
    return n * plug_in(g) - (n - 1) * total


def james_stein(g: Groups, categories: int) -> mpf:
    n, target, empty = size(g), mpf(1) / categories, categories - seen(g)
    distance = mp.fsum(k * (target - c / n) ** 2 for c, k in g) + empty * target**2
    noise = 1 - mp.fsum(k * (c / n) ** 2 for c, k in g)
    weight = min(mpf(1), noise / ((n - 1) * distance)) if n > 1 and distance > 0 else mpf(1)
    shrunk = [(weight * target + (1 - weight) * c / n, k) for c, k in g] + [(weight * target, empty)]
    return mp.fsum(k * surprise(p) for p, k in shrunk)


@cache
def polynomial(degree: int) -> tuple[mpf, ...]:
    """Coefficients of the polynomial nearest to -x log x on [0, 1]."""
    with mp.workdps(120):
        nodes = [(1 - mp.cos(mp.pi * i / (degree + 1))) / 2 for i in range(degree + 2)]
        while True:
            system = mp.matrix(degree + 2, degree + 2)
            for i, x in enumerate(nodes):
                for m in range(degree + 1):
                    system[i, m] = x**m
                system[i, degree + 1] = (-1) ** i
            a = list(mp.lu_solve(system, mp.matrix([surprise(x) for x in nodes])))[: degree + 1]

            def off(x: mpf, a: list[mpf] = a) -> mpf:
                return mp.polyval(a[::-1], x) - surprise(x)

            def slope(x: mpf, a: list[mpf] = a) -> mpf:
                return mp.polyval([m * a[m] for m in range(degree, 0, -1)], x) + mp.log(x) + 1

            inner = []
            for low, x, high in zip(nodes, nodes[1:], nodes[2:]):
                rising = mp.sign(off(x))
                left, right = (low + x) / 2, (x + high) / 2
                for _ in range(200):
                    middle = (left + right) / 2
                    left, right = (middle, right) if slope(middle) * rising > 0 else (left, middle)
                inner.append(left)
            nodes = [mpf(0), *inner, mpf(1)]
            sizes = [abs(off(x)) for x in nodes]
            if max(sizes) - min(sizes) < mpf(10) ** -25 * max(sizes):
                return tuple(a)


def best_polynomial(g: Groups, categories: int, known: bool) -> mpf:
    n, logarithm = size(g), mp.log(max(2, categories))
    degree = max(1, min(24, int(mpf("1.6") * logarithm)))
    threshold, interval = int(mpf("1.6") * logarithm), mpf("3.5") * logarithm
    a = polynomial(degree)
    total = (categories - seen(g)) * a[0] * interval / n if known else mpf(0)
    for c, k in g:
        if c > threshold:
            total += k * (surprise(c / n) + 1 / (2 * n))
        else:
            moments = mp.fsum(a[m] * mp.ff(c, m) / interval**m for m in range(degree + 1))
            total += k * (interval * moments - c * mp.log(interval / n)) / n
    return total


def nsb(g: Groups, categories: int) -> tuple[mpf, mpf]:
    n = size(g)
    if categories == 1:
        return mpf(0), mpf(0)
    every = [*g, (0, categories - seen(g))]

    def log_weight(t: mpf) -> mpf:
        b = mp.e**t
        likelihood = mp.fsum(k * (mp.loggamma(c + b) - mp.loggamma(b)) for c, k in g)
        likelihood += mp.loggamma(categories * b) - mp.loggamma(n + categories * b)
        return likelihood + mp.log(categories * mp.psi(1, categories * b + 1) - mp.psi(1, b + 1)) + t

    def moments(t: mpf) -> tuple[mpf, mpf]:
        b = mp.e**t
        total = n + categories * b
        mean = mp.psi(0, total + 1) - mp.fsum(k * (c + b) / total * mp.psi(0, c + b + 1) for c, k in every)
        # E[H^2] of a Dirichlet distribution, Archer, Park & Pillow 2014, eq. 12: pairs, then single categories.
        s, v = mp.psi(0, total + 2), mp.psi(1, total + 2)
        first = mp.fsum(k * (c + b) * (mp.psi(0, c + b + 1) - s) for c, k in every)
        same = mp.fsum(k * ((c + b) * (mp.psi(0, c + b + 1) - s)) ** 2 for c, k in every)
        weights = total**2 - mp.fsum(k * (c + b) ** 2 for c, k in every)
        pairs = first**2 - same - weights * v
        own = mp.fsum(
            k * (c + b) * (c + b + 1) * ((mp.psi(0, c + b + 2) - s) ** 2 + mp.psi(1, c + b + 2) - v) for c, k in every
        )
        return mean, (pairs + own) / (total * (total + 1))

    grid = [mpf(t) / 4 for t in range(-4 * 60, 4 * 60)]
    top = max(grid, key=log_weight)
    height = log_weight(top)
    inside = [t for t in grid if log_weight(t) > height - 75]
    low, high = min([*inside, top]) - mpf(1) / 4, max([*inside, top]) + mpf(1) / 4
    # The trapezoidal rule converges faster than any power where a smooth density falls away on both sides.
    before, steps = None, 200
    while True:
        h = (high - low) / steps
        sums = [mpf(0)] * 3
        for i in range(steps + 1):
            t = low + h * i
            w = mp.e ** (log_weight(t) - height)
            m, s = moments(t)
            for j, value in enumerate((1, m, s)):
                sums[j] += w * value
        mean = sums[1] / sums[0]
        found = mean, mp.sqrt(sums[2] / sums[0] - mean**2)
        if before and abs(found[0] - before[0]) + abs(found[1] - before[1]) < mpf(10) ** -16:
            return found
        before, steps = found, 2 * steps


def chao(g: Groups) -> int:
    """How many categories there are at least, seen and unseen."""
    n, once, twice = size(g), times(g, 1), times(g, 2)
    return int(mp.floor(seen(g) + (n - 1) * once * (once - 1) / (2 * n * (twice + 1)) + mpf(1) / 2))


CASES: list[tuple[str, Groups, int | None, mpf]] = [
    ("plain", [(19, 1), (2, 1), (7, 1)], 4, mpf("4e-15")),
    ("plain", [(19, 1), (2, 1), (7, 1)], None, mpf("4e-15")),
    ("plain", [(4, 1), (2, 2), (1, 4), (10, 1), (3, 1)], 12, mpf("4e-15")),
    ("plain", [(4, 1), (2, 2), (1, 4), (10, 1), (3, 1)], None, mpf("4e-15")),
    ("one observation", [(1, 1)], 2, mpf("4e-15")),
    ("one observation", [(1, 1)], 1000, mpf("4e-15")),
    ("one observation", [(1, 1)], None, mpf("4e-15")),
    ("one category", [(1000, 1)], 3, mpf("4e-15")),
    ("one category", [(999, 1)], None, mpf("4e-15")),
    ("one category", [(7, 1)], 1, mpf("4e-15")),
    ("all once", [(1, 30)], 1000, mpf("1e-14")),
    ("all once", [(1, 30)], None, mpf("1e-14")),
    ("all once", [(1, 2)], 2, mpf("4e-15")),
    ("equal", [(25, 4)], 4, mpf("4e-15")),
    ("nearly one", [(1_000_000, 1), (1, 1)], 2, mpf("2e-14")),
    ("nearly one", [(1_000_000_000, 1), (1, 1)], 10, mpf("2e-14")),
    ("huge", [(1_000_000_000, 3), (5, 1)], 5, mpf("2e-14")),
    ("huge", [(1_000_000_000, 1), (3_000_000, 2), (17, 3), (1, 2)], None, mpf("2e-14")),
    ("many", [(1, 2910), (2, 45)], 100_000, mpf("2e-14")),
    ("many", [(1, 100), (2, 40), (3, 20), (17, 5), (400, 1)], 1_000_000, mpf("2e-14")),
    ("many", [(10, 300), (11, 300), (12, 400)], 1000, mpf("2e-14")),
]


def main() -> None:
    plain: dict[str, Callable[[Groups], mpf]] = {
        "plug_in": plug_in,
        "miller_madow": miller_madow,
        "grassberger": grassberger,
        "chao_shen": chao_shen,
        "jackknife": jackknife,
    }
    lines = [
        "# count_entropy: made by tools/golden/count_entropy.py with mpmath at 50 digits",
        "region\tcounts\tcategories\testimator\tvalue\tsd\tbound",
    ]
    for region, g, known, bound in CASES:
        categories = known or chao(g)
        found = {name: (formula(g), None) for name, formula in plain.items()}
        found["james_stein"] = (james_stein(g, categories), None)
        found["best_polynomial"] = (best_polynomial(g, categories, known is not None), None)
        found["nsb"] = nsb(g, categories)
        written = ",".join(f"{c}*{k}" for c, k in g)
        for name, (value, sd) in found.items():
            limited = max(mpf(0), min(value, mp.log(known) if known else value))
            allowed = mpf("1e-9") * max(sd, mpf("1e-6")) + bound if sd is not None else bound
            spread = "-" if sd is None else mp.nstr(sd, 20)
            fields = [region, written, str(known or "-"), name, mp.nstr(limited, 25), spread, mp.nstr(allowed, 3)]
            lines.append("\t".join(fields))
    OUTPUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
