"""Masses on a line, for the goldens of wasserstein_1, wasserstein_2 and energy_distance."""

from collections.abc import Sequence
from itertools import accumulate

from golden import Case, pairs, scaled_pairs
from mpmath import mpf

PLACES = {  # by the number of masses: gaps of one, and of many sizes
    3: (-2.5, 0.0, 0.125),
    4: (0.0, 1.0, 5.0, 5.0078125),
    5: (-1e3, -1.0, 0.0, 1e-3, 7.0),
    6: (1.0, 2.0, 4.0, 8.0, 16.0, 32.0),
    9: (-3.0, -1.0, 0.0, 0.5, 0.75, 10.0, 100.0, 101.0, 1e6),
}


def places(count: int, positions: Sequence[float]) -> list[mpf]:
    return [mpf(x) for x in positions] if positions else [mpf(i) for i in range(count)]


def cumulative(masses: Sequence[mpf]) -> list[mpf]:
    """F_0 .. F_(n-2), and 1: the last mass is what the others leave, so derivatives are those of n-1 free masses."""
    return [*list(accumulate(masses))[:-1], mpf(1)]


def cases(smooth: set[str]) -> list[Case]:
    """`smooth`: the regions with zeros where the measure has a derivative."""
    made = []
    for region, p, q in pairs():
        # A mass of 0 has two slopes where a level of P is one of Q; subnormal ones differ by less than the steps.
        gradient = region in {"plain", "near_equal"} | smooth
        made.append(Case(region, p, q, gradient=gradient))
        made.append(Case(region, p, q, {"positions": PLACES[len(p)]}, gradient=gradient))
    for region, p, q in scaled_pairs():
        gradient = region != "wide_counts" or region in smooth
        made.append(Case(region, p, q, mode="normalise", gradient=gradient))
        made.append(Case(region, p, q, {"positions": PLACES[len(p)]}, mode="normalise", gradient=gradient))
    return made
