"""The wording of what is wrong with a protocol as a whole: its text against its rules, its
registry, its logic, its examples."""

from __future__ import annotations

from eligo.diagnostics import Edit, Wording, diagnostic
from eligo.source import Span

_DRIFT = (
    "The rule decides who enters the trial; where it says something else than the text, it decides"
    " wrongly."
)
_SETTLE = (
    "Correct the rule. If the text does not mean it as a limit, say so: "
    'not formalised "the words" because "the reason".'
)

# -------------------------------------------------------------------------------------------- logic


@diagnostic("E501", "No one can pass")
def nobody_passes(title: str) -> Wording:
    return Wording(
        f"No participant can ever pass “{title}”.",
        "Whatever is recorded, this criterion keeps the participant out, so the trial would enrol"
        " no one.",
        "Look for two statements that cannot hold together, or for a “not” too many.",
    )


@diagnostic("W502", "Everyone passes", "warning")
def everybody_passes(title: str) -> Wording:
    return Wording(
        f"Every participant passes “{title}”, whatever is recorded.",
        "A criterion that never keeps anyone out checks nothing, although documents will show it as"
        " checked.",
        "Compare the rule with the text; if the text asks nothing, write it as a context instead.",
    )


@diagnostic("W503", "Limit that every plausible value meets", "warning")
def always_true(name: str, printed: str, low: str, high: str) -> Wording:
    return Wording(
        f"“{printed}” holds for every plausible value of {name}, which lies from {low} to {high}.",
        "A limit that no plausible value misses does not check anything; a slip in the number or"
        " unit is likely.",
        "Check the number and its unit, then the plausible range of the datum.",
    )


@diagnostic("W504", "Limit that no plausible value meets", "warning")
def always_false(name: str, printed: str, low: str, high: str) -> Wording:
    return Wording(
        f"“{printed}” holds for no plausible value of {name}, which lies from {low} to {high}.",
        "The comparison can never be true; a slip in the number or unit is likely.",
        "Check the number and its unit, then the plausible range of the datum.",
    )


@diagnostic("E505", "Limits that contradict each other")
def limits_contradict(name: str, first: Span, printed: str) -> Wording:
    return Wording(
        f"No value of {name} meets both this limit and “{printed}”.",
        "Both stand in one “all of”, so no one can meet it.",
        "Turn one of the comparisons round, or use “any of” if either is enough.",
        related=((first, "the other limit"),),
    )


@diagnostic("W506", "Every value is allowed", "warning")
def all_values_listed(name: str, labels: str) -> Wording:
    return Wording(
        f"{labels} are all the values that {name} has, so everyone passes.",
        "If one of them was meant to be left out, the rule lets those participants in.",
        "Leave out the value that was not meant; if all are, quote the text that names them all.",
    )


@diagnostic("W507", "The same statement twice", "warning")
def item_repeated(first: Span, edit: Edit | None) -> Wording:
    return Wording(
        "This statement stands twice in the same list.",
        "The second changes nothing; often another name or limit was meant.",
        "Correct it to what the text says, or delete it.",
        edit,
        ((first, "the first time"),),
    )


@diagnostic("W508", "The same criterion twice", "warning")
def criterion_repeated(title: str, first: Span) -> Wording:
    return Wording(
        f"This criterion has the same rule as “{title}”.",
        "A participant who fails it will be shown two reasons that are one; often another limit was"
        " meant.",
        "Correct the rule, or join the two quotes under one criterion.",
        related=((first, "the other criterion"),),
    )


@diagnostic("E509", "Exceptions that clash")
def exceptions_clash(first: Span) -> Wording:
    return Wording(
        "A participant can meet the condition of this exception and that of one above it, with"
        " different results.",
        "Which of the two limits holds for such a participant is a clinical decision that the text"
        " must give.",
        "Narrow one of the conditions so that no one meets both.",
        related=((first, "the exception above"),),
    )


