"""The page in a real browser: quick to the finger, true to the setting, usable by keyboard, without scripts, by ear."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests.browser import browser, serious
from tests.pages.test_html import TEXTS_THAT_OVERLAP
from tests.web.serving import MOVED, Served, served

pytest.importorskip("starlette", reason="the extra web is not installed")
pytestmark = pytest.mark.slow

DONE = "#answer[data-done=true]"

WATCH = """() => {
  const answer = document.getElementById("answer"), now = document.querySelector(".now");
  const form = document.getElementById("numbers");
  const set = () => {
    const found = new URLSearchParams();
    for (const each of form.querySelectorAll("input[type=range]"))
      if (each.value !== each.dataset.coded) found.append(each.name, each.value);
    return found.toString();
  };
  window.wrong = [];
  window.looks = 0;
  const look = () => {
    window.looks += 1;
    const hidden = answer.classList.contains("stale") && now.classList.contains("stale");
    if (!hidden && answer.dataset.setting !== set()) window.wrong.push([answer.dataset.setting, set()]);
  };
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
  const each = () => { look(); requestAnimationFrame(each); };
  requestAnimationFrame(each);
}"""
"""Looks at every change of the page and at every frame whether an answer is shown that is not of the setting shown."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests."""
    with served(tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    """One browser for all tests."""
    with browser() as found:
        yield found


@pytest.fixture
def tab(site: Served, chrome: Any) -> Iterator[Any]:
    """A page that was opened as the command says, in a browser of its own; it may complain of nothing, and asks nobody
    else.
    """
    context = chrome.new_context(viewport={"width": 1300, "height": 900})
    found = context.new_page()
    said, asked = _heard(found)
    found.goto(site.address)
    yield found
    context.close()
    assert said == []
    assert {url.split("/")[2] for url in asked} == {site.host}


def _heard(tab: Any) -> tuple[list[str], list[str]]:
    """What a page complains of, and what it asks for."""
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    return said, asked


def test_a_burst_of_presses_never_shows_an_answer_of_another_setting(tab: Any) -> None:
    """Forty random presses on random sliders, some faster than any answer; in the end the answer is of the last."""
    tab.wait_for_selector(DONE)
    tab.evaluate(WATCH)
    sliders = tab.locator("#numbers section input[type=range]").all()
    chance = Random(7)
    for _ in range(40):
        slider = chance.choice(sliders)
        slider.focus()
        slider.press(chance.choice(("ArrowRight", "ArrowLeft", "PageUp", "PageDown", "End", "Home")))
        tab.wait_for_timeout(chance.choice((0, 0, 20, 60, 200)))
    tab.wait_for_selector(f"{DONE}:not(.stale)")
    assert tab.evaluate("window.wrong") == []
    assert tab.evaluate("window.looks") > 40
    shown = tab.get_attribute("#answer", "data-setting")
    assert tab.evaluate("location.search") == (f"?{shown}" if shown else "")


def test_a_first_answer_comes_from_a_few_runs_and_says_so(tab: Any) -> None:
    """Then it is refined while nobody moves, up to the number asked for."""
    tab.wait_for_selector(DONE)
    tab.evaluate(
        "() => { window.counts = []; new MutationObserver(() => window.counts.push(document.getElementById('count')"
        ".textContent)).observe(document.getElementById('count'), {childList: true}); }"
    )
    slider = tab.locator("#numbers input[type=range]").nth(1)
    slider.focus()
    slider.press("ArrowRight")
    tab.wait_for_selector(f"{DONE}:not(.stale)")
    counts = tab.evaluate("window.counts")
    assert counts[0] == "from 2 of 12 seeds so far"
    assert counts[-1] == "from 12 seeds"


def test_the_address_holds_the_setting(tab: Any, site: Served) -> None:
    """Opened anew it shows the same: sliders, headline, command."""
    tab.goto(f"http://{site.host}/?{MOVED}")
    tab.wait_for_selector(DONE)
    assert tab.input_value("[name=china-legal-limit]") == "75"
    assert "--set CHN.legal_force.limit=75" in tab.inner_text("#command")
    assert "at 75 (as coded 50)" in tab.inner_text("#title")
    tab.press("[name=china-legal-limit]", "ArrowLeft")
    tab.wait_for_selector(f"{DONE}:not(.stale)")
    assert tab.evaluate("location.search") == "?china-legal-limit=74"
    assert tab.get_attribute("#save", "href") == "/scenario.yaml?china-legal-limit=74"
    assert tab.locator("#last li").count() >= 2


def test_a_baseline_is_pinned_and_marked(tab: Any, site: Served) -> None:
    """The answers after it are held against it, in words and by a line across each bar."""
    tab.goto(f"http://{site.host}/?{MOVED}")
    tab.wait_for_selector(DONE)
    tab.click("#pin")
    tab.wait_for_selector(DONE)
    tab.press("[name=china-legal-limit]", "Home")
    tab.wait_for_selector(f"{DONE}:not(.stale)")
    assert "at 75 (as coded 50)" in tab.inner_text("#part-said")
    assert "at 75 (as coded 50)" in tab.inner_text(".deeds")
    assert tab.locator("#part-bars svg .mark").count() > 0
    assert "base=" in tab.evaluate("location.search")
    tab.click("text=Unpin")
    tab.wait_for_selector(DONE)
    assert "base=" not in tab.evaluate("location.search")


def test_a_keyboard_is_enough(tab: Any) -> None:
    """From the top with Tab alone: to the answer, to a slider, its reset, and a run; and the focus can be seen."""
    tab.wait_for_selector(DONE)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.type") == "range":
            break
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    name = tab.evaluate("document.activeElement.name")
    coded = tab.evaluate("document.activeElement.value")
    tab.keyboard.press("PageUp")
    tab.wait_for_selector(f"{DONE}:not(.stale)")
    assert tab.evaluate("location.search").startswith(f"?{name}=")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "back js"
    tab.keyboard.press("Enter")
    assert tab.evaluate("[document.activeElement.name, document.activeElement.value]") == [name, coded]
    tab.wait_for_selector(f"{DONE}:not(.stale)")
    assert tab.get_attribute("#answer", "data-setting") == ""


def test_who_listens_hears_one_short_sentence_a_change(tab: Any) -> None:
    """Not one a message; a slider says its value in words."""
    tab.wait_for_selector(DONE)
    tab.evaluate(
        "() => { window.heard = []; new MutationObserver(() => window.heard.push(document.getElementById('spoken')"
        ".textContent)).observe(document.getElementById('spoken'), {childList: true}); }"
    )
    tab.press("[name=china-legal-limit]", "End")
    tab.wait_for_selector(f"{DONE}:not(.stale)")
    [heard] = tab.evaluate("window.heard")
    assert "of 12" in heard
    assert len(heard) < 150
    assert tab.get_attribute("[name=china-legal-limit]", "aria-valuetext").startswith("100, ")


def test_nothing_serious_is_found_by_axe(tab: Any, site: Served) -> None:
    """On the page, on a run with an event, and on the shelf; every drawing has a name."""
    tab.goto(f"http://{site.host}/?{MOVED}")
    tab.wait_for_selector(DONE)
    assert tab.evaluate("[...document.querySelectorAll('svg')].filter(e => !e.ariaLabel).length") == 0
    tab.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert serious(tab) == []
    for path in (f"/played/1?{MOVED}", f"/played/1?{MOVED}&~at=5", "/shelf"):
        tab.goto(f"http://{site.host}{path}")
        assert serious(tab) == []


def test_an_event_leads_to_its_numbers_and_a_fork(tab: Any, site: Served) -> None:
    """From the typical run to an event of it, what brought it about, and on to a fork with a change."""
    tab.wait_for_selector(DONE)
    tab.click("#open a")
    tab.click("td.words a >> nth=4")
    assert "When" in tab.inner_text("#answer")
    tab.click(".fork summary")
    tab.select_option("[name=path]", "CHN.legal_force.limit")
    tab.fill("[name=value]", "none")
    tab.click(".fork button")
    assert "/run/" in tab.url
    assert "Beside the run it was forked from" in tab.inner_text("#answer")
    tab.goto(f"http://{site.host}/shelf")
    assert tab.locator("td a").count() >= 2


def test_an_outcome_of_one_s_own_choice_is_asked_about(tab: Any) -> None:
    """A row of the bars leads to it; it stays through a step of a slider, until one asks about the most common."""
    tab.wait_for_selector(DONE)
    tab.click("text=draft vetoed")
    tab.wait_for_selector(DONE)
    assert tab.inner_text("#headline").startswith("Draft vetoed: ")
    tab.press("[name=china-legal-limit]", "End")
    tab.wait_for_selector(f"{DONE}:not(.stale)")
    assert tab.inner_text("#headline").startswith("Draft vetoed: ")
    tab.click("text=Ask about the most common outcome")
    tab.wait_for_selector(DONE)
    assert tab.inner_text("#headline").startswith("Most often")
    assert tab.evaluate("location.search") == "?china-legal-limit=100"


def test_what_would_change_the_judgement_is_asked_on_demand(tab: Any) -> None:
    """The table of the assumptions at this setting."""
    tab.wait_for_selector(DONE)
    tab.click("#judge")
    tab.wait_for_selector("#part-judgement .in:not(:empty)")
    assert "Outcome" in tab.inner_text("#part-judgement .in")


def test_nothing_is_cut_on_any_screen(site: Served, chrome: Any) -> None:
    """On a desk, on a phone and in the dark: no page is wider than the screen, no words lie over others."""
    for wide, scheme in ((1300, "light"), (390, "light"), (900, "dark")):
        context = chrome.new_context(viewport={"width": wide, "height": 800}, color_scheme=scheme)
        tab = context.new_page()
        said, _ = _heard(tab)
        tab.goto(site.address)
        for path in ("/", f"/?{MOVED}", f"/played/1?{MOVED}&~at=5", "/shelf"):
            tab.goto(f"http://{site.host}{path}")
            if path.startswith("/?") or path == "/":
                tab.wait_for_selector(DONE)
            assert tab.evaluate("document.documentElement.scrollWidth") <= wide, path
            assert tab.evaluate(TEXTS_THAT_OVERLAP) == []
            ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (ground == "rgb(255, 255, 255)") is (scheme == "light")
            assert serious(tab) == []
        assert said == []
        context.close()


def test_without_scripts_it_still_answers(site: Served, chrome: Any) -> None:
    """The page holds an answer; a button asks for one of the numbers as they are moved."""
    context = chrome.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site.address)
    assert "runs" in tab.inner_text("#part-said")
    assert not tab.is_visible("#pin")
    tab.press("[name=china-legal-limit]", "End")
    tab.click("text=Show what comes of it")
    assert "at 100 (as coded 50)" in tab.inner_text("#title")
    assert tab.inner_text("#count") == "from 12 seeds"
    context.close()


def test_two_tabs_do_not_take_each_other_s_answers(site: Served, chrome: Any) -> None:
    """Both are refined to the end, each its own."""
    context = chrome.new_context()
    tabs = [context.new_page(), context.new_page()]
    tabs[0].goto(site.address)
    for at, tab in enumerate(tabs):
        tab.goto(f"http://{site.host}/?china-legal-limit={at + 31}")
    for at, tab in enumerate(tabs):
        tab.wait_for_selector(DONE)
        assert tab.get_attribute("#answer", "data-setting") == f"china-legal-limit={at + 31}"
    context.close()
