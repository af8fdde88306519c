"""An answer as it grows: what the store has at once, then a few runs at a time, then the typical run.

Each message is an object of strings that the page puts in their places. It names the setting that it belongs to.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from attrs import evolve, frozen

from sim.engine.run import Recipe
from sim.experiment.play import Experiment
from sim.pages import Block, Timeline
from sim.pages.html import body
from sim.questions.explore import page
from sim.questions.explore.study import Answer, Asked, candidates, course
from sim.questions.typical import TurningPoints
from sim.vocabulary.outcome import Outcome
from sim.web.desk import Desk
from sim.words.phrases import STORE, command_line

GROWTH: Final = 1.5
"""By how much the number of runs grows from one message to the next."""

Message = Mapping[str, Any]


@frozen
class Request:
    """What somebody looks at. query: as the address has it, which every message repeats."""

    asked: Asked
    query: str


@frozen
class Grown:
    """How far an answer is."""

    mine: tuple[Outcome, ...] = ()
    """Of the setting, on the first seeds."""
    beside: tuple[Outcome, ...] = ()
    """Of the baseline; the same where both are alike."""
    shown: int = 0
    """Runs of both that the last message was made of."""
    message: Message | None = None
    """What is new to say."""

    def whole(self, n: int) -> bool:
        """Whether all that was asked for is there."""
        return len(self.mine) == len(self.beside) == n


async def answers(desk: Desk, wanted: Request) -> AsyncIterator[Message]:
    """Messages as runs come in, up to the number asked for; whoever stops listening stops the playing."""
    grown = await desk.at_once(partial(_begun, desk, wanted, min(desk.n, desk.jobs)))
    while True:
        if grown.message is not None:
            yield grown.message
        if grown.whole(desk.n):
            break
        grown = await desk.step(partial(_more, desk, wanted, grown))
    answer = Answer(wanted.asked, desk.n, grown.mine, grown.beside)
    like = candidates(answer)
    for at in range(0, len(like), desk.spare):
        await desk.step(partial(_observed, wanted, like[at : at + desk.spare]))
    yield await desk.step(partial(_typical, wanted, answer))


async def first(desk: Desk, wanted: Request, least: int) -> Message:
    """The answer that the page itself holds: what the store has, and at least so many runs."""
    grown = await desk.at_once(partial(_begun, desk, wanted, min(desk.n, least)))
    assert grown.message is not None
    return grown.message


def _begun(desk: Desk, wanted: Request, least: int, experiment: Experiment) -> Grown:
    """What the store has, and of the setting at least so many runs."""
    asked = wanted.asked
    mine = _known(asked.recipe, desk.n, experiment)
    if len(mine) < least:
        mine += _played(asked.recipe, range(len(mine) + 1, least + 1), experiment)
    beside = mine if asked.alike else _known(asked.beside, desk.n, experiment)
    return _said(desk, wanted, Grown(mine, beside))


def _more(desk: Desk, wanted: Request, grown: Grown, experiment: Experiment) -> Grown:
    """A few runs more, of the side that has fewer."""
    asked, mine, beside = wanted.asked, grown.mine, grown.beside
    if asked.alike or (len(mine) < desk.n and len(mine) <= len(beside)) or len(beside) == desk.n:
        mine += _played(asked.recipe, _next(mine, desk), experiment)
    else:
        beside += _played(asked.beside, _next(beside, desk), experiment)
    made = Grown(mine, mine if asked.alike else beside, grown.shown)
    due = made.whole(desk.n) or len(made.mine) + len(made.beside) >= GROWTH * grown.shown
    return _said(desk, wanted, made) if due else made


def _said(desk: Desk, wanted: Request, grown: Grown) -> Grown:
    told = _message(desk, wanted, Answer(wanted.asked, desk.n, grown.mine, grown.beside))
    return evolve(grown, shown=len(grown.mine) + len(grown.beside), message=told)


def _known(recipe: Recipe, n: int, experiment: Experiment) -> tuple[Outcome, ...]:
    """What the store has of the first seeds, without a gap."""
    stored = experiment.outcomes.outcomes(recipe.key, 1, n, recipe.scenario.issues)
    return tuple(each for at, each in enumerate(stored, 1) if each.number == at)


def _played(recipe: Recipe, numbers: Sequence[int], experiment: Experiment) -> tuple[Outcome, ...]:
    return tuple(experiment.play([recipe], numbers)[recipe])


def _observed(wanted: Request, numbers: Sequence[int], experiment: Experiment) -> None:
    experiment.play([wanted.asked.recipe], numbers, TurningPoints())


def _next(found: Sequence[Outcome], desk: Desk) -> range:
    """The next few seeds: so few that whoever comes meanwhile waits for one run at most."""
    return range(len(found) + 1, min(desk.n, len(found) + desk.spare) + 1)


def _message(desk: Desk, wanted: Request, answer: Answer) -> Message:
    """An answer as far as it goes, in the places of the page."""
    setting = answer.asked.setting
    others = [pair for pair in [*setting.values, *beside_of(answer.asked)] if pair[0] != OF]
    asking = f"/?{urlencode([*others, (OF, '')])}{{outcome}}"
    luck = () if desk.drawn else ("--luck-only",)
    command = command_line("sweep", desk.name, *setting.options, "-n", str(desk.n), *luck,
                           store=None if desk.store == STORE else desk.store)  # fmt: skip
    return {
        "setting": wanted.query,
        "runs": len(answer.outcomes),
        "of": answer.n,
        "title": page.title_words(answer),
        "headline": page.headline(answer),
        "count": page.runs_words(answer),
        "short": page.short(answer),
        "spoken": page.spoken(answer) if len(answer.outcomes) == len(answer.beside) == answer.n else "",
        "command": command,
        "parts": {
            "said": body((page.said(answer),)), "bars": html(page.bars(answer, asking)),
            "seats": html(page.seats(answer)), "when": html(page.when(answer)),
        },
    }  # fmt: skip


def _typical(wanted: Request, answer: Answer, experiment: Experiment) -> Message:
    """The typical run, with an address for each event of it."""
    found = course(answer, experiment)
    blocks = page.course_page(found, wanted.asked.outcome is not None)
    message = {"setting": wanted.query, "runs": len(answer.outcomes), "of": answer.n, "done": True}
    if found is None:
        return {**message, "parts": {"course": html(blocks)}}
    values = urlencode([*answer.asked.setting.values, *beside_of(answer.asked)])
    address = f"/played/{found.typical.number}?{values}"
    here = f"{address}{'&' if values else ''}~at={{seq}}"
    return {**message, "parts": {"course": html(addressed(blocks, here))}, "open": address}


def addressed(blocks: Iterable[Block], address: str) -> Iterator[Block]:
    """Blocks with an address for each event of a timeline."""
    return (evolve(each, address=address) if isinstance(each, Timeline) else each for each in blocks)


def beside_of(asked: Asked) -> list[tuple[str, str]]:
    """What an address says beside the setting: a pinned baseline and a chosen outcome, where there are such."""
    base = [(BASE, urlencode(asked.baseline.values))] if asked.baseline.values else []
    return base if asked.outcome is None else [*base, (OF, asked.outcome.word)]


BASE, OF = "~base", "~of"
"""In an address: the baseline, itself as an address has it; the outcome that is asked about."""


def html(blocks: Iterable[Block]) -> str:
    """Blocks as they stand in a place of the page."""
    return body(tuple(blocks))
