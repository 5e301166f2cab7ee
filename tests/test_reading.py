"""Reading of criteria files: every message about layout and writing, and that nothing breaks it."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligo import syntax
from eligo.diagnostics import CATALOGUE, Diagnostic
from eligo.frontend import parse as parsing
from eligo.frontend import places
from eligo.frontend.declarations import Declarations, declared
from eligo.frontend.explain import Misfit, explain
from eligo.frontend.parse import parse
from eligo.frontend.words import Word
from eligo.source import Source, Span

CASES = Path(__file__).parent / "errors" / "reading"
ROOT = Path(__file__).parents[1]
PROTOCOLS = sorted((ROOT / "protocols").rglob("*.criteria"))


def names() -> Declarations:
    return declared(Source("names.criteria", (CASES / "names.criteria").read_text("utf-8")))


def read(text: str, name: str = "case.criteria") -> tuple[syntax.File, tuple[Diagnostic, ...]]:
    source = Source(name, text)
    return parse(source, declared(source).merge(names()))


def rendered(diagnostics: tuple[Diagnostic, ...]) -> str:
    """One line for each: where, code, and what is wrong."""
    lines = []
    for diagnostic in diagnostics:
        line, column = diagnostic.span.source.position(diagnostic.span.start)
        last = column + max(diagnostic.span.end - diagnostic.span.start - 1, 0)
        lines.append(f"{line}:{column}-{last} {diagnostic.code} {diagnostic.what}\n")
    return "".join(lines)


def case_names() -> list[str]:
    return sorted(path.stem for path in CASES.glob("*.criteria") if path.stem != "names")


@pytest.mark.parametrize("name", case_names())
def test_messages(name: str) -> None:
    _, diagnostics = read((CASES / f"{name}.criteria").read_text("utf-8"))
    found = rendered(diagnostics)
    expected = CASES / f"{name}.expected"
    if os.environ.get("ELIGO_ACCEPT"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")
    if name[1:4].isdigit():
        assert name[:4] in {diagnostic.code for diagnostic in diagnostics}


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        (
            "E155-none-of",
            "Add the missing line, or write “not” and the statement without the list.",
        ),
        ("E185-sign-and-day", "Write for example: QTcF is 449 ms, on 2025-01-10"),
        ("E185-day-without-comma", "Write for example: QTcF is 449 ms, on 2025-01-10"),
        ("E165-within-in-formula", "where the formula is used"),
    ],
)
def test_mends_do_not_lead_in_circles(name: str, mend: str) -> None:
    _, diagnostics = read((CASES / f"{name}.criteria").read_text("utf-8"))
    assert [mend in diagnostic.mend for diagnostic in diagnostics] == [True]


def own_codes() -> list[str]:
    return sorted(code for code in CATALOGUE if "100" < code[1:] < "200")


def test_every_message_has_a_case() -> None:
    """E118 is made by whoever reads files, and has a test of its own below."""
    found = "".join(path.read_text("utf-8") for path in CASES.glob("*.expected"))
    assert [code for code in own_codes() if f" {code} " not in found] == ["E118"]


def test_every_message_says_what_why_and_how() -> None:
    for name in case_names():
        _, diagnostics = read((CASES / f"{name}.criteria").read_text("utf-8"))
        for diagnostic in diagnostics:
            assert diagnostic.what and diagnostic.why, name
            assert diagnostic.mend or diagnostic.edit, name
            assert "\n" not in diagnostic.mend, name
            assert "{" not in diagnostic.mend.replace("{1.73_m2}", ""), name
            assert "Token" not in diagnostic.what and "_" not in diagnostic.title, name


def test_a_file_that_is_no_text() -> None:
    assert parsing.not_utf8("protocol.criteria", 3).code == "E118"


def test_edits_mend() -> None:
    """Where a message offers an edit, the edit takes the mistake away."""
    for name in case_names():
        text = (CASES / f"{name}.criteria").read_text("utf-8")
        _, diagnostics = read(text)
        for diagnostic in diagnostics:
            if diagnostic.edit is None or name == "E119-many":
                continue
            start, end = diagnostic.edit.span.start, diagnostic.edit.span.end
            _, after = read(text[:start] + diagnostic.edit.text + text[end:])
            before = [d.code for d in diagnostics].count(diagnostic.code)
            assert [d.code for d in after].count(diagnostic.code) < before, (name, diagnostic.what)


# What the text of a case becomes by the edit of its first message. An edit changes how something is
# written, never what was written.
MENDED = {
    "E104-text": "text: Male or female patients",
    "E105-items-not-indented": "any of:\n        lupus nephritis\n        stroke",
    "E124-single-quotes": 'inclusion 3 "Age"',
    "E125-colon": 'inclusion 3 "Age"',
    "E132-no-colon": "data pregnant: yes or no",
    "E141-brackets": (
        "any of:\n        sex is male\n        all of:\n            sex is female\n"
        "            SLEDAI-2K > 10\n"
    ),
    "E141-brackets-around": "any of:\n        lupus nephritis\n        stroke\n",
    "E141-unless": "        unless any of:\n            stroke\n            hepatitis C\n",
    "E141-when": (
        "    when all of:\n        sex is female\n        lupus nephritis\n    then:\n        serum"
    ),
    "E143-apart": "SLEDAI-2K >= 8",
    "E143-is-between": "SLEDAI-2K between 8 and 20",
    "E143-is-less": "SLEDAI-2K < 8",
    "E144-counted": "at most 2 platelet transfusions within",
    "E144-fewer": "fewer than 2 platelet transfusions within",
    "E172-either": "    any of:\n        stroke",
    "E172-except-if": "except when sex is female:",
    "E172-if": "when sex is female:",
    "E185-colon": "lupus nephritis is no",
    "E192-by-one": "text: Women\n    sex is female",
    "E192-list": "    any of:\n        sex is female\n        lupus nephritis\n",
}
# What cannot be rewritten without knowing what was meant, and part of what is said instead.
NOT_REWRITTEN = {
    "E128-number": "number in UNIT",
    "E135-plausible": "…",
    "E141-mixed": "a list of its own",
    "E141-nothing-follows": "Nothing follows “or”",
    "E141-shared-limit": "must stand in each",
    "E141-shared-no": "must stand in each",
    "E141-shared-time": "must stand in each",
    "E150-counted": "at least 2 platelet transfusions",
    "E160-cycles": "within … weeks",
    "E165-active-length": "“at” with a date",
    "E165-plural": 'plural "strokes"',
    "E168-number-in-words": "at least 2 platelet transfusions within",
    "E169-unless-with-a-rule": "except when on glucocorticoid at screening:",
    "E174-is": "Write: lupus nephritis",
    "E174-or-more": "at least 2 platelet transfusions",
    "E174-range": "NAME between 18 and 75 years. If it continues",
    "E184-verdict-missing": "expect inclusion",
}


@pytest.mark.parametrize("name", sorted(MENDED))
def test_what_an_edit_makes_of_a_line(name: str) -> None:
    text = (CASES / f"{name}.criteria").read_text("utf-8")
    first = read(text)[1][0]
    assert first.edit is not None
    mended = text[: first.edit.span.start] + first.edit.text + text[first.edit.span.end :]
    assert MENDED[name] in mended
    assert read(mended)[1] == ()


@pytest.mark.parametrize("name", sorted(NOT_REWRITTEN))
def test_what_is_said_where_nothing_is_rewritten(name: str) -> None:
    first = read((CASES / f"{name}.criteria").read_text("utf-8"))[1][0]
    assert NOT_REWRITTEN[name] in first.mend and first.edit is None


def test_quoted_words_of_a_criterion_with_a_rule_stay_quoted() -> None:
    text = 'inclusion 1 "T"\n    text: Women with\n        lupus nephritis\n    sex is female\n'
    assert read(text)[1] == ()


def test_a_percentage_of_what_is_predicted() -> None:
    text = "data FEV1: measurement in % predicted, plausible 5 to 200\n"
    text += 'inclusion 1 "T"\n    FEV1 >= 80 % predicted\n'
    assert read(text)[1] == ()


def test_every_state_of_the_parser_has_a_place() -> None:
    """Wherever a line can go wrong, there are words for what belongs there; and no words are left
    over."""
    used = set()
    for state, items in enumerate(parsing.engine().items):
        place = places.place_of(items)
        if place is not None:
            used.add(place.at)
            assert place.wants and place.example, state
        else:
            assert places.between_lines(items), places.pairs(items)
    assert {place.at for place in places.PLACES} == used


# One word of each class that can stand where it does not belong.
CLASSES = {
    "NAME": "SLEDAI-2K",
    "WORDS": "mildly raised",
    "STRING": '"quoted"',
    "NUMBER": "8",
    "QUANTITY": "3 mg/dL",
    "TITRE": "1:80",
    "DATE": "2025-06-01",
    "COLON": ":",
    "COMMA": ",",
    "OPEN": "(",
    "AT_LEAST_SIGN": ">=",
    "PLUS": "+",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
    "IS": "is",
    "BETWEEN": "between",
    "AT_LEAST": "at least",
    "BEFORE": "before",
    "ALL_OF": "all of",
    "WHEN": "when",
    "UNLESS": "unless",
    "OTHERWISE": "otherwise",
    "FOR": "for",
    "MEASUREMENT_KIND": "measurement",
    "_NL": "",
}


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_every_word_in_every_place_has_a_message(kind: str) -> None:
    """For each state and each class of word that cannot follow: a message of a code of its own
    place."""
    for items in parsing.engine().items:
        if places.place_of(items) is None:
            continue
        read = max((read for _, read, _ in items), key=len)
        types = [type if type.isupper() and type[0] != "_" else "NAME" for type in read] + [kind]
        text = "    "
        words = []
        source_text = "    " + " ".join(CLASSES.get(type, type.lower()) for type in types)
        source = Source("place", source_text)
        for type in types:
            value = CLASSES.get(type, type.lower())
            start = len(text)
            text += value + " "
            words.append(Word(type, value, Span(source, start, start + len(value)), value))
        line = words[:-1] if kind == "_NL" else words
        for where in ("criterion", "given", "data"):
            misfit = Misfit(source, line, words[-1], items, where, Declarations())
            diagnostic = explain(misfit)
            assert diagnostic.code in CATALOGUE and diagnostic.what and diagnostic.why


def test_the_grammar_is_strictly_unambiguous() -> None:
    """lark refuses to build the grammar otherwise."""
    tables, items = parsing.build()
    assert len(tables.actions) == len(items) > 500
    assert tables == parsing.build()[0]  # the same tables from run to run


def test_a_cache_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unwritable folder or a file that holds something else costs time and nothing more."""
    text = 'inclusion 1 "Title"\n    sex is female\n'
    for place in ("file", "garbage"):
        cache = tmp_path / place
        if place == "file":
            cache.write_text("not a folder")
        else:
            (cache / "eligo").mkdir(parents=True)
        monkeypatch.setenv("ELIGO_CACHE", str(cache))
        parsing.engine.cache_clear()
        try:
            file, diagnostics = read(text)
            assert len(file.blocks) == 1 and not diagnostics
            for saved in tmp_path.rglob("grammar-*.json"):
                saved.write_text("garbage")
            parsing.engine.cache_clear()
            assert read(text)[0].blocks
        finally:
            parsing.engine.cache_clear()


