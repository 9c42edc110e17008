#!/usr/bin/env python3
"""Mutual information of two columns against scikit-learn's, side by side in one run: medians of interleaved repetitions.

    python bench/peers/dependence.py [--repeat N] [--check]

Same definition, 3 neighbours, one thread. Both are given normal scores made beforehand for the comparison of the values,
and the raw columns for the times. --check exits with 1 where a ratio misses its goal.
"""

import argparse
import os
import statistics
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import relent
import sklearn
from scipy import stats
from sklearn.feature_selection import _mutual_info, mutual_info_regression

GOAL = 5


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def estimate(x, y):
    return relent._relent._mutual_information(x[:, None], y[:, None], "normal_scores", 3)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    print(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, medians of {args.repeat}, one thread")
    missed = False
    for n in (10_000, 100_000):
        for correlation in (0.0, 0.6, 0.9):
            rng = np.random.default_rng(1)
            x = rng.standard_normal(n)
            y = correlation * x + np.sqrt(1 - correlation**2) * rng.standard_normal(n)
            scores = [stats.norm.ppf((stats.rankdata(v) - 0.5) / n) for v in (x, y)]
            apart = abs(estimate(x, y) - _mutual_info._compute_mi_cc(*scores, 3))
            a, b = relent.samples(x), relent.samples(y)
            ways = {
                "relent": lambda x=x, y=y: estimate(x, y),
                "with its interval": lambda a=a, b=b: relent.mutual_information(a, b, threads=1),
                "scikit-learn": lambda x=x, y=y: mutual_info_regression(x[:, None], y, n_neighbors=3),
            }
            runs = {way: [] for way in ways}
            for _ in range(args.repeat):
                for way, function in ways.items():
                    runs[way].append(seconds(function))
            medians = {way: statistics.median(times) for way, times in runs.items()}
            ratio = medians["scikit-learn"] / medians["relent"]
            missed |= n == 100_000 and ratio < GOAL
            shown = ", ".join(f"{way} {1e3 * t:.1f} ms" for way, t in medians.items())
            interval = medians["with its interval"] / medians["relent"]
            print(f"n = {n:,}, correlation {correlation}: {shown}; ratio {ratio:.1f}, interval {interval:.1f}x")
            print(f"    values apart {apart:.1e}")
    return 1 if args.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
