"""The options that several commands share, each described once."""

from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

STORE: Final = Path("turtlebay.db")
"""The store in the working directory, used where none is named."""

AsJson = Annotated[
    bool, Parameter(name="--json", help="Print JSON, and nothing else on standard output.", show_default=False)
]
Ascii = Annotated[bool, Parameter(name="--ascii", help="Print ASCII characters only.", show_default=False)]
Zone = Annotated[
    str,
    Parameter(
        name="--tz",
        metavar="ZONE",
        help="Show and read local times in this zone, such as Asia/Tokyo.",
        show_default=False,
    ),
]
StoreAt = Annotated[Path, Parameter(name="--store", help="The file that runs are kept in.")]
Seed = Annotated[int, Parameter(name="--seed", help="The seed of chance: the same seed gives the same run.")]
ScenarioFile = Annotated[str, Parameter(help="A scenario file, or the name of one of the cases.")]
RunName = Annotated[str, Parameter(name="RUN", help="A run: its id or the beginning of it, its label, or `last`.")]
Sets = Annotated[
    list[str] | None,
    Parameter(
        name="--set",
        metavar="PATH=VALUE",
        help="Change a value, as in climate.vetoes=3; repeatable.",
    ),
]
Without = Annotated[
    list[str] | None, Parameter(name="--without", metavar="ID", help="Take out a timeline entry; repeatable.")
]
