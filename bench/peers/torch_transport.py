"""Transport losses of relent.torch, value and gradient, beside POT's torch backend and composed torch operations: one
thread, medians of interleaved runs.

    .venv/bin/python bench/peers/torch_transport.py [RUNS]
"""

import statistics
import sys
import time

import ot
import relent.torch as rt
import torch

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 5


def seconds(loss, *leaves):
    for leaf in leaves:
        leaf.grad = None
    start = time.process_time()
    loss(*leaves).backward()
    return time.process_time() - start


def beside(name, ours, theirs, *leaves):
    torch.testing.assert_close(ours(*leaves), theirs(*leaves), rtol=1e-6, atol=1e-9)
    pairs = [(seconds(ours, *leaves), seconds(theirs, *leaves)) for _ in range(RUNS)]
    one, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(other / one for one, other in pairs)
    print(f"| {name} | {one * 1e3:.3g} ms | {other * 1e3:.3g} ms | {ratio:.2g} |", flush=True)


def cloud(n, d, shift=0.0):
    return (torch.randn(n, d, dtype=torch.float64) + shift).requires_grad_()


def masses(n):
    return torch.distributions.Dirichlet(torch.ones(n, dtype=torch.float64)).sample()


def energy(x, y):
    return 2 * torch.cdist(x, y).mean() - torch.cdist(x, x).mean() - torch.cdist(y, y).mean()


def gaussian_mmd(x, y):
    def mean(u, v):
        return (-torch.cdist(u, v).square() / 8).exp().mean()

    return mean(x, x) + mean(y, y) - 2 * mean(x, y)


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    x, y = cloud(1_000_000, 1), cloud(1_000_000, 1, 0.3)
    beside(
        "W2 on a line, 1e6 and 1e6 values",
        lambda x, y: rt.wasserstein_distance(x[:, 0], y[:, 0], 2),
        lambda x, y: ot.wasserstein_1d(x[:, 0], y[:, 0], p=2) ** 0.5,
        x, y,
    )  # fmt: skip
    x, y = cloud(20_000, 10), cloud(20_000, 10, 0.3)
    directions = torch.nn.functional.normalize(torch.randn(10, 50, dtype=torch.float64), dim=0)
    beside(
        "sliced W2, 20,000 x 10, 50 directions",
        lambda x, y: rt.sliced_wasserstein(x, y, projections=directions),
        lambda x, y: ot.sliced_wasserstein_distance(x, y, projections=directions),
        x, y,
    )  # fmt: skip
    x, y, a, b = cloud(1000, 2), cloud(1000, 2, 0.3), masses(1000), masses(1000)
    beside(
        "exact, 1000 points in the plane, random masses",
        lambda x, y: rt.emd2(a, b, x=x, y=y, metric="sqeuclidean"),
        lambda x, y: ot.emd2(a, b, ot.dist(x, y)),
        x, y,
    )  # fmt: skip
    x, y = cloud(2000, 16), cloud(2000, 16, 0.3)
    beside("energy distance, 2000 x 16", rt.energy_distance, energy, x, y)
    beside("MMD, one width, 2000 x 16", lambda x, y: rt.mmd(x, y, bandwidths=2.0), gaussian_mmd, x, y)


if __name__ == "__main__":
    main()
