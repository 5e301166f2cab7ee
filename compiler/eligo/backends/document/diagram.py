"""Draws the tree of a rule as SVG; the list of its sentences says the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from eligo.english import Sentence, capitalised, on_one_line, one_line

_LEAF = 300  # widths and heights in user units, which are pixels where there is room
_GATE = 118
_GAP = 34
_LINE = 17
_CHARACTERS = 44  # that fit into a leaf at the size of the text


def diagram(sentence: Sentence, title: str, name: str) -> str:
    """The SVG of a rule, or nothing where a list of leaves says it as well."""
    if _depth(sentence) < 2 or sentence.headers:  # a table says that one too
        return ""
    box = _box(sentence)
    shapes: list[str] = []
    _draw(box, 1, 1, shapes)
    width, height = _width(box) + 2, box.height + 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">Decision diagram: {escape(title)}</title>'
        f'<desc id="{name}-desc">The rule of {escape(title)} as a tree; the list above it says '
        f"the same in words.</desc>{''.join(shapes)}</svg>"
    )


@dataclass(frozen=True)
class _Box:
    words: tuple[str, ...]
    lead: str
    gate: bool
    below: tuple[_Box, ...]

    @property
    def own_height(self) -> int:
        return _LINE * (len(self.words) + bool(self.lead)) + 14

    @property
    def height(self) -> int:
        return max(self.own_height, sum(x.height for x in self.below) + 8 * (len(self.below) - 1))


def _box(sentence: Sentence) -> _Box:
    if not sentence.children:
        words = _wrapped(capitalised(sentence.text), _CHARACTERS)
        return _Box(words, sentence.lead, False, ())
    if on_one_line(sentence) and (
        sentence.children[0].role == "where" or not sentence.children[0].children
    ):
        words = _wrapped(capitalised(one_line(sentence)), _CHARACTERS)
        return _Box(words, sentence.lead, False, ())
    below = tuple(_box(child) for child in sentence.children)
    return _Box((_gate(sentence),), sentence.lead, True, below)


def _gate(sentence: Sentence) -> str:
    roles = {child.role for child in sentence.children}
    if "condition" in roles:
        return "When"
    if "exemption" in roles:
        return "Unless"
    if "exception" in roles:
        return "Except"
    if "negated" in roles:
        return "Not"
    return capitalised(sentence.text.removesuffix(" of these").removesuffix(" of this"))


def _depth(sentence: Sentence) -> int:
    """How deep lists and conditions stand in each other; a negated leaf is a leaf."""
    if not sentence.children:
        return 0
    deepest = max(_depth(child) for child in sentence.children)
    return deepest if on_one_line(sentence) else deepest + 1


def _width(box: _Box) -> int:
    if not box.gate:
        return _LEAF
    return _GATE + _GAP + max(_width(child) for child in box.below)


def _draw(box: _Box, x: int, top: int, shapes: list[str]) -> None:
    middle = top + box.height // 2
    wide = _GATE if box.gate else _LEAF
    y = middle - box.own_height // 2
    below = top + (box.height - _stacked(box)) // 2
    for child in box.below:
        centre = below + child.height // 2
        bend = x + wide + _GAP // 2
        path = f"M{x + wide} {middle}H{bend}V{centre}H{x + wide + _GAP}"
        shapes.append(f'<path class="edge" d="{path}"/>')
        _draw(child, x + wide + _GAP, below, shapes)
        below += child.height + 8
    kind = "gate" if box.gate else "leaf"
    shapes.append(
        f'<rect class="{kind}" x="{x}" y="{y}" width="{wide}" height="{box.own_height}" rx="3"/>'
    )
    lines = [("lead", box.lead)] if box.lead else []
    lines += [(f"{kind}-text", words) for words in box.words]
    for number, (style, words) in enumerate(lines):
        baseline = y + 7 + _LINE * number + 13
        shapes.append(f'<text class="{style}" x="{x + 10}" y="{baseline}">{escape(words)}</text>')


def _stacked(box: _Box) -> int:
    return sum(child.height for child in box.below) + 8 * max(0, len(box.below) - 1)


def _wrapped(text: str, width: int) -> tuple[str, ...]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(lines)
