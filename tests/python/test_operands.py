"""Operands and answers: what an array is said to be, texts, columns of data frames, and what comes back."""

import json
import math

import numpy as np
import pytest
import relent

pa = pytest.importorskip("pyarrow")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")


def test_masses_are_exact():
    result = relent.measure("0.5,0.5", "0.9,0.1", "kl")
    assert result.value == pytest.approx(0.5108256237659907, rel=1e-15)
    assert result.method == "exact"
    assert result.interval is None
    assert result.error_bound < 1e-14
    assert float(result) == result.value
    same = relent.measure([0.5, 0.5], relent.masses({"a": 0.9, "b": 0.1}), "kl")
    assert same.value == result.value
    assert relent.kl_divergence(relent.masses([0.5, 0.5]), [0.9, 0.1]).value == relent.kl_divergence(
        [0.5, 0.5], [0.9, 0.1]
    )


def test_a_measure_function_with_an_operand_gives_an_answer():
    answer = relent.kl_divergence(relent.counts([19, 21, 30, 30]), [0.25] * 4, unit="bits")
    assert isinstance(answer, relent.Answer)
    assert answer.name == "kl_divergence"
    assert answer.unit == "bits"
    assert answer.method != "exact"
    lower, upper = answer.interval
    assert lower <= answer.value <= upper
    assert answer.level == 0.95
    assert answer.standard_error is None or answer.standard_error > 0
    assert float(answer) == answer.value
    assert f"{answer:.3f}" == f"{answer.value:.3f}"
    assert "KL" in repr(answer)
    assert "interval" in repr(answer)


def test_texts_go_to_measure_functions_too(tmp_path):
    assert relent.entropy("0.5,0.5", unit="bits").value == 1
    np.save(tmp_path / "x.npy", np.arange(10.0))
    values = relent.samples(np.arange(10.0))
    assert len(relent._operands.operand(str(tmp_path / "x.npy"))) == len(values) == 10


def test_a_measurement_lists_all_answers():
    result = relent.measure([0.5, 0.5], [0.9, 0.1], ["js", "kl", "tv"], unit="bits")
    assert [a.name for a in result] == ["js_divergence", "kl_divergence", "total_variation"]
    assert len(result) == 3
    assert result["tv"].value == pytest.approx(0.4, rel=1e-14)
    assert result["tv"].unit == ""
    assert result["js"].value == result.value
    with pytest.raises(KeyError):
        result["hellinger_distance"]
    assert json.loads(result.to_json())["unit"] == "bits"
    assert "KL(P‖Q)" in repr(result)


def test_explain_names_contributions():
    result = relent.measure([0.5, 0.5, 0], [0.9, 0, 0.1], "kl", explain=True)
    assert result.value == math.inf
    assert any("1" in note for note in result.notes)
    first = result.answers[0].contributions[0]
    assert (first.index, first.p, first.q, first.value) == (1, 0.5, 0, math.inf)


def test_level_widens_the_interval():
    counts = relent.counts([190, 210, 300, 300])
    narrow, wide = (relent.measure(counts, "0.25,0.25,0.25,0.25", "kl", level=level) for level in (0.5, 0.99))
    assert wide.level == 0.99
    assert wide.interval[0] <= narrow.interval[0] <= narrow.interval[1] < wide.interval[1]


NUMBERS = [1.5, 2.5, None, 4.0, 5.0]
WORDS = ["a", "b", None, "a", "c"]


@pytest.mark.parametrize(
    "make",
    [
        list,
        lambda v: np.array(v, dtype=object),
        lambda v: pd.Series(v, name="x"),
        lambda v: pd.Series(v, dtype=object),
        lambda v: pd.Series(v).convert_dtypes(),
        lambda v: pl.Series("x", v),
        pa.array,
        lambda v: pa.chunked_array([v[:2], v[2:]]),
    ],
    ids=["list", "object array", "pandas", "pandas object", "pandas nullable", "polars", "pyarrow", "chunked"],
)
def test_columns_of_all_kinds(make):
    numbers, words = relent.samples(make(NUMBERS)), relent.samples(make(WORDS))
    assert (numbers.kind, words.kind) == ("samples", "categories")
    assert len(numbers) == 4  # the missing one is counted, not kept
    assert len(words) == 5
    half = relent.entropy(words).value
    assert half == pytest.approx(relent.entropy(relent.samples(["a", "b", "a", "c"])).value)


def test_categorical_columns():
    for column in (pd.Series(WORDS, dtype="category"), pl.Series(WORDS, dtype=pl.Categorical)):
        assert relent.samples(column).kind == "categories"
    assert relent.samples([True, False, True]).kind == "categories"


