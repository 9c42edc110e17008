#!/usr/bin/env python3
"""Exact transport against POT and SciPy on the same costs, one thread, medians of interleaved repetitions.

    python bench/peers/transport.py [--sizes 1000,2000,4000] [--repeat N] [--line N] [--large N] [--check]

Optima must agree to 1e-12 relative. relent is timed twice: with the matrix that POT gets, and with the points alone
(then it computes the costs, which for POT are made before the clock starts). --large solves N x N points in a process of
its own, to a certificate, and tells its peak memory. --check exits with 1 where an optimum differs or relent is slower.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import time

LARGE = """
import json, sys, time
import numpy as np
import relent
n = int(sys.argv[1])
draw = np.random.default_rng(1)
x, y = draw.random((n, 2)), draw.random((n, 2)) ** 1.5
start = time.perf_counter()
found = relent.emd([], [], x=x, y=y)
seconds = time.perf_counter() - start
print(json.dumps([seconds, found.cost, found.gap, found.least_reduced_cost, found.pivots, found.status]))
"""


def medians(ways, repeat):
    """{name: (seconds, value)}, the ways in turn."""
    runs = {name: [] for name in ways}
    for _ in range(repeat):
        for name, call in ways.items():
            start = time.perf_counter()
            value = call()
            runs[name].append((time.perf_counter() - start, value))
    return {name: (statistics.median(s for s, _ in r), r[0][1]) for name, r in runs.items()}


def images(np, draw, noisy):
    """Two 64 x 64 images as masses on a grid."""
    places = np.stack(np.meshgrid(np.linspace(0, 1, 64), np.linspace(0, 1, 64)), -1).reshape(-1, 2)
    out = []
    for _ in range(2):
        centres = draw.random((4, 2))
        smooth = sum(np.exp(-((places - c) ** 2).sum(1) / 0.02) for c in centres) + 0.01
        image = smooth * draw.random(len(places)) if noisy else smooth
        out.append(image / image.sum())
    return places, places, *out


def problems(np, sizes):
    draw = np.random.default_rng(1)
    for n in sizes:
        for dimensions in (2, 32):
            for random_weights in (False, True):
                x, y = draw.normal(size=(n, dimensions)), draw.normal(size=(n, dimensions)) + 0.5
                weights = [draw.random(n) + 1e-3 if random_weights else np.ones(n) for _ in range(2)]
                name = f"{n} points in {dimensions}-D, {'random' if random_weights else 'equal'} weights"
                yield name, "euclidean", (x, y, *(w / w.sum() for w in weights))
    for noisy in (False, True):
        yield f"64 x 64 images, {'noisy' if noisy else 'smooth'}", "sqeuclidean", images(np, draw, noisy)


def exact(np, ot, relent, args):
    ratios, wrong = [], False
    for name, metric, (x, y, a, b) in problems(np, args.sizes):
        costs = ot.dist(x, y, metric=metric)
        found = medians(
            {
                "POT": lambda a=a, b=b, M=costs: ot.emd2(a, b, M, numItermax=10**9),
                "matrix": lambda a=a, b=b, M=costs: relent.emd(a, b, M).cost,
                "points": lambda a=a, b=b, x=x, y=y, m=metric: relent.emd(a, b, x=x, y=y, metric=m).cost,
            },
            args.repeat,
        )
        (pot, value), (matrix, ours), (points, computed) = found.values()
        off = max(abs(ours - value), abs(computed - value)) / abs(value)
        wrong = wrong or off > 1e-12
        ratios.append(pot / matrix)
        print(
            f"{name:42} POT {1e3 * pot:7.0f} ms   matrix {1e3 * matrix:7.0f} ms ({pot / matrix:.1f}x)   "
            f"points {1e3 * points:7.0f} ms ({pot / points:.1f}x)   optima differ by {off:.0e}",
            flush=True,
        )
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(f"geometric mean of POT / relent, matrix: {mean:.2f} (goal 3); least {min(ratios):.2f} (goal 1)")
    return wrong or min(ratios) < 1


def line(np, ot, stats, relent, args):
    draw = np.random.default_rng(2)
    x, y = draw.normal(size=args.line), draw.normal(size=args.line) + 0.1
    for label, other in (("equal sizes", y), ("sizes that differ", y[: -args.line // 10])):
        found = medians(
            {
                "relent": lambda o=other: relent.wasserstein_distance(x, o),
                "SciPy": lambda o=other: stats.wasserstein_distance(x, o),
                "POT": lambda o=other: ot.wasserstein_1d(x, o),
                "numpy's two sorts": lambda o=other: float(np.sort(x)[0] - np.sort(o)[0]) * 0,
            },
            args.repeat,
        )
        ours = found["relent"][0]
        print(f"W1 of {args.line} and {len(other)} values, {label}: relent {1e3 * ours:.1f} ms")
        for name, (seconds, value) in list(found.items())[1:]:
            off = f", differs by {abs(value / found['relent'][1] - 1):.0e}" if value else ""
            print(f"  {name:20} {1e3 * seconds:8.1f} ms, {seconds / ours:.1f}x{off}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=lambda s: [int(n) for n in s.split(",") if n], default=[1000, 2000, 4000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--line", type=int, default=1_000_000)
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import numpy as np
    import ot
    import relent
    import scipy
    from scipy import stats

    print(f"POT {ot.__version__}, SciPy {scipy.__version__}, numpy {np.__version__}, path {relent.simd_path()}")
    bad = exact(np, ot, relent, args) if args.sizes else False
    if args.line:
        line(np, ot, stats, relent, args)
    if args.large:
        child = subprocess.Popen([sys.executable, "-c", LARGE, str(args.large)], stdout=subprocess.PIPE)
        text = child.stdout.read()
        _, _, usage = os.wait4(child.pid, 0)
        seconds, cost, gap, least, pivots, status = json.loads(text)
        print(
            f"{args.large} x {args.large} points in 2-D: {seconds:.0f} s, {usage.ru_maxrss / 1024:.0f} MiB at most, "
            f"{status}, cost {cost:.15g}, gap {gap:.1e}, least reduced cost {least:.1e}, {pivots} pivots"
        )
    return 1 if args.check and bad else 0


if __name__ == "__main__":
    sys.exit(main())
