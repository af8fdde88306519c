"""Pinned answers: what every command with --json says on one small store, a file json/NAME.json each.

A new line in the table below is a new answer: `python -m tests.golden.renew json` writes its file.
"""

import contextlib
import hashlib
import importlib.util
import io
import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.cli.main import answer
from tests.cases import small_case_text
from tests.kit import ROOT

FOLDER = Path(__file__).parent / "json"

ASKED = """
new               new --from dprk-2022-05 mine.yaml
cases             cases
schema            schema
demo              demo
check             check mine.yaml
check-broken      check broken.yaml
run               run mine.yaml --label base
run-set           run mine.yaml --set CHN.sanctions.limit=none --set RUS.sanctions.limit=none --label free
run-without       run mine.yaml --without icbm-2 --seed 2
run-statement     run dprk-2009-04 --label statement
run-small         run small.yaml --set CHN.legal_force.limit=none --label small
scenario          scenario small
new-on            new --on 2011-10-02 --provoker SYR --template repression begun.yaml
tables            tables small.yaml -o tables
import            import small.yaml --actors tables/actors.csv --timeline tables/timeline.csv -o again.yaml
count             count mine.yaml --text 100/100/85/75/50
count-set         count mine.yaml --text 100/100/85/75/50 --set RUS.sanctions.limit=none
count-at          count mine.yaml --text 100/100/60/75/50 --at base:34
fork              fork base --at 20 --set CHN.sanctions.limit=none --label forked
fork-again        fork forked --at 40 --set RUS.sanctions.limit=none --new-luck
fork-drop         fork base --drop 35
fork-insert       fork base --at 20 --insert more.yaml
fork-futures      fork base --at 20 --new-luck -n 3
state             state base
state-at          state base --at 36
log               log base --type RunStarted --type VetoThreatened --type DraftVetoed --type OutcomeReached
log-forked        log forked --origin intervention
log-causes        log statement --causes 45
log-whole         log base
explain           explain base
explain-statement explain statement
explain-but-for   explain statement --but-for --jobs 1 -n 4
explain-matrix    explain statement --matrix --jobs 1 -n 4
compare           compare base forked
compare-all       compare base free --all
compare-three     compare base free forked
compare-paired    compare base free --paired
compare-attribute compare base free --attribute --jobs 1 -n 3
sweep             sweep mine.yaml --jobs 1 -n 6
sweep-set         sweep mine.yaml --jobs 1 -n 6 --set CHN.sanctions.limit=none --set RUS.sanctions.limit=none
sweep-vary        sweep mine.yaml --jobs 1 -n 3 --vary CHN.sanctions.limit=50:70:20 --vary penholder=USA,GBR
sweep-vary-half   sweep mine.yaml --jobs 1 -n 3 --vary CHN.sanctions.limit=50:70:20 --set RUS.sanctions.limit=none
sweep-vary-free   sweep mine.yaml --jobs 1 -n 3 --vary CHN.sanctions.limit=50:70:20 --without icbm-2
sweep-lhs         sweep dprk-2009-04 --jobs 1 -n 2 --lhs CHN.form=20:60 --lhs vote_noise=2:8 --points 3
sweep-luck        sweep mine.yaml --jobs 1 -n 4 --luck-only
run-drawn         run mine.yaml --drawn --seed 3 --label drawn
sweep-until       sweep dprk-2009-04 --jobs 1 --until 0.2
sweep-row         log {sweep}:2 --type RunEnded
sweep-lhs-row     log {sweep-lhs}:3 --type RunStarted --type RunEnded
sweep-draws-row   log {sweep}:3 --type RunStarted --type RunEnded
explain-row       explain {sweep-set}:3
compare-sweeps    compare {sweep} {sweep-set}
compare-points    compare {sweep-vary-half} {sweep-vary-free}
tip               tip dprk-2009-04 CHN.form.limit --jobs 1 -n 4
tip-outcome       tip mine.yaml no-binding --outcome resolution --range 20:80 --jobs 1 -n 3
tip-all           tip dprk-2009-04 --all --most 3 --jobs 1 -n 4
tip-pair          tip dprk-2009-04 --pair CHN.form.limit RUS.form --jobs 1 -n 1
tip-against       tip dprk-2009-04 --against --jobs 1 -n 1
assumptions       assumptions dprk-2009-04 --jobs 1 -n 2
levers            levers small.yaml --jobs 1 -n 1
sensitivity       sensitivity dprk-2009-04 --size 2 --jobs 1 -n 1
verify            verify base
verify-all        verify
verify-sweep      verify {sweep} --jobs 1
verify-row        verify {sweep-vary}:3
report            report base --stored -o report.html
export-csv        export base --format csv --out csv
export-sweep      export {sweep-vary} --format jsonl --out jsonl
export-events     export statement --format jsonl --out events
export-cloud      export base --format cloudevents --out cloud
export-plover     export base --format plover --out plover
runs              runs
runs-tree         runs --tree
merge             merge turtlebay.db --into merged.db
figures           figures -n 1 --brief --jobs 1
backtest          backtest libya-2011-03 zimbabwe-2008-07 pakistan-1998-05 dprk-2009-04 -n 10 --jobs 1
backtest-explain  backtest libya-2011-03 --explain -n 10 --jobs 1 --as-of trigger
seat              seat dprk-2006-07 --as JPN
seat-end          seat dprk-2006-07 --as PER --finish --no-store -n 2
"""
"""A name and a command a line, given in this order with --json after it; {NAME} is the sweep that NAME answered."""

