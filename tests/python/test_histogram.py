"""Counts between edges, as numpy counts them."""

import numpy as np
import pytest
import relent


@pytest.mark.parametrize("cut", [lambda x: np.linspace(-3, 3, 51), lambda x: np.quantile(x, np.linspace(0, 1, 257))])
def test_counts_are_numpys(cut, rng):
    x = rng.standard_normal(200_000)
    edges = cut(x)
    expected = np.histogram(x, edges)[0]
    for threads in (1, 2):
        np.testing.assert_array_equal(relent.histogram(x, edges, threads=threads), expected)
    short = x.astype(np.float32)
    np.testing.assert_array_equal(relent.histogram(short, edges), np.histogram(short.astype(float), edges)[0])
    np.testing.assert_array_equal(
        relent.histogram(x[::-2].reshape(-1, 100), list(edges)), np.histogram(x[::-2], edges)[0]
    )


def test_edges_nan_and_outside():
    counts = relent.histogram([0, 0.5, 1, 2, -1, 3, np.nan, np.inf], [0, 1, 2])
    assert counts.tolist() == [2, 2]
    assert counts.dtype == np.int64
    assert relent.histogram([], [0.0, 1]).tolist() == [0]


@pytest.mark.parametrize("edges", [[0], [1, 0], [0, np.nan, 1], [0, np.inf]])
def test_bad_edges_are_refused(edges):
    with pytest.raises(relent.InputError):
        relent.histogram([1.0], edges)


@pytest.mark.parametrize(
    ("x", "edges", "message"),
    [
        (["a", "b"], [0, 1], r"x holds <U1, numbers are needed"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), [0, 1], r"x holds datetime64\[D\], numbers are needed"),
        ("abc", [0, 1], r"x is a str, an array of numbers is needed"),
        (None, [0, 1], r"x is None, an array of numbers is needed"),
        ([[1, 2], [3]], [0, 1], r"x is a nested list whose rows differ in length"),
        ([1.0], ["low", "high"], r"edges holds <U4, numbers are needed"),
    ],
)
def test_what_is_no_array_of_numbers_is_refused_by_name(x, edges, message):
    with pytest.raises((relent.InputError, relent.InputTypeError), match=message):
        relent.histogram(x, edges)


def test_tensors_of_any_type_are_counted():
    torch = pytest.importorskip("torch")
    x = torch.tensor([0.25, 0.5, 1.5, 7.0])
    for kind in (torch.bfloat16, torch.float16, torch.float32, torch.float64):
        assert relent.histogram(x.to(kind), [0, 1, 2]).tolist() == [2, 1]
