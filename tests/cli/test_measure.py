"""relent measure: the classic numbers, units, operands and what each option does."""

from __future__ import annotations

import math
import random

import pytest
from conftest import refusal, relent, values

P, Q = "0.1,0.4,0.5", "0.8,0.15,0.05"


def close(found: float, digits: str) -> None:
    """As many digits as are written: half a unit of the last one."""
    places = len(digits.partition(".")[2])
    assert abs(found - float(digits)) <= 0.5000001 * 10.0**-places, (found, digits)


def test_two_dice():
    close(values("6/36", "--measure", "self_information", "--unit", "bits")["self_information"], "2.584962500721")
    close(values("6/36", "--measure", "self_information")["self_information"], "1.791759469228")


def test_codes_for_four_letters():
    letters, uniform, wrong = "1/8,1/8,1/4,1/2", "1/4,1/4,1/4,1/4", "1/2,1/4,1/8,1/8"
    assert values(letters, "--measure", "entropy", "--unit", "bits")["entropy"] == pytest.approx(1.75, abs=1e-15)
    assert values(letters, uniform, "--measure", "kl", "--unit", "bits")["kl_divergence"] == pytest.approx(0.25)
    found = values(letters, wrong, "--measure", "kl,cross_entropy", "--unit", "bits")
    assert found["cross_entropy"] == pytest.approx(2.625, abs=1e-14)
    assert found["kl_divergence"] == pytest.approx(0.875, abs=1e-14)


@pytest.mark.parametrize(
    ("p", "bits"),
    [
        ("0", "0"),
        (".1", "0.468995593589"),
        (".2", "0.721928094887"),
        (".3", "0.881290899231"),
        (".4", "0.970950594455"),
        (".5", "1"),
    ],
)
def test_binary_entropy(p, bits):
    close(
        values(f"{p},{1 - float(p)}", "--measure", "entropy", "--unit", "bits")["entropy"],
        bits + ".0" * (len(bits) == 1),
    )


def test_the_pair_of_three():
    found = values(P, Q, "--measure", "kl,reverse_kl,entropy,cross_entropy,js,js_distance", "--unit", "bits")
    close(found["kl_divergence"], "1.926979047155")
    close(found["reverse_kl_divergence"], "2.021647970364")
    close(found["entropy"], "1.360964047444")
    close(found["cross_entropy"], "3.287943094599")
    close(found["js_divergence"], "0.420200570376")
    close(found["js_distance"], "0.648228794776")
    close(values(P, Q, "--measure", "js")["js_divergence"], "0.291260840626")


def test_an_infinite_direction_says_where():
    outcome = relent("measure", "0.25,0.25,0.25,0.25,0", "0.2,0.2,0.2,0.2,0.2", "--json").json
    by_name = {m["name"]: m for m in outcome["measures"]}
    close(by_name["kl_divergence"]["value"], "0.223143551314")
    assert by_name["reverse_kl_divergence"]["value"] == "Infinity"
    assert by_name["reverse_kl_divergence"]["notes"] == ["element 4: Q has 0.2 where P has 0"]
    close(by_name["js_divergence"]["value"], "0.074881761622")
    text = relent("measure", "0.25,0.25,0.25,0.25,0", "0.2,0.2,0.2,0.2,0.2").out
    assert "KL(P‖Q)" in text and "0.223144" in text
    assert "infinite" in text and "element 4: Q has 0.2 where P has 0" in text


def test_js_is_no_metric_but_its_root_is():
    a, b, c = "1,0", ".5,.5", "0,1"
    close(values(a, c, "--measure", "js")["js_divergence"], "0.693147180560")
    close(values(a, b, "--measure", "js")["js_divergence"], "0.215761554339")
    close(values(a, c, "--measure", "js_distance")["js_distance"], "0.832554611158")
    close(2 * values(a, b, "--measure", "js_distance")["js_distance"], "0.929002808045")


