"""Whatever is wrong: exit status 2, one line on standard error that says what and where, nothing on standard output."""

from __future__ import annotations

import os
import subprocess

import pytest
from conftest import COMMAND, refusal, relent


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["0.5,abc"], "'0.5,abc': \"abc\" at column 5 is not a number"),
        (["0.5,,0.5"], "a number is missing at column 5"),
        ([""], "an operand is empty"),
        (["0.5,0.6"], "p sums to 1.1"),
        (["1.1,-0.1"], "p[1] = -0.1, must be >= 0"),
        (["-0.1,1.1"], "p[0] = -0.1, must be >= 0"),
        (["-0.1,1.1", "-m", "kl"], "kl_divergence compares two distributions"),
        (["--", "-0.1,1.1"], "p[0] = -0.1, must be >= 0"),
        (["--", "-x"], "'-x': \"-x\" at column 1 is not a number"),
        (["nan,1"], "p[0] = nan"),
        (["inf,1"], "p[0] = inf"),
        (["-inf,1"], "p[0] = -inf"),
        (["0.5,0.5", "1.2,-0.2"], "q[1] = -0.2, must be >= 0"),
        (["0.5,0.5", "-.2,1.2"], "q[0] = -0.2, must be >= 0"),
        (["0.5,0.5", "0.2,0.3,0.5"], "p has 2 elements and q has 3 elements"),
        (["0.5,0.5;0.5"], "row 2 has 1 value, row 1 has 2"),
        (["counts:1,-2"], "p[1] = -2, must be a whole number >= 0"),
        (["counts:1,2.5"], "p[1] = 2.5, must be a whole number >= 0"),
        (["counts:0,0"], "nothing was observed"),
        (["counts:1,2", "--estimator", "miler"], 'no estimator "miler"'),
        (["counts:1,2", "--estimator", "nbs"], 'did you mean "nsb"?'),
        (["0.5,0.5", "--estimator", "nsb"], "estimator nsb does not answer entropy"),
        (["counts:1,2", "0.5,0.5", "-m", "tv", "--estimator", "nsb"], "estimator nsb does not answer total_variation"),
        (["counts:"], "a number is missing at column 8"),
        (["normal(0, -1)"], "sd = -1 at column 11, must be > 0"),
        (["0.5*normal(-2,1) + 0.6*normal(2,1)", "normal(0,1)"], "the weights sum to 1.1"),
        (["nromal(0,1)", "normal(0,1)"], 'did you mean "normal"?'),
        (["0.5,0.5", "0.9,0.1", "--measure", "kll"], 'no measure "kll"; did you mean "kl"?'),
        (["0.5,0.5", "0.9,0.1", "--measure", "zzzzzz"], 'no measure "zzzzzz"; relent measures lists them'),
        (["0.5,0.5", "--unit", "bytes"], 'unit "bytes" is not one of nats, bits, bans'),
        (["0.5,0.5", "--level", "95"], "level = 95, must be between 0 and 1"),
        (["0.5,0.5", "0.9,0.1", "-m", "js", "--weight", "2"], "weight"),
        (["0.5,0.5", "0.9,0.1", "-m", "renyi", "--alpha", "-1"], "alpha = -1"),
        (["0.5,0.5", "0.9,0.1", "-m", "renyi", "--alpha", "half"], '--alpha: "half" is not a number'),
        (["0.5,0.5", "--threads", "-1"], "--threads = -1"),
        (["0.5,0.5", "0.9,0.1", "-m", "w1", "--support", "0,x"], '--support: "x" is not a number'),
        (["0.5,0.5", "0.9,0.1", "-m", "w1", "--support", "0,1,2"], "support has 3 positions, p has 2 elements"),
        (["0.5,0.5", "0.9,0.1", "-m", "w1", "--support", "1,0"], "support[1] = 0, must be > 1"),
        (["0.5,0.5", "0.9,0.1", "-m", "w1", "--support", "0,inf"], "support[1] = inf, must be finite"),
        (["normal(0,1)", "normal(1,1)", "-m", "w1", "--support", "0,1"], "no operand is a list of those"),
        (["0.5,0.5", "--normalizer", "mean"], '--normalizer: "mean" is not one of arithmetic'),
        (["0.5,0.5", "--normalize", "--generalized"], "exclude each other"),
        (["0.5,0.5", "0.5,0.5", "0.5,0.5"], '"0.5,0.5" is one operand too many'),
        (["0.5,0.5", "--mesure", "kl"], 'no option "--mesure" of relent measure; did you mean "--measure"?'),
        (["0.5,0.5", "--measure"], "--measure"),
        ([], "needs a distribution"),
        (["0.5,0.5", "-m", "mi"], "joint table"),
        (["0.5,0.5", "0.5,0.5", "-m", "f_divergence"], "needs a generator"),
        (["data.csv"], "which column?"),
        (["nowhere.csv:x"], "nowhere.csv"),
        (["/:x"], "/"),
        (["0.5,0.5", "--type", "age"], "--type"),
        (["0.5,0.5", "--type", "age=colour"], '--type: "colour" is not one of category'),
    ],
)
def test_measure_refuses(arguments, words):
    assert words in refusal("measure", *arguments)


