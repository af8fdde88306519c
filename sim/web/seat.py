"""A seat on the page: choose an actor, decide at each of its moments, see what came of it. One seat a server.

Pages are forms and need no script. A form names the moment that it was made for, so one of an earlier page chooses
nothing. The run is stored once, at its end.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from attrs import define, field, frozen
from starlette.requests import Request as Asking
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sim.experiment.archive import save
from sim.experiment.play import Means, Progress
from sim.experiment.workers import Stopped
from sim.pages import Fact, Facts, Heading, Page, Paragraph, Table
from sim.pages.charts import escaped
from sim.pages.html import body
from sim.questions.explore.knobs import Setting
from sim.questions.seat import (
    After,
    NoSeat,
    Refused,
    Seat,
    after,
    after_page,
    ending,
    ending_blocks,
    following,
    ladders_page,
    line_of,
    log_page,
    moment_blocks,
    options_blocks,
    sit,
)
from sim.questions.seat.after import N
from sim.rules import seat_choices as acts
from sim.store.store import Store
from sim.vocabulary import actors
from sim.vocabulary.case import Case
from sim.vocabulary.parts import Choice
from sim.vocabulary.problems import TurtlebayError
from sim.vocabulary.whole import typed_whole
from sim.web.desk import Desk
from sim.web.page import document
from sim.words.phrases import command_line

HERE: Final = "/seat"

MOST: Final = 1000
"""Lucks that may be asked for on the page."""

AGAIN: Final = "2"
"""Seconds after which a browser looks again how far the lucks are."""

Fields = Mapping[str, str]


@frozen
class Taken:
    """A seat as somebody took it. begun: what was typed at the beginning."""

    seat: Seat
    setting: Setting
    begun: Fields
    finished: bool = False
    """Whether the rest was left to the model."""

    @property
    def over(self) -> bool:
        """Whether nothing is left to choose."""
        return self.finished or self.seat.ended


@define
class Chair:
    """The one seat of a server, who sits there, and what it came to. checked: the fields of a form with the token."""

    desk: Desk
    token: str
    checked: Callable[[Asking], Awaitable[Fields]]
    setting: Callable[[str], Setting]
    taken: Taken | None = None
    begun: Fields = field(factory=dict)
    """What the form of the beginning holds when it is shown next."""
    costs: "asyncio.Task[After | None] | None" = None
    """What the choices cost or won, once it was asked."""
    progress: Progress = field(factory=Progress)
    turn: asyncio.Lock = field(factory=asyncio.Lock)
    """One change after the other."""

    # What is shown

    async def look(self, asking: Asking) -> Response:
        """The beginning, the moment at which the run waits, or what came of it."""
        if self.taken is not None:
            return await self._shown(self.taken)
        setting = _setting_left(asking)
        if setting:
            return RedirectResponse(f"{HERE}?{setting}", 303)
        return HTMLResponse(await asyncio.to_thread(self._beginning, asking.url.query, self.begun))

    def _beginning(self, query: str, begun: Fields, problem: str = "") -> str:
        return begin_page(self.desk, self.setting(query), begun, self.token, problem)

    async def _shown(self, taken: Taken, problem: str = "", typed: str = "") -> Response:
        if not taken.over:
            shown = await asyncio.to_thread(moment_page, self.desk, taken, self.token, problem, typed)
        else:
            shown = await asyncio.to_thread(end_page, self.desk, taken, self._found(), self.token, problem)
        return HTMLResponse(shown, 400 if problem else 200)

    def _found(self) -> After | None:
        """What the choices cost or won, once it is there. A failure is raised once; then it can be asked again."""
        task = self.costs
        if task is None or not task.done():
            return None
        if task.exception() is not None:
            self.costs = None
        return task.result()

    async def working(self, asking: Asking) -> Response:
        """How far the lucks are; once they are all there, what they say."""
        if self.taken is None or self.costs is None:
            return RedirectResponse(HERE, 303)
        if (await asyncio.wait([self.costs], timeout=0.5))[0]:
            return RedirectResponse(f"{HERE}#costs", 303)
        shown = working_page(self.desk, self.progress, self.token)
        return HTMLResponse(shown, headers={"refresh": AGAIN})

    # What changes something

    async def begin(self, asking: Asking) -> Response:
        """Take a seat."""
        form = await self.checked(asking)
        async with self.turn:
            if self.taken is not None:
                said = (
                    f"the seat of {self.taken.seat.actor} is taken: one seat a server; leave it before you take another"
                )
                return await self._shown(self.taken, said)
            try:
                self.taken = await asyncio.to_thread(self._begun, form)
            except TurtlebayError as problem:
                shown = await asyncio.to_thread(self._beginning, form.get("query", ""), form, str(problem))
                return HTMLResponse(shown, 400)
            return await self._onward()

    def _begun(self, form: Fields) -> Taken:
        setting = self.setting(form.get("query", ""))
        seed = typed_whole(form.get("seed", ""))
        if seed is None:
            raise NoSeat(f"seed {form.get('seed', '')!r}: allowed are whole numbers, such as 1")
        lines = [line.strip() for line in form.get("choices", "").splitlines() if line.strip() and line[0] != "#"]
        seat = sit(setting.scenario, form.get("as", ""), seed, lines, blind="blind" in form)
        _ = seat.ended  # plays it so far: a seed that no run can have is refused here
        return Taken(seat, setting, form)

    async def choose(self, asking: Asking) -> Response:
        """Choose what a button says, or what was typed."""
        form = await self.checked(asking)
        typed = form.get("own", "").strip()
        line = form.get("line") or f"{form.get('moment', '')}: {typed}"

        def chosen(taken: Taken) -> Taken:
            return Taken(taken.seat.choose(line), taken.setting, taken.begun)

        return await self._changed(chosen, typed)

    async def undo(self, asking: Asking) -> Response:
        """Take the last choice back. made: how many there were on the page."""
        form = await self.checked(asking)

        def undone(taken: Taken) -> Taken:
            if form.get("made") != str(len(taken.seat.choices)):
                raise NoSeat("that page was of an earlier moment; nothing was taken back")
            return Taken(taken.seat if taken.finished else taken.seat.undo(), taken.setting, taken.begun)

        return await self._changed(undone)

    async def finish(self, asking: Asking) -> Response:
        """Leave all that is to come to the model."""
        await self.checked(asking)
        return await self._changed(lambda taken: Taken(taken.seat, taken.setting, taken.begun, finished=True))

    async def _changed(self, change: Callable[[Taken], Taken], typed: str = "") -> Response:
        async with self.turn:
            if self.taken is None:
                return RedirectResponse(HERE, 303)
            try:
                self.taken = await asyncio.to_thread(change, self.taken)
            except (Refused, NoSeat) as refused:
                return await self._shown(self.taken, str(refused), typed)
            self._drop_costs()
            return await self._onward()

    async def _onward(self) -> Response:
        """On to the next moment; at the end the run is stored."""
        taken = self.taken
        assert taken is not None
        if not await asyncio.to_thread(lambda: taken.over):
            return RedirectResponse(f"{HERE}#moment", 303)
        await asyncio.to_thread(self._store, taken.seat)
        return RedirectResponse(f"{HERE}#end", 303)

    def _store(self, seat: Seat) -> None:
        with Store(self.desk.store) as store:
            save(store, seat.run)
            save(store, seat.unplayed)

    async def leave(self, asking: Asking) -> Response:
        """Leave the seat; its choices stay in the form of the beginning, unless it is to be played anew."""
        form = await self.checked(asking)
        async with self.turn:
            taken = self.taken
            if taken is None:
                return RedirectResponse(HERE, 303)
            lines = "" if "again" in form else "\n".join(taken.seat.lines)
            self.begun = {**taken.begun, "choices": lines}
            self.taken = None
            self._drop_costs()
        query = urlencode(taken.setting.values)
        return RedirectResponse(f"{HERE}{'?' if query else ''}{query}", 303)

    async def cost(self, asking: Asking) -> Response:
        """Ask what each choice cost or won. It is worked out beside the page, which says how far it is."""
        form = await self.checked(asking)
        async with self.turn:
            if self.taken is None or not self.taken.over:
                return RedirectResponse(HERE, 303)
            n = typed_whole(form.get("n", ""))
            if n is None or not 0 <= n <= MOST:
                return await self._shown(self.taken, f"{form.get('n', '')!r} lucks: allowed are 0 to {MOST}")
            self._drop_costs()
            self.progress = Progress()
            self.costs = asyncio.ensure_future(self._worked_out(self.taken.seat, n))
        return RedirectResponse(f"{HERE}/costs", 303)

    async def _worked_out(self, seat: Seat, n: int) -> After | None:
        def ask(means: Means) -> After:
            return after(seat, n, **means)

        def hear(now: Progress) -> None:
            self.progress = now

        with suppress(Stopped):
            return await self.desk.ask(ask, hear)
        return None

    def _drop_costs(self) -> None:
        if self.costs is not None:
            self.costs.cancel()
        self.costs = None


def routes(
    desk: Desk, token: str, checked: Callable[[Asking], Awaitable[Fields]], setting: Callable[[str], Setting]
) -> Sequence[Route]:
    """The addresses of the seat."""
    chair = Chair(desk, token, checked, setting)
    changing = {"begin": chair.begin, "choose": chair.choose, "undo": chair.undo, "finish": chair.finish,
                "leave": chair.leave, "costs": chair.cost}  # fmt: skip
    return (
        Route(HERE, chair.look),
        Route(f"{HERE}/costs", chair.working, methods=["GET"]),
        *(Route(f"{HERE}/{name}", do, methods=["POST"]) for name, do in changing.items()),
    )


def _setting_left(asking: Asking) -> str:
    """The setting of the page from which the link was followed, as its address had it."""
    came = urlsplit(asking.headers.get("referer", ""))
    if asking.url.query or came.netloc != asking.headers.get("host", "") or came.path != "/":
        return ""
    return urlencode([pair for pair in parse_qsl(came.query) if pair[0] == "~without" or not pair[0].startswith("~")])


# The beginning


def begin_page(desk: Desk, setting: Setting, begun: Fields, token: str, problem: str = "") -> str:
    """Whose seat, which luck, with or without what the model thinks."""
    case = setting.scenario.case
    chosen = begun.get("as", case.penholder or next(iter(case.actors)))
    members = [code for code, each in case.actors.items() if each.seat is not actors.Seat.NONE]
    others = [code for code in case.actors if code not in members]
    lines = begun.get("choices", "")
    query = urlencode(setting.values)
    words = f"<p>At this setting: {escaped('; '.join(setting.words))}.</p>" if setting.words else ""
    inner = (
        f'<header><h1>Take a seat: {escaped(case.title)}</h1><p class="question">You decide for one actor; all '
        "else goes on as in any run, on the same luck.</p></header>\n"
        f'<main id="answer" tabindex="-1" class="seat">{_refused(problem)}{words}'
        f"{_form('begin', token, [('query', query)], '#refused')}"
        f"{_actors('Members of the Council', case, members, chosen)}{_actors('Others', case, others, chosen)}"
        '<p><label>Seed <input name="seed" type="number" min="0" required '
        f'value="{escaped(begun.get("seed", "1"))}"></label> <span class="soft">another seed is another luck</span></p>'
        f'<p><label><input type="checkbox" name="blind"{" checked" if "blind" in begun else ""}> Blind: '
        "say nothing of what the model thinks</label></p>"
        f"<details{' open' if lines else ''}><summary>Go on with choices made before</summary><p><label>A line each, "
        "as <code>turtlebay seat --choices</code> has them; empty this to begin anew<br>"
        f'<textarea name="choices" rows="6" spellcheck="false">{_lines(lines.splitlines())}</textarea></label></p>'
        '</details><p><button class="main">Take the seat</button></p></form></main>\n'
    )
    return document(f"Take a seat: {case.title}", inner, token, HERE)


def _actors(head: str, case: Case, codes: Sequence[str], chosen: str) -> str:
    if not codes:
        return ""
    choices = "".join(
        f'<label><input type="radio" name="as" value="{escaped(code)}" required'
        f"{' checked' if code == chosen else ''}> {escaped(case.actors[code].name)} "
        f'<span class="soft">{escaped(_what(case, code))}</span></label>'
        for code in codes
    )
    return f"<fieldset><legend>{escaped(head)}</legend>{choices}</fieldset>\n"


_PLACES: Final = {
    actors.Seat.PERMANENT: "permanent member, with a veto",
    actors.Seat.ELECTED: "elected member",
    actors.Seat.NONE: "no member",
}


def _what(case: Case, code: str) -> str:
    """What an actor is, in a few words."""
    said = [_PLACES[case.actors[code].seat]]
    said += ["holds the pen"] if code == case.penholder else []
    said += ["provokes"] if code in case.provoker else []
    said += ["party to the dispute"] if case.actors[code].party_to_dispute else []
    return ", ".join(said)


# A moment


def moment_page(desk: Desk, taken: Taken, token: str, problem: str = "", typed: str = "") -> str:
    """What has happened and who stands where, and beside it what can be done."""
    seat = taken.seat
    head, *happened = moment_blocks(seat)
    asked = happened.pop()
    assert isinstance(head, Heading)
    assert isinstance(asked, Paragraph)
    inner = (
        f"{_header(taken)}"
        '<main id="answer" tabindex="-1" class="seat two">\n<section aria-labelledby="moment">'
        f'<h2 id="moment" tabindex="-1">{escaped(head.text)} <span class="soft">({escaped(head.note)})</span></h2>\n'
        f"{body(tuple(happened))}</section>\n"
        f'<section class="does" aria-labelledby="asked"><h2 id="asked">{escaped(asked.text)}</h2>{_refused(problem)}\n'
        f"{_options(seat, token)}{_own(seat, token, typed)}{_instead(seat, token)}</section>\n"
        f"{_folded('All that has happened so far', body(log_page(seat)))}{_choices(desk, taken)}</main>\n"
    )
    return document(f"{seat.moment.name}: {seat.labels.case.title}", inner, token, HERE)


def _header(taken: Taken) -> str:
    seat = taken.seat
    made = len(seat.choices)
    said = [f"You sit for {seat.labels.name(seat.actor)}", f"seed {seat.seed}", *taken.setting.words]
    said += ["blind"] if seat.blind else []
    said.append(f"{made or 'no'} choice{'' if made == 1 else 's'} made")
    title = escaped(seat.labels.case.title)
    return f'<header><h1>{title}</h1><p class="question">{escaped("; ".join(said))}</p></header>\n'


def _options(seat: Seat, token: str) -> str:
    """Each option as a button, with what the model thinks of it."""
    table = options_blocks(seat)[0]
    assert isinstance(table, Table)
    buttons = "".join(
        f'<li><button name="line" value="{escaped(_line(seat, Choice("", offer.act, offer.draft, dict(offer.text))))}">'
        f"{escaped(row.cells[1])}{_thought(table, row.cells)}</button></li>"
        for offer, row in zip(seat.options, table.rows, strict=True)
    )
    notes = [Fact(column.head, (column.key,)) for column in table.columns if column.key]
    what = _folded("What the numbers mean", body((Facts(tuple(notes)),))) if notes else ""
    return f'{_form("choose", token, (), "#refused")}<ol class="options">{buttons}</ol></form>{what}\n'


def _line(seat: Seat, choice: Choice) -> str:
    return line_of(seat.labels, choice._replace(moment=seat.moment.name))


def _thought(table: Table, cells: Sequence[str]) -> str:
    """The numbers of an option, each after its name, and whether it is the model's choice."""
    said = [
        f"{column.head} {cell}".strip()
        for column, cell in list(zip(table.columns, cells, strict=True))[2:]
        if cell and not (column.head == "lacks" and cell == "-")
    ]
    return f' <span class="soft">{escaped("; ".join(said))}</span>' if said else ""


