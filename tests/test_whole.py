"""The whole compiler on files with a hundred random edits: mistakes are reported, never raised."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from eligo.driver import compile_source
from eligo.project import Project
from eligo.source import Source

ROOT = Path(__file__).parent.parent
TRIAL = ROOT / "protocols" / "nct06676631" / "1.0.criteria"


def edited(text: str, chance: random.Random, edits: int) -> str:
    """The text after so many random edits: words and lines dropped, doubled, exchanged; characters changed."""
    lines = text.split("\n")
    for _ in range(edits):
        at = chance.randrange(len(lines))
        words = lines[at].split(" ")
        word = chance.randrange(len(words))
        match chance.randrange(8):
            case 0:
                words[word] = ""
            case 1:
                words.insert(word, chance.choice(chance.choice(lines).split(" ")))
            case 2:
                words[word] = chance.choice(
                    ["8", ">=", "x", "ULN", "not", "2 weeks", ":", '"', "is"]
                )
            case 3:
                words[word] = words[word][: chance.randrange(len(words[word]) + 1)]
            case 4:
                lines.insert(at, chance.choice(lines))
                continue
            case 5:
                del lines[at]
                continue
            case 6:
                words.insert(0, chance.choice(["    ", "  ", "\t", "        "]))
            case _:
                words[word] = "".join(chance.sample(words[word], len(words[word])))
        lines[at] = " ".join(words)
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(80))
def test_a_hundred_random_edits_raise_nothing(seed: int) -> None:
    project = Project(ROOT)
    source, library = project.read(TRIAL), project.library(TRIAL)
    chance = random.Random(seed)
    edits = chance.choice([1, 2, 3, 5, 10, 100])
    compiled = compile_source(Source(source.name, edited(source.text, chance, edits)), library)
    assert compiled.protocol is None or not compiled.failed
    for diagnostic in compiled.diagnostics:
        assert diagnostic.what and diagnostic.why
        assert 0 <= diagnostic.span.start <= diagnostic.span.end
