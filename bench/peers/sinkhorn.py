#!/usr/bin/env python3
"""Entropic and sliced transport, and tests of equality in several dimensions, against POT, GeomLoss and numpy.

    python bench/peers/sinkhorn.py [--repeat N] [--threads N] [--only WORD] [--check]

Both sides run in turns in one process on the same data; medians of processor time, and the ratio of the medians: with one
thread, those of a clock on an idle machine. OpenBLAS and torch get as many threads as relent. Of the iterations, both do
the same number, where a row does not ask for an error: of the marginals, or GeomLoss's own of the value.
"""

import argparse
import os
import statistics
import sys
import time
import warnings


def timed(work):
    """Seconds of processor time: what else runs on the machine counts for less than in those of a clock."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", default="", help="only rows whose name holds this")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a goal is missed")
    args = parser.parse_args()
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(args.threads)

    import numpy as np
    import ot
    import relent
    from scipy.spatial.distance import cdist

    warnings.simplefilter("ignore")
    rng = np.random.default_rng(7)
    threads = args.threads

    n = 2000
    x, y = rng.normal(size=(n, 2)), rng.normal(size=(n, 2)) + [1, 0]
    a, b = rng.random(n), rng.random(n)
    a, b = a / a.sum(), b / b.sum()
    costs = ot.dist(x, y)
    wide, narrow = 0.1 * costs.max(), 0.01 * costs.max()
    fixed = {"numItermax": 20, "stopThr": 0, "warn": False}

    def ours(reg, form, **more):
        return relent.sinkhorn(a, b, costs, reg, form=form, threads=threads, **more)

    plain = {"max_iterations": 20, "tolerance": 1e-300, "anneal": False, "accelerate": False}

    def until(error, reg):
        """POT's plain log-domain iteration until its error, the 2-norm of one side, is at most `error`."""
        return ot.bregman.sinkhorn_log(a, b, costs, reg, numItermax=100_000, stopThr=error, warn=False)

    reached = np.linalg.norm(until(1e-8, narrow).sum(0) - b, 1) if args.only in "to one marginal error" else 1e-6

    u, v = rng.normal(size=(100_000, 10)), rng.normal(size=(100_000, 10)) + 0.1
    draws, rows = 1000, 5000
    p, q = rng.normal(size=(rows, 16)), rng.normal(size=(rows, 16)) + 0.02

    def by_gram(kernel):
        """What a numpy program does that computes its matrix once and picks from it for every permutation."""
        z = np.concatenate([p, q])
        gram = kernel(z)
        some = 10  # of the draws; the rest cost the same
        for _ in range(some):
            order = rng.permutation(2 * rows)
            first, second = order[:rows], order[rows:]
            gram[np.ix_(first, first)].mean() + gram[np.ix_(second, second)].mean()
            gram[np.ix_(first, second)].mean()
        return draws / some

    def by_product(kernel):
        """The same with all permutations at once, as one product of matrices."""
        z = np.concatenate([p, q])
        gram = kernel(z)
        first = np.zeros((2 * rows, draws))
        for b in range(draws):
            first[rng.permutation(2 * rows)[:rows], b] = 1
        within = np.einsum("ib,ib->b", first, gram @ first)
        of_first = gram.sum(1) @ first
        return within, of_first, gram.sum()

    def numpy_test(kernel):
        start = time.process_time()
        z = np.concatenate([p, q])
        kernel(z)
        gram_time = time.process_time() - start
        start = time.process_time()
        share = by_gram(kernel)
        return gram_time + (time.process_time() - start - gram_time) * share

    def gaussians(z):
        squares = cdist(z, z, "sqeuclidean")
        median = np.median(squares[:1000, :1000][np.triu_indices(1000, 1)])
        return sum(np.exp(-squares / (2 * median * step**2)) for step in (0.25, 0.5, 1, 2, 4)) / 5

    moving, there = rng.normal(size=(n, 3)) * 0.3, rng.normal(size=(n, 3)) * 0.3 + [0.2, 0, 0]
    blur = 0.05

    def divergence(tolerance):
        """GeomLoss's cost is half of |x - y|^2."""
        found = relent.sinkhorn_divergence(
            moving, there, 2 * blur**2, tolerance=tolerance, max_iterations=100_000, threads=threads
        )
        return found.value / 2

    geomloss_once, enough = lambda: float("nan"), 1e-3
    if not args.only or args.only in "divergence to GeomLoss's error":
        import torch
        from geomloss import SamplesLoss

        torch.set_num_threads(threads)
        loss = SamplesLoss("sinkhorn", p=2, blur=blur, backend="tensorized")
        u32, v32 = (torch.tensor(z, dtype=torch.float32) for z in (moving, there))

        def geomloss_once():
            return float(loss(u32, v32))

        exact = divergence(1e-12)
        theirs = abs(geomloss_once() / exact - 1)
        enough = next(t for t in 10.0 ** -np.arange(1, 12, 0.5) if abs(divergence(t) / exact - 1) <= theirs)
        print(
            f"GeomLoss is off by {theirs:.1e} of the divergence; relent at a marginal error of {enough:.0e} by no more"
        )

    def spots(side):
        t = np.linspace(0, 1, side)
        centres = (0.3, 0.3), (0.6, 0.7), (0.4, 0.8)
        images = np.stack([np.exp(-((t[:, None] - row) ** 2 + (t - column) ** 2) / 0.01) for row, column in centres])
        return images / images.sum((1, 2), keepdims=True)

    large, small = spots(256), spots(64)

    rows_of = [
        (
            "log domain, n = 2000, 20 iterations",
            4,
            lambda: timed(lambda: ours(narrow, "log", **plain)),
            lambda: timed(lambda: ot.bregman.sinkhorn_log(a, b, costs, narrow, **fixed)),
        ),
        (
            "scaling, n = 2000, 20 iterations",
            2,
            lambda: timed(lambda: ours(wide, "scaling", **plain)),
            lambda: timed(lambda: ot.sinkhorn(a, b, costs, wide, method="sinkhorn", **fixed)),
        ),
        (
            "to one marginal error, n = 2000, epsilon = range / 100",
            4,
            lambda: timed(lambda: ours(narrow, "auto", tolerance=reached, max_iterations=100_000)),
            lambda: timed(lambda: until(1e-8, narrow)),
        ),
        (
            "sliced W2, 100,000 x 10, 50 directions",
            20,
            lambda: timed(lambda: relent.sliced_wasserstein(u, v, threads=threads)),
            lambda: timed(lambda: ot.sliced_wasserstein_distance(u, v, n_projections=50, seed=1)),
        ),
        (
            "divergence to GeomLoss's error, 2000 + 2000 in 3-D",
            3,
            lambda: timed(lambda: divergence(enough)),
            lambda: timed(geomloss_once),
        ),
        (
            "barycentre of 3 images 256 x 256, 100 iterations",
            1,
            lambda: timed(
                lambda: relent.barycenter_grid(
                    large, 0.004, spacing=1 / 255, max_iterations=100, tolerance=1e-300, threads=threads
                )
            ),
            lambda: timed(
                lambda: ot.bregman.convolutional_barycenter2d(large, 0.004, numItermax=100, stopThr=0, warn=False)
            ),
        ),
        (
            "barycentre of 3 images 64 x 64 in logarithms, 10 iterations",
            4,
            lambda: timed(
                lambda: relent.barycenter_grid(
                    small, 0.004, spacing=1 / 63, max_iterations=10, tolerance=1e-300, threads=threads
                )
            ),
            lambda: timed(
                lambda: ot.bregman.convolutional_barycenter2d(
                    small, 0.004, method="sinkhorn_log", numItermax=10, stopThr=0, warn=False
                )
            ),
        ),
        (
            "energy test, 5000 + 5000 x 16, 1000 permutations",
            10,
            lambda: timed(lambda: relent.test_equality(p, q, "energy", permutations=draws, threads=threads)),
            lambda: numpy_test(lambda z: cdist(z, z)),
        ),
        (
            "MMD test, ladder of 5 kernels, the same",
            10,
            lambda: timed(lambda: relent.test_equality(p, q, "mmd", permutations=draws, threads=threads)),
            lambda: numpy_test(gaussians),
        ),
        (
            "energy test, beside one product with all permutations",
            1,
            lambda: timed(lambda: relent.test_equality(p, q, "energy", permutations=draws, threads=threads)),
            lambda: timed(lambda: by_product(lambda z: cdist(z, z))),
        ),
        (
            "MMD test, beside one product with all permutations",
            1,
            lambda: timed(lambda: relent.test_equality(p, q, "mmd", permutations=draws, threads=threads)),
            lambda: timed(lambda: by_product(gaussians)),
        ),
    ]
    missed = []
    print(f"medians of {args.repeat}, {threads} thread(s), POT {ot.__version__}")
    print(f"{'':56}{'relent ms':>11}{'peer ms':>11}{'ratio':>8}{'goal':>6}")
    for name, goal, ours_once, theirs_once in rows_of:
        if args.only not in name:
            continue
        repeat = args.repeat if "test" not in name else min(args.repeat, 3)
        times = [(ours_once(), theirs_once()) for _ in range(repeat)]
        mine, theirs = (1e3 * statistics.median(t) for t in zip(*times))
        print(f"{name:56}{mine:11.1f}{theirs:11.1f}{theirs / mine:8.1f}{goal:6}")
        if theirs / mine < goal:
            missed.append(name)
    if "points" in args.only or not args.only:
        m = 100_000
        here, there = rng.normal(size=(m, 3)), rng.normal(size=(m, 3))
        several = {
            k: timed(
                lambda k=k: relent.empirical_sinkhorn(
                    here, there, 0.1, max_iterations=k, tolerance=1e-300, anneal=False, threads=threads
                )
            )
            for k in (1, 2)
        }
        print(f"points 100,000 x 100,000 in 3-D, one iteration: {several[2] - several[1]:.1f} s")
    if args.check and missed:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
