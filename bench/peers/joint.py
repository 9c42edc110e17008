#!/usr/bin/env python3
"""KL between two multivariate normals, from means and covariances, against torch.distributions, one thread each.

    python bench/peers/joint.py [--repeat N] [--json FILE]

Medians of interleaved repetitions, f64, in 100 and 1000 dimensions; making the distributions, with their checks and
factorisations, is on the clock. The floor is numpy's two Cholesky factors of the same matrices.
"""

import argparse
import json
import os
import sys

os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import relent
import torch
from distributions import interleaved
from torch import distributions as td


def covariance(n, falling):
    """Coordinates of different sizes whose correlation falls as a power of their distance."""
    at = np.arange(n)
    scale = 1 + at / n
    return scale[:, None] * scale / (1 + falling * np.abs(at[:, None] - at))


def measure(repeat):
    for n in (100, 1000):
        means, spreads = (np.zeros(n), np.full(n, 0.1)), (covariance(n, 1), covariance(n, 0.5))
        means_there, spreads_there = ([torch.from_numpy(x) for x in side] for side in (means, spreads))

        def ours(m=means, c=spreads):
            return relent.kl_divergence(relent.mvnormal(m[0], c[0]), relent.mvnormal(m[1], c[1])).value

        def theirs(checked=False, m=means_there, c=spreads_there):
            p, q = (td.MultivariateNormal(m[i], covariance_matrix=c[i], validate_args=checked) for i in (0, 1))
            return float(td.kl_divergence(p, q))

        assert abs(ours() - theirs()) < 1e-9 * theirs()
        times = interleaved(
            {"ours": ours, "torch": theirs, "checked": lambda f=theirs: f(True),
             "floor": lambda c=spreads: [np.linalg.cholesky(x) for x in c]}, repeat if n < 1000 else max(repeat // 4, 5)
        )  # fmt: skip
        yield {"n": n} | {f"{name}_s": t for name, t in times.items()} | {"ratio": times["torch"] / times["ours"]}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--repeat", type=int, default=60)
    arguments.add_argument("--json", metavar="FILE")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    print(f"relent {relent.__version__}; torch {torch.__version__}, one thread each; f64")
    print(f"{'n':>6}{'relent':>12}{'torch':>12}{'ratio':>8}{'torch, checked':>16}{'2 factors':>12}")
    rows = []
    for row in measure(options.repeat):
        rows.append(row)
        print(
            f"{row['n']:>6}{row['ours_s'] * 1e3:>9.3g} ms{row['torch_s'] * 1e3:>9.3g} ms{row['ratio']:>7.2f}x"
            f"{row['checked_s'] * 1e3:>13.3g} ms{row['floor_s'] * 1e3:>9.3g} ms",
            flush=True,
        )
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            json.dump({"rows": rows}, out, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
