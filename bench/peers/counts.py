#!/usr/bin/env python3
"""The entropy of counts, relent's estimate beside the plain formula of numpy and SciPy: medians of interleaved repetitions.

    python bench/peers/counts.py [--categories N] [--repeat N]

relent checks every count, takes the bias off and gives an interval; the others give the formula's value alone, with which
relent's plug-in must agree. The floor is one pass over the counts: numpy's sum.
"""

import argparse
import statistics
import time

import numpy as np
import relent
import scipy
from scipy import special, stats


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--categories", type=int, default=10_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    print(
        f"numpy {np.__version__}, SciPy {scipy.__version__}, {args.categories:,} categories, medians of {args.repeat}"
    )
    for mean in (3, 1000):
        counts = np.random.default_rng(1).poisson(mean, args.categories).astype(float)
        operand = relent.counts(counts)
        ways = {
            "relent, default": lambda o=operand: relent.measure(o, measure="entropy").value,
            "scipy.stats.entropy": lambda c=counts: stats.entropy(c),
            "entr(c / c.sum()).sum()": lambda c=counts: special.entr(c / c.sum()).sum(),
            "sum, the floor": lambda c=counts: c.sum(),
        }
        plain = relent.measure(operand, measure="entropy", estimator="plug_in").value
        assert abs(plain - ways["scipy.stats.entropy"]()) < 1e-9
        runs = {way: [] for way in ways}
        for _ in range(args.repeat):
            for way, function in ways.items():
                runs[way].append(seconds(function))
        medians = {way: statistics.median(times) for way, times in runs.items()}
        for way, time_taken in medians.items():
            ratio = time_taken / medians["relent, default"]
            print(f"counts of about {mean:<5} {way:24} {time_taken * 1e3:8.1f} ms  {ratio:6.1f} times relent's")


if __name__ == "__main__":
    main()
