"""The meaning of a protocol: resolved, typed, in canonical units; what everything behind the front end sees.

It knows nothing of syntax, of Python or of English. All nodes are frozen, all collections are tuples, all unions are
closed: a ``match`` over one ends in ``assert_never``. Every statement and every number carries the identity (``id``)
under which documents, explanations and tests speak of it, and the span of the criteria file it came from.

A statement's value is the set of outcomes still possible, out of *true*, *false* and *does not apply* (language, part
"Meaning"). A number's value is an interval, or several where a selector or a reading is open. A date's value is an
interval of days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from eligo.source import Source, Span
from eligo.units import Duration, Unit

# --------------------------------------------------------------------------------------------------------------- data


@dataclass(frozen=True)
class Code:
    """A code of a terminology; ``confirmed`` is false where its source was not seen."""

    system: str  # LOINC, SNOMED CT, ICD-10-CM, ATC, RxNorm
    code: str
    confirmed: bool = True


@dataclass(frozen=True)
class Value:
    """One allowed value of a category or member of a group. ``key`` is what a record holds. ``half_life`` (in days) and
    ``equivalent`` (the amount that equals one of the group's reference medicine, a pure number) only of medicines.
    """

    key: str
    label: str
    synonyms: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    half_life: Fraction | None = None
    equivalent: Fraction | None = None


@dataclass(frozen=True)
class Range:
    """A closed range in the unit of its owner."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Conversion:
    """Another unit in which a datum may be reported: value in the datum's unit = value × factor + offset."""

    unit: Unit
    factor: Fraction
    offset: Fraction
    printed: (
        str  # as declared: "1 mg/dL = 88.4 umol/L"; empty for conversions that units alone give
    )


@dataclass(frozen=True)
class YesNo:
    """True or false."""


@dataclass(frozen=True)
class Judgement:
    """Yes or no by a professional, who may be named in the record with the day of the answer."""

    question: str
    by: str = "investigator"


@dataclass(frozen=True)
class Attestation:
    """Yes or no by the participant or a representative."""

    statement: str
    by: str = "participant"


@dataclass(frozen=True)
class OneOf:
    """Exactly one of the values; ``ordered`` ones stand lowest first."""

    values: tuple[Value, ...]
    ordered: bool = False


@dataclass(frozen=True)
class AnyOfValues:
    """A set of the values (``any of I, II, III``)."""

    values: tuple[Value, ...]


@dataclass(frozen=True)
class Quantity:
    """A number without a date. ``bounds`` are part of the kind (a score from 0 to 3) and bound what is unknown."""

    unit: Unit
    whole: bool
    bounds: Range | None
    plausible: Range | None
    conversions: tuple[Conversion, ...] = ()


@dataclass(frozen=True)
class Measurement:
    """Dated numbers, each with the laboratory's own limits where ``normal_range``; a titre is written 1:n."""

    unit: Unit
    plausible: Range | None
    normal_range: bool
    conversions: tuple[Conversion, ...] = ()
    titre: bool = False
    bounds: Range | None = None  # of a dated score or count: part of the kind
    whole: bool = False


@dataclass(frozen=True)
class Paired:
    """Dated readings of several numbers taken together (blood pressure). Each component is read as a measurement of its
    own; an entry holds all of them."""

    unit: Unit
    components: tuple[Value, ...]
    plausible: Range | None
    conversions: tuple[Conversion, ...] = ()


@dataclass(frozen=True)
class Result:
    """Dated categories: tests, stages, responses; ``ordered`` ones stand lowest first."""

    values: tuple[Value, ...]
    ordered: bool = False


@dataclass(frozen=True)
class DateKind:
    """A day, full or partial; where ``may_be_none`` it may be known not to have happened."""

    may_be_none: bool


@dataclass(frozen=True)
class Event:
    """Dated occurrences. ``members`` as of a treatment."""

    members: tuple[Value, ...] = ()
    is_open: bool = False


@dataclass(frozen=True)
class Condition:
    """Spells of an illness: start, end or ongoing, stable since. ``members`` as of a treatment."""

    members: tuple[Value, ...] = ()
    is_open: bool = False


@dataclass(frozen=True)
class Treatment:
    """Periods of a treatment: start, end or ongoing, dose, stable since. ``members`` are what a group holds, nested
    groups flattened; empty for a single treatment. A name that is no member is an error in the record, unless the group
    ``is_open``: it then counts as the member ``other``. ``reference`` is the medicine whose equivalents are counted.
    """

    members: tuple[Value, ...] = ()
    is_open: bool = False
    reference: str = ""
    half_life: Fraction | None = None  # in days, of a single medicine


@dataclass(frozen=True)
class Record:
    """A list of things with attributes and no day of their own: eyes, lesions, donors, lines of therapy."""


Kind: TypeAlias = (
    YesNo
    | Judgement
    | Attestation
    | OneOf
    | AnyOfValues
    | Quantity
    | Measurement
    | Paired
    | Result
    | DateKind
    | Event
    | Condition
    | Treatment
    | Record
)

Burden = Literal["question", "record", "laboratory", "procedure"]


@dataclass(frozen=True)
class Datum:
    """One thing to be known of a participant. ``key`` is its field in the record (snake_case).

    The entries of a list (events, conditions, treatments, readings, results, records) are small participants:
    ``attributes`` are what is to be known of one, each a datum whose key is ``owner.attribute``. What every entry has
    by its kind is among them where a rule speaks of it: ``owner.date``, ``owner.start``, ``owner.end`` (days; an
    ongoing end is ``none``), ``owner.name`` (one of the members), ``owner.dose``. Inside a block about an entry
    (``where`` of a statement, a criterion ``for`` a unit) every leaf whose datum is such a key reads the entry at
    hand.
    """

    key: str
    name: str  # as declared, as it stands in rules
    label: str  # for people; the name where none was given
    kind: Kind
    span: Span
    codes: tuple[Code, ...] = ()
    synonyms: tuple[str, ...] = ()
    note: str = ""
    source: str = ""
    burden: Burden = "record"
    vocabulary: str = ""  # empty: declared by the protocol itself
    attributes: tuple[Datum, ...] = ()

    @property
    def held(self) -> tuple[Datum, ...]:
        """The attributes that are fields of an entry in a record: without what it has by its kind, but for the dose.
        A thing of a record has nothing by its kind."""
        if isinstance(self.kind, Record):
            return self.attributes
        facets = {f"{self.key}.{each}" for each in ("date", "start", "end", "name")}
        return tuple(each for each in self.attributes if each.key not in facets)


@dataclass(frozen=True)
class Milestone:
    """A dated point of the trial; at a visit data are taken, and values may carry its name as their tag. One that is
    ``derived`` is no field of the record: it lies at a distance from another."""

    key: str
    name: str
    visit: bool
    span: Span
    derived: Date | None = None


# -------------------------------------------------------------------------------------------------------------- dates


@dataclass(frozen=True)
class MilestoneDate:
    id: str
    span: Span
    milestone: str


@dataclass(frozen=True)
class DateOf:
    """The value of a date datum. ``none`` is possible where its kind says so; any relation on it is then false."""

    id: str
    span: Span
    datum: str


@dataclass(frozen=True)
class ReadingDate:
    """The day on which a reading was taken (``date of platelet count``)."""

    id: str
    span: Span
    reading: Reading


@dataclass(frozen=True)
class Shifted:
    """A date moved by a duration: ``2 days before admission`` has sign -1."""

    id: str
    span: Span
    date: Date
    duration: Duration
    sign: Literal[-1, 1]


@dataclass(frozen=True)
class EntryDate:
    """Start or end of the first or last X (by its start) that began on or before ``assessed``; of an event both are its
    day. An ongoing end, and no such X, are ``none``: a relation on it is false. Entries that may each be the one leave
    the interval of all their days."""

    id: str
    span: Span
    datum: str
    which: Literal["first", "last"]
    facet: Literal["start", "end"]
    assessed: Date
    where: Statement | None = None
    alias: str = ""


@dataclass(frozen=True)
class UpTo:
    """The end of the entry at hand, or ``limit`` where that is earlier or the entry is ongoing: what a duration runs
    to."""

    id: str
    span: Span
    datum: str  # owner.end
    limit: Date


Date: TypeAlias = MilestoneDate | DateOf | ReadingDate | Shifted | EntryDate | UpTo


@dataclass(frozen=True)
class HalfLives:
    """So many half-lives of the very medicine that an entry names; exact, in days and parts of days."""

    count: Fraction


@dataclass(frozen=True)
class LengthOf:
    """The longer (longest) or shorter (shortest) of several lengths, by the day each leads to."""

    which: Literal["longer", "shorter"]
    terms: tuple[Duration | HalfLives, ...]


Length: TypeAlias = Duration | HalfLives | LengthOf

Relation = Literal[
    "at least before",  # start + D <= A
    "more than before",  # start + D < A
    "within before",  # start <= A and A <= end + D
    "less than before",  # start <= A and A < end + D
    "within after",  # A <= end and start <= A + D
    "at least after",  # A + D <= end
    "more than after",  # A + D < end
    "less than after",  # A <= end and start < A + D
    "before",  # start < A
    "after",  # end > A
    "by",  # start <= A
    "since",  # end >= A
    "between",  # A <= end and start <= B
    "at",  # start <= A and A <= end, or the entry carries the milestone's tag
]


@dataclass(frozen=True)
class Timing:
    """How a day, or a period from ``start`` to ``end``, stands to an anchor. A day has start = end; an ongoing period
    has an end later than every day. Months are added to the earlier date, clamped to the month's last day.
    """

    id: str
    span: Span
    relation: Relation
    duration: Length | None
    anchor: Date
    until: Date | None = None  # B of "between"


# ------------------------------------------------------------------------------------------------------------ numbers


@dataclass(frozen=True)
class Constant:
    """``value`` is in the unit of the comparison or formula it stands in; ``printed`` is the number as the author
    wrote it in canonical spelling, with ``printed_unit``."""

    id: str
    span: Span
    value: Fraction
    unit: Unit
    printed: str
    printed_unit: Unit | None


@dataclass(frozen=True)
class Reading:
    """A number of a measurement, in ``unit``. Entries dated after ``assessed`` (or after the timing's anchor where
    there is one) are not read. ``latest`` and ``earliest`` take the last or first day's value, ``highest`` and
    ``lowest`` the extreme of all, ``mean`` and ``sum`` all of them, or the ``last`` so many days' values (fewer:
    unknown). ``this`` is the value of the entry at hand, which ``alias`` names (empty: the datum's). Entries that may
    each be the latest (partial dates, two values on one day) are all candidates: a comparison is decided only if
    every candidate decides it the same way. No entry: unknown. Only entries of which ``where`` is true are read.
    ``component`` names one of paired readings."""

    id: str
    span: Span
    datum: str
    pick: Literal["latest", "earliest", "highest", "lowest", "mean", "sum", "this"]
    unit: Unit
    factor: Fraction  # unit value = datum-unit value * factor + offset
    offset: Fraction
    assessed: Date
    timing: Timing | None
    last: int | None = None
    component: str = ""
    where: Statement | None = None
    alias: str = ""


@dataclass(frozen=True)
class NormalLimit:
    """The laboratory's own upper (ULN) or lower (LLN) limit that was reported with the very entry read."""

    id: str
    span: Span
    reading: Reading
    which: Literal["upper", "lower"]
    unit: Unit


@dataclass(frozen=True)
class QuantityValue:
    id: str
    span: Span
    datum: str
    unit: Unit
    factor: Fraction
    offset: Fraction


@dataclass(frozen=True)
class Age:
    """Completed years or months at a date, of the participant whose birth date is ``datum``."""

    id: str
    span: Span
    datum: str
    at: Date
    period: Literal["year", "month"]
    unit: Unit


@dataclass(frozen=True)
class Arithmetic:
    """``+ - * /`` of two numbers; dividing by an interval that holds zero is unknown. ``written`` says that it stands
    for ``change in X from A to B``: B - A, or (B - A) / A in percent."""

    id: str
    span: Span
    operator: Literal["+", "-", "*", "/"]
    left: Number
    right: Number
    unit: Unit
    written: Literal["", "change", "percent change"] = ""


@dataclass(frozen=True)
class Power:
    """Exact where the exponent is a whole number, else to at least 40 significant digits."""

    id: str
    span: Span
    base: Number
    exponent: Number
    unit: Unit


@dataclass(frozen=True)
class Extreme:
    """``min(a, b, ...)`` or ``max(a, b, ...)``."""

    id: str
    span: Span
    which: Literal["min", "max"]
    operands: tuple[Number, ...]
    unit: Unit


@dataclass(frozen=True)
class CaseNumber:
    """A number for each value of a category. All values are covered, each once."""

    id: str
    span: Span
    selector: Category
    branches: tuple[tuple[tuple[str, ...], Number], ...]  # (keys of values, number)
    unit: Unit


@dataclass(frozen=True)
class ReportedLimit:
    """A limit that is printed in two units: ``other`` where the entry read was reported in ``reported`` (that very
    unit, in any of its spellings), else ``limit``. Both are in the unit of the comparison."""

    id: str
    span: Span
    reading: Reading
    limit: Constant
    reported: Unit
    other: Constant
    unit: Unit


@dataclass(frozen=True)
class Total:
    """``of`` summed over the entries in ``timing`` (without one: that began on or before ``assessed``) of which
    ``where`` is true; None counts them. ``of`` is a number of the entry at hand. Asked, none: 0."""

    id: str
    span: Span
    datum: str
    of: Number | None
    assessed: Date
    timing: Timing | None
    unit: Unit
    where: Statement | None = None
    alias: str = ""


@dataclass(frozen=True)
class TimeOn:
    """The number of days that periods of X cover, each day once, up to ``assessed`` and within ``timing`` (its days
    from the anchor back, both included). The first and the last day of a period count."""

    id: str
    span: Span
    datum: str
    assessed: Date
    timing: Timing | None
    unit: Unit
    where: Statement | None = None
    alias: str = ""


@dataclass(frozen=True)
class Logarithm:
    """The natural logarithm, to at least 40 significant digits; of an interval that holds no more than zero:
    unknown."""

    id: str
    span: Span
    operand: Number
    unit: Unit


@dataclass(frozen=True)
class Rounded:
    """Rounded to ``places`` decimals, a half away from zero."""

    id: str
    span: Span
    operand: Number
    places: int
    unit: Unit


@dataclass(frozen=True)
class TableNumber:
    """The number of the row of a table that the inputs stand in."""

    id: str
    span: Span
    table: str
    unit: Unit


@dataclass(frozen=True)
class StepValue:
    """The value of a ``where`` line of the same definition."""

    id: str
    span: Span
    step: str
    unit: Unit


@dataclass(frozen=True)
class DefinedNumber:
    id: str
    span: Span
    definition: str
    unit: Unit


@dataclass(frozen=True)
class ScoreValue:
    id: str
    span: Span
    score: str
    unit: Unit


Number: TypeAlias = (
    Constant
    | Reading
    | NormalLimit
    | QuantityValue
    | Age
    | Arithmetic
    | Power
    | Extreme
    | CaseNumber
    | ReportedLimit
    | Total
    | TimeOn
    | Logarithm
    | Rounded
    | TableNumber
    | StepValue
    | DefinedNumber
    | ScoreValue
)

# --------------------------------------------------------------------------------------------------------- categories


@dataclass(frozen=True)
class CategoryValue:
    """The value of a ``one of`` (one key) or ``any of`` (a set of keys) datum."""

    id: str
    span: Span
    datum: str


@dataclass(frozen=True)
class ResultReading:
    """The latest result on or before ``assessed``, or within ``timing``; candidates as in :class:`Reading`. ``highest``
    and ``lowest`` only of ordered ones; ``this`` is that of the entry at hand, which ``alias`` names (empty: the
    datum's)."""

    id: str
    span: Span
    datum: str
    assessed: Date
    timing: Timing | None
    pick: Literal["latest", "earliest", "highest", "lowest", "this"] = "latest"
    where: Statement | None = None
    alias: str = ""


Category: TypeAlias = CategoryValue | ResultReading

# --------------------------------------------------------------------------------------------------------- statements

Comparator = Literal["<", "<=", ">", ">=", "="]


@dataclass(frozen=True)
class Bound:
    comparator: Comparator
    limit: Number


@dataclass(frozen=True)
class Compare:
    """Every bound holds of one and the same value. ``between`` says that two bounds were written so."""

    id: str
    span: Span
    value: Number
    bounds: tuple[Bound, ...]
    between: bool = False


@dataclass(frozen=True)
class WithinNormal:
    """The reading lies within the laboratory's own limits, both ends included."""

    id: str
    span: Span
    reading: Reading


@dataclass(frozen=True)
class Is:
    """The value is one of ``members`` (keys). ``ranked`` is how a comparison on an ordered category was written, such
    as ``(">=", "II")``; empty where the members were listed."""

    id: str
    span: Span
    value: Category
    members: tuple[str, ...]
    ranked: tuple[tuple[Comparator, str], ...] = ()


@dataclass(frozen=True)
class Includes:
    """The set of values holds at least one of ``members``."""

    id: str
    span: Span
    value: CategoryValue
    members: tuple[str, ...]


@dataclass(frozen=True)
class Holds:
    """A yes/no datum, judgement or attestation is true."""

    id: str
    span: Span
    datum: str


@dataclass(frozen=True)
class DefinedCondition:
    id: str
    span: Span
    definition: str


@dataclass(frozen=True)
class InSubgroup:
    id: str
    span: Span
    subgroup: str


@dataclass(frozen=True)
class Satisfies:
    """The outcome of another criterion, turned so that true means that it lets the participant in."""

    id: str
    span: Span
    criterion: str


@dataclass(frozen=True)
class DateRelation:
    """A date stands in a relation to an anchor (``menopause at least 2 years before screening``)."""

    id: str
    span: Span
    date: Date
    timing: Timing


@dataclass(frozen=True)
class Occurs:
    """The number of entries of a list that stand in ``timing`` and of which ``where`` is true lies from ``least`` to
    ``most`` (None: no upper end). Periods count when they overlap. Without timing: that began on or before
    ``assessed``; things of a record always. ``[]`` is "asked: none". With ``every`` the counts are not read: no such
    entry makes ``where`` false. An entry of which ``where`` does not apply is as if it were not there.
    ``different_days`` counts days instead of entries. ``alias`` is the name under which ``where`` speaks of the
    entry; empty: the datum's.
    """

    id: str
    span: Span
    datum: str
    least: int
    most: int | None
    assessed: Date
    timing: Timing | None
    where: Statement | None = None
    every: bool = False
    different_days: bool = False
    alias: str = ""


@dataclass(frozen=True)
class FirstLast:
    """``last X at least D before A``: no X that began on or before A ended (or happened) later than D before A; an
    ongoing one fails it, and it holds when there was none. With other relations, and for ``first``, there must be
    such an X: the last one that began on or before A, measured at its end, the first one at its start.
    """

    id: str
    span: Span
    datum: str
    which: Literal["first", "last"]
    timing: Timing
    where: Statement | None = None
    alias: str = ""


@dataclass(frozen=True)
class Ongoing:
    """``on X at A``, ``active X at A`` (``duration`` None), or ``on X for at least D before A``: without a day
    between, periods of X, and of the data named in ``also``, cover every day from A back to a start with start + D <= A
    (``strict``: < A).
    """

    id: str
    span: Span
    datum: str
    at: Date
    duration: Duration | None
    strict: bool = False
    also: tuple[str, ...] = ()
    where: Statement | None = None
    alias: str = ""


@dataclass(frozen=True)
class Stable:
    """Every entry of X that is ongoing at ``at`` has stable_since + D <= A (``strict``: < A). Nothing ongoing: does
    not apply. ``not increased`` reads ``not_increased_since`` where that is there, else ``stable_since``.
    """

    id: str
    span: Span
    datum: str
    at: Date
    duration: Duration
    strict: bool = False
    which: Literal["stable", "not increased"] = "stable"
    where: Statement | None = None
    alias: str = ""


@dataclass(frozen=True)
class AllOf:
    """``written`` is ``washout`` where the items are the rows of one: documents then print them as a table."""

    id: str
    span: Span
    items: tuple[Statement, ...]
    written: Literal["", "washout"] = ""


@dataclass(frozen=True)
class AnyOf:
    """``written`` is ``used within`` where the items are the rows of such a table."""

    id: str
    span: Span
    items: tuple[Statement, ...]
    written: Literal["", "used within"] = ""


@dataclass(frozen=True)
class NoneOf:
    id: str
    span: Span
    items: tuple[Statement, ...]


@dataclass(frozen=True)
class CountOf:
    """From ``least`` to ``most`` (None: no upper end) of the items that apply are true."""

    id: str
    span: Span
    least: int
    most: int | None
    items: tuple[Statement, ...]


@dataclass(frozen=True)
class Not:
    id: str
    span: Span
    item: Statement


@dataclass(frozen=True)
class When:
    """The body where the condition is true; where it is false or does not apply, ``otherwise``, or "does not apply"
    where there is none. Where it is open: all that the branches still allow."""

    id: str
    span: Span
    condition: Statement
    body: Statement
    otherwise: Statement | None


@dataclass(frozen=True)
class Unless:
    """Does not apply when ``exemption`` is true, else the body."""

    id: str
    span: Span
    body: Statement
    exemption: Statement


@dataclass(frozen=True)
class ExceptWhen:
    """The replacement of the first case whose condition is true, else the body. Conditions are ordered."""

    id: str
    span: Span
    body: Statement
    cases: tuple[tuple[Statement, Statement], ...]


@dataclass(frozen=True)
class NoRequirement:
    """Always does not apply: a branch that asks nothing."""

    id: str
    span: Span


@dataclass(frozen=True)
class Fixed:
    """Always true or always false: an entry of which a block says only whom it exempts; the ``pass`` and ``fail`` of a
    decision table or of a fallback."""

    id: str
    span: Span
    value: bool


@dataclass(frozen=True)
class Awaits:
    """True or false, and open until something is done (``pending "repeat the test"``): its reason is (``item``,
    ``to be done``), which counts like a milestone that is to come."""

    id: str
    span: Span
    item: str  # key of the table or criterion it stands in
    what: str


@dataclass(frozen=True)
class Fallback:
    """The body, unless the datum was asked for and is ``not available`` (``missing``: or not recorded): then
    ``instead``. The verdict lists it, with ``because``."""

    id: str
    span: Span
    body: Statement
    datum: str
    state: Literal["not available", "missing"]
    instead: Statement
    because: str = ""


@dataclass(frozen=True)
class TableOutcome:
    """The outcome of the row of a decision table that the inputs stand in: all those of the rows that are still
    possible. ``turned`` where it stands in an excluding body: a table speaks from the participant's side.
    """

    id: str
    span: Span
    table: str
    turned: bool = False


@dataclass(frozen=True)
class SatisfiesStage:
    """Every criterion of a stage lets the participant in."""

    id: str
    span: Span
    stage: str


Statement: TypeAlias = (
    Compare
    | WithinNormal
    | Is
    | Includes
    | Holds
    | DefinedCondition
    | InSubgroup
    | Satisfies
    | DateRelation
    | Occurs
    | FirstLast
    | Ongoing
    | Stable
    | AllOf
    | AnyOf
    | NoneOf
    | CountOf
    | Not
    | When
    | Unless
    | ExceptWhen
    | NoRequirement
    | Fixed
    | Awaits
    | Fallback
    | TableOutcome
    | SatisfiesStage
)

# -------------------------------------------------------------------------------------------------------- definitions


@dataclass(frozen=True)
class Step:
    """A ``where`` line: a name for a number inside one definition; it may use the steps above it."""

    key: str
    name: str
    number: Number


@dataclass(frozen=True)
class Definition:
    """A derived number or a named condition; exactly one of ``number`` and ``statement`` is there."""

    key: str
    name: str
    label: str
    span: Span
    number: Number | None
    statement: Statement | None
    unit: Unit | None
    steps: tuple[Step, ...] = ()
    source: str = ""
    note: str = ""
    vocabulary: str = ""


@dataclass(frozen=True)
class ScoreItem:
    key: str
    name: str
    label: str
    weight: int
    statement: Statement
    span: Span


@dataclass(frozen=True)
class ScoreGroup:
    """Only the heaviest item present counts."""

    key: str
    name: str
    label: str
    items: tuple[ScoreItem, ...]
    span: Span


@dataclass(frozen=True)
class Score:
    """The sum of the weights of the items that are true; unknown items make it an interval. ``low`` and ``high`` are
    the declared range, checked against the weights."""

    key: str
    name: str
    label: str
    low: int
    high: int
    entries: tuple[ScoreItem | ScoreGroup, ...]
    unit: Unit
    span: Span
    source: str = ""
    note: str = ""
    vocabulary: str = ""


@dataclass(frozen=True)
class Cell:
    """What an input must be for a row to be the one: in a range (in the input's unit; None: no end), one of ``members``
    (keys of values), or anything (all None)."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False
    members: tuple[str, ...] | None = None
    printed: str = ""


@dataclass(frozen=True)
class Row:
    """Exactly one of ``number`` and ``statement`` is there. ``default``: where no other row can be."""

    cells: tuple[Cell, ...]
    number: Number | None
    statement: Statement | None
    span: Span
    default: bool = False


@dataclass(frozen=True)
class Table:
    """A look-up table (numbers in ``unit``) or a decision table (statements). Each input is a number or a category; no
    two rows can be the one at once, and some row always is (the compiler has checked both)."""

    key: str
    name: str
    label: str
    inputs: tuple[Number | Category, ...]
    rows: tuple[Row, ...]
    unit: Unit | None
    span: Span
    source: str = ""
    note: str = ""
    vocabulary: str = ""


# ----------------------------------------------------------------------------------------------------------- protocol

# ----------------------------------------------------------------------------------------------------------- protocol


@dataclass(frozen=True)
class Quote:
    """The protocol's own words, with the white space of its lines folded to single spaces."""

    text: str
    span: Span


@dataclass(frozen=True)
class Interpretation:
    title: str
    chosen: str
    instead: str
    because: str
    status: Literal["open", "settled"]
    span: Span


@dataclass(frozen=True)
class NotFormalised:
    """Words of the quote that the rule leaves out on purpose."""

    words: str
    because: str
    span: Span


@dataclass(frozen=True)
class Duty:
    """``obliges``: from a date until another, which may lie a duration after a milestone; ``when`` None: always."""

    id: str
    text: str
    start: Date
    until: Date
    when: Statement | None
    span: Span


@dataclass(frozen=True)
class Permission:
    """``permits``: what a participant may do all the same; ``when`` None: always."""

    id: str
    text: str
    when: Statement | None
    span: Span


@dataclass(frozen=True)
class Repeat:
    """``may be repeated``: a failing reading may be taken again so many times, up to ``length`` after the milestone at
    which the criterion is assessed. ``data`` are those read by the body that can be repeated."""

    times: int
    length: Duration
    counts: Literal["latest", "mean"]
    data: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class Criterion:
    """A criterion, or a part of one. It has a body or parts, not both.

    ``excluding`` is true where a true body keeps the participant out (an exclusion, unless it ``requires``). The
    status is always the participant's side: passing means that the criterion lets them in. A ``delay`` is excluding,
    and never fails: it is ``delayed``. ``assessed`` is the milestone without whose day the criterion is pending. A
    criterion belongs to at most one of subgroup, unit and cohort; ``unit`` and ``cohort`` only at the top.
    """

    key: str  # permanent, unique in the protocol: disease-activity; a part: organ-function-at-screening.bilirubin
    name: str  # snake_case of the key: the name of the generated function
    kind: Literal["inclusion", "exclusion", "delay"]
    label: str  # the printed number: "7", "7.3", "E12a"
    title: str
    quotes: tuple[Quote, ...]
    subgroup: str | None
    excluding: bool
    body: Statement | None
    parts: tuple[Criterion, ...]
    interpretations: tuple[Interpretation, ...]
    not_formalised: tuple[NotFormalised, ...]
    duties: tuple[Duty, ...]
    span: Span
    unit: str | None = None
    cohort: str | None = None
    stage: str | None = None
    assessed: str | None = None
    delays: str = ""  # the milestone that a delay postpones
    repeat: Repeat | None = None
    permissions: tuple[Permission, ...] = ()
    refers: tuple[str, ...] = ()  # where else the text stands: "Appendix D"


@dataclass(frozen=True)
class Subgroup:
    key: str
    name: str
    label: str
    statement: Statement
    span: Span


@dataclass(frozen=True)
class UnitOfAnalysis:
    """What some criteria are about instead of the participant: an eye, a tooth, a donor. Candidates are the things of a
    record of which ``where`` is true; the participant passes when at least ``least`` of them pass every criterion of
    the unit. In these criteria, leaves whose datum is ``datum.attribute`` read the candidate."""

    key: str
    name: str
    label: str
    datum: str
    where: Statement | None
    least: int
    span: Span


@dataclass(frozen=True)
class Cohort:
    """A choice: the participant has a verdict for each cohort they may enter (``statement``; None: everyone may), from
    the criteria of none and of that cohort, and the best of them over all."""

    key: str
    name: str
    label: str
    statement: Statement | None
    span: Span


@dataclass(frozen=True)
class Stage:
    """A set of criteria assessed at a milestone (key). ``extends``: the stage whose criteria it takes over."""

    key: str
    name: str
    label: str
    milestone: str
    extends: str
    span: Span


@dataclass(frozen=True)
class Context:
    """Source text that is not a criterion."""

    title: str
    quotes: tuple[Quote, ...]
    span: Span


@dataclass(frozen=True)
class Expectation:
    """What an example must show: the status of a criterion or the verdict, and the names of data that must be missing
    (``missing`` None: nothing is said about it). ``about`` a stage, a cohort or a unit, ``criterion`` is its key.
    """

    criterion: str | None  # key; None: the verdict
    status: str
    missing: tuple[str, ...] | None  # keys of data or milestones
    span: Span
    about: Literal["", "stage", "cohort", "unit"] = ""


@dataclass(frozen=True)
class Example:
    """``record`` is the participant as JSON text, in the form in which sites write records."""

    title: str
    record: str
    expectations: tuple[Expectation, ...]
    span: Span


@dataclass(frozen=True)
class Registered:
    """What the registry says, for comparison with the criteria. Ages in completed years."""

    minimum_age: int | None
    maximum_age: int | None
    sexes: str | None  # all, female, male
    healthy_volunteers: bool | None


@dataclass(frozen=True)
class Detail:
    """A line of the protocol's summary: sponsor, phase, design, site, arm."""

    name: str
    text: str


@dataclass(frozen=True)
class Protocol:
    id: str
    title: str
    version: str
    released: date | None
    assessed_at: str  # key of the milestone at which bare values are read
    not_known: tuple[str, ...]  # parts of the criteria that the source does not give
    registered: Registered | None
    details: tuple[Detail, ...]
    milestones: tuple[Milestone, ...]
    data: tuple[
        Datum, ...
    ]  # every datum that a rule of the protocol reads, in order of declaration
    definitions: tuple[Definition, ...]  # used ones, each after those it uses
    scores: tuple[Score, ...]
    subgroups: tuple[Subgroup, ...]
    criteria: tuple[Criterion, ...]
    contexts: tuple[Context, ...]
    examples: tuple[Example, ...]
    source: Source
    source_text: Source | None  # the registry's or protocol's text
    vocabularies: tuple[Source, ...]
    best_verdict: Literal["eligible", "meets the known criteria"] = field(default="eligible")
    tables: tuple[Table, ...] = ()  # used ones, each after those it uses
    units: tuple[UnitOfAnalysis, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    stages: tuple[Stage, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()  # name of an entry in its block -> key of its datum

    @property
    def recorded_milestones(self) -> tuple[Milestone, ...]:
        """The milestones that are fields of a record."""
        return tuple(each for each in self.milestones if each.derived is None)

    def datum(self, key: str) -> Datum:
        """A datum, or an attribute of one (``owner.attribute``, where the owner may be an alias)."""
        owner, _, attribute = key.partition(".")
        if attribute:
            whole = self.datum(dict(self.aliases).get(owner, owner))
            return next(each for each in whole.attributes if each.key == f"{whole.key}.{attribute}")
        return next(datum for datum in self.data if datum.key == key)

    def table(self, key: str) -> Table:
        return next(table for table in self.tables if table.key == key)

    def unit(self, key: str) -> UnitOfAnalysis:
        return next(unit for unit in self.units if unit.key == key)

    def definition(self, key: str) -> Definition:
        return next(definition for definition in self.definitions if definition.key == key)

    def score(self, key: str) -> Score:
        return next(score for score in self.scores if score.key == key)

    def subgroup(self, key: str) -> Subgroup:
        return next(subgroup for subgroup in self.subgroups if subgroup.key == key)

    def criterion(self, key: str) -> Criterion:
        return next(criterion for criterion in self.flat_criteria() if criterion.key == key)

    def flat_criteria(self) -> tuple[Criterion, ...]:
        """Criteria and their parts, each before its parts."""
        flat: list[Criterion] = []

        def add(criterion: Criterion) -> None:
            flat.append(criterion)
            for part in criterion.parts:
                add(part)

        for criterion in self.criteria:
            add(criterion)
        return tuple(flat)


_PARTS: dict[type, tuple[str, ...]] = {}


def _parts(kind: type) -> tuple[str, ...]:
    """The fields of a node's class that may hold nodes; none for what is no node of this module."""
    if kind not in _PARTS:
        own = is_dataclass(kind) and kind.__module__ == __name__
        names = tuple(part.name for part in fields(kind)) if own else ()
        _PARTS[kind] = tuple(name for name in names if name not in ("id", "span"))
    return _PARTS[kind]


def same_value(node: object) -> tuple[Category, Category] | None:
    """The two categories of ``side is side of eye``, which is made as an ``any of`` over the values that both can have;
    None of any other node."""
    if not isinstance(node, AnyOf):
        return None
    pairs = []
    for item in node.items:
        if not isinstance(item, AllOf) or item.span != node.span or len(item.items) != 2:
            return None
        one, other = item.items
        if not isinstance(one, Is) or not isinstance(other, Is) or one.members != other.members:
            return None
        pairs.append((one.value, other.value))
    return pairs[0] if pairs else None


def walk(node: object) -> Iterator[object]:
    """Every node beneath and including ``node`` (a node, a tuple of nodes or None), parents before children, in the
    order of the fields. References by key are not followed; spans, units and sources are not nodes.
    """
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            waiting.extend(reversed(one))
            continue
        names = _parts(type(one))
        if names:
            yield one
            for name in reversed(names):
                value = getattr(one, name)
                if value is not None and not isinstance(value, str | int):
                    waiting.append(value)
        elif type(one).__module__ == __name__:
            yield one


def referred(
    protocol: Protocol, node: object
) -> Definition | Score | Table | Subgroup | Criterion | None:
    """What a node refers to by key; None where it refers to nothing."""
    match node:
        case DefinedCondition() | DefinedNumber():
            return protocol.definition(node.definition)
        case ScoreValue():
            return protocol.score(node.score)
        case TableNumber() | TableOutcome():
            return protocol.table(node.table)
        case InSubgroup():
            return protocol.subgroup(node.subgroup)
        case Satisfies():
            return protocol.criterion(node.criterion)
        case _:
            return None
