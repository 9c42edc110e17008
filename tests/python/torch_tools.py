"""What the tests of relent.torch share: losses by name, exact values."""

import math

import mpmath
import pytest
import relent.torch as rt
import torch

INF = math.inf
DIVERGENCES = {
    "kl": rt.kl_div_with_logits,
    "reverse": lambda q, p, **how: rt.kl_div_with_logits(q, p, reverse=True, **how),
    "jeffreys": rt.jeffreys,
    "js": rt.js_divergence,
    "js 0.25": lambda q, p, **how: rt.js_divergence(q, p, beta=0.25, **how),
    "tv": rt.total_variation,
    "renyi 0.5": rt.renyi,
    "renyi 3": lambda q, p, **how: rt.renyi(q, p, alpha=3.0, **how),
    "alpha 0.25": lambda q, p, **how: rt.alpha_divergence(q, p, alpha=0.25, **how),
    "alpha 2": lambda q, p, **how: rt.alpha_divergence(q, p, alpha=2.0, **how),
}


def exact(name, q_logits, p_logits):
    """The divergence of one row in 40 digits."""
    with mpmath.workdps(40):
        rows = [[mpmath.exp(mpmath.mpf(float(v))) for v in row] for row in (p_logits, q_logits)]
        p, q = ([v / mpmath.fsum(row) for v in row] for row in rows)

        def kl(a, b):
            return mpmath.fsum(x * mpmath.log(x / y) for x, y in zip(a, b, strict=True) if x)

        def js(beta):
            m = [beta * x + (1 - beta) * y for x, y in zip(p, q, strict=True)]
            return beta * kl(p, m) + (1 - beta) * kl(q, m)

        def power(a):
            return mpmath.fsum(x ** mpmath.mpf(a) * y ** (1 - mpmath.mpf(a)) for x, y in zip(p, q, strict=True))

        made = {
            "kl": lambda: kl(p, q),
            "reverse": lambda: kl(q, p),
            "jeffreys": lambda: kl(p, q) + kl(q, p),
            "js": lambda: js(mpmath.mpf(0.5)),
            "js 0.25": lambda: js(mpmath.mpf(0.25)),
            "tv": lambda: mpmath.fsum(abs(x - y) for x, y in zip(p, q, strict=True)) / 2,
            "renyi 0.5": lambda: mpmath.log(power(0.5)) / (mpmath.mpf(0.5) - 1),
            "renyi 3": lambda: mpmath.log(power(3)) / 2,
            "alpha 0.25": lambda: (power(0.25) - 1) / (mpmath.mpf(0.25) * (mpmath.mpf(0.25) - 1)),
            "alpha 2": lambda: (power(2) - 1) / 2,
        }
        return float(made[name]())


EDGES = [
    ([1, -INF, 2], [0, -INF, 1]),  # masked on both sides
    ([1, -INF, 2], [0, 3, 1]),
    ([1, 0, 2], [0, -INF, 1]),
    ([0, -INF, 1, 2], [0, 1, 3, 0]),
    ([0, -INF, 1, 2], [0, 1, -INF, 0]),
    ([1e4, -1e4, 0], [-1e4, 1e4, 0]),
    ([0, -INF, -INF], [-INF, 0, -INF]),  # apart altogether
    ([0, -INF, -INF], [0, -INF, -INF]),  # the same one-hot
    ([5, 5, 5], [5, 5, 5]),
]


def lower(a, b):
    """A lower triangular matrix a row, positive on its diagonal."""
    return (a[..., None] * b[..., None, :]).tril(-1) / 2 + torch.diag_embed((b / 2).exp())


def others():
    labels = torch.tensor([1, 0, -100])
    mask = torch.tensor([[1, 1, 0, 1, 0]] * 3)
    schedule, steps = rt.DiffusionSchedule.linear(1e-3, 0.2, 10), torch.tensor([0, 4, 9])
    yield "cross_entropy", lambda a, b: rt.cross_entropy(a, labels, label_smoothing=0.1, z_loss=0.01)
    yield "soft", lambda a, b: rt.cross_entropy(a, b.softmax(-1), label_smoothing=0.1)
    yield "focal", lambda a, b: rt.focal(a, labels, 1.5)
    yield "poly", lambda a, b: rt.poly(a, labels, 2.0)
    yield "kl_div", lambda a, b: rt.kl_div(a, b.exp(), reduction="batchmean")
    yield "bce", lambda a, b: rt.binary_cross_entropy_with_logits(a, b.sigmoid())
    yield "distillation", lambda a, b: rt.distillation(a, b, labels, temperature=3.0)
    yield "distillation js", lambda a, b: rt.distillation(a, b, measure="js", reduction="mean")
    yield "vae_kl", lambda a, b: rt.vae_kl(a, b, beta=2.0)
    yield "gaussian_kl", lambda a, b: rt.gaussian_kl(a, b, b * 0.5, a * 0.3)
    yield "full vae_kl", lambda a, b: rt.vae_kl(a, scale_tril=lower(a, b), beta=0.5, free_bits=0.4)
    yield "diffusion_kl", lambda a, b: rt.diffusion_kl(a, b, steps, schedule, predicts="velocity")
    yield "learned variance", lambda a, b: rt.diffusion_kl(a, b, steps, schedule, log_variance=b / 4 - 3)
    yield "diffusion_prior_kl", lambda a, b: rt.diffusion_prior_kl(a * b, schedule)
    yield "bernoulli_kl", lambda a, b: rt.bernoulli_kl(a, b, reduction="batchmean")
    yield "bernoulli_kl of probs", lambda a, b: rt.bernoulli_kl(a.sigmoid(), b, p_holds="probs", q_holds="logits").sum()
    yield "categorical_kl", lambda a, b: rt.categorical_kl(a, b, reduction="token_mean")
    yield "policy_kl", lambda a, b: rt.policy_kl(a, b, mask=mask)
    yield "entropy", lambda a, b: rt.entropy(a)
    yield "info_nce", lambda a, b: rt.info_nce(a @ b.T, symmetric=True)
    for convention in ("paper", "official", "keras"):
        yield (
            convention,
            lambda a, b, c=convention: rt.r_drop(a, b, labels, alpha=2.0, convention=c, label_smoothing=0.1),
        )


def refused(kind, *words):
    return pytest.raises(kind, match=".*".join(words))
