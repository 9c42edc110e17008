#!/usr/bin/env python3
"""Draws the pictures of the gallery that README.md and docs/ show, into docs/images:

.venv/bin/python tools/gallery_images.py
"""

import struct
import zlib
from pathlib import Path

import relent

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"


def smaller(png: bytes) -> bytes:
    """The same opaque picture without its alpha, unfiltered and packed tightly: flat drawings take half the room."""
    at, data, head = 8, b"", b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        head, data = (body, data) if kind == b"IHDR" else (head, data + body if kind == b"IDAT" else data)
        at += length + 12
    width, height, depth, colour = struct.unpack(">IIBB", head[:10])
    if (depth, colour) != (8, 6):
        return png
    rows, raw, stride = [], zlib.decompress(data), 4 * width
    above = bytearray(stride)
    for y in range(height):
        filtered, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for x in range(stride if filtered else 0):
            left, up = line[x - 4] if x >= 4 else 0, above[x]
            corner = above[x - 4] if x >= 4 else 0
            near = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
            line[x] = (line[x] + (0, left, up, (left + up) // 2, near)[filtered]) & 255
        above = line
        rows.append(b"\0" + b"".join(bytes(line[x : x + 3]) for x in range(0, stride, 4)))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"".join(rows), 9)
    return png[:8] + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


for exhibit in ("two_modes", "two_modes_2d"):
    for picture in relent.gallery(exhibit).pictures:
        path = IMAGES / f"{picture.name}.png"
        path.write_bytes(smaller(picture.png(scale=1.5)))
        print(f"{path}: {path.stat().st_size // 1024} KiB")
