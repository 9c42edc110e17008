"""relent gallery, as a user types it."""

import json
import os

import pytest
from conftest import refusal, relent


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gallery") / "out"
    return folder, relent("gallery", "--out", folder).out


def test_the_list_has_a_line_an_exhibit():
    lines = relent("gallery").out.splitlines()
    names = [e["name"] for e in relent("gallery", "--json").json["exhibits"]]
    assert len(names) > 20
    assert [line.split()[0] for line in lines if line and not line.startswith((" ", "relent "))] == names


def test_an_exhibit_says_what_is_right_and_what_an_article_prints():
    text = relent("gallery", "labels").out
    assert "1.16783375771 nats" in text
    assert "an article prints 1.68482797083 nats" in text
    assert "bits" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_picture_is_drawn_with_letters():
    text = relent("gallery", "two_modes").out
    assert "*  target p" in text and "best fit q" in text
    assert "--out DIR" in text
    assert max(map(len, text.splitlines())) <= 80


def test_json_has_rows_and_specifications():
    answer = relent("gallery", "zeros", "--json").json
    assert {"name", "title", "question", "rows", "remarks", "pictures"} == answer.keys()
    assert answer["rows"][1]["value"] == "Infinity" and answer["rows"][1]["printed"] is None
    picture = relent("gallery", "BinaryEntropy", "--json").json["pictures"][0]
    assert picture["vega_lite"]["$schema"].endswith("v6.json")


def test_an_unknown_name_is_refused():
    assert refusal("gallery", "wormz") == 'no exhibit "wormz"; did you mean "worms"?'
    assert refusal("gallery", "qqqqq") == 'no exhibit "qqqqq"; relent gallery lists them'


def test_out_writes_a_page_and_every_picture(everything):
    folder, text = everything
    names = sorted(p.name for p in folder.iterdir())
    stems = {n.removesuffix(".vl.json") for n in names if n.endswith(".vl.json")}
    assert stems == {
        "area", "binary_entropy", "mode_switch", "moving_mean", "segments", "two_modes", "two_modes_2d", "worms_a",
        "worms_b",
    }  # fmt: skip
    pytest.importorskip("vl_convert")
    assert text == f"wrote {folder}/index.html, and beside it 9 pictures as .vl.json, .svg and .png\n"
    assert names == sorted(["index.html", *(f"{s}{end}" for s in stems for end in (".vl.json", ".svg", ".png"))])
    for stem in stems:
        assert (folder / f"{stem}.png").read_bytes().startswith(b"\x89PNG\r\n")
        assert (folder / f"{stem}.svg").read_text().startswith("<svg")
        assert json.loads((folder / f"{stem}.vl.json").read_text())["title"]


def test_the_page_holds_every_exhibit_and_its_command(everything):
    page = (everything[0] / "index.html").read_text()
    for name in (e["name"] for e in relent("gallery", "--json").json["exhibits"]):
        assert f'id="{name}"' in page
    assert "relent gallery --out" in page


def test_without_vl_convert_page_and_specifications_are_written_and_one_line_says_what_lacks(tmp_path):
    env = os.environ | {"RELENT_PYTHON": str(tmp_path / "no-python")}
    text = relent("gallery", "worms", "--out", tmp_path / "g", env=env).out
    assert sorted(p.name for p in (tmp_path / "g").iterdir()) == ["index.html", "worms_a.vl.json", "worms_b.vl.json"]
    assert text.endswith("2 pictures as .vl.json\nSVG and PNG need vl-convert: pip install 'relent[pictures]', or "
                         "vl-convert-python into a Python on the path\n")  # fmt: skip
    answer = relent("gallery", "worms", "--out", tmp_path / "g", "--json", env=env).json
    assert answer["files"] == ["index.html", "worms_a.vl.json", "worms_b.vl.json"]
    assert "pip install" in answer["lacking"]
    assert [e["name"] for e in answer["exhibits"]] == ["worms"]


def test_a_folder_with_other_files_keeps_them(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "index.html").write_text("old")
    relent("gallery", "vae", "--out", f"{tmp_path}/")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["index.html", "mine.txt"]
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert (tmp_path / "index.html").read_text().startswith("<!DOCTYPE html>")


def test_whole_or_nothing(tmp_path):
    (tmp_path / "file").write_text("x")
    assert refusal("gallery", "vae", "--out", tmp_path / "file").endswith("it is no folder")
    assert "No such file" in refusal("gallery", "vae", "--out", tmp_path / "not" / "there")
    assert refusal("gallery", "vae", "--out", "").startswith("--out needs")
    (tmp_path / "taken" / "index.html").mkdir(parents=True)
    assert "directory" in refusal("gallery", "vae", "--out", tmp_path / "taken").lower()
    broken = tmp_path / "broken-python"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    said = refusal("gallery", "worms", "--out", tmp_path / "new", env=os.environ | {"RELENT_PYTHON": str(broken)})
    assert said.endswith("could not draw the pictures with vl-convert")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["broken-python", "file", "taken"]
    assert sorted(p.name for p in (tmp_path / "taken").iterdir()) == ["index.html"]
