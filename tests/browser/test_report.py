"""The report as a reader meets it: opened in a headless browser from a file, with no network."""

import re

import pytest

SAMPLES = ["some", "many", "hostile", "edges"]
DRAW_ALL = """(async () => {
  for (const place of document.querySelectorAll('.chart')) {
    place.scrollIntoView({behavior: 'instant'});
    const until = performance.now() + 30000;
    while (!place.querySelector('svg') && performance.now() < until) await new Promise(r => setTimeout(r, 5));
  }
  return [...document.querySelectorAll('.chart')].filter(c => !c.querySelector('svg .mark-rect path, svg .mark-rect rect'))
    .length;
})()"""


@pytest.mark.parametrize("name", SAMPLES)
def test_every_chart_is_drawn_without_a_complaint_or_a_request(page, pages, name):
    path = pages / f"{name}.html"
    page.open(path)
    assert page.run("document.querySelectorAll('.chart').length") > 0
    assert page.run(DRAW_ALL) == 0
    assert page.problems == []
    assert page.requests == [path.as_uri()]


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_in_the_page_points_outside(pages, name):
    text = (pages / f"{name}.html").read_text()
    markup = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    assert "http" not in re.sub(r'<meta http-equiv="[^"]*"', "", markup)
    assert not re.search(r"<(?:link|img|iframe|object|embed)\b", markup)
    assert re.search(r"default-src 'none'; script-src 'sha256-[^']+' 'sha256-[^']+';", markup)
    assert "unsafe-eval" not in text.split("<style>")[0]


def test_the_top_answers_what_changed(page, pages):
    page.open(pages / "some.html")
    assert page.run("document.querySelector('h1').textContent") == "5 of 20 columns changed; age changed most."
    assert page.run("document.querySelector('h1 a').hash.slice(1)") == page.run("document.querySelector('.card').id")
    links = "[...document.querySelectorAll('.summary tbody a')]"
    assert page.run(f"{links}.length") == 20
    assert page.run(f"{links}.every(a => document.getElementById(a.hash.slice(1)).matches('article.card'))")


def test_names_from_the_data_do_no_harm(page, pages):
    page.open(pages / "hostile.html")
    page.run(DRAW_ALL)
    names = page.run("[...document.querySelectorAll('h3')].map(h => h.textContent)")
    assert any(name.startswith("<script>alert(1)</script> ") for name in names)
    assert any(name.startswith("</script><script>window.harmed=1</script> ") for name in names)
    assert page.run("typeof window.harmed") == "undefined"
    # Ours alone: two that run, and the data of each chart.
    running = "[...document.querySelectorAll('script')].filter(s => s.type !== 'application/json').length"
    assert page.run(running) == 2
    assert page.run("document.querySelectorAll('img, b b, i, main script:not([type])').length") == 0
    handlers = "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on')))"
    assert page.run(f"{handlers}.length") == 0
    assert not [problem for problem in page.problems if "dialog" in problem]


