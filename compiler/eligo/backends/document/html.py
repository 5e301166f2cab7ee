"""Renders a document as one HTML file that needs nothing else."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from eligo import __version__
from eligo.backends.document.model import Document
from eligo.backends.document.references import anchor
from eligo.english import Run, Text, on_one_line

if TYPE_CHECKING:
    from markupsafe import Markup

NO_BREAK = "\N{NO-BREAK SPACE}"


def render_html(document: Document) -> str:
    """criteria.html."""
    from jinja2 import Environment, StrictUndefined  # heavy, and only wanted here
    from markupsafe import Markup

    folder = files("eligo.backends.document")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["runs"] = _marked_up
    environment.filters["on_one_line"] = on_one_line
    environment.filters["drawn"] = Markup
    template = environment.from_string((folder / "criteria.html.jinja").read_text("utf-8"))
    css = Markup((folder / "criteria.css").read_text("utf-8"))
    text = template.render(document=document, css=css, version=__version__)
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def _marked_up(text: Text) -> Markup:
    from markupsafe import Markup

    return Markup("").join(_run(run) for run in text)


def _run(run: Run) -> Markup:
    from markupsafe import Markup, escape

    words = escape(run.text.replace(" ", NO_BREAK) if run.whole else run.text)
    target = "" if run.link.startswith("milestone:") else anchor(run.link)
    return Markup('<a href="#{}">{}</a>').format(target, words) if target else words
