"""How a value shows itself in a notebook without knowing pages: the front door says once who draws it.

A class that has a page says `_repr_html_ = shown`.
"""

from collections.abc import Callable

Draw = Callable[[object], str | None]

_draw: list[Draw] = []


def show_with(draw: Draw) -> None:
    """Let this function draw values from now on. The front door calls it; nobody else needs to."""
    _draw[:] = [draw]


def shown(value: object) -> str | None:
    """The value as HTML; None where nobody draws it, so that a notebook falls back on its `repr`."""
    return _draw[0](value) if _draw else None
