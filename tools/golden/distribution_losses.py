"""Goldens of losses between named distributions, with their gradients: Bernoulli KL from logits and probabilities, KL of
normals with full covariance from the standard normal, and the terms of a diffusion model.

Every input is a number that f64 holds. Columns: region, loss, parameters (name=value, comma-separated), first and second
argument, value, gradient to the first, gradient to the second. Derivatives are by mpmath's own differentiation.
"""

import random
from pathlib import Path

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 60
OUT = Path(__file__).resolve().parents[2] / "tests" / "golden" / "distribution_losses.tsv"


def chances(x, holds):
    """(p, 1 - p), each of a logit by an exponential of its own."""
    return (1 / (1 + mp.exp(-x)), 1 / (1 + mp.exp(x))) if holds == "logits" else (x, 1 - x)


def bernoulli(a, b, holds):
    pairs = zip(chances(a, holds), chances(b, holds), strict=True)
    return mp.fsum(p * mp.log(p / q) for p, q in pairs)


def bernoulli_line(region, holds, a, b):
    with mp.workdps(700):  # the two terms cancel
        value = bernoulli(a, b, holds)
        to_a, to_b = mp.diff(lambda x: bernoulli(x, b, holds), a), mp.diff(lambda y: bernoulli(a, y, holds), b)
    return region, "bernoulli_kl", f"logits={int(holds == 'logits')}", [a], [b], value, [to_a], [to_b]


def full_vae(mean, factor, beta, free):
    n = len(mean)
    total = mpf(0)
    for i in range(n):
        row = factor[i * n : i * n + i + 1]
        cost = (mean[i] ** 2 + mp.fsum(x * x for x in row) - 1 - mp.log(row[i] ** 2)) / 2
        total += max(cost, free)
    return beta * total


def partials(function, values):
    def moved(i, x):
        return function([*values[:i], x, *values[i + 1 :]])

    return [mp.diff(lambda x, i=i: moved(i, x), v) for i, v in enumerate(values)]


def full_vae_line(region, mean, factor, beta="1", free="0"):
    b, f = mpf(beta), mpf(free)
    return (
        region,
        "full_vae_kl",
        f"beta={beta},free_bits={free}",
        mean,
        factor,
        full_vae(mean, factor, b, f),
        partials(lambda m: full_vae(m, factor, b, f), mean),
        partials(lambda c: full_vae(mean, c, b, f), factor),
    )


def diffusion(step, predicts, variance, prediction, target, first=1e-4, last=0.02, count=1000):
    """By the means themselves, at an x_t that drops out of the difference."""
    betas = [mpf(first + (last - first) * (i / (count - 1))) for i in range(count)]
    abar = [mpf(1)]
    for beta in betas:
        abar.append(abar[-1] * (1 - beta))
    t = step + 1
    beta, here, before = betas[step], abar[t], abar[t - 1]
    of_start, of_current = mp.sqrt(before) * beta / (1 - here), mp.sqrt(1 - beta) * (1 - before) / (1 - here)
    current = mpf("0.7")

    def mean(guess):
        if predicts == "mean":
            return guess
        if predicts == "noise":
            start = (current - mp.sqrt(1 - here) * guess) / mp.sqrt(here)
        elif predicts == "velocity":
            start = mp.sqrt(here) * current - mp.sqrt(1 - here) * guess
        else:
            start = guess
        return of_start * start + of_current * current

    at = max(t, 2)
    small = betas[at - 1] * (1 - abar[at - 1]) / (1 - abar[at])
    model = beta if variance == "beta" else small
    total = mpf(0)
    for x, y in zip(prediction, target, strict=True):
        square = (mean(x) - mean(y)) ** 2 / model
        ratio = small / model
        total += (mp.log(2 * mp.pi * model) + square) / 2 if t == 1 else (ratio - 1 - mp.log(ratio) + square) / 2
    return total


def diffusion_line(step, predicts, variance, prediction, target):
    return (
        "diffusion",
        "diffusion_kl",
        f"step={step},predicts={('noise', 'start', 'velocity', 'mean').index(predicts)},beta={int(variance == 'beta')}",
        prediction,
        target,
        diffusion(step, predicts, variance, prediction, target),
        partials(lambda x: diffusion(step, predicts, variance, x, target), prediction),
        partials(lambda y: diffusion(step, predicts, variance, prediction, y), target),
    )


def double(value):
    return mpf(float(value))


def normals(rng, n, size=1.0, middle=0.0):
    return [double(rng.gauss(middle, size)) for _ in range(n)]


def lower(rng, n, size):
    """The identity and something below and on the diagonal."""
    return [double((i == j) + rng.gauss(0, size)) if j <= i else mpf(0) for i in range(n) for j in range(n)]


def lines():
    rng = random.Random(30)
    for _ in range(8):
        yield bernoulli_line("apart", "logits", *normals(rng, 2, 3))
        yield bernoulli_line("apart", "probs", double(rng.random()), double(rng.random()))
    for size in (1e-2, 1e-4, 1e-6, 1e-9):
        for middle in (0.3, -4, 9):
            a = double(middle)
            yield bernoulli_line("near", "logits", a, double(a + mpf(size)))
            p = double(chances(a, "logits")[0])
            yield bernoulli_line("near", "probs", p, double(p * (1 - mpf(size))))
    for a, b in ((30, -30), (-600, 2), (600, 598), (-40, -41), (700, -700)):
        yield bernoulli_line("extreme", "logits", mpf(a), mpf(b))
    for n in (1, 2, 5):
        yield full_vae_line("apart", normals(rng, n), lower(rng, n, 0.7))
    yield full_vae_line("options", normals(rng, 4, 0.5), lower(rng, 4, 0.3), "2.5", "0.125")
    for size in (1e-3, 1e-6, 1e-9):
        yield full_vae_line("near", normals(rng, 3, size), lower(rng, 3, size))
    for step in (0, 1, 400, 999):
        for predicts in ("noise", "start", "velocity", "mean"):
            for variance in ("posterior", "beta"):
                yield diffusion_line(step, predicts, variance, normals(rng, 3), normals(rng, 3))


def words(numbers):
    return ",".join(mp.nstr(v, 25) for v in numbers)


if __name__ == "__main__":
    with OUT.open("w") as file:
        print(
            f"# distribution_losses: made by tools/golden/distribution_losses.py with mpmath {mp.__version__} at 60 digits",
            file=file,
        )
        print("region\tloss\tparameters\tfirst\tsecond\tvalue\tfirst_gradient\tsecond_gradient", file=file)
        for region, loss, parameters, x, y, value, to_x, to_y in lines():
            print(
                "\t".join((region, loss, parameters, words(x), words(y), mp.nstr(value, 25), words(to_x), words(to_y))),
                file=file,
            )
