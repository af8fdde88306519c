"""What turtlebay must do wherever it is installed. The Python of an installation runs this; it needs no pytest.

python -I tests/installed.py core EXTRA ..., in an empty folder. What is named must work; an extra needs what the core
left there.
"""

import contextlib
import io
import json
import subprocess
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sim
import turtlebay
from sim.cli.main import answer
from sim.cli.registry import COMMANDS
from sim.pages import plain

PINS = Path(__file__).parent / "golden" / "heads.json"

WORK = (
    "check dprk-2006-07",
    "run dprk-2006-07 --html run.html --md run.md",
    "explain last",
    "log last --json",
    "fork last --at 80 --set CHN.legal_force.limit=none",
    "sweep dprk-2006-07 -n 8 --jobs 2 --json",
    "export last --format jsonl --out lines",
    "export last --format csv --events --out tables",
    "verify",
)
"""A command of each kind: it reads a case, plays, stores, reads the store, plays many, writes files."""


def given(*words: str) -> str:
    """What a command prints. Exits where it does not end well."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = answer(words)
        out.flush()
    if code != 0 or "Warning" in err.getvalue():
        sys.exit(f"{err.getvalue()}\nturtlebay {' '.join(words)}: exit code {code}")
    return out.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


def core() -> None:
    """Help, the demo, the bytes of runs, and a command of each kind."""
    assert Path(sim.__file__).is_relative_to(sys.prefix), f"{sim.__file__} is not what was installed"
    assert turtlebay.__version__ == sim.__version__
    for name in ("", *COMMANDS):
        assert "Usage: turtlebay" in given(*name.split(), "--help"), name
    demo = [Path(sys.prefix) / "bin" / "turtlebay", "demo"], [sys.executable, "-I", "-m", "turtlebay", "demo"]
    shown = [subprocess.run(words, check=True, capture_output=True).stdout for words in demo]
    assert shown[0] == shown[1]
    assert b"15-0" in shown[0]
    plain = [pin for pin in json.loads(PINS.read_text(encoding="utf-8")) if plainly(pin)]
    parted = [pin for pin in plain if sim.run(sim.load(pin["case"]), pin["seed"]).head != pin["head"]]
    assert plain
    assert not parted, f"other bytes than those pinned: {parted}"
    for command in WORK:
        given(*command.split())


def plainly(pin: Mapping[str, Any]) -> bool:
    return pin["seed"] <= 3 and not (pin["sets"] or pin["without"] or pin["interventions"])


def analysis() -> None:
    """Parquet, which pyarrow writes."""
    given("export", "last", "--out", "parquet")


def cluster() -> None:
    """Workers of Dask play what this process plays."""
    from distributed import Client

    case = sim.load("dprk-2006-07")
    with Client(processes=False, n_workers=1, threads_per_worker=2, dashboard_address=None) as client:
        assert plain(sim.sweep(case, 8, executor=client).tally) == plain(sim.sweep(case, 8).tally)


def sensitivity() -> None:
    """Morris, by SALib."""
    given("sensitivity", "dprk-2006-07", "--size", "2", "-n", "1", "--jobs", "1")


def tables() -> None:
    """A workbook, there and back, by openpyxl."""
    given("tables", "dprk-2006-07", "--out", "sheets", "--xlsx")
    given("import", "dprk-2006-07", "--actors", "sheets/tables.xlsx", "--out", "sheets/new.yaml")


def web() -> None:
    """The page, by Starlette and uvicorn: its address, its own script, and a first answer."""
    command = [
        sys.executable,
        "-I",
        "-m",
        "turtlebay",
        "explore",
        "dprk-2009-04",
        "--no-browser",
        "-n",
        "2",
        "--jobs",
        "1",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            address = server.stderr.readline().split()[-1]
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            page = opener.open(address).read().decode()
            assert "of 2 runs" in page
            script = opener.open(address.partition("/enter")[0] + "/static/explore.js")
            assert script.headers["content-type"].startswith("text/javascript")
        finally:
            server.terminate()


PARTS = {
    "core": core,
    "analysis": analysis,
    "cluster": cluster,
    "sensitivity": sensitivity,
    "tables": tables,
    "web": web,
}


def main(parts: Sequence[str]) -> None:
    for part in parts:
        PARTS[part]()


if __name__ == "__main__":
    main(sys.argv[1:])
