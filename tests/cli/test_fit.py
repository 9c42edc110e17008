"""relent fit and relent rank, as a user types them."""

import math
import re

import pytest
from conftest import relent

TWO_MODES = "0.5*normal(-4,1) + 0.5*normal(4,1)"


def test_fit_json_has_the_contracts_fields():
    answer = relent("fit", TWO_MODES, "--family", "normal", "--objective", "reverse-kl", "--json").json
    assert {"target", "family", "objective", "optima"} <= answer.keys()
    assert answer["target"] == TWO_MODES
    assert len(answer["optima"]) == 3
    for optimum in answer["optima"]:
        assert {"parameters", "value", "error_bound", "basin_share"} <= optimum.keys()
    values = [o["value"] for o in answer["optima"]]
    assert values == sorted(values)
    assert values == pytest.approx([0.693052941666, 0.693052941666, 1.871196512169], abs=1e-11)


def test_fit_says_how_the_value_was_got():
    text = relent("fit", TWO_MODES, "--family", "normal", "-o", "reverse-kl").out
    assert "KL(q‖target)" in text
    assert "quadrature" in text
    assert "3 optima" in text


def test_fit_reads_a_column(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("x\n" + "\n".join(map(str, range(1, 101))))
    answer = relent("fit", f"{file}:x", "--family", "normal", "--json").json
    best = answer["optima"][0]
    assert best["parameters"]["mean"] == pytest.approx(50.5)
    assert best["standard_errors"]["mean"] == pytest.approx(best["parameters"]["sd"] / 10, rel=1e-6)
    assert answer["observations"] == 100
    auto = relent("fit", f"{file}:x", "--family", "mixture", "--components", "auto", "--json").json
    assert auto["family"].startswith("mixture of")


def test_rank_the_worms_teeth():
    data = ".001,.009,.042,.139,.169,.170,.121,.089,.1,.085,.075"
    answer = relent("rank", data, "binomial(n=10)", "discrete_uniform(0,10)", "--json").json
    assert [m["model"].split("(")[0] for m in answer["models"]] == ["discrete_uniform", "binomial"]
    assert [m["kl_divergence"] for m in answer["models"]] == pytest.approx([0.3383998611, 0.4769743908], abs=1e-10)
    counts = [1, 9, 42, 139, 169, 170, 121, 89, 100, 85, 75]
    text = "counts:" + ",".join(map(str, counts))
    counted = relent("rank", text, "binomial(n=10)", "discrete_uniform(0,10)", "--json").json
    uniform = counted["models"][0]
    assert uniform["interval"][0] < 0.3383998611 < uniform["interval"][1]
    assert uniform["aic"] == pytest.approx(2 * 1000 * math.log(11))
    gaps = [math.log(1 / 11) - math.log(math.comb(10, k) * 0.57**k * 0.43 ** (10 - k)) for k in range(11)]
    mean = sum(n * g for n, g in zip(counts, gaps, strict=True)) / 1000
    variance = sum(n * (g - mean) ** 2 for n, g in zip(counts, gaps, strict=True)) / 999
    p_value = math.erfc(mean / math.sqrt(variance / 1000) / math.sqrt(2))
    assert counted["models"][1]["behind_p_value"] == pytest.approx(p_value, rel=1e-6)


def test_pages_of_fits_and_rankings(tmp_path):
    page = tmp_path / "fit.html"
    out = relent("fit", TWO_MODES, "--family", "normal", "-o", "reverse-kl", "--html", page).out
    text = page.read_text()
    assert out.endswith(f"wrote {page}\n")
    assert "KL(q‖target) = 0.693053 nats, the best of 3 optima" in text and text.endswith("</html>\n")
    assert "relent fit" in text
    ranked = tmp_path / "rank.html"
    answer = relent("rank", "counts:3,8,6,2,1", "poisson", "geometric", "--html", ranked, "--json").json
    assert answer["models"][0]["family"] == "poisson"
    assert "loses least" in ranked.read_text()
    refused = relent("fit", TWO_MODES, "--family", "normal", "--html", tmp_path / "no" / "x.html", status=2)
    assert "cannot write" in refused.err


def test_histograms_weights_and_places(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("x,w\n" + "\n".join(f"{k},{1 + k % 3}" for k in range(1, 61)))
    best = relent("fit", f"{file}:x", "--family", "histogram(bins=4)", "--json").json["optima"][0]
    assert [best["parameters"][f"masses[{i}]"] for i in range(4)] == pytest.approx([0.25] * 4)
    again = relent("measure", best["distribution"], "uniform(1,60)", "--measure", "kl", "--json").json
    assert again["measures"][0]["value"] == pytest.approx(0, abs=1e-9)
    weighed = relent("fit", f"{file}:x", "--family", "normal", "--weights", "w", "--json").json["optima"][0]
    mean = sum(k * (1 + k % 3) for k in range(1, 61)) / sum(1 + k % 3 for k in range(1, 61))
    assert weighed["parameters"]["mean"] == pytest.approx(mean, abs=1e-6)
    placed = relent("fit", "counts:1,2,1", "--family", "normal", "--support", "1,2,4", "--json").json
    assert placed["optima"][0]["parameters"]["mean"] == pytest.approx(2.25)
    assert placed["observations"] == 4
    zeros = relent("fit", "0.1,0.3,0,0.6", "--family", "poisson", "--json").json["optima"][0]
    assert zeros["parameters"]["rate"] == pytest.approx(2.1, abs=1e-6)


def test_components_are_chosen(tmp_path):
    file = tmp_path / "x.csv"
    values = [math.sin(k) * 0.5 + (4 if k % 3 else -4) for k in range(400)]
    file.write_text("x\n" + "\n".join(map(str, values)))
    for how in ("bic", "cross-validation"):
        words = ("--family", "mixture", "--components", "auto", "--choose", how, "--json")
        answer = relent("fit", f"{file}:x", *words).json
        assert int(answer["family"].split()[2]) >= 2, how


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["fit"], "needs a target and a family"),
        (["fit", "normal(0,1)"], "needs a target and a family"),
        (["fit", "normal(0,1)", "--family", "gama"], 'did you mean "gamma"'),
        (["fit", "normal(0,1)", "--family", "gamma"], "infinite for every gamma"),
        (["fit", "normal(0,1)", "--family", "normal", "-o", "sideways"], "no objective"),
        (["fit", "0.5,0.6", "--family", "poisson"], "sum"),
        (["fit", "0.5,0.5", "--family", "binomial(trials=10"], "')' is missing"),
        (["fit", "0.5,0.5", "--family", "binomial(trials=-1)"], "trials"),
        (["fit", "normal(0,1)", "--family", "gamma", "--components", "2"], "--components"),
        (["fit", "normal(0,1)", "--family", "histogram(bins=3)"], "infinite for every histogram"),
        (["fit", "normal(0,1)", "--family", "histogram(bin=3)"], "no parameter"),
        (["fit", "normal(0,1)", "--family", "histogram(0)"], "bins must be"),
        (["fit", "normal(0,1)", "--family", "uniform"], "infinite for every uniform"),
        (["fit", "normal(0,1)", "--family", "mixture", "-k", "2", "-o", "w1"], "not fitted by wasserstein_1"),
        (["fit", "gamma(2,1)", "--family", "mixture", "-k", "2", "-o", "reverse-kl"], "infinite for every mixture"),
        (["fit", "counts:5,0", "--family", "poisson"], "goes to its bound"),
        (["fit", "normal(0,1)", "--family", "normal", "--weights", "w"], "--weights"),
        (["fit", "counts:1,2", "--family", "normal", "--support", "1"], "1 places for 2 masses"),
        (["fit", "normal(0,1)", "--family", "normal", "--support", "1"], "places of its own"),
        (["rank", "counts:1,2,3", "poisson", "normal"], "normal"),
        (["rank", "0.5,0.5"], "needs data and models"),
        (["rank", "0.5,0.5", "uniform(0,1)"], "discrete_uniform"),
        (["rank", "normal(0,1)", "normal"], "is no data"),
    ],
)
def test_refusals(words, says):
    assert says in relent(*words, status=2).err


