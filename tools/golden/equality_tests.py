"""Goldens of the tests of equality: statistics by their definitions, p-values by listing every way of dealing out the
pooled values, in whole numbers and 60 digits; and the limits of Cramer-von Mises and Anderson-Darling by their series.

tests/golden/equality_tests.tsv: test, counts of the first sample, of the second (in the order of the values), statistic,
p-value. tests/golden/equality_limits.tsv: which limit, x, P(limit > x).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from fractions import Fraction

import mpmath
from golden import FOLDER
from mpmath import mp, mpf

mp.dps = 60
SAME = mpf(10) ** -40


def dealings(totals: list[int], n: int) -> Iterator[tuple[list[int], int]]:
    """Every list of counts of the first sample, and in how many ways it comes about."""
    for first in itertools.product(*[range(t + 1) for t in totals]):
        if sum(first) == n:
            yield list(first), math.prod(math.comb(t, a) for t, a in zip(totals, first, strict=True))


def distances(p: list[int], q: list[int]) -> list[Fraction]:
    n, m = sum(p), sum(q)
    return [
        Fraction(a, n) - Fraction(b, m) for a, b in zip(itertools.accumulate(p), itertools.accumulate(q), strict=True)
    ]


def ks(p: list[int], q: list[int]) -> mpf:
    d = max(abs(v) for v in distances(p, q))
    return mpf(d.numerator) / d.denominator


def cvm(p: list[int], q: list[int]) -> mpf:
    n, m = sum(p), sum(q)
    t = Fraction(n * m, (n + m) ** 2) * sum((a + b) * d**2 for a, b, d in zip(p, q, distances(p, q), strict=True))
    return mpf(t.numerator) / t.denominator


def a2(p: list[int], q: list[int]) -> Fraction:
    """Scholz and Stephens 1987, equation 7, for two samples."""
    size = sum(p) + sum(q)
    value = Fraction(0)
    for sample in (p, q):
        total = Fraction(0)
        for j in range(len(p)):
            ties = p[j] + q[j]
            b = sum(p[:j]) + sum(q[:j]) + Fraction(ties, 2)
            m = sum(sample[:j]) + Fraction(sample[j], 2)
            below = b * (size - b) - Fraction(size * ties, 4)
            if below:
                total += Fraction(ties, size) * (size * m - sum(sample) * b) ** 2 / below
        value += total / sum(sample)
    return value * Fraction(size - 1, size)


def variance_of_a2(n: int, m: int) -> Fraction:
    """Equation 4, for k = 2."""
    size, k = n + m, 2
    big_h = Fraction(1, n) + Fraction(1, m)
    h = sum(Fraction(1, i) for i in range(1, size))
    g = sum(Fraction(1, (size - i) * j) for i in range(1, size - 1) for j in range(i + 1, size))
    a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * big_h
    b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * big_h - 8 * h + 4 * g - 6
    c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * big_h + 4 * h
    d = (2 * h + 6) * k * k - 4 * h * k
    return (a * size**3 + b * size**2 + c * size + d) / ((size - 1) * (size - 2) * (size - 3))


def ad(p: list[int], q: list[int]) -> mpf:
    v, s = a2(p, q) - 1, variance_of_a2(sum(p), sum(q))
    return mpf(v.numerator) / v.denominator / mpmath.sqrt(mpf(s.numerator) / s.denominator)


def chi_square(p: list[int], q: list[int]) -> mpf:
    n, m = sum(p), sum(q)
    x = Fraction(0)
    for a, b in zip(p, q, strict=True):
        for seen, size in ((a, n), (b, m)):
            expected = Fraction((a + b) * size, n + m)
            x += (seen - expected) ** 2 / expected if expected else 0
    return mpf(x.numerator) / x.denominator


def likelihood(p: list[int], q: list[int]) -> mpf:
    n, m = sum(p), sum(q)
    terms = [
        mpf(seen) * mpmath.log(mpf(seen) * (n + m) / ((a + b) * size))
        for a, b in zip(p, q, strict=True)
        for seen, size in ((a, n), (b, m))
        if seen
    ]
    return 2 * mpmath.fsum(terms)


def rarity(p: list[int], q: list[int]) -> mpf:
    ways = math.prod(math.comb(a + b, a) for a, b in zip(p, q, strict=True))
    return -mpmath.log(mpf(ways) / math.comb(sum(p) + sum(q), sum(p)))


def p_value(statistic: Callable[[list[int], list[int]], mpf], p: list[int], q: list[int]) -> mpf:
    totals = [a + b for a, b in zip(p, q, strict=True)]
    seen = statistic(p, q)
    least = seen - SAME * max(1, abs(seen))
    beyond = sum(
        ways
        for first, ways in dealings(totals, sum(p))
        if statistic(first, [t - a for t, a in zip(totals, first, strict=True)]) >= least
    )
    return mpf(beyond) / math.comb(sum(totals), sum(p))


def cramer_von_mises_limit(x: mpf) -> mpf:
    """1 - F(x), F of Anderson and Darling 1952, equation 4.35 (Csorgo and Faraway 1996, equation 1.2)."""

    def term(k: int) -> mpf:
        y = (4 * k + 1) ** 2 / (16 * x)
        u = mpmath.gamma(k + mpf(1) / 2) / (mpmath.gamma(mpf(1) / 2) * mpmath.factorial(k))
        return u * mpmath.sqrt(4 * k + 1) * mpmath.exp(-y) * mpmath.besselk(mpf(1) / 4, y)

    return 1 - mpmath.nsum(lambda k: term(int(k)), [0, mpmath.inf], method="direct") / (mp.pi * mpmath.sqrt(x))


def anderson_darling_limit(x: mpf) -> mpf:
    """1 - F(x), Anderson and Darling 1954, page 767."""

    def term(j: int) -> mpf:
        t = (4 * j + 1) ** 2 * mp.pi**2 / (8 * x)
        factor = (-1) ** j * mpmath.gamma(j + mpf(1) / 2) / (mpmath.gamma(mpf(1) / 2) * mpmath.factorial(j))

        def integrand(w: mpf) -> mpf:
            return mpmath.exp(x / (8 * (w * w + 1)) - w * w * t)

        edge = 12 / mpmath.sqrt(t)
        whole = mpmath.quad(integrand, [0, edge / 4, edge / 2, edge])
        return factor * (4 * j + 1) * mpmath.exp(-t) * whole

    total, j = mpf(0), 0
    while True:
        one = term(j)
        total += one
        if abs(one) < mpf(10) ** -45:
            break
        j += 1
    return 1 - mpmath.sqrt(2 * mp.pi) / x * total


CASES = {
    "ks": ks,
    "cvm": cvm,
    "ad": ad,
    "chi_square": chi_square,
    "g": likelihood,
    "fisher": rarity,
}
COUNTS = [
    ([1, 1, 0, 1, 0, 0, 1, 0], [0, 0, 1, 0, 1, 1, 0, 1]),
    ([1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]),
    ([1, 0, 1, 1, 1, 0, 1, 0, 1], [0, 1, 0, 0, 0, 1, 0, 1, 0]),
    ([3, 2, 1, 0], [0, 2, 2, 3]),
    ([2, 0, 1, 3, 1], [1, 4, 0, 2, 1]),
    ([5, 1, 1], [1, 1, 6]),
    ([7, 3], [2, 9]),
    ([4, 0, 2, 5], [4, 1, 2, 5]),
    ([6, 0, 1], [1, 3, 3]),
    ([1, 9], [3, 8]),
]


def main() -> None:
    made = f"made by tools/golden/equality_tests.py with mpmath {mpmath.__version__} at {mp.dps} digits"
    lines = [f"# {made}", "test\tp\tq\tstatistic\tp_value"]
    for name, statistic in CASES.items():
        for p, q in COUNTS:
            seen, chance = statistic(p, q), p_value(statistic, p, q)
            numbers = (mpmath.nstr(v, 25, min_fixed=0, max_fixed=0) for v in (seen, chance))
            lines.append("\t".join([name, ",".join(map(str, p)), ",".join(map(str, q)), *numbers]))
    (FOLDER / "equality_tests.tsv").write_text("\n".join(lines) + "\n")
    limits = {
        "cvm": (cramer_von_mises_limit, ["0.03", "0.1", "0.3", "0.75", "1.5", "4"]),
        "ad": (anderson_darling_limit, ["0.2", "0.5", "1", "2.5", "6", "15"]),
    }
    lines = [f"# {made}", "limit\tx\tp_value"]
    for name, (tail, places) in limits.items():
        lines += [f"{name}\t{x}\t{mpmath.nstr(tail(mpf(x)), 20, min_fixed=0, max_fixed=0)}" for x in places]
    (FOLDER / "equality_limits.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