EXPORTED = {"export-sweep": "jsonl/runs.jsonl"}
"""Files that a command writes, and whose lines are pinned beside its answer."""

INSERTED = """
- id: gives-way
  at: 2022-05-01T09:00:00Z
  kind: concession
  actor: PRK
  summary: announces a moratorium
"""

NOT_PINNED = {"exercise"}
"""Commands that say how long something took; their tests look at what else they say."""

LONG = 40
"""Of an answer of more lines than this the number of lines and one digest are pinned."""


def asked() -> dict[str, list[str]]:
    """The words of every command of the table, by its name."""
    return {line.split()[0]: shlex.split(line)[1:] for line in ASKED.strip().splitlines()}


def elsewhere() -> set[str]:
    """Names of commands that cannot be asked here, for want of an extra: their pins stay as they are."""
    return set() if importlib.util.find_spec("SALib") else {"sensitivity"}


def pinned() -> dict[str, Any]:
    """Every answer that is pinned."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")}


def answers(folder: Path) -> dict[str, Any]:
    """What every command answers, given one after the other in an empty folder; `exit-codes` is what each ends with."""
    (folder / "small.yaml").write_text(small_case_text(), encoding="utf-8")
    (folder / "broken.yaml").write_text(small_case_text().replace("penholder: JPN", "penholder: JPM"), encoding="utf-8")
    (folder / "more.yaml").write_text(INSERTED, encoding="utf-8")
    found: dict[str, Any] = {}
    codes: dict[str, int] = {}
    with contextlib.chdir(folder):
        for name, words in asked().items():
            if name in elsewhere():
                continue
            codes[name], printed = _given([_filled(word, found) for word in words])
            found[name] = _read(printed)
            if name in EXPORTED:
                found[f"{name}-lines"] = _read(Path(EXPORTED[name]).read_text(encoding="utf-8"))
    return {**found, "exit-codes": codes}


def text_of(value: Any) -> str:
    """An answer as a file: sorted keys, a value a line."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of an answer with its path, as in outcomes[0].form; an empty object or list is a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from leaves(each, f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}" if path else key)
    if not inner:
        yield path, value


def differences(old: Any, new: Any) -> list[tuple[str, str, str]]:
    """Every path whose value changed, was added or removed, with both values as JSON; empty where there is none."""
    before, after = (
        {path: json.dumps(value, ensure_ascii=False) for path, value in leaves(each)} for each in (old, new)
    )
    paths = dict.fromkeys([*before, *after])
    return [(path, before.get(path, ""), after.get(path, "")) for path in paths if before.get(path) != after.get(path)]


def _filled(word: str, found: dict[str, Any]) -> str:
    """The word, with the id of a sweep in the place of its name in braces."""
    if "{" not in word:
        return word
    name, _, rest = word.removeprefix("{").partition("}")
    return str(found[name]["sweep"]) + rest


def _given(words: list[str]) -> tuple[int, str]:
    """The exit code of a command and what it printed, the checkout's own path taken out."""
    out, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        code = answer([*words, "--json"])
    assert out.getvalue(), f"turtlebay {shlex.join(words)} --json printed nothing:\n{said.getvalue()}"
    return code, out.getvalue().replace(str(ROOT), "CHECKOUT")


def _read(printed: str) -> Any:
    """The object that was printed, or the list of objects where there was one a line."""
    lines = printed.splitlines()
    if len(lines) > LONG:
        return {"lines": len(lines), "sha256": hashlib.sha256(printed.encode()).hexdigest()}
    objects = [json.loads(line) for line in lines]
    return _settled(objects[0]) if len(objects) == 1 else objects


def _settled(answered: dict[str, Any]) -> dict[str, Any]:
    """The list of stored sweeps by what they play: the store lists them by the second in which each was made."""
    if "store" in answered and "sweeps" in answered:
        answered["sweeps"].sort(key=lambda sweep: text_of({**sweep, "sweep": ""}))
    return answered