def rows_file(tmp_path):
    file = tmp_path / "xy.csv"
    lines = [f"{i},{(7 * i) % 100},{i % 3}" for i in range(100)]
    file.write_text("x,y,z\n" + "\n".join(lines))
    return file


def test_fit_of_several_columns(tmp_path):
    file = rows_file(tmp_path)
    answer = relent("fit", f"{file}:x,y", "--family", "mvnormal", "--json").json
    best = answer["optima"][0]
    assert best["parameters"]["mean"] == pytest.approx([49.5, 49.5])
    assert len(best["parameters"]["covariance"]) == 2
    assert best["standard_errors"]["mean"][0] == pytest.approx(math.sqrt(9999 / 12) / 10)
    assert answer["columns"] == ["x", "y"]
    mixture = relent("fit", f"{file}:x,y", "--family", "mvnormal_diagonal", "--components", "2", "--json").json
    assert len(mixture["optima"][0]["parameters"]["sds"]) == 2
    text = relent("fit", f"{file}:x,y", "--family", "mvnormal").out
    assert "covariance  [" in text
    assert "95% interval" in text


def test_fit_of_a_density_of_several_numbers():
    target = "0.5*mvnormal([-2,2],[[1,.6],[.6,1]])+0.5*mvnormal([2,-2],[[1,.6],[.6,1]])"
    answer = relent("fit", target, "--family", "mvnormal", "--objective", "reverse-kl", "--json").json
    assert [o["value"] for o in answer["optima"]] == pytest.approx(
        [0.6931356086, 0.6931356086, 2.499189017898], abs=1e-9
    )
    assert answer["optima"][0]["elbo"] == -answer["optima"][0]["value"]