def test_the_name_of_a_file_cannot_break_the_line():
    assert "\\n" in refusal("measure", "no\nsuch.csv:x")
    refusal("measure", "0.5,\x1b[31m0.5")


def test_an_unknown_column_suggests_the_nearest(tables):
    message = refusal("measure", f"{tables / 'reference.parquet'}:agee")
    assert '"agee"' in message and 'did you mean "age"?' in message


def test_numbers_that_stand_at_no_element(tables):
    assert "has no element" in refusal("measure", f"{tables / 'reference.parquet'}:age", "0.5,0.5")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "needs two files"),
        (["one.csv"], "needs two files"),
        (["nowhere.csv", "nothing.csv"], "nowhere.csv"),
        (["{d}", "{d}"], ""),
        (["{d}/reference.csv", "{d}/current.csv", "--columns", "agee"], 'did you mean "age"?'),
        (
            ["{d}/reference.csv", "{d}/current.csv", "--preset", "evidentley"],
            "is not one of relent, evidently, nannyml",
        ),
        (["{d}/reference.csv", "{d}/current.csv", "--alpha", "2"], "--alpha = 2, must be between 0 and 1"),
        (["{d}/reference.csv", "{d}/current.csv", "--bins", "1"], "--bins = 1"),
        (["{d}/reference.csv", "{d}/current.csv", "--html", "{d}"], "directory"),
        (["{d}/reference.csv", "{d}/current.csv", "--html", "{d}/no/where.html"], "No such file or directory"),
        (["{d}/reference.csv", "{d}/current.csv", "--html", "{d}/current.csv"], "would overwrite the data"),
        (["{d}/reference.csv", "{d}/current.csv", "--htm", "x"], 'did you mean "--html"?'),
    ],
)
def test_compare_refuses(arguments, words, tables):
    assert words in refusal("compare", *[a.format(d=tables) for a in arguments])


def test_unreadable_and_broken_files(tables, tmp_path):
    broken = tmp_path / "broken.parquet"
    broken.write_bytes((tables / "reference.parquet").read_bytes()[:3000])
    assert "broken.parquet" in refusal("compare", broken, tables / "current.parquet")
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert "empty.csv" in refusal("compare", empty, tables / "current.csv")
    if os.geteuid() != 0:
        closed = tmp_path / "closed.csv"
        closed.write_text("x\n1\n")
        closed.chmod(0)
        assert "closed.csv" in refusal("compare", closed, closed)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_is_an_error(tables):
    for arguments in (["measures"], ["measure", "0.5,0.5"], ["--help"], ["--version"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([COMMAND, *arguments], check=False, stdout=full, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 2
        assert done.stderr == "relent: cannot write to standard output: No space left on device\n"
    message = refusal("compare", tables / "reference.csv", tables / "current.csv", "--html", "/dev/full")
    assert "/dev/full" in message and "No space left" in message


def test_a_reader_that_goes_away_is_no_error():
    pipe = subprocess.run(f"{COMMAND} measures | head -1", check=False, shell=True, capture_output=True, text=True)
    assert pipe.returncode == 0 and pipe.stderr == "" and pipe.stdout.count("\n") == 1
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [COMMAND, "measures"], check=False, stdout=write, stderr=subprocess.PIPE, restore_signals=False
    )
    os.close(write)
    assert done.returncode == 0 and done.stderr == b""


def test_a_very_long_operand_is_refused_in_one_short_line(tmp_path):
    text = "0.5," * 25_000 + "x"
    assert len(refusal("measure", text)) < 200


def test_unknown_commands():
    assert refusal("mesure", "0.5,0.5") == 'no command "mesure"; did you mean "measure"?'
    assert refusal("compar") == 'no command "compar"; did you mean "compare"?'
    assert "relent --help" in refusal("frobnicate")
    outcome = relent(status=2)
    assert "Commands:" in outcome.out and outcome.err == "relent: no command was given\n"
