"""Wording of what can be wrong with names: unknown, taken, in a circle, meaning another kind of thing."""

from __future__ import annotations

from eligo.diagnostics import Wording, diagnostic
from eligo.diagnostics.words import listed, offered
from eligo.source import Span


@diagnostic("E201", "Unknown name")
def unknown_name(text: str, similar: tuple[str, ...], swallowed: str, declare: str) -> Wording:
    mend = offered(similar) or (
        f"Declare it before it is used, for example: {declare}. "
        "Or use the name under which it is declared, perhaps in a vocabulary that this file does not use."
    )
    if swallowed:
        mend += f" If “{swallowed}” is a number with its unit, check how the unit is written."
    return Wording(
        f"Nothing here is called “{text}”.",
        "A rule can only speak of things that are declared, so that everybody knows what a site must record.",
        mend,
    )


@diagnostic("E249", "Attribute outside its block")
def attribute_outside_its_block(text: str, owners: tuple[str, ...]) -> Wording:
    owner = owners[0]
    return Wording(
        f"“{text}” is known of each {listed(owners)}, and none is at hand here.",
        "It must be said which of them is meant; each may have another answer.",
        f"Write “any {owner}:” and beneath it, four spaces further to the right, the statement about “{text}”;"
        f" on one line: any {owner} where {text} …",
    )


@diagnostic("E202", "Name declared twice")
def name_taken(text: str, earlier: Span) -> Wording:
    return Wording(
        f"“{text}” is already declared, on line {earlier.line} of {earlier.source.name}.",
        "One name must mean one thing, or a rule could be read in two ways.",
        "Remove one of the two, or give this one a name that says how it differs.",
        related=((earlier, "declared here first"),),
    )


@diagnostic("E203", "Name is a word of the language")
def name_is_a_word_of_the_language(text: str) -> Wording:
    return Wording(
        f"“{text}” is a word of the language and cannot be a name by itself.",
        "Rules that contain it could no longer be read in one way.",
        f"Add a word that says what it is, for example: {text} of the participant.",
    )


@diagnostic("E204", "Two names for one field")
def same_field(name: str, earlier_name: str, key: str, earlier: Span) -> Wording:
    return Wording(
        f"“{name}” and “{earlier_name}” would both be recorded in the field {key}.",
        "Sites could not tell the two apart.",
        "Change one of the names by more than its punctuation.",
        related=((earlier, "the other one"),),
    )


@diagnostic("E205", "Definition goes in a circle")
def definition_in_a_circle(name: str, path: tuple[str, ...]) -> Wording:
    through = ", ".join(step.replace("_", " ") for step in path if step.replace("_", " ") != name)
    by = f" through {through}" if through else ""
    return Wording(
        f"“{name}” is defined by itself{by}.",
        "A definition must end in things that are recorded.",
        "Write in one of them what it means without the other.",
    )


@diagnostic("E206", "Criteria in a circle")
def criteria_in_a_circle(path: tuple[str, ...]) -> Wording:
    return Wording(
        f"These criteria ask for each other in a circle: {', '.join(path)}.",
        "None of them could ever be decided.",
        "Write in one of them what it requires, instead of “satisfies”.",
    )


@diagnostic("E207", "Unknown criterion")
def unknown_criterion(kind: str, reference: str, known: tuple[str, ...]) -> Wording:
    have = f" There are: {listed(known)}." if known else f" There is no {kind} at all."
    return Wording(
        f"There is no {kind} “{reference}”.",
        "A reference that points nowhere would silently ask for nothing.",
        f"Use the printed number or the key of a criterion of this file.{have}",
    )


@diagnostic("E208", "Unknown subgroup")
def unknown_subgroup(text: str, what: str, known: tuple[str, ...]) -> Wording:
    saying = f"“{text}” is {what}, not a subgroup." if what else f"There is no subgroup “{text}”."
    mend = f"Declared subgroups: {listed(known)}." if known else "No subgroup is declared."
    return Wording(
        saying,
        "A criterion “for” a subgroup asks something only of its members, so the file must say who they are.",
        f'{mend} To declare one: subgroup {text} "Its full name", and on the next line the condition for being in it.',
    )


@diagnostic("E209", "Unknown milestone")
def unknown_milestone(text: str, known: tuple[str, ...]) -> Wording:
    have = f"Declared milestones: {listed(known)}." if known else "No milestone is declared."
    return Wording(
        f"“{text}” is not a milestone of this protocol.",
        "Dates are judged against milestones; without it nothing with a date can be decided.",
        f"{have} To declare it: milestone {text}",
    )


@diagnostic("E210", "Milestone of a vocabulary not bound")
def milestone_not_bound(text: str, vocabulary: str, known: tuple[str, ...]) -> Wording:
    ours = known[0] if known else "screening"
    return Wording(
        f"The vocabulary {vocabulary} speaks of “{text}”, and this protocol has no such milestone.",
        "The vocabulary's definitions are judged at that day.",
        f"Declare it (milestone {text}), or say which of yours is meant: use … with {text} as {ours}",
    )


@diagnostic("E211", "Criterion key used twice")
def key_twice(key: str, earlier: Span) -> Wording:
    return Wording(
        f"Two criteria have the key “{key}”; the other is on line {earlier.line}.",
        "The key is the permanent name of a criterion: references, results and amendments use it.",
        "Give one of them a key of its own at the end of its first line: as another-key",
        related=((earlier, "the other one"),),
    )


