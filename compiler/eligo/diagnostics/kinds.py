"""Wording of what can be wrong with kinds of data, units, ranges and dates."""

from __future__ import annotations

from eligo.diagnostics import Wording, diagnostic
from eligo.diagnostics.words import listed


@diagnostic("E301", "Unknown unit")
def unknown_unit(text: str, problem: str, suggestions: tuple[str, ...]) -> Wording:
    mend = (
        f"Perhaps: {listed(suggestions)}."
        if suggestions
        else "Write the unit in UCUM, such as mg/dL or 10*9/L."
    )
    said = problem if problem.startswith(text) else f"“{text}” is not a unit: {problem}"
    return Wording(
        f"{said.rstrip('.')}.",
        "A number without a known unit cannot be compared with what a laboratory reports.",
        mend,
    )


@diagnostic("E302", "Unit missing")
def unit_missing(name: str, number: str, unit: str, ucum: str) -> Wording:
    return Wording(
        f"{number} has no unit, but {name} is measured in {unit}.",
        "A limit without its unit can be wrong by a factor of a thousand.",
        f"Write the unit the protocol prints, for example: {number} {ucum}",
    )


@diagnostic("E303", "Unit where none belongs")
def unit_too_many(name: str, number: str, unit: str) -> Wording:
    return Wording(
        f"{name} is a plain number, but its limit is written in {unit}.",
        "A plain number cannot be compared with an amount.",
        f"Remove the unit ({number}), or declare the unit of {name}.",
    )


@diagnostic("E304", "Unit does not fit")
def unit_does_not_fit(name: str, own: str, unit: str, accepted: tuple[str, ...]) -> Wording:
    return Wording(
        f"{unit} cannot be converted to {own}, the unit of {name}.",
        "The two measure different things, so no factor leads from one to the other.",
        f"Use one of: {listed(accepted) or own}. If laboratories do report {name} in {unit}, declare how it converts: "
        f"also in {unit} where 1 {accepted[0] if accepted else own} = … {unit}",
    )


@diagnostic("E305", "Limit outside the scale")
def limit_outside_bounds(name: str, number: str, low: str, high: str) -> Wording:
    return Wording(
        f"{name} runs from {low} to {high}, so a limit of {number} decides nothing.",
        "Everybody or nobody would pass.",
        "Check the number against the protocol, or the range where the datum is declared.",
    )


@diagnostic("W306", "Limit outside the plausible range", "warning")
def limit_not_plausible(name: str, number: str, plausible: str) -> Wording:
    return Wording(
        f"{number} lies outside the plausible range of {name} ({plausible}).",
        "Values near it are refused as errors, so the rule can hardly decide anything.",
        "Check the number and its unit, or widen the plausible range.",
    )


@diagnostic("E307", "Not a number")
def not_a_number(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}, so it cannot be compared with a number.",
        "A comparison needs a measurement, a score, a count or another number.",
        f"Say what should hold of {name} in the way that fits it, or compare the number that is meant.",
    )


@diagnostic("E308", "No normal range")
def no_normal_range(name: str, word: str) -> Wording:
    return Wording(
        f"{name} is declared without the laboratory’s normal range, so its {word} is not known.",
        "A limit relative to the normal range needs the range that was reported with the value.",
        f"Add “with normal range” where {name} is declared, for example: measurement in U/L, with normal range",
    )


@diagnostic("E309", "Normal limit of something not measured")
def normal_limit_needs_a_measurement(name: str, word: str) -> Wording:
    return Wording(
        f"{name} is not one value of a laboratory, so it has no {word}.",
        "ULN and LLN are limits that a laboratory reports with each value; a mean, a sum or the last few have none.",
        "Write the limit as a number with its unit.",
    )


@diagnostic("E311", "Units that do not compare")
def units_do_not_compare(one: str, one_unit: str, other: str, other_unit: str) -> Wording:
    return Wording(
        f"{one} is in {one_unit or 'plain numbers'} and {other} in {other_unit or 'plain numbers'}.",
        "Two numbers can be compared only if they measure the same thing.",
        "Compare things of the same kind, or define a number that converts one of them.",
    )


@diagnostic("E312", "Not a value of a list")
def not_a_category(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}; “is” needs something with a list of values.",
        "Only declared values can be recognised in a record.",
        f"For a number write a comparison ({name} >= …); for a yes or no write its name alone, or “not {name}”.",
    )


