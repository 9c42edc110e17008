"""What is built from others, without parameters of its own."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
from mpmath import exp, inf, log, mpf

from families import on_an_interval, on_the_half_line, on_the_line, on_whole_numbers
from families.on_whole_numbers import from_zero
from families.reference import REAL, Family

NAMED = {
    **on_the_line.FAMILIES,
    **on_the_half_line.FAMILIES,
    **on_an_interval.FAMILIES,
    **on_whole_numbers.FAMILIES,
}


def part(name: str, *t: float) -> tuple[Callable, Callable, Callable]:
    family = NAMED[name]
    return tuple(lambda x, f=f: f(x, *map(mpf, t)) for f in (family.log_density, family.cdf, family.survival))


def mixed(*weighted: tuple) -> tuple[Callable, Callable, Callable]:
    parts = [(mpf(w), part(*of)) for w, of in weighted]
    return (
        lambda x: log(mpmath.fsum(w * exp(p[0](x)) for w, p in parts)),
        lambda x: mpmath.fsum(w * p[1](x) for w, p in parts),
        lambda x: mpmath.fsum(w * p[2](x) for w, p in parts),
    )


def cut(of: tuple, low: float, high: float, step: int = 0) -> tuple[Callable, Callable, Callable]:
    """Conditioned on low <= X <= high; step is 1 on whole numbers."""
    density, _, survival = part(*of)
    after = mpf(0) if mpmath.isinf(high) else survival(mpf(high))
    kept = survival(mpf(low) - step) - after
    return (
        lambda x: density(x) - log(kept),
        lambda x: (survival(mpf(low) - step) - survival(x)) / kept,
        lambda x: (survival(x) - after) / kept,
    )


def moved(of: tuple, shift: float, factor: float, step: int = 0) -> tuple[Callable, Callable, Callable]:
    """shift + factor X with factor < 0; step is 1 on whole numbers."""
    density, cdf, survival = part(*of)
    back = lambda y: (y - shift) / mpf(factor)
    below = lambda f, at: f(at - step) if at - step >= 0 else mpf(1 if f is survival else 0)
    return (
        lambda y: density(back(y)) - log(abs(mpf(factor))),
        lambda y: below(survival, back(y)),
        lambda y: below(cdf, back(y)),
    )


def grown(of: tuple) -> tuple[Callable, Callable, Callable]:
    """e^X."""
    density, cdf, survival = part(*of)
    return (
        lambda y: density(log(mpf(y))) - log(mpf(y)),
        lambda y: cdf(log(mpf(y))),
        lambda y: survival(log(mpf(y))),
    )


def logged(of: tuple) -> tuple[Callable, Callable, Callable]:
    """log X."""
    density, cdf, survival = part(*of)
    return (
        lambda y: density(exp(mpf(y))) + mpf(y),
        lambda y: cdf(exp(mpf(y))),
        lambda y: survival(exp(mpf(y))),
    )


def whole(*points: int) -> Callable:
    return lambda: list(points)


FAMILIES = {
    "mixture_of_normals": Family(
        [()],
        *mixed((0.25, ("normal", -2, 0.5)), (0.75, ("normal", 1.5, 2))),
        lambda: [-30.0, -4.5, -2.0, -0.25, 1.0, 7.5, 40.0],
        REAL,
        lambda: [*range(-60, 60, 4), -2, -1, -3],
    ),
    "mixture_of_kinds": Family(
        [()],
        *mixed((0.25, ("laplace", 1, 2)), (0.75, ("gumbel", 0, 1))),
        lambda: [-30.0, -4.5, -2.0, -0.25, 1.0, 7.5, 40.0],
        lambda: (mpf(-700), inf),
        lambda: [*range(-60, 60, 4), -6, -2, -1, 1, 2, 200],
    ),
    "mixture_of_counts": Family(
        [()],
        *mixed((0.5, ("poisson", 2.5)), (0.5, ("negative_binomial", 2.5, 0.75))),
        whole(0, 1, 4, 8, 10),
        from_zero,
        lambda: [8],
        lattice=True,
    ),
    "truncated_normal": Family(
        [()],
        *cut(("normal", 0.75, 2.5), 1, 6),
        lambda: [1.0, 1.0625, 2.5, 4.75, 5.9375],
        lambda: (mpf(1), mpf(6)),
    ),
    "truncated_tail": Family(
        [()],
        *cut(("normal", 0, 1), 9, inf),
        lambda: [9.0, 9.0625, 9.25, 10.5, 20.0],
        lambda: (mpf(9), inf),
        lambda: [9.05, 9.2, 9.5, 10, 11, 13, 20],
    ),
    "truncated_poisson": Family(
        [()],
        *cut(("poisson", 2.5), 1, 12, 1),
        whole(1, 2, 5, 11, 12),
        lambda: (mpf(1), mpf(12)),
        lattice=True,
    ),
    "affine_gamma": Family(
        [()],
        *moved(("gamma", 2.5, 0.75), 3, -2),
        lambda: [-100.0, -7.5, -1.0, 1.5, 2.9375],
        lambda: (-inf, mpf(3)),
        lambda: [-300, -100, -30, -10, -3, 0, 2, 2.9],
    ),
    "exp_of_gumbel": Family(
        [()],
        *grown(("gumbel", 0.25, 0.1875)),
        lambda: [0.1875, 0.625, 1.0, 1.28125, 1.75, 6.5, 1e6],
        lambda: (mpf(0), inf),
        lambda: [0.2, 0.4, 0.6, 0.8, 1, 1.3, 1.7, 2.5, 5, 20, 100, 1e4, 1e8],
    ),
    "log_of_gamma": Family(
        [()],
        *logged(("gamma", 2, 1)),
        lambda: [-300.0, -20.5, -2.0, 0.0, 0.6875, 1.5, 3.0, 5.0],
        lambda: (mpf(-400), mpf(8)),  # what lies beyond does not count at 60 digits
        lambda: [-200, -60, -20, -8, -4, -2, 0, 1, 2, 3, 4, 5, 6],
    ),
    "affine_binomial": Family(
        [()],
        *moved(("binomial", 10, 0.3125), 12, -1, 1),
        whole(2, 3, 7, 10, 12),
        lambda: (mpf(2), mpf(12)),
        lattice=True,
    ),
}
