"""Dependence between columns: against scikit-learn where both estimate the same, and through every door."""

import json

import numpy as np
import pytest
import relent

RNG = np.random.default_rng(7)


def pairs(n, correlation, rng=None):
    rng = rng or np.random.default_rng(n)
    x = rng.standard_normal(n)
    return x, correlation * x + np.sqrt(1 - correlation**2) * rng.standard_normal(n)


@pytest.mark.parametrize("n", [50, 400, 3000])
@pytest.mark.parametrize("k", [3, 5])
def test_scikit_learn_agrees_on_the_same_scale(n, k):
    # On normal scores both see the same columns; scikit-learn adds noise and cuts at 0 in its public function only.
    inside = pytest.importorskip("sklearn.feature_selection._mutual_info")
    stats = pytest.importorskip("scipy.stats")
    x, y = pairs(n, 0.7)
    scores = [stats.norm.ppf((stats.rankdata(v) - 0.5) / n) for v in (x, y)]
    found = relent._relent._mutual_information(x[:, None], y[:, None], "normal_scores", k)
    assert found == pytest.approx(inside._compute_mi_cc(*scores, k), abs=1e-12)
    standardised = relent._relent._mutual_information(x[:, None], y[:, None], "standardised", k)
    assert standardised == pytest.approx(inside._compute_mi_cc(x / x.std(), y / y.std(), k), abs=1e-12)


@pytest.mark.parametrize("n", [50, 3000])
def test_scikit_learn_agrees_on_words(n):
    inside = pytest.importorskip("sklearn.feature_selection._mutual_info")
    stats = pytest.importorskip("scipy.stats")
    words = RNG.integers(0, 4, n)
    x = words + RNG.standard_normal(n)
    scores = stats.norm.ppf((stats.rankdata(x) - 0.5) / n)
    ours = relent.mutual_information(relent.samples(x), relent.samples([f"w{w}" for w in words]))
    assert ours.method == "mixed_knn"
    assert ours.value == pytest.approx(inside._compute_mi_cd(scores, words, 3), abs=1e-12)


def test_columns_of_the_same_rows_are_paired():
    x, y = pairs(500, 0.8)
    whole = relent.mutual_information(relent.samples(x), relent.samples(y))
    assert whole.method == "ksg"
    assert whole.interval[0] < -0.5 * np.log(1 - 0.64) < whole.interval[1]
    assert relent.measure(relent.samples(x), relent.samples(y), "mutual_information").value == whole.value
    bits = relent.mutual_information(relent.samples(x), relent.samples(y), unit="bits")
    assert bits.value == pytest.approx(whole.value / np.log(2))
    # Missing values take their rows with them, on whichever side they are.
    holes, more = x.copy(), y.copy()
    holes[::7] = np.nan
    more[::5] = np.nan
    there = ~(np.isnan(holes) | np.isnan(more))
    left = relent.mutual_information(relent.samples(holes), relent.samples(more))
    assert left.value == relent.mutual_information(relent.samples(x[there]), relent.samples(y[there])).value
    assert left.notes[0] == "157 of 500 rows have a missing value on one side or the other and are left out"
    with pytest.raises(relent.InputError, match="p has 500 rows and q has 499; they are paired row by row"):
        relent.mutual_information(relent.samples(x), relent.samples(y[1:]))


def test_several_columns_on_a_side():
    pd = pytest.importorskip("pandas")
    x, y = pairs(400, 0.8)
    frame = pd.DataFrame({"a": x, "b": RNG.standard_normal(400), "c,d": y})
    joint = relent.samples(frame[["a", "b"]])
    assert joint.kind == "joint_samples"
    assert len(joint) == 400
    assert joint.text == "a,b"
    found = relent.mutual_information(joint, relent.samples(frame["c,d"]))
    assert (
        found.value == relent.mutual_information(relent.samples(frame[["a", "b"]].to_numpy()), relent.samples(y)).value
    )
    assert relent.samples(frame[["c,d", "a"]]).kind == "joint_samples"


def test_joint_columns_of_a_file(tmp_path):
    pd = pytest.importorskip("pandas")
    x, y = pairs(300, 0.8)
    frame = pd.DataFrame({"a": x, "b": RNG.standard_normal(300), "c,d": y, "w": ["u", "v", "w"] * 100})
    frame.loc[3, "b"] = np.nan
    path = tmp_path / "f.parquet"
    frame.to_parquet(path)
    found = relent.measure(f"{path}:a,b", f"{path}:c,d", "mutual_information")
    assert found.notes[0] == "1 of 300 rows have a missing value on one side or the other and are left out"
    assert found.value == pytest.approx(
        relent.mutual_information(relent.samples(frame[["a", "b"]]), relent.samples(frame["c,d"])).value
    )
    assert relent._operands.operand(f'{path}:a,"c,d"').kind == "joint_samples"
    with pytest.raises(relent.InputTypeError, match='column "w" holds words, and columns together must be numbers'):
        relent.measure(f"{path}:a,w", f"{path}:b", "mutual_information")
    with pytest.raises(relent.InputError, match='no column "bb"'):
        relent.measure(f"{path}:a,bb", f"{path}:b", "mutual_information")
    np.save(tmp_path / "x.npy", np.c_[x, y])
    whole = relent._operands.operand(str(tmp_path / "x.npy"))
    assert whole.kind == "joint_samples"
    np.save(tmp_path / "m.npy", np.full((2, 2), 0.25))
    assert relent._operands.operand(str(tmp_path / "m.npy")).kind == "masses"


