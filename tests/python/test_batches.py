"""Many distributions at once: arrays of parameters, broadcasting, gradients; member by member what one alone gives."""

import math
import tracemalloc

import numpy as np
import pytest
import relent
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

# How to draw parameters of the families with a closed form within the family.
POSITIVE, REAL, INNER = (0.2, 5.0), (-3.0, 3.0), (0.05, 0.95)
FAMILIES = {
    "normal": (REAL, POSITIVE), "log_normal": (REAL, POSITIVE), "logit_normal": (REAL, POSITIVE),
    "half_normal": (POSITIVE,), "laplace": (REAL, POSITIVE), "gamma": (POSITIVE, POSITIVE),
    "inverse_gamma": (POSITIVE, POSITIVE), "chi": (POSITIVE,), "chi_squared": (POSITIVE,), "beta": (POSITIVE, POSITIVE),
    "exponential": (POSITIVE,), "poisson": (POSITIVE,), "bernoulli": (INNER,), "geometric": (INNER,),
}  # fmt: skip
OTHERS = {"cauchy": (REAL, POSITIVE), "gumbel": (REAL, POSITIVE), "weibull": (POSITIVE, POSITIVE),
          "rayleigh": (POSITIVE,), "continuous_bernoulli": (INNER,), "von_mises": (REAL, POSITIVE)}  # fmt: skip
SHAPES = hnp.mutually_broadcastable_shapes(num_shapes=4, max_dims=3, max_side=4)


def drawn(rng, family, shapes):
    ranges = {**FAMILIES, **OTHERS}[family]
    return [rng.uniform(*r, size=shape) for r, shape in zip(ranges, shapes, strict=False)]


def one_by_one(family, p, q, shape):
    make = getattr(relent, family)
    p, q = ([np.broadcast_to(x, shape) for x in side] for side in (p, q))
    out = np.empty(shape)
    for at in np.ndindex(shape):
        out[at] = relent.kl_divergence(make(*(x[at] for x in p)), make(*(x[at] for x in q))).value
    return out


@settings(max_examples=60, deadline=None)
@given(shapes=SHAPES, family=st.sampled_from([*FAMILIES, *OTHERS]), seed=st.integers(0, 2**32 - 1))
def test_batches_broadcast_as_numpy_does(shapes, family, seed):
    rng, make = np.random.default_rng(seed), getattr(relent, family)
    p, q = drawn(rng, family, shapes.input_shapes[:2]), drawn(rng, family, shapes.input_shapes[2:])
    shape = np.broadcast_shapes(*(np.shape(x) for x in p + q))
    if not any(np.ndim(x) for x in p + q):
        return
    found = relent.kl_divergence(make(*p), make(*q))
    if shape and not isinstance(found, relent.Answer):
        assert found.shape == shape
        np.testing.assert_allclose(found, one_by_one(family, p, q, shape), rtol=1e-12, atol=1e-15)


@settings(max_examples=40, deadline=None)
@given(shapes=SHAPES, family=st.sampled_from(list(FAMILIES)), seed=st.integers(0, 2**32 - 1))
def test_gradients_are_slopes_of_the_sum(shapes, family, seed):
    rng, make = np.random.default_rng(seed), getattr(relent, family)
    sides = [drawn(rng, family, shapes.input_shapes[:2]), drawn(rng, family, shapes.input_shapes[2:])]
    if not any(np.ndim(x) and np.size(x) for x in sides[0] + sides[1]):
        return
    found = relent.kl_gradient(make(*sides[0]), make(*sides[1]))
    if found.p_error is not None:
        return  # two distributions after all

    def total(side, index, place, step):
        moved = [list(s) for s in sides]
        moved[side][index] = np.array(moved[side][index])
        moved[side][index][place] += step
        return np.sum(np.asarray(relent.kl_gradient(make(*moved[0]), make(*moved[1])).value))

    np.testing.assert_allclose(np.sum(found.value), total(0, 0, (), 0.0), rtol=1e-12)
    for side, derivatives in enumerate((found.p, found.q)):
        for index, (name, d) in enumerate(derivatives.items()):
            given_array = np.asarray(sides[side][index])
            assert np.shape(d) == given_array.shape, name
            if not given_array.size:
                continue
            place = tuple(rng.integers(n) for n in given_array.shape)
            slope = (total(side, index, place, 1e-6) - total(side, index, place, -1e-6)) / 2e-6
            size = max(1.0, float(np.sum(found.value)))
            assert np.asarray(d)[place] == pytest.approx(slope, rel=1e-5, abs=1e-6 * size), (family, name)


