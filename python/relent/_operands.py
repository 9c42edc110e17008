"""What stands for a distribution, from whatever Python has: the door's only conversions."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import _foreign, _relent, _tables
from ._relent import Distribution, DistributionBatch, InputError, InputTypeError, JointDistribution, Operand

_SHOWN = 16  # so many numbers are written out in an operand's text


def samples(x: Any, *, weights: Any = None, name: str | None = None) -> Operand:
    """Observations: numbers, or words (then categories). NaN, None and null are missing, and counted.

    ``x`` is an array, a list, or a column of pandas, polars or pyarrow; with two axes, or as a data frame, it is a joint
    sample, one observation a row, and a row that misses one number is missing. ``weights``, of numbers with one axis,
    say how much each counts: one a value, finite and not negative, in any scale. ``name`` is what answers call it.
    """
    if isinstance(x, Operand):
        if weights is not None:
            raise InputError("samples: x is an operand already; give the weights where it is made")
        return x
    if weights is not None:
        return _weighted(x, weights, name or _column_name(x) or f"{_length(x):,} weighted values")
    if _is_frame(x):
        return _joint_frame(x, name)
    text = name or _column_name(x) or f"{_length(x):,} values"
    if _is_arrow(x):
        return _relent._read_column(_as_table(x), text, "x", text)
    array = np.asarray(x)
    if array.dtype.kind in "US" and not isinstance(x, np.ndarray):
        array = np.asarray(x, dtype=object)  # what numpy made words of may have been numbers
    if array.ndim == 2 and array.dtype.kind in "fiu":
        rows, columns = array.shape
        plain = np.ascontiguousarray(array, dtype=np.float64)
        return _relent._joint_samples(plain, [], name or f"{rows:,} rows of {columns}")
    if array.ndim != 1:
        raise InputError(f"samples: x has {array.ndim} axes, must have one, or two of numbers")
    if array.dtype.kind in "fiu":
        return _relent._samples(_plain(array), text)
    if array.dtype.kind in "bUO":
        return _categories(array, text)
    raise InputTypeError(f"samples: x holds {array.dtype}, numbers or words are needed")


def _weighted(x: Any, weights: Any, text: str) -> Operand:
    try:
        values, shares = (np.asarray(a, dtype=np.float64) for a in (x, weights))
    except (TypeError, ValueError) as e:
        raise InputTypeError(f"samples: weighted values are numbers: {e}") from None
    for what, array in (("x", values), ("weights", shares)):
        if array.ndim != 1:
            raise InputError(f"samples: {what} has {array.ndim} axes, must have one")
    return _relent._samples(_plain(values), text, _plain(shares))


def counts(c: Any, *, name: str | None = None) -> Operand:
    """How often each outcome was observed: data, so that answers have an interval.

    ``c`` is an array (two axes or more: a joint table), a mapping or a pandas Series from outcomes to counts.
    """
    return c if isinstance(c, Operand) else _listed(_relent._counts, "counts", c, name)


def masses(p: Any, *, name: str | None = None) -> Operand:
    """Probabilities, one for each outcome: a model, so that answers are exact.

    ``p`` is an array (two axes or more: a joint table), a mapping or a pandas Series from outcomes to masses.
    """
    return p if isinstance(p, Operand) else _listed(_relent._masses, "masses", p, name)


def operand(x: Any) -> Operand:
    """``x`` as an operand: texts are read as the command line reads them, a data frame's column is samples,
    other arrays are masses."""
    if isinstance(x, Operand):
        return x
    if isinstance(x, str):
        return _relent._parse_operand(x, column_of_file)
    if isinstance(x, (Distribution, JointDistribution)):
        return _relent._density(x)
    if isinstance(x, DistributionBatch) or _foreign.is_distribution(x):
        return _relent._density(distribution(x))
    if isinstance(x, os.PathLike):
        return _relent._parse_operand(os.fspath(x), column_of_file)
    return samples(x) if _is_arrow(x) or _is_frame(x) else masses(x)


def distribution(x: Any) -> Distribution | JointDistribution:
    """``x`` as a relent.Distribution: a text as the command line reads it (``"0.5*normal(-2, 1) + 0.5*normal(2, 1)"``),
    or a distribution of torch.distributions or scipy.stats, whose parameters are mapped. A relent.JointDistribution
    where it has several numbers."""
    if isinstance(x, (Distribution, JointDistribution)):
        return x
    if isinstance(x, str):
        return _relent._parse_distribution(x)
    made = _foreign.convert(x) if _foreign.is_distribution(x) else x
    if isinstance(made, (Distribution, JointDistribution)):
        return made
    if isinstance(made, DistributionBatch):
        raise InputError(f"{made!r} where one distribution is needed; the measure functions and kl_gradient take many")
    raise InputTypeError(
        f"distribution: {type(x).__name__} is no distribution; give a relent.Distribution, a text, or one of "
        "torch.distributions or scipy.stats"
    )


def one_or_many(x: Any) -> Distribution | DistributionBatch:
    """``x`` as one distribution, or as a batch where it is one."""
    if isinstance(x, DistributionBatch):
        return x
    return _foreign.convert(x) if _foreign.is_distribution(x) else distribution(x)


def column_of_file(path: str, column: str) -> Operand:
    """``path:column`` as an operand; ``.npy`` without a column."""
    from . import _files

    text = f"{path}:{column}" if column else path
    if path.lower().endswith(".npy"):
        return _npy(_files.load_npy(path), column, text)
    if not column:
        raise InputError(f"{path}: which column? write {path}:COLUMN")
    return _relent._read_column(_files.streams(path), path, column, text)


def _npy(array: np.ndarray, column: str, text: str) -> Operand:
    """A table whole: masses where it can be that, else a joint sample; of one column or several by number."""
    if array.ndim != 2:
        return samples(array, name=text)
    if column:
        columns = {str(i): array[:, i] for i in range(array.shape[1])}
        return _relent._read_column(
            _tables.data_set(columns, text).make_stream, text.removesuffix(f":{column}"), column, text
        )
    if array.size and array.min() >= 0 and abs(array.sum() - 1) < 1e-6:
        return masses(array, name=text)
    return samples(array, name=text)


def _joint_frame(frame: Any, name: str | None) -> Operand:
    data = _tables.data_set(frame, "x")
    if data.skipped:
        raise InputTypeError(f"samples: {next(iter(data.skipped.values()))}")
    columns = [f.name for f in _tables.schema(data)]
    quoted = ",".join('"' + c.replace('"', '""') + '"' for c in columns)
    return _relent._read_column(data.make_stream, "x", quoted, name or ",".join(columns))


def _listed(make: Any, what: str, x: Any, name: str | None) -> Operand:
    labels: list[str] = []
    if isinstance(x, Mapping):
        labels, x = [str(k) for k in x], list(x.values())
    elif hasattr(x, "index") and hasattr(x, "to_numpy"):
        labels = [str(k) for k in x.index]
    try:
        array = np.asarray(x)
        plain = _plain(array)
    except (TypeError, ValueError) as e:
        raise InputTypeError(f"{what}: numbers are needed: {e}") from None
    if array.ndim == 0:
        raise InputError(f"{what}: a single number, a list of {what} is needed")
    shape = list(array.shape) if array.ndim > 1 else []
    return make(plain, shape, labels, name or _written(what, plain))


def _written(what: str, plain: np.ndarray) -> str:
    if plain.size > _SHOWN:
        return f"{plain.size:,} {what}"
    numbers = ",".join(f"{v:.6g}" for v in plain)
    return f"counts:{numbers}" if what == "counts" else numbers


def _categories(array: np.ndarray, text: str) -> Operand:
    values = array.tolist()
    missing = [v is None or (isinstance(v, float) and math.isnan(v)) for v in values]
    kinds = {type(v) for v, gone in zip(values, missing) if not gone}
    if kinds <= {int, float, np.float64} and kinds:
        return _relent._samples(_plain(np.array([np.nan if gone else v for v, gone in zip(values, missing)])), text)
    if not kinds <= {str, bool, np.str_}:
        names = ", ".join(sorted(k.__name__ for k in kinds))
        raise InputTypeError(f"samples: x holds {names}; numbers or words are needed")
    place: dict[str, int] = {}
    words = (("true" if v else "false") if isinstance(v, bool) else v for v in values)
    codes = [-1 if gone else place.setdefault(w, len(place)) for w, gone in zip(words, missing)]
    return _relent._categories(np.array(codes, dtype=np.int32), list(place), text)


def _plain(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(array, dtype=np.float64).ravel()


def _length(x: Any) -> int:
    return len(x) if hasattr(x, "__len__") else 0


def _column_name(x: Any) -> str | None:
    name = getattr(x, "name", None)
    return name if isinstance(name, str) and name else None


def _is_arrow(x: Any) -> bool:
    """A column of a data frame: a pandas or polars Series, a pyarrow array."""
    return hasattr(x, "__arrow_c_array__") or hasattr(x, "__arrow_c_stream__") or _is_pandas_series(x)


def _is_frame(x: Any) -> bool:
    """A data frame of pandas or polars, a table of pyarrow."""
    return hasattr(x, "columns") and (hasattr(x, "__arrow_c_stream__") or hasattr(x, "iloc"))


def _is_pandas_series(x: Any) -> bool:
    return type(x).__module__.partition(".")[0] == "pandas" and hasattr(x, "to_frame")


def _as_table(x: Any) -> Any:
    """A function that gives the column as a table with one column, called x."""
    if hasattr(x, "to_frame") and not _is_pandas_series(x):  # polars
        frame = x.alias("x").to_frame()
        return lambda: frame
    import pyarrow as pa

    if _is_pandas_series(x):
        try:
            table = pa.table({"x": pa.Array.from_pandas(x)})
        except (pa.ArrowInvalid, pa.ArrowTypeError) as e:
            raise InputTypeError(f"samples: x holds values of several types: {e}") from None
    else:
        array = x if isinstance(x, (pa.Array, pa.ChunkedArray)) else pa.chunked_array(x)
        if pa.types.is_struct(array.type):
            raise InputTypeError("samples: x holds structs, not numbers or words")
        table = pa.table({"x": array})
    return lambda: table