def test_a_tooltip_shows_a_name_as_text(page, pages):
    page.open(pages / "hostile.html")
    page.run(DRAW_ALL)
    chart = "[...document.querySelectorAll('.card')].find(c => c.textContent.includes('<img src=x')).querySelector('.chart')"
    page.run(f"{chart}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
    x, y = page.run(
        f"(b => [b.left + b.width / 2, b.top + b.height / 2])({chart}.querySelector('.mark-rect path').getBoundingClientRect())"
    )
    page.move_mouse(x - 1, y)
    page.move_mouse(x, y)
    page.wait_for("document.querySelector('#vg-tooltip-element.visible')")
    assert "onerror=window.harmed=1" in page.run("document.getElementById('vg-tooltip-element').textContent")
    assert page.run("document.querySelectorAll('#vg-tooltip-element img').length") == 0
    assert page.run("typeof window.harmed") == "undefined"
    assert page.problems == []


def test_the_policy_stops_what_is_not_ours(page, pages):
    """Even markup that got into the page through some hole stays dead."""
    page.open(pages / "edges.html")
    page.run("document.body.insertAdjacentHTML('beforeend', '<button id=bad onclick=\"window.harmed=1\">x</button>')")
    page.run("document.getElementById('bad').click()")
    page.run("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.harmed=2'}))")
    assert page.run("typeof window.harmed") == "undefined"
    assert page.run("fetch('https://example.com/').then(() => 'sent', () => 'refused')") == "refused"


def background(page) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", page.run("getComputedStyle(document.body).backgroundColor"))[:3]))


def test_dark_and_light_follow_the_reader_and_charts_follow_the_page(page, pages):
    colours = "getComputedStyle(document.querySelector('.chart svg .mark-line path')).stroke"
    page.open(pages / "some.html")
    page.run("document.querySelector('.chart').scrollIntoView()")
    page.wait_for("document.querySelector('.chart svg .mark-line path')")
    light, light_line = background(page), page.run(colours)
    page.view(1280, 900, dark=True)
    dark, dark_line = background(page), page.run(colours)
    assert min(light) > 200 and max(dark) < 60
    assert light_line == "rgb(0, 114, 178)" and dark_line == "rgb(86, 180, 233)"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_phone_scrolls_only_down(page, pages, name):
    page.view(390, 844)
    page.open(pages / f"{name}.html")
    page.run(DRAW_ALL)
    assert page.run("document.documentElement.scrollWidth") <= 390
    assert (
        page.run("Math.max(...[...document.querySelectorAll('.chart svg')].map(s => s.getBoundingClientRect().right))")
        <= 390
    )


def test_the_keyboard_reaches_everything(page, pages):
    page.open(pages / "some.html")
    page.press("Tab", 9)
    assert page.run("document.activeElement.className") == "skip"
    page.press("Tab", 9)
    assert page.run("document.activeElement.matches('h1 a')")
    assert page.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.press("Tab", 9)
    assert page.run("document.activeElement.id") == "filter"
    page.press("Tab", 9)
    assert page.run("document.activeElement.tagName") == "BUTTON"


def test_the_table_can_be_searched_and_sorted(page, pages):
    page.open(pages / "some.html")
    names = (
        "[...document.querySelectorAll('.summary tbody tr')].filter(r => !r.hidden).map(r => r.cells[0].textContent)"
    )
    at_first = page.run(names)
    page.run("(f => { f.value = 'SEGMENT'; f.dispatchEvent(new Event('input')) })(document.getElementById('filter'))")
    found = page.run(names)
    assert found and all("segment" in name for name in found)
    page.run("(f => { f.value = ''; f.dispatchEvent(new Event('input')) })(document.getElementById('filter'))")
    page.run("document.querySelector('.summary th button').click()")
    assert page.run(names)[0] == "age" and page.run(names)[-1].startswith("session_length")
    page.run("document.querySelectorAll('.summary th button')[1].click()")
    assert page.run(names) == at_first
    assert page.run("document.querySelectorAll('.summary th button')[1].closest('th').ariaSort") == "descending"


def test_a_hundred_columns_open_at_once(page, pages):
    page.open(pages / "many.html")
    page.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.run("document.querySelectorAll('.card').length") == 100
    # Only what is in view, or nearly so, has been drawn.
    assert page.run("document.querySelectorAll('.chart[data-drawn]').length") < 40
    opened = page.run("performance.getEntriesByType('navigation')[0].domComplete")
    assert opened < 10_000, f"{opened:.0f} ms until the page stood"


def test_paper_has_every_chart(page, pages, tmp_path):
    page.open(pages / "some.html")
    page.paper(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    total = page.run("document.querySelectorAll('.chart').length")
    page.wait_for(f"document.querySelectorAll('.chart svg').length === {total}")
    assert page.problems == []


def test_a_notebook_fragment_is_inert(pages):
    for name in SAMPLES:
        text = (pages / f"{name}.notebook.html").read_text()
        assert "<script" not in text and "http" not in text
        assert len(text) < 200_000


PAIRS = ["curves", "mixture", "bars", "infinite", "scales", "pole", "far", "lists"]


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_is_drawn_on_one_axis_without_a_complaint_or_a_request(page, pages, name):
    path = pages / f"pair_{name}.html"
    page.open(path)
    drawn = "[...document.querySelectorAll('.chart')].filter(c => c.querySelector('svg [class*=mark-] path'))"
    page.run(DRAW_ALL)
    page.wait_for(f"{drawn}.length === document.querySelectorAll('.chart').length")
    assert page.problems == []
    assert page.requests == [path.as_uri()]
    # The first two charts' axes have the same labels at the same places.
    labels = (
        "[...document.querySelectorAll('.chart')].map(c => [...c.querySelectorAll('.role-axis-label text')]"
        ".filter(t => t.closest('[aria-label^=\"X-axis\"]'))"
        ".map(t => [t.textContent, Math.round(t.getBoundingClientRect().left)]))"
    )
    first, second, *_ = page.run(labels)
    assert len(first) > 2
    assert first == second
    assert len({text for text, _ in first}) == len(first)


def test_a_pair_says_its_kl_and_how_each_number_was_got(page, pages):
    page.open(pages / "pair_curves.html")
    title = page.run("document.querySelector('h1').textContent")
    assert re.fullmatch(r"KL\(P‖Q\) = 0\.\d+ nats", title)
    rows = page.run("[...document.querySelectorAll('.measures tr')].map(r => [...r.cells].map(c => c.textContent))")
    assert len(rows) >= 7
    assert title.split("= ")[1] in [value for label, value, how in rows if label == "KL(P‖Q)"]
    assert all("error below" in how or "closed form" in how or "closed_form" in how for _, _, how in rows)
    page.open(pages / "pair_infinite.html")
    assert page.run("document.querySelector('h1').textContent") == "KL(P‖Q) is infinite"
    assert page.run("document.querySelectorAll('.swatch.endless').length") == 1
    assert "has none" in page.run("document.querySelector('.measures').textContent")


def test_a_pair_fits_a_telephone(page, pages):
    page.view(390, 800)
    page.open(pages / "pair_mixture.html")
    page.run(DRAW_ALL)
    assert page.run("document.querySelectorAll('.chart svg').length") == 3
    assert page.run("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", ["curves", "bars", "mixed", "few", "many"])
def test_where_mass_goes_is_drawn_and_fits_a_telephone(page, pages, name):
    path = pages / f"moved_{name}.html"
    for width in (1280, 390):
        page.view(width, 900)
        page.open(path)
        page.run(DRAW_ALL)
        assert page.run("document.querySelectorAll('.chart svg').length") == 1
        assert page.run("document.documentElement.scrollWidth") <= width
        assert page.problems == []
        assert page.requests == [path.as_uri()]
        assert page.run("document.querySelectorAll('h4 b, .chart b').length") == 0
    texts = page.run("[...document.querySelectorAll('.chart svg text')].map(t => t.textContent)")
    marks = (
        "document.querySelectorAll('.chart svg .mark-{0}.role-mark path, .chart svg .mark-{0}.role-mark line').length"
    )
    if name in ("few", "many"):
        assert "</script><b>left</b>" in texts and "right" in texts
        assert page.run(marks.format("symbol")) == {"few": 70, "many": 900}[name]
        assert page.run(marks.format("rule")) == {"few": 63, "many": 400}[name]  # few: the whole plan
    else:
        assert "P" in texts and "Q" in texts
        assert page.run(marks.format("area")) >= 6
    assert page.run("document.querySelector('h1').textContent").startswith("Wasserstein W1 = ")


def test_two_models_are_drawn_on_one_axis_and_fit_a_telephone(page, pages):
    path = pages / "logits.html"
    page.open(path)
    assert page.run(DRAW_ALL) == 0
    assert page.problems == []
    assert page.requests == [path.as_uri()]
    texts = page.run("[...document.querySelectorAll('.chart.distribution svg text')].map(t => t.textContent)")
    assert {"mean", "median", "0.001", "0.1"} <= set(texts)
    rows = page.run("document.querySelectorAll('tbody tr').length")
    assert rows == 3 + 7 + 2
    page.view(390, 800)
    page.open(path)
    assert page.run(DRAW_ALL) == 0
    assert page.run("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("name", "charts"), [("modes", 1), ("tails", 3), ("rows", 6), ("rank", 2)])
def test_a_fit_of_several_numbers_is_drawn_and_fits_a_telephone(page, pages, name, charts):
    path = pages / f"several_{name}.html"
    square = (
        "[...document.querySelectorAll('.chart.plane')].every(c => {"
        " const p = c.getBoundingClientRect(), s = c.querySelector('svg').getBoundingClientRect();"
        " return [p.height, s.width, s.height].every(side => Math.abs(side - p.width) < 4) })"
    )
    for width, dark in ((1280, False), (390, True)):
        page.view(width, 900, dark=dark)
        page.open(path)
        page.run(DRAW_ALL)
        page.wait_for(f"document.querySelectorAll('.chart svg .mark-line path').length >= {charts - (name == 'rank')}")
        assert page.run("document.querySelectorAll('.chart svg').length") == charts
        assert page.run(square)
        assert page.run("document.documentElement.scrollWidth") <= width
        assert page.problems == []
        assert page.requests == [path.as_uri()]
        assert page.run("document.querySelectorAll('h4 b, .chart b, pre b').length") == 0
    texts = page.run("[...document.querySelectorAll('.chart svg text')].map(t => t.textContent)")
    points = page.run("document.querySelectorAll('.chart.plane svg .mark-symbol path').length")
    lines = page.run("document.querySelectorAll('.chart.plane svg .mark-line path').length")
    if name == "rows":  # of 5 numbers and 5000 rows
        assert {"</script><b>left</b>", "right", "third", "fourth"} <= set(texts) and "fifth" not in texts
        assert points == 6 * 1000 and lines == 6
    else:
        assert points == (400 if name == "rank" else 0)
        assert lines == {"modes": 3 + 3, "tails": 3 * (3 + 1), "rank": 2}[name]
