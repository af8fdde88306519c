"""Hostile words: what is typed, what a file says and what a store holds never steers a terminal or forges a line.

Pages in files are safe too: no markup of a case reaches HTML, and nothing that steers is left in Markdown.
"""

import re
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cases import short_case_text
from tests.fuzz.commands import Answer, fault_of, given, unfit

FORGED = "Interrupted: all is lost"

HOSTILE = [
    "a\x1b[31m.yaml",
    "a\x1b]0;title\x07.yaml",
    f"a\n{FORGED}.yaml",
    f"a\r{FORGED}.yaml",
    "a\u202elmay.yaml",
    "a\u2066b\u2069.yaml",
    "a\x9b2J.yaml",
    f"a\u2028{FORGED}.yaml",
    "a\x7f\x08.yaml",
    "a\u200b\ufeff.yaml",
]


def in_order(said: Answer, what: object) -> Answer:
    """An answer without a fault, no line of which was forged."""
    assert fault_of(said) == "", (what, said)
    assert [line for line in (said.out + said.err).splitlines() if line.startswith(FORGED)] == [], (what, said)
    return said


def typed(word: str) -> list[list[str]]:
    """Commands in which that word stands in each kind of place."""
    return [
        ["run", word],
        ["check", word],
        ["new", "mine.yaml", "--from", word],
        ["new", f"gone/{word}", "--from", "small.yaml"],
        ["new", "mine.yaml", "--on", word, "--provoker", word, "--template", word],
        ["new", "mine.yaml", "--on", "2011-04-02", "--provoker", word, "--template", "mandate"],
        ["new", "mine.yaml", "--on", "2011-04-02", "--provoker", "SYR", "--template", word],
        ["tables", word, "-o", "out"],
        ["tables", "small.yaml", "-o", "small.yaml/" + word],
        ["import", word, "--actors", "small.yaml", "-o", "new.yaml"],
        ["import", "small.yaml", "--actors", word, "-o", "new.yaml"],
        ["import", "small.yaml", "--timeline", "small.yaml", "-o", f"gone/{word}"],
        ["fork", "last", "--at", "5", "--insert", word],
        ["fork", "last", "--at", word],
        ["runs", "--store", word],
        ["runs", f"--store=./{word}"],
        ["verify", word],
        ["log", word],
        ["log", "last", "--grep", f"({word}"],
        ["log", "last", "--actor", word],
        ["log", "last", "--type", word],
        ["log", "last", "--since", word],
        ["state", "last", "--at", word],
        ["explain", word],
        ["scenario", word],
        ["compare", "last", word],
        ["export", word, "--out", "out"],
        ["export", "last", "--out", "small.yaml/" + word],
        ["export", "last", "--out", "out", "--format", word],
        ["run", "small.yaml", "--set", word],
        ["run", "small.yaml", "--set", f"{word}=3"],
        ["run", "small.yaml", "--set", f"climate.vetoes={word}"],
        ["run", "small.yaml", "--without", word],
        ["run", "small.yaml", "--label", word],
        ["run", "small.yaml", "--seed", word],
        ["run", "small.yaml", "--tz", word],
        ["run", "small.yaml", "--log", f"gone/{word}"],
        ["run", "small.yaml", "--html", word],
        ["run", "small.yaml", "--md", f"gone/{word}.md"],
        ["count", "small.yaml", "--text", word],
        ["count", "small.yaml", "--text", f"{word}=1"],
        ["count", "small.yaml", "--text", "100/80/50", "--at", f"last:{word}"],
        ["sweep", "small.yaml", "--vary", word],
        ["sweep", "small.yaml", "--lhs", f"{word}=1:2"],
        ["sweep", "small.yaml", "--until", word],
        ["sweep", "small.yaml", "-n", "1", "--scheduler", word],
        ["tip", "small.yaml", word],
        ["tip", "small.yaml", "CHN.isolation", "--range", word],
        ["tip", "small.yaml", "CHN.isolation", "--outcome", word],
        ["sensitivity", "small.yaml", "--method", word],
        ["completion", word],
        [word],
        ["run", f"--{word}"],
    ]


