"""`turtlebay report`: one file that needs nothing else, made of what the store has, and quiet in a real browser."""

import base64
import json
import re
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import answer
from tests.browser import browser, serious
from tests.cases import short_case_text
from tests.cli.commandline import Done
from tests.pages.test_html import TEXTS_THAT_OVERLAP, Reader

N = "6"
HOSTILE = "<script>alert('1')</script>\" onload=\"x & y"
SLIDERS = ("--sliders", "CHN.legal_force.limit=0,25,none", "RUS.legal_force=0:100:50")
SECTIONS = [
    "Outcomes, seen and unseen", "When", "The typical run", "Why", "What would change the judgement",
    "Alternatives and rare paths", "How far the model can be trusted", "Sources",
    "Constraints, limits and assumptions", "How it was made",
]  # fmt: skip

Give = Callable[..., Done]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small case, hostile words in it, its report, that with sliders; a run, a fork and theirs."""
    folder = tmp_path_factory.mktemp("report")
    lines = f"question: {json.dumps(HOSTILE)}\nconfidence: low <b>"
    text = re.sub(r"^question: .*$", lambda _: lines, short_case_text(), flags=re.MULTILINE)
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert answer(("report", "small.yaml", "-n", N, "--jobs", "1", "-o", "small.html")) == 0
        assert answer(("report", "small.yaml", "-n", N, "--jobs", "1", "-o", "slid.html", *SLIDERS)) == 0
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
        drawn = re.findall(r'<svg class="(\w+)" role="img" aria-label="[^"]+"[^>]*><title>[^<]+</title>(<desc>)?', text)
        assert len(drawn) == text.count("<svg")
        assert all(described for kind, described in drawn if kind != "bar")
    assert "a lane for each actor, in it a line for each of a, b" in text


def test_the_same_store_and_command_give_the_same_bytes_and_play_nothing(give: Give, shelf: Path) -> None:
    """A report that was made once is found again whole, without a run."""
    before = (shelf / "small.html").read_bytes()
    assert give("report", "small.yaml", "-n", N, "--stored", "-o", "again.html").code == 0
    assert (shelf / "again.html").read_bytes() == before
    assert give("report", "base", "other", "-n", N, "--stored", "-o", "again-sides.html").code == 0
    assert (shelf / "again-sides.html").read_bytes() == (shelf / "sides.html").read_bytes()
    assert give("report", "small.yaml", "-n", N, "--stored", "-o", "again-slid.html", *SLIDERS).code == 0
    assert (shelf / "again-slid.html").read_bytes() == (shelf / "slid.html").read_bytes()


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


# Sliders


def _grid(shelf: Path) -> dict[str, Any]:
    """What the page with sliders holds for its script."""
    tags = Reader((shelf / "slid.html").read_text(encoding="utf-8")).tags
    [held] = [attributes["data-grid"] for _, attributes in tags if "data-grid" in attributes]
    grid: dict[str, Any] = json.loads(str(held))
    return grid


def test_sliders_bring_one_short_script_that_the_policy_knows_by_its_hash(shelf: Path) -> None:
    """And nothing else that an ordinary report has not: no address, no handler in the markup."""
    text = (shelf / "slid.html").read_text(encoding="utf-8")
    [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    allowed = base64.b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{allowed}'" in text
    assert "unsafe" not in text
    assert len(script.splitlines()) < 35
    assert len(text.encode()) < 100_000
    assert not [name for _, attributes in Reader(text).tags for name in attributes if name.startswith("on")]
    assert not re.search(r"https?:|fetch|import|eval", script)


def test_sliders_hold_what_a_sweep_over_the_same_values_counts(give: Give, shelf: Path) -> None:
    """The grid is a sweep like any other: its own command finds it in the store, with the same counts."""
    told = json.loads(give("report", "small.yaml", "-n", N, "--stored", "-o", "s.html", "--json", *SLIDERS).out)["grid"]
    varied = ("--vary", "CHN.legal_force.limit=0,25,none", "--vary", "RUS.legal_force=0,50,100")
    swept = json.loads(give("sweep", "small.yaml", "-n", N, "--jobs", "1", "--json", *varied).out)
    assert told["sweep"] == swept["sweep"]
    assert _grid(shelf)["counts"] == [row[: len(_grid(shelf)["outcomes"])] for row in told["counts"]]
    assert len(told["counts"]) == 9
    for row, point in zip(told["counts"], swept["points"], strict=True):
        assert sum(row) == int(N)
        for each in point["outcomes"]:
            named = [k for k, kind in zip(row, told["kinds"], strict=False) if kind.split("+")[0] == each["form"]]
            assert sum(named) == each["k"]


def test_sliders_begin_at_the_values_as_coded(give: Give) -> None:
    """Or at the nearest; without values of its own a path has five, those as coded among them."""
    done = give(
        "report",
        "small.yaml",
        "-n",
        "1",
        "--jobs",
        "1",
        "-o",
        "five.html",
        "--json",
        "--sliders",
        "CHN.legal_force.limit",
    )
    [stops] = json.loads(done.out)["grid"]["stops"]
    assert stops["coded"] == stops["values"][stops["here"]]
    assert len(stops["values"]) == 5
    assert re.search(
        r"sliders: 5 combinations of values, 1 run at each: \d runs are still to be played, about \d+ s", done.err
    )


def test_stored_says_that_the_sliders_are_missing(give: Give, shelf: Path) -> None:
    """With the sweep that plays them; nothing is said beforehand, as nothing is played."""
    words = ("--sliders", "RUS.legal_force=0,30")
    done = give("report", "small.yaml", "-n", N, "--stored", "-o", "no-grid.html", "--json", *words)
    [missing] = json.loads(done.out)["missing"]
    assert missing["part"] == "sliders"
    assert missing["command"][-1] == "RUS.legal_force=0,30"
    assert "combinations" not in done.err


@pytest.mark.parametrize(
    ("names", "sliders", "said"),
    [
        ("base other", "RUS.legal_force", "go with one name"),
        ("other", "RUS.legal_force", "is a fork"),
        ("small.yaml", "RUS.legal_forse", "RUS.legal_force"),
        ("small.yaml", "RUS.legal_force=0:100:0", "step"),
        ("small.yaml", "RUS.legal_force=7", "LO:HI"),
        ("small.yaml", "RUS.legal_force RUS.legal_force=0,1", "twice"),
        ("small.yaml", "a b c d", "allowed are one to 3"),
        ("small.yaml", "RUS.legal_force=0:100:1 CHN.legal_force=0:100:1", "allowed are 400"),
    ],
)  # fmt: skip
def test_sliders_that_cannot_be_are_refused_before_anything_is_played(
    give: Give, names: str, sliders: str, said: str
) -> None:
    """Exit 2, and what is allowed."""
    done = give("report", *names.split(), "-n", N, "-o", "refused.html", "--sliders", *sliders.split())
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


# In a browser


@pytest.mark.slow
def test_a_browser_shows_it_whole(shelf: Path) -> None:
    """On a desk, on a phone, in the dark, without scripts, and on paper: nothing is cut or lies over something else."""
    said: list[str] = []
    asked: list[str] = []
    names = ("small.html", "sides.html", "slid.html")
    with browser() as opened:
        for name in names:
            for wide, scheme in ((1200, "light"), (390, "light"), (800, "dark")):
                tab = opened.new_page(viewport={"width": wide, "height": 800}, color_scheme=scheme)
                tab.on("console", lambda message: said.append(message.text))
                tab.on("request", lambda request: asked.append(request.url))
                tab.goto((shelf / name).as_uri())
                assert tab.evaluate("document.documentElement.scrollWidth") <= wide
                assert tab.evaluate(TEXTS_THAT_OVERLAP) == []
                ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
                assert (ground == "rgb(255, 255, 255)") is (scheme == "light")
                assert serious(tab) == []
            sheets = len(re.findall(rb"/Type\s*/Page[^s]", tab.pdf(prefer_css_page_size=True)))
            assert sheets <= 3
    assert said == []
    assert {url.rpartition("/")[2] for url in asked} == set(names)


@pytest.mark.slow
def test_sliders_move_by_keyboard_and_show_the_counts_of_their_values(shelf: Path) -> None:
    """Every combination: the bars, their words, the one sentence; a button takes them back."""
    grid = _grid(shelf)
    with browser() as opened:
        tab = opened.new_page()
        tab.goto((shelf / "slid.html").as_uri())
        first, second = tab.locator("input[type=range]").all()
        began = [first.input_value(), second.input_value()]
        for knob in (first, second):
            knob.focus()
            tab.keyboard.press("Home")
        for at, now in enumerate(grid["counts"]):
            if at and at % 3 == 0:
                first.focus()
                tab.keyboard.press("ArrowRight")
                second.focus()
                tab.keyboard.press("Home")
            elif at:
                tab.keyboard.press("ArrowRight")
            expected = [grid["shares"][k][3] for k in now]
            assert tab.locator(".sliders tbody td:last-child").all_inner_texts() == expected
            wide = tab.locator(".sliders svg rect:first-of-type").evaluate_all(
                "all => all.map(r => +r.getAttribute('width'))"
            )
            assert wide == pytest.approx([190 * grid["shares"][k][1] for k in now], abs=0.1)
            most = now.index(max(now))
            assert tab.get_by_role("status").inner_text() == f"{grid['outcomes'][most]}: {expected[most]}"
            assert first.get_attribute("aria-valuetext") == tab.locator(".knob b").first.inner_text()
        tab.get_by_role("button").click()
        assert [first.input_value(), second.input_value()] == began


@pytest.mark.slow
def test_without_scripts_the_page_says_all_the_rest(shelf: Path) -> None:
    """No slider that does nothing; the tables have what is most common at each combination."""
    with browser() as opened:
        tab = opened.new_context(java_script_enabled=False).new_page()
        tab.goto((shelf / "slid.html").as_uri())
        assert not tab.locator(".sliders").is_visible()
        assert tab.locator(".grid table").count() == 1
        assert tab.locator(".grid table tbody tr").count() == 3
        assert tab.get_by_text("need a browser that runs scripts").is_visible()
