"""`relent logits` on two files of 1.05 GB each beside torch and numpy doing the same, in the same run.

    python bench/peers/logits.py [path of the relent command] [turns]

2048 rows of 128256 f32 logits, a teacher and a noisy student, made in a temporary folder and deleted afterwards; they
stay in the page cache. All find the mean KL, reverse KL and JS and the share of equal greatest logits; the peers in f32,
by log-softmaxes, 16 rows at a time from memory-mapped files (fewer or more are slower), imports and start not counted.
They take turns; the table shows medians of the processor's time and of the wall clock's, and the least that any way must
take: reading both files once.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

ROWS, VOCABULARY, AT_ONCE = 2048, 128256, 16


def make(folder):
    random = np.random.default_rng(1)
    row = random.normal(0, 3, VOCABULARY).astype("f4")
    paths = [folder / "teacher.npy", folder / "student.npy"]
    teacher, student = (np.lib.format.open_memmap(p, "w+", "f4", (ROWS, VOCABULARY)) for p in paths)
    for i in range(ROWS):
        row = random.permutation(row) if i % 16 == 0 else np.roll(row, 977)
        teacher[i] = row
        student[i] = row + 0.1 * random.standard_normal(VOCABULARY, dtype="f4")
    return paths


def by_numpy(teacher, student):
    sums = np.zeros(4)
    for i in range(0, ROWS, AT_ONCE):
        a, b = teacher[i : i + AT_ONCE], student[i : i + AT_ONCE]
        same = a.argmax(1) == b.argmax(1)
        a, b = a - a.max(1, keepdims=True), b - b.max(1, keepdims=True)
        a -= np.log(np.exp(a).sum(1, keepdims=True))
        b -= np.log(np.exp(b).sum(1, keepdims=True))
        p, q, m = np.exp(a), np.exp(b), np.logaddexp(a, b) - np.float32(np.log(2))
        js = (p * (a - m) + q * (b - m)).sum(1) / 2
        sums += [(p * (a - b)).sum(1).sum(), (q * (b - a)).sum(1).sum(), js.sum(), same.sum()]
    return sums / ROWS


def by_torch(teacher, student):
    import torch
    from torch.nn.functional import log_softmax

    sums = np.zeros(4)
    for i in range(0, ROWS, AT_ONCE):
        x, y = torch.from_numpy(teacher[i : i + AT_ONCE]), torch.from_numpy(student[i : i + AT_ONCE])
        a, b = log_softmax(x, 1), log_softmax(y, 1)
        p, q, m = a.exp(), b.exp(), torch.logaddexp(a, b) - np.log(2)
        kl, back = (p * (a - b)).sum(), (q * (b - a)).sum()
        js = (p * (a - m) + q * (b - m)).sum() / 2
        sums += [kl.item(), back.item(), js.item(), (x.argmax(1) == y.argmax(1)).sum().item()]
    return sums / ROWS


def read_only(teacher, student):
    buffer = bytearray(1 << 20)
    for path in (teacher, student):
        with open(path, "rb", buffering=0) as file:
            while file.readinto(buffer):
                pass
    return np.zeros(4)


def peer(name, threads, paths):
    """Runs in a process of its own: (wall clock, processor, numbers)."""
    if name == "torch":
        import torch

        torch.set_num_threads(threads)
        torch.from_numpy(np.zeros((64, 1000), "f4")).exp().sum()  # its threads are there
    files = paths if name == "reading" else [np.load(p, mmap_mode="r+") for p in paths]
    start, cpu = time.perf_counter(), time.process_time()
    numbers = {"numpy": by_numpy, "torch": by_torch, "reading": read_only}[name](*files)
    print(json.dumps([time.perf_counter() - start, time.process_time() - cpu, list(numbers)]))


def run(name, threads, paths, relent):
    if name != "relent":
        line = [sys.executable, __file__, "--peer", name, str(threads), *map(str, paths)]
        return json.loads(subprocess.run(line, capture_output=True, text=True, check=True).stdout)
    start = time.perf_counter()
    with subprocess.Popen(
        [relent, "logits", *paths, "--json", f"--threads={threads}"], stdout=subprocess.PIPE
    ) as process:
        said = json.loads(process.stdout.read())
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    names = ("kl_divergence", "reverse_kl_divergence", "js_divergence")
    numbers = [said[n]["mean"] for n in names] + [said["same_top"]["value"]]
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, numbers


def main():
    relent = sys.argv[1] if len(sys.argv) > 1 else str(Path(sys.executable).with_name("relent"))
    turns = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    ways = [("relent", 1), ("relent", 2), ("torch", 1), ("torch", 2), ("numpy", 1), ("reading", 1)]
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        paths = make(Path(folder))
        times = {way: [] for way in ways}
        numbers = {}
        for _ in range(turns):
            for way in ways:
                wall, cpu, numbers[way] = run(*way, paths, relent)
                times[way].append((wall, cpu))
    base = numbers["relent", 1]
    print("| | threads | processor, s | wall clock, s | relent's processor time is less by | KL differs by |")
    print("|---|---|---|---|---|---|")
    for way in ways:
        wall, cpu = (median(column) for column in zip(*times[way], strict=True))
        own = median(t[1] for t in times["relent", way[1]])
        differ = "" if way[0] == "reading" else f"{abs(numbers[way][0] / base[0] - 1):.0e}"
        print(f"| {way[0]} | {way[1]} | {cpu:.2f} | {wall:.2f} | {cpu / own:.1f} | {differ} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peer"]:
        peer(sys.argv[2], int(sys.argv[3]), sys.argv[4:])
    else:
        main()
