"""
The difference between probability distributions: the compiled half of relent.
"""

from collections.abc import Callable, Iterator, Sequence
import enum
import os
from typing import Annotated, Any

import numpy
import numpy.typing
from numpy.typing import NDArray

from relent._types import Masses, Unit



class Error(Exception):
    """
    Everything relent refuses. One line: what, where, which value, which bound. `code` says which kind ("invalid_value", "shape_mismatch", ...).
    """
    code: str

class InputError(Error, ValueError):
    """A value, a shape, a name or a text that does not do."""

class InputTypeError(Error, TypeError):
    """Words where numbers are needed, and the like."""

class FileError(Error, OSError):
    """A file that cannot be read or written."""

class MissingFileError(FileError, FileNotFoundError):
    """No such file."""

class Operand:
    """
    A distribution as relent takes it: masses, counts, samples or categories.
    """

    @property
    def text(self) -> str:
        """As it was written, or described."""

    @property
    def kind(self) -> str:
        """"masses", "counts", "samples" or "categories"."""

    def __len__(self) -> int: ...

    def __repr__(self) -> str: ...

def _samples(values: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], text: str) -> Operand: ...

def _masses(values: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], shape: Sequence[int], labels: Sequence[str], text: str) -> Operand: ...

def _counts(values: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], shape: Sequence[int], labels: Sequence[str], text: str) -> Operand: ...

def _categories(codes: Annotated[NDArray[numpy.int32], dict(shape=(None,), order='C', device='cpu', writable=False)], labels: Sequence[str], text: str) -> Operand: ...

def _read_column(make_stream: Callable, name: str, column: str, text: str) -> Operand: ...

def _parse_operand(text: str, load: Callable) -> Operand: ...

class Contribution:
    """One element's share of an answer."""

    @property
    def index(self) -> int: ...

    @property
    def label(self) -> str: ...

    @property
    def p(self) -> float: ...

    @property
    def q(self) -> float: ...

    @property
    def value(self) -> float: ...

    def __repr__(self) -> str: ...

class Answer:
    """
    One measure's reply: a number with how it was got. float() is the value.
    """

    @property
    def name(self) -> str:
        """The measure's full name."""

    @property
    def label(self) -> str: ...

    @property
    def value(self) -> float: ...

    @property
    def interval(self) -> tuple[float, float] | None:
        """(lower, upper), or None for an exact answer."""

    @property
    def level(self) -> float | None:
        """The interval's, 0.95."""

    @property
    def standard_error(self) -> float | None: ...

    @property
    def error_bound(self) -> float | None: ...

    @property
    def method(self) -> str:
        """"exact", "plug_in", "binned", ..."""

    @property
    def notes(self) -> list[str]: ...

    @property
    def unit(self) -> str:
        """"nats", "bits", "bans", or "" where the measure has none."""

    @property
    def contributions(self) -> list[Contribution]:
        """Largest first; filled by relent.measure(..., explain=True)."""

    def __float__(self) -> float: ...

    def __repr__(self) -> str: ...

