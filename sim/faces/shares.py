"""How often, in words: a share of runs with its interval and the ICD 203 words, one way on every page."""

from typing import Final, Protocol

CAVEAT: Final = "The interval covers chance within the model only."
"""Said once wherever shares are shown."""

NARROW: Final = 0.01
"""An interval that is narrower is told in tenths of a percent, so that its ends do not read alike."""


class Counted(Protocol):
    """k of n runs: the share, the ends of its interval (each 0-1), and the words for it."""

    @property
    def k(self) -> int:
        """How many came out so."""

    @property
    def n(self) -> int:
        """Of how many."""

    @property
    def share(self) -> float:
        """The share itself, 0-1."""

    @property
    def low(self) -> float:
        """The lower end of the interval."""

    @property
    def high(self) -> float:
        """Its upper end."""

    @property
    def term(self) -> str:
        """The ICD 203 words."""


def share_words(row: Counted) -> str:
    """81% of 400 runs (78-84%), likely to very likely; not seen in 400 runs."""
    first, rest = share_parts(row)
    return f"{first}, {rest}" if rest else first


def share_parts(row: Counted) -> tuple[str, str]:
    """The same in its two parts: the share with its interval, and the word for it; the second may be empty."""
    if row.k in (0, row.n):
        return row.term, ""
    return f"{percent(row)} of {row.n} runs ({band(row)})", row.term


def percent(row: Counted) -> str:
    """81%; under 1% where it is that small and yet seen, over 99% where it is that large and yet not all."""
    if 0 < row.k < row.n:
        if row.share < 0.01:
            return "under 1%"
        if row.share > 0.99:
            return "over 99%"
    return f"{100 * row.share:.{_digits(row)}f}%"


def band(row: Counted) -> str:
    """The interval: 78-84%; 0.1-0.4% where its ends lie so near each other."""
    digits = _digits(row)
    return f"{100 * row.low:.{digits}f}-{100 * row.high:.{digits}f}%"


def short_share(row: Counted) -> str:
    """A share in a narrow column: 36% (28-44); not seen (0-3); all (97-100)."""
    said = "not seen" if row.k == 0 else "all" if row.k == row.n else percent(row)
    return f"{said} ({band(row)[:-1]})"


def _digits(row: Counted) -> int:
    return 1 if row.high - row.low < NARROW else 0
