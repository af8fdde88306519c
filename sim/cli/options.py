"""The options that several commands share, each described once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, get_origin

from cyclopts import Parameter, Token

from sim.cli.problems import BadInput
from sim.vocabulary.whole import typed_whole


def whole_numbers(kind: Any, tokens: Sequence[Token]) -> int | list[int]:
    """What was typed for an option that takes a whole number, or several: digits, and nothing that is near to them.

    kind: the type of the option. Raises BadInput.
    """
    found = [_whole(token) for token in tokens]
    return found if get_origin(kind) is list else found[-1]


def _whole(token: Token) -> int:
    number = typed_whole(token.value)
    if number is None:
        raise BadInput(f"{token.keyword} {token.value!a}: allowed is a whole number in plain digits, such as 20")
    return number


WHOLE: Final = Parameter(converter=whole_numbers)
"""Belongs to every option that is a whole number: left to itself cyclopts would take 1.5 for 2 and 0x10 for 16."""

AsJson = Annotated[
    bool, Parameter(name="--json", help="Print JSON, and nothing else on standard output.", show_default=False)
]
Ascii = Annotated[bool, Parameter(name="--ascii", help="Print ASCII characters only.", show_default=False)]


def _zone(_: Any, tokens: Sequence[Token]) -> str:
    """The name that was typed for a zone; what is left out is no zone, and what is empty is an error."""
    if not tokens[-1].value:
        raise BadInput("--tz '': allowed are IANA names such as Asia/Tokyo, or leave --tz out")
    return tokens[-1].value


Zone = Annotated[
    str,
    Parameter(
        name="--tz",
        metavar="ZONE",
        help="Show and read local times in this zone, such as Asia/Tokyo.",
        show_default=False,
        converter=_zone,
    ),
]
StoreAt = Annotated[Path, Parameter(name="--store", help="The file that stores runs.")]
Jobs = Annotated[int, WHOLE, Parameter(name="--jobs", help="Processes at work; 0 for one a core.")]
LuckOnly = Annotated[
    bool,
    Parameter(
        name="--luck-only",
        help="Leave all as coded: luck alone differs from seed to seed.",
        negative="",
        show_default=False,
    ),
]
EveryRun = Annotated[
    bool,
    Parameter(
        name="--every-run",
        help="Play every run, also those that cannot change the conclusion.",
        negative="",
        show_default=False,
    ),
]
Drawn = Annotated[
    bool,
    Parameter(
        name="--drawn",
        help="Draw what the coding may be wrong about, as the run of this seed in a sweep does.",
        negative="",
        show_default=False,
    ),
]
Seed = Annotated[int, WHOLE, Parameter(name="--seed", help="The same seed gives the same run.")]
SCENARIO_HELP: Final = "A scenario file, or the name of one of the cases."
ScenarioFile = Annotated[str, Parameter(help=SCENARIO_HELP)]
RunName = Annotated[
    str, Parameter(name="RUN", help="A run: its id or the beginning of it, its label, or `last` for the last one.")
]
Sets = Annotated[
    list[str] | None,
    Parameter(
        name="--set",
        metavar="PATH=VALUE",
        help="Change a value, as in climate.vetoes=3; repeatable.",
    ),
]
Without = Annotated[
    list[str] | None, Parameter(name="--without", metavar="ID", help="Leave out a timeline entry; repeatable.")
]