@diagnostic("W510", "Exceptions that may both hold", "warning")
def exceptions_overlap(first: Span) -> Wording:
    return Wording(
        "Nothing stops a participant from meeting this exception and the one above it.",
        "The exception that stands first then decides, which may not be what the text means.",
        "Put the exception that is to win first, or narrow the conditions.",
        related=((first, "the exception above"),),
    )


@diagnostic("W511", "Requirement among the exclusions", "warning")
def exclusion_demands(words: str, header_end: Span | None) -> Wording:
    edit = None if header_end is None else Edit(header_end, " requires:")
    return Wording(
        f"The text says “{words}”, but this is an exclusion: whoever meets the rule is kept out.",
        "If the text names what participants need, the rule keeps out exactly the right ones.",
        "If the rule says what must be true, write “requires:” at the end of the criterion's first"
        " line.",
        edit,
    )


@diagnostic("W512", "Prohibition among the inclusions", "warning")
def inclusion_forbids(words: str) -> Wording:
    return Wording(
        f"The text says “{words}”, but the rule has no “not”: whoever meets it is let in.",
        "If the rule names what the text forbids, it lets in exactly the wrong participants.",
        "Put “not” before what is forbidden, or write “excludes:” at the end of the criterion's"
        " first line.",
    )


@diagnostic("W513", "No plausible range", "warning")
def no_plausible_range(name: str) -> Wording:
    return Wording(
        f"{name} has no plausible range.",
        "Without one, a value in the wrong unit or with a slipped decimal point is taken as it is.",
        "Add the range in which a real value can lie: plausible … to …",
    )


@diagnostic("W514", "Dated but not limited", "warning")
def dangling(name: str) -> Wording:
    return Wording(
        f"The rules use the date of {name}, but no rule limits its value.",
        "A text that times a measurement usually limits it too; the limit may have been lost from"
        " the text.",
        "Ask the sponsor whether a limit is missing, and record the answer as an interpretation.",
    )


@diagnostic("W515", "Question without a question mark", "warning")
def not_a_question(question: str, edit: Edit | None) -> Wording:
    return Wording(
        f"“{question}” does not end in a question mark.",
        "It is shown to the investigator as a question that yes or no answers; a statement can be"
        " misread.",
        "Word it as a question: Is there …?",
        edit,
    )


@diagnostic("E516", "Criteria that contradict each other")
def criteria_contradict(name: str, title: str, first: Span) -> Wording:
    return Wording(
        f"No value of {name} meets both this criterion and “{title}”.",
        "Every participant fails one of the two, so the trial would enrol no one.",
        "Correct one of the two limits.",
        related=((first, "the other criterion"),),
    )


# ----------------------------------------------------------------------------------------- coverage


@diagnostic("E601", "Quote that is not in the source text")
def quote_not_in_source(
    differences: tuple[tuple[str, str], ...], edit: Edit | None, place: Span | None
) -> Wording:
    why = (
        "The quote is what reviewers read; it must be the protocol's own words, and a changed"
        " source must be noticed."
    )
    if place is None:
        return Wording(
            "These words are nowhere in the source text.",
            why,
            "Copy the passage from the source text, or correct the source text.",
        )
    listed = "; ".join(
        f"“{quoted}” here is “{printed}” there" if quoted and printed
        else f"“{quoted}” is not there" if quoted
        else f"“{printed}” is missing here"
        for quoted, printed in differences
    )  # fmt: skip
    return Wording(
        "The quote differs from the source text:"
        f" {listed or 'the words are the same but stand elsewhere'}.",
        why,
        "Copy the words from the source text, then see whether the rule must change too.",
        edit,
        ((place, "the passage in the source text"),),
    )


@diagnostic("E602", "Source text that no criterion quotes")
def words_not_quoted(text: str) -> Wording:
    return Wording(
        f"No criterion quotes “{text}”.",
        "A requirement that is not quoted is not checked, and no one would notice.",
        "Quote it in the criterion that covers it; if it asks nothing of participants, quote it in"
        " a context.",
    )


