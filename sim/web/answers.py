"""An answer as it grows: what the store has at once, then a few runs at a time, then the typical run.

Each message is an object of strings that the page puts in their places. It names the setting that it belongs to.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from attrs import evolve, frozen

from sim.experiment.play import Experiment
from sim.pages import Block, Timeline
from sim.pages.html import body
from sim.questions.explore import page
from sim.questions.explore.study import Answer, Asked, candidates, course
from sim.questions.typical import TurningPoints
from sim.vocabulary.outcome import Outcome
from sim.web.desk import Desk, known, played
from sim.words.phrases import STORE, command_line

GROWTH: Final = 1.5
"""By how much the number of runs grows from one message to the next."""

Message = Mapping[str, Any]


@frozen
class Request:
    """What somebody looks at. query: as the address has it, which every message repeats."""

    asked: Asked
    query: str


async def answers(desk: Desk, wanted: Request) -> AsyncIterator[Message]:
    """Messages as runs come in, up to the number asked for; whoever stops listening stops the playing."""
    asked, n = wanted.asked, desk.n
    mine = await desk.step(known(asked.recipe, n))
    beside = mine if asked.alike else await desk.step(known(asked.beside, n))
    shown = 0
    while True:
        there, whole = len(mine) + len(beside), len(mine) == n == len(beside)
        if mine and (whole or there >= GROWTH * shown):
            yield await desk.step(partial(_message, desk, wanted, tuple(mine), tuple(beside)))
            shown = there
        if whole:
            break
        if len(mine) < n and (asked.alike or len(mine) <= len(beside) or len(beside) == n):
            mine = mine + await desk.step(played(asked.recipe, _next(mine, desk)))
            beside = mine if asked.alike else beside
        else:
            beside = beside + await desk.step(played(asked.beside, _next(beside, desk)))
    answer = Answer(asked, n, tuple(mine), tuple(beside))
    like = candidates(answer)
    for at in range(0, len(like), desk.jobs):
        await desk.step(played(asked.recipe, like[at : at + desk.jobs], TurningPoints()))
    yield await desk.step(partial(_typical, wanted, answer))


def _next(found: list[Outcome], desk: Desk) -> range:
    """The next few seeds: as many as there are workers, so that whoever comes meanwhile waits for one run at most."""
    return range(len(found) + 1, min(desk.n, len(found) + desk.jobs) + 1)


async def first(desk: Desk, wanted: Request, least: int) -> Message:
    """The answer that the page itself holds: what the store has, and at least so many runs."""
    asked = wanted.asked
    mine = await desk.step(known(asked.recipe, desk.n))
    while len(mine) < min(least, desk.n):
        mine = mine + await desk.step(played(asked.recipe, _next(mine, desk)))
    beside = mine if asked.alike else await desk.step(known(asked.beside, desk.n))
    return await desk.step(partial(_message, desk, wanted, tuple(mine), tuple(beside)))


def _message(desk: Desk, wanted: Request, mine: Sequence[Outcome], beside: Sequence[Outcome], _: Experiment) -> Message:
    """An answer as far as it goes, in the places of the page."""
    answer = Answer(wanted.asked, desk.n, mine, beside)
    setting = answer.asked.setting
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
        "spoken": page.spoken(answer),
        "command": command,
        "parts": {
            "said": body((page.said(answer),)), "bars": html(page.bars(answer)), "when": html(page.when(answer)),
            "seats": html(page.seats(answer)),
        },
    }  # fmt: skip


def _typical(wanted: Request, answer: Answer, experiment: Experiment) -> Message:
    """The typical run, with an address for each event of it."""
    found = course(answer, experiment)
    at = f"/played/{found.typical.number}"
    values = urlencode([*answer.asked.setting.values, *base_of(answer.asked)])
    blocks = page.course_page(found)
    here = f"{at}?{values}{'&' if values else ''}~at={{seq}}"
    return {
        "setting": wanted.query, "runs": len(answer.outcomes), "of": answer.n, "done": True,
        "parts": {"course": html(addressed(blocks, here))},
        "open": f"{at}?{values}",
    }  # fmt: skip


def addressed(blocks: Iterable[Block], address: str) -> Iterator[Block]:
    """Blocks with an address for each event of a timeline."""
    return (evolve(each, address=address) if isinstance(each, Timeline) else each for each in blocks)


def base_of(asked: Asked) -> list[tuple[str, str]]:
    """What an address says of the baseline; nothing where that is the scenario as its file has it."""
    return [(BASE, urlencode(asked.baseline.values))] if asked.baseline.values else []


BASE: Final = "~base"
"""In an address: the baseline, itself as an address has it."""


def html(blocks: Iterable[Block]) -> str:
    """Blocks as they stand in a place of the page."""
    return body(tuple(blocks))
