"""A progress bar on standard error, for what takes long and is watched."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator
from typing import IO, TypeVar

Item = TypeVar("Item")

_LONG = 1.0  # seconds without a bar
_PAUSE = 0.1  # seconds between two looks


def followed(
    items: Iterator[Item], stream: IO[bytes], name: str, *, quiet: bool = False
) -> Iterator[Item]:
    """The items, with a bar that follows how much of the stream was read."""
    size = _size(stream)
    if quiet or not size or not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    for item in items:
        yield item
        if time.monotonic() - started > _LONG:
            yield from _with_bar(items, stream, size, name)
            return


def _with_bar(items: Iterator[Item], stream: IO[bytes], size: int, name: str) -> Iterator[Item]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(os.path.basename(name), total=size)
        last = 0.0
        for item in items:
            yield item
            now = time.monotonic()
            if now - last > _PAUSE:
                progress.update(task, completed=stream.tell())
                last = now


def _size(stream: IO[bytes]) -> int:
    """How many bytes there are to read; 0 where nobody knows."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0
