"""Losses between named distributions: against torch.distributions, at the edges, near equality, what is refused."""

import math

import mpmath
import pytest

torch = pytest.importorskip("torch")
import relent.torch as rt
from torch.distributions import Bernoulli, Categorical, MultivariateNormal, kl_divergence
from torch_tools import INF, lower, refused

pytestmark = pytest.mark.usefixtures("seeded")


def gradients(function, *tensors):
    leaves = [t.detach().clone().requires_grad_() for t in tensors]
    value = function(*leaves)
    value.sum().backward()
    return [value.detach(), *(t.grad for t in leaves)]


@pytest.mark.parametrize("form", ["scale_tril", "covariance_matrix"])
def test_full_vae_kl_is_that_of_the_distributions(form, way):
    for lead in ((), (4,), (2, 3)):
        mean = torch.randn(*lead, 5, dtype=torch.float64)
        factor = lower(torch.randn(*lead, 5, dtype=torch.float64), torch.randn(*lead, 5, dtype=torch.float64))
        spread = factor if form == "scale_tril" else factor @ factor.mT

        def theirs(m, s):
            standard = MultivariateNormal(torch.zeros_like(m), torch.eye(5, dtype=m.dtype))
            return kl_divergence(MultivariateNormal(m, **{form: s}), standard)

        def ours(m, s):
            return rt.vae_kl(m, **{form: s}, reduction="none")

        torch.testing.assert_close(gradients(ours, mean, spread), gradients(theirs, mean, spread))


def test_full_vae_kl_of_a_diagonal_is_the_diagonal_one(way):
    mean, log_variance = torch.randn(2, 4, 5).double()
    how = {"beta": 3.0, "free_bits": 0.3, "mask": torch.tensor([1, 0, 1, 1]), "reduction": "token_mean"}
    full = rt.vae_kl(mean, scale_tril=torch.diag_embed((log_variance / 2).exp()), **how)
    torch.testing.assert_close(full, rt.vae_kl(mean, log_variance, **how))


def test_full_vae_kl_of_two_normals_by_whitening(way):
    m, n, a, b, c, d = torch.randn(6, 3, 4, dtype=torch.float64)
    k, other = lower(a, b), lower(c, d)

    def solved(x):
        return torch.linalg.solve_triangular(other, x, upper=False)

    found = rt.vae_kl(solved((m - n)[..., None])[..., 0], scale_tril=solved(k), reduction="none")
    exact = kl_divergence(MultivariateNormal(m, scale_tril=k), MultivariateNormal(n, scale_tril=other))
    torch.testing.assert_close(found, exact)


def test_full_vae_kl_near_the_standard_normal(way):
    factor = torch.eye(2) + torch.tensor([[1e-6, 0], [0, 0]])
    step = factor[0, 0].double().item() - 1
    assert rt.vae_kl(torch.zeros(2), scale_tril=factor).item() == pytest.approx(step**2, rel=1e-5)
    torch.testing.assert_close(
        rt.vae_kl(torch.zeros(2), covariance_matrix=torch.eye(2)), torch.tensor(0.0), rtol=0, atol=0
    )


def test_vae_kl_of_a_point_is_infinite_with_a_finite_gradient(way):
    value, to_mean, to_log = gradients(rt.vae_kl, torch.tensor([[1.0, 2.0]]), torch.tensor([[-INF, 0.0]]))
    assert value == INF
    assert to_mean.tolist() == [[1, 2]]
    assert to_log.tolist() == [[-0.5, 0]]


def test_full_vae_kl_refuses():
    mean, factor = torch.zeros(3, 2), torch.eye(2).expand(3, 2, 2)
    assert rt.vae_kl(mean, scale_tril=torch.eye(2)) == 0  # broadcast
    singular = torch.zeros(2, 2, requires_grad=True)
    value = rt.vae_kl(mean, scale_tril=singular)
    value.backward()
    assert value == INF
    assert singular.grad.isfinite().all()
    with refused(ValueError, "by nothing, must be by one of log_variance, scale_tril, covariance_matrix"):
        rt.vae_kl(mean)
    with refused(ValueError, "log_variance and scale_tril"):
        rt.vae_kl(mean, mean, scale_tril=factor)
    with refused(ValueError, "scale_tril of shape"):
        rt.vae_kl(mean, scale_tril=torch.eye(3))
    with refused(ValueError, "not positive definite"):
        rt.vae_kl(mean, covariance_matrix=-factor)
    with refused(ValueError, "row 1 holds NaN"):
        rt.vae_kl(torch.tensor([[0.0], [math.nan]]), scale_tril=torch.eye(1))


