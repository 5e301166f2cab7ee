"""What a build need not do again: the user's cache folder, finished builds, formatted pieces.

Nothing here is needed for a right answer. Where the folder cannot be written everything works, only
slower; where something in it cannot be read it counts as not there.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
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


# ------------------------------------------------------------------------------------- builds


@dataclass(frozen=True)
class Build:
    """What one criteria file was compiled from and to: SHA-256 by path relative to the root."""

    target: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]


class Builds:
    """What came of a command in a folder: all of its builds, by the paths of their criteria files.

    ``listed`` are all criteria files that were there, because a new one may take the place of another;
    ``absent`` are paths that would make the command mean other files if they came to be.
    """

    def __init__(
        self, root: Path, listed: Iterable[str], absent: Iterable[str], each: Mapping[str, Build]
    ) -> None:
        self.root = root
        self.listed = tuple(sorted(listed))
        self.absent = tuple(sorted(absent))
        self.each = dict(each)
        self._digests: dict[str, str] = {}

    def stand(self) -> bool:
        """Whether the command would still be about the same files."""
        if any(os.path.lexists(path) for path in self.absent):
            return False
        return self.listed == tuple(criteria_below(self.root))

    def fresh(self, file: str) -> bool:
        """Whether this file's inputs are what was compiled, and its outputs lie there as written."""
        build = self.each.get(file)
        if build is None:
            return False
        files = (*build.inputs.items(), *build.outputs.items())
        return all(self._digest(path) == digest for path, digest in files)

    def unchanged(self) -> bool:
        return bool(self.each) and self.stand() and all(map(self.fresh, self.each))

    def _digest(self, path: str) -> str:
        if path not in self._digests:
            self._digests[path] = digest_of(self.root / path)
        return self._digests[path]


def criteria_below(root: Path) -> list[str]:
    """The criteria files in which the compiler of a project may look, by relative path."""
    folders = ("protocols/**/*.criteria", "vocabulary/*.criteria", "*.criteria")
    return sorted({p.relative_to(root).as_posix() for each in folders for p in root.glob(each)})


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes; empty where it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def keep_builds(command: str, builds: Builds) -> None:
    """``command`` says what was asked for and in which folder."""
    each = {file: (b.target, dict(b.inputs), dict(b.outputs)) for file, b in builds.each.items()}
    kept = {
        "compiler": compiler_digest(),
        "root": str(builds.root),
        "listed": builds.listed,
        "absent": builds.absent,
        "each": each,
    }
    _write(_builds_file(command), json.dumps(kept))


def kept_builds(command: str) -> Builds | None:
    """What came of the same command before, if this very compiler ran it."""
    match _read_json(_builds_file(command)):
        case {
            "compiler": str(compiler),
            "root": str(root),
            "listed": list(listed),
            "absent": list(absent),
            "each": dict(each),
        } if compiler == compiler_digest():
            return Builds(
                Path(root), listed, absent, {file: Build(*build) for file, build in each.items()}
            )
        case _:
            return None


def _builds_file(command: str) -> Path:
    key = sha256(command.encode("utf-8", "surrogateescape")).hexdigest()
    return folder() / "builds" / f"{key[:32]}.json"


@cache
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
