#!/usr/bin/env python3
"""Fails when an include in include/ or src/ points up or sideways, or when a header could not stand alone unnoticed.

What each room may name stands once, in the table of docs/map.md ("Floors"); this reads it there. A public
header may in addition never name a room that has no public headers of its own (kernel), and relent/relent.hpp
names every public header (--fix writes it anew). A source includes the public header of its name before anything
else, which shows that this header stands alone; every header has its #pragma once.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAP = ROOT / "docs" / "map.md"
OUTSIDE = {  # library -> how its headers' names begin
    "Arrow": ("arrow/", "parquet/"),
    "Boost": ("boost/",),
    "CLI11": ("CLI/",),
    "fmt": ("fmt/",),
    "Highway": ("hwy/",),
    "nanobind": ("nanobind/", "Python.h"),
    "nlohmann-json": ("nlohmann/",),
    "oneTBB": ("oneapi/", "tbb/"),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
ROW = re.compile(r"^\|\s*`(\w+)`\s*\|([^|]*)\|([^|]*)\|")


def read_rules(text):
    """{room: (rooms it may include, outside libraries it may include)} from the table of docs/map.md."""
    rules = {}
    for line in text.splitlines():
        if row := ROW.match(line):
            room, below, outside = row.groups()
            unknown = set(names := re.findall(r"[\w-]+", outside)) - OUTSIDE.keys()
            if unknown:
                sys.exit(f"docs/map.md: {room}: unknown libraries {sorted(unknown)}; tools/check_layers.py lists them")
            rules[room] = (set(re.findall(r"\w+", below)) | {room}, set(names))
    return rules


def room_of(name, rooms):
    """The room that an include's name belongs to, or None: "relent/core/unit.hpp", "kernel/sum.hpp"."""
    parts = name.removeprefix("relent/").split("/")
    return parts[0] if len(parts) > 1 and parts[0] in rooms else None


def complaints(path, lines, room, rules):
    """(line number, words) of every include that the rules forbid."""
    below, libraries = rules[room]
    public = path.is_relative_to(ROOT / "include")
    for number, line in enumerate(lines, 1):
        if not (found := INCLUDE.match(line)):
            continue
        name = found[1] or found[2]
        for library, starts in OUTSIDE.items():
            if name.startswith(starts) and library not in libraries:
                yield number, f"{room} includes {name}, but {library} is not a library of that room"
        target = room_of(name, rules)
        if target and target not in below:
            yield number, f"{room} includes {name}, which stands above or beside it"
        elif target and public and not (ROOT / "include" / "relent" / target).is_dir():
            yield number, f"a public header includes {name} of the private room {target}"


def alone(path, lines):
    """What keeps a header from standing alone, or from being seen to."""
    if (
        path.suffix == ".hpp" and "#pragma once" not in lines and not path.stem.endswith("-inl")
    ):  # Highway's, read again
        return "has no #pragma once"
    own = f"relent/{path.relative_to(ROOT / 'src').with_suffix('.hpp')}" if path.suffix == ".cpp" else ""
    first = next((found[1] or found[2] for line in lines if (found := INCLUDE.match(line))), None)
    if own and (ROOT / "include" / own).exists() and first != own:
        return f"includes {first} before its own header {own}"
    return None


def umbrella():
    """What relent/relent.hpp should be: every public header, in order."""
    include = ROOT / "include"
    names = sorted(str(path.relative_to(include)) for path in include.glob("relent/*/*.hpp"))
    lines = "".join(f'#include "{name}"\n' for name in names)
    return f"#pragma once\n\n/// All of relent's public headers; each also stands alone.\n\n{lines}"


def main():
    rules = read_rules(MAP.read_text(encoding="utf-8"))
    if not rules:
        sys.exit("docs/map.md: no table of rooms found")
    failed = files = 0
    for base in (ROOT / "include" / "relent", ROOT / "src"):
        for path in sorted(base.glob("*/**/*.[ch]pp")):
            room = path.relative_to(base).parts[0]
            where = path.relative_to(ROOT)
            if room not in rules:
                print(f"{where}:1: room {room} is not in the table of docs/map.md")
                failed += 1
                continue
            files += 1
            lines = path.read_text(encoding="utf-8").splitlines()
            if words := alone(path, lines):
                print(f"{where}:1: {words}")
                failed += 1
            for number, words in complaints(path, lines, room, rules):
                print(f"{where}:{number}: {words}")
                failed += 1
    path = ROOT / "include" / "relent" / "relent.hpp"
    if path.read_text(encoding="utf-8") != umbrella():
        if "--fix" in sys.argv:
            path.write_text(umbrella(), encoding="utf-8")
        else:
            print(
                f"{path.relative_to(ROOT)}:1: is not the list of public headers; tools/check_layers.py --fix writes it"
            )
            failed += 1
    print(f"{files} files, {failed} faults" if failed else f"{files} files point downward")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