@diagnostic("W603", "Source text quoted twice", "warning")
def words_quoted_twice(text: str, first: str) -> Wording:
    return Wording(
        f"“{text}” is quoted here and in {first}.",
        "When the text changes, two rules must change; one is easily forgotten.",
        "Quote each word once: give each criterion or part its own words.",
    )


@diagnostic("W604", "No source text", "warning")
def no_source_text() -> Wording:
    return Wording(
        "The criteria quote a text, but the protocol does not name it.",
        "Without the text no one can tell whether a quote is exact or a requirement was forgotten.",
        "Save the protocol's text beside this file and name it in the protocol block: source"
        ' "registry.txt".',
    )


@diagnostic("W605", "Criterion without a quote", "warning")
def criterion_without_quote(title: str) -> Wording:
    return Wording(
        f"“{title}” quotes nothing.",
        "A rule without the protocol's words cannot be compared with them, by people or by this"
        " compiler.",
        "Add a line “text:” with the words that the rule formalises.",
    )


@diagnostic("W606", "Part without a quote", "warning")
def part_without_quote(title: str) -> Wording:
    return Wording(
        f"“{title}” quotes nothing, although other parts of the criterion do.",
        "Its words may be missing, or stand under another part and be compared with the wrong"
        " rule.",
        "Add a line “text:” with the words of this part.",
    )


# ----------------------------------------------------------------------------------------- registry

_REGISTRY = (
    "What the registry shows to the public must be what the trial does; one of the two is wrong."
)


@diagnostic("E651", "Minimum age differs from the registry")
def minimum_age_differs(registered: str, found: str) -> Wording:
    return Wording(
        f"The criteria admit participants from {found}; the registry says {registered}.",
        _REGISTRY,
        "Correct the age limit or the line “registered”.",
    )


@diagnostic("E652", "Maximum age differs from the registry")
def maximum_age_differs(registered: str, found: str) -> Wording:
    return Wording(
        f"The criteria admit participants up to {found}; the registry says {registered}.",
        _REGISTRY,
        "Correct the age limit or the line “registered”.",
    )


@diagnostic("E653", "Sexes differ from the registry")
def sexes_differ(registered: str, found: str) -> Wording:
    return Wording(
        f"The criteria admit {found}; the registry says {registered}.",
        _REGISTRY,
        "Correct the criterion on sex or the line “registered”.",
    )


@diagnostic("E654", "Registered otherwise than the source prints")
def registered_wrongly(field: str, printed: str, found: str) -> Wording:
    return Wording(
        f"The source prints “{printed}” as {field}; the line “registered” says {found}.",
        _REGISTRY,
        "Repeat in the line “registered” what the source prints: ages, sexes, healthy volunteers.",
    )


# ------------------------------------------------------------------------------------ text and rule


@diagnostic("E701", "Number of the text that is not in the rule")
def number_only_in_text(words: str) -> Wording:
    return Wording(f"The text says “{words}”; the rule does not.", _DRIFT, _SETTLE)


@diagnostic("E702", "Number of the rule that is not in the text")
def number_only_in_rule(printed: str) -> Wording:
    return Wording(
        f"The rule says “{printed}”; the text does not.",
        _DRIFT,
        "Correct the number, or record where it comes from in an interpretation that names it.",
    )


@diagnostic("E703", "Another number than in the text")
def number_differs(words: str, printed: str, quote: Span) -> Wording:
    return Wording(
        f"The text says “{words}”, the rule “{printed}”.",
        _DRIFT,
        "Use the number of the text, or say why not in an interpretation that names both.",
        related=((quote, "the text"),),
    )


@diagnostic("E704", "Another unit than in the text")
def unit_differs(words: str, printed: str, quote: Span) -> Wording:
    return Wording(
        f"The text says “{words}”, the rule “{printed}”: the unit is another.",
        "The same number in another unit is another limit, often by a factor of ten or a thousand.",
        "Write the unit of the text; values reported in other units are converted by themselves.",
        related=((quote, "the text"),),
    )


