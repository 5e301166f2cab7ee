"""The tree of a criteria file as it is written: one frozen dataclass per construct, names not yet resolved.

Nodes are compared by identity: making equality and representations for all of them would be a tenth of the time that
checking a file takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from eligo.source import Source, Span

# ------------------------------------------------------------------------------------------------------ words


@dataclass(frozen=True, eq=False, repr=False)
class Name:
    """Words that name something. ``known`` is false for a run of words that no declaration and no phrase of the
    language explains; it is kept so that one message can speak of the whole run."""

    text: str
    span: Span
    known: bool = True


@dataclass(frozen=True, eq=False, repr=False)
class Text:
    """A quoted string or a ``text:`` passage: its content with white space folded, and where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Quantity:
    """A number with or without a unit, as written: ``number`` in plain decimal, ``unit`` in the author's spelling.
    ``titre`` for 1:n, whose number is n."""

    number: str
    unit: str | None
    span: Span
    unit_span: Span | None = None
    titre: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class DateText:
    """A date as written: YYYY, YYYY-MM or YYYY-MM-DD; it may not exist."""

    text: str
    span: Span


# ------------------------------------------------------------------------------------------- dates and windows


@dataclass(frozen=True, eq=False, repr=False)
class NamedDate:
    """A milestone or a date datum."""

    name: Name
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class DateOf:
    """``date of platelet count``, ``date of platelet count at screening``."""

    subject: Subject
    span: Span
    at: Anchor | None = None


@dataclass(frozen=True, eq=False, repr=False)
class ShiftedDate:
    """``2 days before admission``, ``1 year after last study treatment``."""

    amount: Quantity
    direction: Literal["before", "after"]
    anchor: Anchor
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class EntryDate:
    """``last stroke``, ``first stroke``, ``end of last chemotherapy``, ``start of oxygen``, ``onset of asthma``: the
    day of the first or last entry of a list. ``which`` None: as the facet says (start: first, end: last).
    """

    name: Name
    which: Literal["first", "last"] | None
    facet: Literal["start", "end", "day"]
    where: Statement | None
    span: Span


Anchor: TypeAlias = NamedDate | DateOf | ShiftedDate | EntryDate


@dataclass(frozen=True, eq=False, repr=False)
class LengthOf:
    """``the longer of 28 days and 5 half-lives``."""

    which: Literal["longer", "shorter"]
    terms: tuple[Quantity, ...]
    span: Span


Length: TypeAlias = Quantity | LengthOf

Relation = Literal[
    "at least before",
    "more than before",
    "within before",
    "less than before",
    "within after",
    "at least after",
    "more than after",
    "less than after",
    "before",
    "after",
    "by",
    "since",
    "between",
    "at",
]


@dataclass(frozen=True, eq=False, repr=False)
class Window:
    relation: Relation
    amount: Length | None
    anchor: Anchor
    until: Anchor | None
    span: Span
    period: Name | None = None  # ``during run-in``: anchor and until are then both its name


# ---------------------------------------------------------------------------------------------------- numbers


@dataclass(frozen=True, eq=False, repr=False)
class Subject:
    """What a statement is about: a name, with ``highest``, ``lowest``, ``latest`` or ``earliest`` before it. ``of``
    is the entry whose attribute it is (``method of initial``). ``where`` filters the entries that are read.
    """

    name: Name
    pick: Literal["highest", "lowest", "latest", "earliest"] | None
    span: Span
    of: Name | None = None
    where: Statement | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Measure:
    """A number made of many entries.

    ``mean of X``, ``mean of last 3 X``, ``sum of X`` · ``total volume of X`` (``attribute``) · ``total time on X`` ·
    ``number of X`` · ``change in X from A to B``, ``percent change in X from A to B`` (``start``, ``end``).
    """

    kind: Literal["mean", "sum", "total", "time on", "number", "change", "percent change"]
    name: Name
    span: Span
    last: int | None = None
    attribute: Name | None = None
    where: Statement | None = None
    start: Anchor | None = None
    end: Anchor | None = None


@dataclass(frozen=True, eq=False, repr=False)
class AgeSubject:
    """``age``, ``age at consent``, ``age of donor at consent``."""

    at: Anchor | None
    span: Span
    of: Name | None = None


@dataclass(frozen=True, eq=False, repr=False)
class NormalLimit:
    """``3 x ULN``, ``LLN``."""

    times: Quantity | None
    which: Literal["upper", "lower"]
    span: Span


