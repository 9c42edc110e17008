"""Goldens of wasserstein_1: sum (x_(i+1) - x_i) |F_i - G_i|."""

from golden import write
from line_distances import cases, cumulative, places
from mpmath import fsum, mpf


def wasserstein_1(p: list[mpf], q: list[mpf], positions: tuple[float, ...] = ()) -> mpf:
    x, f, g = places(len(p), positions), cumulative(p), cumulative(q)
    return fsum((x[i + 1] - x[i]) * abs(f[i] - g[i]) for i in range(len(p) - 1))


if __name__ == "__main__":
    write("wasserstein_1", wasserstein_1, cases({"zero_in_p", "huge_ratio", "wide_counts"}))
