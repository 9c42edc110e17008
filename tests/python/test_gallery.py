"""relent.gallery: the classic results from Python."""

import math
import sys

import pytest
import relent


def test_the_list():
    entries = relent.gallery()
    assert entries[0].name == "information"
    assert len({e.name for e in entries}) == len(entries) > 20
    assert all(e.title for e in entries)


def test_an_exhibit():
    shown = relent.gallery("labels")
    first = shown.rows[0]
    assert first.value == pytest.approx(1.167833757710, abs=1e-12)
    assert first.printed == pytest.approx(1.684827970831, abs=1e-12)
    assert (first.unit, first.printed_unit) == ("nats", "nats")
    assert "bits" in first.why
    assert shown.rows[2].printed is None
    assert shown.pictures == []
    assert repr(shown).startswith(shown.title.capitalize()[:14])
    assert math.isinf(relent.gallery("zeros").rows[1].value)


def test_pictures_and_the_notebook():
    pytest.importorskip("vl_convert")
    shown = relent.gallery("Binary Entropy")
    (picture,) = shown.pictures
    assert picture.vega_lite["$schema"].startswith("https://vega.github.io/schema/vega-lite")
    assert picture.svg().startswith("<svg") and picture.png().startswith(b"\x89PNG")
    html = shown._repr_html_()
    assert "<table" in html and "<svg" in html and "<script" not in html


def test_the_notebook_without_vl_convert(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    html = relent.gallery("binary_entropy")._repr_html_()
    assert "<table" in html and "<svg" not in html


def test_an_unknown_name():
    with pytest.raises(relent.InputError, match='no exhibit "wormz"; did you mean "worms"'):
        relent.gallery("wormz")
