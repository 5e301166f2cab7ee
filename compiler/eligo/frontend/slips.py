"""The common slips of a line, found before it is read: each has its own message, and most are read
on as meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eligo.diagnostics import Diagnostic, Edit, layout, reading, statements
from eligo.frontend import words
from eligo.frontend.blocks import OPENING_QUOTES, STEP, Block, Line
from eligo.frontend.words import Word
from eligo.source import Source, Span

_MEANT_SIGNS = {"=>": ">=", "=<": "<=", "==": "="}
_COMPARED = {
    "greater than or equal to": ">=",
    "less than or equal to": "<=",
    "not less than": ">=",
    "no less than": ">=",
    "not more than": "<=",
    "no more than": "<=",
    "not greater than": "<=",
    "no greater than": "<=",
    "at least": ">=",
    "at most": "<=",
    "up to": "<=",
    "greater than": ">",
    "more than": ">",
    "more then": ">",
    "higher than": ">",
    "larger than": ">",
    "older than": ">",
    "above": ">",
    "over": ">",
    "exceeds": ">",
    "exceeding": ">",
    "less than": "<",
    "less then": "<",
    "lower than": "<",
    "smaller than": "<",
    "younger than": "<",
    "below": "<",
    "under": "<",
    "equals": "=",
    "equal to": "=",
}
_LISTS = frozenset({"ALL_OF", "ANY_OF", "NONE_OF", "OF"})
_NEEDS_COLON = frozenset(
    {
        "ALL_OF",
        "ANY_OF",
        "NONE_OF",
        "WHEN",
        "THEN",
        "OTHERWISE",
        "EXCEPT_WHEN",
        "GIVEN",
        "HIGHEST_OF",
    }
)
# An operator with no space around it. A hyphen may belong to a name.
_TIGHT = re.compile(r"(?<=[\w)])([+*/^])(?=[\w(])")
_RULES = frozenset({"criterion", "condition", "statement", "score"})
_STRAY_ADVICE = {
    "&": "Write a list: “all of:” with one statement on each deeper line.",
    "&&": "Write a list: “all of:” with one statement on each deeper line.",
    "|": "Write a list: “any of:” with one statement on each deeper line.",
    "||": "Write a list: “any of:” with one statement on each deeper line.",
    ";": "Write one statement on each line.",
    "!": "Write “not”.",
    "±": "Write “between” with both limits.",
    "~": "Write a limit; a rule cannot be approximate.",
}


def layout_slips(source: Source, block: Block) -> Iterator[Diagnostic]:
    """Tabs and indentation; one message for each block."""
    if block.tabs:
        line = block.tabs[0]
        yield layout.tab(
            _margin(source, line),
            Edit(_margin(source, line), " " * (line.depth * STEP)),
            len(block.tabs) - 1,
        )
        return
    if block.crooked:
        line, meant = block.crooked[0]
        margin = _margin(source, line)
        yield layout.crooked(
            margin, line.indent, meant, Edit(margin, " " * meant), len(block.crooked) - 1
        )


def _margin(source: Source, line: Line) -> Span:
    return Span(source, source.text.rfind("\n", 0, line.start) + 1, line.start)


def quote_margin(source: Source, line: Line) -> Diagnostic | None:
    """Prose after `>`, as mails quote."""
    text = source.text[line.start : line.end]
    match = re.match(r">\s*(?=[^\W\d_])(.*)", text, re.S)
    if match is None:
        return None
    rest = match[1].strip()
    return layout.quote_margin(
        Span(source, line.start, line.start + 1),
        rest if len(rest) < 80 else rest[:77] + "…",
        Edit(Span(source, line.start, line.start + match.start(1)), "text: "),
    )


def word_slips(line: list[Word], where: str) -> Iterator[Diagnostic]:
    """Slips within words. The words are mended in place wherever it is plain what was meant."""
    if where in _RULES and len(line) > 1 and line[-1].type == "COMMA":
        advice = "Statements stand on lines of their own, without commas between them. Remove it."
        comma = line.pop().span
        yield layout.stray(comma, ",", advice)
    if where in _RULES:
        yield from _apart(line)
    for position, word in enumerate(line):
        match word.type:
            case "UNCLOSED":
                end = Span(word.span.source, word.span.end, word.span.end)
                begins = word.value if len(word.value) < 40 else word.value[:37] + "…"
                yield layout.unclosed_quote(word.span, begins, Edit(end, '"'))
                word.type = "STRING"
            case "DECIMAL_COMMA":
                meant = word.number + (f" {word.unit.text}" if word.unit else "")
                yield layout.decimal_comma(word.span, word.value, meant, Edit(word.span, meant))
                word.type = "QUANTITY" if word.unit else "NUMBER"
            case "GROUPED":
                meant = word.number + (f" {word.unit.text}" if word.unit else "")
                yield layout.grouped_number(word.span, word.value, meant, Edit(word.span, meant))
                word.type = "QUANTITY" if word.unit else "NUMBER"
            case "WRONG_SIGN":
                yield from _wrong_sign(line, position)
            case "COMPARED":
                text = word.value.casefold().removeprefix("is ")
                sign = _COMPARED.get(text, "")
                if sign in _COUNTS and _counts(line, position):
                    meant, type = _COUNTS[sign]
                    change = Edit(word.span, meant)
                    yield statements.comparison_in_words(word.span, word.value, meant, change)
                    word.type = type
                    continue
                edit = Edit(word.span, sign) if sign else None
                yield statements.comparison_in_words(word.span, word.value, sign, edit)
                word.type = words.SIGNS.get(sign, "AT_LEAST_SIGN")
            case "RANGE" if where in _RULES:
                low, high = re.split(r"(?<=\d)[-–−]", word.value, maxsplit=1)
                yield statements.number_range(
                    word.span, word.value, low, high, Edit(word.span, f"between {low} and {high}")
                )
                word.type = "SLIP"
            case "SLASHED" if where in _RULES:
                yield statements.slashed(word.span, word.value)
                word.type = "SLIP"
            case "RANGE" | "SLASHED" if where not in ("number", "expression"):
                word.type = "WORDS"
            case "WORDS" if where in ("number", "expression") and _TIGHT.search(word.value):
                spaced = _TIGHT.sub(r" \1 ", word.value)
                edit = Edit(word.span, spaced)
                yield reading.operator_spacing(word.span, word.value, spaced, edit)
                word.type = "SLIP"
            case "SLASHED" | "RANGE":
                spaced = re.sub(r"(?<=\d)([-–−/])(?=\d)", r" \1 ", word.value)
                edit = Edit(word.span, spaced)
                yield reading.operator_spacing(word.span, word.value, spaced, edit)
                word.type = "SLIP"
            case "SEMICOLON" | "STRAY":
                yield layout.stray(word.span, word.value, _STRAY_ADVICE.get(word.value, ""))
                word.type = "SLIP"
            case _:
                pass


_COUNTS = {
    ">=": ("at least", "AT_LEAST"),
    "<=": ("at most", "AT_MOST"),
    ">": ("more than", "MORE_THAN"),
    "<": ("fewer than", "FEWER_THAN"),
}


def _counts(line: Sequence[Word], position: int) -> bool:
    """Whether a comparison opens the statement and a number of things follows, which are counted."""
    before = line[position - 1].type if position else ""
    after = [word.type for word in line[position + 1 : position + 3]]
    return (
        before in ("", "NOT", "UNLESS", "WHEN", "EXCEPT_WHEN")
        and after[:1] == ["NUMBER"]
        and after[1:] in (["NAME"], ["WORDS"], ["OF"])
    )


def _apart(line: list[Word]) -> Iterator[Diagnostic]:
    """`> =` with a space inside, and `is <` or `is between`; put right where they stand."""
    position = 0
    while position + 1 < len(line):
        word, after = line[position], line[position + 1]
        if word.type not in _MAY_BE_APART:
            position += 1
            continue
        meant = ""
        if {word.type, after.type} in ({"LESS", "EQUAL"}, {"MORE", "EQUAL"}):
            meant = ">=" if ">" in word.span.text + after.span.text else "<="
        elif word.type == "IS" and (after.type in _SIGN_TYPES or after.type == "BETWEEN"):
            meant = after.span.text
        if meant:
            span = word.span.to(after.span)
            yield statements.wrong_sign(span, words.tidy(span.text), meant, Edit(span, meant))
            line[position : position + 2] = [Word(words.SIGNS.get(meant, after.type), meant, span)]
        position += 1


_SIGN_TYPES = frozenset(words.SIGNS.values())
_MAY_BE_APART = frozenset({"LESS", "MORE", "EQUAL", "IS"})


def _wrong_sign(line: list[Word], position: int) -> Iterator[Diagnostic]:
    word = line[position]
    meant = _MEANT_SIGNS.get(word.value, "")
    if meant:
        yield statements.wrong_sign(word.span, word.value, meant, Edit(word.span, meant))
        word.type = words.SIGNS[meant]
        return
    value = line[position + 1] if position + 1 < len(line) else None
    if value is not None and value.type in ("NAME", "WORDS"):
        if word.value != "≠":
            yield statements.wrong_sign(word.span, word.value, "is not", Edit(word.span, "is not"))
        word.type = "IS"
        line.insert(position + 1, Word("NOT", "not", word.span))
        return
    before = " ".join(each.value for each in line[:position])
    after = value.value if value is not None else "…"
    yield statements.wrong_sign(word.span, word.value, f"not {before} = {after}", None)
    word.type = "EQUAL"


def capital(line: Sequence[Word], text: str) -> Diagnostic | None:
    """`All of:`: the first word of the line is one of the language's, in capital letters."""
    if not line:
        return None
    first = line[0]
    written = words.tidy(first.span.text)
    known = first.type not in (
        "NAME",
        "WORDS",
        "STRING",
        "NUMBER",
        "QUANTITY",
        "PASSAGE",
        "UNIT",
        "DATE",
        "UPPER",
        "LOWER",
    )
    if not known or written == written.casefold() or not written[:1].isalpha():
        return None
    meant = written.casefold()
    return layout.capital(first.span, written, meant, Edit(first.span, meant))