def everything(text: str) -> Declarations:
    return declared(Source("all", text)).merge(names())


@pytest.mark.parametrize("path", PROTOCOLS, ids=lambda path: path.stem)
def test_our_own_files_are_read_without_a_word(path: Path) -> None:
    sources = [Source(p.name, p.read_text("utf-8")) for p in PROTOCOLS]
    words = Declarations().merge(*map(declared, sources))
    _, diagnostics = parse(Source(path.name, path.read_text("utf-8")), words)
    assert rendered(diagnostics) == ""


PIECES = [
    *" \t\n:,.\"'()#<>=≥x“”-/&;0123456789",
    "    ",
    "\n    ",
    "all of:",
    " and ",
    " or ",
    " is ",
    "unless ",
    "text:",
]
PIECES += [
    "within ",
    "at least 2 ",
    "\u202e",
    "\ufeff",
    "\x00",
    "\r\n",
    "\u00a0",
    "\U0001f600",
    "given:",
    "part a\n",
]


def test_random_edits_break_nothing() -> None:
    """Three hundred files, each with a hundred random edits: a tree and messages, soon, whatever
    they say."""
    texts = [path.read_text("utf-8") for path in PROTOCOLS]
    texts += [(CASES / f"{name}.criteria").read_text("utf-8") for name in case_names()]
    for seed in range(300):
        dice = random.Random(seed)
        text = dice.choice(texts)
        start = dice.randrange(len(text) + 1)
        text = text[start : start + 6000] if dice.random() < 0.7 else text[:6000]
        for _ in range(100):
            at = dice.randrange(len(text) + 1)
            length = dice.choice((0, 0, 1, 1, 2, 10, 60))
            text = text[:at] + dice.choice(PIECES) * dice.choice((0, 1, 1, 2)) + text[at + length :]
        begun = time.process_time()
        file, diagnostics = parse(Source("fuzz", text), everything(text))
        assert time.process_time() - begun < 5, seed
        assert isinstance(file, syntax.File)
        for diagnostic in diagnostics:
            assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text), seed


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all(text: str) -> None:
    parse(Source("any", text), everything(text))
    parse(Source("any", 'inclusion 1 "T"\n    ' + text), everything(text))


@pytest.mark.parametrize(
    "piece",
    [
        '\ninclusion 1 "T"\n    sex is female\n',
        "    sex is female\n",
        "    sex is female or\n",
        "    (\n",
        "    unless\n",
        "    x y z\n",
        " sex",
        " is",
        " and sex is female",
        '"',
        "(",
        "9",
        "    all of:\n",
        "2 days before ",
    ],
)
def test_time_is_linear(piece: str) -> None:
    """Eight times the text takes far less than eight squared times as long."""

    def seconds(count: int) -> float:
        text = 'inclusion 1 "T"\n    ' + piece * count
        words = everything(text)
        best = 1e9
        for _ in range(2):
            begun = time.process_time()
            parse(Source("long", text), words)
            best = min(best, time.process_time() - begun)
        return best

    seconds(10)
    assert seconds(3200) < 32 * max(seconds(400), 0.01)
