#!/usr/bin/env python3
"""KL divergences of a million pairs in one call against torch.distributions, one thread each, with gradients too.

    python bench/peers/distributions.py [--repeat N] [--json FILE] [--check]

Medians of interleaved repetitions; every function is called once before the clock runs. The floor is the time in which
this machine computes as many logarithms (numpy's, vectorised, one thread). --check exits with 1 where a ratio misses
its goal.
"""

import argparse
import json
import os
import statistics
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

import numpy as np
import relent
import torch
from torch import distributions as td

PAIRS = 1_000_000
GOAL = 5
FAMILIES = {
    "Normal": (relent.normal, td.Normal), "Gamma": (relent.gamma, td.Gamma), "Beta": (relent.beta, td.Beta),
    "Laplace": (relent.laplace, td.Laplace), "Exponential": (relent.exponential, td.Exponential),
    "Poisson": (relent.poisson, td.Poisson), "Bernoulli": (relent.bernoulli, td.Bernoulli),
}  # fmt: skip
ASKED = ("Normal", "Gamma", "Beta")


def interleaved(functions, repeat):
    """The median seconds of each function, all of them run in turn so that a slow moment hits all alike."""
    for function in functions.values():
        function()
    runs = {name: [] for name in functions}
    for _ in range(repeat):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            runs[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in runs.items()}


def parameters(family, rng):
    def positive():
        return rng.gamma(2, 2, PAIRS) + 0.05

    if family == "Bernoulli":
        return [rng.uniform(0.01, 0.99, PAIRS)]
    if family in ("Normal", "Laplace"):
        return [rng.normal(0, 2, PAIRS), positive()]
    return [positive() for _ in range(1 if family in ("Exponential", "Poisson") else 2)]


def measure(repeat):
    for family, (ours, theirs) in FAMILIES.items():
        rng = np.random.default_rng(1)
        p, q = parameters(family, rng), parameters(family, rng)
        magnitudes = np.abs(p[0])
        p_there, q_there = ([torch.from_numpy(x) for x in side] for side in (p, q))

        def torch_kl(p=p_there, q=q_there, make=theirs):
            return td.kl_divergence(make(*p, validate_args=False), make(*q, validate_args=False))

        def torch_gradient(p=p_there, q=q_there, make=theirs):
            leaves = [x.detach().requires_grad_() for x in p + q]
            torch_kl(leaves[: len(p)], leaves[len(p) :], make).sum().backward()
            return leaves

        def our_kl(threads=1, p=p, q=q, make=ours):
            return relent.kl_divergence(make(*p), make(*q), threads=threads)

        def our_gradient(threads=1, p=p, q=q, make=ours):
            return relent.kl_gradient(make(*p), make(*q), threads=threads)

        times = interleaved(
            {"kl": our_kl, "kl torch": torch_kl, "gradient": our_gradient, "gradient torch": torch_gradient,
             "kl 2": lambda f=our_kl: f(2), "floor": lambda x=magnitudes: np.log(x)}, repeat
        )  # fmt: skip
        for work in ("kl", "gradient"):
            yield {
                "family": family, "work": work, "ours_s": times[work], "torch_s": times[f"{work} torch"],
                "ratio": times[f"{work} torch"] / times[work], "goal": GOAL if family in ASKED else None,
                "two_threads_s": times["kl 2"] if work == "kl" else None, "logarithms_s": times["floor"],
            }  # fmt: skip


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--repeat", type=int, default=9)
    arguments.add_argument("--json", metavar="FILE")
    arguments.add_argument("--check", action="store_true")
    options = arguments.parse_args()
    torch.set_num_threads(1)

    print(f"relent {relent.__version__} on {relent.simd_path()}; torch {torch.__version__}, one thread each; f64")
    print(
        f"{'a million pairs':26}{'relent':>12}{'torch':>12}{'ratio':>8}{'goal':>6}{'2 threads':>12}{'a log each':>12}"
    )
    rows = []
    for row in measure(options.repeat):
        rows.append(row)
        missed = row["goal"] is not None and row["ratio"] < row["goal"]
        two = f"{row['two_threads_s'] * 1e3:>9.3g} ms" if row["two_threads_s"] else " " * 12
        print(
            f"{row['family'] + ' ' + row['work']:26}{row['ours_s'] * 1e3:>9.3g} ms{row['torch_s'] * 1e3:>9.4g} ms"
            f"{row['ratio']:>7.1f}x{row['goal'] or '':>6}{two}{row['logarithms_s'] * 1e3:>9.3g} ms"
            f"{'   MISSED' if missed else ''}",
            flush=True,
        )
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            json.dump({"simd": relent.simd_path(), "rows": rows}, out, indent=1)
    return 1 if options.check and any(r["goal"] is not None and r["ratio"] < r["goal"] for r in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
