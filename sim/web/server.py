"""The server: its addresses, each a few lines around a question, and how it begins and ends.

Reading is GET and plays what an answer needs; what stores a run or makes a report is POST and shows the token.
"""

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import uvicorn
from attrs import evolve, frozen
from starlette.applications import Starlette
from starlette.requests import Request as Asking
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.responses import StreamingResponse as Streaming
from starlette.routing import Route

from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.experiment.archive import save
from sim.experiment.names import plan_named, recall
from sim.experiment.play import Means, Progress, RunFailed
from sim.experiment.tally import tally
from sim.pages import Block, Heading, Next, Page, Paragraph, Table, Title
from sim.pages.html import POLICY, STYLE, body
from sim.pages.html import html as whole
from sim.questions.compare.page import parting
from sim.questions.compare.study import compare
from sim.questions.event import blocks as event_blocks
from sim.questions.event import event_of
from sim.questions.explore.page import assumptions_page
from sim.questions.explore.study import Asked
from sim.questions.report.page import page as report_page
from sim.questions.report.study import report
from sim.questions.run import page as run_page
from sim.questions.runs import page as runs_page
from sim.questions.runs import stored
from sim.questions.sweep import examples
from sim.questions.sweep import page as sweep_page
from sim.questions.tip.kinds import parse
from sim.questions.tip.table import assumptions
from sim.scenario.problems import ScenarioError
from sim.scenario.writer import to_yaml
from sim.store.store import Store
from sim.vocabulary.problems import TurtlebayError
from sim.vocabulary.whole import typed_whole
from sim.web import page, seat
from sim.web.answers import BASE, OF, Message, Request, addressed, answers, first
from sim.web.desk import Desk, Ended
from sim.web.safety import ENTER, HEADER, Guard, cookie_name
from sim.words.labels import Labels

FIRST: Final = 2
"""Runs that the page itself is sent with, at least."""

MOST_BODY: Final = 64 * 1024
"""Bytes that a form may have."""

ASSUMED: Final = 20
"""Seeds at each end of an assumption: somebody waits for them."""

RUNS, AT = "~runs", "~at"
"""In an address: runs to wait for, where no script asks for more; the event that is looked at."""

PORTS: Final = range(8642, 8662)
"""Tried one after another where no port is asked for."""


class NoPort(TurtlebayError):
    """No port to listen on; the message says why."""


