"""Wording of what can be wrong with lists and what is recorded of their entries: attributes, paired readings, groups."""

from __future__ import annotations

from eligo.diagnostics import Wording, diagnostic
from eligo.diagnostics.words import listed
from eligo.source import Span


@diagnostic("E227", "File not found")
def file_not_found(name: str) -> Wording:
    return Wording(
        f"The file “{name}” is not beside this file.",
        "What it lists would be missing from the rules without anybody seeing it.",
        "Put the CSV file of that name into the same folder.",
    )


@diagnostic("E228", "Extension of something that is not imported")
def extends_nothing(name: str) -> Wording:
    return Wording(
        f"“{name}” is not a datum of a vocabulary, so it cannot be extended.",
        "Its declaration and its extension could contradict each other.",
        "Write these lines beneath its own declaration in this file.",
    )


@diagnostic("E370", "Attributes of something that is no list")
def attributes_need_entries(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}; it has no entries of which more could be recorded.",
        "An attribute belongs to one event, spell, reading or thing of a list.",
        f"Declare it as a datum of its own, or declare {name} as an event, a condition, a treatment, a measurement "
        "or a record.",
    )


@diagnostic("E371", "Attribute name that every entry has")
def attribute_reserved(text: str, owner: str) -> Wording:
    return Wording(
        f"An attribute cannot be called “{text}”.",
        f"Records of {owner} have a field of that name already, or could not tell the two apart.",
        "Choose a name that says more, for example: "
        + ("date of confirmation" if text in ("date", "start", "end") else f"reported {text}"),
    )


@diagnostic("E372", "Attribute declared twice")
def attribute_twice(text: str, owner: str, earlier: Span) -> Wording:
    return Wording(
        f"{owner} has two attributes that are recorded in the same field as “{text}”.",
        "Sites could not tell the two apart.",
        "Remove one, or change one of the names by more than its punctuation.",
        related=((earlier, "the other one"),),
    )


@diagnostic("E373", "List inside an entry")
def attribute_is_a_list(text: str, owner: str) -> Wording:
    return Wording(
        f"“{text}” is a list of its own, and {owner} is recorded with a day.",
        "Only things of a record, such as eyes or lesions, hold dated readings of their own.",
        f"Declare it as one value (yes or no, one of, number in …), or declare {owner} as: record",
    )


@diagnostic("E374", "Attribute of an attribute")
def attribute_of_an_attribute(text: str) -> Wording:
    return Wording(
        f"“{text}” is an attribute and is given attributes itself.",
        "A record of an entry would hold records within records, which nobody could fill in.",
        "Declare a record of its own for it.",
    )


@diagnostic("E375", "Dose that is no amount")
def dose_is_an_amount(owner: str, treatment: bool) -> Wording:
    if not treatment:
        return Wording(
            f"{owner} is no treatment, so its entries have no dose.",
            "“dose” is what was taken of a medicine.",
            "Choose another name, for example: amount",
        )
    return Wording(
        f"The dose of {owner} is not declared as an amount.",
        "Every treatment is recorded with its dose as a number with a unit.",
        "Write for example: with dose: number in mg/d",
    )


@diagnostic("E376", "Record of nothing")
def record_without_attributes(name: str) -> Wording:
    return Wording(
        f"Nothing is said of what is recorded of each {name}.",
        "A rule could ask nothing of it.",
        "Add lines beneath it, for example: with size: number in mm",
    )


@diagnostic("E377", "Kind that has no day")
def not_datable(word: str) -> Wording:
    return Wording(
        f"There is no dated {word}.",
        "Only what is found out on one day can be dated: a value, a grade, a number, a yes or no.",
        "Remove “dated”" + (", for it has its days already." if word in DATED_ALREADY else "."),
    )


DATED_ALREADY = ("result", "measurement", "titre", "event", "condition", "treatment", "paired")


@diagnostic("E378", "Validity of something without readings")
def measured_within_needs_readings(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}; “measured within” says how old a reading may be.",
        "Only measurements and results are read on their days.",
        "Remove the line, or write the window into the rule.",
    )


@diagnostic("E379", "Half-life of something that is no medicine")
def half_life_needs_a_treatment(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}, so it has no half-life.",
        "A half-life belongs to one medicine.",
        "Remove it, or declare the medicine as a treatment or as a member of a group.",
    )


@diagnostic("E380", "Half-life that is no time")
def half_life_not_a_time(number: str, unit: str) -> Wording:
    written = f"{number} {unit}".strip()
    return Wording(
        f"A half-life of “{written}” is no length of time.",
        "Washouts are counted in half-lives, in exact parts of days.",
        "Write it in hours, days or weeks, for example: half-life 40 h",
    )


@diagnostic("E381", "Unknown group inside a group")
def unknown_group(text: str, group: str, what: str) -> Wording:
    saying = f"“{text}” is {what}." if what else f"No group is called “{text}”."
    return Wording(
        f"{saying} The group {group} wants to take in its members.",
        "The members would be missing from every rule that speaks of the group.",
        f"Declare it: group {text}. A single member is listed by its name alone.",
    )


@diagnostic("E382", "Groups of different things")
def group_of_other_things(inner: str, group: str, theirs: str, ours: str) -> Wording:
    return Wording(
        f"{inner} is a group of {theirs}, and {group} is a group of {ours}.",
        "The two are recorded in different ways.",
        f"Write the members into {group} themselves, or make two groups.",
    )


@diagnostic("E383", "Groups in a circle")
def groups_in_a_circle(path: tuple[str, ...]) -> Wording:
    return Wording(
        f"These groups hold each other: {listed(path)}.",
        "Nobody could list their members.",
        "Remove one group from the other.",
    )


@diagnostic("E384", "Nothing to leave out")
def excepted_is_no_member(text: str, group: str, members: tuple[str, ...]) -> Wording:
    return Wording(
        f"“{text}” is left out of {group}, but it is no member of it.",
        "Perhaps the name is misspelt, and the one that is meant still counts.",
        f"Members are: {listed(members)}.",
    )


@diagnostic("E385", "Equivalents without a reference")
def equivalent_without_reference(member: str, group: str) -> Wording:
    return Wording(
        f"{member} has an equivalent amount, but {group} does not say of which medicine.",
        "An equivalent dose is counted in the amount of one reference medicine.",
        f"Add beneath the group’s name: equivalents of {member}",
    )


@diagnostic("E386", "Reference without its amount")
def reference_without_amount(reference: str, group: str, member: bool) -> Wording:
    what = "has no equivalent amount" if member else "is not a member"
    return Wording(
        f"Equivalents of {group} are counted in {reference}, which {what}.",
        "The other amounts equal nothing.",
        f"Add it to the members, for example: {reference}, equivalent 5 mg",
    )


@diagnostic("E387", "Equivalent amounts that do not compare")
def equivalent_does_not_convert(member: str, amount: str, reference: str, unit: str) -> Wording:
    return Wording(
        f"The equivalent amount of {member} ({amount}) does not convert to {unit}, the unit of {reference}’s.",
        "The two amounts equal one another, so both must be amounts of the same kind, above zero.",
        f"Write it in {unit}.",
    )


@diagnostic("E388", "CSV file that cannot be read")
def csv_wrong(problem: str, columns: tuple[str, ...]) -> Wording:
    return Wording(
        f"{problem}.",
        "A row that is read wrongly would silently change who is let in.",
        f"Columns that can stand here: {listed(columns, 12)}.",
    )
