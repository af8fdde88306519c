"""`turtlebay seat`: play a run from an actor's seat, choice by choice, at a terminal or from lines of a file."""

import select
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

from attrs import evolve, frozen
from cyclopts import Parameter

from sim.cli.arguments import actor_of, label_of, scenario_of, seed_of
from sim.cli.options import WHOLE, Drawn, ScenarioFile, Seed, Sets, StoreAt, Without
from sim.cli.problems import BadInput, writing
from sim.cli.progress import told
from sim.cli.show import PAGE, Shown, print_page, show
from sim.engine.scenario import Scenario
from sim.experiment.archive import save
from sim.pages import Fact, Facts, Next, Page, Paragraph
from sim.questions.seat import NoSeat, Refused, Seat, after, after_page, following, ladders_page, log_page, page, sit
from sim.questions.seat.after import MOST, N
from sim.scenario import files
from sim.store.store import Store
from sim.words.phrases import STORE, command_line

TYPED: Final = "-"
"""In place of a file: choices are read from standard input."""

LONGEST: Final = 24 * 60
"""The most minutes that a decision may be given."""


def seat(
    file: ScenarioFile,
    /,
    *,
    actor: Annotated[
        str, Parameter(name="--as", metavar="ACTOR", help="In whose seat you sit: a code, such as JPN, or a name.")
    ],
    seed: Seed = 1,
    drawn: Drawn = False,
    sets: Sets = None,
    without: Without = None,
    blind: Annotated[
        bool, Parameter(help="Say nothing of what the model thinks.", negative="", show_default=False)
    ] = False,
    choices: Annotated[
        str,
        Parameter(
            metavar="FILE",
            allow_leading_hyphen=True,
            help="Begin with the choices of this file, a line each, and keep new ones in it; - reads all from "
            "standard input.",
            show_default=False,
        ),
    ] = "",
    finish: Annotated[
        bool, Parameter(help="Leave what is not chosen to the model.", negative="", show_default=False)
    ] = False,
    minutes: Annotated[
        float | None,
        Parameter(
            metavar="M", help="Give each decision so many minutes; then the model decides. For a terminal.",
        ),
    ] = None,
    n: Annotated[int, WHOLE, Parameter(name="-n", help="Lucks on which each choice is tried in the end; 0 for none.")]
    = N,
    label: Annotated[str, Parameter(help="A name of your own for the run.", show_default=False)] = "",
    store: StoreAt = STORE,
    no_store: Annotated[bool, Parameter(help="Store nothing.", show_default=False)] = False,
    shown: Shown = PAGE,
) -> None:  # fmt: skip
    """Play a run from an actor's seat: it stops where that actor decides.

    At each stop you see the moment and what can be done, and choose a number, or an act in words with what changes in
    the text. All else goes on as in any run, on the same luck. In the end you see where you left the model's choice and
    what that cost or won, beside history. The run is stored, with your choices in it: verify, fork, compare and report
    take it as any other.

    `help` at a stop lists what can be typed, such as undo, ladders, log and quit. A choice that the rules do not allow
    is refused in their words. End of input, Ctrl-C and `quit` leave the seat; with --choices FILE the same command goes
    on. With --json nothing is asked: it prints the moment after the choices given, or with --finish what came of them.

    For example:

      turtlebay seat dprk-2006-07 --as JPN
      turtlebay seat dprk-2006-07 --as CHN --blind --minutes 5
      turtlebay seat dprk-2006-07 --as JPN --choices july.txt
      turtlebay seat dprk-2006-07 --as JPN --choices july.txt --json
      turtlebay seat dprk-2006-07 --as PER --choices july.txt --finish -n 100
    """
    scenario = scenario_of(file, sets, without)
    code = actor_of(actor, {known: each.name for known, each in scenario.case.actors.items()})
    _check(n, minutes, label)
    again = ["seat", file, "--as", code, "--seed", str(seed_of(seed))]
    again += [word for each in sets or () for word in ("--set", each)]
    again += [word for each in without or () for word in ("--without", each)]
    again += ["--drawn"] * drawn + ["--blind"] * blind
    kept = _Kept(tuple(again), "" if choices == TYPED else choices)
    taken = sit(scenario, code, seed, kept.lines(shown.as_json or finish), drawn=drawn, blind=blind)
    if choices == TYPED and (shown.as_json or finish):
        for line in _lines(sys.stdin):
            taken = taken.choose(line)
    elif not (shown.as_json or finish):
        taken, finish = _played(taken, kept, minutes)
    if not (taken.ended or finish):
        if shown.as_json:
            answer = {"seat": code, "seed": seed, "choices": taken.lines, "moment": taken.moment,
                      "options": taken.options}  # fmt: skip
            show(page(taken), answer, shown, scenario=scenario)
        else:
            kept.leave(taken, shown)
        return
    _end(taken, scenario, n, label, None if no_store else store, shown)


