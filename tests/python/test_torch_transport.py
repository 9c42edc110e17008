"""Transport losses of relent.torch against POT's torch backend, finite differences, and the ways torch takes a function."""

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch")
ot = pytest.importorskip("ot")
import relent
import relent.torch as rt


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(20240607)


def cloud(n, d=3, shift=0.0, **how):
    return (torch.randn(n, d, dtype=torch.float64) + shift).requires_grad_(how.get("grad", True))


def masses(n, grad=True):
    a = torch.rand(n, dtype=torch.float64) + 0.1
    return (a / a.sum()).requires_grad_(grad)


def slopes(value, *leaves):
    return torch.autograd.grad(value, leaves, retain_graph=True)


def near(found, expected, rtol=1e-9, atol=1e-12):
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=rtol, atol=atol)


# --- against POT


@pytest.mark.parametrize("p", [1, 2, 3])
def test_the_line_is_pots(p):
    x, y = torch.randn(4, 30, dtype=torch.float64), torch.randn(4, 20, dtype=torch.float64) + 1
    a, b = torch.rand(4, 30, dtype=torch.float64) + 0.1, torch.rand(4, 20, dtype=torch.float64) + 0.1
    a, b = a / a.sum(1, keepdim=True), b / b.sum(1, keepdim=True)
    leaves = [t.requires_grad_() for t in (x, y)]
    value = rt.wasserstein_distance(x, y, p, x_weights=a, y_weights=b)
    expected = ot.wasserstein_1d(x.T, y.T, a.T, b.T, p=p) ** (1 / p)
    torch.testing.assert_close(value, expected, rtol=1e-9, atol=1e-12)
    by = torch.rand(4, dtype=torch.float64)
    near(slopes((value * by).sum(), *leaves), slopes((expected * by).sum(), *leaves))


def test_emd2_is_pots_with_its_gradients():
    a, b, x, y = masses(23), masses(17), cloud(23), cloud(17, shift=0.5)
    M = ot.dist(x, y, metric="sqeuclidean")
    expected = ot.emd2(a, b, M)
    pots = slopes(expected, a, b, x, y)
    by_matrix, by_points = rt.emd2(a, b, M), rt.emd2(a, b, x=x, y=y, metric="sqeuclidean")
    for value in (by_matrix, by_points):
        torch.testing.assert_close(value, expected, rtol=1e-12, atol=0)
    near(slopes(by_matrix, a, b, x, y), pots, rtol=1e-8, atol=1e-10)
    near(slopes(by_points, a, b, x, y), pots, rtol=1e-8, atol=1e-10)
    torch.testing.assert_close(rt.emd(a, b, M), ot.emd(a, b, M.detach()), rtol=1e-10, atol=1e-14)
    assert not rt.emd(a, b, x=x, y=y).requires_grad


def test_sliced_is_pots_on_its_directions():
    a, b, x, y = masses(23), masses(17), cloud(23), cloud(17, shift=0.5)
    projections = torch.nn.functional.normalize(torch.randn(3, 30, dtype=torch.float64), dim=0)
    for p in (1, 2):
        expected = ot.sliced_wasserstein_distance(x, y, a, b, p=p, projections=projections)
        value = rt.sliced_wasserstein(x, y, a, b, p=p, projections=projections)
        torch.testing.assert_close(value, expected, rtol=1e-10, atol=0)
        near(slopes(value, x, y), slopes(expected, x, y), rtol=1e-8, atol=1e-11)
    even = rt.sliced_wasserstein(x, y[:17], n_projections=64)
    assert even.item() == pytest.approx(relent.sliced_wasserstein(x.detach(), y.detach(), n_projections=64).value)


