"""A seat on the page: played over HTTP and by keyboard, it is the run that the terminal plays with the same choices."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.browser import browser, serious
from tests.kit import child_environment
from tests.web.serving import MOVED, Answered, Served, served

pytest.importorskip("starlette", reason="the extra web is not installed")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests."""
    with served(tmp_path_factory.mktemp("seat"), n="2") as found:
        yield found


@pytest.fixture
def site(running: Served) -> Served:
    """The same with nobody in the seat."""
    post(running, "leave", again="1")
    return running


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    """One browser for all tests."""
    with browser() as found:
        yield found


def post(site: Served, name: str, **fields: str) -> Answered:
    """Send a form of the page."""
    return site.ask(f"/seat/{name}", "POST", urlencode({"token": site.token, **fields}), accept="text/html")


def begun(site: Served, actor: str, **more: str) -> str:
    """The page of the first moment in an actor's seat."""
    found = post(site, "begin", **{"as": actor, "seed": "1", **more})
    assert (found.code, found.headers["location"].split("#")[0]) == (303, "/seat"), found.text
    return site.ask("/seat").text


def lines(page: str) -> list[str]:
    """What the buttons of the options say."""
    return [unescape(each) for each in re.findall(r'<li><button name="line" value="([^"]+)"', page)]


def moment(page: str) -> str:
    """The name of the moment that a page shows."""
    return lines(page)[0].split(": ")[0]


def played(site: Served, page: str) -> str:
    """Choose the last option, then the first, and so on, to the end; the page of the end."""
    for at in range(200):
        found = lines(page)
        if not found:
            return page
        post(site, "choose", line=found[-1 if at % 2 == 0 else 0])
        page = site.ask("/seat").text
    raise AssertionError("no end after 200 choices")


def given(site: Served, *words: str) -> Any:
    """What a command answers as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "turtlebay", *words, "--store", site.store.name, "--json"],
        cwd=site.store.parent, env=child_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def choices_of(page: str) -> list[str]:
    """The lines that a page has for the terminal, the command among them."""
    found = re.search(r'aria-label="Your choices"><code>(.*?)</code>', page, re.DOTALL)
    assert found
    return unescape(found[1]).splitlines()


@pytest.mark.parametrize("actor", ["PER", "JPN"])
def test_a_run_that_was_played_on_the_page_is_the_one_that_the_terminal_plays(site: Served, actor: str) -> None:
    """As an elected member and as the penholder: it is stored, verifies, and the same lines give the same head."""
    page = played(site, begun(site, actor, query=MOVED))
    assert "What came of it" in page
    [run] = set(re.findall(r'href="/run/(\w+)">Your run', page))
    assert site.ask(f"/run/{run}").code == 200
    command, *made = choices_of(page)
    assert len(made) > 2
    (site.store.parent / "FILE").write_text("\n".join(made), encoding="utf-8")
    again = given(site, *command.split()[2:], "--finish", "-n", "0")
    assert again["run"] == run
    [checked] = given(site, "verify", run)["runs"]
    assert checked["ok"]
    assert checked["message"].endswith(again["head"][:12])


def test_the_beginning_names_who_can_be_played(site: Served) -> None:
    """Members first, each with what it is; the one who holds the pen is chosen already."""
    page = site.ask("/seat").text
    assert page.index("Members of the Council") < page.index("permanent member") < page.index("Others")
    assert re.search(r'value="JPN" required checked>[^<]*<span class="soft">elected member, holds the pen<', page)
    assert "no member, provokes" in page
    assert "aria-current=page>Take a seat" in page


def test_a_setting_of_the_page_is_taken_along(site: Served) -> None:
    """By its address, and by the link of the navigation, which leaves from a page with a setting."""
    assert "at 75 (as coded 50)" in site.ask(f"/seat?{MOVED}").text
    found = site.ask("/seat", Referer=f"http://{site.host}/?{MOVED}&~runs=20&~base=x")
    assert (found.code, found.headers["location"]) == (303, f"/seat?{MOVED}")
    assert site.ask("/seat", Referer=f"http://evil.example/?{MOVED}").code == 200
    assert "at 75 (as coded 50)" in begun(site, "CHN", query=MOVED)


def test_what_cannot_begin_is_said_and_the_form_is_as_it_was(site: Served) -> None:
    """A seed, an actor and lines that do not fit, in a sentence; nobody sits then."""
    for wrong, said in (({"seed": "x"}, "whole numbers"), ({"as": "XYZ"}, "the actors are"),
                        ({"seed": "-1"}, "-1"), ({"choices": "dance"}, "choice 1")):  # fmt: skip
        found = post(site, "begin", **{"as": "PER", "seed": "7", "blind": "on", **wrong})
        assert found.code == 400
        assert said in unescape(found.text)
        assert 'name="blind" checked' in found.text
    assert "Take the seat" in site.ask("/seat").text


def test_a_refusal_has_the_words_of_the_rule_and_keeps_what_was_typed(site: Served) -> None:
    """The moment is as it was; nothing typed becomes markup."""
    page = begun(site, "JPN")
    name = moment(page)
    found = post(site, "choose", moment=name, own="veto everything")
    assert found.code == 400
    assert "is nothing that can be done here; allowed: " in unescape(found.text)
    assert 'value="veto everything"' in found.text
    assert lines(found.text) == lines(page)
    evil = post(site, "choose", moment=name, own='"><script>alert(1)</script>')
    assert evil.code == 400
    assert "<script>alert" not in evil.text
    assert site.ask("/seat").text == page


def test_a_text_of_ones_own_can_be_typed(site: Served) -> None:
    """As the terminal takes it."""
    page = begun(site, "JPN")
    while 'id="own"' not in page:
        post(site, "choose", line=f"{moment(page)}: model")
        page = site.ask("/seat").text
    found = post(site, "choose", moment=moment(page), own="table condemnation=0")
    assert found.code == 303, found.text
    assert re.search(r": table \d+/0", choices_of(site.ask("/seat").text)[-1])


def test_an_undo_takes_back_one_choice(site: Served) -> None:
    """And a page of an earlier moment chooses nothing and takes nothing back."""
    first = begun(site, "JPN")
    assert "Undo" not in first
    post(site, "choose", line=lines(first)[0])
    second = site.ask("/seat").text
    late = post(site, "choose", line=lines(first)[0])
    assert late.code == 400
    assert f"the run waits at '{moment(second)}'" in unescape(late.text)
    assert post(site, "undo", made="0").code == 400
    assert site.ask("/seat").text == second
    assert post(site, "undo", made="1").headers["location"] == "/seat#moment"
    assert lines(site.ask("/seat").text) == lines(first)


def test_a_blind_seat_says_nothing_of_what_the_model_thinks(site: Served) -> None:
    """No worth, no chance, no choice of the model's."""
    words = ("worth +", "the model&#x27;s choice", "passes ")
    page = begun(site, "CHN")
    assert any(each in page for each in words)
    post(site, "leave", again="1")
    page = begun(site, "CHN", blind="on")
    options = page[page.index('<ol class="options">') : page.index("</ol>")]
    assert not any(each in options for each in words)


