"""relent associations, and joint columns as operands of relent measure."""

import json
import re

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import relent


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    random = np.random.default_rng(5)
    x = random.normal(size=500)
    y = 0.8 * x + 0.6 * random.normal(size=500)
    data = {"x": x, "y": y, "noise": random.normal(size=500), "a,b": np.exp(y), "word": np.where(x > 0, "up", "down")}
    path = tmp_path_factory.mktemp("associations") / "data.parquet"
    pq.write_table(pa.table(data | {"flat": np.zeros(500)}), path)
    return path


def test_the_strongest_pair_stands_first(table):
    out = relent("associations", table).out
    assert "500 rows   5 columns, 10 pairs" in out
    rows = [line for line in out.splitlines() if "▇" in line]
    assert re.search(r"^  y +a,b +▇{10} 1.00", rows[0])
    assert "left out: flat: constant, always 0" in out
    assert "\x1b" not in out


def test_json_has_the_contract_s_fields(table):
    said = json.loads(relent("associations", table, "--json", "--unit", "bits", "--columns", 'x,"a,b",word').out)
    assert said["unit"] == "bits"
    assert [c["name"] for c in said["columns"]] == ["x", "a,b", "word"]
    pair = said["pairs"][0]
    assert set(pair) == {"x", "y", "mutual_information", "strength", "p_value", "adjusted_p_value", "test", "rows"}
    assert pair["mutual_information"]["interval"][0] <= pair["mutual_information"]["value"]
    assert 0 <= pair["adjusted_p_value"] < 1e-9


def test_the_page_is_written_whole(table, tmp_path):
    page = tmp_path / "map.html"
    assert f"wrote {page}" in relent("associations", table, "--html", page).out
    text = page.read_text()
    assert text.endswith("</html>\n")
    assert "Made again by" in text
    assert "overwrite the data it reads" in relent("associations", table, "--html", table, status=2).err


def test_bad_requests_are_refused_in_a_line(table):
    assert "needs a file" in relent("associations", status=2).err
    assert 'did you mean "noise"' in relent("associations", table, "--columns", "nois", status=2).err
    assert "associations need two columns" in relent("associations", table, "--columns", "x", status=2).err
    assert "--rows = 5, must be a whole number from 20" in relent("associations", table, "--rows", "5", status=2).err
    assert "level = 7" in relent("associations", table, "--level", "7", status=2).err


def test_columns_together_are_a_joint_sample(table):
    def measured(p, q):
        said = relent("measure", f"{table}:{p}", f"{table}:{q}", "-m", "mutual_information", "--json").json
        return said["measures"][0]

    single = measured("a,b", "x")  # a column of just that name
    both = measured('y,"a,b"', "x")
    assert single["method"] == "ksg"
    assert both["method"] == "ksg"
    assert both["interval"][0] < -0.5 * np.log(1 - 0.64) < both["interval"][1]
    assert measured("x", "word")["method"] == "mixed_knn"
    refused = relent("measure", f"{table}:x,word", f"{table}:y", "-m", "mi", status=2).err
    assert 'column "word" holds words, and columns together must be numbers' in refused
    assert "holds an empty name" in relent("measure", f"{table}:x,", f"{table}:y", "-m", "mi", status=2).err
    assert "is named twice" in relent("measure", f"{table}:x,x", f"{table}:y", "-m", "mi", status=2).err
