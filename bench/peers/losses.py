#!/usr/bin/env python3
"""Training losses from logits and their gradients against the faster of torch's ways, eager and compiled, in one run.

    python bench/peers/losses.py [--repeat N] [--threads 1,2] [--near] [--no-compile] [--processor-time] [--quick]
    python bench/peers/losses.py --memory

Medians of interleaved repetitions. Ratios are torch's time over relent's; eager torch runs with its allocator told to
keep memory (MALLOC_* of glibc), which takes the first touch of fresh pages out of its times. bf16 rows are compared with
relent's own f32 time. The floor is the time to read the inputs once and write the gradient once, with the same threads,
measured in the same run. --memory: instead, what a call adds to a fresh process's largest resident set beside its
inputs and its gradient.
--processor-time: of one thread, on a machine that others use too.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ALLOCATOR = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000", "MALLOC_TOP_PAD_": "268435456"}
if "--memory-of" not in sys.argv and any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
    os.environ.update(ALLOCATOR)
    os.execv(sys.executable, [sys.executable, *sys.argv])

import numpy as np
import torch
import torch.nn.functional as F
from relent import _relent

SHAPES = [(4096, 1000), (512, 32000), (128, 128256)]
# At 1000 classes and at more.
GOALS = {
    "KL forward": (6, 8),
    "KL + gradient": (5, 7),
    "soft-target CE + gradient": (4, 4),
    "JSD + gradient": (14, 14),
    "cross-entropy + gradient": (4, 4),
}


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
        array.view(torch.float32).sum()
    if output is not None:
        output.view(torch.float32).fill_(1.0)


def measure(jobs, repeat, clock):
    times = {name: [] for name in jobs}
    for job in jobs.values():
        job()
        job()
    for _ in range(repeat):
        for name, job in jobs.items():
            start = clock()
            job()
            times[name].append(clock() - start)
    return {name: statistics.median(taken) * 1e3 for name, taken in times.items()}


def kernels(student, teacher, classes, gradient, threads):
    """name: (our call, the tensors it reads, the one it writes)"""
    a, b, out = rows(student), rows(teacher), rows(gradient)
    index = (classes.data_ptr(), len(classes))
    divergence, cross_entropy = _relent._divergence_loss, _relent._cross_entropy_loss
    how = {"reduction": "batchmean", "threads": threads}
    both = (student, teacher)
    soft = {"target": b, "target_holds": "logits", "input_gradient": out}
    return {
        "KL forward": (lambda: divergence(a, b, **how), both, None),
        "KL + gradient": (lambda: divergence(a, b, input_gradient=out, **how), both, gradient),
        "soft-target CE + gradient": (lambda: cross_entropy(a, **soft, **how), both, gradient),
        "JSD + gradient": (lambda: divergence(a, b, measure="js", input_gradient=out, **how), both, gradient),
        "cross-entropy + gradient": (
            lambda: cross_entropy(a, classes=index, input_gradient=out, **how),
            (student,),
            gradient,
        ),
    }


def peers(student, teacher, classes, compiled):
    """name: torch's calls, eager and, if asked for, compiled"""
    student = student.requires_grad_(True)
    made = {
        "KL forward": (forward, torch_kl, teacher),
        "KL + gradient": (backward, torch_kl, teacher),
        "soft-target CE + gradient": (backward, torch_soft, teacher),
        "JSD + gradient": (backward, torch_js, teacher),
        "cross-entropy + gradient": (backward, F.cross_entropy, classes),
    }

    def ways(run, loss, second):
        yield "eager", lambda: run(loss, student, second)
        if compiled:
            torch._dynamo.reset()
            fused = torch.compile(loss, dynamic=False)
            yield "compile", lambda: run(fused, student, second)

    return {name: dict(ways(*job)) for name, job in made.items()}


