"""What a build need not do again: the user's cache folder, stamps of finished builds, formatted pieces.

Nothing here is needed for a right answer. Where the folder cannot be written everything works, only
slower; where something in it cannot be read it counts as not there.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_PACKAGE = Path(__file__).parent
_MADE_OF = (".py", ".lark", ".jinja", ".css")
_MAKERS = ("black-", "jinja2-", "lark-", "pydantic-")


def folder() -> Path:
    """The user's cache folder of eligo."""
    own = os.environ.get("ELIGO_CACHE")
    if own:
        return Path(own)
    shared = os.environ.get("XDG_CACHE_HOME")
    return Path(shared) / "eligo" if shared else Path.home() / ".cache" / "eligo"


# ------------------------------------------------------------------------------------- stamps


@dataclass(frozen=True)
class Stamp:
    """A build that is done: what was read and what came of it, by path relative to ``root``.

    ``looked`` are the folders in which the compiler looks for vocabularies; their criteria files are
    all inputs, because a new one may take the place of another.
    """

    root: Path
    looked: tuple[str, ...]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]

    def holds(self) -> bool:
        """Whether the inputs are what was compiled, and the outputs lie there as they were written."""
        listed = {path.relative_to(self.root).as_posix() for path in _listed(self.root, self.looked)}
        if not listed <= self.inputs.keys():
            return False
        files = (*self.inputs.items(), *self.outputs.items())
        return all(digest_of(self.root / path) == digest for path, digest in files)


def stamp_of(
    root: Path, looked: Iterable[Path], inputs: Iterable[Path], outputs: Mapping[Path, str]
) -> Stamp | None:
    """The stamp of a build; ``outputs`` are texts. None where a file lies outside of the root."""
    root = root.resolve()
    try:
        folders = tuple(path.resolve().relative_to(root).as_posix() for path in looked)
        read = {*(path.resolve() for path in inputs), *_listed(root, folders)}
        return Stamp(
            root,
            folders,
            {path.relative_to(root).as_posix(): digest_of(path) for path in sorted(read)},
            {
                path.resolve().relative_to(root).as_posix(): sha256(text.encode()).hexdigest()
                for path, text in outputs.items()
            },
        )
    except ValueError:
        return None


def _listed(root: Path, folders: Iterable[str]) -> list[Path]:
    return [path for each in folders for path in (root / each).glob("*.criteria")]


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes; empty where it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def keep_stamp(path: Path, options: str, stamp: Stamp) -> None:
    """``path`` is the criteria file that was built, ``options`` how."""
    kept = {
        "root": str(stamp.root),
        "looked": stamp.looked,
        "inputs": dict(stamp.inputs),
        "outputs": dict(stamp.outputs),
    }
    _write(_stamp_file(path, options), json.dumps({"compiler": compiler_digest(), **kept}))


def kept_stamp(path: Path, options: str) -> Stamp | None:
    """The stamp of this file's last build by this very compiler."""
    kept = _read_json(_stamp_file(path, options))
    if kept.get("compiler") != compiler_digest():
        return None
    return _stamp_from(kept)


def once_written(path: Path, options: str) -> frozenset[str]:
    """The SHA-256 of the files that the last build of this file wrote, by whichever compiler."""
    stamp = _stamp_from(_read_json(_stamp_file(path, options)))
    return frozenset(stamp.outputs.values()) if stamp else frozenset()


def _stamp_from(kept: Mapping[str, object]) -> Stamp | None:
    match kept:
        case {"root": str(root), "looked": list(looked), "inputs": dict(i), "outputs": dict(o)}:
            return Stamp(Path(root), tuple(looked), i, o)
        case _:
            return None


def _stamp_file(path: Path, options: str) -> Path:
    key = sha256(f"{path.resolve()}\0{options}".encode("utf-8", "surrogateescape")).hexdigest()
    return folder() / "builds" / f"{key[:32]}.json"


def compiler_digest() -> str:
    """SHA-256 of all that the compiler is made of, the versions of its makers' libraries included."""
    import importlib.util

    digest = sha256()
    grammar = importlib.util.find_spec("eligo.grammar")
    places = [_PACKAGE]
    if grammar is not None and grammar.origin:
        places.append(Path(grammar.origin).parent)
    for place in places:
        for path in sorted(place.rglob("*")):
            if path.suffix in _MADE_OF:
                digest.update(f"{path.relative_to(place).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    for name in _installed():
        digest.update(f"{name}\0".encode())
    return digest.hexdigest()


def _installed() -> list[str]:
    """Names and versions, read off the folders beside click without importing anything."""
    import click

    site = Path(click.__file__).parent.parent
    return sorted(
        path.name.lower()
        for path in site.glob("*.dist-info")
        if path.name.lower().startswith(_MAKERS)
    )


# ------------------------------------------------------------------------------------- pieces


class Pieces:
    """Formatted pieces of generated code by their key, kept between builds of one project.

    Only what the last build used is kept, so that the file does not grow.
    """

    def __init__(self, root: Path) -> None:
        key = sha256(str(root.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
        self._file = folder() / "pieces" / f"{key[:32]}.json"
        self._known: dict[str, object] | None = None
        self._used: dict[str, str] = {}
        self.missed = 0

    def get(self, key: str) -> str | None:
        if self._known is None:
            self._known = _read_json(self._file)
        found = self._used.get(key) or self._known.get(key)
        if isinstance(found, str):
            self._used[key] = found
            return found
        self.missed += 1
        return None

    def put(self, key: str, text: str) -> None:
        self._used[key] = text

    def save(self, *, whole: bool) -> None:
        """``whole`` says that the entire project was built: what was not used is then forgotten."""
        kept = dict(self._used) if whole else {**(self._known or {}), **self._used}
        if kept != self._known:
            _write(self._file, json.dumps(kept, sort_keys=True))


# -------------------------------------------------------------------------------------- files


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees half of it. OSError where that is not possible."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError:
        pass  # a cache that cannot be written is no cache


def _read_json(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