def test_kl_breaks_the_triangle_inequality():
    close(values(".5,.5", ".1,.9", "--measure", "kl")["kl_divergence"], "0.510825623766")
    close(values(".5,.5", ".25,.75", "--measure", "kl")["kl_divergence"], "0.143841036226")
    close(values(".25,.75", ".1,.9", "--measure", "kl")["kl_divergence"], "0.092331515373")


@pytest.mark.parametrize(("q", "total"), [("0.5", "-1.772753356e-7"), ("2e-8", "-6.931471806e-9")])
def test_a_vanishing_weight_adds_nothing(q, total):
    outcome = relent("measure", f"1e-8,{1 - 1e-8:.17g}", f"{q},{1 - float(q):.17g}", "-m", "kl", "--explain", "--json")
    first = next(c for c in outcome.json["measures"][0]["contributions"] if c["index"] == 0)
    assert first["value"] == pytest.approx(float(total), rel=1e-9)


def test_disjoint_supports():
    found = values("1,0", "0,1", "--measure", "kl,reverse_kl,js,tv")
    assert found["kl_divergence"] == found["reverse_kl_divergence"] == math.inf
    close(found["js_divergence"], "0.693147180560")
    assert found["total_variation"] == 1
    assert values("1,0", "0,1", "--measure", "js", "--unit", "bits")["js_divergence"] == 1


@pytest.mark.parametrize(
    ("counts", "binomial", "kl_uniform", "kl_binomial", "reverse", "is_counts"),
    [
        ("1,9,42,139,169,170,121,89,100,85,75", 0.57, "0.3383998611", "0.4769743908", "0.3300410935", True),
        (
            ".02,.03,.05,.14,.16,.15,.12,.08,.1,.08,.07",
            0.544,
            "0.136679710950",
            "0.427349724856",
            "0.251954847199",
            False,
        ),
    ],
)
def test_the_worms(counts, binomial, kl_uniform, kl_binomial, reverse, is_counts):
    uniform = ",".join(["1/11"] * 11)
    model = ",".join(repr(math.comb(10, k) * binomial**k * (1 - binomial) ** (10 - k)) for k in range(11))
    data = f"counts:{counts}" if is_counts else counts
    unit = ("--unit", "bits", "--estimator", "plug_in") if is_counts else ()
    close(values(data, uniform, "--measure", "kl", *unit)["kl_divergence"], kl_uniform)
    found = values(data, model, "--measure", "kl,reverse_kl", *unit)
    close(found["kl_divergence"], kl_binomial)
    if not is_counts:
        close(found["reverse_kl_divergence"], reverse)
    else:
        close(values(data, "--measure", "entropy", *unit)["entropy"], "3.121031757506")


def test_a_number_never_stands_without_how_it_was_got():
    exact = relent("measure", P, Q, "--measure", "kl", "--json").json["measures"][0]
    assert exact["method"] == "exact" and exact["interval"] is None and exact["standard_error"] is None
    assert 0 < exact["error_bound"] < 1e-13
    counted = relent("measure", "counts:30,70", Q.rpartition(",")[0].replace("0.8", "0.85"), "--json").json
    methods = {m["name"]: m["method"] for m in counted["measures"]}
    assert methods["kl_divergence"] == "zhang_grabchak" and methods["total_variation"] == "plug_in"
    for m in counted["measures"]:
        assert m["level"] == 0.95 and m["standard_error"] > 0
        assert m["interval"][0] <= m["value"] <= m["interval"][1]


