#!/usr/bin/env python3
"""Fits: all optima of reverse KL, and expectation and maximisation beside scikit-learn.

    python bench/peers/fit.py [--repeat N] [--values N] [--threads T] [--json FILE]

All optima of KL(normal‖mixture) for random mixtures of five normals: the median and the slowest, wall time and processor
time of `relent.fit`. One iteration of expectation and maximisation of 8 components in one dimension, medians of interleaved
repetitions of so many iterations less those of one, from the same start; the mean log likelihoods after them are
compared.
"""

import argparse
import json
import os
import statistics
import sys
import time
import warnings

if "--threads" in sys.argv:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = sys.argv[sys.argv.index("--threads") + 1]

import numpy as np
import relent
from distributions import interleaved
from relent import _relent
from sklearn.mixture import GaussianMixture


def five_components(rng):
    weights = rng.dirichlet(np.full(5, 3.0))
    means, sds = rng.uniform(-10, 10, 5), rng.uniform(0.4, 1.5, 5)
    parts = [relent.normal(m, s) for m, s in zip(means, sds, strict=True)]
    return relent.mixture(weights, parts)


def all_optima(count):
    rng = np.random.default_rng(1)
    times, busy, optima = [], [], 0
    for target in [five_components(rng) for _ in range(count)]:
        start, start_busy = time.perf_counter(), time.process_time()
        found = relent.fit(target, "normal", "reverse_kl", threads=1)
        times.append(time.perf_counter() - start)
        busy.append(time.process_time() - start_busy)
        optima += len(found.optima)
    return {"targets": count, "optima": optima, "median_s": statistics.median(times), "slowest_s": max(times),
            "cpu_median_s": statistics.median(busy), "cpu_slowest_s": max(busy)}  # fmt: skip


def iterations(n, repeat, threads):
    rng = np.random.default_rng(2)
    x = np.concatenate([rng.normal(m, 0.3 + 0.1 * m, n // 8) for m in range(8)])
    rng.shuffle(x)
    weights, means, sds = np.full(8, 1 / 8), np.arange(8) + 0.2, np.full(8, 0.6)
    few, many = 1, 6

    def ours(steps):
        return _relent._em_steps(x, list(weights), list(means), list(sds), steps, threads)

    def theirs(steps):
        peer = GaussianMixture(
            8, covariance_type="full", tol=0, reg_covar=0, max_iter=steps, weights_init=weights,
            means_init=means[:, None], precisions_init=(1 / sds**2)[:, None, None],
        )  # fmt: skip
        return peer.fit(x[:, None])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        after = theirs(many)
        difference = abs(ours(many + 1)[3] - after.score(x[:, None]))
        assert difference < 1e-9, difference
        times = interleaved(
            {"few": lambda: ours(few), "many": lambda: ours(many), "peer_few": lambda: theirs(few),
             "peer_many": lambda: theirs(many)}, repeat
        )  # fmt: skip
    one, peer = ((times[p + "many"] - times[p + "few"]) / (many - few) for p in ("", "peer_"))
    return {"values": len(x), "ours_s": one, "sklearn_s": peer, "ratio": peer / one, "likelihoods_apart": difference}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--repeat", type=int, default=5)
    arguments.add_argument("--values", type=int, default=1_000_000)
    arguments.add_argument("--targets", type=int, default=40)
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--json", metavar="FILE")
    options = arguments.parse_args()
    print(f"relent {relent.__version__}; threads {options.threads}")
    optima = all_optima(options.targets)
    print("all optima of KL(normal‖5 components): {targets} targets, {optima} optima".format(**optima))
    print(f"  median {1e3 * optima['median_s']:.1f} ms, slowest {1e3 * optima['slowest_s']:.1f} ms; on the processor "
          f"{1e3 * optima['cpu_median_s']:.1f} and {1e3 * optima['cpu_slowest_s']:.1f} ms")  # fmt: skip
    em = iterations(options.values, options.repeat, options.threads)
    print(f"one iteration, 8 components, {em['values']:,} values: relent {1e3 * em['ours_s']:.1f} ms, scikit-learn "
          f"{1e3 * em['sklearn_s']:.1f} ms, {em['ratio']:.1f} times; log likelihoods {em['likelihoods_apart']:.1e} apart"
          )  # fmt: skip
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"all_optima": optima, "iteration": em}, file, indent=1)


if __name__ == "__main__":
    main()
