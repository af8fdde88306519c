"""Pinned pages: what commands print at 80 columns. A new line in the table is a new page; renew.py writes its file."""

import contextlib
import io
import os
import shlex
import tempfile
from pathlib import Path
from unittest import mock

from sim.cli.main import answer
from tests.cases import small_case_text

FOLDER = Path(__file__).parent / "pages"

ASKED = {
    "run": ["run dprk-2006-07"],
    "run-vetoed": ["run dprk-2022-05 --quiet"],
    "count": ["count dprk-2006-07 --text 100/80/65/50/50"],
    "count-statement": ["count dprk-2009-04 --text 50/80/0/0/80"],
    "state": ["run dprk-2006-07", "state last --at 97"],
    "fork": ["run small.yaml --label mine", "fork mine --at 8 --set CHN.legal_force.limit=none"],
    "fork-futures": [
        "run small.yaml --label mine", "fork mine --at 8 --set CHN.legal_force=60 --new-luck -n 10 --jobs 1",
    ],
    "runs": [
        "run small.yaml --label mine", "fork mine --at 8 --set CHN.legal_force.limit=none --label forked",
        "fork forked --at 12 --set RUS.legal_force=60", "sweep small.yaml -n 2 --jobs 1", "runs --tree",
    ],
    "log": ["run dprk-2006-07", "log last --causes 122"],
    "cases": ["cases"],
    "demo": ["demo"],
    "new": ["new --from dprk-2006-07 mine.yaml"],
    "new-on": ["new --on 2011-10-02 --provoker SYR --template repression mine.yaml"],
    "check": ["check dprk-2006-07"],
    "check-short": ["check syria-2011-10"],
    "compare": [
        "run dprk-2006-07 --label july", "run dprk-2006-07 --set CHN.legal_force.limit=none --label free",
        "compare july free",
    ],
    "compare-identical": ["run small.yaml --label base", "compare base base"],
    "compare-attribute": [
        "run small.yaml --label base",
        "run small.yaml --set CHN.legal_force.limit=none --set RUS.legal_force=60 --label free",
        "compare base free --attribute --jobs 1 -n 10",
    ],
    "explain": ["run dprk-2006-07 --label july", "explain july"],
    "explain-but-for": ["run dprk-2022-05 --label may", "explain may --but-for --matrix --jobs 1 -n 10"],
    "sweep": ["sweep dprk-2006-07 -n 40 --jobs 1"],
    "sweep-luck-only": ["sweep dprk-2006-07 -n 40 --jobs 1 --luck-only"],
    "run-drawn": ["run small.yaml --drawn --seed 2 --quiet"],
    "sweep-points": ["sweep small.yaml -n 20 --jobs 1 --vary JPN.form=100,25 --vary CHN.legal_force.limit=0,none"],
    "backtest": ["backtest libya-2011-03 zimbabwe-2008-07 pakistan-1998-05 dprk-2009-04-short -n 10 --jobs 1"],
    "backtest-explain": ["backtest libya-2011-03 --explain -n 10 --jobs 1 --as-of trigger"],
    "verify-sweep": ["sweep small.yaml -n 12 --jobs 1", "verify last"],
    "compare-sweeps": [
        "sweep small.yaml -n 20 --jobs 1", "sweep small.yaml -n 20 --jobs 1 --set CHN.legal_force.limit=none",
        "compare s50dc92 last",
    ],
    "compare-sweeps-points": [
        "sweep small.yaml -n 6 --jobs 1 --vary CHN.legal_force.limit=0,50",
        "sweep small.yaml -n 6 --jobs 1 --vary CHN.legal_force.limit=0,50 --set CHN.condemnation.limit=0",
        "compare s873d34 last",
    ],
    "export": ["sweep small.yaml -n 12 --jobs 1", "export last --format csv --out table"],
    "tip": ["tip dprk-2006-07 CHN.legal_force.limit=45:52 -n 12 --jobs 1"],
    "tip-parameter": ["tip small.yaml vote_noise --outcome none -n 10 --jobs 1"],
    "tip-all": ["tip dprk-2009-04 --all --most 4 -n 8 --jobs 1"],
    "tip-pair": ["tip small.yaml --pair CHN.legal_force.limit JPN.form -n 2 --jobs 1"],
    "tip-against": ["tip dprk-2009-04 --against -n 4 --jobs 1"],
    "assumptions": ["assumptions dprk-2009-04 -n 4 --jobs 1"],
    "levers": ["levers dprk-2009-04 -n 1 --jobs 1"],
}  # fmt: skip
"""A page and the commands that lead to it, given in order in a folder with small.yaml; the last prints it."""


def printed(name: str, folder: Path) -> str:
    """What the last command of a page prints."""
    (folder / "small.yaml").write_text(small_case_text(), encoding="utf-8")
    environment = mock.patch.dict(os.environ, {"COLUMNS": "80"})
    with contextlib.chdir(folder), contextlib.redirect_stderr(io.StringIO()) as said, environment:
        for words in ASKED[name]:
            out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
            with contextlib.redirect_stdout(out):
                code = answer(shlex.split(words))
            assert code == 0, f"turtlebay {words}: {said.getvalue()}"
    out.seek(0)
    return out.read()


def renew() -> None:
    """Write every page as it is now."""
    FOLDER.mkdir(exist_ok=True)
    for name in ASKED:
        with tempfile.TemporaryDirectory() as folder:
            (FOLDER / f"{name}.txt").write_text(printed(name, Path(folder)), encoding="utf-8")