@diagnostic("E705", "The limit itself counts in one and not in the other")
def strictness_differs(words: str, printed: str, quote: Span) -> Wording:
    return Wording(
        f"The text says “{words}”, the rule “{printed}”.",
        "They differ for a participant exactly at the limit, who is let in by one and kept out by"
        " the other.",
        "Use the comparator of the text.",
        related=((quote, "the text"),),
    )


@diagnostic("E706", "Comparison in the other direction")
def direction_differs(words: str, printed: str, quote: Span) -> Wording:
    return Wording(
        f"The text says “{words}”, the rule “{printed}”.",
        "The rule lets in those whom the text keeps out, and the reverse.",
        "Turn the comparison round, or put “not” before it if the text denies it.",
        related=((quote, "the text"),),
    )


@diagnostic("E707", "Another time span than in the text")
def time_span_differs(words: str, printed: str, quote: Span) -> Wording:
    return Wording(
        f"The text says “{words}”, the rule “{printed}”.",
        "Months follow the calendar and weeks are seven days, so even near spans differ by days.",
        "Use the time span of the text, in its unit, or say why not in an interpretation that names both.",
        related=((quote, "the text"),),
    )


@diagnostic("W708", "“Within” and “at least” share a day", "warning")
def within_against_at_least(words: str, printed: str, quote: Span) -> Wording:
    return Wording(
        f"The text says “{words}”, the rule “{printed}”; they are not each other's opposite.",
        "“No X within 7 days before” rejects day −7, “last X at least 7 days before” accepts it.",
        "Word the rule as the text is worded, or record in an interpretation on which side the day"
        " falls.",
        related=((quote, "the text"),),
    )


@diagnostic("E709", "The text says no, the rule does not")
def no_only_in_text(words: str) -> Wording:
    return Wording(
        f"The text says “{words}”, but nothing in the rule denies anything.",
        "A lost “not” turns the rule into its opposite.",
        'Add “not”, “no” or “none of”; or, if the words ask nothing, not formalised "the words"'
        ' because "the reason".',
    )


@diagnostic("E710", "The rule says no, the text does not")
def no_only_in_rule() -> Wording:
    return Wording(
        "The rule denies this, but nothing in the text does.",
        "A “not” too many turns the rule into its opposite.",
        "Delete it, or record the reason in an interpretation that names what is denied.",
    )


@diagnostic("W711", "The text says no more often than the rule", "warning")
def no_said_more_often(said: int, ruled: int) -> Wording:
    return Wording(
        f"The text says no {said} times, the rule {ruled} time{'s' if ruled != 1 else ''}.",
        "One of the denials may be missing from the rule.",
        'Look at each; for one that asks nothing, not formalised "the words" because "the reason".',
    )


@diagnostic("E712", "Exception of the text that the rule does not make")
def exception_only_in_text(words: str) -> Wording:
    return Wording(
        f"The text makes an exception (“{words}”), the rule none.",
        "Those whom the exception means are judged by the general limit.",
        "Add “except when …:” or “unless …” beneath the statement that it modifies.",
    )


@diagnostic("W713", "The text does not name this", "warning")
def name_not_in_text(name: str) -> Wording:
    return Wording(
        f"The rule reads {name}, but no word of it is in the text.",
        "Another thing may have been meant, or the text uses a name that is not declared for it.",
        "Check the name; if it is right, declare the text's word for it: also called “…”.",
    )


@diagnostic("W714", "The text does not name this value", "warning")
def value_not_in_text(name: str, value: str) -> Wording:
    return Wording(
        f"The rule asks for {name} to be “{value}”, but the text does not say so.",
        "Another value may have been meant.",
        "Check the value; if it follows from the text, record how in an interpretation that"
        " names it.",
    )


@diagnostic("E715", "The text names another value")
def other_value_in_text(name: str, value: str, said: str) -> Wording:
    return Wording(
        f"The rule asks for {name} to be “{value}”; the text says “{said}”.",
        _DRIFT,
        f'Write “{said}”; if the text means it so, not formalised "{said}" because "the reason".',
    )


