"""Names and literals of the generated Python: every one of them is made here."""

from __future__ import annotations

import builtins
import keyword
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from eligo import ir
from eligo.backends.python_walk import outer_subgroups, unit_of

# What generated modules import or define besides the protocol's own names.
_RESERVED_WORDS = """
    ASSESSED_AT CRITERIA FALSE FUNCTIONS IDENTITY NOT_APPLICABLE RULES TRUE UNDECIDED VISITS
    Callable Criterion DateValue ExplainedRules Identity Interval Outcomes Participant Record
    Result Rules Timing Choices Mapping annotations all_of any_of choices count_of criteria
    date_stands days evaluate evaluate_rules every_choice exact except_when explanation first
    highest_of holds id includes is_member is_one_of item last maximum minimum months negate
    none_of occurs ongoing ongoing_for only outcomes participant power rules score_of shifted
    stable subgroups trace unless units weeks when years runtime
    Entry asked cohorts date_of end_of end_up_to enough every fits half_lives hours ln longer_of
    minutes missing name_of not_available not_increased once_dated outcome_of_rows repeatable rounded Rows
    shorter_of start_of CANDIDATES OF_ONE REPEATS Repeat UNITS in_subgroup
"""
_RESERVED = frozenset(_RESERVED_WORDS.split())
# Attributes of every pydantic model and of our record; a field of that name gets an underscore.
_MODEL_WORDS = """
    id again changed day_of derived fields repeating visits names read blank schemas from_json
    from_fields construct copy dict from_orm json
    parse_file parse_obj parse_raw schema schema_json update_forward_refs validate model_config
"""
_MODEL_ATTRIBUTES = frozenset(_MODEL_WORDS.split())


def identifier(text: str) -> str:
    """The text as a Python identifier."""
    name = re.sub(r"[^0-9a-zA-Z]+", "_", text).strip("_") or "unnamed"
    if name[0].isdigit():
        name = f"n_{name}"
    # `type` is a soft keyword of newer Pythons only, and what we write must not depend on that.
    is_word = keyword.iskeyword(name) or keyword.issoftkeyword(name) or name == "type"
    return f"{name}_" if is_word else name


def field_name(key: str) -> str:
    """The attribute of the participant that holds a datum or milestone."""
    name = identifier(key)
    return f"{name}_" if name in _MODEL_ATTRIBUTES or name.startswith("model_") else name


def entry_name(owner: str, names: Names) -> str:
    """The parameter that stands for an entry of a list in a block about it."""
    name = identifier(owner.replace(".", "_"))
    return f"{name}_" if name in names.taken else name


def literal(value: object) -> str:
    return repr(value)


def number(value: Fraction) -> str:
    """A rational as `exact` reads it: a decimal where it is one, else a fraction."""
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places += max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).zfill(places + 1)
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def docstring(paragraphs: Iterable[str], indent: str = "    ") -> str:
    """A docstring of paragraphs, wrapped."""
    width = 99 - len(indent)
    wrapped = [
        "\n".join(textwrap.wrap(_escaped(paragraph), width, break_long_words=False))
        for paragraph in paragraphs
        if paragraph.strip()
    ]
    text = textwrap.indent("\n\n".join(wrapped), indent).strip()
    if "\n" in text or len(text) + len(indent) > 93:
        return f'{indent}"""{text}\n{indent}"""'
    return f'{indent}"""{text}"""'


def module_docstring(text: str) -> str:
    folded = " ".join(text.split()).replace("\\", "\\\\").replace('"', "'")
    return f'"""{folded}."""'


def _escaped(text: str) -> str:
    folded = " ".join(text.split())
    return "".join(
        character if character.isprintable() else repr(character)[1:-1]
        for character in folded.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    )


def comment(text: str, indent: str = "") -> str:
    """A comment line; empty where the text is too long to help."""
    folded = " ".join(text.split())
    if not folded or len(folded) > 88 or not folded.isprintable():
        return ""
    return f"{indent}# {folded}\n"


@dataclass
class Names:
    """The names of a protocol's functions, each given once."""

    taken: set[str] = field(default_factory=lambda: set(_RESERVED) | set(dir(builtins)))
    criteria: dict[str, str] = field(default_factory=dict)
    # Of parts, without the subgroups of what they are parts of; where there are any.
    alone: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    steps: dict[tuple[str, str], str] = field(default_factory=dict)
    scores: dict[str, str] = field(default_factory=dict)
    subgroups: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    # Of a table, the function that says which rows may be the one.
    rows: dict[str, str] = field(default_factory=dict)
    # Of a criterion of a unit, the function of one candidate.
    of_one: dict[str, str] = field(default_factory=dict)

    def _claim(self, wanted: str, prefix: str) -> str:
        name = identifier(wanted)
        if name in self.taken:
            name = f"{prefix}_{name}"
        unique, count = name, 1
        while unique in self.taken:
            count += 1
            unique = f"{name}_{count}"
        self.taken.add(unique)
        return unique


def name_all(protocol: ir.Protocol) -> Names:
    """Criteria choose first, because people look for them by name."""
    names = Names()
    for criterion in protocol.flat_criteria():
        names.criteria[criterion.key] = names._claim(criterion.name, "criterion")
    for criterion in protocol.flat_criteria():
        if outer_subgroups(criterion, protocol):
            names.alone[criterion.key] = names._claim(f"{criterion.name}_alone", "criterion")
    for subgroup in protocol.subgroups:
        names.subgroups[subgroup.key] = names._claim(f"in_{subgroup.key}", "subgroup")
    for score in protocol.scores:
        names.scores[score.key] = names._claim(score.key, "score")
    for criterion in protocol.flat_criteria():
        if unit_of(criterion, protocol) is not None:
            names.of_one[criterion.key] = names._claim(f"{criterion.name}_of_one", "criterion")
    for table in protocol.tables:
        names.tables[table.key] = names._claim(table.key, "table")
        names.rows[table.key] = names._claim(f"{table.key}_rows", "table")
    for definition in protocol.definitions:
        names.definitions[definition.key] = names._claim(definition.key, "definition")
        for step in definition.steps:
            wanted = f"{definition.key}_{step.key}"
            names.steps[definition.key, step.key] = names._claim(wanted, "step")
    return names