def test_a_column_of_a_data_frame_is_samples_by_itself():
    old, new = pd.Series(["a"] * 30 + ["b"] * 70), pl.Series(["a"] * 35 + ["b"] * 65)
    result = relent.measure(old, new, "js")
    assert result.interval is not None
    assert result.p


def test_counts_from_pandas_and_dicts():
    series = pd.Series(["a", "b", "a", "a"]).value_counts()
    assert relent.counts(series).kind == "counts"
    assert relent.counts({"a": 3, "b": 1}).text == "counts:3,1"
    assert repr(relent.masses([0.5, 0.5])) == "<relent masses: 0.5,0.5>"
    assert relent.counts([1, 2], name="teeth").text == "teeth"


def test_columns_of_files(tmp_path):
    frame = pd.DataFrame({"age": np.arange(50.0), "town": ["x", "y"] * 25})
    frame.to_parquet(tmp_path / "d.parquet")
    frame.to_csv(tmp_path / "d.csv", index=False)
    frame.to_feather(tmp_path / "d.feather")
    expected = relent.entropy(relent.samples(frame.town)).value
    for ending in ("parquet", "csv", "feather"):
        path = tmp_path / f"d.{ending}"
        assert relent.entropy(f"{path}:town").value == expected
        result = relent.measure(f"{path}:town", f"{path}:town", "js")
        assert result.p == f"{path}:town"
        with pytest.raises(relent.InputError, match="agee.*age"):
            relent.measure(f"{path}:agee")


def test_infinite_and_mixed_samples_are_refused():
    with pytest.raises(relent.InputError, match=r"x\[1\] = inf"):
        relent.samples([1.0, math.inf])
    with pytest.raises(relent.InputTypeError):
        relent.samples(["a", 1])
    with pytest.raises(relent.InputError, match="3 axes"):
        relent.samples(np.zeros((2, 2, 2)))
    with pytest.raises(relent.InputTypeError):
        relent.masses(["a"])


def test_a_joint_table():
    table = [[0.4, 0.1], [0.1, 0.4]]
    direct = relent.mutual_information(table)
    assert relent.mutual_information(relent.masses(table)).value == direct
    assert relent.measure("0.4,0.1;0.1,0.4", measure="mutual_information").value == direct
    assert relent.mutual_information(relent.counts([[40, 10], [10, 40]])).interval is not None


def test_weights_are_heeded_and_judged(rng):
    x, y = rng.normal(0, 1.4, 1500), rng.normal(1, 1, 1500)
    weights = np.exp(-(x**2) / 2 + x**2 / (2 * 1.4**2))  # N(0, 1.96) made N(0, 1)
    answer = relent.js_divergence(relent.samples(x, weights=weights), relent.samples(y))
    assert answer.method == "density_ratio"
    assert abs(answer.value - 0.111426) < 4 * answer.standard_error  # of N(0, 1) and N(1, 1)
    assert any(note.startswith("p: weights, worth ") for note in answer.notes)
    with_nan = relent.samples([1.0, np.nan, 3.0], weights=[1, np.nan, 2])
    assert len(with_nan) == 2
    with pytest.raises(ValueError, match=r"weights\[2\] = -1"):
        relent.samples([1.0, 2.0, 3.0], weights=[1, 1, -1])
    with pytest.raises(ValueError, match="2 weights for 3 values"):
        relent.samples([1.0, 2.0, 3.0], weights=[1, 1])
    with pytest.raises(ValueError, match="sum to zero"):
        relent.kl_divergence(relent.samples(x, weights=np.zeros(1500)), relent.samples(y))
    with pytest.raises(TypeError, match="weighted values are numbers"):
        relent.samples(["a", "b"], weights=[1, 1])


def test_a_weighted_mean_is_a_cross_entropy():
    answer = relent.cross_entropy(relent.samples([0.0, 1.0, 3.0], weights=[2, 1, 1]), relent.exponential(2))
    assert answer.value == pytest.approx(2 - np.log(2))
    moved = relent.wasserstein_1(relent.samples([0.0, 1.0], weights=[2, 1]), relent.samples([0.0, 1.0]))
    assert moved.value == pytest.approx(1 / 6)


def test_series_have_wider_intervals(rng):
    series = np.empty(1500)
    series[0] = rng.normal()
    for i in range(1, series.size):
        series[i] = 0.9 * series[i - 1] + np.sqrt(1 - 0.81) * rng.normal()
    other = relent.samples(rng.normal(1, 1, 1500))
    width = {}
    for serial in (False, True):
        answer = relent.measure(relent.samples(series), other, "js", serial=serial)["js"]
        width[serial] = answer.interval[1] - answer.interval[0]
    assert width[True] > 1.5 * width[False]
