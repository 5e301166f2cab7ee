"""`eligo new`: a protocol's first files, which teach the language and pass every check."""

from __future__ import annotations

import re
from pathlib import Path

import click

from eligo.cli.trouble import Trouble, unwritable

_PROTOCOL = """\
# {id}: who may take part, in words that people read and rules that are computed.
#
# A line that begins with # is a comment. A block begins at the margin, what belongs to it stands
# four spaces deeper. Check the file as you write it: eligo check {command}

# protocol.txt beside this file is the protocol's own text. Every word of it must be quoted by a
# criterion, or by a context block, so that nothing is forgotten.

protocol {id}
    title         "The title of the trial, as registered"
    version       "0.1"
    source        "protocol.txt"
    assessed at   screening
    # This file holds one criterion so far; while some are missing, nobody is "eligible".
    not known     "all other criteria"

# Words that many trials share stand in a vocabulary: date of birth comes from this one.

use demographics

# The dated points of the trial. Data are read at the one that the protocol names after "assessed
# at"; a visit is a point at which data are taken.

milestone consent
visit screening

# What only this trial asks is declared here: its name, its kind, in what range it is plausible.

data body weight "Body weight"
    measurement in kg
    plausible 20 to 300
    question "What does the participant weigh, without shoes and coat?"
    burden question

# A criterion: the protocol's own words first, the rule beneath them. Rules are lists, one statement
# on a line: all of, any of, none of, at least 2 of. What is true of an exclusion keeps out.

inclusion 1 "Age and weight"
    text: Adults aged 18 to 65 years who weigh at least 50 kg.
    all of:
        age at consent between 18 and 65 years
        body weight >= 50 kg
    interpretation "When the age counts"
        chosen  "On the day of consent."
        instead "At the screening visit."
        because "The text names no day; consent is the first dated act of a participant."
        status  open

# An example is a participant, and what the rules must say of them. Run them: eligo test {command}

example "Just old enough, and heavy enough"
    given:
        consent is 2025-06-15
        screening is 2025-06-20
        date of birth is 2007-06-15
        body weight is 50 kg
    expect inclusion 1 pass

example "The weight was not recorded"
    given:
        consent is 2025-06-15
        screening is 2025-06-20
        date of birth is 1990-03-10
    expect inclusion 1 unknown, missing body weight
"""

_TEXT = """\
Adults aged 18 to 65 years who weigh at least 50 kg.
"""

_VOCABULARY = """\
# Who the participant is. Rules stand in the protocols, because protocols differ.

vocabulary demographics

data date of birth
    date
    question "When was the participant born?"
    burden question

data sex "Sex at birth"
    one of female, male
    question "What is the participant's sex at birth?"
    burden question
"""


@click.command("new")
@click.argument("name")
@click.option(
    "--directory",
    metavar="FOLDER",
    help="The folder for the files, made where it is missing; else protocols/NAME of this project, "
    "or of this folder.",
)
def command(name: str, directory: str | None) -> None:
    """Start the protocol NAME, such as nct01234567, with commented files.

    They are the criteria, the text they quote, and a vocabulary unless there is one. Nothing that
    is there is overwritten, and nothing is added to a trial that has criteria already.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name) or name.casefold() == "vocabulary":
        raise Trouble(
            f"{name!r} is no name for a protocol.",
            "Use letters, digits and hyphens, such as NCT01234567.",
        )
    folder = Path(directory) if directory else _protocols() / name.casefold()
    path = folder / "0.1.criteria"
    identifier = name.upper() if name.casefold().startswith("nct") else name
    files = {path: _PROTOCOL.format(id=identifier, command=_argument(path, name, directory))}
    files[folder / "protocol.txt"] = _TEXT
    vocabulary = _vocabulary_beside(path)
    if vocabulary is not None:
        files[vocabulary] = _VOCABULARY
    for each in files:
        if each.exists():
            raise Trouble(f"{each.as_posix()} is there already and is not overwritten.")
    _refuse_to_add(folder)
    for each, text in files.items():
        _create(each, text)
        click.echo(f"{each.as_posix()}: written")
    click.echo(f"Next: eligo check {_argument(path, name, directory)}")


def _refuse_to_add(folder: Path) -> None:
    there = sorted(path.name for path in folder.glob("*.criteria")) if folder.is_dir() else []
    if there:
        raise Trouble(
            f"{folder.as_posix()} holds criteria already ({', '.join(there)}); nothing was added.",
            "For a new version copy a file of it and change the version; for a new trial take "
            "another name.",
        )


def _protocols() -> Path:
    from eligo.project import find_project

    project = find_project(Path.cwd())
    root = project.root if project.protocols.is_dir() else Path.cwd()
    try:
        return (root / "protocols").relative_to(Path.cwd())
    except ValueError:
        return root / "protocols"


def _argument(path: Path, name: str, directory: str | None) -> str:
    return path.as_posix() if directory else name.casefold()


def _vocabulary_beside(path: Path) -> Path | None:
    """Where the vocabulary goes that the file uses; None where there is one."""
    from eligo.project import find_project

    # A folder that is to be made lies in the project that its nearest existing parent lies in.
    existing = next(each for each in path.resolve().parents if each.is_dir())
    project = find_project(existing)
    inside = path.resolve().is_relative_to(project.protocols.resolve())
    in_project = project.protocols.is_dir() or inside
    folders = [project.protocols / "vocabulary"] if in_project else []
    folders += [path.parent / "vocabulary", path.parent]
    if any((folder / "demographics.criteria").is_file() for folder in folders):
        return None
    if path.parent.parent.name == "protocols":
        return path.parent.parent / "vocabulary" / "demographics.criteria"
    return path.parent / "vocabulary" / "demographics.criteria"


def _create(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise Trouble(f"{path.as_posix()} is there already and is not overwritten.") from None
    except OSError as error:
        raise unwritable(path.as_posix(), error) from None
