"""Goldens of losses from rows of logits: divergences with their gradients to both sides, cross-entropy with its options.

Every logit is a number that f32 holds, so that one file serves f32 and f64. Columns: region, loss, parameters (name=value,
comma-separated), input (the student's logits), target (the teacher's, or the class), value, gradient to the input,
gradient to the target (- where there is none).
"""

import random
import struct
from pathlib import Path

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 60
OUT = Path(__file__).resolve().parents[2] / "tests" / "golden" / "row_losses.tsv"


def softmax(x, temperature):
    top = max(x)
    e = [mp.exp((v - top) / temperature) for v in x]
    total = mp.fsum(e)
    return [v / total for v in e], (top / temperature + mp.log(total))


def divergence(name, p, q, beta, alpha):
    """Value, and the derivatives with respect to p and q (each up to a constant)."""
    if name == "reverse_kl":
        value, dq, dp = divergence("forward_kl", q, p, beta, alpha)
        return value, dp, dq
    if name == "jeffreys":
        one, other = divergence("forward_kl", p, q, beta, alpha), divergence("reverse_kl", p, q, beta, alpha)
        return one[0] + other[0], *([x + y for x, y in zip(one[k], other[k], strict=True)] for k in (1, 2))
    pairs = list(zip(p, q, strict=True))
    log = [mp.log(a / b) if a > 0 and b > 0 else mpf(0) for a, b in pairs]
    if name == "forward_kl":
        return mp.fsum(a * r for (a, _), r in zip(pairs, log, strict=True)), log, [-a / b if b else 0 for a, b in pairs]
    if name == "js":
        mixture = [beta * a + (1 - beta) * b for a, b in pairs]
        of_p = [mp.log(a / m) if a else mpf(0) for a, m in zip(p, mixture, strict=True)]
        of_q = [mp.log(b / m) if b else mpf(0) for b, m in zip(q, mixture, strict=True)]
        value = mp.fsum(beta * a * x + (1 - beta) * b * y for (a, b), x, y in zip(pairs, of_p, of_q, strict=True))
        return value, [beta * x for x in of_p], [(1 - beta) * y for y in of_q]
    if name == "total_variation":
        sign = [mp.sign(a - b) / 2 for a, b in pairs]
        return mp.fsum(abs(a - b) for a, b in pairs) / 2, sign, [-s for s in sign]
    affinity = mp.fsum(a**alpha * b ** (1 - alpha) if a and b else mpf(0) for a, b in pairs)
    dp = [alpha * a ** (alpha - 1) * b ** (1 - alpha) if a and b else mpf(0) for a, b in pairs]
    dq = [(1 - alpha) * a**alpha * b ** (-alpha) if a and b else mpf(0) for a, b in pairs]
    if name == "renyi":
        outer, value = 1 / (affinity * (alpha - 1)), mp.log(affinity) / (alpha - 1)
    else:
        outer, value = 1 / (alpha * (alpha - 1)), (affinity - 1) / (alpha * (alpha - 1))
    return value, [outer * x for x in dp], [outer * x for x in dq]


def through_softmax(p, derivative, temperature):
    mean = mp.fsum(a * h for a, h in zip(p, derivative, strict=True))
    return [a * (h - mean) / temperature for a, h in zip(p, derivative, strict=True)]


def divergence_line(region, name, input_, target, temperature=1, beta="0.5", alpha="0.5"):
    p, _ = softmax(target, temperature)
    q, _ = softmax(input_, temperature)
    value, dp, dq = divergence(name, p, q, mpf(beta), mpf(alpha))
    parameters = f"temperature={temperature},beta={beta},alpha={alpha}"
    return (
        region,
        name,
        parameters,
        input_,
        target,
        value,
        through_softmax(q, dq, temperature),
        through_softmax(p, dp, temperature),
    )