def test_categorical_kl_is_torchs(way):
    p, q = torch.randn(2, 3, 4, 5, dtype=torch.float64)
    for form in ("logits", "probs"):
        sides = (p, q) if form == "logits" else (p.softmax(-1), q.softmax(-1))

        def theirs(a, b, form=form):
            return kl_divergence(Categorical(**{form: a}), Categorical(**{form: b}))

        torch.testing.assert_close(
            gradients(lambda a, b, form=form: rt.categorical_kl(a, b, p_holds=form), *sides), gradients(theirs, *sides)
        )
    mixed = rt.categorical_kl(p, q.softmax(-1), q_holds="probs", reduction="batchmean")
    torch.testing.assert_close(mixed, rt.kl_div_with_logits(q, p))


@pytest.mark.parametrize("form", ["logits", "probs"])
def test_bernoulli_kl_is_torchs(form, way):
    p, q = torch.randn(2, 3, 4, dtype=torch.float64) * 2
    sides = (p, q) if form == "logits" else (p.sigmoid(), q.sigmoid())

    def theirs(a, b):
        return kl_divergence(Bernoulli(**{form: a}), Bernoulli(**{form: b}))

    torch.testing.assert_close(
        gradients(lambda a, b: rt.bernoulli_kl(a, b, p_holds=form), *sides), gradients(theirs, *sides)
    )
    row = rt.bernoulli_kl(p, q[:1])
    assert row.shape == (3, 4)
    torch.testing.assert_close(rt.bernoulli_kl(p, q[:1], reduction="batchmean"), row.sum() / 3)
    torch.testing.assert_close(rt.bernoulli_kl(p[0, 0], q[0, 0]), row[0, 0])


@pytest.mark.parametrize("middle", [0.3, -6.0, 9.0])
@pytest.mark.parametrize("apart", [1e-2, 1e-4, 1e-6])
def test_bernoulli_kl_near_equality(middle, apart, way):
    a = torch.tensor([middle])
    b = torch.tensor([middle * (1 + apart)])
    with mpmath.workdps(60):
        x, y = (mpmath.mpf(t.double().item()) for t in (a, b))
        p, q = (1 / (1 + mpmath.exp(-v)) for v in (x, y))
        exact = p * mpmath.log(p / q) + (1 - p) * mpmath.log((1 - p) / (1 - q))
        slopes = float(p * (1 - p) * (x - y)), float(q - p)
        exact = float(exact)
    value, to_a, to_b = gradients(rt.bernoulli_kl, a, b)
    assert value.item() == pytest.approx(exact, rel=2e-6, abs=0)
    assert (to_a.item(), to_b.item()) == pytest.approx(slopes, rel=2e-6, abs=0)


