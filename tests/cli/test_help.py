"""Help, version and the catalogue."""

from __future__ import annotations

import re
import shlex

import pytest
from conftest import relent


@pytest.mark.parametrize("command", ["measure", "compare", "logits", "measures"])
def test_each_command_has_help_with_an_example(command):
    text = relent(command, "--help").out
    assert f"relent {command}" in text and "Example" in text
    assert text == relent("help", command).out
    assert all(len(line) <= 84 for line in text.splitlines())


def test_help_shows_the_commands():
    text = relent("--help").out
    assert text == relent("-h").out == relent("help").out
    for command in ("measure", "compare", "logits", "measures"):
        assert f"relent {command}" in text


def test_examples_of_the_help_run():
    for line in re.findall(r"^  relent (measure [^:\n]*)$", relent("measure", "--help").out, re.MULTILINE):
        if "parquet" not in line:
            relent(*shlex.split(line))


def test_version():
    assert re.fullmatch(r"relent \d+\.\d+\.\d+\n", relent("--version").out)


def test_the_catalogue():
    text = relent("measures").out
    found = relent("measures", "--json").json
    names = [m["name"] for m in found["measures"]]
    assert len(names) == len(set(names)) == 31
    for m in found["measures"]:
        assert m["name"] in text and m["formula"] and m["range"] and m["source"]
    assert {r["method"] for r in found["routes"]} == {
        "exact",
        "grassberger",
        "zhang_grabchak",
        "plug_in",
        "binned",
        "closed_form",
        "quadrature",
        "knn",
        "spacings",
        "density_ratio",
        "ksg",
        "mixed_knn",
    }
    assert all(len(line) <= 80 for line in text.splitlines())


def test_every_measure_of_the_catalogue_answers():
    for m in relent("measures", "--json").json["measures"]:
        if m["parameter"] == "generator":
            continue
        operands = {"one": ["0.5,0.5"], "two": ["0.5,0.5", "0.9,0.1"], "joint": ["0.1,0.2;0.3,0.4"]}[m["takes"]]
        for name in [m["name"], *m["aliases"]]:
            answer = relent("measure", *operands, "--measure", name, "--json").json["measures"]
            assert [a["name"] for a in answer] == [m["name"]]
