"""KL of 100,000 points against 100,000 by fifth neighbours: relent beside SciPy's cKDTree, in the same run.

    python bench/peers/neighbours.py build/release/bench/estimate_bench [columns ...]

Both are given the same points (SplitMix64, as bench/estimate_bench.cpp says), one thread each, and take turns; the table
shows medians of the processor's time (of the wall clock's for two threads, which share a machine with others), the ratio,
and by how much the answers differ.
"""

import json
import subprocess
import sys
import time

import numpy as np
from scipy.spatial import cKDTree
from scipy.special import digamma

ROWS, TURNS = 100_000, 5


def uniform(first, count):
    z = np.arange(first, first + count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(float) * 2.0**-53


def points(columns, shift, first):
    u = uniform(first, 4 * ROWS * columns).reshape(ROWS, columns, 4)
    x = np.full((ROWS, columns), shift)
    for k in range(4):
        x += u[:, :, k]
    return x


def spacings_entropy(x):
    """What relent takes in one column, from three places below to three above each."""
    x = np.sort(x[:, 0])
    n = len(x)
    at = np.arange(n)
    low, high = np.maximum(at - 3, 0), np.minimum(at + 3, n - 1)
    return digamma(n + 1) + np.mean(np.log(x[high] - x[low]) - digamma(high - low))


def scipy_kl(x, y):
    d = x.shape[1]
    away = cKDTree(y).query(x, k=[5])[0][:, 0]
    own = cKDTree(x).query(x, k=[6])[0][:, 0]
    if d == 1:
        return digamma(ROWS + 1) - digamma(5) + np.log(2) + np.mean(np.log(away)) - spacings_entropy(x)
    return digamma(ROWS + 1) - digamma(ROWS) + d * np.mean(np.log(away) - np.log(own))


def relent_kl(bench, columns, threads, name="kl_alone"):
    out = subprocess.run(
        [
            bench,
            f"--benchmark_filter={name}/columns:{columns}/threads:{threads}/",
            "--benchmark_format=json",
            "--benchmark_min_time=0.1",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    run = json.loads(out.stdout)["benchmarks"][0]
    return run["cpu_time" if threads == 1 else "real_time"] / 1e3, run.get("nats")


def main():
    bench, wanted = sys.argv[1], [int(c) for c in sys.argv[2:]] or [1, 2, 5, 10]
    print(
        "| columns | cKDTree, ms | relent, ms | ratio | 2 threads, ms | with its interval, ms | of the estimate | differ by |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for d in wanted:
        x, y = points(d, 0.0, 1), points(d, 0.25, 1 << 30)
        theirs, ours, both, whole = [], [], [], []
        for _ in range(TURNS if d < 10 else 1):
            start = time.process_time()
            want = scipy_kl(x, y)
            theirs.append(time.process_time() - start)
            seconds, got = relent_kl(bench, d, 1)
            ours.append(seconds)
            both.append(relent_kl(bench, d, 2)[0])
            whole.append(relent_kl(bench, d, 1, "kl_with_interval")[0])
        t, o, b, w = (1e3 * np.median(v) for v in (theirs, ours, both, whole))
        print(
            f"| {d} | {t:.0f} | {o:.3g} | {t / o:.1f} | {b:.3g} | {w:.3g} | {w / o:.1f} | {abs(got - want):.0e} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
