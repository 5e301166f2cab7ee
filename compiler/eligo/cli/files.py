"""Which criteria files a command is about (paths, ids, all of the project), and compiling them."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eligo.cli.trouble import Trouble, nearest, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eligo.diagnostics import Diagnostic
    from eligo.driver import Compilation
    from eligo.project import NotText, Project
    from eligo.source import Source, Span

ENDING = ".criteria"


def project_here() -> Project:
    """The project around the working folder."""
    from eligo.project import find_project

    project = find_project(Path.cwd())
    if not project.protocols.is_dir():
        raise Trouble(
            "There is no project here: no folder “protocols” in this folder or above it.",
            "Go to one, name a .criteria file, or start one: eligo new NAME",
        )
    return project


def project_of(path: Path) -> Project:
    from eligo.project import find_project

    return find_project(path)


def criteria_files(named: tuple[str, ...], *, vocabularies: bool) -> list[Path]:
    """The files that the arguments name, each once; without arguments all of the project."""
    if not named:
        project = project_here()
        files = [*(project.vocabularies() if vocabularies else ()), *project.files()]
        if not files:
            raise Trouble(
                f"The project holds no {ENDING} file.", "Start a protocol: eligo new NAME"
            )
        return files
    found: dict[Path, Path] = {}
    for name in named:
        for path in _files_named(name, vocabularies):
            found.setdefault(path.resolve(), path)
    return list(found.values())


def protocol_file(name: str) -> Path:
    """The one file that a protocol argument means; the newest version where it names none."""
    return _files_named(name, False)[-1]


def _files_named(name: str, vocabularies: bool) -> list[Path]:
    path = Path(name)
    if path.is_file():
        if path.suffix != ENDING:
            raise Trouble(f"{name} is no {ENDING} file.")
        return [path]
    if path.is_dir():
        inside = sorted(path.rglob(f"*{ENDING}"))
        if inside:
            return inside
    if name.endswith(ENDING):
        raise Trouble(f"There is no file {name}.")
    project = project_here()
    versions = _versions(project)
    asked, _, version = name.casefold().partition("/")
    files = [file for (key, number), file in versions.items() if key == asked]
    if files and version:
        wanted = version.removesuffix(ENDING)
        named = [file for file in files if file.stem.casefold() == wanted]
        # The version that a file declares may be another than its name says.
        files = named or [file for file in files if _declared(file).casefold() == wanted]
        if not files:
            those = [file for (key, _), file in versions.items() if key == asked]
            have = ", ".join(map(_version_words, those))
            raise Trouble(f"There is no version {version} of {asked}.", f"There are: {have}.")
    if not files and vocabularies:
        files = [file for file in project.vocabularies() if file.stem.casefold() == asked]
    if not files:
        ids = list(dict.fromkeys(key for key, _ in versions))
        hint = nearest(asked, ids) or (f" There are: {', '.join(ids[:20])}." if ids else "")
        raise Trouble(f"There is no file and no protocol {name!r}.{hint}")
    return files


def _versions(project: Project) -> dict[tuple[str, str], Path]:
    """The files by protocol id (in lower case) and version; versions in order, 1.9 before 1.10."""
    named = {(_id_of(project, path), path.stem): path for path in project.files()}
    return {key: named[key] for key in sorted(named, key=lambda key: (key[0], _in_order(key[1])))}


def _declared(path: Path) -> str:
    """The version that stands in a file; empty where none can be found."""
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        return ""
    found = re.search(r'^\s+version\s+"([^"\n]*)"', text, re.MULTILINE)
    return found[1] if found else ""


def _version_words(path: Path) -> str:
    declared = _declared(path)
    return path.stem if declared in ("", path.stem) else f"{path.stem} (version “{declared}”)"


def _id_of(project: Project, path: Path) -> str:
    """The folder of its versions, or its own name where it lies in no folder."""
    return (path.stem if path.parent == project.protocols else path.parent.name).casefold()


def _in_order(version: str) -> tuple[tuple[bool, int, str], ...]:
    parts = re.findall(r"\d+|\D+", version)
    return tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)


def compiled(path: Path) -> Compilation:
    """A file compiled with all that it uses; Trouble where one of them cannot be read."""
    from eligo.project import NotText

    project = project_of(path)
    try:
        return project.compile(path)
    except NotText as error:
        raise not_text(error, project) from None
    except OSError as error:
        raise unreadable(shown(Path(error.filename or path)), error) from None


def checked(path: Path) -> tuple[Diagnostic, ...]:
    """The diagnostics of a file: those of the last time, where nothing that it reads has changed since."""
    from eligo.checks import keep_check, kept_check

    project = project_of(path)
    known = kept_check(project, path)
    if known is not None:
        return known
    compilation = compiled(path)
    keep_check(project, path, compilation.sources, compilation.diagnostics)
    return compilation.diagnostics


def not_text(error: NotText, project: Project) -> Trouble:
    shown = _from_here(project, error.name)
    return Trouble(
        f"{shown} is not UTF-8 text (line {error.line}).",
        "Open it in an editor and save it with the encoding UTF-8.",
    )


# ------------------------------------------------------------------------------ paths as shown


def shown(path: Path) -> str:
    """A path that can be given back to a command in the working folder: relative, where it is near."""
    from eligo.project import find_project

    whole, here = path.resolve(), Path.cwd().resolve()
    near = whole.is_relative_to(here) or here.is_relative_to(find_project(path).root.resolve())
    return Path(os.path.relpath(whole, here)).as_posix() if near else whole.as_posix()


def _from_here(project: Project, name: str) -> str:
    """The name of a source, which is relative to the project, as a path from the working folder."""
    path = project.root / name
    return shown(path) if path.is_file() else name


def located(found: Iterable[Diagnostic], path: Path) -> tuple[Diagnostic, ...]:
    """Diagnostics of a file, and of what it uses, with paths from the working folder."""
    project = project_of(path)
    sources: dict[str, Source] = {}

    def there(span: Span) -> Span:
        name = span.source.name
        if name not in sources:
            sources[name] = replace(span.source, name=_from_here(project, name))
        return replace(span, source=sources[name])

    return tuple(
        replace(
            one,
            span=there(one.span),
            edit=replace(one.edit, span=there(one.edit.span)) if one.edit else None,
            related=tuple((there(span), words) for span, words in one.related),
        )
        for one in found
    )