@pytest.mark.parametrize("family", ["gumbel", "rayleigh", "continuous_bernoulli"])
def test_gradients_of_other_families_are_kl_gradients(family, rng):
    p, q = drawn(rng, family, [(3,), ()]), drawn(rng, family, [(), (3,)])
    make = getattr(relent, family)
    found = relent.kl_gradient(make(*p), make(*q))
    singles = [relent.kl_gradient(make(*(np.broadcast_to(x, 3)[i] for x in p)),
                                  make(*(np.broadcast_to(x, 3)[i] for x in q))) for i in range(3)]  # fmt: skip
    for side in ("p", "q"):
        for name, d in getattr(found, side).items():
            want = np.array([getattr(s, side)[name] for s in singles])
            np.testing.assert_allclose(d, want if np.ndim(d) else want.sum(), rtol=1e-9)


def test_a_batch_is_its_members():
    shape, rate = np.array([[1.0, 2.0, 3.5]]), np.array([[2.0], [0.5]])
    many = relent.gamma(shape, rate=rate)
    assert (many.name, many.shape, many.size, len(many), many.discrete) == ("gamma", (2, 3), 6, 2, False)
    assert many.parameters["shape"] is shape
    assert many[1, 2] == relent.gamma(3.5, 0.5)
    assert many[-1][0] == relent.gamma(1, 0.5)
    assert many[:, ::2].shape == (2, 2)
    assert "6 gamma distributions, shape (2, 3)" in repr(many)
    x = np.array([0.5, 1.0, 2.0])
    for method in ("density", "log_density", "cdf", "survival"):
        found = getattr(many, method)(x)
        want = [[getattr(many[i, j], method)(x[j]) for j in range(3)] for i in range(2)]
        np.testing.assert_array_equal(found, want)
    np.testing.assert_array_equal(many.quantile(0.3), [[many[i, j].quantile(0.3) for j in range(3)] for i in range(2)])
    for method in ("mean", "variance", "sd", "entropy"):
        want = [[getattr(many[i, j], method)() for j in range(3)] for i in range(2)]
        np.testing.assert_array_equal(getattr(many, method)(), want)
    np.testing.assert_allclose(relent.entropy(many, unit="bits"), many.entropy() / math.log(2), rtol=1e-15)
    draws = many.sample(500, 1)
    assert draws.shape == (500, 2, 3)
    np.testing.assert_array_equal(draws, many.sample(500, 1, threads=1))
    np.testing.assert_allclose(draws.mean(axis=0), many.mean(), rtol=0.3)


def test_arrays_are_read_where_they_lie():
    n = 200_000
    means, sds = np.linspace(-1, 1, 2 * n)[::2], np.full(n, 1.5)
    p, q = relent.normal(means, sds), relent.normal(0, 1)
    assert np.shares_memory(p.parameters["mean"], means)
    assert np.shares_memory(p.parameters["sd"], sds)
    relent.kl_divergence(p, q)
    tracemalloc.start()
    value = relent.kl_divergence(p, q)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < value.nbytes + 100_000
    sds[7] = 3
    assert relent.kl_divergence(p, q)[7] != value[7]
    assert relent.normal(means.astype(np.float32), 1).parameters["mean"].dtype == np.float64
    assert relent.normal([0, 1], 1).shape == (2,)


def test_one_distribution_beside_many():
    many, one = relent.normal([0.0, 1.0], [1.0, 2.0]), relent.normal(0, 1)
    np.testing.assert_allclose(relent.kl_divergence(many, one), [0, 2 - math.log(2)], rtol=1e-14)
    np.testing.assert_allclose(relent.kl_divergence("normal(0, 1)", many, unit="bits"),
                               np.array([0, math.log(2) - 0.25]) / math.log(2), rtol=1e-14)  # fmt: skip
    mixed = 0.5 * one + 0.5 * relent.normal(2, 1)
    found = relent.js_divergence(many, mixed)
    assert found[1] == relent.js_divergence(many[1], mixed).value
    assert relent.kl_divergence(many, relent.laplace([0, 1], 2))[0] == relent.kl_divergence(one, "laplace(0, 2)").value
    with pytest.raises(relent.InputError, match="no family's member"):
        relent.kl_gradient(many, mixed)


def test_answers_do_not_depend_on_threads(rng):
    p, q = relent.beta(*rng.gamma(2, size=(2, 30_000))), relent.beta(*rng.gamma(2, size=(2, 30_000)))
    np.testing.assert_array_equal(relent.kl_divergence(p, q, threads=1), relent.kl_divergence(p, q, threads=2))


