"""Goldens of KL divergences within a family, with derivatives: tests/golden/batch_kl.tsv.

  tools/golden/batch_kl.py

A family states the textbook's closed form on mpmath numbers of 200 digits and nothing else; derivatives are difference
quotients of it. One line a pair: family, parameters of p and of q (hex floats), KL, the derivatives with respect to the
parameters of p and of q, and for each derivative how large the parts are that it may be the difference of: what it is
when only one parameter differs, summed over the parameters.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import mpmath
from mpmath import digamma, exp, log, loggamma, mp, mpf

mp.dps = 200
FOLDER = Path(__file__).resolve().parents[2] / "tests" / "golden"
RANDOM = random.Random(3)


def normal(m, s, k, t):
    return log(t / s) + (s**2 + (m - k) ** 2) / (2 * t**2) - mpf(1) / 2


def laplace(m, s, k, t):
    return log(t / s) + (s * exp(-abs(m - k) / s) + abs(m - k)) / t - 1


def gamma(a, b, c, d):
    return (a - c) * digamma(a) - loggamma(a) + loggamma(c) + c * log(b / d) + a * (d - b) / b


def beta(a, b, c, d):
    def log_beta(x, y):
        return loggamma(x) + loggamma(y) - loggamma(x + y)

    return (
        log_beta(c, d) - log_beta(a, b) + (a - c) * digamma(a) + (b - d) * digamma(b) + (c - a + d - b) * digamma(a + b)
    )


def exponential(a, b):
    return log(a / b) + b / a - 1


def poisson(a, b):
    return a * log(a / b) - a + b


def bernoulli(a, b):
    return a * log(a / b) + (1 - a) * log((1 - a) / (1 - b))


def geometric(a, b):
    return bernoulli(a, b) / a


def scale(low: float = 1e-2, high: float = 1e2) -> float:
    return mpmath.mpf(10) ** RANDOM.uniform(float(mpmath.log10(low)), float(mpmath.log10(high)))


def far(draw: Callable[[], Sequence[float]]) -> tuple[Sequence[float], Sequence[float]]:
    return draw(), draw()


def near(draw: Callable[[], Sequence[float]], off: float) -> tuple[Sequence[float], Sequence[float]]:
    p = [float(x) for x in draw()]
    least = -1 if draw is not probability else 0  # which only shrink, and stay below 1
    return p, [x * (1 - off * RANDOM.uniform(least, 1)) for x in p]


def wide() -> float:
    return scale(1e-8, 1e8)


def location_scale(spread: Callable[[], float]) -> Callable[[], Sequence[float]]:
    return lambda: [RANDOM.choice([-1, 1]) * spread(), spread()]


def both(spread: Callable[[], float]) -> Callable[[], Sequence[float]]:
    return lambda: [spread(), spread()]


def single(spread: Callable[[], float]) -> Callable[[], Sequence[float]]:
    return lambda: [spread()]


def probability() -> Sequence[float]:
    return [RANDOM.choice([RANDOM.uniform(0.01, 0.99), scale(1e-9, 1e-2)])]


# Where the kernels change their way: shapes about 4, and from 0 to 8.
def about_four() -> float:
    return RANDOM.uniform(0.05, 8)


FAMILIES = {
    "normal": (normal, [location_scale(scale), location_scale(wide)]),
    "laplace": (laplace, [location_scale(scale), location_scale(wide)]),
    "gamma": (gamma, [both(scale), both(wide), both(about_four)]),
    "beta": (beta, [both(scale), both(wide), both(about_four)]),
    "exponential": (exponential, [single(scale), single(wide)]),
    "poisson": (poisson, [single(scale), single(wide)]),
    "bernoulli": (bernoulli, [probability]),
    "geometric": (geometric, [probability]),
}


def slopes(f: Callable, at: Sequence[mpf]) -> list[mpf]:
    out = []
    for i, x in enumerate(at):
        step = x * mpf(10) ** -60
        up, down = [*at[:i], x + step, *at[i + 1 :]], [*at[:i], x - step, *at[i + 1 :]]
        out.append((f(*up) - f(*down)) / (2 * step))
    return out


def line(name: str, f: Callable, p: Sequence[float], q: Sequence[float]) -> str:
    p, q = [float(x) for x in p], [float(x) for x in q]
    exact_p, exact_q = [mpf(x) for x in p], [mpf(x) for x in q]
    derivatives = slopes(f, exact_p + exact_q)
    sizes = [abs(d) for d in derivatives]
    for i in range(len(p)):
        alone = [*exact_p[:i], exact_q[i], *exact_p[i + 1 :]]
        sizes = [size + abs(d) for size, d in zip(sizes, slopes(f, exact_p + alone), strict=True)]

    def hexes(numbers):
        return ",".join(x.hex() for x in numbers)

    def digits(numbers):
        return ",".join(mpmath.nstr(x, 20) for x in numbers)

    n = len(p)
    return "\t".join([name, hexes(p), hexes(q), mpmath.nstr(f(*exact_p, *exact_q), 25), digits(derivatives[:n]),
                      digits(derivatives[n:]), digits(sizes[:n]), digits(sizes[n:])])  # fmt: skip


def main() -> None:
    with open(FOLDER / "batch_kl.tsv", "w", encoding="utf-8") as out:
        print(f"# made by tools/golden/batch_kl.py with mpmath {mpmath.__version__} at {mp.dps} digits", file=out)
        print("family\tp\tq\tkl\tdp\tdq\tdp_parts\tdq_parts", file=out)
        for name, (f, draws) in FAMILIES.items():
            for draw in draws:
                pairs = [far(draw) for _ in range(16)]
                pairs += [near(draw, off) for off in (0.5, 1e-1, 1e-3, 1e-6, 1e-9, 1e-12) for _ in range(4)]
                for p, q in pairs:
                    print(line(name, f, p, q), file=out)


if __name__ == "__main__":
    main()
