#!/usr/bin/env python3
"""relent.torch against torch, eager and compiled, side by side in one run: medians of interleaved repetitions.

    python bench/peers/torch_losses.py [--repeat N] [--threads 1,2] [--small] [--no-compile] [--json FILE] [--check]

Every loss is taken from logits in f32 with its gradient, as training does; "forward" ones without. torch runs with
memory that it keeps (first touches of fresh pages are left out of its time; set here, by starting again with malloc's
environment variables). --check exits with 1 where a ratio misses its goal.
"""

import argparse
import json
import os
import statistics
import sys
import time

KEEP_MEMORY = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "100000000000",
    "MALLOC_TOP_PAD_": "268435456",
}
if __name__ == "__main__" and "MALLOC_MMAP_MAX_" not in os.environ:
    os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | KEEP_MEMORY)

import relent.torch as rt
import torch
import torch.nn.functional as F

LARGE = ((4096, 1000), (512, 32000), (128, 128256))
SMALL = ((1, 10), (32, 1000))
# loss: how many times as fast as the faster of torch's ways (at 1000 classes, at more)
GOALS = {
    "KL forward": (6, 8),
    "KL": (5, 7),
    "soft cross-entropy route": (4, 4),
    "JSD": (14, 14),
    "cross-entropy": (4, 4),
}
SMALL_GOAL = 1.0


def torch_kl(q, p):
    return F.kl_div(F.log_softmax(q, -1), F.log_softmax(p, -1), reduction="batchmean", log_target=True)


def torch_js(q, p):
    lq, lp = F.log_softmax(q, -1), F.log_softmax(p, -1)
    lm = torch.logaddexp(lq, lp) - 0.6931471805599453
    parts = (F.kl_div(lm, x, reduction="batchmean", log_target=True) for x in (lp, lq))
    return sum(parts) / 2


def torch_soft(q, p):
    return F.cross_entropy(q, F.softmax(p, -1))


# name: (ours, theirs, whether with the gradient, what the second argument is)
LOSSES = {
    "KL forward": (rt.kl_div_with_logits, torch_kl, False, "logits"),
    "KL": (rt.kl_div_with_logits, torch_kl, True, "logits"),
    "soft cross-entropy route": (rt.kl_div_with_logits, torch_soft, True, "logits"),
    "JSD": (rt.js_divergence, torch_js, True, "logits"),
    "cross-entropy": (rt.cross_entropy, F.cross_entropy, True, "labels"),
    "kl_div of log-probabilities": (
        lambda q, p: rt.kl_div(q, p, reduction="batchmean"),
        lambda q, p: F.kl_div(q, p, reduction="batchmean"),
        True,
        "probs",
    ),
}
ONLY_SMALL = ("kl_div of log-probabilities",)


def sides(shape, kind):
    made = torch.Generator().manual_seed(1)
    q = torch.randn(shape, generator=made)
    if kind == "labels":
        return q, torch.randint(shape[1], shape[:1], generator=made)
    p = torch.randn(shape, generator=made)
    return (q, p) if kind == "logits" else (q.log_softmax(-1), p.softmax(-1))


def step(function, q, second, gradient):
    """One call as training makes it: loss, backward, gradient dropped."""

    def run():
        loss = function(q, second)
        if gradient:
            loss.backward()
            q.grad = None

    q.requires_grad_(gradient)
    return run


def interleaved(functions, repeat, calls):
    for run in functions.values():
        run()
        run()
    times = {name: [] for name in functions}
    for _ in range(repeat):
        for name, run in functions.items():
            start = time.perf_counter()
            for _ in range(calls):
                run()
            times[name].append((time.perf_counter() - start) / calls)
    return {name: statistics.median(found) for name, found in times.items()}


def measure(options):
    for shape in SMALL if options.small else SMALL + LARGE:
        small = shape in SMALL
        for name, (ours, theirs, gradient, kind) in LOSSES.items():
            if not small and name in ONLY_SMALL:
                continue
            q, second = sides(shape, kind)
            functions = {"ours": step(ours, q, second, gradient), "eager": step(theirs, q, second, gradient)}
            if not options.no_compile:
                torch._dynamo.reset()
                compiled = torch.compile(theirs, dynamic=False)
                functions["compile"] = step(compiled, q, second, gradient)
            for threads in [1] if small else options.threads:
                torch.set_num_threads(threads)
                times = interleaved(functions, 5 * options.repeat if small else options.repeat, 300 if small else 1)
                peer = min(t for n, t in times.items() if n != "ours")
                goal = SMALL_GOAL if small else GOALS[name][shape[1] > 1000]
                peer = times["eager"] if small else peer
                yield {"loss": name, "shape": shape, "threads": threads, "seconds": times, "ratio": peer / times["ours"],
                       "goal": goal}  # fmt: skip


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--repeat", type=int, default=7)
    arguments.add_argument("--threads", default="1,2")
    arguments.add_argument("--small", action="store_true", help="the small shapes only")
    arguments.add_argument("--no-compile", action="store_true", help="eager torch only")
    arguments.add_argument("--json", metavar="FILE")
    arguments.add_argument("--check", action="store_true")
    options = arguments.parse_args()
    options.threads = [int(n) for n in options.threads.split(",")]
    rows = []
    print(
        f"torch {torch.__version__}, {rt.cross_entropy.__module__.split('.')[0]}; ms, ratio to the faster of torch's ways"
    )
    print(f"{'loss':28} {'shape':>15} {'threads':>7} {'ours':>9} {'eager':>9} {'compile':>9} {'ratio':>7} {'goal':>5}")
    for row in measure(options):
        rows.append(row)
        times = row["seconds"]
        cells = [f"{1e3 * times[n]:9.4f}" if n in times else " " * 9 for n in ("ours", "eager", "compile")]
        print(
            f"{row['loss']:28} {row['shape']!s:>15} {row['threads']:7} {' '.join(cells)} {row['ratio']:7.2f} {row['goal']:5}",
            flush=True,
        )
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=1)
    return 1 if options.check and any(row["ratio"] < row["goal"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
