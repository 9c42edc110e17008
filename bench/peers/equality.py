#!/usr/bin/env python3
"""relent.test_equality against SciPy's tests, side by side in one run: medians of interleaved repetitions.

    python bench/peers/equality.py [--values N] [--repeat N] [--check]

Two normal samples of N values each, without ties and rounded to hundredths. Statistics must agree: of
Kolmogorov-Smirnov always, of Cramer-von Mises without ties (SciPy takes midranks, relent the shares behind each group),
of Anderson-Darling always. --check exits with 1 where relent is slower.
"""

import argparse
import functools
import statistics
import sys
import time
import warnings

import numpy as np
import relent
import scipy
from scipy import stats


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--values", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    warnings.simplefilter("ignore")

    rng = np.random.default_rng(1)
    smooth = rng.standard_normal(args.values), rng.normal(0.001, 1, args.values)
    tied = tuple(np.round(v, 2) for v in smooth)
    missed = False
    print(f"scipy {scipy.__version__}, {args.values:,} against {args.values:,} values, medians of {args.repeat}")
    for kind, (x, y) in (("no ties", smooth), ("hundredths", tied)):
        a, b = relent.samples(x), relent.samples(y)
        peers = {
            "ks": lambda x=x, y=y: stats.ks_2samp(x, y),
            "cvm": lambda x=x, y=y: stats.cramervonmises_2samp(x, y, method="asymptotic"),
            "ad": lambda x=x, y=y: stats.anderson_ksamp([x, y]),
        }
        for test, peer in peers.items():
            ours = relent.test_equality(a, b, test, threads=1)
            if test != "cvm" or kind == "no ties":
                assert np.isclose(ours.statistic, peer().statistic, rtol=1e-6, atol=1e-9), (test, kind)
            ways = {
                "relent": functools.partial(relent.test_equality, a, b, test, threads=1),
                "relent, from the array": functools.partial(relent.test_equality, x, y, test, threads=1),
                "scipy": peer,
            }
            runs = {way: [] for way in ways}
            for _ in range(args.repeat):
                for way, function in ways.items():
                    runs[way].append(seconds(function))
            medians = {way: statistics.median(times) for way, times in runs.items()}
            ratio = medians["scipy"] / medians["relent, from the array"]
            missed = missed or ratio < 1
            print(
                f"{test:4} {kind:10}  scipy {medians['scipy'] * 1e3:8.0f} ms  relent {medians['relent'] * 1e3:6.0f} ms, "
                f"from the array {medians['relent, from the array'] * 1e3:6.0f} ms  {ratio:5.1f}x"
            )
    return 1 if args.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
