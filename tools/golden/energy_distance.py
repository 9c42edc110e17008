"""Goldens of energy_distance: sqrt(2 E|X-Y| - E|X-X'| - E|Y-Y'|), the definition, not the integral."""

from golden import write
from line_distances import cases, places
from mpmath import fsum, mpf, sqrt


def energy_distance(p: list[mpf], q: list[mpf], positions: tuple[float, ...] = ()) -> mpf:
    x = places(len(p), positions)
    # The last mass is what the others leave, so derivatives are those of n-1 free masses.
    p, q = ([*m[:-1], 1 - fsum(m[:-1])] for m in (p, q))
    d = [a - b for a, b in zip(p, q, strict=True)]
    square = -fsum(d[i] * d[j] * abs(x[i] - x[j]) for i in range(len(x)) for j in range(len(x)))
    return sqrt(square) if square > 0 else mpf(0)


if __name__ == "__main__":
    write(
        "energy_distance", energy_distance, cases({"zero_in_p", "huge_ratio", "wide_counts", "zero_in_q", "disjoint"})
    )
