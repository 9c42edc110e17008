"""Expectations under a family in 60 digits by python-flint: where its mass is, and where its integral is cut."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from double_exponential import integral
from flint import arb

from families import densities, masses
from families.arithmetic import Place, log1p_exp

FAR = 5000
NO_SLOPE = arb(0)


@dataclass
class Family:
    log_density: Callable[..., Callable[[Place], arb]]  # of the parameters, to a function of the place
    support: str  # "line", "positive", "unit", "interval", "above", "circle", "whole"
    parameters: Sequence[Sequence[float]]
    ends: Callable = lambda *t: (None, None)
    centre: Callable = lambda *t: (0.0, 1.0)  # where the mass is and how wide, in the coordinate of the integral
    kinks: Callable = lambda *t: ()


def _line(m: float, s: float) -> tuple[float, float]:
    return m, s


def _log(mean: float, relative: float) -> tuple[float, float]:
    return math.log(mean), relative


def _logit(p: float, width: float) -> tuple[float, float]:
    return math.log(p / (1 - p)), width


THREE_REAL = [(0.3, 1.7), (-2.5, 0.4), (1.25, 6.0)]
F = Family
FAMILIES: dict[str, Family] = {
    "normal": F(densities.normal, "line", THREE_REAL, centre=_line),
    "laplace": F(densities.laplace, "line", THREE_REAL, centre=_line, kinks=lambda m, s: (m,)),
    "gumbel": F(densities.gumbel, "line", THREE_REAL, centre=_line),
    "moyal": F(densities.moyal, "line", THREE_REAL, centre=_line),
    "logistic": F(densities.logistic, "line", THREE_REAL, centre=_line),
    "cauchy": F(densities.cauchy, "line", THREE_REAL, centre=_line),
    "student_t": F(densities.student_t, "line", [(5.5, 0.3, 1.7), (2.75, -1.5, 0.4)], centre=lambda n, m, s: (m, s)),
    "generalized_normal": F(
        densities.generalized_normal,
        "line",
        [(2.6, 0.3, 1.7), (0.8, -1.5, 0.4)],
        centre=lambda b, m, s: (m, s),
        kinks=lambda b, m, s: (m,),
    ),
    "gamma": F(
        densities.gamma, "positive", [(2.3, 0.7), (0.4, 3.1), (250.0, 90.0)], centre=lambda a, b: _log(a / b, a**-0.5)
    ),
    "exponential": F(densities.exponential, "positive", [(0.7,), (3.1,)], centre=lambda b: _log(1 / b, 1)),
    "chi_squared": F(densities.chi_squared, "positive", [(3.7,), (0.9,)], centre=lambda n: _log(n, 1)),
    "chi": F(densities.chi, "positive", [(3.7,), (0.9,)], centre=lambda n: _log(n**0.5, 0.7)),
    "weibull": F(densities.weibull, "positive", [(1.3, 2.4), (0.8, 0.6)], centre=lambda s, k: _log(s, 1 / k)),
    "rayleigh": F(densities.rayleigh, "positive", [(1.3,), (0.45,)], centre=lambda s: _log(s, 0.7)),
    "half_normal": F(densities.half_normal, "positive", [(1.3,), (0.45,)], centre=lambda s: _log(s, 1)),
    "inverse_gamma": F(
        densities.inverse_gamma, "positive", [(3.3, 0.7), (0.6, 2.1)], centre=lambda a, b: _log(b / a, a**-0.5)
    ),
    "log_normal": F(densities.log_normal, "positive", [(0.3, 0.8), (-1.1, 1.9)], centre=lambda m, s: (m, s)),
    "inverse_gaussian": F(
        densities.inverse_gaussian,
        "positive",
        [(0.7, 0.0, 1.4), (3.5, 0.0, 0.6)],
        centre=lambda mu, m, s: _log(mu * s / (1 + mu), 0.7),
    ),
    "pareto": F(
        densities.pareto, "above", [(0.6, 2.7), (1.4, 0.8)], centre=lambda s, a: (0, 1 / a), kinks=lambda s, a: (s,)
    ),
    "uniform": F(
        densities.uniform,
        "interval",
        [(0.2, 1.9), (0.0, 0.75), (-2.5, 0.5)],
        ends=lambda a, b: (a, b),
        kinks=lambda a, b: (a, b),
    ),
    "beta": F(
        densities.beta,
        "unit",
        [(2.3, 0.7), (0.4, 3.1), (35.0, 90.0)],
        centre=lambda a, b: _logit(a / (a + b), (1 / a + 1 / b) ** 0.5),
    ),
    "kumaraswamy": F(densities.kumaraswamy, "unit", [(2.3, 0.7), (0.6, 3.1)], centre=lambda a, b: _logit(0.5, 1)),
    "continuous_bernoulli": F(densities.continuous_bernoulli, "unit", [(0.3,), (0.92,)], centre=lambda p: _logit(p, 1)),
    "logit_normal": F(densities.logit_normal, "unit", [(0.3, 0.8), (-1.1, 1.9)], centre=lambda m, s: (m, s)),
    "triangular": F(
        densities.triangular,
        "interval",
        [(0.3, 0.2, 1.7), (0.8, -0.5, 0.9)],
        ends=lambda c, m, s: (m, m + s),
        kinks=lambda c, m, s: (m, m + c * s, m + s),
    ),
    "von_mises": F(densities.von_mises, "circle", [(0.4, 1.3), (-1.9, 6.5)], ends=lambda m, k: (-arb.pi(), arb.pi())),
    "poisson": F(masses.poisson, "whole", [(3.7,), (0.4,)], centre=lambda r: (r, r**0.5)),
    "geometric": F(masses.geometric, "whole", [(0.3,), (0.85,)], centre=lambda p: ((1 - p) / p, 1 / p)),
    "bernoulli": F(masses.bernoulli, "whole", [(0.3,), (0.92,)], ends=lambda p: (0, 1)),
    "binomial": F(masses.binomial, "whole", [(7, 0.3), (12, 0.85)], ends=lambda n, p: (0, int(n))),
    "negative_binomial": F(
        masses.negative_binomial, "whole", [(2.3, 0.4), (7.5, 0.15)], centre=lambda n, p: (n * p / (1 - p), 5)
    ),
    "discrete_uniform": F(masses.discrete_uniform, "whole", [(0, 6), (2, 5)], ends=lambda a, b: (int(a), int(b))),
}


def arbs(values: Sequence[float]) -> list[arb]:
    return [arb(float(v)) for v in values]


def expectation(p: str, t: Sequence[float], kinks: Sequence[float], g: Callable[[Place, arb], arb]) -> arb:
    """E_p[g(x, log p(x))]."""
    family, a = FAMILIES[p], arbs(t)
    log_p = family.log_density(*a)

    def weighted(at: Place, log_slope: arb = NO_SLOPE) -> arb:
        value = log_p(at)
        if not value + log_slope > -FAR:  # e^-FAR times anything is nothing here, and neighbours may overflow
            return arb(0)
        return (value + log_slope).exp() * g(at, value)

    if family.support == "whole":
        lower, upper = family.ends(*t)
        total, k, top = arb(0), lower or 0, family.centre(*t)
        while upper is None or k <= upper:
            term = weighted(Place(arb(k)))
            total = (total + term).mid()
            if upper is None and k > top[0] + 20 and abs(term) < arb(10) ** -50 * abs(total):
                break
            k += 1
        return total

    all_kinks = [arb(float(k)) for k in (*family.kinks(*t), *kinks)]
    centre, width = (arb(float(c)) for c in family.centre(*t))
    if family.support == "line":
        return integral(lambda x, _l, _r: weighted(Place(x)), None, None, [*all_kinks, centre], width)
    if family.support == "positive":
        cuts = [k.log() for k in all_kinks if k > 0]
        return integral(lambda u, _l, _r: weighted(Place(u.exp(), u), u), None, None, [*cuts, centre], width)
    if family.support == "above":
        s = a[0]
        cuts = [(k / s).log() for k in all_kinks if k > s]
        return integral(
            lambda u, _l, _r: weighted(Place(s * u.exp(), s.log() + u), s.log() + u), arb(0), None, cuts, width
        )
    if family.support == "unit":

        def at_logit(u: arb, _l: object, _r: object) -> arb:
            log_x, log_1mx = -log1p_exp(-u), -log1p_exp(u)
            return weighted(Place(log_x.exp(), log_x, log_1mx), log_x + log_1mx)

        cuts = [(k / (1 - k)).log() for k in all_kinks if 0 < k < 1]
        return integral(at_logit, None, None, [*cuts, centre], width)
    lower, upper = (arb(e) for e in family.ends(*t))

    def inside(x: arb, left: arb, right: arb) -> arb:
        """Distances are from the piece's ends, which are ends of the support or kinks inside."""
        log_x = left.log() if x - left == 0 and left > 0 else (x.log() if x > 0 else None)
        log_1mx = right.log() if x + right == 1 and right > 0 else ((1 - x).log() if x < 1 else None)
        return weighted(Place(x, log_x, log_1mx))

    return integral(inside, lower, upper, all_kinks, upper - lower)
