from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from . import _relent
from ._progress import progress_line
from ._relent import Associations
from ._tables import data_set
from ._types import Unit


def associations(
    data: Any,
    *,
    columns: str | Sequence[str] | None = None,
    unit: Unit = "nats",
    rows: int = 10_000,
    level: float = 0.95,
    threads: int = 0,
    progress: bool | Callable[[str, int, int], object] = False,
) -> Associations:
    """The mutual information of every pair of columns, its interval, and how likely so much is by chance.

    ``data`` is a data frame of pandas, polars or pyarrow, a mapping of columns, or a path to CSV, Parquet or Arrow IPC.
    At most ``rows`` rows are used, drawn at random. Numbers and words alike; rows with a missing value are left out of
    the pairs they are missing from. ``progress`` is True for a line on standard error, or is called with (what, done,
    total).

    Returns Associations: ``.pairs``, strongest first, each with ``.x``, ``.y``, ``.mutual_information`` (an Answer),
    ``.strength`` from 0 to 1, ``.p_value``, ``.adjusted_p_value``; ``found["a", "b"]`` is one of them; ``.skipped`` are
    columns that tell nothing; ``.to_html(path)``, ``.to_json()``, ``.vega_lite()``.
    """
    given = data_set(data, "data")
    names = [] if columns is None else [columns] if isinstance(columns, str) else list(columns)
    with progress_line(progress) as report:
        return _relent._associations(given.make_stream, given.name, names, unit, rows, level, threads, report)
