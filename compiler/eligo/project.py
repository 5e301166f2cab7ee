"""Where the files of a project lie: protocols, vocabularies, source texts, generated folders; and reading them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eligo.source import Source

if TYPE_CHECKING:  # the compiler is heavy, and much can be said of files without it
    from eligo.driver import Compilation, Library


class NotText(Exception):
    """A file is not UTF-8 text; ``name`` is its path as shown, ``line`` the line of the first wrong byte."""

    def __init__(self, name: str, line: int) -> None:
        super().__init__(f"{name} is not UTF-8 text (line {line})")
        self.name = name
        self.line = line


@dataclass(frozen=True)
class Project:
    """A folder that holds ``protocols/`` and ``generated/``."""

    root: Path

    @property
    def protocols(self) -> Path:
        return self.root / "protocols"

    @property
    def generated(self) -> Path:
        return self.root / "generated"

    def files(self) -> tuple[Path, ...]:
        """The criteria files of all protocols, vocabularies not among them, in order of their paths."""
        return tuple(
            path
            for path in sorted(self.protocols.rglob("*.criteria"))
            if path.parent.name != "vocabulary"
        )

    def vocabularies(self) -> tuple[Path, ...]:
        return tuple(sorted(self.protocols.glob("vocabulary/*.criteria")))

    def shown(self, path: Path) -> str:
        """The path as people and generated files see it: relative to the root, with forward slashes."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.name

    def read(self, path: Path) -> Source:
        """A file as a source; raises :class:`NotText` where it is not UTF-8, OSError where it cannot be read."""
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise NotText(self.shown(path), data[: error.start].count(b"\n") + 1) from None
        return Source(self.shown(path), text.replace("\r\n", "\n").replace("\r", "\n"))

    def library(self, path: Path) -> Library:
        """What a criteria file may use: vocabularies of the project, or beside the file, and texts beside it."""
        from eligo.driver import Library

        folders = [self.protocols / "vocabulary", path.parent / "vocabulary", path.parent]
        names = sorted({p.stem for folder in folders[:2] for p in folder.glob("*.criteria")})

        def vocabulary(name: str) -> Source | None:
            stem = re.sub(r"\s+", "-", name.strip())
            for folder in folders:
                candidate = folder / f"{stem}.criteria"
                if candidate.is_file() and candidate.resolve() != path.resolve():
                    return self.read(candidate)
            return None

        def beside(source: Source, name: str) -> Source | None:
            user = self.root / source.name
            candidate = (user.parent if user.is_file() else path.parent) / name
            inside = ".." not in Path(name).parts and not Path(name).is_absolute()
            return self.read(candidate) if inside and candidate.is_file() else None

        return Library(vocabulary, beside, tuple(names))

    def compile(self, path: Path) -> Compilation:
        from eligo.driver import compile_source

        return compile_source(self.read(path), self.library(path))

    def target(self, protocol_id: str, version: str) -> Path:
        """The generated folder of a version: ``generated/nct06676631/v1_0``."""
        folder = re.sub(r"[^a-z0-9]+", "_", protocol_id.lower()).strip("_")
        number = re.sub(r"[^a-z0-9]+", "_", version.lower()).strip("_")
        return self.generated / folder / f"v{number}"


def find_project(start: Path) -> Project:
    """The project around a path: the nearest folder upwards that holds ``protocols``, else the path's own folder."""
    here = start if start.is_dir() else start.parent
    for folder in (here, *here.resolve().parents):
        if (folder / "protocols").is_dir():
            return Project(folder)
    return Project(here)
