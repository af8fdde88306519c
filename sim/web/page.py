"""The page itself: the numbers on the left, what comes of them on the right, and views of single runs and sweeps.

All sentences about a scenario come from the questions; here stand the places they are put in, and the names of buttons.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from sim.pages import Links, Page
from sim.pages.charts import escaped
from sim.pages.html import body
from sim.questions.explore import page
from sim.questions.explore.knobs import GROUPS, MORE, Knob, Setting, Stop
from sim.questions.tip.levers import path_words
from sim.questions.tip.ranges import value_words, written
from sim.scenario.paths import brief_path
from sim.web.answers import BASE, OF, Message, Request, beside_of
from sim.web.desk import Desk
from sim.words.labels import Labels
from sim.words.phrases import capital

PARTS: Final = {
    "said": "",
    "bars": "",
    "seats": "Votes, seat by seat",
    "when": "The day",
    "course": "The typical run",
}
"""The places of an answer, with the head of each; what is empty has none."""

NAV: Final = (("/", "Explore"), ("/seat", "Take a seat"), ("/shelf", "Stored runs and sweeps"))


def document(title: str, inner: str, token: str, here: str = "", kind: str = "plain") -> str:
    """A whole page of the site. here: the address that the navigation marks."""
    links = "".join(
        f'<li><a href="{address}"{" aria-current=page" if address == here else ""}>{escaped(name)}</a></li>'
        for address, name in NAV
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<meta name="token" content="{escaped(token)}">\n<title>{escaped(title)}</title>\n'
        '<link rel="icon" href="/static/icon.svg">\n<link rel="stylesheet" href="/static/style.css">\n'
        f'<script src="/static/explore.js" defer></script>\n</head>\n<body class="turtlebay {kind}">\n'
        '<a class="skip" href="#answer">Skip to the answer</a>\n'
        f'<nav aria-label="Site"><ul>{links}</ul></nav>\n{inner}</body>\n</html>\n'
    )


def explore(desk: Desk, wanted: Request, told: Message, token: str) -> str:
    """The page of a setting, with its first answer in it: it reads without a script, too."""
    case = desk.scenario.case
    now = wanted.asked.setting
    inner = (
        f'<header><h1>{escaped(case.title)}</h1><p class="question">{escaped(case.question)}</p></header>\n'
        f'<div class="board">\n{_now(wanted, told)}<div class="left">\n'
        f"{_numbers(desk.knobs, now, beside_of(wanted.asked))}{LAST}</div>\n"
        f'<main id="answer" tabindex="-1" data-setting="{escaped(wanted.query)}" data-runs="{told["runs"]}">\n'
        f"{_places(told)}{_more()}{_trust(desk)}</main>\n</div>\n"
    )
    return document(f"{case.title}: explore", inner, token, "/", "explore")


def _now(wanted: Request, told: Message) -> str:
    """What stands above all: the setting, the outcome, from how many runs; and what can be done with it."""
    beside = beside_of(wanted.asked)
    values = urlencode([*wanted.asked.setting.values, *beside])
    coded = urlencode([pair for pair in beside if pair[0] == OF])
    chosen, pinned = dict(beside).get(OF), page.baseline_words(wanted.asked)
    common = _without(OF, "Ask about the most common outcome") if chosen else ""
    return (
        '<section class="now" aria-label="Now">\n'
        f'<p class="title" id="title">{escaped(told["title"])}</p>\n'
        f'<h2 id="headline">{escaped(told["headline"])}</h2>\n'
        f'<p class="soft"><span id="count">{escaped(told["count"])}</span> {common}</p>\n'
        '<p id="spoken" class="heard" aria-live="polite"></p>\n</section>\n'
        '<section class="deeds" aria-label="What can be done with it">\n'
        f'{_pinned(pinned)}<div class="buttons js">'
        '<button type="button" id="pin">Pin as baseline</button>'
        '<button type="button" id="copy">Copy the command</button>'
        f'<a class="button" id="save" href="/scenario.yaml?{escaped(values)}" download>Save as scenario</a>'
        '<button type="button" id="report">Make a report</button>'
        f'<a class="button" id="reset" href="/{f"?{escaped(coded)}" if coded else ""}">All as coded</a>'
        '</div>\n<p class="soft" id="done" role="status"></p>\n'
        f'<pre tabindex="0" aria-label="The same on the command line"><code id="command">{escaped(told["command"])}'
        "</code></pre>\n</section>\n"
    )


def _pinned(words: str) -> str:
    return f'<p class="soft js">{escaped(words)} {_without(BASE, "Unpin")}</p>\n' if words else ""


def _without(name: str, words: str) -> str:
    """A button that asks for the setting without something beside it."""
    return f'<button type="button" class="js small" data-without="{name}">{words}</button>'


def _numbers(knobs: Sequence[Knob], now: Setting, base: Sequence[tuple[str, str]]) -> str:
    """The form with all numbers; what the address sets beside them stays in it."""
    known = {knob.key for knob in knobs}
    kept = [*((key, value) for key, value in now.values if key not in known), *base]
    hidden = "".join(f'<input type="hidden" name="{escaped(key)}" value="{escaped(value)}">' for key, value in kept)
    ladders = dict.fromkeys(knob.stops for knob in knobs if knob.stops)
    ids = {stops: f"ladder{at}" for at, stops in enumerate(ladders)}
    lists = "".join(_ladder(name, stops) for stops, name in ids.items())
    places = {knob.key: f"n{at}" for at, knob in enumerate(knobs)}
    groups = "".join(
        _group(group, [(knob, _knob(knob, places[knob.key], ids.get(knob.stops, ""), now)) for knob in found])
        for group, found in groupby(knobs, key=lambda knob: knob.group)
    )
    return (
        f'<form id="numbers" method="get" action="/" autocomplete="off" aria-label="Numbers">\n{hidden}{lists}'
        '<p class="bare"><button name="~runs" value="20">Show what comes of it</button></p>\n'
        f"{groups}</form>\n"
    )


def _ladder(name: str, stops: Sequence[Stop]) -> str:
    options = "".join(f'<option value="{written(stop.value)}" label="{escaped(stop.words)}">' for stop in stops)
    return f'<datalist id="{name}">{options}</datalist>\n'


def _group(group: str, found: Sequence[tuple[Knob, str]]) -> str:
    """A head and its numbers; those of "more" behind folds, one for each actor."""
    head, inner = escaped(GROUPS[group]), "\n".join(each for _, each in found)
    if group == MORE:
        actors = groupby(found, key=lambda pair: pair[0].owner)
        inner = "\n".join(
            f"<details><summary>{escaped(owner)}</summary>\n{''.join(each for _, each in theirs)}</details>"
            for owner, theirs in actors
        )
        return f"<details><summary><h2>{head} <small>({len(found)})</small></h2></summary>\n{inner}\n</details>\n"
    return f"<section><h2>{head}</h2>\n{inner}\n</section>\n"


def _knob(knob: Knob, name: str, ladder: str, now: Setting) -> str:
    """One number: what it is, where it is, its ends in words, and behind a fold what it rests on."""
    value = now.value(knob)
    moved = "" if value == knob.coded else " moved"
    facts = [f"As coded: {knob.coded_words}. From {value_words(knob.low)} to {value_words(knob.high)}."]
    facts += [f"The file finds {knob.plausible} plausible."] if knob.plausible else []
    facts += [f"Evidence: {knob.evidence}."] if knob.evidence else []
    facts += [*knob.basis, f"On the command line: {', '.join(brief_path(path) for path in knob.lever.range.paths)}."]
    told = "".join(f"<li>{escaped(each)}</li>" for each in facts)
    sources = body((Links(knob.sources),)) if knob.sources else ""
    assumed = f'<p class="soft">The file assumes: {escaped(knob.assumed)}</p>\n' if knob.assumed else ""
    return (
        f'<div class="knob{moved}"><label for="{name}">{escaped(knob.words)}</label>\n{assumed}'
        f'<input type="range" id="{name}" name="{escaped(knob.key)}" min="{written(knob.low)}" '
        f'max="{written(knob.high)}" step="{written(knob.step)}" value="{written(value)}" '
        f'data-coded="{written(knob.coded)}"{f" list={ladder}" if ladder else ""} '
        f'aria-describedby="{name}v" aria-valuetext="{escaped(knob.value_words(value))}">\n'
        f'<div class="ends" aria-hidden="true"><span>{escaped(knob.low_words)}</span>'
        f"<span>{escaped(knob.high_words)}</span></div>\n"
        f'<div class="value"><output for="{name}" id="{name}v">{escaped(knob.value_words(value))}</output>'
        f'<button type="button" class="back js" data-for="{name}" '
        f'aria-label="Reset: {escaped(knob.words)}">reset</button></div>\n'
        f"<details><summary>What it rests on</summary><ul>{told}</ul>{sources}</details></div>"
    )


def _places(told: Message) -> str:
    """The parts of an answer, each in its place; what is not there yet is an empty one."""
    found = told.get("parts", {})
    return "".join(
        f'<section class="part" id="part-{name}"{"" if head else " data-bare"}>'
        f"{f'<h2>{escaped(head)}</h2>' if head else ''}"
        f'<div class="in">{found.get(name, "")}</div></section>\n'
        for name, head in PARTS.items()
    )


LAST: Final = '<details id="last" class="js" open><summary>The last settings</summary><ol></ol></details>\n'
"""The last settings, with what came of each; the script fills it."""


def _more() -> str:
    """What is asked on demand."""
    return (
        '<p class="js" id="open" hidden><a href="#">Open this run, event by event</a></p>\n'
        '<section class="part js" id="part-judgement"><h2>What would change this judgement?</h2>'
        '<p class="soft">Each assumption is moved to both ends of its range, and on to where the outcome tips: some '
        "hundred runs.</p>"
        '<p><button type="button" id="judge">Ask</button> <span id="judged" role="status"></span></p>'
        '<div class="in"></div></section>\n'
    )


def _trust(desk: Desk) -> str:
    """How far to trust it."""
    told = body(tuple(page.trust_page(desk.scenario)))
    return f'<section class="part" data-bare><h2>How far to trust it, and what really came</h2>{told}</section>\n'


KEPT: Final = (
    "Sweeps, and runs that were saved or forked. Of the runs that the page plays the store keeps what came of them, "
    "so that none is played twice, but not their events: these are played again when a run is opened."
)
"""What of all that is played is kept."""

BACK: Final = '<p><a href="/">To the scenario as its file has it</a></p>'

# Single runs, sweeps, and what the store has


def plain(title: str, blocks: Page, token: str, here: str = "", before: str = "", after: str = "") -> str:
    """A page of blocks. before, after: markup around them."""
    inner = f'<main id="answer" tabindex="-1">{before}{body(blocks)}{after}</main>\n'
    return document(title, inner, token, here)


def fork_form(
    labels: Labels, hidden: Mapping[str, str], at: int, knobs: Sequence[Knob], token: str, wrong: str = ""
) -> str:
    """The form that forks a run after an event. wrong: what was wrong with what it was last given."""
    given = (*hidden.items(), ("at", str(at)), ("token", token))
    fields = "".join(f'<input type="hidden" name="{escaped(n)}" value="{escaped(v)}">' for n, v in given)
    paths = dict.fromkeys(path for knob in knobs for path in knob.lever.range.paths)
    options = "".join(
        f'<option value="{escaped(brief_path(path))}">{escaped(capital(path_words(labels, path)))}</option>'
        for path in paths
    )
    opened, said = (" open", f'<p role="alert">{escaped(wrong)}</p>') if wrong else ("", "")
    return (
        f'<details class="fork"{opened}><summary>Fork here</summary>{said}'
        f'<form method="post" action="/fork" aria-label="Fork here">{fields}'
        f"<p>Play it again up to event {at}, and from there on with one change, on the same luck.</p>"
        f'<p><label>What <select name="path" required>{options}</select></label></p>'
        '<p><label>becomes <input name="value" required size="8" spellcheck="false"></label> <button>Fork</button></p>'
        '<p class="soft">As a rule a number from 0 to 100; a limit may also be: none.</p></form></details>'
    )


def run(title: str, about: Page, form: str, blocks: Page, token: str, at: int | None) -> str:
    """A run, and beside it the event that is looked at, or where it parted from its parent."""
    if not about:
        return plain(title, blocks, token)
    head = f"<h2>Event {at}</h2>" if at is not None else ""
    inner = (
        f'<div class="board view"><main id="answer" tabindex="-1">{head}{form}{body(about)}</main>'
        f'<div class="whole">{body(blocks)}</div></div>\n'
    )
    return document(title, inner, token)