def test_sinkhorn_is_pots_by_its_dual():
    a, b, x, y = masses(13), masses(11), cloud(13, 2), cloud(11, 2, 0.5)
    M = ot.dist(x, y)
    value = rt.sinkhorn(a, b, M, 0.7, tolerance=1e-12)
    plan, log = ot.bregman.sinkhorn_log(
        a.detach(), b.detach(), M.detach(), 0.7, numItermax=10_000, stopThr=1e-14, log=True
    )
    expected = (plan * M).sum() + 0.7 * (plan * (plan / torch.outer(a, b)).log()).sum()
    torch.testing.assert_close(value, expected, rtol=1e-9, atol=0)
    near(slopes(value, x, y), slopes((plan * M).sum(), x, y), rtol=1e-7, atol=1e-10)
    f = 0.7 * (log["log_u"] - a.detach().log())
    torch.testing.assert_close(slopes(value, a)[0], f - f.mean(), rtol=1e-7, atol=1e-8)
    points = rt.empirical_sinkhorn(x, y, 0.7, a, b, tolerance=1e-12)
    torch.testing.assert_close(points, value, rtol=1e-10, atol=0)
    near(slopes(points, a, b, x, y), slopes(value, a, b, x, y), rtol=1e-6, atol=1e-9)


def test_the_divergence_is_relents_and_composed_ones():
    a, b, x, y = masses(13), masses(11), cloud(13, 2), cloud(11, 2, 0.5)
    value = rt.sinkhorn_divergence(x, y, 0.5, a, b, tolerance=1e-12)
    parts = [
        rt.empirical_sinkhorn(u, v, 0.5, p, q, tolerance=1e-12)
        for u, v, p, q in ((x, y, a, b), (x, x, a, a), (y, y, b, b))
    ]
    composed = parts[0] - (parts[1] + parts[2]) / 2
    torch.testing.assert_close(value, composed, rtol=1e-8, atol=0)
    near(slopes(value, x, y, a, b), slopes(composed, x, y, a, b), rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("unbiased", [False, True])
def test_energy_and_mmd_are_composed_ones(unbiased):
    x, y = cloud(23), cloud(17, shift=0.5)
    d = {name: torch.cdist(u, v) for name, (u, v) in {"xy": (x, y), "xx": (x, x), "yy": (y, y)}.items()}

    def combined(k, sign, own):
        def within(m):
            return (m.sum() - own * len(m)) / (len(m) * (len(m) - 1)) if unbiased else m.mean()

        return sign * (2 * k(d["xy"]).mean() - within(k(d["xx"])) - within(k(d["yy"])))

    energy = rt.energy_distance(x, y, unbiased=unbiased)
    expected = combined(lambda m: m, 1, 0)
    torch.testing.assert_close(energy, expected, rtol=1e-12, atol=1e-14)
    near(slopes(energy, x, y), slopes(expected, x, y))
    d = {
        name: ((u[:, None] - v[None]) ** 2).sum(-1)
        for name, (u, v) in {"xy": (x, y), "xx": (x, x), "yy": (y, y)}.items()
    }
    mmd = rt.mmd(x, y, bandwidths=[0.5, 2.0], unbiased=unbiased)
    expected = combined(lambda m: ((-m / 0.5).exp() + (-m / 8).exp()) / 2, -1, 1)
    torch.testing.assert_close(mmd, expected, rtol=1e-12, atol=1e-14)
    near(slopes(mmd, x, y), slopes(expected, x, y))


def test_energy_and_mmd_are_the_tests_statistics():
    x, y = cloud(40, grad=False), cloud(30, shift=0.3, grad=False)
    test = relent.test_equality(x.numpy(), y.numpy(), "energy", permutations=1)
    assert rt.energy_distance(x, y).item() == pytest.approx(test.statistic, rel=1e-12)
    test = relent.test_equality(x.numpy(), y.numpy(), "mmd", permutations=1)
    assert rt.mmd(x, y, unbiased=True).item() == pytest.approx(test.statistic, rel=1e-11)
    line, other = x[:, 0], y[:, 0]
    root = rt.energy_distance(line, other, squared=False).item()
    assert root == pytest.approx(relent.cramer_distance(line, other) * math.sqrt(2), rel=1e-12)


# --- gradients


def softmax(t):
    return torch.softmax(t, 0)


LOSSES = {
    "line": lambda x, y, a, b: rt.wasserstein_distance(x[:, 0], y[:, 0], 2.5, x_weights=a, y_weights=b),
    "line 1": lambda x, y, a, b: rt.wasserstein_distance(x.T, y.T, x_weights=a, y_weights=b, reduction="sum"),
    "emd2 matrix": lambda x, y, a, b: rt.emd2(a, b, ((x[:, None] - y[None]) ** 2).sum(-1)),
    "emd2": lambda x, y, a, b: rt.emd2(a, b, x=x, y=y),
    "emd2 cityblock": lambda x, y, a, b: rt.emd2(a, b, x=x, y=y, metric="cityblock"),
    "emd2 minkowski": lambda x, y, a, b: rt.emd2(a, b, x=x, y=y, metric="minkowski", order=3),
    "emd2 cosine": lambda x, y, a, b: rt.emd2(a, b, x=x, y=y, metric="cosine"),
    "emd2 chebyshev": lambda x, y, a, b: rt.emd2(a, b, x=x, y=y, metric="chebyshev"),
    "emd2 moved": lambda x, y, a, b: rt.emd2(a, b, x=x, y=y, moved=0.4),
    "emd2 unbalanced": lambda x, y, a, b: rt.emd2(a, 1.5 * b, x=x, y=y, unmoved_cost=0.8),
    "sinkhorn": lambda x, y, a, b: rt.sinkhorn(a, b, ((x[:, None] - y[None]) ** 2).sum(-1), 0.5, tolerance=1e-13),
    "sinkhorn unbalanced": lambda x, y, a, b: rt.sinkhorn(
        a, 1.5 * b, ((x[:, None] - y[None]) ** 2).sum(-1), 0.5, unbalanced=(0.8, 1.3), tolerance=1e-13
    ),
    "empirical": lambda x, y, a, b: rt.empirical_sinkhorn(x, y, 0.5, a, b, "euclidean", tolerance=1e-13),
    "empirical unbalanced": lambda x, y, a, b: rt.empirical_sinkhorn(
        x, y, 0.5, a, 1.5 * b, unbalanced=0.8, tolerance=1e-13
    ),
    "divergence": lambda x, y, a, b: rt.sinkhorn_divergence(x, y, 0.5, a, b, tolerance=1e-13),
    "divergence unbalanced": lambda x, y, a, b: rt.sinkhorn_divergence(
        x, y, 0.5, a, 1.5 * b, unbalanced=0.8, tolerance=1e-13
    ),
    "sliced": lambda x, y, a, b: rt.sliced_wasserstein(x, y, a, b, 12, 1.5),
    "sliced evenly": lambda x, y, a, b: rt.sliced_wasserstein(x, y[: len(x)], n_projections=12),
    "energy": lambda x, y, a, b: rt.energy_distance(x, y, a, b),
    "energy root": lambda x, y, a, b: rt.energy_distance(x, y, a, b, squared=False),
    "mmd": lambda x, y, a, b: rt.mmd(x, y, a, b, bandwidths=[0.5, 2.0]),
}


@pytest.mark.parametrize("name", LOSSES)
def test_gradients_are_differences(name):
    torch.manual_seed(3)
    x, y = cloud(5), cloud(6, shift=0.4)
    u, v = (
        torch.randn(5, dtype=torch.float64, requires_grad=True),
        torch.randn(6, dtype=torch.float64, requires_grad=True),
    )

    def loss(x, y, u, v):
        return LOSSES[name](x, y, softmax(u), softmax(v))

    assert torch.autograd.gradcheck(loss, (x, y, u, v), eps=1e-6, atol=2e-5, rtol=1e-4)


@pytest.mark.parametrize("name", LOSSES)
def test_either_side_any_stride_any_type(name):
    loss = LOSSES[name]
    x, y, a, b = cloud(7), cloud(9, shift=0.4), masses(7), masses(9)
    leaves = x, y, a, b
    value = loss(*leaves)
    expected = slopes(value, *leaves) if "evenly" not in name else slopes(value, x, y)
    for i in range(len(expected)):  # one side alone
        alone = [t.detach().requires_grad_(i == j) for j, t in enumerate(leaves)]
        near(slopes(loss(*alone), alone[i]), expected[i : i + 1], rtol=1e-7, atol=1e-9)
    wide = [t.detach().repeat_interleave(2, 0).requires_grad_() for t in leaves]
    strided = loss(*(t[::2] for t in wide))
    torch.testing.assert_close(strided, value, rtol=1e-9, atol=1e-12)
    for g, w in zip(expected, slopes(strided, *wide[: len(expected)]), strict=True):
        torch.testing.assert_close(w[::2], g, rtol=1e-7, atol=1e-9)
        assert not w[1::2].any()
    turned = [x.detach().T.contiguous().T.requires_grad_(), y.detach().T.contiguous().T.requires_grad_()]
    near(slopes(loss(*turned, a, b), *turned), expected[:2], rtol=1e-7, atol=1e-9)
    single = [t.detach().float() for t in leaves]
    single = [t / t.sum() if t.dim() == 1 else t for t in single]
    for t in single:
        t.requires_grad_()
    with torch.no_grad():
        assert not loss(*single).requires_grad
    small = loss(*single)
    assert small.dtype == torch.float32
    assert small.item() == pytest.approx(value.item(), rel=1e-5, abs=1e-6)
    assert all(g.dtype == torch.float32 for g in slopes(small, *single[:2]))


def compiled_alike(loss, x, y, a, b):
    leaves = x, y, a, b
    torch._dynamo.reset()
    made = torch.compile(loss, fullgraph=True, backend="aot_eager")
    value, expected = made(*leaves), loss(*leaves)
    torch.testing.assert_close(value, expected, rtol=1e-12, atol=1e-14)
    near(slopes(value * 3, x, y), slopes(expected * 3, x, y))


@pytest.mark.parametrize("name", LOSSES)
def test_compiles_whole(name):
    compiled_alike(LOSSES[name], cloud(7), cloud(9, shift=0.4), masses(7), masses(9))


def test_operators_are_as_torch_wants_them():
    x, y, a, b = cloud(5), cloud(6), masses(5), masses(6)
    M = torch.rand(5, 6, dtype=torch.float64, requires_grad=True)
    rows = x.detach().T.contiguous().requires_grad_(), y.detach().T.contiguous().requires_grad_()
    checks = ("test_schema", "test_autograd_registration", "test_faketensor")
    ops = torch.ops.relent
    for operator, arguments in (
        (ops.transport_line, (*rows, None, None, 2.0)),
        (ops.transport_exact, (a, b, M, None, None)),
        (ops.transport_exact_points, (a, None, x, y, "euclidean", 2.0, None, None)),
        (ops.transport_entropic, (a, b, M, 0.5, math.inf, math.inf, 1000, 1e-9)),
        (ops.transport_entropic_points, (a, b, x, y, "euclidean", 2.0, 0.5, math.inf, math.inf, 1000, 1e-9)),
        (ops.sinkhorn_divergence, (a, b, x, y, "euclidean", 2.0, 0.5, math.inf, 1000, 1e-9)),
        (ops.sliced_wasserstein, (a, b, x, y, None, 10, 2.0, 1, torch.tensor(3))),
        (ops.energy_distance, (a, b, x, y, False)),
        (ops.maximum_mean_discrepancy, (None, b, x, y, [], False)),
    ):
        count = sum(
            argument.type.kind() in ("TensorType", "OptionalType") and "Tensor" in str(argument.type)
            for argument in operator.default._schema.arguments
        )
        count -= 2 * (operator is ops.sliced_wasserstein)  # directions and turns have no gradient
        needs = [t is not None and t.requires_grad for t in arguments[:count]]
        torch.library.opcheck(operator, (*arguments, needs), test_utils=checks)


# --- what stands at the edges


def test_nothing_pulls_where_nothing_is_apart():
    x = cloud(9)
    for loss in (
        rt.wasserstein_distance(x.T, x.detach().T, 2, reduction="sum"),
        rt.emd2(None, None, x=x, y=x.detach()),
        rt.sliced_wasserstein(x, x.detach()),
        rt.energy_distance(x, x.detach(), squared=False),
        rt.mmd(x, x.detach()),
        rt.sinkhorn_divergence(x, x.detach(), 0.1, tolerance=1e-13),
    ):
        assert loss.item() == pytest.approx(0, abs=1e-7)
        assert slopes(loss, x)[0].abs().max().item() < 1e-6


def test_broadcast_pairs_and_reductions():
    x, y = torch.randn(5, 1, 8, dtype=torch.float64), torch.randn(3, 6, dtype=torch.float64)
    y.requires_grad_()
    weights = torch.rand(6, dtype=torch.float64)
    every = rt.wasserstein_distance(x, y, 2, y_weights=weights)
    assert every.shape == (5, 3)
    expected = relent.wasserstein_distance(x[3, 0].numpy(), y[1].detach().numpy(), 2, y_weights=weights.numpy())
    assert every[3, 1].item() == pytest.approx(expected, rel=1e-13)
    torch.testing.assert_close(rt.WassersteinLoss(2)(x, y, None, weights), every.mean())
    torch.testing.assert_close(rt.wasserstein_distance(x, y, 2, y_weights=weights, reduction="sum"), every.sum())
    assert slopes(every.sum(), y)[0].shape == (3, 6)
    assert rt.wasserstein_distance(x, y.detach(), math.inf).shape == (5, 3)
    with pytest.raises(relent.InputError, match="no gradient"):
        rt.wasserstein_distance(x, y, math.inf)


def test_modules_are_their_functions():
    x, y = cloud(9), cloud(8, shift=1.0)
    for module, expected in (
        (rt.EMDLoss("cityblock"), rt.emd2(None, None, x=x, y=y, metric="cityblock")),
        (rt.SinkhornLoss(0.3), rt.empirical_sinkhorn(x, y, 0.3)),
        (rt.SinkhornDivergenceLoss(0.3, "euclidean"), rt.sinkhorn_divergence(x, y, 0.3, metric="euclidean")),
        (rt.SlicedWassersteinLoss(20).eval(), rt.sliced_wasserstein(x, y, n_projections=20)),
        (rt.EnergyDistanceLoss(squared=False), rt.energy_distance(x, y, squared=False)),
        (rt.MMDLoss([0.5, 1.0], unbiased=True), rt.mmd(x, y, bandwidths=[0.5, 1.0], unbiased=True)),
    ):
        torch.testing.assert_close(module(x, y), expected)
        assert "=" in repr(module)
    training = rt.SlicedWassersteinLoss(8)
    assert training(x, y).item() != training(x, y).item()  # directions of its own at each call
    assert "_calls" not in training.state_dict()


def test_directions_of_their_own_need_no_compiling_anew():
    from torch._dynamo.testing import CompileCounter

    torch._dynamo.reset()
    counter, module, x, y = CompileCounter(), rt.SlicedWassersteinLoss(8), cloud(9), cloud(8)
    compiled = torch.compile(module, fullgraph=True, backend=counter)
    assert len({compiled(x, y).item() for _ in range(4)}) == 4
    assert counter.frame_count == 1


def test_a_learner_arrives():
    torch.manual_seed(1)
    there = torch.randn(60, 2, dtype=torch.float64) * 0.5 + torch.tensor([2.0, -1.0])
    for loss in (rt.SinkhornDivergenceLoss(0.1), rt.EnergyDistanceLoss(), rt.SlicedWassersteinLoss(20), rt.EMDLoss()):
        moving = torch.randn(60, 2, dtype=torch.float64, requires_grad=True)
        steps = torch.optim.Adam([moving], lr=0.1)
        for _ in range(80):
            steps.zero_grad()
            loss(moving, there).backward()
            steps.step()
        assert (moving.mean(0) - there.mean(0)).norm().item() < 0.1, loss


def test_second_derivatives_are_refused_and_not_wrong():
    x, y = cloud(5), cloud(6)
    (g,) = torch.autograd.grad(rt.energy_distance(x, y), x, create_graph=True)
    with pytest.raises(RuntimeError, match="no second derivatives"):
        g.sum().backward()


def test_what_has_not_converged_says_so():
    with pytest.warns(RuntimeWarning, match="not converged"):
        rt.empirical_sinkhorn(cloud(20), cloud(20, shift=2.0), 0.001, max_iterations=3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda x, y: rt.wasserstein_distance(x, y[:4]), r"shapes \(5, 3\), \(4, 3\) do not fit"),
        (lambda x, y: rt.wasserstein_distance(x[0, 0], y), "x is one number"),
        (lambda x, y: rt.wasserstein_distance(x, x, 0.5), "wasserstein_distance: p = 0.5, must be >= 1"),
        (lambda x, y: rt.wasserstein_distance(x, x, reduction="batchmean"), "reduction"),
        (lambda x, y: rt.wasserstein_distance(x, x + math.nan), r"y\[0\]"),
        (lambda x, y: rt.emd2(None, None, x=x), "give either M"),
        (lambda x, y: rt.emd2(x, None, x=x, y=y), r"a has shape \(5, 3\), one axis is needed"),
        (lambda x, y: rt.emd2(None, torch.tensor([1.0, 1.0]), x[:, :2]), "a sums to 1 and b to 2"),
        (lambda x, y: rt.emd2(torch.ones(4) / 4, None, x), "4"),
        (lambda x, y: rt.emd2(None, None, x.long()), "int64"),
        (lambda x, y: rt.sinkhorn(None, None, x, 0.0), "sinkhorn: reg = 0"),
        (lambda x, y: rt.sinkhorn(None, None, x[0], 1.0), "two axes are needed"),
        (lambda x, y: rt.empirical_sinkhorn(x, y[:, :2], 1.0), "dimensions"),
        (lambda x, y: rt.sinkhorn_divergence(x, y, 1.0, metric="cityblock"), "euclidean"),
        (lambda x, y: rt.sliced_wasserstein(x, y, projections=torch.rand(2, 5)), "directions have 2"),
        (lambda x, y: rt.sliced_wasserstein(x, y, n_projections=0), "n_projections = 0"),
        (lambda x, y: rt.energy_distance(x, y, squared=False, unbiased=True), "no root"),
        (lambda x, y: rt.energy_distance(x, y, torch.ones(5), unbiased=True), "equal weights"),
        (lambda x, y: rt.mmd(x, y, bandwidths=0.0), r"bandwidths\[0\] = 0"),
    ],
)
def test_bad_input_is_refused_by_name(call, words):
    with pytest.raises(relent.Error, match=words):
        call(cloud(5), cloud(6, grad=True))


def test_numbers_are_those_of_numpy():
    x, y = cloud(9, grad=False), cloud(8, grad=False)
    assert rt.sinkhorn_divergence(x, y, 0.3).item() == relent.sinkhorn_divergence(x.numpy(), y.numpy(), 0.3).value
    assert rt.emd2(None, None, x=x, y=y).item() == relent.emd(None, None, x=x.numpy(), y=y.numpy()).cost
    np.testing.assert_array_equal(rt.emd(None, None, x=x, y=y), relent.emd(None, None, x=x.numpy(), y=y.numpy()).plan)
