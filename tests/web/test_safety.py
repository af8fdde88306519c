"""The server of the page answers to its own pages on this machine only; what goes wrong is said in a sentence."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.kit import child_environment, python, wait_for
from tests.web.serving import MOVED, N, Served, served

pytest.importorskip("starlette", reason="the extra web is not installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all requests that change nothing for the next."""
    with served(tmp_path_factory.mktemp("site")) as found:
        yield found


def test_it_answers_on_this_machine_only(site: Served) -> None:
    """It listens on the loopback address, and on no other."""
    others = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), None)} - {"127.0.0.1", "::1"}
    for address in others:
        with pytest.raises((ConnectionError, TimeoutError)):
            socket.create_connection((address, site.port), timeout=2)


def test_a_name_that_was_pointed_here_is_refused(site: Served) -> None:
    """DNS rebinding: the host that a request names must be this machine, by its own name and port."""
    for host in ("evil.example", f"evil.example:{site.port}", f"127.0.0.1:{site.port + 1}", "127.0.0.1", ""):
        found = site.ask("/", Host=host)
        assert found.code == 403, host
        assert "answers to 127.0.0.1" in found.text
    assert site.ask("/", Host=f"localhost:{site.port}").code == 200


def test_a_foreign_page_is_refused(site: Served) -> None:
    """A browser says where a request comes from; with the cookie or not, a foreign one gets nothing."""
    for headers in ({"Origin": "https://evil.example"}, {"Origin": f"http://127.0.0.1:{site.port + 1}"},
                    {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}):  # fmt: skip
        assert site.ask("/answer", **headers).code == 403, headers
        assert site.ask("/fork", "POST", f"token={site.token}", **headers).code == 403, headers
    assert site.ask("/static/explore.js", Sec_Fetch_Site="same-origin").code == 200
    assert "access-control-allow-origin" not in site.ask("/").headers


def test_without_the_token_there_is_nothing_to_see(site: Served) -> None:
    """A wrong one is refused as well; the right one is taken once and kept in a cookie that no script can read."""
    for path in ("/", "/answer", "/shelf", "/static/explore.js", "/scenario.yaml"):
        found = site.ask(path, own=False)
        assert found.code == 403
        assert "turtlebay explore" in found.text
    assert site.ask("/enter?token=wrong", own=False).code == 403
    found = site.ask(f"/enter?token={site.token}", own=False)
    assert (found.code, found.headers["location"]) == (303, "/")
    assert {"httponly", "samesite=strict"} <= set(found.headers["set-cookie"].lower().split("; "))


def test_what_changes_something_needs_the_token_by_name(site: Served) -> None:
    """The cookie alone is not enough: a form of another page could send it."""
    for path in ("/fork", f"/report?{MOVED}"):
        assert site.ask(path, "POST", "run=last&at=3").code == 403
        assert site.ask(path, "POST", "token=wrong").code == 403
        assert site.ask(path, "POST", x_turtlebay_token="wrong").code == 403
        assert site.ask(path).code == 405
    assert site.ask("/", "PUT").code == 403
    assert site.ask("/fork", "POST", "x" * 100_000).code == 403


def test_every_answer_says_what_a_browser_may_do_with_it(site: Served) -> None:
    """No script but its own file, no style but its own file, no frame, no other machine; errors too."""
    for path in ("/", "/shelf", "/run/nothing", "/static/explore.js", "/scenario.yaml"):
        headers = site.ask(path, accept="text/html").headers
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    text = site.ask(f"/?{MOVED}").text
    assert not re.search(r"<style|\son\w+=|\sstyle=|<script(?! src)|javascript:|(?<!<a href=\")https?://(?!127)", text)


@pytest.mark.parametrize(
    "query",
    [
        "china-legal-limit=101", "china-legal-limit=", "china-legal-limit=nan", "china-legal-limit=1e99",
        "china-legal-limit=%00", "CHN.legal_force=-1", "CHN.nothing=3", "nothing=1", "~without=nothing",
        f"~base={quote('CHN.nothing=3')}", "china-legal-limit=%ff%fe", f"nothing={'9' * 5000}", "climate.vetoes=1.5",
    ],
)  # fmt: skip
def test_bad_values_are_refused_in_a_sentence(site: Served, query: str) -> None:
    """What stood there, and what is allowed; never a traceback, and nothing of it becomes markup."""
    found = site.ask(f"/answer?{query}")
    assert found.code == 400, found.text
    assert "Traceback" not in found.text
    assert site.ask(f"/?{query}", accept="text/html").code == 400


