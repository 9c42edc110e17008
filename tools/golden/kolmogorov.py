"""Goldens of Kolmogorov's statistic: P(D_n >= d) of n uniform numbers.

By counting: the number of points below each place where a bound changes must stay within the bounds; the probability is
a sum over cells of products of powers over factorials. Another way than the library's matrix (Durbin's) and limit.

A line of the file: n, d, value.
"""

from pathlib import Path

import mpmath
from mpmath import fsum, mp, mpf

mp.dps = 60
TARGET = Path(__file__).resolve().parents[2] / "tests" / "golden" / "kolmogorov.tsv"


def bounds_at(d, n):
    """Place -> [least, most] points below it, where D_n < d: n (t - d) < N(t) < n (t + d)."""
    at = {}
    for i in range(n + 1):
        low, high = mpf(i) / n - d, mpf(i) / n + d
        if 0 < low < 1:  # just before it
            bounds = at.setdefault(low, [0, n])
            bounds[1] = min(bounds[1], i - 1)
        if 0 < high < 1:  # just after it
            bounds = at.setdefault(high, [0, n])
            bounds[0] = max(bounds[0], i + 1)
    return at


def p_value(d, n):
    at = bounds_at(d, n)
    ways, place = [mpf(1)] + [mpf(0)] * n, mpf(0)
    for here in [*sorted(at), mpf(1)]:
        low, high = at.get(here, [n, n])
        powers = [(here - place) ** i / mpmath.factorial(i) for i in range(n + 1)]
        ways = [
            fsum(ways[k - i] * powers[i] for i in range(k + 1)) if low <= k <= high else mpf(0) for k in range(n + 1)
        ]
        place = here
    return 1 - ways[n] * mpmath.factorial(n)


def main():
    lines = [
        f"# kolmogorov: made by tools/golden/kolmogorov.py with mpmath {mpmath.__version__} at {mp.dps} digits",
        "n\td\tvalue",
    ]
    for n in (1, 2, 3, 5, 10, 30, 100):
        for x in (0.3, 0.5, 0.7, 1.0, 1.4, 2.0):
            d = x / n**0.5
            if 0.5 / n < d < 1:
                lines.append(f"{n}\t{d!r}\t{mpmath.nstr(p_value(mpf(d), n), 20)}")
    TARGET.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
