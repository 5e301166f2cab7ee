"""What a build need not do again: the user's cache folder, finished builds, formatted pieces.

Nothing here is needed for a right answer. Where the folder cannot be written everything works, only
slower; where something in it cannot be read it counts as not there.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import util
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
    """What came of the builds of a project, by criteria file; see :func:`build_name`.

    ``listed`` are all criteria files that were there: a new one may take the place of another.
    ``written`` are the SHA-256 of all that the last builds wrote, by whichever compiler.
    """

    def __init__(
        self,
        root: Path,
        listed: Iterable[str],
        each: Mapping[str, Build],
        written: Iterable[str] = (),
    ) -> None:
        self.root = root
        self.listed = tuple(sorted(listed))
        self.each = dict(each)
        self.written = frozenset(written)
        self._digests: dict[str, str] = {}

    def fresh(self, name: str) -> bool:
        """Whether inputs are as they were compiled, and outputs lie there as they were written."""
        build = self.each.get(name)
        if build is None:
            return False
        files = (*build.inputs.items(), *build.outputs.items())
        return all(self._digest(path) == digest for path, digest in files)

    def _digest(self, path: str) -> str:
        if path not in self._digests:
            self._digests[path] = digest_of(self.root / path)
        return self._digests[path]


@dataclass(frozen=True)
class Command:
    """Which builds a command in a folder was about. ``absent`` are paths that would make it mean
    other files if they came to be."""

    root: Path
    names: tuple[str, ...]
    absent: tuple[str, ...]


def build_name(file: str, standalone: bool) -> str:
    return f"{file} standalone" if standalone else file


def nothing_changed(command: str) -> Builds | None:
    """The builds of the same command before, where none of them needs to be done again."""
    match _read_json(_kept_at("commands", command)):
        case {"root": str(root), "names": list(names), "absent": list(absent)} if names:
            if any(os.path.lexists(path) for path in absent):
                return None
            builds = kept_builds(Path(root))
            if not all(builds.fresh(name) for name in names):
                return None
            each = {name: builds.each[name] for name in names}
            return Builds(builds.root, builds.listed, each, builds.written)
        case _:
            return None


def keep_command(command: str, kept: Command) -> None:
    """``command`` says what was asked for and in which folder."""
    fields = {"root": str(kept.root), "names": kept.names, "absent": kept.absent}
    _write(_kept_at("commands", command), json.dumps(fields))


def kept_builds(root: Path) -> Builds:
    """The builds of a project by this very compiler; none where criteria files came or went."""
    listed = criteria_below(root)
    kept = _read_json(_kept_at("builds", str(root.resolve())))
    each = _builds(kept.get("each"))
    written = [digest for build in each.values() for digest in build.outputs.values()]
    if kept.get("listed") != listed or kept.get("compiler") != compiler_digest():
        each = {}
    return Builds(root, listed, each, written)


def _builds(kept: object) -> dict[str, Build]:
    found = {}
    for name, build in kept.items() if isinstance(kept, dict) else ():
        match build:
            case [str(target), dict(inputs), dict(outputs)]:
                found[name] = Build(target, inputs, outputs)
    return found


def keep_builds(builds: Builds) -> None:
    each = {name: (b.target, dict(b.inputs), dict(b.outputs)) for name, b in builds.each.items()}
    kept = {"compiler": compiler_digest(), "listed": builds.listed, "each": each}
    _write(_kept_at("builds", str(builds.root.resolve())), json.dumps(kept))


def _kept_at(kind: str, name: str) -> Path:
    key = sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    return folder() / kind / f"{key[:32]}.json"


def criteria_below(root: Path) -> list[str]:
    """The criteria files in which the compiler of a project may look, by relative path."""
    return sorted(
        path.relative_to(root).as_posix() for path in root.glob("protocols/**/*.criteria")
    )


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes; empty where it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


@cache
def compiler_digest() -> str:
    """SHA-256 of all that the compiler is made of, with the versions of its libraries."""
    digest = sha256()
    grammar = util.find_spec("eligo.grammar")
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
    """Names and versions, read off the folders beside lark without importing anything."""
    lark = util.find_spec("lark")
    if lark is None or lark.origin is None:
        return []
    beside = Path(lark.origin).parent.parent.glob("*.dist-info")
    return sorted(path.name for path in beside if path.name.casefold().startswith(_MAKERS))


# ------------------------------------------------------------------------------- other results


def kept(kind: str, name: str) -> dict[str, object]:
    """What was kept under a name; empty where nothing is, or nothing that can be read."""
    return _read_json(_kept_at(kind, name))


def keep(kind: str, name: str, fields: Mapping[str, object]) -> None:
    _write(_kept_at(kind, name), json.dumps(fields))


# ------------------------------------------------------------------------------------- pieces


class Pieces:
    """Formatted pieces of generated code by their key, kept between builds of one project.

    Only what the last build used is kept, so that the file does not grow.
    """

    def __init__(self, root: Path) -> None:
        self._file = _kept_at("pieces", str(root.resolve()))
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
    with suppress(OSError):  # a cache that cannot be written is no cache
        write_whole(path, text)


def _read_json(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