def test_a_seat_is_left_and_taken_again_with_its_choices(site: Served) -> None:
    """One seat a server: another is refused until then. Its lines are in the form of the beginning."""
    page = begun(site, "JPN")
    post(site, "choose", line=lines(page)[0])
    page = site.ask("/seat").text
    refused = post(site, "begin", **{"as": "PER", "seed": "1"})
    assert refused.code == 400
    assert "one seat a server" in refused.text
    assert post(site, "leave").headers["location"] == "/seat"
    form = site.ask("/seat").text
    kept = re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.DOTALL)
    assert kept
    assert lines(begun(site, "JPN", choices=unescape(kept[1]))) == lines(page)


def test_the_rest_is_left_to_the_model_and_the_costs_are_asked(site: Served) -> None:
    """The end comes at once; what each choice cost or won is worked out beside the page."""
    page = begun(site, "JPN")
    post(site, "choose", line=next(each for each in lines(page) if each.endswith("withhold")))
    assert post(site, "finish").headers["location"] == "/seat#end"
    page = site.ask("/seat").text
    assert "Without you" in page
    assert "turtlebay verify" in page
    assert "Where you left the model" not in page
    assert post(site, "costs", n="x").code == 400
    assert post(site, "costs", n="3").headers["location"] == "/seat/costs"
    for _ in range(200):
        found = site.ask("/seat/costs")
        if found.code == 303:
            break
        assert found.headers["refresh"] == "2"
        assert "Working" in found.text
    page = site.ask("/seat").text
    assert "Where you left the model" in page
    assert "on 3 lucks from that moment on" in page


def test_nothing_is_chosen_without_the_token_or_from_another_site(site: Served) -> None:
    """Each address that changes something; nothing is changed."""
    page = begun(site, "JPN")
    for name in ("begin", "choose", "undo", "finish", "leave", "costs"):
        form = urlencode({"line": lines(page)[0], "made": "0", "token": site.token, "as": "PER", "seed": "1"})
        assert site.ask(f"/seat/{name}", "POST", form, Origin="https://evil.example").code == 403
        assert site.ask(f"/seat/{name}", "POST", form, Host="evil.example").code == 403
        assert site.ask(f"/seat/{name}", "POST", form, own=False).code == 403
        assert site.ask(f"/seat/{name}", "POST", form.replace(site.token, "wrong")).code == 403
        if name != "costs":
            assert site.ask(f"/seat/{name}").code == 405
    assert site.ask("/seat").text == page
    assert not re.search(r"<style|\son\w+=|\sstyle=|<script(?! src)|javascript:", page)


@pytest.mark.slow
def test_a_keyboard_is_enough_on_a_phone_in_the_dark(site: Served, chrome: Any) -> None:
    """From the beginning over a refusal to the end: the focus goes to the news, and axe finds nothing serious."""
    context = chrome.new_context(viewport={"width": 390, "height": 800}, color_scheme="dark")
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))

    def to(there: str) -> None:
        for _ in range(80):
            tab.keyboard.press("Tab")
            if tab.evaluate(f"document.activeElement.matches({there!r})"):
                return
        raise AssertionError(f"Tab does not come to {there}")

    def sound() -> None:
        assert serious(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390

    tab.goto(site.address)
    tab.goto(f"http://{site.host}/seat")
    sound()
    to("button.main")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#moment:focus")
    sound()
    while not tab.locator("#own").count():
        to(".options li:last-child button")
        with tab.expect_navigation():
            tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.id") == "moment"
    to("#own")
    tab.keyboard.type("table nothing=3")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#refused:focus")
    assert tab.input_value("#own") == "table nothing=3"
    sound()
    to("[action*=finish] button")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#end:focus")
    sound()
    to("[action*=costs] button")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#costs table", timeout=60_000)
    assert tab.evaluate("document.activeElement.id") == "costs"
    sound()
    assert [each for each in said if "400" not in each] == []
    context.close()