def test_nothing_that_is_asked_becomes_markup(site: Served) -> None:
    """Words of an address are escaped wherever they are shown again."""
    evil = quote("<script>alert(1)</script>")
    for path in (f"/?{evil}=3", f"/?china-legal-limit={evil}", f"/run/{evil}", f"/sweep/{evil}", f"/report/{evil}"):
        found = site.ask(path, accept="text/html")
        assert found.code in (400, 404), path
        assert "<script>alert" not in found.text


def test_what_is_not_there_is_said(site: Served) -> None:
    """Runs, sweeps, reports, events and addresses that do not exist."""
    for path in ("/run/abc", "/sweep/s0", "/report/7", "/played/1?~at=9999", "/nothing", "/static/../server.py"):
        assert site.ask(path, accept="text/html").code in (400, 404), path


def test_an_answer_is_refined_and_its_runs_are_stored(site: Served) -> None:
    """A few runs first, then more, up to those asked for; the same question then plays none and says the same."""
    told = site.ask(f"/answer?{MOVED}").lines
    counts = [each["runs"] for each in told if "headline" in each]
    assert counts[0] <= 4
    assert counts == sorted(counts)
    assert counts[-1] == int(N)
    assert all(each["setting"] == MOVED for each in told)
    assert told[-1]["done"]
    again = site.ask(f"/answer?{MOVED}").lines
    assert [each["runs"] for each in again] == [int(N)] * 2
    assert again[-1] == told[-1]
    assert again[0] == [each for each in told if "headline" in each][-1]


def test_a_fork_is_stored_beside_its_parent(site: Served) -> None:
    """Fork here: with the token of the page, from a run of a setting; both are on the shelf then."""
    assert 'name="token"' in site.ask(f"/played/3?{MOVED}&~at=3").text
    form = f"seed=3&query={quote(MOVED)}&at=3&path=CHN.legal_force.limit&value=none&token={site.token}"
    found = site.ask("/fork", "POST", form)
    assert found.code == 303
    shown = site.ask(found.headers["location"])
    assert shown.code == 200
    assert "Beside the run it was forked from" in shown.text
    assert found.headers["location"] in site.ask("/shelf").text
    wrong = site.ask("/fork", "POST", form.replace("limit&value=none", "limit&value=999"))
    assert wrong.code == 400


def test_a_sweep_of_the_store_can_be_opened(site: Served) -> None:
    """As its command prints it, and from it the first run of each outcome."""
    _given(site.store.parent, "sweep", "small.yaml", "-n", "4", "--jobs", "1", "--store", "explore.db")
    [sweep] = set(re.findall(r'href="(/sweep/\w+)"', site.ask("/shelf").text))
    shown = site.ask(sweep)
    assert shown.code == 200
    assert "4 runs, seeds 1 to 4" in shown.text
    example = re.search(r'href="(/run/s\w+:\d+)"', shown.text)
    assert example
    assert site.ask(example[1]).code == 200


def test_a_setting_is_saved_as_a_scenario_that_gives_the_same_runs(site: Served) -> None:
    """The download is a scenario file with the changes in it."""
    import sim

    found = site.ask(f"/scenario.yaml?{MOVED}")
    assert "attachment" in found.headers["content-disposition"]
    file = site.store.parent / "saved.yaml"
    file.write_text(found.text, encoding="utf-8")
    first, second = sim.load(file), sim.load(site.store.parent / "small.yaml").vary({"CHN.legal_force.limit": 75})
    assert sim.run(first, 5).outcome.form == sim.run(second, 5).outcome.form
    assert first.case == second.case


def test_a_report_is_made_of_a_setting(site: Served) -> None:
    """With progress, then an address; the report keeps the policy that goes with its own style."""
    told = site.ask(f"/report?{MOVED}", "POST", x_turtlebay_token=site.token).lines
    found = site.ask(told[-1]["report"])
    assert found.code == 200
    assert "What would change the judgement" in found.text
    assert "style-src 'sha256-" in found.headers["content-security-policy"]


