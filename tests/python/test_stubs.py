"""The type stub that ships is the one the extension would write, and type checkers can use it."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
import relent

ROOT = Path(__file__).resolve().parents[2]
STUB = ROOT / "python" / "relent" / "_relent.pyi"


def test_the_stub_is_what_the_extension_says(tmp_path):
    pytest.importorskip("nanobind")
    fresh = tmp_path / "_relent.pyi"
    patterns = ROOT / "src" / "python" / "stub.patterns"
    command = [
        sys.executable,
        "-m",
        "nanobind.stubgen",
        "-q",
        "-P",
        "-m",
        "relent._relent",
        "-p",
        patterns,
        "-o",
        fresh,
    ]
    subprocess.run(command, check=True)
    again = " ".join(map(str, [*command[:-1], STUB]))
    assert fresh.read_text() == STUB.read_text(), f"the stub is out of date; write it again with: {again}"


def test_the_stub_and_the_marker_are_installed():
    place = Path(relent.__file__).parent
    assert (place / "py.typed").exists()
    assert (place / "_relent.pyi").exists()


def test_a_type_checker_reads_it(tmp_path):
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy is not installed")
    program = tmp_path / "program.py"
    program.write_text(
        "import numpy as np\n"
        "import relent\n"
        "p = np.array([0.5, 0.5])\n"
        "relent.kl_divergence(p, [0.9, 0.1], unit='bits', axis=0)\n"
        "answer: relent.Answer = relent.measure(p, p)['kl']\n"
        "value: float = answer.value\n"
        "drifted: list[str] = relent.compare('a.csv', 'b.csv').drifted\n"
        "relent.entropy(p, unit='feet')  # the one error\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(program)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Found 1 error in 1 file" in said.stdout, said.stdout + said.stderr
    assert 'program.py:8: error: Argument "unit"' in said.stdout


def test_a_type_checker_reads_the_losses(tmp_path):
    if importlib.util.find_spec("mypy") is None or importlib.util.find_spec("torch") is None:
        pytest.skip("mypy or torch is not installed")
    program = tmp_path / "program.py"
    program.write_text(
        "import relent.torch as rt\n"
        "import torch\n"
        "x = torch.randn(3, 4)\n"
        "loss: torch.Tensor = rt.js_divergence(x, x, beta=0.3, reduction='sum', mask=None)\n"
        "module: torch.nn.Module = rt.CrossEntropyLoss(label_smoothing=0.1)\n"
        "rt.kl_div_with_logits(x, x, reduktion='sum')  # the one error\n"
    )
    config = tmp_path / "mypy.ini"  # torch's own types take a minute to read
    config.write_text("[mypy]\nstrict = True\n[mypy-torch.*]\nfollow_imports = skip\n")
    command = [sys.executable, "-m", "mypy", "--config-file", str(config), "--cache-dir", str(tmp_path), str(program)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Found 1 error in 1 file" in said.stdout, said.stdout + said.stderr
    assert 'program.py:6: error: Unexpected keyword argument "reduktion"' in said.stdout
