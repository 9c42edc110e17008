"""Runs what the documentation shows.

In README.md, CONTRIBUTING.md and docs/*.md:
  ```console   every `$ command` runs in a folder with the demo's data; what follows must be what it prints.
               `...` stands for any text. A command that shows an error (`relent: `) ends with status 2.
  ```python    all blocks of a page run in one process, in order; `>>>` blocks must print what they show.
  ```cpp       must stand, word for word, in a source of tests/install, which is built and run by ctest.
A block after the line `<!-- not run: why -->` is only shown.

`python tests/docs/test_examples.py` writes what the commands print today into the console blocks that no longer hold;
read the difference before you commit it.
"""

import doctest
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w*)\s*$")


class Block(NamedTuple):
    page: Path
    line: int
    language: str
    text: str

    def __str__(self):
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page):
    """The fenced blocks of a page that are to be run."""
    language, start, text, shown_only = None, 0, [], False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fence = FENCE.match(line)
        if language is None and fence:
            language, start, text = fence[1], number, []
        elif language is not None and fence:
            if not shown_only:
                yield Block(page, start, language, "\n".join(text) + "\n")
            language, shown_only = None, False
        elif language is not None:
            text.append(line)
        elif line.strip():
            shown_only = line.startswith("<!-- not run:")


BLOCKS = [block for page in PAGES for block in blocks(page)]


def make_data(place):
    subprocess.run([sys.executable, ROOT / "scripts" / "make_data.py", place / "demo-output"], check=True)
    return place


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A folder as the demo leaves it."""
    return make_data(tmp_path_factory.mktemp("docs"))


def steps(text):
    """(command, expected output) pairs of a console block; a command goes on after a backslash."""
    found = []
    for line in text.splitlines():
        goes_on = found and found[-1][0].endswith("\\") and not found[-1][1]
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif goes_on:
            found[-1][0] += "\n" + line.removeprefix("> ")
        elif found:
            found[-1][1].append(line)
    return [(command, "\n".join(output).strip()) for command, output in found]


def alike(shown, printed):
    """Whether `printed` is what the page shows, `...` standing for anything, blanks at line ends aside."""
    pattern = ".*".join(re.escape(part) for part in shown.split("..."))
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in printed.splitlines()).strip(), re.DOTALL)


def run(command, folder):
    """(what it prints, exit status), with this Python's relent first on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr, done.returncode


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "console"], ids=str)
def test_console(block, folder):
    for command, shown in steps(block.text):
        printed, status = run(command, folder)
        assert alike(shown, printed), f"{block}: $ {command}\nshown:\n{shown}\nprinted:\n{printed}"
        assert status == (2 if shown.startswith("relent: ") else 0), f"{block}: $ {command}"


@pytest.mark.parametrize("page", sorted({b.page for b in BLOCKS if b.language == "python"}), ids=lambda p: p.name)
def test_python(page, folder, monkeypatch):
    monkeypatch.chdir(folder)
    names = {"__name__": "__main__"}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for block in (b for b in BLOCKS if b.page == page and b.language == "python"):
        if ">>>" in block.text:
            example = doctest.DocTestParser().get_doctest(block.text, names, str(block), str(page), block.line)
            words = []
            runner.run(example, out=words.append, clear_globs=False)
            names = example.globs
            assert not runner.failures, "".join(words)
        else:
            exec(compile("\n" * block.line + block.text, str(page), "exec"), names)  # noqa: S102


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "cpp"], ids=str)
def test_cpp(block):
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "install").glob("*.cpp"))]
    assert any(block.text.strip() in source for source in sources), f"{block} is in no source of tests/install"


def test_links():
    """Links between pages lead somewhere."""
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}, which is not there"


@pytest.mark.parametrize("command", ["measure", "compare", "associations", "logits", "gallery", "measures"])
def test_options_are_documented(command):
    """Every option that --help names stands in that command's section of docs/cli.md."""
    relent = Path(sys.executable).parent / "relent"
    said = subprocess.run([relent, command, "--help"], capture_output=True, text=True, check=True).stdout
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    section = re.search(rf"^## `relent {command}\b.*?(?=^## )", page, re.DOTALL | re.MULTILINE)[0]
    options = re.findall(r"^ +(?:-\w, ?)?(--[\w-]+)", said, re.MULTILINE)
    assert options
    assert [option for option in options if option not in section and option != "--help"] == []


def rewrite(page, folder):
    """Puts today's output into the console blocks of a page that no longer hold; durations stay open."""
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    for block in reversed([b for b in BLOCKS if b.page == page and b.language == "console"]):
        new = []
        for command, shown in steps(block.text):
            printed, _ = run(command, folder)
            if not alike(shown, printed):
                shown = re.sub(r"\b[\d.]+ s$", "... s", printed.strip(), flags=re.MULTILINE)
            new.append(f"$ {command}\n" + "".join(f"{line.rstrip()}\n" for line in shown.splitlines()))
        lines[block.line : block.line + len(block.text.splitlines())] = ["\n".join(new)]
    page.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        data = make_data(Path(place))
        for page in PAGES:
            rewrite(page, data)
