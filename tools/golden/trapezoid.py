"""Integrals over the line at mpmath's precision: the trapezoidal rule after x = centre + scale sinh(t).

An integrand that is analytic around the line and decays exponentially on both sides decays double exponentially in t,
where the rule's error falls exponentially with the number of nodes (Takahasi & Mori 1974). The step is halved until two
rules agree to all but a few of the digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mpmath import cosh, mp, mpf, sinh

SPARE = 12  # digits that the two rules need not agree to


def on_the_line(f: Callable[[mpf], Sequence[mpf]], centre: mpf, scale: mpf) -> list[mpf]:
    """The integrals over (-inf, inf) of the elements of f(x), to an error relative to the largest of them."""

    def wing(start: mpf, step: mpf) -> list[mpf]:
        total, t, quiet, largest = None, start, 0, mpf(0)
        while quiet < 5:
            slope = scale * cosh(t)
            terms = [slope * value for value in f(centre + scale * sinh(t))]
            total = terms if total is None else [a + b for a, b in zip(total, terms, strict=True)]
            size = max(map(abs, terms))
            largest = max(largest, size)
            quiet = quiet + 1 if size < mp.eps * largest / 1000 else 0
            t += step
        return total

    h = mpf(1) / 4
    total = [a + b for a, b in zip(wing(mpf(0), h), wing(-h, -h), strict=True)]
    before = [h * s for s in total]
    for _ in range(8):
        new = [a + b for a, b in zip(wing(h / 2, h), wing(-h / 2, -h), strict=True)]
        total, h = [a + b for a, b in zip(total, new, strict=True)], h / 2
        now = [h * s for s in total]
        size = max(map(abs, now))
        if all(abs(a - b) <= mpf(10) ** (SPARE - mp.dps) * size for a, b in zip(now, before, strict=True)):
            return now
        before = now
    raise ArithmeticError(f"rules do not agree: {before}")
