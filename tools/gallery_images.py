#!/usr/bin/env python3
"""Draws the pictures of the gallery that README.md and docs/ show, into docs/images:

.venv/bin/python tools/gallery_images.py
"""

from pathlib import Path

import relent

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"

for exhibit in ("two_modes", "two_modes_2d"):
    for picture in relent.gallery(exhibit).pictures:
        path = IMAGES / f"{picture.name}.png"
        path.write_bytes(picture.png(scale=1))
        print(f"{path}: {path.stat().st_size // 1024} KiB")
