"""What a site needs to give a record: the blank record, and a worksheet to print and fill in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from eligo import ir
from eligo.english import answer_form, code_words, meaning_of_kind, question
from eligo.units import display


def blank_record(protocol: ir.Protocol) -> str:
    """A record of nothing: every field is null, which says that it is not recorded."""
    keys = [milestone.key for milestone in protocol.milestones]
    keys += [datum.key for datum in protocol.data]
    return json.dumps({"id": "", **dict.fromkeys(keys)}, ensure_ascii=False, indent=2)


@dataclass(frozen=True)
class _Row:
    field: str
    name: str
    meaning: str
    unit: str
    values: tuple[str, ...]
    question: str
    answer: str
    tall: bool


def _rows(protocol: ir.Protocol) -> Iterator[_Row]:
    for milestone in protocol.milestones:
        what = "visit" if milestone.visit else "milestone"
        answer = "a day, a month or a year"
        yield _Row(milestone.key, milestone.name, f"day of the {what}", "", (), "", answer, False)
    for datum in protocol.data:
        asked = question(datum)
        meaning = meaning_of_kind(datum)
        codes = "; ".join(code_words(code) for code in datum.codes)
        yield _Row(
            datum.key,
            datum.label,
            f"{meaning} ({codes})" if codes else meaning,
            _unit(datum.kind),
            _values(datum.kind),
            f"{asked[0]} ({asked[1]})" if asked else "",
            answer_form(datum),
            isinstance(
                datum.kind, ir.Measurement | ir.Result | ir.Event | ir.Condition | ir.Treatment
            ),
        )


def _unit(kind: ir.Kind) -> str:
    if not isinstance(kind, ir.Quantity | ir.Measurement):
        return ""
    others = (display(each.unit) for each in kind.conversions)
    return ", ".join(filter(None, dict.fromkeys((display(kind.unit), *others))))


def _values(kind: ir.Kind) -> tuple[str, ...]:
    match kind:
        case ir.OneOf() | ir.AnyOfValues() | ir.Result():
            values = kind.values
        case ir.Treatment():
            values = kind.members
        case ir.YesNo() | ir.Judgement() | ir.Attestation():
            return ("yes", "no")
        case ir.Quantity(bounds=ir.Range(low=low, high=high)):
            return (f"{low} to {high}",)
        case _:
            return ()
    return tuple(value.label for value in values)


_STYLE = """
body { font: 10pt/1.35 system-ui, sans-serif; margin: 1.5cm; color: #000; background: #fff; }
h1 { font-size: 14pt; margin: 0; } p { margin: .2em 0 1em; max-width: 45em; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #555; padding: .3em .4em; text-align: left; vertical-align: top; }
th { background: #eee; } thead { display: table-header-group; } tr { break-inside: avoid; }
code { font-size: 8.5pt; overflow-wrap: anywhere; } .box { width: 26%; height: 1.6em; }
.tall { height: 4.5em; } small { color: #333; display: block; }
@page { size: A4 landscape; margin: 1.2cm; } @media print { body { margin: 0; } }
"""


def worksheet(protocol: ir.Protocol) -> str:
    """A self-contained HTML page with a row for each field, and a box to fill in."""
    name = f"{escape(protocol.id)}, version {escape(protocol.version)}"
    rows = "\n".join(map(_html_row, _rows(protocol)))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Worksheet for {name}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Worksheet for {name}</h1>
<p>{escape(protocol.title)}</p>
<p>Participant: ________________ &#160; Filled in by: ________________ &#160; On: ________</p>
<p>Leave a box empty where nothing is recorded. Write “not available” where it was asked and is not
to be had, “does not apply” where it cannot apply, and “none” in a list of which there is nothing.
</p>
<table>
<thead><tr><th scope="col">Field</th><th scope="col">Meaning</th><th scope="col">Unit</th>
<th scope="col">Allowed values</th><th scope="col">Question</th><th scope="col">Answer</th></tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


def _html_row(row: _Row) -> str:
    values = escape("; ".join(row.values))
    return (
        f'<tr><th scope="row">{escape(row.name)}<br><code>{escape(row.field)}</code></th>'
        f"<td>{escape(row.meaning)}<small>{escape(row.answer)}</small></td>"
        f"<td>{escape(row.unit)}</td><td>{values}</td><td>{escape(row.question)}</td>"
        f'<td class="box{" tall" if row.tall else ""}"></td></tr>'
    )