@frozen
class Site:
    """What the addresses have in common."""

    desk: Desk
    token: str
    cookie: str
    reports: dict[str, str]
    """Reports that were made, by their number."""

    # What is asked

    def asked(self, query: str) -> Request:
        """The two settings that an address names. Raises ScenarioError."""
        given = parse_qsl(query, keep_blank_values=True)
        named = dict(given)
        now = self.desk.setting([pair for pair in given if pair[0] not in (RUNS, AT, BASE, OF)])
        before = self.desk.setting(parse_qsl(named.get(BASE, ""), keep_blank_values=True))
        outcome = parse(self.desk.scenario.case, named[OF]) if named.get(OF) else None
        return Request(Asked(now, before, self.desk.drawn, outcome), query)

    async def explore(self, asking: Asking) -> Response:
        """The page of a setting."""
        wanted = await asyncio.to_thread(self.asked, asking.url.query)
        runs = typed_whole(asking.query_params.get(RUNS, "")) or FIRST
        told = await first(self.desk, wanted, min(runs, self.desk.n))
        return HTMLResponse(await asyncio.to_thread(page.explore, self.desk, wanted, told, self.token))

    async def answer(self, asking: Asking) -> Response:
        """What comes of a setting, as it comes."""
        return _lines(answers(self.desk, await asyncio.to_thread(self.asked, asking.url.query)))

    async def judgement(self, asking: Asking) -> Response:
        """What each assumption does at this setting, with how far it is meanwhile."""
        wanted, desk = await asyncio.to_thread(self.asked, asking.url.query), self.desk
        scenario, outcome = wanted.asked.setting.scenario, wanted.asked.outcome

        def ask(means: Means) -> str:
            found = assumptions(scenario, outcome="" if outcome is None else outcome.word, n=min(desk.n, ASSUMED),
                                luck_only=not desk.drawn, **means)  # fmt: skip
            return body(tuple(assumptions_page(found)))

        return _lines(self._asked(ask, wanted, lambda found: {"parts": {"judgement": found}}))

    async def report(self, asking: Asking) -> Response:
        """A report of this setting, kept until the server ends."""
        await self.checked(asking)
        wanted, desk = await asyncio.to_thread(self.asked, asking.url.query), self.desk
        scenario, name = wanted.asked.setting.scenario, f"{len(self.reports) + 1}"

        def ask(means: Means) -> str:
            @contextmanager
            def watch(_: str) -> Iterator[Means]:
                yield means

            store = means["store"]
            assert isinstance(store, Store)
            found = report(store, scenario, name=desk.name, n=desk.n, watch=watch)
            self.reports[name] = whole(report_page(found))
            return f"/report/{name}"

        return _lines(self._asked(ask, wanted, lambda found: {"report": found}))

    async def _asked(
        self, ask: Callable[[Means], str], wanted: Request, told: Callable[[str], Message]
    ) -> AsyncIterator[Message]:
        """How far a long question is, a few times a second, then what came of it."""
        progress = Progress()

        def hear(now: Progress) -> None:
            nonlocal progress
            progress = now

        task = asyncio.ensure_future(self.desk.ask(ask, hear))
        try:
            while not (await asyncio.wait([task], timeout=0.3))[0]:
                yield {"setting": wanted.query, "progress": _so_far(progress)}
            yield {"setting": wanted.query, **told(await task)}
        finally:
            task.cancel()

    def made(self, asking: Asking) -> Response:
        """A report that was made."""
        found = self.reports.get(asking.path_params["name"])
        if found is None:
            return self._missing("no report of that number was made since the server began")
        return HTMLResponse(found, headers={"content-security-policy": POLICY})

    def scenario(self, asking: Asking) -> Response:
        """The setting as a scenario file."""
        case = self.asked(asking.url.query).asked.setting.scenario.case
        name = {"content-disposition": f'attachment; filename="{case.id}-changed.yaml"'}
        return PlainTextResponse(to_yaml(case, {}), headers=name, media_type="application/yaml")

    # What is stored

    def shelf(self, asking: Asking) -> Response:
        """The runs and sweeps of the store."""
        with Store(self.desk.store) as store:
            found = stored(store)
        links = {each.run: f"/run/{each.run}" for each in found.runs}
        links |= {each.sweep: f"/sweep/{each.sweep}" for each in found.sweeps}
        told, *tables = runs_page(found)
        blocks = [told, Paragraph(page.KEPT)]
        blocks += (evolve(each, links=links) if isinstance(each, Table) else each for each in tables)
        return HTMLResponse(page.plain("Stored runs and sweeps", tuple(blocks), self.token, "/shelf"))

    def sweep(self, asking: Asking) -> Response:
        """A sweep of the store."""
        with Store(self.desk.store) as store:
            plan = plan_named(store, asking.path_params["name"])
            found = tally(plan, store)
        firsts = examples(found)
        links = {name: f"/run/{name}" for _, name in (row.cells for row in firsts.rows)}
        blocks = (*_shown(sweep_page(found)), evolve(firsts, links=links))
        return HTMLResponse(page.plain(plan.id, blocks, self.token))

    def run(self, asking: Asking) -> Response:
        """A run of the store, or of a sweep, by its name."""
        name = asking.path_params["name"]
        with Store(self.desk.store) as store:
            run = recall(store, name)
            parent = recall(store, run.parent) if run.parent and run.interventions else None
        return self._run(run, {"run": name}, _event(asking.query_params), parent)

    def played(self, asking: Asking) -> Response:
        """The run of a seed at a setting, played for whoever looks, and not stored."""
        named = {"seed": str(asking.path_params["seed"]), "query": _apart_from(asking.url.query, AT)}
        with Store(self.desk.store) as store:
            return self._run(self._named(store, named), named, _event(asking.query_params))

    def _named(self, store: Store, named: Mapping[str, str]) -> Run:
        """A run of the store by its name, or that of a seed at a setting, played."""
        if "run" in named:
            return recall(store, named["run"])
        seed = typed_whole(named.get("seed", ""))
        return self.asked(named.get("query", "")).asked.recipe.run(1 if seed is None else seed)

    def _run(self, run: Run, named: Mapping[str, str], at: int | None, parent: Run | None = None,
             wrong: str = "") -> Response:  # fmt: skip
        """A run, each event of which leads to its own numbers. wrong: what was wrong with a fork that was asked for."""
        path, query = (f"/run/{named['run']}", "") if "run" in named else (f"/played/{named['seed']}", named["query"])
        address = f"{path}?{query}{'&' if query else ''}{AT}={{seq}}#answer"
        before: list[Block] = []
        form = ""
        if at is not None:
            before = [*event_blocks(event_of(run, at))]
            if run.scenario.base.id == self.desk.scenario.base.id:
                labels = Labels(run.scenario.case, run.scenario.clock)
                form = page.fork_form(labels, named, at, self.desk.knobs, self.token, wrong)
        elif parent is not None:
            before = [Heading("Beside the run it was forked from", "a: that run, b: this one"),
                      *parting(compare(parent, run))]  # fmt: skip
        about, shown = (tuple(addressed(blocks, address)) for blocks in (before, _shown(run_page(run))))
        return HTMLResponse(page.run(run.id, about, form, shown, self.token, at), 400 if wrong else 200)

    async def fork(self, asking: Asking) -> Response:
        """A fork of a run: both are stored, and the new one is shown."""
        form = await self.checked(asking)
        at = typed_whole(form.get("at", ""))
        if at is None:
            raise TurtlebayError(f"at {form.get('at', '')!a}: allowed is the number of an event")
        return await asyncio.to_thread(self._forked, form, at)

    def _forked(self, form: Mapping[str, str], at: int) -> Response:
        """What is wrong with a fork is said beside its form, where that was shown in a browser."""
        with Store(self.desk.store) as store:
            parent = self._named(store, form)
            try:
                made = parent.fork(at, ((form.get("path", ""), form.get("value", "")),))
            except ScenarioError as problem:
                named = {"query": "", **{key: form[key] for key in ("run", "seed", "query") if key in form}}
                return self._run(parent, named, at, wrong=str(problem))
            save(store, parent)
            save(store, made)
        return RedirectResponse(f"/run/{made.id}", 303)

    # Safety, and what went wrong

    async def checked(self, asking: Asking) -> Mapping[str, str]:
        """The fields of a form. Raises Refused where the token is not shown."""
        data = b""
        async for chunk in asking.stream():
            data += chunk
            if len(data) > MOST_BODY:
                raise Refused(f"more than {MOST_BODY:,} bytes")
        form = dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True))
        shown = asking.headers.get(HEADER) or form.get("token", "")
        if not secrets.compare_digest(shown.encode(), self.token.encode()):
            raise Refused("what changes something needs the token of this server")
        return form

    def enter(self, asking: Asking) -> Response:
        """Take the token once; from then on a cookie has it."""
        shown = asking.query_params.get("token", "")
        if not secrets.compare_digest(shown.encode(), self.token.encode()):
            return PlainTextResponse("This is not the token of this server: open the address that it printed.\n", 403)
        found = RedirectResponse("/", 303)
        found.set_cookie(self.cookie, self.token, httponly=True, samesite="strict")
        return found

    def _missing(self, words: str) -> Response:
        return self._said("Not here", words, 404)

    def _said(self, title: str, words: str, code: int) -> Response:
        return HTMLResponse(page.plain(title, (Title(title), Paragraph(words)), self.token, after=page.BACK), code)

    def wrong(self, asking: Asking, problem: Exception) -> Response:
        """What is wrong with what was asked, in a sentence; a program gets it as JSON."""
        code = 403 if isinstance(problem, Refused) else 404 if isinstance(problem, LookupError) else 400
        words = str(problem)
        if "text/html" not in asking.headers.get("accept", ""):
            return JSONResponse({"setting": asking.url.query, "error": words}, code)
        return self._said("Not so", words, code)

    def nowhere(self, asking: Asking, problem: Exception) -> Response:
        """An address that leads nowhere."""
        return self._missing("There is no page at this address.")


