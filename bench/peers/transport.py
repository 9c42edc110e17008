#!/usr/bin/env python3
"""Exact transport against POT, LEMON and SciPy on the same costs, one thread.

    python bench/peers/transport.py [--sizes 500,1000,...] [--images 64] [--repeat N] [--line N] [--large N]
                                    [--lemon build/release/bench/lemon_transport] [--check]

Times are of the processor, so that other work on the machine counts less; medians of interleaved repetitions, fewer of
them where one takes long. Costs and masses are rounded to whole numbers of 2^-30, which LEMON needs: all solve the very
same problem, and the optima must be the same to 1e-12 relative. relent is timed twice: with the matrix that POT gets, and
with the points alone (then it computes the costs, which for POT are made before the clock starts), whose optimum is held
to its own certificate. Images are solved by emd_grid as well, and by LEMON on the network that goes along one axis after
the other. --large solves N x N points in a process of its own, to a certificate, and tells its peak memory. --check exits
with 1 where an optimum differs or relent is slower.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
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


UNITS = 2**30


def medians(ways, repeat, clock=time.process_time):
    """{name: (seconds, value)}, the ways in turn; no more turns once they have taken a minute."""
    runs = {name: [] for name in ways}
    for _ in range(repeat):
        begun = clock()
        for name, call in ways.items():
            start = clock()
            value = call()
            runs[name].append((clock() - start, value))
        if clock() - begun > 60 / repeat:
            break
    return {name: (statistics.median(s for s, _ in r), r[0][1]) for name, r in runs.items()}


def images(np, draw, length, noisy):
    """Two square images as masses on a grid."""
    places = np.stack(np.meshgrid(np.arange(length), np.arange(length), indexing="ij"), -1).reshape(-1, 2) * 1.0
    out = []
    for _ in range(2):
        centres = draw.random((4, 2)) * length
        smooth = sum(np.exp(-((places - c) ** 2).sum(1) / (0.02 * length**2)) for c in centres) + 0.01
        out.append(smooth * draw.random(len(places)) if noisy else smooth)
    return places, places, *out


def problems(np, args):
    draw = np.random.default_rng(1)
    for n in args.sizes:
        for dimensions in (2, 32):
            for random_weights in (False, True):
                x, y = draw.normal(size=(n, dimensions)), draw.normal(size=(n, dimensions)) + 0.5
                weights = [draw.random(n) + 1e-3 if random_weights else np.ones(n) for _ in range(2)]
                name = f"{n} points in {dimensions}-D, {'random' if random_weights else 'equal'} weights"
                yield name, "euclidean", (x, y, *weights), None
    for length in args.images:
        for noisy in (False, True):
            name = f"{length} x {length} images, {'noisy' if noisy else 'smooth'}"
            yield name, "sqeuclidean", images(np, draw, length, noisy), length


def whole_masses(np, masses):
    units = np.rint(masses / masses.sum() * UNITS).astype(np.int64)
    units[units.argmax()] += UNITS - units.sum()
    return units


def by_lemon(np, program, a, b, costs, rows=0):
    """(seconds, cost in units squared)."""
    with tempfile.NamedTemporaryFile(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as file:
        for numbers in (np.array([len(a), len(b), rows]), a, b, costs):
            np.ascontiguousarray(numbers, dtype=np.int64).tofile(file.file)
        file.flush()
        said = json.loads(subprocess.run([program, file.name], stdout=subprocess.PIPE, check=True).stdout)
    return said["build"] + said["solve"], said["cost"]


def against(np, ot, relent, args, name, metric, sides, length):
    """Prints one problem; (POT / relent's matrix, fastest peer / relent's way for such costs, whether something is wrong)."""
    x, y, a, b = sides
    costs = ot.dist(x, y, metric=metric)
    scale = 2.0 ** math.ceil(math.log2(costs.max()))  # costs as whole numbers of scale / UNITS
    whole = np.rint(costs * (UNITS / scale))
    costs = whole * (scale / UNITS)
    p, q = whole_masses(np, a), whole_masses(np, b)
    a, b = p / UNITS, q / UNITS
    solvers = {
        "matrix": lambda: relent.emd(a, b, costs),
        "points": lambda: relent.emd(a, b, x=x, y=y, metric=metric),
        "POT": lambda: ot.emd2(a, b, costs, numItermax=10**9),
    }
    if length:
        solvers["grid"] = lambda: relent.emd_grid(a.reshape(length, length), b.reshape(length, length))
    found = medians(solvers, args.repeat)
    matrix, answer = found["matrix"]
    best = answer.cost
    peers = {"POT": (found["POT"][0], abs(found["POT"][1] - best))}
    if args.lemon:
        seconds, value = by_lemon(np, args.lemon, p, q, whole)
        peers["LEMON"] = seconds, abs(value / UNITS * (scale / UNITS) - best)
        if length:
            unit = round(UNITS / scale)
            steps = np.arange(length) ** 2 * unit
            seconds, value = by_lemon(np, args.lemon, p, q, np.concatenate([steps, steps]), length)
            peers["LEMON by axes"] = seconds, abs(value / UNITS / unit - best)
    told = [f"{name:38}"] + [f"{peer} {1e3 * seconds:8.0f} ms" for peer, (seconds, _) in peers.items()]
    wrong = max(off for _, off in peers.values()) > 1e-12 * best
    for way in ("matrix", "points", "grid"):
        if way in found:
            seconds, answer = found[way]
            told.append(f"{way} {1e3 * seconds:7.0f} ({peers['POT'][0] / seconds:.1f}x POT)")
            # Points and grids are not rounded: their certificates speak for them.
            bad = abs(answer.gap) > 1e-12 * answer.cost or abs(answer.cost - best) > 4e-9 * scale
            wrong = wrong or bad or answer.status != "optimal"
    off = max(off for _, off in peers.values()) / best
    print("   ".join(told) + f"   optima differ by {off:.0e}", flush=True)
    ours = min(matrix, found["grid"][0]) if length else matrix
    return peers["POT"][0] / matrix, min(seconds for seconds, _ in peers.values()) / ours, wrong


def exact(np, ot, relent, args):
    rows = [against(np, ot, relent, args, *problem) for problem in problems(np, args)]
    for what, k in (("POT / relent, matrix", 0), ("the fastest peer / relent, images by emd_grid", 1)):
        ratios = [row[k] for row in rows]
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        print(f"{what}: {mean:.2f} in geometric mean, least {min(ratios):.2f}")
    return any(r[2] for r in rows) or min(r[0] for r in rows) < 1


def line(np, ot, stats, relent, args):
    draw = np.random.default_rng(2)
    x, y = draw.normal(size=args.line), draw.normal(size=args.line) + 0.1
    for label, other in (("equal sizes", y), ("sizes that differ", y[: -(args.line // 10)])):
        found = medians(
            {
                "relent": lambda o=other: relent.wasserstein_distance(x, o),
                "SciPy": lambda o=other: stats.wasserstein_distance(x, o),
                "POT": lambda o=other: ot.wasserstein_1d(x, o),
                "numpy's two sorts": lambda o=other: float(np.sort(x)[0] - np.sort(o)[0]) * 0,
            },
            3 * args.repeat,
        )
        ours = found["relent"][0]
        print(f"W1 of {args.line} and {len(other)} values, {label}: relent {1e3 * ours:.1f} ms")
        for name, (seconds, value) in list(found.items())[1:]:
            off = f", differs by {abs(value / found['relent'][1] - 1):.0e}" if value else ""
            print(f"  {name:20} {1e3 * seconds:8.1f} ms, {seconds / ours:.1f}x{off}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=lambda s: [int(n) for n in s.split(",") if n], default=[500, 1000, 2000, 4000])
    parser.add_argument("--images", type=lambda s: [int(n) for n in s.split(",") if n], default=[64])
    parser.add_argument("--lemon", help="the program that bench/ builds where LEMON is installed")
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
    bad = exact(np, ot, relent, args) if args.sizes or args.images else False
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