@pytest.fixture
def played(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a case and a run of it."""
    (folder / "small.yaml").write_text(short_case_text(), encoding="utf-8")
    monkeypatch.chdir(folder)
    assert given(["run", "small.yaml", "--quiet"]).code == 0
    return folder


@pytest.mark.parametrize("word", [HOSTILE[at] for at in (0, 2, 4, 6)], ids=ascii)
def test_what_is_typed_is_shown_escaped(played: Path, word: str) -> None:
    """In every place of every command: refused in a sentence of ours."""
    for words in typed(word):
        done = in_order(given(words), words)
        assert done.code == 2, (words, done)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_file_of_a_hostile_name_works_and_is_shown_escaped(played: Path, name: str) -> None:
    """Everything that names it: next commands, that can be pasted, JSON, HTML and Markdown, messages."""
    (played / name).write_text(short_case_text(), encoding="utf-8")
    store = str(Path(name).with_suffix(".db"))
    for words in (
        ["check", name], ["run", name, "--store", store], ["runs", "--store", store], ["verify", "--store", store],
        ["run", name, "--json", "--no-store"], ["count", name, "--text", "100/80/50"],
        ["new", f"{name}.copy.yaml", "--from", name], ["export", "last", "--out", "out", "--format", "csv", "--force"],
        ["run", name, "--no-store", "--html", f"{name}.html", "--md", f"{name}.md"], ["check", name, "--json"],
    ):  # fmt: skip
        assert in_order(given(words), words).code == 0, words
    (played / name).write_text(short_case_text().replace("penholder: JPN", "penholder: XXX"), encoding="utf-8")
    assert in_order(given(["check", name]), name).code == 2
    pages = [played / f"{name}.html", played / f"{name}.md"]
    for page in pages:
        assert steering(page.read_text(encoding="utf-8")) == []


MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</svg><script>alert(1)</script>",
    "]]><!--<svg onload=alert(1)>",
    "&lt;b&gt; & &amp;#0;",
    "[x](javascript:alert(1)) ![y](http://y.invalid/z)",
    "| a | b |\\n|---|---|",
    "\x1b[31mred\x1b[0m",
    "\u202egnp.exe\u202c",
    "\x9b2J\u2028next",
    "`code` **bold** # head",
]


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.seen += [tag, *(name for name, _ in attrs)]


def steering(page: str) -> list[str]:
    """Characters of a page that steer a terminal or a browser."""
    return re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]", page)


def hostile_case(harm: str) -> str:
    """The small case, with harm in its title, notes, sources, names, summaries and wordings."""
    quoted = '"' + "".join(f"\\u{ord(letter):04x}" for letter in harm) + '"'
    text = short_case_text()
    for plain in ("A small crisis", "A record", "Another record", "launches a missile", "Land of CHN", "Legal force",
                  "no legal basis named"):  # fmt: skip
        assert plain in text
        text = text.replace(plain, quoted)
    return re.sub(r"note: .*", lambda _: f"note: {quoted}", text)


@pytest.mark.parametrize("harm", MARKUP, ids=ascii)
def test_a_hostile_case_harms_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str) -> None:
    """On the terminal, in HTML with its charts, in Markdown, in CSV: its words are words."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text(hostile_case(harm), encoding="utf-8")
    ran = given(["run", "bad.yaml"])
    assert unfit(ran) == ""
    if ran.code == 2:  # refused, a line for each place
        return
    asked = [
        ["run", "bad.yaml"], ["check", "bad.yaml"], ["log", "last"], ["state", "last"], ["explain", "last"],
        ["runs"], ["count", "bad.yaml", "--text", "100/80/50"], ["sweep", "bad.yaml", "-n", "3", "--jobs", "1"],
        ["sweep", "bad.yaml", "-n", "2", "--jobs", "1", "--vary", "CHN.legal_force.limit=0,50"],
        ["tip", "bad.yaml", "CHN.legal_force", "-n", "2", "--jobs", "1", "--range", "10:30"],
    ]  # fmt: skip
    for words in asked:
        done = in_order(given([*words, "--html", "page.html", "--md", "page.md"]), words)
        assert done.code == 0, (words, done)
        html, markdown = (Path(name).read_text(encoding="utf-8") for name in ("page.html", "page.md"))
        assert steering(html) == steering(markdown) == []
        found = Tags()
        found.feed(html)
        assert [each for each in found.seen if each in ("script", "img", "a") or each.startswith("on")] == [], words
        assert not re.search(r"(?<!\\)<(script|img|svg|!--)", markdown), words
        assert not re.search(r"(?<!\\)\]\((javascript|http:)", markdown), words
    for words in (["log", "last", "--csv"], ["scenario", "last"], ["scenario", "last", "--json"],
                  ["compare", "last", "last"]):  # fmt: skip
        in_order(given(words), words)


STORED = {
    "the error of a failed run": "UPDATE failures SET error = {harm}, traceback = {harm}",
    "the scenario of a run": "UPDATE runs SET scenario = {harm}",
    "the label of a run": "UPDATE runs SET label = {harm}",
    "the scenario of a sweep": "UPDATE sweeps SET scenario = {harm}",
    "what was asked": "UPDATE asked SET what = {harm}",
    "the head of a run": "UPDATE runs SET head = {harm}",
    "a line": "UPDATE events SET line = {harm} WHERE seq = 3",
    "a form": "UPDATE runs SET outcome = json_set(outcome, '$.form', {harm})",
}


@pytest.mark.parametrize("place", STORED)
@pytest.mark.parametrize("harm", [HOSTILE[0], HOSTILE[2], HOSTILE[4], HOSTILE[6]], ids=ascii)
def test_what_a_store_holds_is_shown_escaped(played: Path, place: str, harm: str) -> None:
    """Wherever it stands, in every command that reads it."""
    assert given(["sweep", "small.yaml", "-n", "2", "--jobs", "1"]).code == 0
    run = given(["runs", "--json"]).out.split('"run": "')[1][:12]
    sweep = re.findall(r'"sweep": "(\w+)"', given(["runs", "--json"]).out)[0]
    connection = sqlite3.connect("turtlebay.db")
    with connection:
        connection.execute("INSERT INTO failures SELECT number, 2, '[]', 'x', 'x' FROM recipes LIMIT 1")
        connection.execute(STORED[place].format(harm="?"), (harm,) * STORED[place].count("{harm}"))
    connection.close()
    for words in (["runs"], ["runs", "--tree"], ["runs", "--json"], ["verify"], ["verify", run], ["verify", sweep],
                  ["log", run], ["log", "last"], ["log", f"{sweep}:2"], ["state", run], ["explain", run],
                  ["compare", run, run], ["export", sweep, "--out", "out", "--format", "csv", "--force"],
                  ["scenario", run], ["log", harm]):  # fmt: skip
        in_order(given(words), (place, words))
