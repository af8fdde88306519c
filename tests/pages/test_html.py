"""Pages as HTML: escaped, named, self-contained, and quiet in a real browser."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sim import pages
from sim.pages import Bar, Bars, Column, Entry, Fact, Facts, Paragraph, Table, Timeline, Title
from sim.pages.html import STYLE
from tests.browser import ARGUMENTS
from tests.pages import sample

EVIL = "<script>alert('1')</script>\" onload=\"x & y"


class Reader(HTMLParser):
    """Which elements a document has, which are open, and what it says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and that it is open."""
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note what is said."""
        self.said += data


def test_everything_that_comes_from_a_file_is_escaped() -> None:
    """No text becomes an element or an attribute, in a chart either."""
    page = (
        Title(EVIL, EVIL), Facts((Fact(EVIL, (EVIL,)),)), Paragraph(EVIL, EVIL), pages.Lines((EVIL,), EVIL),
        Table((Column(EVIL, group=EVIL, key=EVIL),), ((EVIL,),), EVIL, EVIL),
        Bars((Bar(EVIL, 0.5, 0.4, 0.6, EVIL),), EVIL, EVIL),
        pages.Dots((1.0, None), EVIL, EVIL, EVIL, EVIL),
        pages.Curve(EVIL, (pages.Point(EVIL, 1, 0.5, 0.4, 0.6, EVIL, EVIL),), (pages.Tipping(1, 2, EVIL),), 0.5, EVIL),
        Timeline((Entry(1, 1, EVIL, EVIL, "◆", EVIL, EVIL, EVIL),), pages.Calendar(), EVIL, EVIL), pages.Next((EVIL,)),
    )  # fmt: skip
    read = Reader(pages.html(page, EVIL))
    assert read.open == []
    assert "script" not in [tag for tag, _ in read.tags]
    assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]
    assert read.said.count(EVIL) > 20


def test_a_document_needs_nothing_else() -> None:
    """No script, no link, no address; and small."""
    document = pages.html(sample.SAMPLE)
    assert not re.search(r"<script|<link|https?:|url\(|@import", document)
    assert "<title>North Korea&#x27;s missile launches of July 2006</title>" in document
    assert len(document) < 30_000


def test_every_drawing_is_named_and_has_its_numbers_in_a_table() -> None:
    """For who cannot see it, and for who wants to copy a number."""
    document = pages.html(sample.SAMPLE)
    drawings = [attributes for tag, attributes in Reader(document).tags if tag == "svg"]
    assert len(drawings) == len(sample.BARS.rows) + 3
    assert all(each["role"] == "img" and each["aria-label"] for each in drawings)
    assert len(re.findall(r"<svg[^>]*><title>[^<]+</title>", document)) == len(drawings)
    for block in (sample.BARS, sample.DOTS, sample.CURVE, sample.TIMELINE):
        assert pages.fragment((block,)).count("<table>") == 1


def test_a_site_can_lead_from_cells_and_events_to_pages_of_its_own() -> None:
    """Where a page is told addresses; a cell and an event lead by their words, and nothing else does."""
    table = Table((Column("run"), Column("what")), (("abc", "abd"), ("x", "y")), links={"abc": "/run/abc?a=1&b=2"})
    line = Timeline((Entry(7, 1, "", "", "◆", "Japan", "acts"),), address="?~at={seq}")
    assert pages.fragment((table,)).count("<a ") == 1
    assert '<a href="/run/abc?a=1&amp;b=2">abc</a>' in pages.fragment((table,))
    assert '<a href="?~at=7">acts</a>' in pages.fragment((line,))
    assert "<a " not in pages.fragment((Timeline(line.entries),))


def test_a_bar_is_marked_where_it_is_held_to_something() -> None:
    """A line across it, in every renderer; without one there is none."""
    plain, marked = (Bars((Bar("a", 0.5, 0.4, 0.6, "half", mark),)) for mark in (None, 0.9))
    assert 'class="mark"' in pages.fragment((marked,))
    assert 'class="mark"' not in pages.fragment((plain,))
    assert "│" in pages.terminal((marked,))
    assert "│" not in pages.terminal((plain,))


def test_the_style_of_a_fragment_reaches_nothing_around_it() -> None:
    """Every selector begins with the page's own class."""
    bare = re.sub(r"@media [^{]+\{((?:[^{}]*\{[^{}]*\})*)\}", r"\1", STYLE)
    selectors = [part.strip() for names in re.findall(r"([^{}]+)\{[^{}]*\}", bare) for part in names.split(",")]
    assert len(selectors) > 30
    assert [each for each in selectors if not each.startswith(".turtlebay")] == []
    assert pages.fragment(sample.SAMPLE).startswith('<div class="turtlebay">\n<style>')


def test_marks_of_one_actor_do_not_overlap() -> None:
    """Those that would are drawn below each other."""
    entries = tuple(Entry(at, 60 * (at // 3), "", "", "◆", "Japan", f"act {at}") for at in range(12))
    drawn = pages.fragment((Timeline(entries),))
    placed = [(float(x), float(y)) for x, y in re.findall(r'<path d="M([\d.]+) ([\d.]+)m0', drawn)]
    assert len(placed) == 12
    for at, (x, y) in enumerate(placed):
        assert all(abs(x - x2) >= 11 or abs(y - y2) >= 11 for x2, y2 in placed[at + 1 :])


@pytest.mark.slow
def test_a_browser_reads_it_without_a_complaint_or_a_request(tmp_path: Path) -> None:
    """On a desk, on a phone, in the dark and on paper; nothing is wider than the screen."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    file = tmp_path / "page.html"
    file.write_text(pages.html((*sample.SAMPLE, sample.CROSSINGS)), encoding="utf-8")
    said: list[str] = []
    asked: list[str] = []
    with api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for wide, scheme in ((1200, "light"), (390, "light"), (800, "dark")):
            tab = browser.new_page(viewport={"width": wide, "height": 800}, color_scheme=scheme)
            tab.on("console", lambda message: said.append(message.text))
            tab.on("pageerror", lambda error: said.append(str(error)))
            tab.on("request", lambda request: asked.append(request.url))
            tab.goto(file.as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth") <= wide
            ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (ground == "rgb(255, 255, 255)") is (scheme == "light")
            assert tab.evaluate(TEXTS_THAT_OVERLAP) == []
            assert tab.pdf(prefer_css_page_size=True).startswith(b"%PDF")
        browser.close()
    assert said == []
    assert asked == [file.as_uri()] * 3


TEXTS_THAT_OVERLAP = """
() => [...document.querySelectorAll("svg")].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].map(each => [each.textContent, each.getBoundingClientRect()]);
  const cut = texts.filter(([, r]) => r.left < frame.left - 1 || r.right > frame.right + 1).map(([t]) => `cut: ${t}`);
  const lapped = texts.flatMap(([t, a], at) => texts.slice(at + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top + 3 < b.bottom - 3 && b.top + 3 < a.bottom - 3)
    .map(([u]) => `${t} | ${u}`));
  return [...cut, ...lapped];
})
"""
"""Words of a drawing that are cut at its edge or lie over others."""