def test_what_a_third_explains():
    z = RNG.standard_normal(1500)
    x, y = z + 0.5 * RNG.standard_normal(1500), z + 0.5 * RNG.standard_normal(1500)
    assert relent.mutual_information(relent.samples(x), relent.samples(y)).interval[0] > 0.3
    given = relent.conditional_mutual_information(x, y, z)
    assert given.interval[0] < 0.02
    assert given.name == "conditional_mutual_information"
    assert relent.independence_p_value(x[:200], y[:200], permutations=49) == 0.02
    with pytest.raises(relent.InputError, match="x has 10 rows and y 9"):
        relent.conditional_mutual_information(x[:10], y[:9], z[:10])


def test_transfer_entropy_goes_one_way():
    x = RNG.standard_normal(2000)
    y = np.zeros(2000)
    for t in range(1, 2000):
        y[t] = 0.5 * y[t - 1] + 0.6 * x[t - 1] + 0.5 * RNG.standard_normal()
    there, back = relent.transfer_entropy(x, y), relent.transfer_entropy(y, x)
    assert there.value == pytest.approx(0.5 * np.log(1 + 0.36 / 0.25), abs=0.08)
    assert back.interval[0] == 0
    assert relent.transfer_p_value(x[:300], y[:300], shifts=19) == 0.05
    with pytest.raises(relent.InputError, match=r"source\[4\] is NaN"):
        relent.transfer_entropy(np.where(np.arange(2000) == 4, np.nan, x), y)


def table(n=600):
    rng = np.random.default_rng(3)
    x, y = pairs(n, 0.8, rng)
    words = np.where(x + 0.5 * rng.standard_normal(n) > 0, "high", "low")
    return {
        "x": x,
        "y": y,
        "noise": rng.standard_normal(n),
        "word": words,
        "twin": np.where(words == "high", "up", "down"),
        "flat": np.ones(n),
        "id": [f"r{i}" for i in range(n)],
    }


def test_associations_of_a_data_frame(tmp_path):
    found = relent.associations(table())
    assert found.columns == ["x", "y", "noise", "word", "twin"]
    assert found.skipped == {"flat": "constant, always 1", "id": "all words differ"}
    assert len(found) == 10
    strengths = [p.strength for p in found.pairs]
    assert strengths == sorted(strengths, reverse=True)
    assert {found.pairs[0].x, found.pairs[0].y} == {"word", "twin"}
    assert found["y", "x"].strength == pytest.approx(0.8, abs=0.08)
    assert found["x", "y"].adjusted_p_value < 1e-12
    assert found["x", "noise"].adjusted_p_value > 0.05
    assert found["x", "y"].mutual_information.interval[0] > 0.3
    said = json.loads(found.to_json())
    assert said["pairs"][0]["mutual_information"]["name"] == "mutual_information"
    assert [c["kind"] for c in said["columns"]] == ["numeric"] * 3 + ["categorical"] * 2
    found.to_html(tmp_path / "a.html")
    assert "How strongly columns depend" in (tmp_path / "a.html").read_text()
    assert "5 columns, 10 pairs" in repr(found)
    assert found.vega_lite()["mark"]["type"] == "rect"


def test_associations_draw_rows_and_do_not_depend_on_threads():
    few, again = (relent.associations(table(3000), rows=500, threads=t) for t in (1, 2))
    assert few.rows == 3000
    assert few.rows_used == 500
    assert [p.mutual_information.value for p in few.pairs] == [p.mutual_information.value for p in again.pairs]
    assert all(p.rows == 500 for p in few.pairs)
    bits = relent.associations(table(), unit="bits", columns=["x", "y"])
    nats = relent.associations(table(), columns=["x", "y"])
    assert bits["x", "y"].mutual_information.value == pytest.approx(nats["x", "y"].mutual_information.value / np.log(2))


def test_what_associations_refuse():
    with pytest.raises(relent.InputError, match='associations need two columns, and there is one; "b" is left out'):
        relent.associations({"a": [1.0, 2, 3], "b": [1.0, 1, 1]})
    with pytest.raises(relent.InputError, match="data has no rows"):
        relent.associations({"a": np.zeros(0), "b": np.zeros(0)})
    with pytest.raises(relent.InputError, match='no column "agee" in data; did you mean "age"'):
        relent.associations({"age": [1.0, 2], "b": [1.0, 2]}, columns=["agee"])
    with pytest.raises(relent.InputError, match="rows = 3, must be >= 20"):
        relent.associations(table(), rows=3)
    with pytest.raises(KeyError, match="no pair"):
        relent.associations(table())["x", "z"]


def test_associations_find_nothing_where_there_is_nothing():
    rng = np.random.default_rng(11)
    dependent = 0
    for _ in range(20):
        data = {
            "a": rng.standard_normal(200),
            "b": rng.integers(0, 5, 200).astype(float),
            "c": rng.choice(list("uvw"), 200),
        }
        dependent += sum(p.adjusted_p_value < 0.05 for p in relent.associations(data).pairs)
    assert dependent <= 6  # of 60 pairs, adjusted within each data set: 1 or 2 are expected