def _own(seat: Seat, token: str, typed: str) -> str:
    """A box for a text of one's own, where one can be written; what was refused stays in it."""
    found = options_blocks(seat)[1:]
    if not found and not typed:
        return ""
    said = next((block.text for block in found if isinstance(block, Paragraph)), "An act in words.").replace("`", "")
    return (
        f"{_form('choose', token, [('moment', seat.moment.name)], '#refused')}"
        f'<p><label for="own">{escaped(said)}</label>'
        f'<span class="row"><input id="own" name="own" required spellcheck="false" autocomplete="off" '
        f'value="{escaped(typed)}"> <button>Do it</button></span></p></form>'
        f"{_folded('Every wording that a text can have', body(ladders_page(seat)))}\n"
    )


def _instead(seat: Seat, token: str) -> str:
    """In place of a choice: the model, the last moment once more, an end."""
    made = str(len(seat.choices))
    model = _line(seat, Choice("", acts.MODEL))
    undo = _button("undo", token, [("made", made)], "Undo the last choice") if seat.choices else ""
    return (
        f'<div class="buttons">{_button("choose", token, [("line", model)], "Leave this moment to the model")}{undo}'
        f"{_button('finish', token, (), 'Leave all the rest to the model')}"
        f"{_button('leave', token, (), 'Leave the seat')}</div>\n"
    )


