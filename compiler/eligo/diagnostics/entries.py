"""Wording of what can be wrong in statements about entries: where, quantifiers, washouts, measures, fallbacks."""

from __future__ import annotations

from fractions import Fraction

from eligo.diagnostics import Wording, diagnostic
from eligo.diagnostics.words import listed


@diagnostic("E356", "Entry without such a day")
def entry_has_no_such_day(name: str, word: str, has_course: bool) -> Wording:
    if has_course:
        return Wording(
            f"An entry of {name} lasts from a start to an end; it has no “date”.",
            "A period has two days, and it must be said which one counts.",
            f"Write: start of {name}   or: end of {name}",
        )
    return Wording(
        f"An entry of {name} has no {word} of its own.",
        "Nothing would be there to count from.",
        f"Declare a day beneath {name} (with {word} of onset: date), or count from a milestone.",
    )


@diagnostic("E357", "Half-lives of something that is no medicine")
def half_lives_of_nothing() -> Wording:
    return Wording(
        "Half-lives are counted here, but the statement is not about a medicine.",
        "A half-life belongs to the very medicine that a participant took.",
        "Use half-lives in a window or washout of a treatment or a group of medicines; elsewhere write days or weeks.",
    )


@diagnostic("E358", "Half-life not declared")
def half_life_unknown(name: str, lacking: tuple[str, ...]) -> Wording:
    if not lacking:
        return Wording(
            f"The half-life of {name} is not declared.",
            "So many half-lives of it would be no length of time.",
            f"Declare it with its source, for example: data {name}: treatment, half-life 40 h",
        )
    return Wording(
        f"The half-life of these members of {name} is not declared: {listed(lacking)}.",
        "Whoever took one of them could not be judged.",
        f"Declare it beside each name, for example: {lacking[0]}, half-life 40 h",
    )


@diagnostic("E359", "Window that ends before it begins")
def window_reversed() -> Wording:
    return Wording(
        "This window ends before it begins.",
        "Nothing can lie in it, so the rule would decide the same for everybody.",
        "Write the earlier day after “from” and the later one after “until”.",
    )


@diagnostic("E360", "Not a period of the trial")
def not_a_period(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}, not a period of the trial.",
        "“during” looks at the days from one milestone to another.",
        f"Declare one, for example: period {name} phase from screening to first dose. "
        "Or write the window out: from … until …",
    )


@diagnostic("E361", "Bounds on entries without values")
def every_needs_values(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}; its entries have no value that could be compared.",
        "Only measurements and results have one in every entry.",
        f"Say beneath it what must be true of each, for example: every {name}: and on the next line: start before screening",
    )


@diagnostic("E362", "“every” says nothing")
def every_says_nothing(name: str) -> Wording:
    return Wording(
        f"It is not said what must be true of every {name}.",
        "The rule would hold for everybody.",
        f"Add bounds (every {name} <= 8 %), or a colon and on the next line what must be true.",
    )


@diagnostic("E363", "Days of things that have none")
def things_have_no_days(name: str) -> Wording:
    return Wording(
        f"The things of the record {name} have no day of their own, so they cannot lie on different days.",
        "Nothing says on which day each of them was.",
        "Remove “on different days”, or give each thing a date and compare that.",
    )


@diagnostic("E364", "“last” after its own day")
def last_after(name: str) -> Wording:
    return Wording(
        f"“last {name}” means the last one up to that day, so it cannot lie after it.",
        "The rule would be false for everybody who ever had one.",
        f"Write: any {name} after …   or, if none may follow: no {name} after …",
    )


@diagnostic("E365", "Condition on entries of several lists")
def where_of_several_lists(names: tuple[str, ...]) -> Wording:
    return Wording(
        f"Only some entries of {listed(names)} are meant, but each of these is a list of its own.",
        "Periods of several lists are joined as a whole; a choice among them belongs to one list.",
        "Declare a group that holds the medicines that are meant, and name the group.",
    )


@diagnostic("E366", "Several treatments in a window")
def on_several_in_a_window() -> Wording:
    return Wording(
        "The header above gives a window, and “on … or …” speaks of several treatments at one moment.",
        "It would be open whether they may take turns in the window.",
        "Write a moment here (at …), or one line for each treatment beneath “any of:”.",
    )


@diagnostic("E367", "Increase of something without a dose")
def not_increased_needs_a_dose(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}, so it has no dose that could be increased.",
        "“not increased” looks at the doses of a treatment.",
        f"Write: {name} stable for …, or declare {name} as a treatment.",
    )


@diagnostic("E368", "Duration without a length of time")
def duration_needs_a_length() -> Wording:
    return Wording(
        "A duration is compared with a length of time, by <, <=, > or >=.",
        "How long something lasts is counted in calendar days, weeks, months or years, hardly ever to the very day.",
        "Write for example: duration >= 6 months",
    )


@diagnostic("E369", "Time on a treatment in months or years")
def time_on_in_days(number: str, unit: str) -> Wording:
    days = int(Fraction(number) * (365 if unit.startswith("year") else 30))
    return Wording(
        f"“{number} {unit}” has no fixed number of days, and time on a treatment is a sum of single days.",
        "Periods of different months cannot be added up in months.",
        f"Write the number of days or weeks that is meant, for example: {days} days. If the text says {number} {unit}, "
        f"record the choice in an interpretation that names the {days} days.",
    )


@diagnostic("E390", "Limit by unit of report of something not read")
def reported_limit_needs_a_reading(name: str) -> Wording:
    return Wording(
        f"{name} is not a single reading, so there is no unit in which it was reported.",
        "Which of two printed limits holds is said by the unit in which the laboratory reported the value.",
        "Write one limit.",
    )


