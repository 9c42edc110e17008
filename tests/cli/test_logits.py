"""relent logits: its readers, its numbers beside numpy's, and what it refuses."""

from __future__ import annotations

import json
import re
import struct

import numpy as np
import pytest
from conftest import refusal, relent
from logit_files import (
    as_bf16,
    kl,
    llama_statistics,
    log_softmax,
    of_bf16,
    read_llama,
    write_llama,
    write_safetensors,
)

CHUNKS, CONTEXT, VOCABULARY = 6, 64, 301


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """A teacher and a student whose noise comes and goes, of every token of some chunks; and tokens drawn from it."""
    random = np.random.default_rng(17)
    shape = (CHUNKS, CONTEXT, VOCABULARY)
    teacher = (random.normal(0, 3, shape) + random.gumbel(0, 1.5, shape)).astype("f4")
    level = np.exp(np.convolve(random.normal(0, 1, CHUNKS * CONTEXT + 15), np.ones(16) / 8, "valid"))
    noise = 0.1 * level.reshape(CHUNKS, CONTEXT, 1) * random.normal(size=shape)
    student = (teacher + noise + random.normal(0, 5, (CHUNKS, CONTEXT, 1))).astype("f4")
    p = np.exp(log_softmax(teacher))
    tokens = np.zeros((CHUNKS, CONTEXT), int)
    for c in range(CHUNKS):
        for t in range(1, CONTEXT):
            tokens[c, t] = random.choice(VOCABULARY, p=p[c, t - 1])
    folder = tmp_path_factory.mktemp("logits")
    np.save(folder / "teacher.npy", teacher)
    np.save(folder / "student.npy", student)
    np.save(folder / "flat.npy", student.reshape(-1, VOCABULARY))
    following = np.concatenate([tokens[:, 1:], np.full((CHUNKS, 1), -100)], 1)
    np.save(folder / "tokens.npy", following)
    write_llama(folder / "teacher.kld", teacher, tokens)
    write_llama(folder / "student.kld", student, tokens)
    return folder, teacher, student, following


def asked(*arguments: object) -> dict:
    return json.loads(relent("logits", *arguments, "--json").out)


def near(value: float, wanted: float, relative: float = 1e-6) -> bool:
    return abs(value - wanted) <= relative * abs(wanted)


def test_divergences_are_numpy_s(models):
    folder, teacher, student, _ = models
    said = asked(folder / "teacher.npy", folder / "student.npy")
    assert (said["tokens"], said["vocabulary"], said["likelihoods"]) == (CHUNKS * CONTEXT, VOCABULARY, None)
    log_p = log_softmax(teacher).reshape(-1, VOCABULARY)
    log_q = log_softmax(student).reshape(-1, VOCABULARY)
    log_m = np.logaddexp(log_p, log_q) - np.log(2)
    columns = {
        "kl_divergence": kl(log_p, log_q),
        "reverse_kl_divergence": kl(log_q, log_p),
        "js_divergence": (kl(log_p, log_m) + kl(log_q, log_m)) / 2,
    }
    for name, column in columns.items():
        found = said[name]
        assert near(found["mean"], column.mean())
        assert near(found["independent_standard_error"], column.std(ddof=1) / np.sqrt(len(column)))
        assert found["standard_error"] > 1.3 * found["independent_standard_error"]  # neighbours are alike
        assert found["interval"][0] < found["mean"] < found["interval"][1]
        assert near(found["minimum"], column.min()) and near(found["maximum"], column.max())
        assert near(found["median"], np.median(column))
        for place, value in found["percentiles"].items():
            assert near(value, np.percentile(column, float(place)))
    same = (log_p.argmax(1) == log_q.argmax(1)).mean()
    assert near(said["same_top"]["value"], same)
    assert sum(bar["count"] for bar in said["histogram"]) + said["zeros"] == said["tokens"]
    worst = np.argsort(-columns["kl_divergence"])[:10]
    assert [(w["batch"], w["token"]) for w in said["worst"]] == [divmod(int(r), CONTEXT) for r in worst]
    first, row = said["worst"][0], worst[0]
    assert first["teacher_top"]["token"] == log_p[row].argmax()
    assert near(first["teacher_top"]["student"], np.exp(log_q[row, log_p[row].argmax()]), 1e-5)
    bits = asked(folder / "teacher.npy", folder / "student.npy", "--unit", "bits")
    assert near(bits["kl_divergence"]["mean"], said["kl_divergence"]["mean"] / np.log(2), 1e-12)


