"""relent.losses of numpy arrays against relent.torch: values, every gradient, reductions, what is refused."""

import numpy as np
import pytest
import relent
from relent import losses

torch = pytest.importorskip("torch")
import relent.torch as rt

LABELS = np.array([[1, 0, -100], [4, 2, 3]])
MASK = np.array([[1, 0, 1], [0, 1, 1]])
BETAS = np.linspace(1e-3, 0.2, 10)
STEPS = np.array([[0, 4, 9], [1, 1, 8]])


def flat(labels):
    return torch.from_numpy(labels).flatten()


def of_rows(function):
    """For losses whose torch twin wants one axis of rows."""
    return lambda *tensors, **how: function(*(t.flatten(0, 1) for t in tensors), **how)


SCHEDULE = rt.DiffusionSchedule(BETAS.tolist())
CASES = {
    "divergence": (
        lambda a, b, **how: losses.divergence(a, b, "js", beta=0.3, mask=MASK, **how),
        lambda a, b, **how: rt.js_divergence(a, b, beta=0.3, mask=torch.from_numpy(MASK), **how),
        ("none", "sum", "mean", "batchmean", "token_mean"),
    ),
    "symmetric_kl": (losses.symmetric_kl, rt.symmetric_kl, ("none", "batchmean")),
    "categorical_kl": (losses.categorical_kl, rt.categorical_kl, ("none", "sum")),
    "cross_entropy": (
        lambda a, b, **how: losses.cross_entropy(a, LABELS, np.arange(1.0, 6), label_smoothing=0.1, **how)[:2],
        of_rows(lambda a, b, **how: rt.cross_entropy(a, flat(LABELS), torch.arange(1.0, 6).double(), label_smoothing=0.1, **how)),
        ("sum", "mean", "token_mean"),
    ),
    "soft cross_entropy": (
        lambda a, b, **how: losses.cross_entropy(a, b, target_holds="logits", z_loss=0.1, **how),
        of_rows(lambda a, b, **how: rt.cross_entropy(a, b, target_holds="logits", z_loss=0.1, **how)),
        ("sum", "mean"),
    ),
    "distillation": (
        lambda a, b, **how: losses.distillation(a, b, LABELS, temperature=3.0, **how),
        lambda a, b, **how: rt.distillation(a, b, torch.from_numpy(LABELS), temperature=3.0, **how),
        ("none", "mean", "batchmean"),
    ),
    "r_drop": (
        lambda a, b, reduction, **how: losses.r_drop(a, b, LABELS, alpha=2.0, convention="keras", **how),
        lambda a, b, reduction: rt.r_drop(a, b, torch.from_numpy(LABELS), alpha=2.0, convention="keras"),
        ("mean",),
    ),
    "entropy": (
        lambda a, b, **how: losses.entropy(a, mask=MASK, **how),
        lambda a, b, **how: rt.entropy(a, mask=torch.from_numpy(MASK), **how),
        ("none", "token_mean"),
    ),
    "kl_div": (losses.kl_div, lambda a, b, **how: rt.kl_div(a, b, **how), ("none", "mean", "batchmean")),
    "binary_cross_entropy": (
        lambda a, b, **how: losses.binary_cross_entropy_with_logits(a, b, pos_weight=np.arange(1.0, 6), **how),
        lambda a, b, **how: rt.binary_cross_entropy_with_logits(a, b, pos_weight=torch.arange(1.0, 6).double(), **how),
        ("none", "mean"),
    ),
    "bernoulli_kl": (losses.bernoulli_kl, rt.bernoulli_kl, ("none", "batchmean")),
    "policy_kl": (
        lambda a, b, **how: losses.policy_kl(a, b, mask=MASK[..., None], **how),
        lambda a, b, **how: rt.policy_kl(a, b, mask=torch.from_numpy(MASK)[..., None].expand(2, 3, 5), **how),
        ("none", "token_mean", "batchmean"),
    ),
    "vae_kl": (
        lambda a, b, **how: losses.vae_kl(a, b, beta=2.0, free_bits=0.2, mask=MASK, **how),
        lambda a, b, **how: rt.vae_kl(a, b, beta=2.0, free_bits=0.2, mask=torch.from_numpy(MASK), **how),
        ("none", "token_mean"),
    ),
    "gaussian_kl": (
        lambda a, b, **how: losses.gaussian_kl(a, b, a + 1, b / 2, **how)[:1],
        lambda a, b, **how: rt.gaussian_kl(a, b, a + 1, b / 2, **how),
        ("none", "mean"),
    ),
    "diffusion_kl": (
        lambda a, b, **how: losses.diffusion_kl(a, b, STEPS, BETAS, predicts="velocity", variance="beta", **how),
        of_rows(lambda a, b, **how: rt.diffusion_kl(a, b, flat(STEPS), SCHEDULE, predicts="velocity", variance="beta", **how)),
        ("sum", "mean"),
    ),
    "diffusion_prior_kl": (
        lambda a, b, **how: losses.diffusion_prior_kl(a, BETAS, **how),
        of_rows(lambda a, b, **how: rt.diffusion_prior_kl(a, SCHEDULE, **how)),
        ("sum", "mean"),
    ),
}  # fmt: skip


def sides(name, dtype):
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, 2, 3, 5))
    return a.astype(dtype), (1 / (1 + np.exp(-b)) if name in ("kl_div", "binary_cross_entropy") else b).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", CASES)
