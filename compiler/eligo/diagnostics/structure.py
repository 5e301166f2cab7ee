"""Wording of what can be wrong with how a protocol, its criteria and its examples are put together."""

from __future__ import annotations

from eligo.diagnostics import Wording, diagnostic
from eligo.diagnostics.words import listed
from eligo.source import Span


@diagnostic("E401", "Rule and parts together")
def body_and_parts(label: str) -> Wording:
    return Wording(
        f"Criterion {label} has a rule of its own and parts.",
        "Nobody could say whether the rule stands beside the parts or above them.",
        "Move the rule into a part of its own.",
    )


@diagnostic("E403", "Criterion without a rule")
def no_rule(label: str) -> Wording:
    return Wording(
        f"Criterion {label} has no rule.",
        "A validator would let everybody pass it.",
        'Write the rule beneath the quote. Where only a person can decide, ask: judgement "…?"',
    )


@diagnostic("E404", "Criteria in a vocabulary")
def criteria_in_a_vocabulary(name: str) -> Wording:
    return Wording(
        f"The vocabulary {name} holds a criterion.",
        "Vocabularies are shared between protocols; a criterion belongs to one.",
        "Move the criterion to the protocol’s file.",
    )


@diagnostic("E405", "No protocol")
def no_protocol_block() -> Wording:
    return Wording(
        "The file does not say which protocol it is.",
        "Results and documents name the protocol and its version.",
        "Begin the file with: protocol NCT00000000, and beneath it its title, version and “assessed at”.",
    )


@diagnostic("E406", "No criteria")
def no_criteria(name: str) -> Wording:
    return Wording(
        f"The protocol {name} has no criteria.",
        "A validator without criteria would let everybody in.",
        'Add one, for example: inclusion 1 "Age", beneath it text: and the rule.',
    )


@diagnostic("E407", "Protocol line missing")
def protocol_lacks(keyword: str, name: str) -> Wording:
    example = {
        "title": 'title "…"',
        "version": 'version "1.0"',
        "assessed at": "assessed at screening",
    }[keyword]
    why = {
        "title": "Documents carry the protocol’s title.",
        "version": "Every verdict names the version by which it was reached.",
        "assessed at": "It is the day on which values are read and ages counted.",
    }[keyword]
    return Wording(
        f"The protocol {name} does not give its “{keyword}”.",
        why,
        f"Add beneath its first line: {example}",
    )


@diagnostic("E408", "Unknown word about the registration")
def registered_word(what: str, found: str, allowed: tuple[str, ...]) -> Wording:
    return Wording(
        f"“{what} {found}” is not something a registry says.",
        "The registry’s fields are compared with the criteria.",
        f"Write one of: {listed(tuple(f'{what} {word}' for word in allowed))}",
    )


@diagnostic("E409", "Unknown status of an interpretation")
def unknown_interpretation_status(text: str) -> Wording:
    return Wording(
        f"“{text}” is not a status of an interpretation.",
        "Open questions are listed for the sponsor; settled ones are not.",
        "Write: status open, or: status settled",
    )


@diagnostic("E851", "Unknown question")
def unknown_question(text: str, known: tuple[str, ...]) -> Wording:
    quoted = tuple(f"“{question}”" for question in known)
    have = f" Questions of this file: {listed(quoted, 5)}." if known else ""
    return Wording(
        f"No criterion asks “{text}”.",
        "The example would answer a question that is never put.",
        f"Quote the question exactly as it stands in the criterion.{have}",
    )


@diagnostic("E852", "Milestone without a date")
def milestone_needs_a_date(name: str) -> Wording:
    return Wording(
        f"{name} is a milestone; the example must say on which day it was, or that it is to come.",
        "Everything with a date is counted from it.",
        f"Write: {name} is 2025-06-15, or: {name} not recorded",
    )


@diagnostic("E853", "Given something that is computed")
def given_is_derived(name: str) -> Wording:
    return Wording(
        f"“{name}” is computed from other data and cannot be given.",
        "Examples test the computation, so they must give what it starts from.",
        "Give the data from which it is computed.",
    )


