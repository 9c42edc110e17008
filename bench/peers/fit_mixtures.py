#!/usr/bin/env python3
"""Expectation and maximisation of mixtures of normals of several numbers against scikit-learn's GaussianMixture, from the
same start, side by side in one run: medians of interleaved repetitions, processor time of one thread each.

    python bench/peers/fit_mixtures.py [--rows N] [--columns D] [--components K] [--repeat N] [--check]

scikit-learn is asked for its expectation and maximisation steps alone, without what its fit does around them, and its
BLAS is held to one thread. Both must give the same mean log likelihoods to 1e-9. --check exits with 1 where the ratio
misses its goal.
"""

import argparse
import os
import statistics
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import relent
import sklearn
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

GOAL = 2  # of 100,000 rows of 16 columns, 10 components


def data(rows, columns, components, apart):
    """Rows of a mixture whose means lie `apart` from the middle, and a start that is not far off."""
    rng = np.random.default_rng(1)
    means = apart * rng.standard_normal((components, columns))
    spreads = [np.eye(columns) + 0.3 * rng.standard_normal((columns, columns)) for _ in range(components)]
    which = rng.integers(components, size=rows)
    x = np.empty((rows, columns))
    for k in range(components):
        own = which == k
        x[own] = means[k] + rng.standard_normal((own.sum(), columns)) @ spreads[k].T
    start = means + 0.3 * rng.standard_normal(means.shape)
    return x, np.full(components, 1 / components), start, np.stack([2 * np.eye(columns)] * components)


def peer_steps(x, weights, means, covariances, iterations):
    model = GaussianMixture(
        len(weights),
        reg_covar=0,
        weights_init=weights,
        means_init=means,
        precisions_init=np.linalg.inv(covariances),
    )
    model._initialize_parameters(x, np.random.RandomState(0))
    out = []
    for _ in range(iterations):
        likelihood, shares = model._e_step(x)
        model._m_step(x, shares)
        out.append(float(likelihood))
    return out


def seconds_a_step(steps, many):
    """An iteration's share of `many`, without what they have in common."""
    start = time.process_time()
    steps(1)
    middle = time.process_time()
    steps(many + 1)
    return (time.process_time() - middle - (middle - start)) / many


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=16)
    parser.add_argument("--components", type=int, default=10)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    print(
        f"scikit-learn {sklearn.__version__}, {args.rows:,} rows of {args.columns}, {args.components} components, full "
        f"covariances, one thread each, medians of {args.repeat}"
    )
    missed = False
    for name, apart in (("overlapping", 0.5), ("apart", 3.0)):
        x, *start = data(args.rows, args.columns, args.components, apart)
        ways = {
            "scikit-learn": lambda n, x=x, start=start: peer_steps(x, *start, n),
            "relent": lambda n, x=x, start=start: relent._relent._mixture_steps(x, *start, n, 0.0, 1),
        }
        with threadpool_limits(1):
            found = {way: steps(5) for way, steps in ways.items()}
            off = max(abs(a - b) for a, b in zip(*found.values(), strict=True))
            assert off < 1e-9, off
            times = {way: [] for way in ways}
            for _ in range(args.repeat):
                for way, steps in ways.items():
                    times[way].append(seconds_a_step(steps, 4))
        medians = {way: statistics.median(t) for way, t in times.items()}
        ratio = medians["scikit-learn"] / medians["relent"]
        ratios = sorted(a / b for a, b in zip(*times.values(), strict=True))
        missed = missed or ratio < GOAL
        print(
            f"{name:12} scikit-learn {medians['scikit-learn'] * 1e3:6.0f} ms  relent {medians['relent'] * 1e3:6.0f} ms  "
            f"{ratio:5.1f}x ({ratios[0]:.1f} to {ratios[-1]:.1f})  goal {GOAL}x{' MISSED' if ratio < GOAL else ''}  "
            f"likelihoods within {off:.0e}"
        )
    return 1 if args.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