def resident(field):
    """A resident set of this process in bytes, counted page by page. What a thread keeps, it keeps."""
    pages = Path("/proc/self/smaps_rollup").read_text(encoding="utf-8")
    return next(int(line.split()[1]) * 1024 for line in pages.splitlines() if line.startswith(field))


def show_memory(name, shape, threads):
    """What a call adds to the largest resident set; inputs and gradient have been touched, the code has run."""
    student, teacher, gradient = torch.randn(shape), torch.randn(shape), torch.zeros(shape)
    classes = torch.randint(shape[1], shape[:1])
    few = [t[:64, :10].contiguous() for t in (student, teacher, gradient)]
    first = classes[:64].clone().zero_()
    kernels(few[0], few[1], first, few[2], threads)[name][0]()
    before = resident("Anonymous")
    kernels(student, teacher, classes, gradient, threads)[name][0]()
    print(
        f"| {name} | {shape[0]} x {shape[1]} | {threads} | {(resident('Anonymous') - before) / 2**20:.2f} MiB |",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=11)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--near", action="store_true", help="students that resemble their teachers")
    parser.add_argument("--no-compile", action="store_true", help="eager torch only")
    parser.add_argument("--processor-time", action="store_true", help="for one thread, beside other work")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--memory-of", nargs=4, metavar=("NAME", "ROWS", "CLASSES", "THREADS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory_of:
        name, *numbers = arguments.memory_of
        size, classes, threads = map(int, numbers)
        return show_memory(name, (size, classes), threads)
    if arguments.memory:
        for name in GOALS:
            for threads in arguments.threads.split(","):
                asked = [name, *map(str, SHAPES[-1]), threads]
                without = {k: v for k, v in os.environ.items() if k not in ALLOCATOR}
                subprocess.run(
                    [sys.executable, __file__, "--memory-of", *asked],
                    check=True,
                    env=without | {"MALLOC_MMAP_THRESHOLD_": "65536"},
                )
        return None
    print(f"torch {torch.__version__}, path {_relent.simd_path()}, {torch.backends.cpu.get_cpu_capability()}")
    print("| work | shape | threads | relent ms | eager ms | compiled ms | ratio | goal | times the floor |", end="")
    print(" bf16 ms | f32 / bf16 |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    clock = time.process_time if arguments.processor_time else time.perf_counter
    for shape in SHAPES:
        shape = (shape[0] // 4, shape[1]) if arguments.quick else shape
        torch.manual_seed(0)
        teacher = torch.randn(shape)
        student = teacher + 0.3 * torch.randn(shape) if arguments.near else torch.randn(shape)
        classes = torch.randint(shape[1], shape[:1])
        halves = [t.to(torch.bfloat16) for t in (student, teacher)]
        gradient, half_gradient = torch.zeros(shape), torch.zeros(shape, dtype=torch.bfloat16)
        for threads in map(int, arguments.threads.split(",")):
            torch.set_num_threads(threads)
            ours = kernels(student.detach(), teacher, classes, gradient, threads)
            of_halves = kernels(*halves, classes, half_gradient, threads)
            theirs = peers(student, teacher, classes, not arguments.no_compile)
            for name, (job, read, written) in ours.items():
                jobs = {
                    "ours": job,
                    "half": of_halves[name][0],
                    "floor": lambda read=read, written=written: copy_floor(read, written),
                }
                found = measure(jobs | theirs[name], arguments.repeat, clock)
                peer = min(found[way] for way in theirs[name])
                compiled = f"{found['compile']:.1f}" if "compile" in found else ""
                print(
                    f"| {name} | {shape[0]} x {shape[1]} | {threads} | {found['ours']:.2f} | {found['eager']:.1f} | "
                    f"{compiled} | {peer / found['ours']:.1f} | {GOALS[name][shape[1] > 1000]} | "
                    f"{found['ours'] / found['floor']:.2f} | {found['half']:.2f} | "
                    f"{found['ours'] / found['half']:.2f} |",
                    flush=True,
                )
    return None


if __name__ == "__main__":
    main()