@diagnostic("E854", "Given twice")
def given_twice(name: str) -> Wording:
    return Wording(
        f"The example gives {name} twice.",
        "Only one of the two could count.",
        "Remove one of the lines.",
    )


@diagnostic("E855", "Given in a form that does not fit")
def given_does_not_fit(name: str, what: str, forms: str) -> Wording:
    return Wording(
        f"{name} is {what}, and this line does not give it as one.",
        "The example would not test what it seems to.",
        f"Write for example: {forms}",
    )


@diagnostic("E861", "Given value that records would refuse")
def given_not_plausible(name: str, unit: str) -> Wording:
    return Wording(
        f"This value lies outside the plausible range of {name}.",
        "A record with it would be refused, so the example could not be run.",
        f"Check the number and its unit (the range is declared in {unit}), or widen the plausible range.",
    )


@diagnostic("E856", "Medicine not named")
def given_needs_a_member(name: str, members: tuple[str, ...]) -> Wording:
    return Wording(
        f"{name} is a group of medicines; the example must say which one was taken.",
        "A record of a group names the medicine.",
        f"Add: , named {next(iter(members), '…')}. Members: {listed(members)}.",
    )


@diagnostic("E857", "Unknown status or verdict")
def unknown_status(text: str, allowed: tuple[str, ...]) -> Wording:
    return Wording(
        f"“{text}” cannot be expected.",
        "An example expects one of the results that a validator gives.",
        f"Write one of: {listed(allowed)}.",
    )


@diagnostic("E858", "Unknown example")
def unknown_example(text: str, titles: tuple[str, ...]) -> Wording:
    return Wording(
        f"There is no other example “{text}” to start from, or it starts from this one.",
        "The participant would be empty.",
        (
            f"Examples of this file: {listed(titles, 6)}."
            if titles
            else "Give the data in this example itself."
        ),
    )


@diagnostic("E859", "Example title used twice")
def example_twice(title: str, earlier: Span) -> Wording:
    return Wording(
        f"Two examples are called “{title}”; the other is on line {earlier.line}.",
        "Reports name examples by their title.",
        "Say in the title what each of them shows.",
        related=((earlier, "the other one"),),
    )


@diagnostic("E860", "Example expects nothing")
def example_expects_nothing(title: str) -> Wording:
    return Wording(
        f"The example “{title}” expects nothing.",
        "It could never fail, so it tests nothing.",
        "Add for example: expect inclusion 1 pass",
    )


@diagnostic("E862", "Expectation of something that is not there")
def expectation_of_nothing(kind: str, text: str, known: tuple[str, ...]) -> Wording:
    have = f"There are: {listed(known)}." if known else f"The file declares no {kind}."
    return Wording(
        f"There is no {kind} “{text}”.",
        "The example would test nothing.",
        have,
    )


@diagnostic("E863", "Given detail that does not belong to the entry")
def given_detail_unknown(text: str, owner: str, known: tuple[str, ...]) -> Wording:
    have = f"It has: {listed(known)}. " if known else ""
    return Wording(
        f"An entry of {owner} has no “{text}”.",
        "A record with it would be refused, so the example could not be run.",
        f"{have}Declare it beneath {owner}, or give it in a line of its own.",
    )


@diagnostic("E866", "Change of an entry that is not the only one")
def given_which_one(name: str, found: int) -> Wording:
    have = "is none" if not found else f"are {found}"
    return Wording(
        f"One {name} is to be changed, but there {have} of which that is said.",
        "What the example then says would be about another participant than is meant.",
        "Name what only one of those given above has, or give all of them anew without “where”.",
    )


@diagnostic("E864", "Given milestone that is derived")
def given_derived_milestone(name: str) -> Wording:
    return Wording(
        f"{name} is counted from another milestone and cannot be given.",
        "Its day follows from the other one’s, and the two could contradict each other.",
        "Give the day of the milestone from which it is counted.",
    )