def test_likelihoods_of_given_tokens(models):
    folder, teacher, student, following = models
    said = asked(folder / "teacher.npy", folder / "student.npy", "--tokens", folder / "tokens.npy")["likelihoods"]
    known = following.reshape(-1) >= 0
    at, token = np.flatnonzero(known), following.reshape(-1)[known]
    log_p = log_softmax(teacher).reshape(-1, VOCABULARY)[at, token]
    log_q = log_softmax(student).reshape(-1, VOCABULARY)[at, token]
    moved = np.exp(log_q) - np.exp(log_p)
    assert said["tokens"] == CHUNKS * (CONTEXT - 1)
    assert near(said["teacher_perplexity"]["value"], np.exp(-log_p.mean()))
    assert near(said["student_perplexity"]["value"], np.exp(-log_q.mean()))
    assert near(said["ratio"]["value"], np.exp((log_p - log_q).mean()))
    error = (log_p - log_q).std(ddof=1) / np.sqrt(len(at))
    assert near(said["log_ratio"]["independent_standard_error"], error)
    assert near(said["ratio"]["independent_standard_error"], np.exp((log_p - log_q).mean()) * error)
    assert near(said["correlation"], np.corrcoef(log_p, log_q)[0, 1])
    assert near(said["delta_p"]["mean"], moved.mean(), 1e-5)
    assert near(said["delta_p"]["percentiles"]["1"], np.percentile(moved, 1), 1e-5)
    assert near(said["delta_p_rms"]["value"], np.sqrt((moved**2).mean()))


def printed(text: str) -> dict[str, list[float]]:
    """llama.cpp's lines, name to its numbers."""
    out = {}
    for line in text.splitlines():
        if (name := re.match(r"\s*(.*?)\s*:\s", line)) and "=" not in line:
            numbers = re.findall(r"-?\d+\.\d+", line[name.end() :])
            out[re.sub(r"\s+", " ", name[1])] = [float(n) for n in numbers]
    return out