def test_estimators_of_counts():
    found = {
        name: values("counts:19,2,0,7", "-m", "entropy", "--estimator", name)["entropy"]
        for name in ("plug_in", "miller_madow", "grassberger", "Chao-Shen", "james_stein", "NSB", "jackknife")
    }
    assert len(set(found.values())) == len(found)
    assert found["miller_madow"] == pytest.approx(found["plug_in"] + 2 / (2 * 28), abs=1e-15)
    chosen = relent("measure", "counts:19,2,0,7", "-m", "entropy", "--json").json["measures"][0]
    assert chosen["method"] == "grassberger" and chosen["value"] == found["grassberger"]
    assert "NSB" in relent("measure", "counts:19,2,0,7", "-m", "entropy", "--estimator", "nsb").out
    open_above = relent("measure", "counts:60,40,5", "counts:80,75,0", "-m", "kl", "--json").json["measures"][0]
    assert math.isfinite(open_above["value"]) and open_above["interval"][1] == "Infinity"
    assert any("never observed" in note for note in open_above["notes"])
    certain = relent("measure", "counts:60,40,5", "0.5,0.5,0", "-m", "kl", "--json").json["measures"][0]
    assert certain["value"] == "Infinity" and certain["interval"] == ["Infinity", "Infinity"]
    assert any("for certain" in note for note in certain["notes"])


def test_explain_lists_contributions_largest_first():
    outcome = relent("measure", "0.5,0.5", "0.9,0.1", "--measure", "kl", "--explain", "--json").json
    assert outcome["p"] == "0.5,0.5" and outcome["q"] == "0.9,0.1" and outcome["unit"] == "nats"
    measure = outcome["measures"][0]
    assert measure["value"] == pytest.approx(0.5108256237659907, abs=1e-15)
    sizes = [abs(c["value"]) for c in measure["contributions"]]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(c["value"] for c in measure["contributions"]) == pytest.approx(measure["value"])
    assert set(measure["contributions"][0]) >= {"index", "p", "q", "value"}
    assert "what adds to" in relent("measure", "0.5,0.5", "0.9,0.1", "--measure", "kl", "--explain").out


def test_every_infinite_element_is_named_in_json_and_ten_in_text():
    p, q = ",".join(["0.01"] * 100), "1" + ",0" * 99
    notes = relent("measure", p, q, "--measure", "kl", "--json").json["measures"][0]["notes"]
    assert len(notes) == 99 and notes[-1].startswith("element 99:")
    text = relent("measure", p, q, "--measure", "kl").out
    assert "element 10:" in text and "element 11:" not in text and "89 more" in text


def test_modes():
    assert values("1,3", "1,1", "--normalize", "--measure", "kl") == values(".25,.75", ".5,.5", "--measure", "kl")
    found = values("1,3", "2,2", "--generalized", "--measure", "kl")["kl_divergence"]
    assert found == pytest.approx(math.log(0.5) + 3 * math.log(1.5), abs=1e-15)


def test_parameters():
    renyi = values(P, Q, "--measure", "renyi", "--alpha", "1")["renyi_divergence"]
    assert renyi == pytest.approx(values(P, Q, "--measure", "kl")["kl_divergence"], rel=1e-13)
    skewed = values("1,0", "0,1", "--measure", "js", "--weight", "0.25")["js_divergence"]
    assert skewed == pytest.approx(-0.25 * math.log(0.25) - 0.75 * math.log(0.75), abs=1e-15)
    assert values(P, Q, "--measure", "kl", "--threads", "1") == values(P, Q, "--measure", "kl")
    wide = relent("measure", "counts:30,70", "-m", "entropy", "--level", "0.99", "--json").json["measures"][0]
    narrow = relent("measure", "counts:30,70", "-m", "entropy", "--level", "0.5", "--json").json["measures"][0]
    assert wide["interval"][0] < narrow["interval"][0] and wide["level"] == 0.99
    table = "0.3,0.1,0.1;0.1,0.1,0.3"
    means = {
        n: values(table, "-m", "nmi", "--normalizer", n)["normalized_mutual_information"]
        for n in ("arithmetic", "geometric", "minimum", "maximum", "joint")
    }
    assert len(set(means.values())) == 5


