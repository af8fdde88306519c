"""States on a day: whether one existed, its name, capital, time zone and group, and how it votes."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from attrs import frozen

from sim.almanac.tables import ALWAYS, FOREVER, NotInAlmanac, Standing, StateRow, alignments, names, states
from sim.vocabulary.nearest import did_you_mean
from sim.vocabulary.printable import printable


@frozen
class State:
    """A state as it was on a day. zone: the IANA name of the capital's time zone.

    group: its regional group in the United Nations, empty where it belongs to none.
    """

    code: str
    name: str
    capital: str
    zone: str
    group: str
    un: Standing


@frozen
class Alignment:
    """How a state votes in the General Assembly, 0-100; 100 is the end of the United States.

    year: whose votes these are. asked: the year that was asked for; another one where that has no estimate.
    """

    value: int
    year: int
    asked: int

    @property
    def carried(self) -> bool:
        """Whether the value is that of another year."""
        return self.year != self.asked


def state_on(code: str, day: date) -> State:
    """A state by its code. Raises NotInAlmanac for an unknown code, and for a state that did not exist on the day."""
    row = _known(code)
    if not row.since <= day <= row.until:
        raise NotInAlmanac(f"{code} ({name_of(code)}) did not exist on {day}; {_life(row)}")
    named = [each for each in names()[code] if each.since <= day][-1]
    un = row.un if row.un_since <= day <= row.un_until else Standing.NONE
    return State(code, named.name, named.capital, named.zone, row.group, un)


def name_of(code: str) -> str:
    """A state's last name. Raises NotInAlmanac for an unknown code."""
    return names()[_known(code).code][-1].name


def find_state(text: str) -> str:
    """The code of a state by its code or any of its names, past or present; case and accents do not count.

    Raises NotInAlmanac, with a suggestion where a name is near.
    """
    found = _codes_by_words().get(_folded(text))
    if found is None:
        raise _unknown(text)
    return found


def alignment(code: str, year: int) -> Alignment | None:
    """How a state voted in a year; without an estimate, in the nearest year before that has one, else the first after.

    None for a state with no estimate at all. Raises NotInAlmanac for an unknown code.
    """
    known = alignments().get(_known(code).code)
    if not known:
        return None
    nearest = max((each for each in known if each <= year), default=min(known))
    return Alignment(known[nearest], nearest, year)


def alignment_before(code: str, day: date) -> Alignment | None:
    """How a state voted in the year before a day: votes are cast in autumn, so the year's own are not yet known."""
    return alignment(code, day.year - 1)


def _known(code: str) -> StateRow:
    row = states().get(code)
    if row is None:
        raise _unknown(code)
    return row


def _life(row: StateRow) -> str:
    """The days on which a state existed, as a clause."""
    if row.since == ALWAYS:
        return f"its last day was {row.until}"
    return f"it exists since {row.since}" if row.until == FOREVER else f"it existed from {row.since} to {row.until}"


def _unknown(text: str) -> NotInAlmanac:
    near = did_you_mean(text, dict(_words()))
    hint = "codes are those of ISO 3166"
    if near:
        code = _codes_by_words()[_folded(near)]
        same = _folded(near) in (_folded(text), _folded(code))
        hint = f"did you mean {code}?" if same else f"did you mean {near!r} ({code})?"
    return NotInAlmanac(printable(f"the almanac knows no state {text[:60]!r}; {hint}"))


@cache
def _codes_by_words() -> Mapping[str, str]:
    return {_folded(word): code for word, code in _words()}


def _words() -> Iterator[tuple[str, str]]:
    """Every name and code of every state, and the code it stands for."""
    for code, row in states().items():
        for word in (code, *row.also, *(each.name for each in names()[code])):
            yield word, code


def _folded(text: str) -> str:
    """A word without accents and case."""
    plain = unicodedata.normalize("NFKD", text.strip())
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold()
