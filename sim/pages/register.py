"""Which page a public type has: a table from the type's dotted name to the dotted name of its page function.

Names, not objects, so that the front door can hold the table and import neither until a value is shown.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from sim.pages.blocks import Page
from sim.pages.html import fragment

Pages = Mapping[str, str]
"""Such as {"sim.engine.run.Run": "sim.questions.run.page"}."""


def page_of(value: object, pages: Pages) -> Page:
    """The page of a value. TypeError: its type has none."""
    name = name_of(type(value))
    if name not in pages:
        raise TypeError(f"{name} has no page; these have one: {', '.join(sorted(pages)) or 'none'}")
    home, _, function = pages[name].rpartition(".")
    page: Page = getattr(import_module(home), function)(value)
    return page


def repr_html(value: object, pages: Pages) -> str | None:
    """The value as a notebook shows it; None, and so its `repr`, where its type has no page."""
    return fragment(page_of(value, pages)) if name_of(type(value)) in pages else None


def name_of(kind: type[Any]) -> str:
    """The dotted name of a type."""
    return f"{kind.__module__}.{kind.__qualname__}"
