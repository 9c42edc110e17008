"""Writes src/estimate/best_polynomial_table.hpp: the polynomials that come nearest to -x log x on [0, 1].

Remez's exchange at 60 digits, in Chebyshev polynomials, until the largest and the smallest of the L + 2 deviations agree
to 18 digits; the coefficients of powers are then rounded to doubles. Degrees 1 to 24, which serve alphabets of up to
e^(25/1.6) = 6 million categories. Run by hand: python tools/best_polynomial.py
"""

from __future__ import annotations

from pathlib import Path

from mpmath import cos, log, lu_solve, matrix, mp, mpf, nstr, pi, sign

mp.dps = 60
LARGEST_DEGREE = 24
OUTPUT = Path(__file__).resolve().parents[1] / "src" / "estimate" / "best_polynomial_table.hpp"


def target(x: mpf) -> mpf:
    return -x * log(x) if x > 0 else mpf(0)


def chebyshev(c: list[mpf], x: mpf) -> mpf:
    y, later, last = 2 * x - 1, mpf(0), mpf(0)
    for a in reversed(c[1:]):
        later, last = 2 * y * later - last + a, later
    return y * later - last + c[0]


def slope_of_error(c: list[mpf], x: mpf) -> mpf:
    y = 2 * x - 1
    u, following, total = mpf(1), 2 * y, mpf(0)  # Chebyshev polynomials of the second kind
    for k in range(1, len(c)):
        total += c[k] * k * u
        u, following = following, 2 * y * following - u
    return 2 * total + log(x) + 1


def levelled(points: list[mpf], degree: int) -> list[mpf]:
    """The polynomial whose deviations at the points have one size and alternating signs."""
    size = degree + 2
    system, right = matrix(size, size), matrix(size, 1)
    for i, x in enumerate(points):
        t, following = mpf(1), 2 * x - 1
        for k in range(degree + 1):
            system[i, k] = t
            t, following = following, 2 * (2 * x - 1) * following - t
        system[i, size - 1], right[i] = (-1) ** i, target(x)
    return list(lu_solve(system, right))[: degree + 1]


def best(degree: int) -> list[mpf]:
    points = [(1 - cos(pi * i / (degree + 1))) / 2 for i in range(degree + 2)]
    while True:
        c = levelled(points, degree)
        moved = [mpf(0)]
        for before, x, after in zip(points, points[1:], points[2:]):
            above = sign(chebyshev(c, x) - target(x))
            low, high = before + (x - before) / 1000, after - (after - x) / 1000
            if slope_of_error(c, low) * above < 0 or slope_of_error(c, high) * above > 0:
                low, high = (before + x) / 2, (after + x) / 2
            for _ in range(90):
                middle = (low + high) / 2
                low, high = (middle, high) if slope_of_error(c, middle) * above > 0 else (low, middle)
            moved.append((low + high) / 2)
        points = [*moved, mpf(1)]
        deviations = [abs(chebyshev(c, x) - target(x)) for x in points]
        if max(deviations) - min(deviations) < mpf(10) ** -18 * max(deviations):
            return c


def powers(c: list[mpf]) -> list[mpf]:
    polynomials = [[mpf(1)], [mpf(-1), mpf(2)]]
    while len(polynomials) < len(c):
        longer = [mpf(0), *(4 * a for a in polynomials[-1])]
        for i, a in enumerate(polynomials[-1]):
            longer[i] -= 2 * a
        for i, a in enumerate(polynomials[-2]):
            longer[i] -= a
        polynomials.append(longer)
    out = [mpf(0)] * len(c)
    for a, polynomial in zip(c, polynomials):
        for i, b in enumerate(polynomial):
            out[i] += a * b
    return out


def main() -> None:
    lines = [
        "#pragma once",
        "",
        "// Made by tools/best_polynomial.py: for each degree from 1 on, the coefficients of x^0, x^1, ... of the polynomial",
        "// that comes nearest to -x log x on [0, 1].",
        "// clang-format off",
        "",
        "namespace relent::estimating {",
        "",
        f"inline constexpr int largest_degree = {LARGEST_DEGREE};",
        "inline constexpr double best_polynomials[] = {",
    ]
    for degree in range(1, LARGEST_DEGREE + 1):
        coefficients = powers(best(degree))
        numbers = [f"{float(a)!r}," for a in coefficients]
        lines.append(f"    // degree {degree}, off by at most {nstr(abs(coefficients[0]), 6)}")
        lines += ["    " + " ".join(numbers[i : i + 4]) for i in range(0, len(numbers), 4)]
    lines += ["};", "", "}  // namespace relent::estimating", ""]
    OUTPUT.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