Limit: TypeAlias = Quantity | NormalLimit | Subject


@dataclass(frozen=True, eq=False, repr=False)
class Operation:
    operator: Literal["+", "-", "*", "/", "^"]
    left: Expression
    right: Expression
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Call:
    """``min(a, b)``, ``max(a, b)``, ``ln(a)``, ``rounded(a, 1)`` (the second is a number of decimals)."""

    function: Literal["min", "max", "ln", "rounded"]
    operands: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """``case sex: female: 0.7, male: 0.9``; a branch may have several values (``a or b: 1``)."""

    selector: Name
    branches: tuple[tuple[tuple[Name, ...], Expression], ...]
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class InUnit:
    """``creatinine in mg/dL``."""

    subject: Subject
    unit: str
    unit_span: Span
    span: Span


Expression: TypeAlias = Quantity | Subject | Measure | AgeSubject | Operation | Call | Case | InUnit

# ------------------------------------------------------------------------------------------------- statements


@dataclass(frozen=True, eq=False, repr=False)
class Bound:
    comparator: Literal["<", "<=", ">", ">=", "="]
    limit: Limit
    span: Span
    reported: Quantity | None = None  # ``, or 133 umol/L where reported so``


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """``SLEDAI-2K >= 8``; ``between`` has two bounds. ``window`` stood before or after the bounds."""

    subject: Subject | AgeSubject | Measure
    bounds: tuple[Bound, ...]
    between: bool
    window: Window | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class ByValue:
    """A limit for each value: ``haemoglobin >=, by sex:`` with rows ``male 11 g/dL``, ``female 10 g/dL``."""

    subject: Subject | AgeSubject | Measure
    comparator: Literal["<", "<=", ">", ">=", "="]
    window: Window | None
    selector: Name
    rows: tuple[tuple[tuple[Name, ...], Limit], ...]
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class EachComparison:
    """``each of ALT, AST <= 3 x ULN``, ``any of ALT, AST > 3 x ULN``."""

    which: Literal["each", "any"]
    subjects: tuple[Subject, ...]
    bounds: tuple[Bound, ...]
    between: bool
    window: Window | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class WithinNormal:
    subject: Subject
    window: Window | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class IsValue:
    """``sex is male or female``, ``test is not positive``."""

    subject: Subject
    negated: bool
    values: tuple[Name, ...]
    window: Window | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class IncludesValue:
    subject: Subject
    values: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Ranked:
    """A comparison on an ordered category: ``NYHA class >= II``, ``NYHA class between II and IV``."""

    subject: Subject
    bounds: tuple[tuple[Literal["<", "<=", ">", ">=", "="], Name], ...]
    between: bool
    window: Window | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Holds:
    """A name alone: a yes/no datum, a named condition, a subgroup."""

    name: Name
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Related:
    """A name and a window: ``menopause at least 2 years before screening``, ``stroke within 90 days before A``."""

    subject: Subject
    window: Window
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class DateRelated:
    """``onset of asthma at least 1 year before screening``, ``date of LVEF after last stroke``."""

    date: DateOf | EntryDate
    window: Window
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Occurs:
    """``any X``, ``no X``, ``every X``, ``at least 2 X``, ``fewer than 3 X``, ``history of X``, each perhaps with a
    window.

    ``where`` is the condition on the same line, ``block`` what stands beneath (``any X:``), ``alias`` the name under
    which the block speaks of the entry. ``bounds`` only of ``every X <= 8 %``. A block that is only ``unless`` is an
    :class:`Unless` whose body is :class:`Anything`."""

    least: int
    most: int | None
    name: Name
    window: Window | None
    span: Span
    written: Literal[
        "any",
        "no",
        "every",
        "at least",
        "at most",
        "fewer than",
        "more than",
        "exactly",
        "history of",
    ]
    where: Statement | None = None
    block: Statement | None = None
    alias: Name | None = None
    different_days: bool = False
    bounds: tuple[Bound, ...] = ()
    between: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class FirstLast:
    which: Literal["first", "last"]
    name: Name
    window: Window
    span: Span
    where: Statement | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Ongoing:
    """``on X``, ``on X at A``, ``active X at A``, ``on X or Y for at least D before A``."""

    name: Name
    at: Anchor | None
    amount: Quantity | None
    strict: bool
    written: Literal["on", "active"]
    span: Span
    also: tuple[Name, ...] = ()
    where: Statement | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Stable:
    """``X stable for at least D before A``, ``X not increased for at least D before A``."""

    name: Name
    amount: Quantity
    strict: bool
    at: Anchor
    span: Span
    which: Literal["stable", "not increased"] = "stable"


