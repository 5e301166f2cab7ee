"""The documents of a protocol, criteria.html and criteria.md, for those who review and apply it.

One model is built and both templates render it, so that both say the same.
"""

from __future__ import annotations

from eligo import ir
from eligo.backends.document.build import build
from eligo.backends.document.html import render_html
from eligo.backends.document.markdown import render_markdown


def emit(protocol: ir.Protocol) -> dict[str, str]:
    """The documents by the names of their files."""
    document = build(protocol)
    return {"criteria.html": render_html(document), "criteria.md": render_markdown(document)}
