"""Goldens of Anderson-Darling's statistic: P(A^2 >= z) of the limit, by the series of Anderson & Darling 1954, eq. 4.37.

A line of the file: z, value.
"""

from pathlib import Path

import mpmath
from mpmath import exp, inf, mp, mpf, pi, quad, sqrt

mp.dps = 40
TARGET = Path(__file__).resolve().parents[2] / "tests" / "golden" / "anderson_darling.tsv"


def below(z):
    total = mpf(0)
    for j in range(40):
        c = (4 * j + 1) ** 2 * pi**2 / (8 * z)
        integral = quad(lambda w: exp(z / (8 * (w * w + 1)) - c * w * w), [0, 1, 3, inf])  # noqa: B023
        term = mpmath.binomial(mpf(-1) / 2, j) * (4 * j + 1) * exp(-c) * integral
        total += term
        if abs(term) < mpf(10) ** -38:
            break
    return sqrt(2 * pi) / z * total


def main():
    lines = [
        f"# anderson_darling: made by tools/golden/anderson_darling.py with mpmath {mpmath.__version__} at {mp.dps} digits",
        "z\tvalue",
    ]
    for z in (0.1, 0.25, 0.5, 1.0, 1.5, 1.9, 2.0, 2.5, 3.0, 3.857, 5.0, 6.5, 8.0, 12.0, 20.0):
        lines.append(f"{z!r}\t{mpmath.nstr(1 - below(mpf(z)), 15)}")
    TARGET.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