def test_measures_may_be_given_once_or_again():
    again = values(P, Q, "-m", "kl", "-m", "tv")
    assert again == values("--measure", "kl,tv", P, Q) == values(P, "--measure=KL,TV", Q)
    assert list(again) == ["kl_divergence", "total_variation"]


def test_joint_tables():
    found = values("0.25,0.25;0,0.5", "--unit", "bits")
    assert found["joint_entropy"] == pytest.approx(1.5)
    assert found["conditional_entropy"] == pytest.approx(0.5)
    assert found["mutual_information"] == pytest.approx(0.311278124459, abs=1e-12)
    assert found["variation_of_information"] == pytest.approx(1.5 - 0.311278124459, abs=1e-12)


def test_columns_of_files(tables):
    p, q = tables / "reference", tables / "current"
    for kind in ("csv", "parquet", "arrow"):
        words = relent("measure", f"{p}.{kind}:country", f"{q}.{kind}:country", "-m", "js,reverse_kl", "--json").json
        js, reverse = words["measures"]
        assert js["method"] == "miller_madow" and 0 < js["value"] < math.log(2)
        assert math.isfinite(reverse["value"]) and reverse["interval"][1] == "Infinity"
        assert any('element "PT"' in note for note in reverse["notes"])
    numbers = relent("measure", f"{p}.parquet:age", f"{q}.parquet:age", "-m", "kl", "--json").json["measures"][0]
    assert numbers["method"] == "knn" and numbers["interval"][0] <= numbers["value"] <= numbers["interval"][1]
    same = relent("measure", f"{p}.npy", f"{q}.npy", "-m", "kl", "--json").json["measures"][0]
    assert same["value"] == numbers["value"]
    pair = relent("measure", f"{p}.csv:country", f"{p}.csv:answer", "-m", "mi", "--json").json["measures"][0]
    assert pair["method"] == "zhang_grabchak" and 0 <= pair["value"] < 0.01


@pytest.fixture
def two_files(tmp_path):
    """x.csv and y.csv: a column x of numbers, normal with means 0 and 1, and a column w of weights."""
    draw = random.Random(5)
    for name, mean in (("x.csv", 0), ("y.csv", 1)):
        rows = [f"{draw.gauss(mean, 1)},{1 + draw.random()}" for _ in range(400)]
        (tmp_path / name).write_text("x,w\n" + "\n".join(rows) + "\n")
    return f"{tmp_path}/x.csv", f"{tmp_path}/y.csv"


def test_numbers_are_not_binned(two_files):
    p, q = (f"{file}:x" for file in two_files)
    found = {m["name"]: m for m in relent("measure", p, q, "--json").json["measures"]}
    assert {m["method"] for m in found.values()} == {"knn", "density_ratio"}
    assert any(n.startswith("density_ratio gives ") for n in found["kl_divergence"]["notes"])
    truth = {"kl_divergence": 0.5, "js_divergence": 0.111426, "total_variation": 0.382925}  # of the two normals
    for name, value in truth.items():
        assert found[name]["interval"][0] <= value <= found[name]["interval"][1], name
    entropy = relent("measure", p, "--json").json["measures"]
    assert [m["name"] for m in entropy] == ["entropy"]
    assert entropy[0]["interval"][0] <= 0.5 * math.log(2 * math.pi * math.e) <= entropy[0]["interval"][1]