def _check(n: int, minutes: float | None, label: str) -> None:
    label_of(label)
    if not 0 <= n <= MOST:
        raise BadInput(f"-n {n}: allowed are 0 to {MOST} lucks")
    if minutes is not None and not 0 < minutes <= LONGEST:
        raise BadInput(f"--minutes {minutes}: allowed are more than 0 and at most {LONGEST} minutes")


@frozen
class _Kept:
    """Where choices are kept. again: the command without them; file: empty for nowhere."""

    again: tuple[str, ...]
    file: str

    def lines(self, must: bool) -> list[str]:
        """The choices of the file. must: there has to be one. Raises BadInput where it cannot be read."""
        if not self.file or (not must and not Path(self.file).exists()):
            return []
        try:
            return _lines(Path(self.file).read_text("utf-8").splitlines())
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or "is no text in UTF-8"
            raise BadInput(f"--choices {self.file}: cannot be read: {said}") from None

    def keep(self, taken: Seat) -> None:
        """Write the choices so far to the file, if there is one. Raises BadInput where it cannot be written."""
        if not self.file:
            return
        with writing(f"--choices {self.file}"), files.writing(self.file) as out:
            out.writelines(f"{line}\n" for line in (f"# {self.command()}", *taken.lines))

    def command(self) -> str:
        """The command that goes on."""
        return command_line(*self.again, "--choices", self.file or "FILE")

    def leave(self, taken: Seat, shown: Shown) -> None:
        """Say how to go on where the seat is left before the end."""
        count = len(taken.lines)
        made = f"{count} choice{'' if count == 1 else 's'} made, and the run waits at '{taken.stop.name}'. "
        if self.file or not count:
            said = "Nothing was stored; the same command goes on."
        else:
            said = "Nothing was stored: put these lines into a file to go on with them, or add --finish."
        print_page((Paragraph(made + said),), shown)
        if not self.file:
            _say("".join(f"\n{line}" for line in taken.lines))
        print_page((Next((self.command() if self.file or count else command_line(*self.again),)),), shown)


def _lines(text: Iterable[str]) -> list[str]:
    """Lines that hold a choice: neither empty nor after a #."""
    return [line.strip() for line in text if line.strip() and not line.lstrip().startswith("#")]


# At a terminal


def _played(taken: Seat, kept: _Kept, minutes: float | None) -> tuple[Seat, bool]:
    """Ask choice by choice, to the end of the run or of what is typed; with whether the model is to finish it."""
    try:
        while not taken.ended:
            print_page(page(taken))
            chosen = _asked(taken, minutes)
            if chosen is None or chosen == "finish":
                return taken, chosen is not None
            assert isinstance(chosen, Seat)
            kept.keep(chosen)
            if chosen.choices[: len(taken.choices)] == taken.choices:
                _say(chosen.lines[-1])
            taken = chosen
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_interrupted(taken, kept)) from None
    return taken, False


