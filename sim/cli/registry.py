"""The commands there are: name, the function that does it, and one line that says what it does.

To add a command: write a function in commands/ that carries the help text, and add its line here.
"""

from collections.abc import Mapping
from typing import Final

from attrs import frozen


@frozen
class Command:
    """One command. home: module and function, imported only when the command is asked for."""

    home: str
    summary: str


_HOME: Final = "sim.cli.commands"

COMMANDS: Final[Mapping[str, Command]] = {
    "demo": Command(f"{_HOME}.run:demo", "Play July 2006, with no file and nothing stored."),
    "cases": Command(f"{_HOME}.scenarios:cases", "List the scenarios that come with turtlebay."),
    "new": Command(f"{_HOME}.scenarios:new", "Begin a scenario: from a day and a provoker, or as a copy of another."),
    "check": Command(f"{_HOME}.scenarios:check", "Say what is wrong with a scenario file, all at once."),
    "tables": Command(f"{_HOME}.tables:tables", "Write actors and timeline of a scenario as tables for a spreadsheet."),
    "import": Command(f"{_HOME}.tables:import_tables", "Put tables of actors or of a timeline into a scenario."),
    "schema": Command(f"{_HOME}.scenarios:schema", "Print the JSON Schema of scenario files, or of events."),
    "run": Command(f"{_HOME}.run:run", "Play a scenario once, show what happens, and store it."),
    "seat": Command(f"{_HOME}.seat:seat", "Play a run from an actor's seat: it stops where that actor decides."),
    "count": Command(f"{_HOME}.count:count", "Say whether a text would pass now, and who blocks it."),
    "explain": Command(f"{_HOME}.explain:explain", "Say why a run ended as it did."),
    "fork": Command(f"{_HOME}.fork:fork", "Go back to one moment of a run, change something, and see what happens."),
    "sweep": Command(
        f"{_HOME}.sweep:sweep",
        "Play a scenario many times: estimate how likely each outcome is and what it depends on.",
    ),
    "compare": Command(f"{_HOME}.compare:compare", "Show two runs or two sweeps side by side, and where they part."),
    "levers": Command(f"{_HOME}.levers:levers", "Show what one step of each number changes, what matters most first."),
    "tip": Command(f"{_HOME}.tip:tip", "Say where the outcome flips as a number of the scenario changes."),
    "assumptions": Command(
        f"{_HOME}.levers:assumptions", "Show what each assumption does to the answer if it is wrong."
    ),
    "sensitivity": Command(
        f"{_HOME}.levers:sensitivity", "Say how much each assumption moves every outcome when all may be wrong."
    ),
    "runs": Command(f"{_HOME}.runs:runs", "List the runs in the store."),
    "log": Command(f"{_HOME}.log:log", "Show the events of a run, all or some."),
    "state": Command(f"{_HOME}.log:state", "Show the crisis at one moment of a run."),
    "scenario": Command(
        f"{_HOME}.runs:scenario",
        "Print the scenario of a run, changes applied, or that of a short file with all filled in.",
    ),
    "merge": Command(f"{_HOME}.merge:merge", "Bring the stores of several people into one."),
    "verify": Command(f"{_HOME}.verify:verify", "Check stored runs and sweeps: play them again, byte for byte."),
    "export": Command(f"{_HOME}.export:export", "Write a run or a sweep as files for other programs."),
    "report": Command(f"{_HOME}.report:report", "Write one file to send: all that a run, a sweep or a scenario says."),
    "exercise": Command(
        f"{_HOME}.exercise:exercise", "Write sheets for a class: a lever for each group, and the answers."
    ),
    "explore": Command(
        f"{_HOME}.explore:explore", "Look at a scenario in a browser: move its numbers, and see what comes of it."
    ),
    "completion": Command(
        f"{_HOME}.completion:completion", "Print a script that completes commands and options in your shell."
    ),
    "backtest": Command(
        f"{_HOME}.backtest:backtest",
        "Hold the model against history: play real episodes as if nobody knew the end, and score what the runs say.",
    ),
    "figures": Command(f"{_HOME}.figures:figures", "Print the tables of docs/model.md; takes minutes."),
}