def missing_colon(line: list[Word], source: Source, beneath: bool) -> Diagnostic | None:
    """A list, condition or branch with lines beneath it and no colon at its end; the colon is put
    there."""
    if not beneath or not line or line[-1].type == "COLON":
        return None
    counts = (
        line[0].type in ("AT_LEAST", "AT_MOST", "EXACTLY", "FEWER_THAN", "MORE_THAN")
        and line[-1].type == "OF"
    )
    if line[0].type in ("ALL_OF", "ANY_OF", "NONE_OF", "THEN", "OTHERWISE", "GIVEN"):
        counts = (
            counts
            or len(line) == 1
            or line[-1].type in ("ALL_OF", "ANY_OF", "NONE_OF")
            or line[0].type == "GIVEN"
        )
    elif (
        line[0].type in _NEEDS_COLON
        or (line[0].type == "NUMBER" and len(line) > 1)
        or (line[0].type == "UNLESS" and line[-1].type in ("ALL_OF", "ANY_OF", "NONE_OF"))
    ):
        counts = True
    if not counts:
        return None
    end = Span(source, line[-1].span.end, line[-1].span.end)
    said = words.tidy(source.text[line[0].span.start : end.end])
    line.append(Word("COLON", ":", end))
    return layout.missing_colon(line[0].span.to(end), said, Edit(end, ":"))