@dataclass(frozen=True, eq=False, repr=False)
class JudgementHere:
    question: Text
    by: str | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class AttestationHere:
    statement: Text
    by: str | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Satisfies:
    """``satisfies inclusion disease-activity``; ``reference`` is a key or a printed label. ``satisfies stage
    run-in``."""

    kind: Literal["inclusion", "exclusion", "stage"]
    reference: Name
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class NoRequirement:
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Anything:
    """Every entry: the body of a block that says only whom it exempts."""

    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class WashoutRow:
    """``vedolizumab  4 months``, ``any other biologic  the longer of 4 weeks and 5 half-lives``, ``teriflunomide
    never if total time on teriflunomide >= 90 days``. ``where``: which entries the row is about. ``length`` None:
    never. ``when`` (after ``when`` or ``if``) and ``unless`` say for whom the row stands."""

    name: Name
    other: bool
    where: Statement | None
    length: Length | None
    when: Statement | None
    unless: Statement | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Washout:
    """``washout before A:`` (each stopped at least so long before) or ``used within, before A:`` (any taken within that
    time), with rows."""

    written: Literal["washout", "used within"]
    anchor: Anchor
    rows: tuple[WashoutRow, ...]
    header_span: Span
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Fallback:
    """``if X not available:`` beneath a statement (``state`` "missing": or not recorded). ``instead`` is a statement,
    or True or False: ``fail`` and ``pass`` of the criterion, ``assume yes`` and ``assume no`` of the statement
    (``assumed``)."""

    body: Statement
    name: Name | None
    state: Literal["not available", "missing"]
    instead: Statement | bool
    assumed: bool
    because: Text | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Not:
    item: Statement
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class StatementList:
    """``all of:``, ``any of:``, ``none of:``, ``at least 2 of:``; items in order, two or more unless a mistake was
    reported. ``least``/``most`` only for counts."""

    header: Literal["all of", "any of", "none of", "count"]
    least: int | None
    most: int | None
    items: tuple[Statement, ...]
    header_span: Span
    span: Span
    windows: tuple[
        Window, ...
    ] = ()  # holds for each item; several (``at A and B``): for each of them


@dataclass(frozen=True, eq=False, repr=False)
class When:
    condition: Statement
    body: Statement
    otherwise: Statement | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Unless:
    body: Statement
    exemption: Statement
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class ExceptWhen:
    body: Statement
    cases: tuple[tuple[Statement, Statement], ...]
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class Broken:
    """A line that could not be read and was reported; what depends on it says nothing more."""

    span: Span


Statement: TypeAlias = (
    Comparison
    | ByValue
    | EachComparison
    | WithinNormal
    | IsValue
    | IncludesValue
    | Ranked
    | Holds
    | Related
    | DateRelated
    | Occurs
    | FirstLast
    | Ongoing
    | Stable
    | JudgementHere
    | AttestationHere
    | Satisfies
    | NoRequirement
    | Anything
    | Washout
    | Fallback
    | Not
    | StatementList
    | When
    | Unless
    | ExceptWhen
    | Broken
)

# ------------------------------------------------------------------------------------------------ data kinds


@dataclass(frozen=True, eq=False, repr=False)
class CodeText:
    """``code LOINC 1742-6``, perhaps ``unconfirmed``."""

    system: str
    code: str
    confirmed: bool
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class ValueText:
    """A value of a list or a member of a group, with ``also called "…"`` and codes."""

    name: Name
    synonyms: tuple[Text, ...]
    codes: tuple[CodeText, ...]
    span: Span
    half_life: Quantity | None = None
    equivalent: Quantity | None = None