def test_weights_and_series(two_files):
    p, q = (f"{file}:x" for file in two_files)
    plain = relent("measure", p, q, "-m", "js", "--json").json["measures"][0]
    weighted = relent("measure", p, q, "-m", "js", "--weights", "w", "--json").json["measures"][0]
    assert weighted["value"] != plain["value"]
    assert any(n.startswith("p: weights, worth ") and n.endswith(" of 400 equal rows") for n in weighted["notes"])
    series = relent("measure", p, q, "-m", "kl,js,entropy", "--serial", "--json").json["measures"]
    assert [m["method"] for m in series] == ["density_ratio"] * 3
    assert all(any("a series, worth about" in n for n in m["notes"]) for m in series)
    assert "no column" in refusal("measure", p, q, "--weights", "v")
    assert 'column "x": weight -' in refusal("measure", p, q, "--weights", "x")
    assert "neither operand is one" in refusal("measure", "0.5,0.5", "0.9,0.1", "--weights", "w")
    moved = relent("measure", p, q, "-m", "w1", "--weights", "w", "--json").json["measures"][0]
    assert moved["value"] != relent("measure", p, q, "-m", "w1", "--json").json["measures"][0]["value"]
    assert any(n.startswith("p: weights, worth ") for n in moved["notes"])
    assert "independent" in refusal("measure", p, q, "-m", "w1", "--serial")
    assert "independent and equal" in refusal("measure", p, q, "-m", "cross_entropy", "--serial")


def test_numbers_stand_on_the_places_of_masses(tmp_path):
    file = tmp_path / "d.csv"
    file.write_text("k,x\n" + "0,0.5\n" * 3 + "1,1.5\n" * 1 + "2,1\n")
    on_places = relent("measure", f"{file}:k", "0.5,0.25,0.25", "-m", "kl", "--json").json["measures"][0]
    counted = relent("measure", "counts:3,1,1", "0.5,0.25,0.25", "-m", "kl", "--json").json["measures"][0]
    assert on_places["value"] == counted["value"] and on_places["interval"] == counted["interval"]
    assert "holds 0.5" in refusal("measure", f"{file}:x", "0.5,0.25,0.25")
    places = relent("measure", f"{file}:x", "0.5,0.25,0.25", "-m", "tv", "--support", "0.5,1,1.5", "--json").json
    assert places["measures"][0]["value"] == pytest.approx(0.1)


def test_a_column_can_be_read_as_words(tmp_path):
    file = tmp_path / "d.csv"
    file.write_text("code\n1\n2\n2\n3\n")
    plain = ("--estimator", "plug_in")
    found = relent(
        "measure", f"{file}:code", "--type", "code=category", "-m", "entropy", "-u", "bits", *plain, "--json"
    ).json
    assert found["measures"][0]["value"] == pytest.approx(1.5)


