"""Data sets as functions that give a fresh Arrow stream for every pass."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import _files
from ._relent import InputError, InputTypeError


@dataclass
class DataSet:
    name: str
    make_stream: Callable[[], Any]
    skipped: dict[str, str] = field(default_factory=dict)


def schema(data: DataSet) -> Any:
    """The fields of a data set, by pyarrow."""
    import pyarrow as pa

    return pa.RecordBatchReader.from_stream(data.make_stream()).schema


def data_set(data: Any, name: str) -> DataSet:
    if isinstance(data, (str, os.PathLike)):
        path = os.fspath(data)
        return DataSet(path, _files.streams(path))
    if _is_pandas(data):
        return _from_pandas(data, name)
    if isinstance(data, Mapping):
        return _from_mapping(data, name)
    if hasattr(data, "collect") and hasattr(data, "collect_schema"):  # a polars LazyFrame
        data = data.collect()
    if hasattr(data, "read_next_batch"):
        raise InputTypeError(f"{name} is a reader that can be read once only; pass {name}.read_all()")
    if not hasattr(data, "__arrow_c_stream__"):
        kind = type(data).__name__
        raise InputTypeError(f"{name} is a {kind}; a data frame (pandas, polars, pyarrow) or a path is needed")
    return DataSet(name, lambda: data)


def _is_pandas(data: Any) -> bool:
    return type(data).__module__.partition(".")[0] == "pandas" and hasattr(data, "columns")


def _from_pandas(data: Any, name: str) -> DataSet:
    import pyarrow as pa

    data = data.rename(columns=str)
    twice = data.columns[data.columns.duplicated()]
    if len(twice):
        raise InputError(f"{name} has more than one column {twice[0]!r}")
    try:
        table = pa.Table.from_pandas(data, preserve_index=False)
        return DataSet(name, lambda: table)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return _from_mapping({column: data[column] for column in data.columns}, name)


def _from_mapping(columns: Mapping[Any, Any], name: str) -> DataSet:
    """Column by column: one that holds values of several types is said to be skipped, the rest is compared."""
    import pyarrow as pa

    arrays: dict[str, Any] = {}
    skipped: dict[str, str] = {}
    for column, values in columns.items():
        try:
            arrays[str(column)] = pa.chunked_array(values) if _exports(values) else pa.array(values, from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as e:
            skipped[str(column)] = f"{name} holds values of several types ({str(e).splitlines()[0]})"
    _refuse_ragged(arrays, name)
    if not arrays:
        raise InputError(f"{name} has no column that can be read")
    table = pa.table(arrays)
    return DataSet(name, lambda: table, skipped)


def _refuse_ragged(arrays: dict[str, Any], name: str) -> None:
    first = next(iter(arrays), "")
    for column, array in arrays.items():
        if len(array) != len(arrays[first]):
            raise InputError(
                f"{name}: columns {first!r} and {column!r} have {len(arrays[first]):,} and {len(array):,} rows"
            )


def _exports(values: Any) -> bool:
    return hasattr(values, "__arrow_c_stream__") and not _is_pandas_like(values)


def _is_pandas_like(values: Any) -> bool:
    return type(values).__module__.partition(".")[0] == "pandas"
