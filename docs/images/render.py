"""Real output for the documents: the picture of a run, what each command in README and tutorial prints, two tables.

    python docs/images/render.py             the picture, every output block of README.md and docs/tutorial.md, and in
                                             docs/model.md the parameters and the positions against the record
    python docs/images/render.py --slow      those of commands that take minutes as well, the back-test, and pictures
                                             of a report and the page (in Chromium, by Playwright)
    python docs/images/render.py --report    the picture of a report alone, which takes minutes

An output block is fenced as `console`; each line that begins with `$ turtlebay` is given as it stands, in a folder of
its own for each document, and what it prints takes the place of the lines below it. `console exit=2` says that the
command is meant to fail, `console silent` that its output is not shown, `console slow` that it is given with --slow
only, being asked of what a slow command made. A block fenced as `pycon` is run line by line in the same folder.
"""

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "tutorial.md")
MODEL = ROOT / "docs" / "model.md"
PICTURE = Path(__file__).with_name("run.svg")
REPORT = Path(__file__).with_name("report.png")
EXPLORE = Path(__file__).with_name("explore.png")
COLUMNS = 100
PROMPT = "$ "

SLOW = frozenset({"--but-for", "assumptions", "backtest", "explore", "figures", "report", "sweep", "tip"})
"""Words of commands that take too long for a test: there they are only parsed."""

_FENCE = re.compile(r"^```(?P<kind>console|pycon)(?P<more>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[list[str]]:
    """The words of every `turtlebay` command in the console blocks of a document, without what it is piped into."""
    return [
        _split(line)[0]
        for block in _FENCE.finditer(text)
        if block["kind"] == "console"
        for line in _typed(block["body"])
        if line.startswith("turtlebay ")
    ]


def refreshed(text: str, slow: bool = False) -> str:
    """The document with what its commands print now. Raises AssertionError where one ends with another exit code.

    The commands are given in the working directory. slow: those of SLOW too; else their output stays as it is.
    """
    names: dict[str, object] = {}
    return _FENCE.sub(lambda block: _refreshed(block, names, slow), text)


def _refreshed(block: "re.Match[str]", names: dict[str, object], slow: bool) -> str:
    head = f"```{block['kind']}{block['more']}\n"
    if block["kind"] == "pycon":
        return head + "".join(_interpreted(block["body"], names)) + "```"
    if "slow" in block["more"].split() and not slow:
        return block[0]
    expected = re.search(r"exit=(\d+)", block["more"])
    parts = _answered(block["body"], int(expected[1]) if expected else 0, slow)
    if "silent" in block["more"]:
        for _ in parts:
            pass
        return block[0]
    return head + "".join(parts) + "```"


def _typed(body: str) -> list[str]:
    """The commands of a block, a line that ends in a backslash joined to the next."""
    joined = body.replace("\\\n", "")
    return [re.sub(r"\s+", " ", line.removeprefix(PROMPT)) for line in joined.splitlines() if line.startswith(PROMPT)]


def _answered(body: str, code: int, slow: bool) -> Iterator[str]:
    parts = re.split(r"^(?=\$ )", body, flags=re.MULTILINE)
    for part in (part for part in parts if part):
        typed = re.match(r"\$ (?:.*\\\n)*.*\n", part)
        assert typed is not None, f"a console block begins with no command: {part[:60]!r}"
        [line] = _typed(typed[0])
        runs = line.startswith("turtlebay ") and (slow or SLOW.isdisjoint(line.split()))
        yield typed[0] + _output(line, code) if runs else part


def _split(line: str) -> tuple[list[str], str, str]:
    """A command's words after `turtlebay`, the file its output goes to, and the filter it is piped into."""
    line, _, target = line.partition(" > ")
    line, _, piped = line.partition(" | ")
    return shlex.split(line)[1:], target.strip(), piped.strip()


def _piped(printed: str, command: str) -> str:
    """What `head -n N` or `sed -n '/BEGINNING/,$p'` leaves of some lines."""
    lines = printed.splitlines(keepends=True)
    if not command:
        return printed
    if most := re.fullmatch(r"head -n (\d+)", command):
        return "".join(lines[: int(most[1])])
    beginning = re.fullmatch(r"sed -n '/\^(.+)/,\$p'", command)
    assert beginning is not None, f"no such filter here: {command}"
    first = next(number for number, line in enumerate(lines) if line.startswith(beginning[1]))
    return "".join(lines[first:])


def _output(line: str, code: int) -> str:
    """What a command prints on a pipe; where it is meant to fail, with what it says on standard error."""
    from sim.cli.main import answer

    words, target, command = _split(line)
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    said = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        ended = answer(words)
    out.seek(0)
    printed = out.read()
    assert ended == code, f"turtlebay {' '.join(words)} ended with {ended}, not {code}:\n{printed}{said.getvalue()}"
    if target:
        Path(target).write_text(printed, encoding="utf-8")
        return ""
    return _piped(printed, command) + (said.getvalue() if code else "")


def _interpreted(body: str, names: dict[str, object]) -> Iterator[str]:
    for example in doctest.DocTestParser().get_examples(body):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(example.source, "<document>", "single"), names)
        lines = example.source.splitlines()
        yield "".join(f"{'... ' if number else '>>> '}{line}".rstrip() + "\n" for number, line in enumerate(lines))
        yield out.getvalue()


