#!/usr/bin/env python3
"""relent's quadrature KL between normal mixtures against scipy.integrate.quad of the same integrand, in one run.

    python bench/peers/densities.py [--repeat N] [--bench PATH] [--check]

SciPy is asked for relative 1e-10 in its best form: numpy-free scalar densities with constants taken out, both halves of
p log(p/q) in one function, and the modes given as break points over a range that holds all but e^-100 of the mass.
relent is asked through its text operands, parsing included, and, with --bench, as the C++ benchmark
(build/release/bench/densities_bench) reports it. Medians of interleaved repetitions. --check exits with 1 where a ratio
misses its goal.
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
import time

import relent
from scipy import integrate

GOAL = 50
MICROSECONDS = 200

P = [(0.5, -2.0, 1.0), (0.5, 2.0, 1.0)]
Q = [(0.3, -1.0, 1.5), (0.7, 2.5, 0.8)]


def text(mixture):
    return " + ".join(f"{w}*normal({m}, {s})" for w, m, s in mixture)


def log_density(mixture):
    (la, ma, sa), (lb, mb, sb) = (
        (math.log(w / s) - 0.5 * math.log(2 * math.pi), m, math.sqrt(0.5) / s) for w, m, s in mixture
    )
    exp, log1p = math.exp, math.log1p

    def f(x):
        a, b = la - ((x - ma) * sa) ** 2, lb - ((x - mb) * sb) ** 2
        return a + log1p(exp(b - a)) if a > b else b + log1p(exp(a - b))

    return f


def scipy_kl():
    log_p, log_q = log_density(P), log_density(Q)

    def integrand(x):
        lp = log_p(x)
        return math.exp(lp) * (lp - log_q(x))

    modes = [m for _, m, _ in P + Q]
    return integrate.quad(integrand, -17, 17, points=modes, epsabs=0, epsrel=1e-10, limit=200)[0]


def scipy_kl_by_numpy():
    """As it is usually written: scipy.stats' formula of the normal density with numpy functions."""
    import numpy as np

    def density(mixture):
        constants = [(w / (s * math.sqrt(2 * math.pi)), m, s) for w, m, s in mixture]

        def f(x):
            return sum(c * np.exp(-0.5 * ((x - m) / s) ** 2) for c, m, s in constants)

        return f

    p, q = density(P), density(Q)
    return integrate.quad(lambda x: p(x) * np.log(p(x) / q(x)), -17, 17, epsabs=0, epsrel=1e-10, limit=200)[0]


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def from_benchmark(path):
    out = subprocess.run(
        [path, "--benchmark_filter=kl_divergence", "--benchmark_format=json", "--benchmark_repetitions=9"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    median = next(b for b in json.loads(out)["benchmarks"] if b.get("aggregate_name") == "median")
    return median["real_time"] * 1e-6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=200)
    parser.add_argument("--bench")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()

    p, q = text(P), text(Q)
    ways = {
        "relent, from text": lambda: relent.measure(p, q, "kl").value,
        "quad, scalar": scipy_kl,
        "quad, numpy": scipy_kl_by_numpy,
    }
    values = {name: way() for name, way in ways.items()}
    for name, value in values.items():
        assert abs(value / values["quad, scalar"] - 1) < 1e-9, (name, value)
    runs = {name: [] for name in ways}
    for _ in range(args.repeat):
        for name, way in ways.items():
            runs[name].append(seconds(way))
    medians = {name: statistics.median(times) for name, times in runs.items()}
    if args.bench:
        medians = {"relent, C++": from_benchmark(args.bench)} | medians
    missed = False
    for name, ours in medians.items():
        print(f"{name:18} {ours * 1e6:8.0f} us", end="")
        if name.startswith("relent"):
            for peer in ("quad, numpy", "quad, scalar"):
                print(f"   {medians[peer] / ours:6.1f} x {peer}", end="")
            missed = missed or ours * 1e6 > MICROSECONDS or medians["quad, numpy"] / ours < GOAL
        print()
    return 1 if args.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