def test_missing_values_are_said(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet

    file = tmp_path / "d.parquet"
    pyarrow.parquet.write_table(pa.table({"word": ["a", None, "b", "a"], "number": [1.0, None, None, 2.0]}), file)
    notes = relent("measure", f"{file}:word", "--json").json["measures"][0]["notes"]
    assert "p: 1 of 4 values are missing and left out" in notes
    notes = relent("measure", f"{file}:number", f"{file}:number", "-m", "tv", "--json").json["measures"][0]["notes"]
    assert "q: 2 of 4 values are missing and left out" in notes


def test_named_distributions_and_mixtures():
    found = values("normal(0,1)", "0.5*laplace(1,2)+0.5*gumbel(0,1)")
    assert found["kl_divergence"] == pytest.approx(0.275533, abs=1e-6)
    assert 0 < found["js_divergence"] < math.log(2)
    assert values("normal(0, 1)", "normal(3, 1)", "--measure", "kl")["kl_divergence"] == pytest.approx(4.5)


def test_a_density_has_no_ratio_to_masses():
    assert "no common base measure" in refusal("measure", "normal(0,1)", "0.5,0.5")


def test_distances_along_a_line():
    answers = relent("measure", "normal(0,1)", "gamma(2,1)", "--measure", "w1,w2,energy_distance", "--json").json
    by_name = {m["name"]: m for m in answers["measures"]}
    assert set(by_name) == {"wasserstein_1", "wasserstein_2", "energy_distance"}
    # Gamma(2, 1) lies above the normal everywhere but far below, so W1 is all but the difference of the means, 2.
    assert by_name["wasserstein_1"]["value"] == pytest.approx(2, abs=1e-3)
    for m in by_name.values():
        assert m["method"] == "quadrature" and m["error_bound"] < 1e-9 and m["in_units"] is False
    moved = relent("measure", "0.5,0.5,0", "0,0.5,0.5", "--measure", "wasserstein", "--support", "-1,0,4", "--json")
    assert moved.json["measures"][0]["value"] == 2.5
    assert "in the unit of x" in relent("measure", "1,0", "0,1", "--measure", "w1").out


def test_a_page_appears_whole_or_not_at_all(tmp_path):
    page = tmp_path / "pair.html"
    out = relent("measure", "normal(0,1)", "laplace(0,1)", "--measure", "js", "--html", page).out
    assert out.endswith(f"wrote {page}\n")
    text = page.read_text(encoding="utf-8")
    assert "<h1>KL(P‖Q) = 0.0720932 nats" in text and text.endswith("</html>\n")
    assert relent("measure", "0.5,0.5", "0.9,0.1", "--json", "--html", page).json["q"] == "0.9,0.1"
    for operands, words in [
        (["normal(0,1)"], "give a second operand"),
        (["mvnormal([0,0],[[1,0],[0,1]])", "mvnormal([1,0],[[1,0],[0,1]])", "-m", "w2"], "--html draws"),
        (["0.1,0.2;0.3,0.4", "0.4,0.3;0.2,0.1"], "joint table"),
    ]:
        missing = tmp_path / "missing.html"
        assert words in refusal("measure", *operands, "--html", missing)
        assert not missing.exists()
    assert "cannot write" in refusal("measure", "normal(0,1)", "normal(1,1)", "--html", tmp_path / "no" / "x.html")
    assert [f.name for f in tmp_path.iterdir()] == ["pair.html"]


def test_a_page_of_distances_shows_where_mass_goes(tmp_path):
    page, file = tmp_path / "moved.html", tmp_path / "points.csv"
    file.write_text("x,y,word\n" + "".join(f"{k % 7},{k % 5},w\n" for k in range(40)) + "1,,w\n")
    for operands, chart in [
        (["normal(0,1)", "0.5,0.5", "-m", "w1"], "coupling"),
        ([f"{file}:x", f"{file}:y", "-m", "w1"], "coupling"),
        ([f"{file}:x", "normal(0,1)", "-m", "w2"], "coupling"),
        ([f"{file}:x,y", f"{file}:y,x", "-m", "wasserstein,energy"], "plan"),
    ]:
        relent("measure", *operands, "--html", page)
        text = page.read_text(encoding="utf-8")
        assert f'class="chart {chart}"' in text and "<h1>Wasserstein W" in text, operands
        assert 'class="chart contributions"' not in text


def test_several_columns_are_points(tmp_path):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("x,y,w\n0,0,1\n4,0,3\n9,,1\n")
    second.write_text("x,y,w\n0,3,1\n4,3,3\n")
    p, q = (f"{file}:x,y" for file in (first, second))
    by_name = {m["name"]: m for m in relent("measure", p, q, "-m", "w1,w2,energy", "--json").json["measures"]}
    assert by_name["wasserstein_1"]["value"] == pytest.approx(3)  # straight up
    assert by_name["wasserstein_2"]["value"] == pytest.approx(3)
    assert by_name["energy_distance"]["value"] ** 2 == pytest.approx(2 * (3 + 5) / 2 - 4 / 2 - 4 / 2)
    assert by_name["wasserstein_1"]["method"] == "plug_in"
    assert any("certified" in n for n in by_name["wasserstein_1"]["notes"])
    assert any("p: 1 of 3" in n for n in by_name["wasserstein_1"]["notes"])
    weighted = relent("measure", p, q, "-m", "w1", "--weights", "w", "--json").json["measures"][0]
    assert weighted["value"] == pytest.approx(3)
    assert "as many columns" in refusal("measure", p, f"{second}:x", "-m", "w1")