def test_rank_of_several_columns(tmp_path):
    file = rows_file(tmp_path)
    answer = relent("rank", f"{file}:x,y", "mvnormal", "mvnormal([0,0],[[1,0],[0,1]])", "--json").json
    assert answer["observations"] == 100
    assert [m["fitted_parameters"] for m in answer["models"]] == [5, 0]
    assert answer["models"][1]["behind_p_value"] < 1e-6


def test_pages_of_several_columns(tmp_path):
    file, page = rows_file(tmp_path), tmp_path / "fit.html"
    out = relent("fit", f"{file}:x,y,z", "--family", "mvnormal", "--html", page).out
    text = page.read_text()
    assert out.endswith(f"wrote {page}\n") and text.endswith("</html>\n")
    assert text.count('class="chart plane"') == 3 and "Every point is a row" in text
    assert "mean        [50 (44 to 55), 50 (44 to 55), 0.99 (0.83 to 1.15)]" in text
    answer = relent("rank", f"{file}:x,y", "mvnormal", "mvnormal_diagonal", "--html", page, "--json").json
    assert answer["observations"] == 100
    assert "loses least" in page.read_text() and page.read_text().count('class="chart plane"') == 1
    refused = relent("fit", f"{file}:x,y", "--family", "mvnormal", "--html", tmp_path / "no" / "x.html", status=2)
    assert "cannot write" in refused.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x,y", "--family", "normal"], "mvnormal"),
        (["x", "--family", "mvnormal"], "several numbers"),
        (["x,y", "--family", "mvnormol"], 'did you mean "mvnormal"'),
        (["x,y", "--family", "mvnormal", "--components", "many"], "or auto"),
        (["x,y", "--family", "mvnormal", "--objective", "w2"], "no density|have none"),
        (["x,y", "--family", "dirichlet"], "values\\[0\\]"),
    ],
)
def test_fit_of_several_columns_refuses(tmp_path, words, said):
    file = rows_file(tmp_path)
    answer = relent("fit", f"{file}:{words[0]}", *words[1:], status=2)
    assert re.search(said, answer.err), answer.err
