"""How numbers are written on every page: points, days, votes, percentages, shares with their intervals."""

from typing import Final, Protocol


def of_runs(drawn: bool) -> str:
    """Of which runs a share is. drawn: whether each draws what the coding may be wrong about."""
    return "of runs, with what the coding may be wrong about" if drawn else "of runs, luck alone"


CAVEAT: Final = "The interval covers chance within the model only."
"""Written once wherever shares are shown."""

NARROW: Final = 0.01
"""A narrower interval is written in tenths of a percent, so that its ends do not read alike."""


def signed(value: float) -> str:
    """A number with its sign and one decimal: +6.8, +0.0, -6.4."""
    return f"{_tenths(value):+.1f}"


def decimal(value: float) -> str:
    """A number with one decimal: 57.1."""
    return f"{_tenths(value):.1f}"


def _tenths(value: float) -> float:
    """To one decimal, and never minus nothing."""
    return round(value, 1) + 0.0


def gain(thousandths: int) -> str:
    """Thousandths of a gain point with a sign and one decimal: +6.8."""
    return signed(thousandths / 1000)


def amount(thousandths: int) -> str:
    """Thousandths with one decimal: 57.1."""
    return decimal(thousandths / 1000)


def some(thousandths: int) -> str:
    """Thousandths with one decimal, or with so many that what is not nothing does not read so: 2.6, 0.02, 0.004."""
    return next(
        said for digits in (1, 2, 3) if float(said := f"{thousandths / 1000 + 0.0:.{digits}f}") or not thousandths
    )


def day(days_m: int) -> str:
    """Thousandths of a day: day 9.1."""
    return f"day {amount(days_m)}"


def vote(yes: int, no: int, abstain: int) -> str:
    """A tally: 15-0, 13-2, or 10-0-5 where members abstained."""
    return f"{yes}-{no}-{abstain}" if abstain else f"{yes}-{no}"


_SPELLED: Final = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def spelled(number: int) -> str:
    """A small number as a word, a larger one in digits: nine, 15."""
    return _SPELLED[number] if 0 <= number < len(_SPELLED) else str(number)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th ..."""
    special = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else special.get(number % 10, 'th')}"


def percent(share: float) -> str:
    """A share (0-1) in whole percent: 89%."""
    return f"{100 * share:.0f}%"


class Counted(Protocol):
    """k of n runs: the share, the ends of its interval (each 0-1), and the words for it."""

    @property
    def k(self) -> int:
        """Runs with this outcome."""

    @property
    def n(self) -> int:
        """All runs."""

    @property
    def share(self) -> float:
        """The share, 0-1."""

    @property
    def low(self) -> float:
        """The lower end of the interval, 0-1."""

    @property
    def high(self) -> float:
        """The upper end of the interval, 0-1."""

    @property
    def term(self) -> str:
        """The ICD 203 words for it."""


def share_words(row: Counted) -> str:
    """81% of 400 runs (78-84%), likely to very likely; not seen in 400 runs."""
    first, rest = share_parts(row)
    return f"{first}, {rest}" if rest else first


def share_parts(row: Counted) -> tuple[str, str]:
    """The two parts of `share_words`: the share with its interval, and the ICD 203 words; the second may be empty."""
    if row.k in (0, row.n):
        return row.term, ""
    return f"{share_percent(row)} of {row.n} runs ({band(row)})", row.term


def share_percent(row: Counted) -> str:
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
    seen = "not seen" if row.k == 0 else "all" if row.k == row.n else share_percent(row)
    return f"{seen} ({band(row)[:-1]})"


def _digits(row: Counted) -> int:
    return 1 if row.high - row.low < NARROW else 0
