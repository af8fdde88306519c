"""`turtlebay report`: one file that needs nothing else, made of what the store has, and quiet in a real browser."""

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from sim.cli.main import answer
from tests.browser import ARGUMENTS
from tests.cases import short_case_text
from tests.cli.commandline import Done
from tests.kit import chromium
from tests.pages.test_html import TEXTS_THAT_OVERLAP, Reader

N = "6"
HOSTILE = "<script>alert('1')</script>\" onload=\"x & y"
SECTIONS = [
    "Outcomes, seen and unseen", "When", "The typical run", "Why", "What would change the judgement",
    "Alternatives and rare paths", "How far the model can be trusted", "Sources",
    "Constraints, limits and assumptions", "How it was made",
]  # fmt: skip

Give = Callable[..., Done]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small case, hostile words in it, and its report; a run, a fork and their report."""
    folder = tmp_path_factory.mktemp("report")
    lines = f"question: {json.dumps(HOSTILE)}\nconfidence: low <b>"
    text = re.sub(r"^question: .*$", lambda _: lines, short_case_text(), flags=re.MULTILINE)
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert answer(("report", "small.yaml", "-n", N, "--jobs", "1", "-o", "small.html")) == 0
        assert answer(("run", "small.yaml", "--label", "base", "--quiet")) == 0
        assert answer(("fork", "base", "--at", "4", "--new-luck", "--label", "other", "--quiet")) == 0
        assert answer(("report", "base", "other", "-n", N, "--jobs", "1", "-o", "sides.html")) == 0
    return folder


@pytest.fixture
def give(shelf: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Give:
    """Give a command there."""
    monkeypatch.chdir(shelf)

    def given(*words: str) -> Done:
        capsys.readouterr()
        code = answer(words)
        shown = capsys.readouterr()
        return Done(code, shown.out, shown.err)

    return given


def _pages(shelf: Path) -> list[str]:
    return [(shelf / name).read_text(encoding="utf-8") for name in ("small.html", "sides.html")]


def test_a_report_is_one_small_file_that_needs_nothing_else(shelf: Path) -> None:
    """No script, no request, under 100 KB; what links there are lead to sources."""
    for text in _pages(shelf):
        assert len(text.encode()) < 100_000
        tags = Reader(text).tags
        assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "form", "base"}
        assert not [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "style"]
        assert "default-src 'none'" in text
        linked = {str(attributes["href"]) for tag, attributes in tags if tag == "a"}
        assert set(re.findall(r"https?://[^\s\"<]+", text)) <= linked


def test_its_sections_come_in_the_order_in_which_they_are_read(shelf: Path) -> None:
    """Headings one below the other, none left out."""
    text = (shelf / "small.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2>([^<]+)</h2>", text) == SECTIONS
    levels = [int(level) for level in re.findall(r"<h(\d)", text)]
    assert levels[0] == 1
    assert all(second - first <= 1 for first, second in pairwise(levels))


def test_words_of_the_file_become_no_markup(shelf: Path) -> None:
    """Question and confidence are shown as they are typed."""
    text = (shelf / "small.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in text
    assert HOSTILE in Reader(text).said
    assert "low <b> [the analyst]" in Reader(text).said


def test_every_drawing_has_a_name_and_a_table(shelf: Path) -> None:
    """For who cannot see it."""
    for text in _pages(shelf):
        drawn = re.findall(r'<svg class="\w+" role="img" aria-label="[^"]+"[^>]*><title>[^<]+</title>', text)
        assert len(drawn) == text.count("<svg")
    assert "a lane for each actor, in it a line for each of a, b" in text


def test_the_same_store_and_command_give_the_same_bytes_and_play_nothing(give: Give, shelf: Path) -> None:
    """A report that was made once is found again whole, without a run."""
    before = (shelf / "small.html").read_bytes()
    assert give("report", "small.yaml", "-n", N, "--stored", "-o", "again.html").code == 0
    assert (shelf / "again.html").read_bytes() == before
    assert give("report", "base", "other", "-n", N, "--stored", "-o", "again-sides.html").code == 0
    assert (shelf / "again-sides.html").read_bytes() == (shelf / "sides.html").read_bytes()


def test_stored_says_what_the_store_lacks(give: Give, shelf: Path) -> None:
    """Each part with the command that makes it; nothing was played, and no sweep is listed that was not."""
    before = give("runs", "--json").out
    done = give("report", "small.yaml", "-n", "9", "--stored", "-o", "lacks.html", "--json")
    assert give("runs", "--json").out == before
    missing = {each["part"].partition(" ")[0]: each["command"] for each in json.loads(done.out)["missing"]}
    assert missing["sweep"][:4] == ["sweep", "small.yaml", "-n", "9"]
    assert "assumptions" in missing
    text = (shelf / "lacks.html").read_text(encoding="utf-8")
    assert "Missing: the store lacks runs" in text
    assert "turtlebay sweep small.yaml -n 9" in text


def test_markdown_has_the_same_blocks(give: Give, shelf: Path) -> None:
    """All sections, in the same order."""
    assert give("report", "small.yaml", "-n", N, "--stored", "--md", "-o", "small.md").code == 0
    text = (shelf / "small.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS


def test_a_file_that_is_there_is_not_replaced_unless_asked(give: Give, shelf: Path) -> None:
    """Before anything is played."""
    before = (shelf / "small.html").read_bytes()
    done = give("report", "small.yaml", "-n", "99", "-o", "small.html")
    assert (done.code, done.out) == (2, "")
    assert "small.html is there already" in done.err
    assert (shelf / "small.html").read_bytes() == before


def test_a_run_has_a_report_of_its_own(give: Give) -> None:
    """What it came to beside the shares; a sweep and a run are not compared."""
    told = json.loads(give("report", "base", "-n", N, "--stored", "-o", "run.html", "--json").out)
    assert told["typical"] is None
    assert told["run"]["seed"] == 1
    swept = give("report", "small.yaml", "-n", N, "--stored", "-o", "swept.html", "--json")
    done = give("report", json.loads(swept.out)["tally"]["sweep"], "base")
    assert done.code == 2
    assert "name two sweeps, or two runs" in done.err
    assert give("report", "nothing-of-that-name").code == 2


@pytest.mark.slow
def test_a_browser_shows_it_whole(shelf: Path) -> None:
    """On a desk, on a phone, in the dark, without scripts, and on paper: nothing is cut or lies over something else."""
    browser_path = chromium()
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    said: list[str] = []
    asked: list[str] = []
    with api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        for name in ("small.html", "sides.html"):
            for wide, scheme in ((1200, "light"), (390, "light"), (800, "dark")):
                tab = browser.new_page(viewport={"width": wide, "height": 800}, color_scheme=scheme)
                tab.on("console", lambda message: said.append(message.text))
                tab.on("request", lambda request: asked.append(request.url))
                tab.goto((shelf / name).as_uri())
                assert tab.evaluate("document.documentElement.scrollWidth") <= wide
                assert tab.evaluate(TEXTS_THAT_OVERLAP) == []
                ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
                assert (ground == "rgb(255, 255, 255)") is (scheme == "light")
            sheets = len(re.findall(rb"/Type\s*/Page[^s]", tab.pdf(prefer_css_page_size=True)))
            assert sheets <= 3
        browser.close()
    assert said == []
    assert {url.rpartition("/")[2] for url in asked} == {"small.html", "sides.html"}