def test_bernoulli_kl_at_the_edges(monkeypatch):
    from relent.torch import _fused

    cases = [(0, 0), (1, 1), (0, 0.25), (1, 0.25), (0.5, 0), (0.25, 1), (0, 1), (1, 0)]
    p, q = (torch.tensor(x, dtype=torch.float64) for x in zip(*cases, strict=True))
    for holds in (("probs", "probs"), ("logits", "logits"), ("probs", "logits"), ("logits", "probs")):
        sides = [x if h == "probs" else x.logit() for x, h in zip((p, q), holds, strict=True)]
        both = []
        for kernels in (True, False):
            monkeypatch.setattr(_fused, "_use_kernels", kernels)
            both.append(gradients(lambda a, b, h=holds: rt.bernoulli_kl(a, b, p_holds=h[0], q_holds=h[1]), *sides))
        torch.testing.assert_close(*both)
        value, *slopes = both[0]
        assert value.isinf().tolist() == [False] * 4 + [True] * 4
        assert all(slope.isfinite().all() for slope in slopes)
    monkeypatch.undo()
    far = rt.bernoulli_kl(torch.tensor([1e4, -1e4, 1e4]), torch.tensor([-1e4, 1e4, 1e4]))
    assert far.tolist() == [1e4, 1e4, 0]
    with refused(ValueError, "outside its range"):
        rt.bernoulli_kl(torch.tensor([1.5]), torch.tensor([0.5]), p_holds="probs")
    with refused(ValueError, "p_holds", "logits, probs"):
        rt.bernoulli_kl(p, q, p_holds="log_probs")
    with refused(ValueError, "p of shape", "q of shape", "do not fit"):
        rt.bernoulli_kl(p, q[:3])


SCHEDULE = rt.DiffusionSchedule.linear()


def test_diffusion_schedule():
    assert SCHEDULE.abar[999].item() == pytest.approx(4.035829765e-5, rel=1e-9)
    one = torch.ones(1, 1, dtype=torch.float64)
    assert rt.diffusion_prior_kl(one, SCHEDULE).item() == pytest.approx(2.017955604e-5, rel=1e-9)
    abar = torch.cumprod(1 - SCHEDULE.betas, 0)
    torch.testing.assert_close(SCHEDULE.abar, abar)
    posterior = (SCHEDULE.betas[1:] * (1 - abar[:-1]) / (1 - abar[1:])).log()
    torch.testing.assert_close(SCHEDULE.log_posterior_variance, torch.cat([posterior[:1], posterior]))
    assert len(SCHEDULE) == 1000
    assert repr(SCHEDULE) == "DiffusionSchedule(1000 betas, 0.0001 to 0.02)"
    share = torch.tensor([[0.0, 1.0]])
    torch.testing.assert_close(
        SCHEDULE.between_variances(share, torch.tensor([5])).double(),
        torch.stack([posterior[4], SCHEDULE.betas[5].log()])[None], rtol=1e-6, atol=0,
    )  # fmt: skip
    for betas in ([], [0.1, 1.0], [0.1, -0.1], [math.nan]):
        with refused(ValueError, "betas"):
            rt.DiffusionSchedule(betas)


def test_diffusion_kl_is_that_of_the_posteriors(way):
    """By both means and variances formed, and torch's KL of normals, for every kind of prediction."""
    steps = torch.tensor([0, 1, 500, 999])
    start, noise, wrong = torch.randn(3, 4, 2, 3, dtype=torch.float64)
    current = SCHEDULE.noised(start, noise, steps)
    own, rest = (c[steps].sqrt()[:, None, None] for c in (SCHEDULE.abar, SCHEDULE.noise_variance))
    exact = SCHEDULE.posterior_mean(start, current, steps)
    predicted = start + 0.01 * wrong
    found_noise = (current - own * predicted) / rest
    pairs = {
        "start": (predicted, start),
        "noise": (found_noise, noise),
        "velocity": (own * found_noise - rest * predicted, own * noise - rest * start),
        "mean": (SCHEDULE.posterior_mean(predicted, current, steps), exact),
    }
    mean = pairs["mean"][0]
    posterior = SCHEDULE.log_posterior_variance[steps][:, None, None].expand_as(mean)
    beta = SCHEDULE.betas.log()[steps][:, None, None].expand_as(mean)
    learned = posterior + 0.3 * torch.rand_like(mean)
    for how, log_variance in (
        ({"variance": "posterior"}, posterior), ({"variance": "beta"}, beta), ({"log_variance": learned}, learned),
    ):  # fmt: skip
        q, p = (torch.distributions.Normal(m, (v / 2).exp()) for m, v in ((exact, posterior), (mean, log_variance)))
        expected = kl_divergence(q, p).sum((1, 2))
        expected[0] = -p.log_prob(start)[0].sum()
        for predicts, (prediction, target) in pairs.items():
            rows = rt.diffusion_kl(prediction, target, steps, SCHEDULE, predicts=predicts, reduction="none", **how)
            torch.testing.assert_close(rows, expected, rtol=1e-6, atol=1e-9)
    masked = rt.diffusion_kl(*pairs["noise"], steps, SCHEDULE, mask=torch.tensor([0, 1, 0, 1]), reduction="token_mean")
    rows = rt.diffusion_kl(*pairs["noise"], steps, SCHEDULE, reduction="none")
    torch.testing.assert_close(masked, (rows[1] + rows[3]) / 2)


