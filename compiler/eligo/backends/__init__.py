"""From a protocol's meaning to the files generated from it; the backends do not know each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from eligo import ir

if TYPE_CHECKING:
    from eligo.backends.python import FormatCache

Backend = Callable[[ir.Protocol, bool, "FormatCache | None"], Mapping[str, str]]


def _python(
    protocol: ir.Protocol, standalone: bool, cache: FormatCache | None
) -> Mapping[str, str]:
    from eligo.backends import python

    return python.emit(protocol, standalone=standalone, cache=cache)


def _documents(
    protocol: ir.Protocol, standalone: bool, cache: FormatCache | None
) -> Mapping[str, str]:
    from eligo.backends import document

    return document.emit(protocol)


BACKENDS: dict[str, Backend] = {"python": _python, "documents": _documents}
