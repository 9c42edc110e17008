#!/usr/bin/env python3
"""Training losses from logits and their gradients against torch's fastest eager formulation, in one run.

    python bench/peers/losses.py [--repeat N] [--threads 1,2] [--quick]

f32; medians of interleaved repetitions. Ratios are torch's time over relent's. The floor is the time to read the inputs
once and write the gradient once, with the same threads, measured in the same run. Torch runs with its allocator told to
keep memory (MALLOC_* of glibc), which takes the first touch of fresh pages out of its times.
"""

import argparse
import os
import statistics
import sys
import time

ALLOCATOR = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000", "MALLOC_TOP_PAD_": "268435456"}
if any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
    os.environ.update(ALLOCATOR)
    os.execv(sys.executable, [sys.executable, *sys.argv])

import numpy as np
import torch
import torch.nn.functional as F
from relent import _relent

SHAPES = [(4096, 1000), (512, 32000), (128, 128256)]


def rows(tensor):
    """A tensor as the extension takes one that has been checked: where it lies and what it holds."""
    kind = {torch.float32: "f32", torch.float64: "f64", torch.bfloat16: "bf16", torch.float16: "f16"}[tensor.dtype]
    return (tensor.data_ptr(), kind, *tensor.shape, tensor.stride(0))


def torch_kl(student, teacher):
    return F.kl_div(student.log_softmax(-1), teacher.log_softmax(-1), reduction="batchmean", log_target=True)


def torch_soft(student, teacher):
    return F.cross_entropy(student, teacher.softmax(-1))


def torch_js(student, teacher):
    log_q, log_p = student.log_softmax(-1), teacher.log_softmax(-1)
    log_m = torch.logaddexp(log_p, log_q) - np.log(2)
    left = F.kl_div(log_m, log_p, reduction="batchmean", log_target=True)
    return (left + F.kl_div(log_m, log_q, reduction="batchmean", log_target=True)) / 2


def forward(loss, *arguments):
    with torch.no_grad():
        return loss(*arguments)


def backward(loss, student, *rest):
    student.grad = None
    loss(student, *rest).backward()
    return student.grad


def copy_floor(inputs, output):
    """Reads every input and writes the output: a sum of each, and a fill."""
    for array in inputs:
        array.sum()
    if output is not None:
        output.fill_(1.0)


def measure(jobs, repeat):
    times = {name: [] for name in jobs}
    for job in jobs.values():
        job()
    for _ in range(repeat):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) * 1e3 for name, taken in times.items()}


def work(shape, threads, near):
    torch.manual_seed(0)
    teacher = torch.randn(shape)
    student = (teacher + 0.3 * torch.randn(shape) if near else torch.randn(shape)).requires_grad_(True)
    data, classes = student.detach(), torch.randint(shape[1], (shape[0],))
    gradient = torch.empty(shape)
    a, b, out = rows(data), rows(teacher), rows(gradient)
    index = (classes.data_ptr(), shape[0])
    divergence, cross_entropy = _relent._divergence_loss, _relent._cross_entropy_loss
    how = {"reduction": "batchmean", "threads": threads}
    return {
        "KL forward": (
            lambda: divergence(a, b, **how),
            lambda: forward(torch_kl, student, teacher),
            lambda: copy_floor((data, teacher), None),
        ),
        "KL + gradient": (
            lambda: divergence(a, b, input_gradient=out, **how),
            lambda: backward(torch_kl, student, teacher),
            lambda: copy_floor((data, teacher), gradient),
        ),
        "soft-target CE + gradient": (
            lambda: cross_entropy(a, target=b, target_holds="logits", input_gradient=out, **how),
            lambda: backward(torch_soft, student, teacher),
            lambda: copy_floor((data, teacher), gradient),
        ),
        "JSD + gradient": (
            lambda: divergence(a, b, measure="js", input_gradient=out, **how),
            lambda: backward(torch_js, student, teacher),
            lambda: copy_floor((data, teacher), gradient),
        ),
        "cross-entropy + gradient": (
            lambda: cross_entropy(a, classes=index, input_gradient=out, **how),
            lambda: backward(F.cross_entropy, student, classes),
            lambda: copy_floor((data,), gradient),
        ),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=11)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--near", action="store_true", help="students that resemble their teachers")
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    print(f"torch {torch.__version__}, path {_relent.simd_path()}, {torch.backends.cpu.get_cpu_capability()}")
    print("| work | shape | threads | relent ms | torch ms | ratio | floor ms | times the floor |")
    print("|---|---|---|---|---|---|---|---|")
    for threads in map(int, arguments.threads.split(",")):
        torch.set_num_threads(threads)
        for shape in SHAPES:
            shape = (shape[0] // 4, shape[1]) if arguments.quick else shape
            for name, (ours, theirs, least) in work(shape, threads, arguments.near).items():
                found = measure({"ours": ours, "theirs": theirs, "least": least}, arguments.repeat)
                print(
                    f"| {name} | {shape[0]} x {shape[1]} | {threads} | {found['ours']:.2f} | {found['theirs']:.1f} | "
                    f"{found['theirs'] / found['ours']:.1f} | {found['least']:.2f} | "
                    f"{found['ours'] / found['least']:.2f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
