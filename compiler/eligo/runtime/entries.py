"""What the entries of a list hold besides what every entry has by its kind: their attributes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol, TypeVar

from . import schemas
from .problems import FieldProblem
from .scalars import only_keys
from .values import Attributes

Raw = TypeVar("Raw")


class Shape(Protocol):
    """The attributes that an entry may hold; generated classes of entries are of this form."""

    def names(self) -> tuple[str, ...]:
        """Their names in a record."""

    def read(self, written: Mapping[str, object]) -> Attributes:
        """The attributes of one entry; FieldProblem, with its place, where one is wrong."""

    def blank(self) -> Attributes:
        """The attributes of an entry of which nothing is recorded."""

    def schemas(self) -> dict[str, schemas.Schema]:
        """JSON Schema of each attribute, by its name in a record."""


def taken_apart(
    written: Mapping[str, object], own: Collection[str], shape: Shape | None
) -> tuple[Mapping[str, object], Attributes]:
    """The parts that an entry has by its kind, and its attributes; FieldProblem for other parts."""
    if shape is None:
        only_keys(written, own)
        return written, None
    only_keys(written, (*own, *shape.names()))
    attributes = {key: written[key] for key in shape.names() if key in written}
    return {key: part for key, part in written.items() if key in own}, shape.read(attributes)


def each_of(entries: Sequence[object], read: Callable[[object], Raw]) -> tuple[Raw, ...]:
    """Every entry read; a problem says in which entry it stands."""
    found = []
    for index, entry in enumerate(entries):
        try:
            found.append(read(entry))
        except FieldProblem as problem:
            raise problem.within(str(index)) from None
    return tuple(found)


def described(shape: Shape | None) -> dict[str, schemas.Schema]:
    return {} if shape is None else shape.schemas()


def blank(shape: Shape | None) -> Attributes:
    return None if shape is None else shape.blank()