@contextlib.contextmanager
def workplace() -> Iterator[None]:
    """An empty working directory, and output as wide as the documents show it."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        before = os.environ.get("COLUMNS")
        os.environ["COLUMNS"] = str(COLUMNS)
        try:
            yield
        finally:
            os.environ.pop("COLUMNS")
            if before is not None:
                os.environ["COLUMNS"] = before


def picture(case: str = "dprk-2006-07", seed: int = 1, above: int = 9, below: int = 26, width: int = 118) -> str:
    """A run as it looks on a terminal, as SVG: the beginning, then the last lines of the timeline and the card."""
    from rich.console import Console
    from rich.text import Text

    import sim
    from sim.pages import Look, terminal
    from sim.questions.run import page

    lines = terminal(page(sim.run(sim.load(case), seed)), Look(colour=True, columns=width)).splitlines()
    card = max(number for number, line in enumerate(lines) if line.startswith("Outcome"))
    first = next(number for number, line in enumerate(lines) if re.search("North Korea.* launches a", line))
    kept = [*lines[:3], *lines[first : first + above], "", "  ...", "", *lines[card - below :]]
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Text(f"$ turtlebay run {case}", style="bold"))
    for line in kept:
        console.print(Text.from_ansi(line), soft_wrap=True)
    svg = console.export_svg(title=f"turtlebay run {case}", unique_id="turtlebay")
    # A picture that fetches nothing: fonts from elsewhere go, the reader's own monospaced one stands in.
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return re.sub(r"\s*<!-- Generated .*?-->", "", svg)


def photograph(addresses: Sequence[str], picture: Path, wide: int, high: int, ready: str = "body") -> None:
    """The upper part of a page of ours as a browser shows it: the last of some addresses, opened one after another.

    ready: what is waited for. Raises AssertionError where there is no browser.
    """
    from playwright.sync_api import sync_playwright

    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    browser_path = next(found, None)
    assert browser_path, "no chromium, chromium-browser or google-chrome on the path"
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": wide, "height": high}, color_scheme="light")
        for address in addresses:
            tab.goto(address)
            tab.wait_for_selector(ready, timeout=300_000)
        tab.screenshot(path=picture)
        browser.close()


def report(case: str = "dprk-2006-07") -> None:
    """The picture of the report that README asks for."""
    with workplace():
        list(_answered(f"$ turtlebay report {case} -o report.html\n", 0, slow=True))
        photograph([Path("report.html").resolve().as_uri()], REPORT, 1000, 1980)


def explore(case: str = "dprk-2006-07", moved: str = "china-legal-limit=50") -> None:
    """The picture of the page that README asks for: one number moved, and refined to the end."""
    command = [sys.executable, "-m", "turtlebay", "explore", case, "--no-browser"]
    with workplace():
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:
            try:
                assert server.stderr is not None
                address = server.stderr.readline().split()[-1]
                wanted = f"{address.partition('/enter')[0]}/?{moved}"
                photograph([address, wanted], EXPLORE, 1300, 1000, "#answer[data-done=true]")
            finally:
                server.terminate()


RECORD_END = {
    "CHN": {"condemnation": 78, "sanctions": 60, "legal_force": 0, "dialogue": 95},
    "RUS": {"condemnation": 78, "sanctions": 60, "legal_force": 10, "dialogue": 85},
    "JPN": {"condemnation": 100, "sanctions": 75, "legal_force": 70, "dialogue": 50},
    "USA": {"condemnation": 100, "sanctions": 72, "legal_force": 65, "dialogue": 60},
}
"""Where the record's coding of July 2006 has four members on 15 July; on form it has nothing."""