@diagnostic("E391", "Two limits in one unit")
def reported_limit_needs_two_units(name: str) -> Wording:
    return Wording(
        f"The two limits of {name} must be two numbers in two different units.",
        "The unit of the report decides which one holds.",
        "Write for example: <= 1.5 mg/dL, or 133 umol/L where reported so",
    )


@diagnostic("E392", "“where” of something without entries")
def where_needs_entries(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}; there are no entries among which “where” could choose.",
        "The condition would be ignored.",
        "Remove it, or write it as a statement of its own in a list (all of:).",
    )


@diagnostic("E393", "Which of several numbers")
def which_of_several_numbers(name: str, parts: tuple[str, ...]) -> Wording:
    return Wording(
        f"{name} is read as several numbers together: {listed(parts)}.",
        "A limit holds for one of them.",
        f"Name the one that is meant, for example: {parts[0] if parts else name} …",
    )


@diagnostic("E394", "Rounding without a number of decimals")
def rounded_needs_places() -> Wording:
    return Wording(
        "It is not said to how many decimals the number is rounded.",
        "A value near a limit falls on either side of it by the way it is rounded.",
        "Write the number of decimals as a plain whole number, for example: rounded(weight / height, 1)",
    )


@diagnostic("W395", "Total of unlike doses", "warning")
def unlike_doses(name: str, reference: str) -> Wording:
    return Wording(
        f"This adds up the doses of {name} as they are, though a dose of one member is worth another of the next.",
        f"A small dose of a strong medicine would count for less than the {reference} that it equals.",
        f"Write “total equivalent dose of {name}”: each dose then counts as the amount of {reference} that it equals.",
    )


@diagnostic("E396", "Equivalent dose not declared")
def equivalent_unknown(name: str, reference: str, lacking: tuple[str, ...]) -> Wording:
    return Wording(
        f"It is not declared how much of these members of {name} equals {reference}: {listed(lacking)}.",
        "Whoever takes one of them could not be judged.",
        f"Declare it beside each name with its source, for example: {lacking[0]}, equivalent 10 mg. "
        "An open group takes in medicines of which no amount is known: declare it closed.",
    )


@diagnostic("E397", "Equivalent dose without doses")
def equivalent_needs_a_dose(name: str) -> Wording:
    return Wording(
        f"The doses of {name} are not declared with a unit, so they cannot be converted.",
        "Doses a day and doses a week differ by a factor of seven.",
        f"Declare beneath the group {name}: with dose: number in mg/d",
    )


@diagnostic("E398", "Window that nothing takes")
def header_window_for_nothing(window: str) -> Wording:
    return Wording(
        f"No statement beneath takes the window “{window}”: none of them looks at days, or each has a window of its own.",
        "The window would be ignored, and old information would count as new.",
        "Remove it, or write beneath it what is dated.",
    )


@diagnostic("E399", "Window of an entry on something declared elsewhere")
def window_of_an_entry(name: str) -> Wording:
    return Wording(
        f"{name} is declared outside this block and cannot be read in a window that counts from the entry at hand.",
        "It has one meaning for the participant, and each entry would give it another.",
        f"Count from a milestone, or write in the block what {name} stands for.",
    )


@diagnostic("E240", "Total of something that is no number")
def total_needs_a_number(attribute: str, what: str, name: str) -> Wording:
    return Wording(
        f"{attribute} is {what}; a total is a sum of numbers that stand in each entry of {name}.",
        "There is nothing to add up.",
        f"Name an attribute that is a number, or declare one beneath {name}: with volume: number in mL",
    )


@diagnostic("E241", "Fallback without a name")
def fallback_needs_a_name(state: str, names: tuple[str, ...]) -> Wording:
    have = f"reads {listed(names)}" if names else "reads nothing that is recorded"
    example = names[0] if names else "…"
    return Wording(
        f"The statement above {have}, so it is open what must be {state}.",
        "What holds instead must stand in for one certain datum, or too much would be assumed.",
        f"Name it: if {example} {state}: …",
    )


@diagnostic("E242", "Fallback on something not recorded")
def fallback_needs_a_datum(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}, which no record holds by itself.",
        "Only what is recorded can be marked as not available.",
        "Name the datum that may be missing.",
    )


@diagnostic("E243", "“pass” or “fail” in a condition")
def fallback_without_a_side(word: str) -> Wording:
    return Wording(
        f"“{word}” stands where a statement neither lets anybody in nor keeps anybody out by itself.",
        "In a condition, a count or a definition it is open which of its outcomes is good for the participant.",
        "Say what is assumed of the statement: assume yes   or: assume no",
    )


@diagnostic("E244", "Not a stage")
def not_a_stage(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}, not a stage.",
        "“satisfies stage” asks for all criteria of a stage.",
        f"Declare it, for example: stage {name} at screening, or write: satisfies inclusion …",
    )


@diagnostic("E246", "Others of something that is no group")
def other_of_no_group(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}, so there is no other one.",
        "“any other” means the members of a group that no other row names.",
        "Name a group, or leave out “any other”.",
    )


@diagnostic("E247", "Highest or lowest of values without an order")
def extreme_needs_an_order(pick: str, name: str) -> Wording:
    return Wording(
        f"The values of {name} have no declared order, so there is no {pick} one.",
        "Which of two results counts would be open.",
        f"Declare {name} with ordered values (dated graded, lowest first), or write “latest”.",
    )


@diagnostic("E248", "Percentage of a scale without a natural zero")
def no_percentage(name: str) -> Wording:
    return Wording(
        f"{name} is measured on a scale whose zero is arbitrary, so a change of it has no percentage.",
        "The percentage would depend on the unit in which it is reported.",
        "Write the change itself: change in … from … to …",
    )