class Refused(TurtlebayError):
    """A request that may not change anything."""


def _event(params: Mapping[str, str]) -> int | None:
    return typed_whole(params.get(AT, ""))


def _so_far(progress: Progress) -> str:
    """120 of 400 runs so far, at most 1,720."""
    most = f", at most {progress.at_most:,}" if progress.at_most and progress.more else ""
    return f"{progress.done:,} of {progress.asked:,} runs so far{most}" if progress.asked else "playing"


def _apart_from(query: str, name: str) -> str:
    return urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != name])


def _shown(blocks: Page) -> Page:
    """A page without the commands that are worth giving next."""
    return tuple(each for each in blocks if not isinstance(each, Next))


def _lines(messages: AsyncIterator[Message]) -> Streaming:
    """Messages as lines of JSON, each sent as it comes."""

    async def lines() -> AsyncIterator[str]:
        try:
            async for each in messages:
                yield json.dumps(each, ensure_ascii=False) + "\n"
        except Ended:
            return
        except (TurtlebayError, LookupError, RunFailed) as problem:
            yield json.dumps({"error": str(problem).partition("\n")[0]}) + "\n"
        finally:
            await messages.aclose()  # type: ignore[attr-defined]

    return Streaming(lines(), media_type="application/x-ndjson")