def parameter_table() -> str:
    """The parameter table as Markdown."""
    from sim.scenario.parameters import table

    lines = ["| name | value | range | unit | meaning | source |", "|---|---|---|---|---|---|"]
    for each in table().values():
        span = f"{each.low:g} to {each.high:g}"
        lines.append(f"| `{each.name}` | {each.value:g} | {span} | {each.unit} | {each.meaning} | {each.source} |")
    return "\n".join(lines)


def positions_table(seeds: int = 50) -> str:
    """Where four members of July 2006 stand at the beginning of 15 July, over seeds, beside the record's coding."""
    import sim

    scenario = sim.load("dprk-2006-07")
    setting, keys = scenario.setting, scenario.setting.space.keys
    minute = setting.minute(datetime(2006, 7, 15, tzinfo=UTC))
    found: dict[tuple[str, str], list[int]] = {}
    for seed in range(1, seeds + 1):
        run = sim.run(scenario, seed)
        assert run.events[-1].t >= minute, f"the run of seed {seed} ends before 15 July"
        state = run.state_at(max(event.seq for event in run.events if event.t <= minute))
        state.t = minute
        for code in RECORD_END:
            for key, position in zip(keys, state.positions(code), strict=True):
                found.setdefault((code, key), []).append(position)
    lines = [
        "| member | issue | coded, 5 July | model, 15 July | record, 15 July | model less record |",
        "|---" * 6 + "|",
    ]
    for (code, key), positions in found.items():
        mean = sum(positions) / seeds
        end = RECORD_END[code].get(key)
        off = ("", "") if end is None else (f"{end}", f"{mean - end:+.0f}")
        coded = setting.case.actors[code].stances[key].position
        moved = f"{mean:.0f} ({min(positions)}-{max(positions)})"
        lines.append(f"| {setting.case.actors[code].name} | {key} | {coded} | {moved} | {off[0]} | {off[1]} |")
    return "\n".join(lines)


def filled(text: str, name: str, table: str) -> str:
    """A document with a table between the marks of that name."""
    first, last = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = text.partition(first)
    return f"{before}{first}\n{table}\n{last}{rest.partition(last)[2]}"


def back_test(edge: str) -> str:
    """The tables of the back-test as Markdown, without the title and the next commands."""
    with workplace():
        _output(f"turtlebay backtest --as-of {edge} --md page.md > page.txt", 0)
        text = Path("page.md").read_text(encoding="utf-8")
    return text.split("\n", 2)[2].partition("\nNext:\n")[0].strip()


def main() -> None:
    """Render everything, or the picture of a report alone."""
    if "--report" in sys.argv[1:]:
        report()
        return
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        with workplace():
            new = refreshed(text, "--slow" in sys.argv[1:])
        document.write_text(new, encoding="utf-8")
    model = MODEL.read_text(encoding="utf-8")
    model = filled(filled(model, "parameters", parameter_table()), "positions", positions_table())
    if "--slow" in sys.argv[1:]:
        for edge in ("draft", "trigger"):
            model = filled(model, f"backtest-{edge}", back_test(edge))
        report()
        explore()
    MODEL.write_text(model, encoding="utf-8")
    PICTURE.write_text(picture(), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
