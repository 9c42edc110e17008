"""The gallery's page in a browser: every picture drawn, the slider moved and played."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DRAW_ALL = """(async () => {
  for (const place of document.querySelectorAll('.chart')) {
    place.scrollIntoView({behavior: 'instant'});
    const until = performance.now() + 30000;
    while (!place.querySelector('svg') && performance.now() < until) await new Promise(r => setTimeout(r, 5));
  }
  const marks = '.mark-line path, .mark-area path, .mark-rect path, .mark-symbol path';
  return [...document.querySelectorAll('.chart')].filter(c => !c.querySelector(marks)).length;
})()"""
SLIDER = "document.querySelector('#mode_switch .vega-bind input')"
BUTTON = "document.querySelector('#mode_switch .vega-bind button')"
LINES = "[...document.querySelectorAll('#mode_switch .mark-line path')].map(p => p.getAttribute('d')).join()"


@pytest.fixture(scope="module")
def gallery(tmp_path_factory) -> Path:
    command = os.environ.get("RELENT_COMMAND") or Path(sys.executable).with_name("relent")
    folder = tmp_path_factory.mktemp("gallery")
    subprocess.run([command, "gallery", "--out", folder], check=True, capture_output=True)
    return folder / "index.html"


def test_every_picture_is_drawn_without_a_complaint_or_a_request(page, gallery):
    page.open(gallery)
    assert page.run("document.querySelectorAll('.chart').length") == 9
    assert page.run("document.querySelectorAll('article.exhibit').length") > 20
    assert page.run(DRAW_ALL) == 0
    assert page.problems == []
    assert page.requests == [gallery.as_uri()]


def test_the_contents_lead_to_every_exhibit(page, gallery):
    page.open(gallery)
    links = "[...document.querySelectorAll('nav a')]"
    assert page.run(f"{links}.length") == page.run("document.querySelectorAll('article.exhibit').length")
    assert page.run(f"{links}.every(a => document.getElementById(a.hash.slice(1)).matches('article.exhibit'))")


def test_the_modes_move_with_the_slider_and_by_themselves(page, gallery):
    page.open(gallery)
    page.run("document.getElementById('mode_switch').scrollIntoView({behavior: 'instant'})")
    page.wait_for(SLIDER)
    page.wait_for(BUTTON)
    far = page.run(LINES)
    page.run(f"(s => {{ s.value = 2; s.dispatchEvent(new Event('input')) }})({SLIDER})")
    page.wait_for(f"{LINES} !== {far!r}")
    assert "d = 2.00" in page.run("document.getElementById('mode_switch').textContent")
    assert page.run(f"{BUTTON}.textContent") == "Play"
    page.run(f"{BUTTON}.click()")
    page.wait_for(f"Number({SLIDER}.value) < 1.9")
    assert page.run(f"{BUTTON}.textContent") == "Pause"
    page.run(f"{BUTTON}.click()")
    assert page.run(f"{BUTTON}.textContent") == "Play"
    assert page.problems == []


def test_a_phone_scrolls_only_down(page, gallery):
    page.view(390, 844)
    page.open(gallery)
    page.run(DRAW_ALL)
    assert page.run("document.documentElement.scrollWidth") <= 390


def test_pictures_follow_dark_and_light(page, gallery):
    fill = "getComputedStyle(document.querySelector('#two_modes .mark-area path')).fill"
    page.open(gallery)
    page.run("document.getElementById('two_modes').scrollIntoView({behavior: 'instant'})")
    page.wait_for("document.querySelector('#two_modes .mark-area path')")
    assert page.run(fill) == "rgb(0, 114, 178)"
    page.view(1280, 900, dark=True)
    assert page.run(fill) == "rgb(86, 180, 233)"