def _choices(desk: Desk, taken: Taken) -> str:
    """The choices so far, as the terminal takes them."""
    seat = taken.seat
    if not seat.choices:
        return ""
    words = ["seat", desk.name, "--as", seat.actor, "--seed", str(seat.seed), *taken.setting.options]
    words += ["--blind"] * seat.blind + ["--choices", "FILE"] + ["--finish"] * taken.finished
    lines = _lines((f"# {command_line(*words)}", *seat.lines))
    inside = f'<pre tabindex="0" aria-label="Your choices"><code>{lines}</code></pre>'
    return _folded("Your choices, as the terminal takes them", inside)


# The end


def end_page(desk: Desk, taken: Taken, found: After | None, token: str, problem: str = "") -> str:
    """What came of it, beside the model and history; and what each choice cost or won, once that was worked out."""
    seat = taken.seat
    known = ending(seat) if found is None else found
    blocks: Page = ending_blocks(known)
    next_ones = after_page(known, following(known, desk.store))[-1:]
    made = str(len(seat.choices))
    undo = _button("undo", token, [("made", made)], "Take the last choice back") if seat.choices else ""
    inner = (
        f'{_header(taken)}<main id="answer" tabindex="-1" class="seat">{_refused(problem)}'
        f'<h2 id="end" tabindex="-1">What came of it</h2>{body(blocks[1:])}'
        f'<p class="links"><a href="/run/{known.run}">Your run, event by event</a> '
        f'<a href="/run/{known.model.id}">The run without you</a></p>\n'
        f'<section id="costs" tabindex="-1">{_costs(seat, found, token)}</section>\n'
        f'<div class="buttons">{_button("leave", token, [("again", "1")], "Play again")}{undo}</div>\n'
        f"{body(next_ones)}{_choices(desk, taken)}</main>\n"
    )
    return document(f"What came of it: {seat.labels.case.title}", inner, token, HERE)


