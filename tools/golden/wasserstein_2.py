"""Goldens of wasserstein_2: sqrt(integral (F^-1(u) - G^-1(u))^2 du), piece by piece between the levels of both."""

import itertools
from bisect import bisect_left

from golden import write
from line_distances import cases, cumulative, places
from mpmath import fsum, mpf, sqrt


def wasserstein_2(p: list[mpf], q: list[mpf], positions: tuple[float, ...] = ()) -> mpf:
    x, f, g = places(len(p), positions), cumulative(p), cumulative(q)
    levels = sorted({mpf(0), *f, *g})
    pieces = []
    for low, high in itertools.pairwise(levels):
        middle = (low + high) / 2
        pieces.append((high - low) * (x[bisect_left(f, middle)] - x[bisect_left(g, middle)]) ** 2)
    return sqrt(fsum(pieces))


if __name__ == "__main__":
    write("wasserstein_2", wasserstein_2, cases(set()))