@pytest.mark.parametrize("student", ["student.npy", "flat.npy", "student.kld", "rows"])
def test_what_llama_cpp_prints(models, tmp_path, student):
    folder, _, logits, _ = models
    path = folder / student
    log_p, tokens = read_llama(folder / "teacher.kld")
    rows = logits[:, CONTEXT // 2 : CONTEXT - 1].reshape(-1, VOCABULARY)
    if student == "rows":
        path = tmp_path / "rows.npy"
        np.save(path, rows)
    if student == "student.kld":
        rows, _ = read_llama(path)
    wanted = llama_statistics(log_p, rows, tokens)
    found = printed(relent("logits", folder / "teacher.kld", path, "--llama").out)
    assert found.keys() == wanted.keys()
    for name, numbers in wanted.items():
        digits = 6 if "PPL" in name or "KLD" in name else 3
        digits = 2 if name.startswith("Cor") else digits
        assert len(found[name]) == len(numbers), name
        for a, b in zip(found[name], numbers, strict=True):
            assert abs(a - b) <= 0.51 * 10**-digits + 2e-7 + 2e-6 * abs(b), name  # ours are of f32 sums


def test_a_llama_file_s_divergences_are_of_the_tokens_it_keeps(models):
    folder, teacher, student, _ = models
    said = asked(folder / "teacher.kld", folder / "student.npy")
    log_p, _ = read_llama(folder / "teacher.kld")
    rows = student[:, CONTEXT // 2 : CONTEXT - 1].reshape(-1, VOCABULARY)
    kept = log_p > -16
    assert 0.1 < kept.mean() < 0.99  # else this tests nothing
    p, q = (log_softmax(np.where(kept, x, -np.inf)) for x in (log_p, rows))
    assert near(said["kl_divergence"]["mean"], kl(p, q).mean())
    assert near(said["reverse_kl_divergence"]["mean"], kl(q, p).mean())
    whole = log_softmax(teacher[:, CONTEXT // 2 : CONTEXT - 1].reshape(-1, VOCABULARY))
    assert near(said["kl_divergence"]["mean"], kl(whole, log_softmax(rows)).mean(), 1e-3)
    assert "1.1e-7" in said["notes"][0]
    assert said["worst"][0]["token"] >= CONTEXT // 2 + 1
    unrounded = asked(folder / "teacher.kld", folder / "teacher.npy")  # what the rounding alone does
    assert 0 < unrounded["kl_divergence"]["maximum"] < 1e-8
    assert -1e-3 < unrounded["llama"]["kl_divergence"]["minimum"] < -1e-6
    itself = asked(folder / "teacher.kld", folder / "teacher.kld")
    assert itself["kl_divergence"]["maximum"] == itself["zeros"] - itself["tokens"] == 0
    assert itself["likelihoods"]["ratio"]["value"] == pytest.approx(1, abs=1e-3)


def test_every_type_is_read_as_it_is(models, tmp_path):
    _, teacher, student, _ = models
    a, b = (x.reshape(-1, VOCABULARY)[:40] for x in (teacher, student))
    np.save(tmp_path / "a.npy", a)
    half = as_bf16(b)
    path = write_safetensors(
        tmp_path / "b.safetensors",
        {"f64": ("F64", b), "f32": ("F32", b), "f16": ("F16", b), "bf16": ("BF16", half), "ids": ("I32", b)},
    )
    stored = {"f64": b, "f32": b, "f16": b.astype("f2"), "bf16": of_bf16(half)}
    for name, numbers in stored.items():
        said = asked(tmp_path / "a.npy", f"{path}:{name}")
        assert said["student"]["type"] == name and said["student"]["tensor"] == name
        assert near(said["kl_divergence"]["mean"], kl(log_softmax(a), log_softmax(numbers)).mean())
    for name in ("f8", "f2"):
        np.save(tmp_path / "b.npy", b.astype(name))
        said = asked(tmp_path / "a.npy", tmp_path / "b.npy")
        assert near(said["kl_divergence"]["mean"], kl(log_softmax(a), log_softmax(b.astype(name))).mean())
    only = write_safetensors(tmp_path / "only.safetensors", {"logits": ("F32", b)})
    assert asked(tmp_path / "a.npy", only)["student"]["tensor"] == "logits"
    assert f"{path}:ids" not in refusal("logits", tmp_path / "a.npy", path)
    assert '"bf16", "f16", "f32", "f64", "ids"' in refusal("logits", tmp_path / "a.npy", path)
    assert 'no tensor "f31"' in refusal("logits", tmp_path / "a.npy", f"{path}:f31")
    assert 'tensor "ids" holds "I32"' in refusal("logits", tmp_path / "a.npy", f"{path}:ids")
    assert "is no .safetensors file" in refusal("logits", tmp_path / "a.npy", f"{tmp_path / 'a.npy'}:f32")


def test_near_equal_rows_keep_their_digits(tmp_path):
    random = np.random.default_rng(3)
    teacher = random.normal(0, 4, (64, 1000)).astype("f4")
    student, towards = teacher, np.where(random.random(teacher.shape) < 0.5, -99, 99).astype("f4")
    for _ in range(4):
        student = np.nextafter(student, towards)
    np.save(tmp_path / "a.npy", teacher)
    np.save(tmp_path / "b.npy", student)
    p = np.exp(log_softmax(teacher))
    d = (student.astype("f8") - teacher.astype("f8")).astype("longdouble")
    x = d - (p * d).sum(1, keepdims=True)
    wanted = np.log1p((p * (np.expm1(x) - x)).sum(1)).astype("f8")
    assert 1e-12 < wanted.mean() < 1e-11
    said = asked(tmp_path / "a.npy", tmp_path / "b.npy")
    assert near(said["kl_divergence"]["mean"], wanted.mean())
    assert near(said["kl_divergence"]["minimum"], wanted.min())


def test_masked_tokens_and_infinite_divergences(tmp_path):
    teacher = np.array([[0, 1, -np.inf], [0, 0, 0], [5, 5, -np.inf]])
    student = np.array([[0, 1, 0], [0, 0, -np.inf], [1, 1, -np.inf]])
    np.save(tmp_path / "a.npy", teacher)
    np.save(tmp_path / "b.npy", student)
    said = asked(tmp_path / "a.npy", tmp_path / "b.npy")
    assert (said["kl_divergence"]["mean"], said["infinite"], said["zeros"]) == ("Infinity", 1, 1)
    assert said["kl_divergence"]["standard_error"] is None
    assert said["worst"][0]["row"] == 1
    assert "infinite at 1 of 3 tokens" in said["notes"][-1]
    assert near(said["worst"][1]["kl_divergence"], -np.log((1 + np.e) / (2 + np.e)))  # what the student gives the third
    assert "infinite" in relent("logits", tmp_path / "a.npy", tmp_path / "b.npy").out


def test_threads_do_not_change_a_bit(models):
    folder = models[0]
    files = (folder / "teacher.npy", folder / "student.npy", "--tokens", folder / "tokens.npy")
    one, two = (asked(*files, "--threads", n) for n in (1, 2))
    del one["seconds"], two["seconds"]
    assert one == two


def test_the_text_fits_and_says_what_counts(models, tmp_path):
    folder = models[0]
    page = tmp_path / "page.html"
    out = relent("logits", folder / "teacher.kld", folder / "flat.npy", "--html", page).out
    assert all(len(line) <= 80 for line in out.splitlines())
    for words in ("KL(teacher‖student)", "same top token", "their ratio", "chunk", "times that of independent", "▇"):
        assert words in out
    assert out.endswith(f"wrote {page}\n") and "\x1b" not in out
    text = page.read_text()
    assert text.endswith("</html>\n") and "Made again by" in text and "KL(teacher‖student)" in text
    assert "overwrite the data" in refusal(
        "logits", folder / "teacher.npy", folder / "flat.npy", "--html", folder / "flat.npy"
    )


def test_bad_requests_are_refused_in_a_line(models, tmp_path):
    folder, teacher, student, following = models
    a, flat = folder / "teacher.npy", folder / "flat.npy"
    assert "needs two files" in refusal("logits", a)
    np.save(tmp_path / "wide.npy", np.zeros((CHUNKS * CONTEXT, 300)))
    assert "teacher.npy has 301 tokens (6 x 64 x 301)" in refusal("logits", a, tmp_path / "wide.npy")
    np.save(tmp_path / "short.npy", teacher[:5])
    assert "has 384 rows" in refusal("logits", a, tmp_path / "short.npy")
    bad = student.reshape(-1, VOCABULARY).copy()
    bad[300, 7] = np.nan
    bad[17, 5] = np.inf
    np.save(tmp_path / "bad.npy", bad)
    assert "bad.npy: row 17, column 5 = inf" in refusal("logits", a, tmp_path / "bad.npy")
    bad[17, 5] = 0
    bad[200] = -np.inf
    np.save(tmp_path / "bad.npy", bad.reshape(student.shape))
    assert "bad.npy: batch 3, token 8: all 301 logits are -infinity" in refusal("logits", a, tmp_path / "bad.npy")
    np.save(tmp_path / "ids.npy", following[:, :-1])
    assert "holds 378 tokens, the logits 384 rows" in refusal("logits", a, flat, "--tokens", tmp_path / "ids.npy")
    np.save(tmp_path / "ids.npy", following + 400)
    assert "must be below 301" in refusal("logits", a, flat, "--tokens", tmp_path / "ids.npy")
    np.save(tmp_path / "ids.npy", following + 0.5)
    assert "tokens are whole numbers" in refusal("logits", a, flat, "--tokens", tmp_path / "ids.npy")
    assert "--tokens FILE.npy" in refusal("logits", a, flat, "--llama")
    assert "holds the tokens itself" in refusal("logits", folder / "teacher.kld", a, "--tokens", folder / "tokens.npy")
    assert "cannot open" in refusal("logits", a, folder / "none.npy")
    assert "directory" in refusal("logits", a, folder)
    assert "level = 2" in refusal("logits", a, flat, "--level", "2")


def test_damaged_files_are_refused_by_name_and_place(models, tmp_path):
    folder, teacher, _, _ = models
    a = folder / "teacher.npy"

    def said_of(name: str, content: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        said = refusal("logits", path, a)
        assert name in said
        return said

    kld = (folder / "teacher.kld").read_bytes()
    assert "it has 5 of 6 chunks of 31 rows of 612 bytes" in said_of("cut.kld", kld[:-1])
    assert "is cut short" in said_of("cut.kld", kld[:19])
    assert "is cut short" in said_of("cut.kld", kld[:200])
    assert "holds 3 bytes more" in said_of("long.kld", kld + b"123")
    assert "n_vocab = -5" in said_of("header.kld", kld[:12] + struct.pack("<i", -5) + kld[16:])
    assert "n_chunk = 2147483647" in said_of("header.kld", kld[:16] + struct.pack("<i", 2**31 - 1) + kld[20:])
    assert "chunk 0, token 2 is 9999" in said_of("token.kld", kld[:28] + struct.pack("<i", 9999) + kld[32:])
    start = 20 + 4 * CHUNKS * CONTEXT
    assert "chunk 0, row 0" in said_of("scale.kld", kld[:start] + struct.pack("<f", np.nan) + kld[start + 4 :])
    assert "log-probability" in said_of("scale.kld", kld[:start] + struct.pack("<f", 1) + kld[start + 4 :])
    other = bytearray(kld)
    other[20 + 4 * 70] ^= 1
    (tmp_path / "other.kld").write_bytes(other)
    assert "chunk 1, token 6 is" in refusal("logits", folder / "teacher.kld", tmp_path / "other.kld")

    plain = (folder / "flat.npy").read_bytes()
    assert "is cut short" in said_of("cut.npy", plain[:-1])
    for array, words in (
        (teacher[0].astype(">f4"), "is big-endian"),
        (np.asfortranarray(teacher[0]), "is in Fortran order"),
        (teacher[0].astype(int), "holds elements of type i8"),
        (teacher[0, 0], "has 1 axis"),
        (teacher[None], "has 4 axes"),
        (teacher[:0], "is empty"),
    ):
        np.save(tmp_path / "odd.npy", array)
        assert words in refusal("logits", tmp_path / "odd.npy", a)

    def tensors(header: object, data: bytes = b"\0" * 24) -> bytes:
        text = header if isinstance(header, bytes) else json.dumps(header).encode()
        return struct.pack("<Q", len(text)) + text + data

    good = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}
    for change, words in (
        ({"data_offsets": [0, 20]}, "2 x 3 elements of 4 bytes in 20 bytes"),
        ({"data_offsets": [24, 0]}, "in 0 bytes"),
        ({"data_offsets": [8, 32]}, "ends at byte 32 of the data, which has 24"),
        ({"shape": [2**62, 2**62]}, "has a damaged header"),
        ({"shape": [-2, -3]}, "lacks its dtype, shape or data_offsets"),
        ({"dtype": 4}, "lacks its dtype, shape or data_offsets"),
        ({"dtype": "F8_E4M3"}, "logits are F64, F32, F16 or BF16"),
    ):
        assert words in said_of("odd.safetensors", tensors({"x": good | change}))
    assert "it is no JSON object" in said_of("odd.safetensors", tensors(b'{"x": '))
    assert "holds no tensor" in said_of("odd.safetensors", tensors({}))
    assert "is cut short" in said_of("odd.safetensors", struct.pack("<Q", 2**63) + b"{}")
    assert "torch.save" in said_of("model.pt", b"PK\3\4" + bytes(40))
    assert "GGUF model" in said_of("model.gguf", b"GGUF" + bytes(40))
    assert "it is empty" in said_of("empty.npy", b"")