class Measurement:
    """
    A question and its replies, in order; .value, .interval, .method are the first reply's.
    """

    @property
    def p(self) -> str: ...

    @property
    def q(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def answers(self) -> list[Answer]: ...

    @property
    def value(self) -> float: ...

    @property
    def interval(self) -> tuple[float, float] | None: ...

    @property
    def level(self) -> float | None: ...

    @property
    def standard_error(self) -> float | None: ...

    @property
    def error_bound(self) -> float | None: ...

    @property
    def method(self) -> str: ...

    @property
    def notes(self) -> list[str]: ...

    def __getitem__(self, name: str) -> Answer:
        """The reply of one measure, by name or alias."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Answer]: ...

    def __float__(self) -> float: ...

    def __repr__(self) -> str: ...

    def to_json(self) -> str:
        """The same JSON as `relent measure --json`."""

def _ask(p: object, q: object | None, measures: Sequence[str], unit: object, explain: bool, level: float, normalize: bool, generalized: bool, alpha: float, weight: float, normaliser: str, support: Sequence[float] | None, threads: int) -> Measurement: ...

class Arity(enum.Enum):
    """What a measure looks at."""

    one = 0

    two = 1

    joint = 2

class MeasureInfo:
    """One line of the catalogue."""

    @property
    def name(self) -> str: ...

    @property
    def aliases(self) -> list[str]: ...

    @property
    def label(self) -> str: ...

    @property
    def takes(self) -> Arity: ...

    @property
    def formula(self) -> str: ...

    @property
    def range(self) -> str: ...

    @property
    def zeros(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def parameter(self) -> str: ...

    @property
    def in_units(self) -> bool: ...

    @property
    def unit_power(self) -> float:
        """The value scales with this power of the unit."""

    @property
    def symmetric(self) -> bool: ...

    @property
    def metric(self) -> bool: ...

    @property
    def zero_on_equal(self) -> bool: ...

    @property
    def monotone(self) -> bool: ...

    @property
    def bound(self) -> float | None: ...

    @property
    def on_line(self) -> bool:
        """A distance along a line, in the unit of its places."""

    def __repr__(self) -> str: ...

def entropy(p: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    entropy H(P) = -sum p log p

    p: masses along `axis`; every other axis is a batch. Returns one value for each distribution.
    Range [0, log n] in nats. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Shannon 1948, section 6
    """

def perplexity(p: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    perplexity = exp(-sum p log p)

    p: masses along `axis`; every other axis is a batch. Returns one value for each distribution.
    Range [1, n], without a unit. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Jelinek, Mercer, Bahl & Baker 1977
    """

def self_information(p: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    mean self-information = -log p of each outcome; the value is their mean, sum p (-log p)

    p: masses along `axis`; every other axis is a batch. Returns one value for each distribution.
    Range [0, ∞] in nats. At zero: infinite for an outcome with p = 0, which adds nothing to the mean
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Shannon 1948; Fano 1961, section 2
    """

def renyi_entropy(p: Masses, *, alpha: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Rényi entropy = log(sum p^alpha) / (1 - alpha)

    p: masses along `axis`; every other axis is a batch. Returns one value for each distribution.
    Range [0, log n] in nats. At zero: 0^alpha = 0; alpha = 0 counts the elements with p > 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Rényi 1961, eq. 1.21
    """

def tsallis_entropy(p: Masses, *, alpha: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Tsallis entropy = (1 - sum p^alpha) / (alpha - 1)

    p: masses along `axis`; every other axis is a batch. Returns one value for each distribution.
    Range [0, (1 - n^(1-alpha)) / (alpha - 1)], without a unit. At zero: 0^alpha = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Tsallis 1988, eq. 1; Havrda & Charvát 1967
    """

def kl_divergence(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    KL(P‖Q) = sum p log(p/q)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: 0 log(0/q) = 0; infinite where q = 0 < p
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Kullback & Leibler 1951, eq. 2.4
    """

def reverse_kl_divergence(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    KL(Q‖P) = sum q log(q/p)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: 0 log(0/p) = 0; infinite where p = 0 < q
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Kullback & Leibler 1951, eq. 2.4
    """

def cross_entropy(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    cross-entropy H(P,Q) = -sum p log q

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: 0 log 0 = 0; infinite where q = 0 < p
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Good 1956; Cover & Thomas 2006, section 5.4
    """

def jeffreys_divergence(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Jeffreys = sum (p - q) log(p/q) = KL(P‖Q) + KL(Q‖P)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: 0 where p = q = 0; infinite where only one is 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Jeffreys 1946
    """

def js_divergence(p: Masses, q: Masses, *, weight: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Jensen-Shannon = w KL(P‖M) + (1-w) KL(Q‖M), M = w P + (1-w) Q

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ln 2] in nats. At zero: always finite
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Lin 1991, eq. 4.1
    """

def js_distance(p: Masses, q: Masses, *, weight: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Jensen-Shannon distance = sqrt(js_divergence)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, sqrt(ln 2)] in nats. At zero: always finite
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Endres & Schindelin 2003
    """

def renyi_divergence(p: Masses, q: Masses, *, alpha: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Rényi = log(sum p^alpha q^(1-alpha)) / (alpha - 1)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: 0 where p = 0; infinite where q = 0 < p and alpha >= 1, or where nothing is shared
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Rényi 1961, eq. 3.3; van Erven & Harremoës 2014
    """

def tsallis_divergence(p: Masses, q: Masses, *, alpha: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Tsallis = (sum p^alpha q^(1-alpha) - 1) / (alpha - 1)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], without a unit. At zero: 0 where p = 0; infinite where q = 0 < p and alpha >= 1
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Tsallis 1998, eq. 3; Cressie & Read 1984
    """

def alpha_divergence(p: Masses, q: Masses, *, alpha: float = 0.5, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    alpha (Amari) = (sum p^alpha q^(1-alpha) - 1) / (alpha (alpha - 1))

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], without a unit. At zero: 0 where p = q = 0; infinite where q = 0 < p and alpha >= 1, or p = 0 < q and alpha <= 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Amari 1985, section 3.5; Cichocki & Amari 2010, eq. 40
    """

def total_variation(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    total variation = sum |p - q| / 2

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, 1], without a unit. At zero: always finite
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Levin, Peres & Wilmer 2009, proposition 4.2
    """

def hellinger_distance(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Hellinger = sqrt(sum (sqrt p - sqrt q)^2 / 2)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, 1], without a unit. At zero: always finite
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Hellinger 1909; Le Cam & Yang 2000, section 3.1
    """

def bhattacharyya_distance(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Bhattacharyya = -log sum sqrt(p q)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞] in nats. At zero: infinite where P and Q share no element
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Bhattacharyya 1943
    """

def chi_square_pearson(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    chi-square (Pearson) = sum (p - q)^2 / q

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], without a unit. At zero: 0 where p = q = 0; infinite where q = 0 < p
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Pearson 1900
    """

def chi_square_neyman(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    chi-square (Neyman) = sum (p - q)^2 / p

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], without a unit. At zero: 0 where p = q = 0; infinite where p = 0 < q
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Neyman 1949
    """

def triangular_discrimination(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    triangular discrimination = sum (p - q)^2 / (p + q)

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, 2], without a unit. At zero: 0 where p = q = 0; always finite
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Topsøe 2000; Le Cam 1986
    """

def population_stability_index(p: Masses, q: Masses, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    PSI = sum (p - q) ln(p/q), the Jeffreys divergence in nats

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], without a unit. At zero: 0 where p = q = 0; infinite where only one is 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Siddiqi 2006; Yurdakul & Naranjo 2020
    """

def wasserstein_1(p: Masses, q: Masses, *, support: Sequence[float] | None = None, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Wasserstein W1 = integral |F(x) - G(x)| dx, F and G the cdfs

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], in the unit of x. At zero: finite between masses; infinite where a mean is, unless the tails match
    support: where the masses lie on the line, one finite position for each, rising; None: 0, 1, 2, ...
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Vallender 1974; Villani 2003, theorem 2.18
    """

def wasserstein_2(p: Masses, q: Masses, *, support: Sequence[float] | None = None, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    Wasserstein W2 = sqrt(integral (F^-1(u) - G^-1(u))^2 du), F^-1 and G^-1 the quantile functions

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], in the unit of x. At zero: finite between masses; infinite where a variance is, unless the tails match
    support: where the masses lie on the line, one finite position for each, rising; None: 0, 1, 2, ...
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Villani 2003, theorem 2.18
    """

def energy_distance(p: Masses, q: Masses, *, support: Sequence[float] | None = None, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    energy distance = sqrt(2 integral (F(x) - G(x))^2 dx), the root of 2 E|X-Y| - E|X-X'| - E|Y-Y'|

    p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.
    Range [0, ∞], in the root of the unit of x. At zero: finite between masses; infinite where (F - G)^2 has no integral
    support: where the masses lie on the line, one finite position for each, rising; None: 0, 1, 2, ...
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Székely & Rizzo 2013, section 2; Baringhaus & Franz 2004
    """

def joint_entropy(table: Masses, *, unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    joint entropy H(X,Y) = -sum p(x,y) log p(x,y)

    table: the masses of a joint distribution, one axis for each variable.
    Range [0, log n] in nats. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Shannon 1948, section 6
    """

def conditional_entropy(table: Masses, *, unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    conditional entropy H(Y|X) = H(X,Y) - H(X), X the first axis (the rows)

    table: the masses of a joint distribution, one axis for each variable.
    Range [0, log n] in nats. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Shannon 1948, section 6; Cover & Thomas 2006, section 2.2
    """

def mutual_information(table: Masses, *, unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    mutual information I(X;Y) = sum p(x,y) log(p(x,y) / (p(x) p(y)))

    table: the masses of a joint distribution, one axis for each variable.
    Range [0, min(H(X), H(Y))] in nats. At zero: 0 where p(x,y) = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Cover & Thomas 2006, eq. 2.28
    """

def normalized_mutual_information(table: Masses, *, normaliser: str = "arithmetic", unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    normalised mutual information = I(X;Y) / mean(H(X), H(Y))

    table: the masses of a joint distribution, one axis for each variable.
    Range [0, 1], without a unit. At zero: as mutual_information; 0 where both entropies are 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Strehl & Ghosh 2002; Vinh, Epps & Bailey 2010, table 2
    """

def variation_of_information(table: Masses, *, unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    variation of information = H(X|Y) + H(Y|X)

    table: the masses of a joint distribution, one axis for each variable.
    Range [0, log n] in nats. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Meilă 2007, eq. 16
    """

def total_correlation(table: Masses, *, unit: Unit = "nats", normalize: bool = False, generalized: bool = False, threads: int = 0) -> Any:
    """
    total correlation = sum of the marginals' entropies - H(joint)

    table: the masses of a joint distribution, one axis for each variable.
    Range [0, ∞) in nats. At zero: 0 log 0 = 0
    Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or `generalized`
    takes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and summed in f64; the answer
    does not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, torch out. With relent.samples,
    relent.counts, relent.masses or a text such as "data.csv:age" for an argument, returns a relent.Answer with its
    interval. Raises relent.InputError for masses that are negative, not finite, or do not sum to 1.

    Source: Watanabe 1960
    """

def measures() -> list[MeasureInfo]:
    """
    The catalogue: every measure with its formula, range, conventions at zero and source.
    """

def f_divergence(p: Masses, q: Masses, f: Callable[[float], float], *, derivative: Callable[[float], float] | None = None, at_zero: float | None = None, slope_at_infinity: float | None = None, axis: int = -1, normalize: bool = False, generalized: bool = False) -> Any:
    """
    D_f(P‖Q) = sum q f(p/q), for any convex f with f(1) = 0 that takes and returns a float.

    Where p = 0 an element costs q f(0), where q = 0 it costs p lim f(t)/t; `at_zero` and `slope_at_infinity` are
    these two limits. Left out, they are found by calling f (or `derivative`) at 0 or 2**-1000, and at 2**1000: give
    them where f converges slower than a power of t. Each element calls f once, in
    in
    this thread. p, q: as for relent.kl_divergence; the value has no unit.

    Source: Csiszár 1967.
    """

def gradient(measure: str, p: Masses, q: Masses | None = None, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, alpha: float = 0.5, weight: float = 0.5, normaliser: str = "arithmetic", support: Sequence[float] | None = None, threads: int = 0) -> Any:
    """
    Derivatives of a measure with respect to its masses: dp for one distribution, (dp, dq) for a pair, each of its
    input's shape (summed over the axes along which it was broadcast).

    Masses are independent variables of the formula; with `normalize` the derivative runs through the division by the
    sum. An infinite derivative is infinity. `measure` is a name or an alias.
    """

def contributions(measure: str, p: Masses, q: Masses | None = None, *, unit: Unit = "nats", axis: int = -1, normalize: bool = False, generalized: bool = False, alpha: float = 0.5, weight: float = 0.5, normaliser: str = "arithmetic", support: Sequence[float] | None = None, threads: int = 0) -> Any:
    """
    What each element adds to a measure, in the broadcast shape of p and q: the elements along `axis` sum to the
    value, and an element that alone makes it infinite has infinity. `measure` is a name or an alias.
    """

class NumericSummary:
    """Summary numbers of one side of a numeric column."""

    @property
    def min(self) -> float: ...

    @property
    def max(self) -> float: ...

    @property
    def mean(self) -> float: ...

    @property
    def sd(self) -> float: ...

    @property
    def quantiles(self) -> list[float]:
        """1%, 25%, 50%, 75% and 99%."""

    def __repr__(self) -> str: ...

class Cell:
    """One bin [low, high) or category, counted on both sides."""

    @property
    def label(self) -> str: ...

    @property
    def low(self) -> float: ...

    @property
    def high(self) -> float: ...

    @property
    def count(self) -> list[int]:
        """In the reference, in the current data."""

    @property
    def contribution(self) -> float:
        """To js_divergence, in the comparison's unit."""

    def __repr__(self) -> str: ...

class PresetScore:
    """What the tool that a preset reproduces says of a column."""

    @property
    def name(self) -> str: ...

    @property
    def value(self) -> float: ...

    @property
    def threshold(self) -> float: ...

    @property
    def drift_above(self) -> bool: ...

    def __repr__(self) -> str: ...

class ColumnComparison:
    """One column of a comparison."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def type(self) -> str:
        """The reference's type."""

    @property
    def rows(self) -> list[int]:
        """On each side, missing ones too."""

    @property
    def missing(self) -> list[int]: ...

    @property
    def measures(self) -> dict[str, Answer]: ...

    @property
    def p_value(self) -> float | None: ...

    @property
    def adjusted_p_value(self) -> float | None:
        """After Benjamini and Hochberg, over the columns compared."""

    @property
    def drifted(self) -> bool: ...

    @property
    def score(self) -> PresetScore | None:
        """With a preset: the tool's own score."""

    @property
    def test(self) -> str:
        """Which test gave the p-value."""

    @property
    def what_moved(self) -> str: ...

    @property
    def new_values(self) -> list[str]: ...

    @property
    def vanished_values(self) -> list[str]: ...

    @property
    def new_value_count(self) -> int: ...

    @property
    def vanished_value_count(self) -> int: ...

    @property
    def summary(self) -> list[NumericSummary | None]:
        """Of each side, for numbers."""

    @property
    def cells(self) -> list[Cell]: ...

    @property
    def notes(self) -> list[str]: ...

    def __getitem__(self, measure: str) -> Answer:
        """The answer of one measure, by name or alias."""

    def vega_lite(self) -> dict[str, Any]:
        """
        The chart of the two distributions as a Vega-Lite specification, data inside.
        """

    def __repr__(self) -> str: ...

class Comparison:
    """Two data sets, column by column. A notebook shows it as a table."""

    @property
    def columns(self) -> dict[str, ColumnComparison]:
        """By name, in the reference's order."""

    def __getitem__(self, column: str) -> ColumnComparison: ...

    @property
    def drifted(self) -> list[str]:
        """The columns that changed, most first."""

    @property
    def only_reference(self) -> list[str]: ...

    @property
    def only_current(self) -> list[str]: ...

    @property
    def skipped(self) -> dict[str, str]:
        """Columns that were not compared, and why."""

    @property
    def unit(self) -> str: ...

    @property
    def rows(self) -> list[int]:
        """Of the reference, of the current data."""

    @property
    def seconds(self) -> float: ...

    def __repr__(self) -> str: ...

    def _repr_html_(self) -> str: ...

    def to_json(self) -> str:
        """The same JSON as `relent compare --json`."""

    def to_html(self, path: str | os.PathLike[str] | None = None, *, command: str = '') -> str | None:
        """
        The report as one self-contained page: returned, or written whole to `path`. `command` is the line that makes
        it again, shown at its foot.
        """

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists and numbers."""

    def to_pandas(self) -> Any:
        """A DataFrame with a row for each column compared, indexed by its name."""

def _compare(reference: Callable, reference_name: str, current: Callable, current_name: str, columns: Sequence[str], unit: object, alpha: float, bins: int, preset: object | None, threads: int, report: object | None) -> Comparison: ...

def _with_skipped(comparison: Comparison, skipped: Sequence[tuple[str, str]]) -> Comparison: ...

def histogram(x: Any, edges: Any, *, threads: int = 0) -> numpy.typing.NDArray[numpy.int64]:
    """
    How many values lie in every bin: bin i holds edges[i] <= x < edges[i + 1], the last bin its upper edge too, as
    numpy.histogram has it. Values outside and NaN are not counted.

    edges: at least two, increasing, of any spacing; numpy.linspace gives equal bins, numpy.quantile those of equal
    mass. x: any shape; contiguous f64 is read where it lies, other types are converted first. The counts, int64, do not
    depend on `threads` (0: all). Raises relent.InputError for edges that are not finite or not increasing,
    relent.InputTypeError for what is no array of numbers.
    """

def simd_path() -> str:
    """The instruction set that the measures run on, for example "AVX3"."""

def simd_paths() -> list[str]:
    """Every instruction set that this machine can run, best first."""

def _force_simd_path(name: str) -> None: ...