def _static(name: str, kind: str) -> Callable[[Asking], Response]:
    text = (resources.files("sim.web") / "static" / name).read_text(encoding="utf-8")
    return lambda _: Response((STYLE if kind == "text/css" else "") + text, media_type=kind)


def app(desk: Desk, port: int, token: str) -> Guard:
    """The whole site, guarded."""
    site = Site(desk, token, cookie_name(port), {})

    @asynccontextmanager
    async def life(_: Any) -> AsyncIterator[None]:
        desk.begin()
        try:
            yield
        finally:
            desk.close()

    routes = [
        Route(ENTER, site.enter), Route("/", site.explore), Route("/answer", site.answer),
        Route("/judgement", site.judgement), Route("/report", site.report, methods=["POST"]),
        Route("/report/{name}", site.made), Route("/scenario.yaml", site.scenario), Route("/shelf", site.shelf),
        Route("/sweep/{name}", site.sweep), Route("/run/{name}", site.run), Route("/played/{seed:int}", site.played),
        Route("/fork", site.fork, methods=["POST"]),
        *seat.routes(desk, token, site.checked, lambda query: site.asked(query).asked.setting),
        Route("/static/explore.js", _static("explore.js", "text/javascript")),
        Route("/static/style.css", _static("explore.css", "text/css")),
        Route("/static/icon.svg", _static("icon.svg", "image/svg+xml")),
    ]  # fmt: skip
    wrong = {TurtlebayError: site.wrong, LookupError: site.wrong, 404: site.nowhere}
    return Guard(Starlette(routes=routes, exception_handlers=wrong, lifespan=life), port, token)


# Listening


def listening(port: int) -> socket.socket:
    """A socket on this machine only. port: 0 for the first free one from 8642 on. Raises NoPort."""
    problem: OSError | None = None
    for each in (port,) if port else (*PORTS, 0):
        try:
            return socket.create_server(("127.0.0.1", each))
        except OSError as error:
            problem = error
    raise NoPort(f"port {port or PORTS[0]} cannot be used: {problem and problem.strerror}; name another with --port")


def serve(
    name: str,
    scenario: Scenario,
    store: Path,
    n: int,
    drawn: bool,
    jobs: int,
    port: int,
    opened: Callable[[str], None],
) -> None:
    """Serve the page of a scenario until Ctrl-C. opened: told the address, token included, once it answers."""
    listener = listening(port)
    here = listener.getsockname()[1]
    token = secrets.token_urlsafe(24)
    desk = Desk(name, scenario, store, n, drawn, jobs)
    config = uvicorn.Config(
        app(desk, here, token), log_level="error", access_log=False, timeout_graceful_shutdown=1, server_header=False,
        lifespan="on",
    )  # fmt: skip
    server = uvicorn.Server(config)
    try:
        opened(f"http://127.0.0.1:{here}{ENTER}?token={token}")
        server.run(sockets=[listener])
    finally:
        desk.close()
        listener.close()
