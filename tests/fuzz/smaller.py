"""A file that shows a fault, made smaller as long as it shows it: lines are left out, many at once, then fewer."""

from collections.abc import Callable

TRIES = 300
"""Attempts at most: what takes seconds to show its fault is left somewhat larger."""


def smaller(data: bytes, shows: Callable[[bytes], bool], tries: int = TRIES) -> bytes:
    """The file with no more lines than it needs, or nearly so, to show what it shows."""
    lines = data.splitlines(keepends=True)
    size = len(lines) // 2
    while size:
        at = 0
        while at < len(lines) and tries:
            tries -= 1
            fewer = [*lines[:at], *lines[at + size :]]
            if shows(b"".join(fewer)):
                lines = fewer
            else:
                at += size
        size //= 2
    return b"".join(lines)