@diagnostic("E313", "“is” on a set of values")
def is_on_a_set(name: str, values: str) -> Wording:
    return Wording(
        f"{name} can have several values at once, so “is” does not say whether others may stand beside them.",
        "A participant with both III and V would be judged by chance.",
        f"Write: {name} includes {values}",
    )


@diagnostic("E314", "“includes” on a single value")
def includes_needs_a_set(name: str, values: str) -> Wording:
    return Wording(
        f"{name} has one value at a time, so it cannot include one.",
        "The rule would look for a set that no record holds.",
        f"Write: {name} is {values}",
    )


@diagnostic("E315", "Ranks of something not graded")
def not_graded(name: str) -> Wording:
    return Wording(
        f"The values of {name} have no declared order.",
        "Without an order nobody knows which values lie above or below.",
        f"List the values that are meant ({name} is … or …), or declare it as “graded”, lowest value first.",
    )


@diagnostic("E316", "Name alone says nothing")
def name_says_nothing(name: str, what: str, offer: str) -> Wording:
    return Wording(
        f"{name} is {what}; its name alone is not a statement.",
        "Nobody could say when it is true.",
        f"Say what should hold of it, for example: {offer}",
    )


@diagnostic("E317", "Time window on something without dates")
def window_needs_dates(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what} and has no date that this time window could look at.",
        "The window would be ignored, and old information would count as new.",
        "Remove the window, or declare the datum as a measurement, result, event, illness or treatment, "
        "and compare its value where it has one.",
    )


@diagnostic("E318", "highest, lowest or latest of something not measured")
def pick_needs_a_measurement(pick: str, name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}; there are no several readings of which to take the {pick}.",
        "Only measurements are recorded again and again with their days.",
        f"Remove “{pick}”, or declare {name} as a measurement.",
    )


@diagnostic("E319", "Counting something that does not occur")
def counting_needs_entries(phrase: str, name: str, what: str, offer: str) -> Wording:
    return Wording(
        f"{name} is {what}; “{phrase}” speaks of events, illnesses, treatments, readings or things of a record.",
        "There is nothing dated to look for.",
        f"Write for example: {offer}. Or declare {name} as an event, a condition or a treatment.",
    )


@diagnostic("E338", "Counting the units of analysis")
def unit_counted(name: str) -> Wording:
    return Wording(
        f"{name} is a unit of analysis; how many of them a participant needs is not said by a criterion.",
        "Each is judged by the criteria for it, and enough of them must pass them all.",
        f"Say the number once, on the line of the unit (unit {name} from …, at least 1), and quote the sentence of the "
        "protocol in a context.",
    )


@diagnostic("E320", "“on” something that is no treatment")
def on_needs_a_treatment(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}, so a participant cannot be “on” it.",
        "“on” looks at the periods of a treatment or an illness.",
        f"Declare {name} as a treatment or a group of medicines, or say what is meant in another way.",
    )


@diagnostic("E321", "Stability of something without a course")
def stable_needs_a_treatment(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}; nothing records since when it has been stable.",
        "Only treatments and illnesses are recorded with “stable since”.",
        f"Declare {name} as a treatment or a condition, or ask for a judgement.",
    )


@diagnostic("E351", "Occurrences compared with a sign")
def counted_with_a_sign(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}; how often it occurred is said in words, not with a sign.",
        "A sign compares one number, and occurrences are a list with dates.",
        f"Write for example: at least 2 {name} within 12 months before screening   or: at most 1 {name} …   or: no {name} …",
    )


@diagnostic("E352", "Range in another unit")
def range_in_another_unit(unit: str, own: str, ucum: str) -> Wording:
    return Wording(
        f"The range is written in {unit}, which does not convert to {own or 'a plain number'}.",
        "Right values would be refused as implausible, and wrong ones accepted.",
        f"Write the range in the datum’s own unit ({ucum}), without repeating the unit.",
    )


@diagnostic("E353", "Conversion contradicts the units")
def conversion_contradicts_units(own: str, other: str) -> Wording:
    return Wording(
        f"{other} and {own} convert to each other by themselves, and not by this factor.",
        "Reports in the two units would be judged differently.",
        f"Write only: also in {other}",
    )


@diagnostic("E354", "Conversions that disagree")
def conversions_disagree(one: str, other: str) -> Wording:
    return Wording(
        f"By these factors the same amount gives another value when it is reported in {other} than in {one}.",
        "A participant would pass or fail by the laboratory’s choice of unit.",
        "Check both factors against their source; one of them is wrong.",
    )