def test_two_servers_share_one_store(tmp_path: Path) -> None:
    """Each has a port, a token and a cookie of its own; what one has played the other finds."""
    with served(tmp_path) as first, served(tmp_path) as second:
        assert first.port != second.port
        assert first.ask(f"/answer?{MOVED}").lines[-1]["done"]
        told = second.ask(f"/answer?{MOVED}").lines
        assert [each["runs"] for each in told] == [int(N)] * 2
        crossed = {"Cookie": f"turtlebay-{second.port}={first.token}"}
        assert second.ask("/", own=False, **crossed).code == 403


def test_a_tab_that_is_closed_in_the_middle_stops_the_playing(tmp_path: Path) -> None:
    """Nobody listens: after the runs in hand no more is played, and what was finished is stored and sound."""
    with served(tmp_path, n="2000") as site:
        connection = socket.create_connection(("127.0.0.1", site.port))
        cookie = f"Cookie: turtlebay-{site.port}={site.token}"
        connection.sendall(f"GET /answer?{MOVED} HTTP/1.1\r\nHost: {site.host}\r\n{cookie}\r\n\r\n".encode())
        assert connection.recv(4096)
        wait_for(lambda: _rows(site) >= 10)
        connection.close()
        before = -1
        while before != (before := _rows(site)):
            time.sleep(1)
        assert before < 3000
        assert site.ask("/").code == 200
    _given(tmp_path, "verify", "--store", "explore.db")


def test_a_server_that_is_killed_leaves_a_sound_store_and_no_workers(tmp_path: Path) -> None:
    """Its workers end with it, and the next server goes on with what was stored."""
    with served(tmp_path, n="2000") as site:
        connection = socket.create_connection(("127.0.0.1", site.port))
        cookie = f"Cookie: turtlebay-{site.port}={site.token}"
        connection.sendall(f"GET /answer?{MOVED} HTTP/1.1\r\nHost: {site.host}\r\n{cookie}\r\n\r\n".encode())
        wait_for(lambda: _rows(site) >= 10)
        workers = _children(site.process.pid)
        assert workers
        site.process.send_signal(signal.SIGKILL)
        site.process.wait()
        wait_for(lambda: not any(Path(f"/proc/{each}").exists() for each in workers))
        connection.close()
    with served(tmp_path, n="10") as again:
        assert again.ask(f"/answer?{MOVED}").lines[0]["runs"] >= 4


def _rows(site: Served) -> int:
    """Runs that the store has."""
    if not site.store.exists():
        return 0
    code = "import sys, sqlite3; from sim.store.schema import OUTCOMES\n"
    code += "print(sqlite3.connect(sys.argv[1]).execute(f'SELECT count(*) FROM {OUTCOMES}').fetchone()[0])"
    return int(python(code, site.store))


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(word) for word in (task / "children").read_text().split()]
    return found


def _given(folder: Path, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "turtlebay", *words],
        cwd=folder, env=child_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_cleanly(tmp_path: Path, number: int) -> None:
    """With a sentence, no traceback, and no process left."""
    with served(tmp_path, n="2000") as site:
        site.ask("/")
        workers = _children(site.process.pid)
        site.process.send_signal(number)
        _, said = site.process.communicate(timeout=60)
        assert site.process.returncode == 0
        assert "Traceback" not in said
        assert "What was played is in explore.db" in said
        wait_for(lambda: not any(Path(f"/proc/{each}").exists() for each in workers))


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    """In one sentence, and before the scenario is even looked for."""
    code = (
        "import importlib.util, sys\n"
        "known = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'starlette' else known(name, *more)\n"
        "from sim.cli.main import answer\n"
        "code = answer(['explore', 'no-such-file'])\n"
        "print(code, sorted({'numpy', 'sim.web', 'sim.engine.loading'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=child_environment(), capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("2 ")
    assert done.stderr.strip() == "explore needs two more packages: pip install 'turtlebay[web]'"


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    """Exit 2 and what to do, before anything is played."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "turtlebay", "explore", "dprk-2009-04", "--port", port, "--store", "x.db"],
            cwd=tmp_path, env=child_environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr
