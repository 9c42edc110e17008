from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from . import _relent
from ._progress import progress_line
from ._relent import Comparison
from ._tables import data_set
from ._types import Unit


def compare(
    reference: Any,
    current: Any,
    *,
    columns: str | Sequence[str] | None = None,
    unit: Unit = "nats",
    alpha: float = 0.05,
    bins: int = 256,
    level: float = 0.95,
    exact: bool = False,
    preset: Literal["relent", "evidently", "nannyml"] | None = None,
    threads: int = 0,
    progress: bool | Callable[[str, int, int], object] = False,
) -> Comparison:
    """Compares two data sets column by column: what changed, how far, and how likely by chance.

    ``reference`` and ``current`` are data frames of pandas, polars or pyarrow, anything with ``__arrow_c_stream__``
    that can be asked for it twice, a mapping of columns, or a path to CSV, Parquet or Arrow IPC. A data frame's index
    is not compared. Memory is bounded by columns and bins, not by rows.

    ``columns`` are the only ones to look at; ``bins`` the reference quantile bins of a numeric column; a column drifted
    when its p-value, adjusted over the columns, is below ``alpha``. Every measure has an interval of this ``level``.
    ``exact`` keeps every number, for tests and Wasserstein distances from the values themselves: 8 bytes a number, and
    some 100 more in the columns at work. ``preset`` reproduces the scores of that tool.
    ``progress`` is True for a line on standard error, or is called with (what, done, total).

    Returns a Comparison: ``.drifted``, ``.columns`` by name, ``.to_html(path)``, ``.to_json()``, ``.to_pandas()``,
    ``.to_dict()``; a notebook shows it as a table.
    """
    before, after = data_set(reference, "reference"), data_set(current, "current")
    names = [] if columns is None else [columns] if isinstance(columns, str) else list(columns)
    with progress_line(progress) as report:
        result = _relent._compare(
            before.make_stream, before.name, after.make_stream, after.name, names, unit, alpha, bins, level, exact,
            preset, threads, report,
        )  # fmt: skip
    skipped = [pair for pair in (before.skipped | after.skipped).items() if not names or pair[0] in names]
    return _relent._with_skipped(result, skipped) if skipped else result