def nothing_beneath(line: Sequence[Word], source: Source, beneath: bool) -> Diagnostic | None:
    """A line that ends in a colon, with no line beneath it."""
    if beneath or len(line) < 2 or line[-1].type != "COLON":
        return None
    if line[-2].type in _LISTS and line[0].type in _OPEN_LISTS:
        wants = "its statements, one on each line"
    elif line[0].type in _WANTS:
        wants = _WANTS[line[0].type]
    else:
        return None
    said = words.tidy(source.text[line[0].span.start : line[-1].span.end])
    return layout.nothing_beneath(line[0].span.to(line[-1].span), said, wants)


_OPEN_LISTS = frozenset(
    {
        *(
            "ALL_OF",
            "ANY_OF",
            "NONE_OF",
            "AT_LEAST",
            "AT_MOST",
            "EXACTLY",
            "FEWER_THAN",
            "MORE_THAN",
        ),
        *("THEN", "OTHERWISE", "WHEN", "UNLESS", "EXCEPT_WHEN"),
    }
)
_WANTS = {
    "WHEN": "the rule that holds then",
    "THEN": "the rule that holds then",
    "OTHERWISE": "the rule that holds otherwise",
    "EXCEPT_WHEN": "the rule that holds instead",
    "HIGHEST_OF": "the items of the group",
    "NUMBER": "a statement",
}