@diagnostic("E355", "Sum of different things")
def sum_of_different_things(one: str, other: str) -> Wording:
    return Wording(
        f"The formula adds a value in {one or 'plain numbers'} and one in {other or 'plain numbers'}.",
        "Amounts of different things have no sum.",
        "Check the formula and the units in which its values are taken.",
    )


@diagnostic("E322", "Not a date")
def not_a_date(name: str, what: str, milestones: tuple[str, ...]) -> Wording:
    return Wording(
        f"{name} is {what}, not a date.",
        "Time is counted from a day.",
        f"Use a milestone ({listed(milestones)}), a date, or “date of” a measurement. "
        f"If {name} is a day of the trial, declare it so: milestone {name}",
    )


@diagnostic("E323", "Has no date")
def has_no_date(name: str, what: str) -> Wording:
    return Wording(
        f"{name} is {what}, so there is no “date of {name}”.",
        "Only measurements and dates have a day of their own.",
        "Use a milestone, or declare it as a measurement.",
    )


@diagnostic("E325", "Not a length of time")
def not_a_duration(number: str, unit: str, whole: bool) -> Wording:
    if not whole:
        return Wording(
            f"“{number} {unit}” is not a whole number of days, weeks, months or years.",
            "A part of a month or week is not a fixed number of days.",
            "Write it in a smaller unit, for example: 10 days instead of 1.5 weeks.",
        )
    return Wording(
        f"“{unit}” is not a length of time on the calendar.",
        "Windows are counted in calendar days, weeks, months or years.",
        f"Write for example: {number} days, {number} weeks, {number} months",
    )


@diagnostic("E326", "Hours where days are counted")
def hours_need_times(amount: str) -> Wording:
    return Wording(
        f"{amount} cannot be counted here, where only days are.",
        "Periods are joined and repeated by the day, and 24 hours are not always one day.",
        "Write it in days. Hours and minutes may stand in a window: within 48 hours before …",
    )


@diagnostic("E327", "Age without years or months")
def age_needs_years() -> Wording:
    return Wording(
        "An age is compared with a number of years or months.",
        "18 months and 18 years are both ages.",
        "Write for example: age >= 18 years, age >= 6 months",
    )


@diagnostic("E328", "No date of birth")
def no_birth_date() -> Wording:
    return Wording(
        "“age” needs a date of birth, and none is declared.",
        "An age is computed from the day of birth, so that it is right on every day.",
        "Add: use demographics. Or declare: data date of birth: date",
    )


@diagnostic("E329", "Range the wrong way round")
def range_reversed(low: str, high: str) -> Wording:
    return Wording(
        f"Nothing lies between {low} and {high} in this order.",
        "The rule would fail everybody.",
        f"Write the lower limit first: {high} and {low}, or check the numbers.",
    )


@diagnostic("E330", "Formula needs the unit in which a value is taken")
def formula_needs_unit(name: str, unit: str, ucum: str) -> Wording:
    return Wording(
        f"{name} is measured in {unit}, and the formula does not say in which unit its number is taken.",
        "A published formula holds for numbers in one unit; with another it gives a wrong result silently.",
        f"Write: {name} in {ucum}",
    )


@diagnostic("E331", "Unit inside a formula")
def unit_in_formula(number: str) -> Wording:
    return Wording(
        "The numbers of a formula have no units.",
        "A formula says for each value in which unit it is taken; its constants are plain numbers.",
        f"Write the number alone: {number}",
    )


@diagnostic("E332", "Formula needs a list of values to choose by")
def case_needs_a_category(name: str, what: str) -> Wording:
    return Wording(
        f"“case” chooses by the value of {name}, which is {what}.",
        "It needs something with a list of values, each with its own number.",
        "Use a datum declared with “one of”, such as: case sex: female: 0.7, male: 0.9",
    )


@diagnostic("E333", "Value chosen twice")
def case_value_twice(value: str, name: str) -> Wording:
    return Wording(
        f"“{value}” of {name} has two numbers here.",
        "Nobody could say which of them holds.",
        "Remove one of them.",
    )


@diagnostic("E334", "Value without a number")
def case_incomplete(name: str, left: tuple[str, ...]) -> Wording:
    return Wording(
        f"There is no number for {name} = {listed(left)}.",
        "A participant with that value could never be judged.",
        f"Add it, for example: , {left[0]}: …",
    )