@diagnostic("W716", "Value of the text that the rule leaves out", "warning")
def value_only_in_text(name: str, value: str) -> Wording:
    return Wording(
        f"The text lists “{value}”, but the rule does not ask for it of {name}.",
        "Participants with that value are judged otherwise than the text says.",
        'Add the value, or not formalised "the words" because "the reason".',
    )


@diagnostic("W717", "Unit that the text does not give", "warning")
def unit_not_in_text(words: str, printed: str, quote: Span) -> Wording:
    return Wording(
        f"The text says “{words}” without a unit, the rule “{printed}”.",
        "The unit is a guess until someone confirms it.",
        "Record the unit in an interpretation that names the limit with it.",
        related=((quote, "the text"),),
    )


@diagnostic("W718", "Limit that the text gives more often than the rule", "warning")
def number_said_more_often(words: str) -> Wording:
    return Wording(
        f"The text says “{words}” more often than the rule does.",
        "One of the things that it limits may be missing from the rule.",
        'Look at each; for a repetition, not formalised "the words" because "the reason".',
    )


@diagnostic("W719", "Limit given to another thing", "warning")
def number_given_to_another(name: str, words: str, printed: str) -> Wording:
    return Wording(
        f"Beside {name} the text says “{words}”; the rule gives it “{printed}”.",
        "Two limits may have changed places.",
        'Give each its own limit; if the text means it so, not formalised "the words" because "the'
        ' reason".',
    )


@diagnostic("W720", "Year that the rule does not name", "warning")
def year_not_named(words: str) -> Wording:
    return Wording(
        f"The text speaks of {words}; nothing that the rule uses names that year.",
        "Editions of criteria, equations and scales differ; the rule may use another one.",
        "Put the year into the name, label or source of what the rule uses, or into an"
        " interpretation.",
    )


@diagnostic("E721", "Words that the text does not have")
def left_out_words_not_quoted(words: str) -> Wording:
    return Wording(
        f"The quote does not hold the words “{words}”.",
        "“not formalised” speaks of words of the quote; where they are not, it excuses nothing.",
        "Copy the words from the quote, or delete the line if the text no longer has them.",
    )


@diagnostic("W722", "Bare number of the text that is not in the rule", "warning")
def bare_number_only_in_text(words: str) -> Wording:
    return Wording(f"The text says “{words}”; the rule does not.", _DRIFT, _SETTLE)


@diagnostic("W723", "The text says “or”, the rule “all of”", "warning")
def or_as_all() -> Wording:
    return Wording(
        "The text joins its requirements by “or”; the rule demands all of them.",
        "Participants who meet only one are judged otherwise than the text says.",
        "Use “any of”, or record in an interpretation why all are needed.",
    )


@diagnostic("W724", "The text says “and”, the rule “any of”", "warning")
def and_as_any() -> Wording:
    return Wording(
        "The text joins its requirements by “and”; the rule is content with one of them.",
        "Participants who meet only one are let in.",
        "Use “all of”, or record in an interpretation why one is enough.",
    )


@diagnostic("E725", "Limits of rule and exception exchanged")
def limits_exchanged(words: str, printed: str, quote: Span) -> Wording:
    return Wording(
        f"The text gives “{words}” to the exception; the rule gives the exception “{printed}”.",
        "The limit for a few becomes the limit for all, and the reverse.",
        "Exchange the two limits.",
        related=((quote, "the text"),),
    )


@diagnostic("E726", "The window lies on the other side")
def window_on_other_side(words: str, printed: str, quote: Span) -> Wording:
    return Wording(
        f"The text says “{words}”, the rule “{printed}”: one looks back, the other ahead.",
        "What happened in the window of the text is not looked at.",
        "Use “before” or “after” as the text does.",
        related=((quote, "the text"),),
    )


@diagnostic("E727", "Counted from another day than in the text")
def another_anchor(words: str, printed: str, quote: Span) -> Wording:
    return Wording(
        f"The text counts from “{words}”, the rule from {printed}.",
        "Between the two days participants come of age and windows open and close.",
        "Name the milestone of the text (declare it if need be), or record in an interpretation"
        " why another one is used.",
        related=((quote, "the text"),),
    )


