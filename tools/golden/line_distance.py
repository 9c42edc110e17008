"""Goldens of line_distance: wasserstein_1, wasserstein_2 and energy_distance between a distribution and masses at places.

A density is integrated in x: W1 over |F - G|, cut at the places and where F crosses a level of G; W2 as the cost of the
rising transport, the sum over places of the integral of (x - x_i)^2 f(x) between the quantiles of the levels around x_i;
the energy distance over (F - G)^2. Masses on whole numbers are summed until 1e-60 is left.

A line of the file: measure, distribution, places, masses, value, relative bound.
"""

from itertools import accumulate, pairwise
from pathlib import Path

import mpmath
from mpmath import fsum, mp, mpf, quad, sqrt

mp.dps = 40
TARGET = Path(__file__).resolve().parents[2] / "tests" / "golden" / "line_distance.tsv"


class Density:
    def __init__(self, text, pdf, cdf, low, high, start):
        self.text, self.pdf, self.cdf, self.low, self.high, self.start = text, pdf, cdf, low, high, start

    def quantile(self, u):
        """By bisection: slow, and sure."""
        low, high = mpf(self.low), mpf(self.high)
        for _ in range(160):
            middle = (low + high) / 2
            low, high = (middle, high) if self.cdf(middle) < u else (low, middle)
        return (low + high) / 2


def normal(mean, sd):
    z = mpf(sd) * sqrt(2)
    return Density(
        f"normal({mean}, {sd})",
        lambda x: mpmath.npdf(x, mean, sd),
        lambda x: mpmath.erfc((mean - x) / z) / 2,
        mean - 25 * sd,
        mean + 25 * sd,
        mean,
    )


def gamma(shape, rate):
    return Density(
        f"gamma({shape}, {rate})",
        lambda x: mpf(rate) ** shape * x ** (shape - 1) * mpmath.exp(-rate * x) / mpmath.gamma(shape),
        lambda x: mpmath.gammainc(shape, 0, rate * x, regularized=True) if x > 0 else mpf(0),
        0,
        mpf(200) / rate,
        mpf(shape) / rate,
    )


def uniform(low, high):
    return Density(
        f"uniform({low}, {high})",
        lambda x: mpf(1) / (high - low),
        lambda x: min(max((x - low) / mpf(high - low), mpf(0)), mpf(1)),
        low,
        high,
        mpf(low + high) / 2,
    )


def levels_of(masses):
    return [mpf(0), *list(accumulate(mpf(m) for m in masses))[:-1], mpf(1)]


def pieces(low, high, count=8):
    return [low + (high - low) * k / count for k in range(count + 1)]


def of_density(d, places, masses):
    x, c = [mpf(v) for v in places], levels_of(masses)
    crossings = [d.quantile(u) for u in c[1:-1]]
    cuts = sorted({mpf(d.low), mpf(d.high), mpf(d.start), *x, *crossings})

    def step(t):
        return c[sum(1 for v in x if v <= t)]

    def integral(power):
        parts = []
        for a, b in pairwise(cuts):
            level = step((a + b) / 2)
            parts.append(quad(lambda t, level=level: abs(d.cdf(t) - level) ** power, pieces(a, b)))
        return fsum(parts)

    ends = [mpf(d.low), *crossings, mpf(d.high)]
    cost = fsum(
        quad(lambda t, at=at: (t - at) ** 2 * d.pdf(t), pieces(a, b))
        for at, a, b in zip(x, ends, ends[1:], strict=False)
    )
    return {"wasserstein_1": integral(1), "wasserstein_2": sqrt(cost), "energy_distance": sqrt(2 * integral(2))}


def poisson(rate):
    return f"poisson({rate})", 0, lambda k: mpmath.exp(-rate) * mpf(rate) ** k / mpmath.factorial(k)


def of_whole_numbers(first, mass, places, masses):
    whole, total, k = [], mpf(0), first
    while 1 - total > mpf(10) ** -35:
        whole.append((mpf(k), mass(k)))
        total += whole[-1][1]
        k += 1
    p = [*whole[:-1], (whole[-1][0], whole[-1][1] + 1 - total)]
    q = list(zip([mpf(v) for v in places], [mpf(m) for m in masses], strict=True))
    q[-1] = (q[-1][0], 1 - fsum(m for _, m in q[:-1]))

    def cdf(side, t):
        return fsum(m for v, m in side if v <= t)

    cuts = sorted({v for v, _ in p + q})
    gaps = [(b - a, cdf(p, a) - cdf(q, a)) for a, b in pairwise(cuts)]
    cost, i, j = mpf(0), 0, 0
    left, right = p[0][1], q[0][1]
    while i < len(p) and j < len(q):
        moved = min(left, right)
        cost += moved * (p[i][0] - q[j][0]) ** 2
        left, right = left - moved, right - moved
        if left <= right:
            i += 1
            left = p[i][1] if i < len(p) else mpf(0)
        else:
            j += 1
            right = q[j][1] if j < len(q) else mpf(0)
    return {
        "wasserstein_1": fsum(w * abs(d) for w, d in gaps),
        "wasserstein_2": sqrt(cost),
        "energy_distance": sqrt(2 * fsum(w * d**2 for w, d in gaps)),
    }


PLACES = [
    ((0.0, 1.0, 2.0), (0.5, 0.25, 0.25)),
    ((0.0, 1.0, 5.0), (0.25, 0.5, 0.25)),
    ((-1.5, 0.25, 0.5, 3.0), (0.125, 0.375, 0.25, 0.25)),
    ((2.0,), (1.0,)),
    ((-40.0, 40.0), (0.5, 0.5)),
]


if __name__ == "__main__":
    lines = [
        f"# line_distance: made by tools/golden/line_distance.py with mpmath {mpmath.__version__} at {mp.dps} digits",
        "measure\tdistribution\tplaces\tmasses\tvalue\tbound",
    ]
    for places, masses in PLACES:
        found = [
            (d.text, of_density(d, places, masses)) for d in (normal(0, 1), gamma(2, 1), gamma(3, 8), uniform(0, 1))
        ]
        for rate in (0.5, 3, 40):
            text, first, mass = poisson(rate)
            found.append((text, of_whole_numbers(first, mass, places, masses)))
        for text, values in found:
            for measure, value in values.items():
                row = [
                    measure,
                    text,
                    ",".join(map(repr, places)),
                    ",".join(map(repr, masses)),
                    mpmath.nstr(value, 20, min_fixed=0, max_fixed=0),
                    "1e-9",
                ]
                lines.append("\t".join(row))
    TARGET.write_text("\n".join(lines) + "\n")
