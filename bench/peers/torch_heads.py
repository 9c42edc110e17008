#!/usr/bin/env python3
"""relent.torch's losses fused with the last layer, beside torch's matrix products alone: time and memory.

    python bench/peers/torch_heads.py [--rows 512] [--width 1024] [--classes 128256] [--threads 2] [--repeat 3]

f32, with gradients to the hidden states and weights of the student. Time: the least of interleaved repetitions; a
loss's products are the ones it cannot do without (logits of each side, and two for the gradients), each at full size
and with memory of its own, as plain torch makes them. Memory: of a process that does one step, its greatest resident
size, less what it had with inputs and gradients in place.
"""

import argparse
import os
import subprocess
import sys
import time

import relent.torch as rt
import torch
import torch.nn.functional as F


def sides(options):
    made = torch.Generator().manual_seed(1)
    shapes = ((options.rows, options.width), (options.classes, options.width)) * 2
    tensors = [torch.randn(shape, generator=made) / options.width**0.5 for shape in shapes]
    for student in tensors[:2]:
        student.requires_grad_()
    return tensors, torch.randint(options.classes, (options.rows,), generator=made)


def step(loss):
    def run(tensors, labels):
        loss(tensors, labels).backward()

    return run


def products(heads):
    def run(tensors, labels):
        h, w, g, v = (t.detach() for t in tensors)
        logits = h @ w.T
        if heads == 2:
            g @ v.T
        return logits @ w, logits.T @ h

    return run


def torch_kl(t, _):
    log_q, log_p = F.log_softmax(t[0] @ t[1].T, -1), F.log_softmax(t[2] @ t[3].T, -1)
    return F.kl_div(log_q, log_p, reduction="batchmean", log_target=True)


WORK = {
    "cross-entropy": (step(lambda t, y: rt.linear_cross_entropy(*t[:2], y)), 1),
    "KL": (step(lambda t, _: rt.linear_divergence(*t)), 2),
    "JSD": (step(lambda t, _: rt.linear_divergence(*t, measure="js")), 2),
    "torch, cross-entropy": (step(lambda t, y: F.cross_entropy(t[0] @ t[1].T, y)), 1),
    "torch, KL": (step(torch_kl), 2),
}


def forget_peak():
    """Linux counts the greatest resident size anew."""
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def resident(name):
    """Megabytes: VmRSS now, VmHWM at most."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name)) / 1024


def memory_of_one_step(name, options):
    """In this process, which does nothing else."""
    tensors, labels = sides(options)
    for student in tensors[:2]:
        student.grad = torch.ones_like(student)
    warm = torch.randn(64, 64)
    warm @ warm  # what the libraries keep
    rt.linear_cross_entropy(warm, warm, torch.zeros(64, dtype=torch.int64))
    before = resident("VmRSS")
    for student in tensors[:2]:
        student.grad = None
    forget_peak()
    WORK[name][0](tensors, labels)
    print(f"{resident('VmHWM') - before:.0f}")


def memory(name, options):
    arguments = [f"--{k}={getattr(options, k)}" for k in ("rows", "width", "classes", "threads")]
    command = [sys.executable, __file__, *arguments, "--memory-of", name]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("rows", 512), ("width", 1024), ("classes", 128256), ("threads", 2), ("repeat", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--cpu-time", action="store_true", help="the processors' time, for a machine that others use")
    parser.add_argument("--memory-of", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != str(options.threads):
        os.environ["OPENBLAS_NUM_THREADS"] = str(options.threads)
        os.execv(sys.executable, [sys.executable, *sys.argv])
    torch.set_num_threads(options.threads)
    if options.memory_of:
        memory_of_one_step(options.memory_of, options)
        return
    clock = time.process_time if options.cpu_time else time.perf_counter
    tensors, labels = sides(options)
    jobs = {name: run for name, (run, _) in WORK.items() if "torch" not in name} | {1: products(1), 2: products(2)}
    least = dict.fromkeys(jobs, float("inf"))
    for _ in range(options.repeat):
        for name, run in jobs.items():
            for student in tensors[:2]:
                student.grad = None
            start = clock()
            run(tensors, labels)
            least[name] = min(least[name], clock() - start)
    print(f"torch {torch.__version__}, {options.rows} x {options.width} x {options.classes}, {options.threads} threads")
    print("| loss | s | products alone s | ratio | MB beyond weights and gradients |")
    print("|---|---|---|---|---|")
    for name, (_, heads) in WORK.items():
        own = least.get(name)
        row = (
            ["", f"{least[heads]:.2f}", ""]
            if own is None
            else [f"{own:.2f}", f"{least[heads]:.2f}", f"{own / least[heads]:.2f}"]
        )
        print(f"| {name} | {' | '.join(row)} | {memory(name, options)} |", flush=True)


if __name__ == "__main__":
    main()
