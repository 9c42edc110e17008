"""Files of logits as other programs write them, and the statistics of them computed by numpy alone."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

NUMBERS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I32": "<i4"}


def as_bf16(x: np.ndarray) -> np.ndarray:
    """The bits of the nearest bfloat16."""
    bits = x.astype("<f4").view("<u4")
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")


def of_bf16(bits: np.ndarray) -> np.ndarray:
    return (bits.astype("<u4") << 16).view("<f4")


def write_safetensors(path: Path, tensors: dict[str, tuple[str, np.ndarray]]) -> Path:
    header, data = {"__metadata__": {"made by": "a test"}}, b""
    for name, (dtype, array) in tensors.items():
        stored = array.astype(NUMBERS[dtype]).tobytes()
        header[name] = {"dtype": dtype, "shape": array.shape, "data_offsets": [len(data), len(data) + len(stored)]}
        data += stored
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return path


def write_llama(path: Path, logits: np.ndarray, tokens: np.ndarray) -> Path:
    """What llama-perplexity writes: `logits` of every token of every chunk, chunks x context x vocabulary."""
    chunks, context, vocabulary = logits.shape
    out = [b"_logits_", struct.pack("<iii", context, vocabulary, chunks), tokens.astype("<i4").tobytes()]
    for chunk in logits:
        for row in chunk[context // 2 : context - 1].astype("f4"):
            most = row.max()
            least = max(row.min(), most - np.float32(16))
            total = np.float32(np.log(np.exp((row - most).astype("f8")).sum()))
            scale = np.float32((most - least) / np.float32(65535))
            codes = np.zeros(2 * ((vocabulary + 1) // 2), "<u2")
            if scale > 0:
                codes[:vocabulary] = np.where(row > least, np.rint((row - least) / scale), 0)
            out += [struct.pack("<ff", scale, least - most - total), codes.tobytes()]
    path.write_bytes(b"".join(out))
    return path


def read_llama(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """(log-probabilities, the tokens that the rows predicted)."""
    raw = path.read_bytes()
    assert raw[:8] == b"_logits_"
    context, vocabulary, chunks = struct.unpack("<iii", raw[8:20])
    tokens = np.frombuffer(raw, "<i4", chunks * context, 20).reshape(chunks, context)
    rows, width = context - 1 - context // 2, 4 + 2 * ((vocabulary + 1) // 2)
    stored = np.frombuffer(raw, "<u2", chunks * rows * width, 20 + 4 * chunks * context).reshape(chunks * rows, width)
    head = np.ascontiguousarray(stored[:, :4]).view("<f4")
    log_p = head[:, :1] * stored[:, 4 : 4 + vocabulary].astype("f4") + head[:, 1:]
    return log_p, tokens[:, context // 2 + 1 :].reshape(-1)


def log_softmax(x: np.ndarray) -> np.ndarray:
    x = x.astype("f8")
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def kl(log_p: np.ndarray, log_q: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.where(np.isneginf(log_p), 0, np.exp(log_p) * (log_p - log_q)).sum(-1)


def mean_and_error(x: np.ndarray) -> list[float]:
    """As llama.cpp has them."""
    return [x.mean(), np.sqrt(((x**2).mean() - x.mean() ** 2) / (len(x) - 1))]


def llama_statistics(log_p: np.ndarray, student: np.ndarray, tokens: np.ndarray) -> dict[str, list[float]]:
    """Every number that llama-perplexity --kl-divergence prints, by its name: [value] or [value, error]."""
    at = np.arange(len(tokens))
    wide = log_p.astype("f8")
    log_q = log_softmax(student)
    of_kl = np.where(wide > -16, np.exp(wide) * (wide - log_q), 0).sum(1)
    base, mine = -wide[at, tokens], -log_q[at, tokens]
    moved = np.exp(-mine) - np.exp(-base)
    n = len(tokens)
    (m, dm), (b, db) = mean_and_error(mine), mean_and_error(base)
    together = ((mine * base).mean() - m * b) / (n - 1)
    ratio_error = np.sqrt(dm**2 + db**2 - 2 * together)
    ppl, ppl_base = np.exp(m), np.exp(b)
    out = {
        "Mean PPL(Q)": [ppl, ppl * dm],
        "Mean PPL(base)": [ppl_base, ppl_base * db],
        "Cor(ln(PPL(Q)), ln(PPL(base)))": [100 * together / (dm * db)],
        "Mean ln(PPL(Q)/PPL(base))": [m - b, ratio_error],
        "Mean PPL(Q)/PPL(base)": [np.exp(m - b), np.exp(m - b) * ratio_error],
        "Mean PPL(Q)-PPL(base)": [
            ppl - ppl_base,
            np.sqrt((ppl * dm) ** 2 + (ppl_base * db) ** 2 - 2 * ppl * ppl_base * together),
        ],
        "Mean KLD": mean_and_error(of_kl),
        "Mean Δp": [100 * v for v in mean_and_error(moved)],
    }
    places = {"Maximum": 1, "99.9%": 0.999, "99.0%": 0.99, "95.0%": 0.95, "90.0%": 0.9, "75.0%": 0.75, "Median": 0.5}
    places |= {"25.0%": 0.25, "10.0%": 0.1, "5.0%": 0.05, "1.0%": 0.01, "0.1%": 0.001, "Minimum": 0}
    for name, share in places.items():
        if name not in ("75.0%", "25.0%"):
            out[f"{name} KLD"] = [np.quantile(of_kl, share)]
        out[f"{name} Δp"] = [100 * np.quantile(moved, share)]
    square, error = mean_and_error(moved**2)
    out["RMS Δp"] = [100 * np.sqrt(square), 100 * 0.5 / np.sqrt(square) * error]
    same = (wide.argmax(1) == student.argmax(1)).mean()
    out["Same top p"] = [100 * same, 100 * np.sqrt(same * (1 - same) / (n - 1))]
    return out