def test_values_and_gradients_are_those_of_torch(name, dtype):
    ours, theirs, reductions = CASES[name]
    arrays = sides(name, dtype)
    for reduction in reductions:
        found = ours(*arrays, reduction=reduction, gradient=True)
        leaves = [torch.from_numpy(x).clone().requires_grad_() for x in arrays]
        expected = theirs(*leaves, reduction=reduction)
        expected.sum().backward()
        tolerance = 1e-12 if dtype == np.float64 else 2e-6
        np.testing.assert_allclose(found[0], expected.detach().numpy(), rtol=tolerance, atol=tolerance)
        assert isinstance(found[0], float) == (expected.dim() == 0)
        for mine, leaf in zip(found[1:], leaves, strict=False):
            assert mine.shape == leaf.shape
            assert mine.dtype == dtype
            np.testing.assert_allclose(mine, leaf.grad.numpy(), rtol=tolerance, atol=tolerance)
        if name not in ("cross_entropy", "gaussian_kl"):
            np.testing.assert_allclose(ours(*arrays, reduction=reduction), found[0], rtol=tolerance)


@pytest.mark.parametrize("form", ["scale_tril", "covariance_matrix"])
def test_full_vae_kl(form):
    rng = np.random.default_rng(4)
    mean, factor = rng.normal(size=(2, 4)), np.tril(rng.normal(size=(2, 4, 4)) / 2) + 2 * np.eye(4)
    spread = factor if form == "scale_tril" else factor @ factor.swapaxes(-1, -2)
    value, to_mean, to_spread = losses.vae_kl(mean, **{form: spread}, reduction="none", gradient=True)
    m, s = (torch.from_numpy(x).clone().requires_grad_() for x in (mean, spread))
    expected = rt.vae_kl(m, **{form: s}, reduction="none")
    expected.sum().backward()
    np.testing.assert_allclose(value, expected.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(to_mean, m.grad.numpy(), rtol=1e-12)
    np.testing.assert_allclose(to_spread, s.grad.numpy(), rtol=1e-10, atol=1e-12)


def test_fused_heads():
    rng = np.random.default_rng(5)
    arrays = [rng.normal(size=s).astype(np.float32) for s in ((2, 3, 6), (10, 6), (2, 3, 4), (10, 4))]
    leaves = [torch.from_numpy(x).clone().requires_grad_() for x in arrays]
    (
        rt.linear_divergence(*leaves, measure="js") + rt.linear_cross_entropy(*leaves[:2], torch.from_numpy(LABELS))
    ).backward()
    first = losses.linear_divergence(*arrays, measure="js", gradient=True)
    second = losses.linear_cross_entropy(*arrays[:2], LABELS, gradient=True)
    for i, leaf in enumerate(leaves):
        mine = first[1 + i] + (second[1 + i] if i < 2 else 0)
        np.testing.assert_allclose(mine, leaf.grad.numpy(), rtol=1e-5, atol=1e-6)


def test_lists_one_row_and_broadcasting():
    assert losses.divergence([1, 2, 3], [1, 2, 3]) == 0
    assert losses.cross_entropy([0.0, 0.0], 1) == pytest.approx(np.log(2))
    assert losses.divergence(np.zeros((4, 3)), [1, 2, 3], reduction="none").shape == (4,)
    assert losses.info_nce(np.eye(3), temperature=0.5, symmetric=True) == pytest.approx(
        rt.info_nce(torch.eye(3), temperature=0.5, symmetric=True).item()
    )
    half = np.float16([[1, 2, 3]])
    _, gradient, _ = losses.divergence(half, half[:, ::-1], gradient=True)
    assert gradient.dtype == np.float16


def test_bad_input():
    x = np.zeros((2, 3))
    for call, words in (
        (lambda: losses.divergence(x, np.zeros((2, 4))), "divergence: shapes input .* do not fit"),
        (lambda: losses.divergence(x, x, "js", beta=2), "beta = 2"),
        (lambda: losses.divergence(x, x, reduction="average"), "reduction 'average' is unknown"),
        (lambda: losses.cross_entropy(x, [0, 3]), r"cross_entropy: target\[1\] = 3, must be from 0 to 2"),
        (lambda: losses.cross_entropy(x, [0, 1, 2]), "labels of shape"),
        (lambda: losses.divergence([["a"]], [["b"]]), "must hold numbers"),
        (lambda: losses.divergence(x + [[0], [np.nan]], x), "^divergence: input row 1 holds NaN"),
        (lambda: losses.categorical_kl(x, x + [[0], [np.nan]]), "^categorical_kl: q row 1 holds NaN"),
        (lambda: losses.entropy(x + [[0], [np.nan]]), "^entropy: input row 1 holds NaN"),
        (lambda: losses.divergence(x + 0.2, x + 0.2, input_holds="probs", strict=True), "does not sum to 1"),
        (lambda: losses.vae_kl(x), "vae_kl: give one of"),
        (lambda: losses.vae_kl(x, scale_tril=x), "must be of"),
        (lambda: losses.vae_kl(x, covariance_matrix=-np.stack([np.eye(3)] * 2)), "row 0 is not positive definite"),
        (lambda: losses.diffusion_kl(x, x, [0, 9], [0.1]), r"steps\[1\] = 9, must be from 0 to 0"),
    ):
        with pytest.raises(relent.InputError if "numbers" not in words else relent.InputTypeError, match=words):
            call()