@dataclass(frozen=True, eq=False, repr=False)
class KindText:
    """The kind of a datum as written. ``word`` says which fields matter:

    ``yes or no`` · ``judgement``/``attestation`` (text, by) · ``one of``/``graded``/``any of``/``result`` (values) ·
    ``whole number``/``number``/``score``/``ratio``/``titre``/``measurement`` (unit, bounds) · ``date``/``date or none``
    · ``event`` · ``condition`` · ``treatment`` · ``record`` · ``paired`` (values: its components, unit). ``dated``
    before a kind makes a dated list of it."""

    word: Literal[
        "yes or no",
        "judgement",
        "attestation",
        "one of",
        "graded",
        "any of",
        "result",
        "whole number",
        "number",
        "score",
        "ratio",
        "titre",
        "measurement",
        "date",
        "date or none",
        "event",
        "condition",
        "treatment",
        "record",
        "paired",
    ]
    span: Span
    text: Text | None = None
    by: str | None = None
    values: tuple[ValueText, ...] = ()
    unit: str | None = None
    unit_span: Span | None = None
    low: Quantity | None = None
    high: Quantity | None = None
    dated: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class PlausibleText:
    low: Quantity
    high: Quantity
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class AlsoIn:
    """``also in umol/L where 1 mg/dL = 88.4 umol/L``; without ``where`` only for units that convert by themselves.
    ``offset`` is added after multiplying (``1 mmol/mol = 0.0915 % + 2.15 %``)."""

    unit: str
    unit_span: Span
    left: Quantity | None
    right: Quantity | None
    offset: Quantity | None
    span: Span


# --------------------------------------------------------------------------------------------------- blocks


@dataclass(frozen=True, eq=False, repr=False)
class Property:
    """A line of the protocol's own block: keyword and what follows it, read by the kind of keyword."""

    keyword: str  # title, version, released, source, sponsor, design, phase, enrolment, runs, assessed at, ...
    texts: tuple[Text, ...]
    words: tuple[Name, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateText, ...]
    quotes: tuple[Text, ...]  # text: lines beneath
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class RegisteredText:
    """``registered ages 18 to 65 years, sexes all, healthy volunteers no``; each part may be left out. ``ages from 18
    years`` has no upper end."""

    ages: tuple[Quantity, Quantity | None] | None
    sexes: Name | None
    healthy_volunteers: Name | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class ProtocolBlock:
    id: Name
    properties: tuple[Property, ...]
    registered: RegisteredText | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class VocabularyBlock:
    name: Name
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class UseBlock:
    """``use demographics, laboratory with screening as Visit 1``: (vocabulary, ((its milestone, ours), ...))."""

    uses: tuple[tuple[Name, tuple[tuple[Name, Name], ...]], ...]
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class MilestoneBlock:
    """``derived``: where it lies (``milestone washout start: 14 days before first dose``), of one name only."""

    names: tuple[Name, ...]
    visit: bool
    span: Span
    derived: Anchor | None = None


@dataclass(frozen=True, eq=False, repr=False)
class PeriodBlock:
    """``period run-in from screening to day 1``."""

    name: Name
    start: Anchor
    end: Anchor
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class AttributeText:
    """``with treated: yes or no`` beneath a list kind: a datum of each entry."""

    data: DataBlock
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class DataBlock:
    """One datum, or several of one kind (``data, yes or no: epilepsy, lactating``)."""

    names: tuple[Name, ...]
    label: Text | None
    kind: KindText | None  # None where it could not be read
    plausible: PlausibleText | None
    normal_range: bool
    also_in: tuple[AlsoIn, ...]
    codes: tuple[CodeText, ...]
    synonyms: tuple[Text, ...]
    plural: Text | None
    question: Text | None
    note: Text | None
    source: Text | None
    burden: Name | None
    span: Span
    attributes: tuple[AttributeText, ...] = ()
    measured_within: Quantity | None = None  # ``measured within 28 days``: of bare readings
    half_life: Quantity | None = None
    extends: bool = False  # ``extend data creatinine``: adds to a datum of a vocabulary


@dataclass(frozen=True, eq=False, repr=False)
class GroupBlock:
    """``group NAME``, ``open group NAME``, ``group NAME of conditions``; ``nested`` are groups whose members it takes
    in, ``excepted`` names it leaves out, ``file`` a CSV beside the protocol with more members, ``reference`` the
    medicine and amount that members' ``equivalent`` amounts equal (``equivalents of prednisone``).
    """

    name: Name
    label: Text | None
    members: tuple[ValueText, ...]
    synonyms: tuple[Text, ...]
    codes: tuple[CodeText, ...]
    note: Text | None
    source: Text | None
    span: Span
    of: Literal["treatments", "conditions", "events"] = "treatments"
    is_open: bool = False
    nested: tuple[Name, ...] = ()
    excepted: tuple[Name, ...] = ()
    file: Text | None = None
    reference: Name | None = None
    attributes: tuple[AttributeText, ...] = ()
    plural: Text | None = None
    question: Text | None = None
    burden: Name | None = None


