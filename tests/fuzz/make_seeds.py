"""Writes the fuzzers' seeds, small files of every kind, to tests/fuzz/corpus/<fuzzer>."""

from __future__ import annotations

import gzip
import io
import json
import struct
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import ipc

CORPUS = Path(__file__).parent / "corpus"

TABLE = pa.table(
    {
        "n": pa.array([1, None, 3], pa.int32()),
        "x": pa.array([0.5, float("nan"), None]),
        "s": ["a", None, "longer than twelve bytes"],
        "b": [True, False, None],
        "t": pa.array([0, 1500, None], pa.timestamp("ms")),
        "d": pa.array(["u", "v", "u"]).dictionary_encode(),
        "l": [[1], [], None],
    }
)


def write(fuzzer: str, name: str, content: bytes) -> None:
    folder = CORPUS / fuzzer
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def parquet(**how) -> bytes:
    out = io.BytesIO()
    pq.write_table(TABLE, out, **how)
    return out.getvalue()


def arrow(make, table: pa.Table = TABLE, **how) -> bytes:
    out = io.BytesIO()
    with make(out, table.schema, **how) as writer:
        writer.write_table(table)
    return out.getvalue()


def npy(array: np.ndarray, version: tuple[int, int] | None = None) -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version, allow_pickle=True)
    return out.getvalue()


def safetensors(tensors: dict[str, tuple[str, np.ndarray]]) -> bytes:
    header, data = {"__metadata__": {"format": "np"}}, b""
    for name, (dtype, array) in tensors.items():
        header[name] = {"dtype": dtype, "shape": array.shape, "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def llama_logits(context: int, vocabulary: int, chunks: int) -> bytes:
    tokens = np.arange(context * chunks, dtype="<i4") % vocabulary
    rows = chunks * (context - 1 - context // 2)
    row = (
        struct.pack("<ff", 2.5e-4, -18)
        + (np.arange(2 * ((vocabulary + 1) // 2)) * 21000 % 65536).astype("<u2").tobytes()
    )
    return b"_logits_" + struct.pack("<iii", context, vocabulary, chunks) + tokens.tobytes() + rows * row


def main() -> None:
    operands = [
        "0.25,0.25,0.5",
        "0.1,0.2;0.3,0.4",
        "counts:19,2,0,7",
        "counts:1,2;3,4",
        "normal(0, 1)",
        "0.5*normal(-2,1) + 0.5*normal(2,1)",
        "mvnormal([0,0], [[1,0.5],[0.5,1]])",
        "data.csv:age",
        "a:b.parquet:c:d",
        "x.npy",
        "1e308,1e-320,inf,nan,-0",
        " 0.5 , 0.5 ",
        "",
        'data.parquet:a,"b,""c""",d',
    ]
    for i, text in enumerate(operands):
        write("parse_operand", f"operand{i:02}", text.encode())

    csv = [
        b"a,b\n1,x\n2,y\n",
        b'\xef\xbb\xbfa;"b;c"\r\n1.5;"x ""y"" z"\r\n;"two\nlines"\r\n',
        b"d,t,b\n2024-01-31,08:30:00,true\n,,\n2024-01-31T08:30:00.25,08:30,false\n",
        b"a,b,c\n1,2\n",
        b"age\n1\n2\nforty\n",
        b"a\tb\nNA\tNA\n",
        b"a,a\n1,2\n",
        b"a,b",
        b"a,b\n1,caf\xe9\n",
        gzip.compress(b"a,b\n1,x\n", mtime=0),
    ]
    for i, text in enumerate(csv):
        write("csv_file", f"csv{i:02}", text)

    write("parquet_file", "plain", parquet(use_dictionary=False, compression="none"))
    write("parquet_file", "dictionary", parquet(compression="snappy"))
    write("parquet_file", "v2_checksum", parquet(compression="zstd", data_page_version="2.0", write_page_checksum=True))

    views = TABLE.drop_columns(["l"]).set_column(2, "s", TABLE["s"].cast(pa.string_view()))
    write("ipc_file", "file", arrow(ipc.new_file))
    write("ipc_file", "stream", arrow(ipc.new_stream))
    write("ipc_file", "views", arrow(ipc.new_stream, views))
    write("ipc_file", "compressed", arrow(ipc.new_file, options=ipc.IpcWriteOptions(compression="lz4")))

    arrays = {
        "f8": np.arange(3.0),
        "big_endian": np.arange(4, dtype=">i2").reshape(2, 2),
        "fortran": np.asfortranarray(np.arange(6, dtype="f4").reshape(2, 3)),
        "half": np.arange(3, dtype="f2"),
        "bool": np.array([True, False]),
        "text": np.array(["a", "b\u00e9", ""]),
        "bytes": np.array([b"a", b"bcd"]),
        "days": np.array(["2024-01-31", "NaT"], dtype="M8[D]"),
        "objects": np.array([1, "a"], dtype=object),
        "records": np.zeros(2, dtype=[("a", "f8"), ("b", "i4")]),
        "empty": np.zeros((0, 3)),
        "three_axes": np.zeros((1, 2, 1)),
    }
    for name, array in arrays.items():
        write("npy_file", name, npy(array))
        write("npy_header", name, b"\x00" + npy(array))
    write("npy_file", "version2", npy(arrays["f8"], (2, 0)))
    write("npy_header", "version3", b"\xbc" + npy(arrays["f8"], (3, 0)))

    logits = np.linspace(-3, 3, 6).reshape(2, 3)
    write("logit_file", "npy", npy(logits.astype("f4")))
    write("logit_file", "npy_half", npy(logits.astype("f2").reshape(2, 1, 3)))
    write("logit_file", "npy_f8", npy(np.where(logits > 2, -np.inf, logits)))
    write("logit_file", "safetensors", safetensors({"logits": ("F32", logits.astype("f4"))}))
    write("logit_file", "safetensors_bf16", safetensors({"x": ("BF16", (logits * 1000).astype("u2").reshape(1, 2, 3))}))
    write("logit_file", "safetensors_two", safetensors({"a": ("F64", logits), "b": ("I32", logits.astype("i4"))}))
    write("logit_file", "llama", llama_logits(4, 5, 2))
    write("logit_file", "llama_odd", llama_logits(7, 3, 1))

    generator = np.random.default_rng(1)
    for i in range(27):  # one for each format of the fuzzer's list
        head = bytes([9, 2, 0, 1, 1, 1, i, 0])
        write("arrow_stream", f"format{i:02}", head + generator.integers(0, 256, 300, dtype=np.uint8).tobytes())


if __name__ == "__main__":
    main()