KINDS = frozenset(words.KIND_PHRASES.values())
_OTHER_KINDS = {
    "boolean": "yes or no",
    "bool": "yes or no",
    "yes/no": "yes or no",
    "yes no": "yes or no",
    "integer": "whole number",
    "text": "judgement “…”",
    "categorical": "one of a, b",
    "category": "one of a, b",
    "ordinal": "graded a, b",
    "lab": "measurement in mg/dL",
    "medication": "treatment",
    "drug": "treatment",
    "disease": "condition",
    "diagnosis": "condition",
}


def kind_slip(line: Sequence[Word]) -> Diagnostic | None:
    """The first words of a datum's line or of what follows its colon are no kind."""
    if not line or line[0].type != "WORDS":
        return None
    text = words.folded(line[0].value)
    meant = _OTHER_KINDS.get(text)
    similar = (meant,) if meant else nearest(text, tuple(words.KIND_PHRASES))
    if not similar:
        similar = nearest(" ".join(text.split()[:2]), tuple(words.KIND_PHRASES))
    return reading.unknown_kind(line[0].span, line[0].value, similar)


def nearest(text: str, known: Sequence[str]) -> tuple[str, ...]:
    from difflib import get_close_matches

    return tuple(get_close_matches(words.folded(text)[:60], known, n=2, cutoff=0.7))


def too_long(line: Sequence[Word]) -> bool:
    """More than anyone can follow: chained dates, nested parentheses, endless formulas."""
    if len(line) < 12:
        return False
    types = [word.type for word in line]
    depth = deepest = 0
    for type in types:
        depth += (type == "OPEN") - (type == "CLOSE")
        deepest = max(deepest, depth)
    operators = sum(type in ("PLUS", "MINUS", "STAR", "SLASH", "CARET") for type in types)
    return deepest > 12 or operators > 100 or types.count("BEFORE") + types.count("AFTER") > 8


# Signs that turn the direction of writing: what is read is then not what stands there.
_BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CYRILLIC_OR_GREEK = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_WORD = re.compile(r"[^\W_]+")
# Greek small letters that look like no Latin one stand in names such as TNFα; these do.
_LOOK_ALIKES = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲ")


def foreign_signs(source: Source, blocks: Sequence[Block]) -> Iterator[Diagnostic]:
    """Invisible and look-alike signs anywhere in the file; look-alikes not in what is quoted."""
    text = source.text
    if text.isascii():
        return
    for match in _BIDIRECTIONAL.finditer(text):
        span = Span(source, match.start(), match.end())
        yield layout.bidirectional(span, f"U+{ord(match.group()):04X}", Edit(span, ""))
    if not _CYRILLIC_OR_GREEK.search(text):
        return
    for block in blocks:
        for line in block.lines:
            if line.passage is not None:
                continue
            for start, end in line.pieces:
                yield from _mixed(source, start, end)


def _mixed(source: Source, start: int, end: int) -> Iterator[Diagnostic]:
    for match in _WORD.finditer(source.text, start, end):
        word = match.group()
        if word.isascii() or not re.search("[A-Za-z]", word):
            continue
        for letter in word:
            cyrillic = "\u0400" <= letter <= "\u04ff"
            if cyrillic or letter in _LOOK_ALIKES:
                name = "Cyrillic" if cyrillic else "Greek"
                yield layout.mixed_scripts(
                    Span(source, match.start(), match.end()), word, letter, name
                )
                break


def opening_quote(text: str) -> bool:
    return text[:1] in OPENING_QUOTES