@dataclass(frozen=True, eq=False, repr=False)
class WhereStep:
    name: Name
    expression: Expression
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class DefineBlock:
    """A named condition (``statement``) or a derived number (``expression``, with ``in UNIT`` or ``as score``, ``as
    ratio``, ``as count`` in the header)."""

    name: Name
    label: Text | None
    unit: str | None
    unit_span: Span | None
    number_kind: Literal["score", "ratio", "count"] | None
    statement: Statement | None
    expression: Expression | None
    steps: tuple[WhereStep, ...]
    synonyms: tuple[Text, ...]
    source: Text | None
    note: Text | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class ScoreLine:
    """``8  seizure "Seizure": judgement "…"``; without a statement the name itself must be declared."""

    weight: Quantity
    name: Name
    label: Text | None
    statement: Statement | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class ScoreGroup:
    """``highest of constitutional:``."""

    name: Name
    label: Text | None
    lines: tuple[ScoreLine, ...]
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class ScoreBlock:
    name: Name
    label: Text | None
    low: Quantity | None
    high: Quantity | None
    entries: tuple[ScoreLine | ScoreGroup, ...]
    synonyms: tuple[Text, ...]
    source: Text | None
    note: Text | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class CellText:
    """A cell of a table: ``any`` or ``-`` (``any``), values (``female or male``), a range: ``< 2 years``, ``2 to 12
    years``, ``>= 2 and < 12 years``, ``4``. In the last column ``result``: a number, ``pass``, ``fail``, ``pending
    "…"``, ``ask "…"``."""

    form: Literal["any", "values", "range", "otherwise", "number", "outcome"]
    values: tuple[Name, ...]
    bounds: tuple[Bound, ...]
    number: Quantity | None
    outcome: Literal["pass", "fail", "pending", "ask"] | None
    text: Text | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class TableColumn:
    """What a column is about; ``unit`` (``| BMI in kg/m2 |``) is that of numbers in it without one."""

    subject: Subject | AgeSubject | Measure
    window: Window | None
    unit: str | None
    unit_span: Span | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class TableRow:
    cells: tuple[CellText, ...]
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class TableBlock:
    """A header row, then rows of as many cells. ``unit`` and ``number_kind`` as of a definition; a decision table has
    neither. ``file``: a CSV beside the protocol that holds the rows."""

    name: Name
    label: Text | None
    unit: str | None
    unit_span: Span | None
    number_kind: Literal["score", "ratio", "count"] | None
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    file: Text | None
    source: Text | None
    note: Text | None
    synonyms: tuple[Text, ...]
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class UnitBlock:
    """``unit study eye "Study eye" from eye where role is study, at least 1``, perhaps with a statement beneath."""

    name: Name
    label: Text | None
    record: Name
    where: Statement | None
    least: int
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class CohortBlock:
    name: Name
    label: Text | None
    statement: Statement | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class StageBlock:
    """``stage run-in "Run-in" at randomisation`` with ``extends screening`` and ``without inclusion 3``, or ``only
    exclusion 4``, beneath. Criteria without a stage belong to the first."""

    name: Name
    label: Text | None
    milestone: Name
    extends: Name | None
    without: tuple[tuple[Literal["inclusion", "exclusion", "delay"], Name], ...]
    span: Span
    only: tuple[tuple[Literal["inclusion", "exclusion", "delay"], Name], ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class SubgroupBlock:
    name: Name
    label: Text | None
    statement: Statement
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class InterpretationText:
    title: Text
    chosen: Text | None
    instead: Text | None
    because: Text | None
    status: Name | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class NotFormalisedText:
    words: Text
    because: Text
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class ObligesText:
    text: Text
    when: Statement | None
    start: Anchor
    until: Anchor
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class PermitsText:
    """``permits "Paracetamol up to 2 g a day" when C``."""

    text: Text
    when: Statement | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class RepeatText:
    """``may be repeated once within 2 weeks``, ``may be repeated twice within 14 days, mean counts``."""

    times: int
    within: Quantity
    counts: Literal["latest", "mean"]
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class CriterionBlock:
    """A criterion or one of its parts (``kind`` "part"). ``bodies`` has exactly one entry, or none beside parts; any
    other number is a mistake that the elaboration reports. ``subgroup`` is what ``for`` names: a subgroup, a unit, a
    cohort or a stage; a criterion for a subgroup in a stage names both (``for LN, run-in``)."""

    kind: Literal["inclusion", "exclusion", "delay", "part"]
    label: Name  # the printed number, quoted or plain
    title: Text | None
    key: Name | None  # as disease-activity
    subgroup: Name | None  # for LN
    turned: Literal["requires", "excludes"] | None
    quotes: tuple[Text, ...]
    bodies: tuple[Statement, ...]
    parts: tuple[CriterionBlock, ...]
    interpretations: tuple[InterpretationText, ...]
    not_formalised: tuple[NotFormalisedText, ...]
    obliges: tuple[ObligesText, ...]
    header_span: Span
    span: Span
    also_for: tuple[Name, ...] = ()  # further names after "for"
    assessed: tuple[Name, ...] = ()  # ``assessed at M``; several: ``assessed at each of M, N``
    window: Window | None = None  # in the header: holds for every statement in it
    # ``delay 1 "Fever" of vaccination 1``; of several: the first, and all of them in ``assessed``
    delays: Name | None = None
    repeat: RepeatText | None = None
    permits: tuple[PermitsText, ...] = ()
    refers: tuple[Text, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class ContextBlock:
    title: Text
    quotes: tuple[Text, ...]
    span: Span


# ---------------------------------------------------------------------------------------------- examples


@dataclass(frozen=True, eq=False, repr=False)
class GivenValue:
    """One line under ``given:``. ``name`` is a datum, a milestone, or the question of a judgement in quotes.

    Forms: ``X`` (yes) · ``not X`` (no) · ``X is VALUE`` (value, list of values, number, date, ``none``) · ``X not
    recorded`` / ``not available`` / ``does not apply`` · ``X 150 10*9/L on 2025-06-10`` · ``no X`` (asked: none) ·
    ``X on DATE`` · ``X from DATE until DATE`` / ``from DATE, ongoing`` with ``stable since DATE``,
    ``named prednisone``, ``dose 10 mg/d``. Several lines about one name make several entries."""

    name: Name
    question: Text | None  # the name is this question
    form: Literal["yes", "no", "value", "state", "none", "entry"]
    state: Literal["not recorded", "not available", "does not apply"] | None
    values: tuple[Name, ...]  # words after "is": value names, or "none"
    quantity: Quantity | None
    beyond: Literal["below", "above"] | None  # "is below 20 U/L": beyond the assay's range
    upper: Quantity | None
    lower: Quantity | None
    date: DateText | None  # value of a date datum or milestone, day of a reading or event
    visit: Name | None
    start: DateText | None
    end: DateText | None
    ongoing: bool
    stable_since: DateText | None
    member: Name | None
    dose: Quantity | None
    span: Span
    parts: tuple[GivenValue, ...] = ()  # attributes of the entry, given after commas
    not_increased_since: DateText | None = None
    which: GivenValue | None = None  # "eye where side is right, …": what is otherwise in that one


@dataclass(frozen=True, eq=False, repr=False)
class Expect:
    """``expect inclusion 7.3 unknown, missing Gilbert's syndrome``; ``expect verdict ineligible``."""

    kind: Literal["inclusion", "exclusion", "delay", "verdict", "stage", "cohort", "unit"]
    reference: Name | None
    status: Name
    missing: tuple[Name | Text, ...] | None
    span: Span


@dataclass(frozen=True, eq=False, repr=False)
class ExampleBlock:
    """``like`` names another example whose participant this one starts from."""

    title: Text
    like: Text | None
    given: tuple[GivenValue, ...]
    expects: tuple[Expect, ...]
    span: Span


Block: TypeAlias = (
    ProtocolBlock
    | VocabularyBlock
    | UseBlock
    | MilestoneBlock
    | PeriodBlock
    | DataBlock
    | GroupBlock
    | DefineBlock
    | ScoreBlock
    | TableBlock
    | UnitBlock
    | CohortBlock
    | StageBlock
    | SubgroupBlock
    | CriterionBlock
    | ContextBlock
    | ExampleBlock
)


@dataclass(frozen=True, eq=False, repr=False)
class File:
    """A whole criteria file. ``broken`` are names whose declaration could not be read: what mentions them says
    nothing more."""

    source: Source
    blocks: tuple[Block, ...]
    broken: frozenset[str]
