"""The English of a protocol: one sentence for each statement of the rules, in words that a reviewer
reads aloud and is right about.

Text is made of runs, so that nobody has to search it again for names to link or for numbers that
must not be parted from their units. It knows nothing of documents.
"""

from eligo.english.dates import has_of_itself
from eligo.english.entries import member_of
from eligo.english.missing import left_open_by, what_if_missing
from eligo.english.needs import faceted, inputs
from eligo.english.records import answer_form, code_words, meaning_of_kind, question
from eligo.english.sentences import (
    Node,
    Sentence,
    formula,
    name_of,
    on_one_line,
    one_line,
    outcome,
    phrase,
    runs,
    sentences,
)
from eligo.english.structure import Role, parts_of
from eligo.english.text import (
    Run,
    Text,
    amount,
    capitalised,
    criterion_words,
    decimal_text,
    duration_words,
    in_order,
    length_words,
    plain,
)

__all__ = [
    "Node",
    "Role",
    "Run",
    "Sentence",
    "Text",
    "amount",
    "answer_form",
    "capitalised",
    "code_words",
    "criterion_words",
    "decimal_text",
    "duration_words",
    "faceted",
    "formula",
    "has_of_itself",
    "in_order",
    "inputs",
    "left_open_by",
    "length_words",
    "meaning_of_kind",
    "member_of",
    "name_of",
    "on_one_line",
    "one_line",
    "outcome",
    "parts_of",
    "phrase",
    "plain",
    "question",
    "runs",
    "sentences",
    "what_if_missing",
]