@diagnostic("E212", "Printed number used twice")
def label_twice(kind: str, label: str, earlier: Span) -> Wording:
    return Wording(
        f"There are two {kind} criteria with the number {label}; the other is on line {earlier.line}.",
        "Readers, and references by number, could not tell which is meant.",
        "Correct the number, or print the label the protocol uses in quotes, such as: "
        f'{kind} "{label}a"',
        related=((earlier, "the other one"),),
    )


@diagnostic("E213", "Unknown value")
def unknown_value(text: str, name: str, allowed: tuple[str, ...]) -> Wording:
    return Wording(
        f"“{text}” is not a value of {name}.",
        "A value that no record can hold would make the rule fail everybody.",
        f"The declared values are: {listed(allowed)}. Use one of them, or add the value where {name} is declared.",
    )


@diagnostic("E214", "Value listed twice")
def value_twice(text: str) -> Wording:
    return Wording(
        f"“{text}” stands in this list twice.",
        "Perhaps another value was meant, and is now missing.",
        "Remove the repetition, or write the value that was meant.",
    )


@diagnostic("E215", "Step of a formula defined twice")
def step_twice(text: str) -> Wording:
    return Wording(
        f"The formula has two lines “where {text} = …”.",
        "Only one of them could be used.",
        "Remove one, or give it another name.",
    )


@diagnostic("E216", "Score item listed twice")
def score_item_twice(text: str, score: str) -> Wording:
    return Wording(
        f"The score {score} has two items called “{text}”.",
        "The item would be counted twice.",
        "Remove one, or give it a name that says how it differs.",
    )


@diagnostic("E217", "Unknown code system")
def unknown_code_system(text: str, known: tuple[str, ...]) -> Wording:
    return Wording(
        f"“{text}” is not a code system that this language knows.",
        "Sites match codes by system and code together.",
        f"Known systems: {listed(known)}. Write for example: code LOINC 2160-0",
    )


@diagnostic("E218", "Unknown burden")
def unknown_burden(text: str) -> Wording:
    return Wording(
        f"“{text}” is no burden.",
        "The burden orders what a site is told to ask next.",
        "Write one of: burden question, burden record, burden laboratory, burden procedure.",
    )


@diagnostic("E219", "Vocabulary not found")
def vocabulary_not_found(name: str, known: tuple[str, ...]) -> Wording:
    have = f" There are: {listed(known)}." if known else ""
    return Wording(
        f"There is no vocabulary called “{name}”.",
        "Everything that it would declare is unknown to this file.",
        "A vocabulary is a file NAME.criteria in the folder “vocabulary” beside the protocols’ folders."
        + have,
    )


@diagnostic("E220", "Source text not found")
def source_text_not_found(name: str) -> Wording:
    return Wording(
        f"The source text “{name}” is not beside this file.",
        "Without it nobody can tell whether the criteria quote the whole text.",
        "Put the protocol’s or registry’s text into a file of that name in the same folder.",
    )


@diagnostic("W221", "Data never used", "warning")
def unused_data(name: str) -> Wording:
    return Wording(
        f"No criterion uses “{name}”.",
        "Sites would be asked for something that decides nothing, or a criterion was forgotten.",
        "Use it in a rule, or remove its declaration.",
    )


@diagnostic("E222", "Member of several groups")
def member_of_several(text: str, owners: tuple[str, ...]) -> Wording:
    return Wording(
        f"“{text}” stands in several lists: {listed(owners)}.",
        "The record of each is a list of its own, so the rule must say which one it looks at.",
        f"Name the one that is meant, for example: on {owners[0]} where name is {text} at screening",
    )


@diagnostic("E223", "Two entries under one name")
def alias_taken(text: str) -> Wording:
    return Wording(
        f"An entry that this block speaks of is already called “{text}”.",
        "Nobody could tell which of the two is meant.",
        "Choose another word after “as”.",
    )


@diagnostic("E224", "Name of an entry is taken")
def alias_is_declared(text: str) -> Wording:
    return Wording(
        f"“{text}” is the name of something that is declared, so no entry can be called so.",
        "Nobody could tell whether the entry or the declared thing is meant.",
        "Choose another word after “as”.",
    )


@diagnostic("E225", "No entry at hand")
def unknown_entry(text: str, known: tuple[str, ...]) -> Wording:
    have = (
        f"Entries that can be spoken of here: {listed(known)}."
        if known
        else "No entry is at hand here."
    )
    return Wording(
        f"This speaks of one {text}, but of no certain one.",
        "A participant may have several, and the rule would not say which of them is meant.",
        f"Write the statement into a block about one entry, such as “any {text}:”, or into a criterion for a unit of "
        f"them. {have}",
    )


@diagnostic("E226", "Unknown attribute")
def unknown_attribute(text: str, owner: str, known: tuple[str, ...]) -> Wording:
    have = f"Declared are: {listed(known)}. " if known else ""
    return Wording(
        f"Entries of {owner} have no “{text}”.",
        "A rule can only speak of what sites record of each entry.",
        f"{have}To declare it, write beneath {owner}: with {text}: yes or no",
    )