def test_diffusion_kl_near_the_truth(way):
    noise = torch.randn(2, 8)
    steps = torch.tensor([3, 700])
    rows = rt.diffusion_kl(noise * (1 + 1e-6), noise, steps, SCHEDULE, reduction="none").double()
    gap = (noise * (1 + 1e-6)).double() - noise.double()
    weight = torch.tensor(SCHEDULE._compiled.mean_per_prediction("noise"), dtype=torch.float64)[steps] ** 2
    expected = weight * (gap**2).sum(-1) / 2 * torch.exp(-SCHEDULE.log_posterior_variance[steps])
    torch.testing.assert_close(rows, expected, rtol=1e-6, atol=0)


def test_diffusion_kl_refuses():
    x, steps = torch.randn(3, 4), torch.tensor([0, 1, 2])
    with refused(ValueError, r"steps\[1\] = 1000, must be from 0 to 999"):
        rt.diffusion_kl(x, x, torch.tensor([0, 1000, 2]), SCHEDULE)
    with refused(ValueError, "one a sample"):
        rt.diffusion_kl(x, x, steps[:2], SCHEDULE)
    with refused(ValueError, "target of shape"):
        rt.diffusion_kl(x, x[:, :3], steps, SCHEDULE)
    with refused(ValueError, 'predicts "nois"', 'did you mean "noise"'):
        rt.diffusion_kl(x, x, steps, SCHEDULE, predicts="nois")
    with refused(ValueError, "row 0 holds NaN"):
        rt.diffusion_kl(x * math.nan, x, steps, SCHEDULE)


def test_modules_are_the_functions_and_refuse_wrong_options():
    a, b = torch.randn(2, 3, 5)
    steps = torch.tensor([1, 20, 300])
    for module, function, tensors in (
        (rt.GaussianKLLoss(reduction="sum"), rt.gaussian_kl, (a, b, b, a)),
        (rt.PolicyKLLoss(reduction="sum"), rt.policy_kl, (a, b)),
        (rt.EntropyLoss(reduction="sum"), rt.entropy, (a,)),
        (rt.SymmetricKLLoss(reduction="sum"), rt.symmetric_kl, (a, b)),
        (rt.AlphaDivergenceLoss(reduction="sum"), rt.alpha_divergence, (a, b)),
        (rt.VAEKLLoss(reduction="sum"), rt.vae_kl, (a, b)),
        (rt.LinearCrossEntropyLoss(reduction="sum"), rt.linear_cross_entropy, (a, b, torch.tensor([0, 2, 1]))),
        (rt.LinearDivergenceLoss(reduction="sum"), rt.linear_divergence, (a, b, b, a)),
    ):
        torch.testing.assert_close(module(*tensors), function(*tensors, reduction="sum"))
    module = rt.DiffusionKLLoss(SCHEDULE, variance="beta")
    torch.testing.assert_close(module(a, b, steps), rt.diffusion_kl(a, b, steps, SCHEDULE, variance="beta"))
    full = rt.VAEKLLoss(beta=2.0)(a, scale_tril=lower(a, b))
    torch.testing.assert_close(full, rt.vae_kl(a, scale_tril=lower(a, b), beta=2.0))
    mask = torch.tensor([1, 0, 1])
    torch.testing.assert_close(rt.JSDivergenceLoss()(a, b, mask), rt.js_divergence(a, b, mask=mask))
    with refused(ValueError, "JSDivergenceLoss", 'option "reducton"', 'did you mean "reduction"'):
        rt.JSDivergenceLoss(reducton="sum")
