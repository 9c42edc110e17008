from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple, overload

from . import _relent


class GalleryEntry(NamedTuple):
    """A line of the gallery's list."""

    name: str
    title: str


@dataclass(frozen=True)
class ExhibitRow:
    """A number: what is right, and where an article prints another, that one and why."""

    what: str
    value: float
    unit: str
    printed: float | None
    printed_unit: str | None
    why: str


@dataclass(frozen=True)
class ExhibitPicture:
    """A picture as a Vega-Lite specification: ``altair.Chart.from_dict(picture.vega_lite)`` shows it too."""

    name: str
    title: str
    caption: str
    vega_lite: dict[str, Any] = field(repr=False)

    def svg(self) -> str:
        """Drawn by vl-convert (``pip install 'relent[pictures]'``)."""
        import vl_convert

        return vl_convert.vegalite_to_svg(self.vega_lite)

    def png(self, scale: float = 1.5) -> bytes:
        """Drawn by vl-convert (``pip install 'relent[pictures]'``)."""
        import vl_convert

        return vl_convert.vegalite_to_png(self.vega_lite, scale=scale)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"application/vnd.vegalite.v6+json": self.vega_lite, "text/plain": repr(self)}


@dataclass(frozen=True)
class Exhibit:
    """A classic result: a question, the numbers that answer it, pictures, and what articles say wrongly."""

    name: str
    title: str
    question: str
    rows: list[ExhibitRow]
    remarks: list[str]
    pictures: list[ExhibitPicture]
    _text: str = field(repr=False, default="")
    _html: str = field(repr=False, default="")

    def __repr__(self) -> str:
        return self._text.rstrip()

    def _repr_html_(self) -> str:
        """The table, with the pictures where vl-convert is there to draw them."""
        try:
            drawn = [picture.svg() for picture in self.pictures]
        except ImportError:
            drawn = []
        return self._html + "".join(f"<div>{svg}</div>\n" for svg in drawn)


@overload
def gallery() -> list[GalleryEntry]: ...
@overload
def gallery(name: str) -> Exhibit: ...


def gallery(name: str | None = None) -> list[GalleryEntry] | Exhibit:
    """The classic results on entropy, KL and their kin, computed when asked for.

    Without a name, the list of ``(name, title)``. ``relent.gallery("two_modes")`` has ``.rows`` (each with ``.what``,
    ``.value``, ``.unit``, and where an article prints another number ``.printed`` and ``.why``), ``.pictures`` (each with
    its ``.vega_lite`` specification) and ``.remarks``; it shows itself in a notebook.
    """
    if name is None:
        return [GalleryEntry(*entry) for entry in _relent._gallery()]
    text, found, html = _relent._exhibit(name)
    answer = json.loads(found)
    rows = [ExhibitRow(**{**row, "value": float(row["value"])}) for row in answer.pop("rows")]
    pictures = [ExhibitPicture(**picture) for picture in answer.pop("pictures")]
    return Exhibit(rows=rows, pictures=pictures, _text=text, _html=html, **answer)