@diagnostic("E335", "Weight of a score item")
def weight_not_whole(item: str) -> Wording:
    return Wording(
        f"The weight of “{item}” is not a whole number.",
        "Scores are sums of whole weights.",
        "Write the weight as a plain whole number before the item’s name.",
    )


@diagnostic("E336", "Range of a score does not match its weights")
def score_range_wrong(name: str, low: int, high: int, total: int) -> Wording:
    return Wording(
        f"{name} is declared from {low} to {high}, but its weights add up to a range from 0 to {total}.",
        "A weight is wrong, or an item is missing or too many.",
        f"Compare each item with the instrument; if they are right, write: from 0 to {total}",
    )


@diagnostic("E337", "Score item says nothing")
def score_item_says_nothing(item: str) -> Wording:
    return Wording(
        f"The score does not say when “{item}” is present.",
        "An item that nobody is asked about could never count.",
        f'Add a rule or a question after it: {item}: judgement "…?"',
    )


@diagnostic("E340", "Conversion without a factor")
def conversion_needs_a_factor(unit: str, own: str) -> Wording:
    return Wording(
        f"{unit} does not convert to {own} by itself.",
        "Mass and amount of substance need a factor that belongs to the analyte.",
        f"Declare it with its source: also in {unit} where 1 {own} = … {unit}",
    )


@diagnostic("E341", "Conversion between other units")
def conversion_between_other_units(own: str, other: str) -> Wording:
    return Wording(
        f"The conversion should lead from {own} to {other}, but it names other units or a zero.",
        "The factor would be applied to the wrong numbers.",
        f"Write: also in {other} where 1 {own} = … {other}",
    )


@diagnostic("E342", "Plausible range without a number")
def plausible_needs_a_number(kind: str) -> Wording:
    return Wording(
        f"A {kind} has no plausible range.",
        "Only numbers can be implausibly large or small.",
        "Remove “plausible”, or declare a number or a measurement.",
    )


@diagnostic("E343", "Normal range without a measurement")
def normal_range_needs_a_measurement(kind: str) -> Wording:
    return Wording(
        f"A {kind} is not reported with a laboratory’s normal range.",
        "Only measurements have one.",
        "Remove “with normal range”, or declare: measurement in …",
    )


@diagnostic("E344", "Another unit without a number")
def also_in_needs_a_number(kind: str) -> Wording:
    return Wording(
        f"A {kind} has no unit, so it cannot be reported in another one.",
        "Only numbers have units.",
        "Remove “also in”, or declare a number or a measurement.",
    )


@diagnostic("E345", "Titre written as a number")
def titre_limit(name: str, number: str) -> Wording:
    return Wording(
        f"{name} is a titre, and its limit is written as {number}.",
        "A titre is a dilution: 1:160 is stronger than 1:80.",
        f"Write: 1:{number}",
    )


@diagnostic("E346", "Titre of something else")
def titre_without_titre(name: str, number: str) -> Wording:
    return Wording(
        f"{name} is not a titre, but its limit is written as 1:{number}.",
        "A dilution cannot be compared with an amount.",
        f"Write a number with its unit, or declare {name} as a titre.",
    )


@diagnostic("E347", "Count beyond the list")
def count_beyond_list(least: int, items: int) -> Wording:
    return Wording(
        f"The list has {items} items, so {least} of them can never hold as counted here.",
        "The rule would fail everybody, or pass everybody.",
        "Check the number against the protocol, and the list for missing items.",
    )


@diagnostic("E348", "Count that cannot be")
def count_impossible() -> Wording:
    return Wording(
        "There cannot be fewer than none.",
        "The rule would fail everybody.",
        "Write the number the protocol gives; for none at all write “no …”.",
    )


@diagnostic("E349", "Date that does not exist")
def date_does_not_exist(text: str) -> Wording:
    return Wording(
        f"There is no day {text} in the calendar.",
        "Nothing can be counted from it.",
        "Write year-month-day with two digits for month and day, such as 2025-07-06; a date that is only partly known as 2025-06 or 2025.",
    )


@diagnostic("E350", "Group without members")
def group_without_members(name: str) -> Wording:
    return Wording(
        f"The group {name} has no members.",
        "No record could ever belong to it.",
        "List its medicines beneath it, one to a line.",
    )