def _interrupted(taken: Seat, kept: _Kept) -> str:
    if kept.file or not taken.choices:
        return "nothing was stored. The same command goes on:"
    lines = "\n".join(taken.lines)
    return f"nothing was stored. With these lines in a file, --choices FILE goes on:\n{lines}\nThe command was:"


def _asked(taken: Seat, minutes: float | None) -> Seat | str | None:
    """The seat after what is typed; `finish` where the model is to go on, None where nobody types any more."""
    deadline = None if minutes is None else time.monotonic() + 60 * minutes
    while True:
        sys.stdout.write(f"{taken.actor}> ")
        sys.stdout.flush()
        line = _typed(deadline)
        if line is None:
            _say("The time is over: the model decides.")
            return taken.leave()
        if not line or line.strip().lower() in ("quit", "exit", "stop"):
            _say("")
            return None
        if not sys.stdin.isatty():
            _say(line.strip())
        words = line.split("#")[0].strip()
        if words.lower() == "finish":
            return "finish"
        try:
            found = _answered(taken, words)
        except (Refused, NoSeat) as refused:
            if not sys.stdin.isatty():
                raise
            _say(f"That cannot be done: {refused}")
            continue
        if found is not None:
            return found


def _answered(taken: Seat, words: str) -> Seat | None:
    """The seat after a choice or an undo; None where only something was shown. Raises Refused, NoSeat."""
    first, *rest = words.lower().split() or [""]
    if first in _SHOWN and not rest:
        print_page(_SHOWN[first](taken))
        return None
    if first == "undo" and len(rest) < 2:
        times = rest[0] if rest else "1"
        if not times.isdecimal() or times == "0":
            raise NoSeat(f"undo {times}: allowed is a number of choices, such as undo 2")
        return taken.undo(int(times))
    return taken.choose(words)


def _typed(deadline: float | None) -> str | None:
    """A line as it was typed, empty at the end of input; None where the time is over."""
    if deadline is not None and sys.stdin.isatty():
        left = deadline - time.monotonic()
        try:
            if left <= 0 or not select.select([sys.stdin], [], [], left)[0]:
                return None
        except OSError:  # where only sockets can be waited for, as on Windows, lateness shows afterwards
            line = sys.stdin.readline()
            return line if time.monotonic() <= deadline else None
    return sys.stdin.readline()


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _help(taken: Seat) -> Page:
    return (
        Facts(
            (
                Fact("3", ("the option of that number",)),
                Fact("3 legal_force=25", ("the same with another text, where it writes one",)),
                Fact("ACT [DRAFT]", (f"an act in words, such as {taken.options[0].act}",)),
                Fact("ACT key=50", ("a text of your own: what you leave out stays as it is",)),
                Fact("model", ("leave this moment to the model",)),
                Fact("undo [2]", ("take back the last choice, or so many",)),
                Fact("finish", ("leave all that is to come to the model",)),
                Fact("ladders", ("every wording that a text can have",)),
                Fact("log", ("all that has happened so far",)),
                Fact("list", ("the moment once more",)),
                Fact("quit", ("leave; the choices so far are kept, or printed",)),
            )
        ),
    )


_SHOWN: Final = {"help": _help, "?": _help, "ladders": ladders_page, "log": log_page, "list": page}
"""Words that show something and choose nothing."""


# The end


def _end(taken: Seat, scenario: Scenario, n: int, label: str, store: Path | None, shown: Shown) -> None:
    """Store the run, and say what came of it."""
    run = evolve(taken.run, label=label)
    with told("lucks", shown.ascii_only, kept=store is not None) as watch:
        if store is None:
            found = after(taken, n, **watch)
        else:
            with Store(store) as opened:
                save(opened, run, label)
                save(opened, taken.unplayed)
                found = after(taken, n, store=opened, **watch)
    blocks = after_page(found, [] if store is None else following(found, store))
    show(blocks, found, shown, scenario=scenario)
