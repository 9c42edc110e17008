"""Goldens of the dependence estimators: the papers' formulas, every distance and count by comparison of all pairs.

Kraskov, Stoegbauer & Grassberger 2004, eq. 8 (square) and eq. 9 (rectangle); Frenzel & Pompe 2007, eq. 9; Ross 2014,
eq. 2; repeated values as Gao et al. 2017 have them. Where more than one row stands at the rim of
a neighbourhood, in all columns or in a part, all up to the rim count, without the row itself unless the radius is 0.
Columns are scaled first: divided by their standard deviation, or
turned into normal scores of their (middle) ranks. All in 50 digits.
"""

import random

import mpmath
from golden import FOLDER, decimal
from mpmath import mp, mpf

psi = mpmath.digamma


def standardised(column):
    n = len(column)
    mean = sum(column) / n
    deviation = mpmath.sqrt(sum((v - mean) ** 2 for v in column) / n)
    return [v / deviation for v in column]


def normal_scores(column):
    n = len(column)

    def score(v):
        below, equal = sum(w < v for w in column), sum(w == v for w in column)
        return mpmath.sqrt(2) * mpmath.erfinv(2 * mpf(2 * below + equal) / (2 * n) - 1)

    found = {v: score(v) for v in set(column)}
    return [found[v] for v in column]


SCALES = {"standardised": standardised, "normal_scores": normal_scores}


def apart(columns, i, j):
    return max((abs(c[i] - c[j]) for c in columns), default=mpf(0))


def within(columns, i, radius, closed):
    n = len(columns[0])
    return sum(apart(columns, i, j) <= radius if closed else apart(columns, i, j) < radius for j in range(n))


def conditional(x, y, z, k):
    n, everything, total = len(x[0]), x + y + z, mpf(0)
    for i in range(n):
        radius = sorted(apart(everything, i, j) for j in range(n) if j != i)[k - 1]
        up_to_rim = within(everything, i, radius, True)
        parts = [part for part in (x + z, y + z, z) if part]
        at_rim = [within(part, i, radius, True) - within(part, i, radius, False) for part in parts]
        crowded = up_to_rim > k + 1 or radius == 0 or max(at_rim) > 1
        a, b = within(x + z, i, radius, crowded), within(y + z, i, radius, crowded)
        total += psi((up_to_rim if radius == 0 else up_to_rim - 1) if crowded else k) - psi(a) - psi(b)
        total += psi(within(z, i, radius, crowded)) if z else mpmath.log(n) if crowded else psi(n)
    return total / n


def rectangle(x, y, k):
    n, total = len(x[0]), mpf(0)
    for i in range(n):
        near = sorted((apart(x + y, i, j), j) for j in range(n) if j != i)[:k]
        reach_x, reach_y = (max(apart(side, i, j) for _, j in near) for side in (x, y))
        total += psi(k) - mpf(1) / k - psi(within(x, i, reach_x, True) - 1) - psi(within(y, i, reach_y, True) - 1)
        total += psi(n)
    return total / n


def ross(x, labels, k):
    keep = [i for i, c in enumerate(labels) if labels.count(c) > 1]
    x, labels, n, total = [[c[i] for i in keep] for c in x], [labels[i] for i in keep], len(keep), mpf(0)
    for i in range(n):
        own = [j for j in range(n) if labels[j] == labels[i]]
        k_here = min(k, len(own) - 1)
        radius = sorted(apart(x, i, j) for j in own if j != i)[k_here - 1]
        up_to_rim = sum(apart(x, i, j) <= radius for j in own)
        crowded = up_to_rim > k_here + 1 or radius == 0 or within(x, i, radius, True) - within(x, i, radius, False) > 1
        total += (
            psi((up_to_rim if radius == 0 else up_to_rim - 1) if crowded else k_here)
            - psi(within(x, i, radius, crowded))
            - psi(len(own))
        )
        total += mpmath.log(n) if crowded else psi(n)
    return total / n


def columns_of(draw, n, width):
    return [[draw() for _ in range(n)] for _ in range(width)]


def text(columns):
    return "|".join(",".join(repr(v) for v in c) for c in columns) or "-"


def exact(columns):
    return [[mpf(v) for v in c] for c in columns]


def cases():
    rng = random.Random(20250301)
    smooth = lambda: round(rng.gauss(0, 1), 6)
    whole = lambda: float(rng.randrange(4))
    inflated = lambda: 0.0 if rng.random() < 0.4 else round(rng.gauss(1, 1), 6)
    for scale in SCALES:
        for k in (1, 3, 5):
            for width_x, width_y in ((1, 1), (2, 1), (2, 3)):
                x = columns_of(smooth, 24, width_x)
                y = [[round(0.7 * x[0][i] + smooth(), 6) for i in range(24)], *columns_of(smooth, 24, width_y - 1)]
                yield "square", scale, k, x, y, [], []
                yield "rectangle", scale, k, x, y, [], []
            x, z = columns_of(smooth, 30, 1), columns_of(smooth, 30, 2)
            y = [[round(x[0][i] + z[0][i] + smooth(), 6) for i in range(30)]]
            yield "square", scale, k, x, y, z[:1], []
            yield "square", scale, k, x, y, z, []
            yield "square", scale, k, columns_of(whole, 40, 1), columns_of(whole, 40, 1), [], []
            yield "square", scale, k, columns_of(inflated, 40, 1), columns_of(inflated, 40, 1), [], []
            yield (
                "square",
                scale,
                k,
                columns_of(inflated, 40, 1),
                columns_of(smooth, 40, 1),
                columns_of(whole, 40, 1),
                [],
            )
            labels = [rng.randrange(3) for _ in range(29)] + [3]
            x = [[round(labels[i] + smooth(), 6) for i in range(30)]]
            yield "ross", scale, k, x, [], [], labels
            yield "ross", scale, k, [*x, *columns_of(smooth, 30, 1)], [], [], labels
            yield "ross", scale, k, columns_of(inflated, 30, 1), [], [], labels


def value_of(kind, scale, k, x, y, z, labels):
    x, y, z = exact(x), exact(y), exact(z)
    if kind == "ross":  # rows that tell nothing are left out before columns are scaled by rank, not by deviation
        keep = [i for i, c in enumerate(labels) if labels.count(c) > 1]
        if scale == "standardised":
            x = [standardised(c) for c in x]
        x, labels = [[c[i] for i in keep] for c in x], [labels[i] for i in keep]
        return ross([normal_scores(c) for c in x] if scale == "normal_scores" else x, labels, k)
    x, y, z = ([SCALES[scale](c) for c in side] for side in (x, y, z))
    return conditional(x, y, z, k) if kind == "square" else rectangle(x, y, k)


if __name__ == "__main__":
    mp.dps = 50
    lines = [
        f"# dependence: made by tools/golden/dependence.py with mpmath {mpmath.__version__} at 50 digits",
        "kind\tscale\tk\tx\ty\tz\tlabels\tvalue",
    ]
    for kind, scale, k, x, y, z, labels in cases():
        value = decimal(value_of(kind, scale, k, x, y, z, labels))
        shown = ",".join(map(str, labels)) or "-"
        lines.append(f"{kind}\t{scale}\t{k}\t{text(x)}\t{text(y)}\t{text(z)}\t{shown}\t{value}")
    (FOLDER / "dependence.tsv").write_text("\n".join(lines) + "\n")