def test_infinite_divergences_are_values():
    found = relent.kl_divergence(relent.uniform(0, [1.0, 2.0, 3.0]), relent.uniform(0, 2))
    np.testing.assert_allclose(found, [math.log(2), 0, math.inf])


def test_torch_tensors_give_tensors():
    torch = pytest.importorskip("torch")
    means = torch.tensor([0.0, 1.0], dtype=torch.float64)
    many = relent.normal(means, 1)
    means[1] = 2  # the same memory
    found = relent.kl_divergence(many, relent.normal(0, 1))
    assert isinstance(found, torch.Tensor)
    assert found.tolist() == [0, 2]
    assert isinstance(relent.kl_gradient(many, relent.normal(0, 1)).p["mean"], torch.Tensor)
    assert isinstance(many.mean(), torch.Tensor)
    with pytest.raises(relent.InputError, match="mean requires grad"):
        relent.normal(means.requires_grad_(), 1)


def test_one_pair_has_bounds_of_its_gradients_errors():
    found = relent.kl_gradient(relent.normal(0, 1), "0.5*normal(0, 1) + 0.5*normal(1, 1)")
    assert found.value == relent.kl_divergence("normal(0,1)", "0.5*normal(0,1)+0.5*normal(1,1)").value
    assert list(found.p) == ["mean", "sd"]
    assert list(found.q) == relent.distribution("0.5*normal(0,1)+0.5*normal(1,1)").parameter_names
    step = 1e-5
    up, down = (
        relent.kl_divergence(relent.normal(s * step, 1), "0.5*normal(0,1)+0.5*normal(1,1)").value for s in (1, -1)
    )
    assert found.p["mean"] == pytest.approx((up - down) / (2 * step), rel=1e-6)
    assert all(0 <= e < 1e-10 for e in [*found.p_error.values(), *found.q_error.values()])


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (lambda: relent.normal([0, 1], [1, -1]), relent.InputError, r"normal: sd\[1\] = -1, must be > 0"),
        (lambda: relent.normal([[0, 1], [math.nan, 1]], 1), relent.InputError, r"normal: mean\[1, 0\] = nan, must be fin"),
        (lambda: relent.normal([0, 1], -1), relent.InputError, "normal: sd = -1, must be > 0"),
        (lambda: relent.uniform([0, 2], [1, 1]), relent.InputError, r"uniform: high\[1\] = 1, must be > low"),
        (lambda: relent.normal([0, 1], [1, 2, 3]), relent.InputError, r"shapes \(2\) and \(3\) do not broadcast"),
        (lambda: relent.normal(["a"], 1), relent.InputTypeError, "mean holds"),
        (lambda: relent.kl_divergence(relent.normal([0, 1], 1), relent.normal([0, 1, 2], 1)), relent.InputError,
         r"shapes \(2\) and \(3\) do not broadcast"),
        (lambda: relent.kl_divergence(relent.normal([0, 1], 1), [0.5, 0.5]), relent.InputTypeError, "list is no distrib"),
        (lambda: relent.measure(relent.normal([0, 1], 1), "normal(0, 1)"), relent.InputError, "one distribution is need"),
        (lambda: relent.perplexity(relent.normal([0, 1], 1)), relent.InputError, "entropy is there"),
        (lambda: relent.kl_gradient("uniform(0, 2)", "uniform(0, 1)"), relent.InputError, "KL is infinite"),
    ],
)  # fmt: skip
def test_what_is_refused(make, kind, words):
    with pytest.raises(kind, match=words):
        make()


def test_parameters_that_turned_bad_are_found():
    sds = np.ones(2000)
    many = relent.normal(0, sds)
    sds[1234] = 0
    with pytest.raises(relent.InputError, match=r"normal: sd\[1234\] = 0, must be > 0"):
        relent.kl_divergence(many, "normal(0, 1)")


@pytest.mark.parametrize("path", relent.simd_paths())
def test_every_path_gives_the_same_within_its_error(path, rng):
    p, q = relent.gamma(*rng.gamma(2, size=(2, 1000))), relent.gamma(*rng.gamma(2, size=(2, 1000)))
    best = relent.kl_divergence(p, q)
    relent._relent._force_simd_path(path)
    try:
        np.testing.assert_allclose(relent.kl_divergence(p, q), best, rtol=2e-13)
    finally:
        relent._relent._force_simd_path("")