@diagnostic("E728", "“Exactly”, where the text gives one end")
def exactly_against_range(words: str, printed: str, quote: Span) -> Wording:
    return Wording(
        f"The text says “{words}”, the rule “{printed}”.",
        "All numbers but one are judged otherwise than the text says.",
        "Use the words of the text: at least, at most, fewer than or more than.",
        related=((quote, "the text"),),
    )


@diagnostic("E729", "Filed under the other heading")
def filed_under_other_heading(kind: str, heading: str, place: Span) -> Wording:
    return Wording(
        f"This is an {kind}, but the text stands under “{heading}”.",
        "What keeps participants out would let them in, or the reverse.",
        "File it as the text does. Where an exclusion names what is required, write “requires:”"
        " at the end of its first line; where an inclusion names what is forbidden, “excludes:”.",
        related=((place, "the heading"),),
    )


@diagnostic("W730", "Turned round without a word of the text", "warning")
def turned_without_cue(word: str, cues: str) -> Wording:
    return Wording(
        f"The criterion {word} what its rule says, but the text has no word for that ({cues}).",
        "It lets in those whom the text keeps out, or the reverse.",
        f"Delete “{word}”, or record the reason in an interpretation.",
    )


@diagnostic("E731", "Criterion that asks nothing")
def asks_nothing(title: str) -> Wording:
    return Wording(
        f"“{title}” has no rule but “no requirement”: it never keeps anyone out.",
        "Documents would show the criterion as checked, although nothing is.",
        "Write its rule. Where no rule can be made of the words, ask a person with judgement"
        " “…?”; words that ask nothing of participants belong in a context.",
    )


@diagnostic("W732", "Subgroup of the text that the criterion does not name", "warning")
def subgroup_only_in_text(words: str, name: str) -> Wording:
    return Wording(
        f"The text says “{words}”, but the criterion is asked of everyone.",
        "Participants outside the subgroup are kept out by what was not meant for them.",
        f"Write “for {name}” at the end of the criterion's first line; if everyone is meant, not"
        ' formalised "the words" because "the reason".',
    )


@diagnostic("W733", "Interpretation that relies on another criterion", "warning")
def criterion_not_satisfied(title: str) -> Wording:
    return Wording(
        f"The interpretation relies on the criterion “{title}”; the rule does not.",
        "What was decided is not done.",
        "Add “satisfies” with that criterion to the rule, or correct the interpretation.",
    )


@diagnostic("W734", "The text takes out what the definition lets in", "warning")
def counted_against_text(name: str, words: str, defined: str) -> Wording:
    return Wording(
        f"The text says “{words}”; in “{defined}” the rule asks for {name}.",
        "A lost “not” turns the definition into its opposite for these participants.",
        f"Put “not” before {name}; if the text means something else, not formalised"
        ' "the words" because "the reason".',
    )


# ----------------------------------------------------------------------------------------- examples


@diagnostic("E801", "Example that turns out otherwise")
def example_differs(title: str, what: str, expected: str, found: str, reasons: str) -> Wording:
    because = f" because of {reasons}" if reasons else ""
    return Wording(
        f"Example “{title}”: {what} should be {expected}; it is {found}{because}.",
        "An example says what the author meant; either it or the rule is wrong.",
        "Correct the rule, or the example if the rule says what was meant.",
    )


@diagnostic("E802", "Example that lacks other data")
def example_lacks_other(title: str, expected: str, found: str) -> Wording:
    return Wording(
        f"Example “{title}”: {expected} should be missing; what is missing is {found}.",
        "An example says what the author meant; either it or the rule is wrong.",
        "Correct the rule, the example, or what the example gives.",
    )


@diagnostic("E803", "Example that cannot be read")
def example_unreadable(title: str, problem: str) -> Wording:
    return Wording(
        f"Example “{title}” gives no participant that can be assessed: {problem}",
        "An example that is not run tests nothing.",
        "Correct what the example gives.",
    )