def _costs(seat: Seat, found: After | None, token: str) -> str:
    if found is not None:
        return body(after_page(found)[len(ending_blocks(found)) :])
    if not seat.choices:
        return ""
    return (
        "<h2>What your choices cost or won</h2><p>Each choice that was not the model&#x27;s is tried: this run with "
        "the model&#x27;s in its place, and both on many lucks from that moment on. That takes from seconds to "
        f'minutes.</p>{_form("costs", token, ())}<p class="row"><label>Lucks <input name="n" type="number" min="0" '
        f'max="{MOST}" required value="{N}"></label> <button>Work it out</button></p></form>'
    )


def working_page(desk: Desk, progress: Progress, token: str) -> str:
    """How far the lucks are; it looks again by itself."""
    far = f"{progress.done:,} of {progress.asked:,} runs" if progress.asked else "the run itself, choice by choice"
    inner = (
        '<main id="answer" tabindex="-1" class="seat"><h1>What your choices cost or won</h1>'
        f'<p role="status">Working: {far}. This page looks again every {AGAIN} seconds.</p>'
        f'<p><a href="{HERE}/costs">Look again</a>, or go <a href="{HERE}">back to what came of it</a>.</p></main>\n'
    )
    return document(f"Working: {desk.scenario.case.title}", inner, token, HERE)


# Parts of a page


def _form(name: str, token: str, hidden: Sequence[tuple[str, str]], at: str = "") -> str:
    """The beginning of a form that changes something. at: where the page is looked at if nothing is changed."""
    fields = "".join(
        f'<input type="hidden" name="{escaped(key)}" value="{escaped(value)}">'
        for key, value in [("token", token), *hidden]
    )
    return f'<form method="post" action="{HERE}/{name}{at}">{fields}'


def _button(name: str, token: str, hidden: Sequence[tuple[str, str]], words: str) -> str:
    return f"{_form(name, token, hidden, '#refused')}<button>{escaped(words)}</button></form>"


def _refused(problem: str) -> str:
    return f'<p id="refused" tabindex="-1" role="alert">That cannot be done: {escaped(problem)}</p>' if problem else ""


def _folded(head: str, inside: str) -> str:
    return f"<details><summary>{escaped(head)}</summary>{inside}</details>\n"


def _lines(found: Sequence[str]) -> str:
    return "\n".join(map(escaped, found))