def cross_entropy_line(region, x, y, smoothing="0", gamma="0", poly="0", z="0", temperature=1):
    p, log_sum = softmax(x, temperature)
    s, g, e, zeta = map(mpf, (smoothing, gamma, poly, z))
    n, log = len(x), [mp.log(v) for v in p]
    value = (1 - s) * (1 - p[y]) ** g * -log[y] - s / n * mp.fsum(log) + e * (1 - p[y]) + zeta * log_sum**2
    slope = -(1 - s) * ((1 - p[y]) ** g - (g * p[y] * (1 - p[y]) ** (g - 1) * log[y] if g else 0)) - e * p[y]
    gradient = [
        (slope * ((k == y) - p[k]) + s * (p[k] - mpf(1) / n) + 2 * zeta * log_sum * p[k]) / temperature
        for k in range(n)
    ]
    parameters = f"smoothing={smoothing},gamma={gamma},poly={poly},z={z},temperature={temperature}"
    return (region, "cross_entropy", parameters, x, y, value, gradient, None)


def f32(value):
    return mpf(struct.unpack("f", struct.pack("f", value))[0])


def normals(rng, n, size, middle=0.0):
    return [f32(rng.gauss(middle, size)) for _ in range(n)]


def lines():
    rng = random.Random(20)
    names = ("forward_kl", "reverse_kl", "jeffreys", "js", "total_variation", "renyi", "alpha")
    for n in (2, 3, 9, 17, 40):
        for name in names:
            yield divergence_line("apart", name, normals(rng, n, 2), normals(rng, n, 2))
    x, t = normals(rng, 20, 3), normals(rng, 20, 3)
    yield divergence_line("options", "forward_kl", x, t, temperature=3)
    for beta in ("0.1", "0.9"):
        yield divergence_line("options", "js", x, t, beta=beta)
    for name, order in (("renyi", "2"), ("renyi", "0.1"), ("alpha", "-1"), ("alpha", "3")):
        yield divergence_line("options", name, x, t, alpha=order)
    for size in ("0.3", "0.03", "1e-3", "1e-4", "1e-5", "1.5e-6"):
        for shift in (0.0, 7.3):
            x = normals(rng, 30, 2)
            t = [f32(float(v) + shift + rng.gauss(0, float(size))) for v in x]
            for name in names:
                yield divergence_line("near", name, x, t)
    masked = mpf("-inf")
    x, t = normals(rng, 12, 2), normals(rng, 12, 2)
    x[3] = t[3] = x[7] = t[7] = masked
    for name in ("forward_kl", "reverse_kl", "jeffreys", "js", "total_variation", "renyi"):
        yield divergence_line("masked", name, x, t)
    far = [mpf(10000), mpf(-10000), mpf(0)]
    for name in ("forward_kl", "reverse_kl", "jeffreys", "js", "total_variation"):
        yield divergence_line("extreme", name, far, [mpf(-10000), mpf(10000), mpf(1)])
    for n in (1, 2, 10, 33):
        x = normals(rng, n, 3)
        yield cross_entropy_line("plain", x, n // 2)
    x = normals(rng, 12, 3)
    yield cross_entropy_line("options", x, 4, smoothing="0.1")
    yield cross_entropy_line("options", x, 4, gamma="2")
    yield cross_entropy_line("options", x, 4, gamma="0.5", poly="1", z="0.01", smoothing="0.2", temperature=2)
    yield cross_entropy_line("extreme", far, 1)


def words(numbers):
    if numbers is None:
        return "-"
    if isinstance(numbers, int):
        return str(numbers)
    return ",".join("-inf" if v == mpf("-inf") else mp.nstr(v, 25) for v in numbers)


if __name__ == "__main__":
    with OUT.open("w") as file:
        print(f"# row_losses: made by tools/golden/row_losses.py with mpmath {mp.__version__} at 60 digits", file=file)
        print("region\tloss\tparameters\tinput\ttarget\tvalue\tinput_gradient\ttarget_gradient", file=file)
        for region, loss, parameters, x, t, value, to_x, to_t in lines():
            fields = (region, loss, parameters, words(x), words(t), mp.nstr(value, 25), words(to_x), words(to_t))
            print("\t".join(fields), file=file)
