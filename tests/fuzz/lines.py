"""Odd command lines: any options of any command in any order, with values that fit and values that do not."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from attrs import frozen

from sim.cli.main import app
from sim.cli.registry import COMMANDS
from sim.vocabulary.events import REGISTRY
from tests.cases import short_file
from tests.fuzz import Tried, Try
from tests.fuzz.commands import WAITING, Answer, given, looked_at, unfit, working_in
from tests.fuzz.files import SNIPPET
from tests.fuzz.mutations import NUMBERS, TIMES, WORDS
from tests.kit import CASES, child_environment

ENDLESS = ("--follow", "-f", "--help", "-h", "--version", "--scheduler")
"""Options that wait for what does not come, by design, or end at once."""

LONG = {
    "figures": 0.05,
    "sensitivity": 0.2,
    "levers": 0.5,
    "assumptions": 0.5,
    "tip": 0.7,
    "exercise": 0.2,
    "report": 0.5,
}
"""Commands that play many runs, and how often they are given where others are given once."""

SERVING = ("explore",)
"""Commands that end with Ctrl-C only; `tests/web` tries them."""

FILES = (
    "small.yaml", "odd.yaml", "gone.yaml", "folder", "pipe", "link", "full", "binary", "turtlebay.db", ".", "..", "",
    "/", "~", "gone/x.yaml", "x" * 300, "a\0b", "*", "small.yaml/x", "new.yaml", "new.html", "new.md", "new.jsonl",
    "\u202e.html", "N.HTML", "folder.html", "pipe.md", "/dev/full", "/dev/null", "-", "--", *CASES[:1],
)  # fmt: skip
PATHS = (
    "climate.vetoes", "CHN.legal_force.limit", "JPN.legal_force", "actors.RUS.isolation", "vote_noise", "penholder",
    "horizon", "timeline.launch-1.at", "ties.JPN-USA.strength", "parameters.delay_cost", "legal_force", "CHN", "CHN.",
    ".", "", "issues.form.law_in_force", "china-legal-limit", "timeline.draft-1.text.form",
)  # fmt: skip
FEW = ("1", "2", "3")
REFUSED_NUMBERS = (
    "0",
    "-1",
    "1.5",
    "two",
    "1e3",
    "0x10",
    "",
    " ",
    "9" * 20,
    "9" * 5_000,
    "100001",
    "\u0663",
    "+1",
    "nan",
)
"""What no option that counts runs may take: a number that it takes is a number of runs to wait for."""

FITTING: Mapping[str, Sequence[str]] = {
    "FILE": ("small.yaml",),
    "-n": FEW,
    "--runs": FEW,
    "--size": ("2", "4"),
    "--points": FEW,
    "--most": FEW,
    "--jobs": ("1",),
    "--store": ("turtlebay.db",),
    "--out": ("exported",),
    "-o": ("new.html",),
    "--html": ("new.html",),
    "--md": ("new.md",),
    "--log": ("new.jsonl",),
    "--record": ("new.json",),
    "--as-of": ("trigger", "draft"),
    "--insert": ("odd.yaml",),
    "--from": ("small.yaml", *CASES),
    "--on": ("2011-10-02", "1998-05-11"),
    "--provoker": ("SYR", "IND"),
    "--template": ("repression", "mandate"),
    "--actors": ("odd.yaml",),
    "--timeline": ("odd.yaml",),
    "--set": ("climate.vetoes=3", "CHN.legal_force.limit=none"),
    "--without": ("draft-1", "launch-1"),
    "--vary": ("CHN.legal_force=0:100:50",),
    "--lhs": ("JPN.form=0:60", "vote_noise=2:8"),
    "--range": ("0:100", "20:30"),
    "PATH": ("CHN.legal_force.limit", "climate.vetoes", "china-legal-limit"),
    "--pair": ("CHN.legal_force.limit", "JPN.legal_force", "climate.vetoes"),
    "--level": ("0.5", "0.1"),
    "--until": ("0.9", "6"),
    "--outcome": ("resolution", "legal_force>=50", "press_statement"),
    "--text": ("100/80/50", "25/0/0", "100/80/95"),
    "--at": ("5", "7", "2006-07-05T14:00Z", "5 Jul 14:00"),
    "--since": ("5", "5 Jul 2006"),
    "--actor": ("CHN", "Land of JPN"),
    "--type": ("VoteOpened", "DraftCirculated"),
    "--origin": ("scripted", "emergent"),
    "--grep": ("legal", "^.*draft"),
    "--tz": ("Asia/Tokyo", "UTC"),
    "--label": ("my guess", "ü"),
    "--format": ("csv", "jsonl", "cloudevents", "plover", "parquet"),
    "--method": ("morris",),
    "--drop": ("6", "8"),
    "--luck": FEW,
    "--seed": FEW,
    "--causes": ("12",),
    "--effects": ("3",),
    "--as": ("CHN", "Japan"),
    "--choices": ("odd.yaml",),
    "--minutes": ("1",),
    "--groups": FEW,
    "--into": ("other.db",),
    "--port": ("0",),
    "--sliders": ("CHN.legal_force.limit", "climate.vetoes=0,3"),
    "RUN": ("mine", "last", "Köhlers Plan"),
}
"""Values that fit, for lines that are odd only in their options or in one place."""


OUTSIDE = 25
"""Every so many lines one is given in a process of its own."""


@frozen
class Option:
    """An option of a command, or an argument."""

    name: str
    """As it is typed; for an argument as help calls it."""
    flag: bool
    argument: bool


def prepared(folder: Path) -> Try:
    """Command lines over a small store, in a folder with files, pipes, devices and links of all kinds."""
    known = {command: options_of(command) for command in COMMANDS if command not in SERVING}
    made = folder / "made"
    made.mkdir()
    names = _made(made)

    def tried(random: Random, number: int) -> Tried:
        place = folder / "place"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(made, place, symlinks=True, ignore=shutil.ignore_patterns("pipe*"))
        for name in ("pipe", "pipe.md"):
            os.mkfifo(place / name)
        words = line(known, names, random)
        with working_in(place):
            found = looked_at(lambda: _given(words, place, number))
        return Tried(found.came, found.fault, ascii(words))

    return tried


def options_of(command: str) -> tuple[Option, ...]:
    """The options of a command as it declares them itself, so that none is missing here."""
    found = []
    for each in app()[command].assemble_argument_collection():
        name = each.names[0]
        if name != "*" and name not in ENDLESS:
            found.append(Option(name, each.hint is bool, each.index is not None))
    return tuple(found)


def _made(folder: Path) -> Sequence[str]:
    """What every case finds in its folder. Gives the names of runs and sweeps, good ones and others."""
    short_file(folder)
    (folder / "odd.yaml").write_text(SNIPPET, encoding="utf-8")
    (folder / "binary").write_bytes(Path(sys.executable).read_bytes()[:50_000])
    (folder / "folder").mkdir()
    (folder / "folder.html").mkdir()
    (folder / "link").symlink_to("link")
    (folder / "full").symlink_to("/dev/full")
    with working_in(folder):
        for words in (
            ["run", "small.yaml", "--label", "mine"],
            ["fork", "last", "--at", "5", "--set", "JPN.legal_force.salience=90", "--label", "Köhlers Plan"],
            ["run", "small.yaml", "--seed", "2", "--label", "mine"],
            ["sweep", "small.yaml", "-n", "2", "--jobs", "1"],
        ):
            said = given(words)
            assert said.code == 0, said.err
        listed = given(["runs", "--json"]).out
    found = json.loads(listed)
    runs, sweep = [each["run"] for each in found["runs"]], found["sweeps"][0]["sweep"]
    return (*runs, sweep, f"{sweep}:1", runs[0][:4], "mine", "Köhlers Plan", "last", f"{sweep}:9", f"{sweep}:", ":1",
    ":",
            "s", "0", "f" * 12, "F" * 12, "'; DROP TABLE runs; --", "%", *WORDS[:6])  # fmt: skip


def line(known: Mapping[str, Sequence[Option]], names: Sequence[str], random: Random) -> list[str]:
    """One command line."""
    commands = list(known)
    command = random.choices(commands, [LONG.get(each, 1.0) for each in commands])[0]
    options = known[command]
    odd = random.random() < 0.5
    words = [_value(command, each, names, random, odd) for each in options if each.argument and each.name != "MORE"]
    words = words[: len(words) - (odd and random.random() < 0.06)] + (["last"] if odd and random.random() < 0.1 else [])
    others = [each for each in options if not each.argument]
    if not odd:  # what contradicts another option is left to odd lines
        others = [each for each in others if each.name not in ("--luck", "--causes", "--points", "--raw", "--csv")]
    some = random.sample(others, random.randrange(min(5, len(others) + 1)))
    wanted = [each for each in others if each.name in ("-n", "--runs", "--size", "--text", "--out", "--from", "--most")]
    some += [each for each in wanted if each not in some and random.random() < 0.95]
    some += random.choices(some, k=random.random() < 0.05) if some else []
    random.shuffle(some)
    for each in some:
        words += _typed(command, each, names, random, odd)
    first = command if not odd or random.random() > 0.04 else random.choice((command.upper(), command[:-1], "", *WORDS))
    words = [first, *words]
    if odd and random.random() < 0.2:
        _broken(words, random)
    return _quick(command, words)


def _has(options: Sequence[Option], name: str) -> bool:
    return any(each.name == name for each in options)


def _quick(command: str, words: list[str]) -> list[str]:
    """The line with few runs to play where it would otherwise take the hundreds that are usual, and in one process."""
    for name, some in (("-n", ("-n", "--runs")), ("--size", ("--size",)), ("--most", ("--most",))):
        takes = _has(options_of(command), name) or (name == "-n" and command == "figures")
        if takes and not any(word.partition("=")[0] in some for word in words):
            words = [*words, name, "2"]
    if _has(options_of(command), "--jobs") and not any(word.startswith("--jobs") for word in words):
        words = [*words, "--jobs", "1"]
    if command == "figures":  # its least is thirty runs of the real cases, which alone take seconds
        words = [word for word in words if word not in FEW[1:]]
        words = words if "--brief" in words else [*words, "--brief"]
    return words


def _typed(command: str, option: Option, names: Sequence[str], random: Random, odd: bool) -> list[str]:
    """An option with its value, in one word or two; now and then without, or with one that it does not take."""
    if option.flag:
        return [option.name] if not odd or random.random() > 0.05 else [f"{option.name}={random.choice(WORDS[:10])}"]
    value = _value(command, option, names, random, odd)
    if odd and random.random() < 0.04:
        return [option.name]
    if option.name == "--pair":
        return [option.name, value, _value(command, option, names, random, odd)]
    return [f"{option.name}={value}"] if random.random() < 0.3 and option.name[:2] == "--" else [option.name, value]


def _value(command: str, option: Option, names: Sequence[str], random: Random, odd: bool) -> str:
    """A value that an option may take, or not."""
    name = option.name
    if not odd:
        named = name if name in FITTING else "RUN" if option.argument else "--since"
        return random.choice(names[:6] if command == "export" and named == "RUN" else FITTING[named])
    if name in ("-n", "--runs", "--size", "--points", "--most"):
        return random.choice(FEW) if random.random() < 0.75 else random.choice(REFUSED_NUMBERS)
    if name == "--jobs":
        return "1" if random.random() < 0.85 else random.choice((*REFUSED_NUMBERS[1:], "1001"))
    if random.random() < 0.12:
        return random.choice(random.choice((NUMBERS, TIMES, WORDS)))
    if name == "FILE":
        return random.choice(("small.yaml",) * 12 + FILES) if command != "new" else random.choice(FILES)
    if name in ("--store", "--out", "-o", "--html", "--md", "--log", "--insert", "--from"):
        likely = {"--store": ("turtlebay.db",) * 12, "--insert": ("odd.yaml",) * 8, "--from": ("small.yaml",) * 8}
        return random.choice((*likely.get(name, ()), *FILES))
    if name in ("RUN", "OTHER", "NAME", "MORE"):
        return random.choice((*names[:7], "last", "last", *names))
    path = random.choice(PATHS)
    number = random.choice((*FEW, "0", "100", "none", *NUMBERS))
    values: Mapping[str, Sequence[str]] = {
        "--set": (f"{path}={number}", f"{path}=50", path, f"={number}"),
        "--without": ("draft-1", "launch-1", "consultations-1", "request-meeting", "gone"),
        "--vary": (f"{path}=0:100:50", f"{path}=50,60", f"{path}={number}:{number}:{number}", f"{path}=0:100:0", path),
        "--lhs": (f"{path}=0:100", f"{path}=2:8", f"{path}={number}:{number}", path),
        "--range": ("0:100", "100:0", "-5:5", f"{number}:{number}", "0:", ":"),
        "PATH": (path, f"{path}=0:100", f"{path}={number}:{number}"),
        "--pair": (path,),
        "--level": ("0.5", "0", "1", "0.01", "nan", "inf", "-1", "1e400"),
        "--until": ("0.02", "0", "-1", "0.9", "nan", "1e-400", "0.5"),
        "--outcome": ("resolution", "none", "legal_force>=50", "legal_force:25", "form", "resolution+legal_force:50",
                      "legal_force>=", ">=50", "vetoed", "+", "form>=101"),
        "--text": ("100/80/50", "100/80/95", "form=100,condemnation=80,legal_force=50", "25/0/0", "1/2", "///", "form=",
                   "resolution/condemns/none", f"{number}/80/50"),
        "--at": ("5", "last:5", "2006-07-05T14:00Z", "5 Jul 14:00", "99999", "-1", "mine:last", "last:", ":5",
                 "2006-02-30", "5 Jul 99999"),
        "--since": ("5", "5 Jul", "2006-07-05", "2006-13-01", "99999"),
        "--until ": ("5",),
        "--actor": ("China", "CHN", "Land of CHN", "land of chn", "UNSC", "nobody"),
        "--type": (*list(REGISTRY)[:5], "voteopened", "Nothing"),
        "--origin": ("scripted", "emergent", "intervention", "SCRIPTED", "x"),
        "--grep": ("legal", "(", "[", "(a+)+$", ".*" * 50, "(?P<a>x)(?P=b)", "\\", "(" * 200 + ")" * 200,
        "a{99999999999}"),
        "--tz": ("Asia/Tokyo", "Europe/Atlantis", "UTC", "../../etc/passwd", "Etc/GMT+12", "/etc/localtime",
        "posix/UTC"),
        "--label": ("my guess", "last", "a:b", " x ", "ü", "\u202eabc", "", "x" * 5_000),
        "--format": ("parquet", "csv", "jsonl", "cloudevents", "plover", "xlsx", "CSV"),
        "--method": ("morris", "sobol", "saltelli"),
        "--drop": (*FEW, "0", "6", "8", "99999", "-1", "x"),
        "--luck": (*FEW, "0", str(2**63), str(2**63 - 1), "-1", "x"),
        "--seed": (*FEW, "0", str(2**63), str(2**63 - 1), "-1", "x", "0x10"),
        "--causes": (*FEW, "12", "0", "99999", "-1", "x"),
        "--effects": (*FEW, "12", "0", "99999", "-1", "x"),
    }  # fmt: skip
    if name == "--until" and command == "log":
        name = "--since"
    return random.choice(values.get(name, (*FEW, *WORDS)))


def _broken(words: list[str], random: Random) -> None:
    """Swap words, leave one out, or put one in that nobody expects."""
    kind, at = random.randrange(4), random.randrange(len(words))
    if kind == 0:
        del words[at]
    elif kind == 1:
        other = random.randrange(len(words))
        words[at], words[other] = words[other], words[at]
    elif kind == 2:
        odd = (
            "--",
            "-",
            "---",
            "--=",
            "-=",
            "--gone",
            "-x",
            "--json=",
            "--no-json",
            "--store",
            "--set",
            "--jsn",
            "-nn",
        )
        words.insert(at, random.choice((*odd, *WORDS)))
    else:
        words[at] = words[at][:-1] + random.choice(("", "\udcff", "\u202e", "\x00", "\n", " "))


def _given(words: list[str], place: Path, number: int) -> Tried:
    """The line is answered or refused, leaves no temporary file, and the store as sound as it was."""
    before = {path.name for path in place.iterdir()}
    said = _outside(words, place, number) if number % OUTSIDE == 0 else given(words)
    fault = unfit(_without_answer(words, said))
    left = [path.name for path in place.rglob(".*")]
    if not fault and left:
        fault = f"files were left: {left}"
    gone = before - {path.name for path in place.iterdir()}
    if not fault and gone:
        fault = f"files are gone: {sorted(gone)}"
    if not fault and number % 10 == 0:
        verdict = given(["verify", "--store", "turtlebay.db"])
        fault = "" if verdict.code == 0 else f"verify says {verdict.code} afterwards: {verdict.out}{verdict.err}"
    if fault:
        fault += f"\nexit code {said.code}\n{said.out[-2000:]}\n{said.err[-4000:]}"
    return Tried({0: "answered", 1: "answered no"}.get(said.code, "refused"), fault)


def _without_answer(words: Sequence[str], said: Answer) -> Answer:
    """`check --json` tells the problems as its answer, and refuses all the same."""
    return Answer(said.code, "" if said.code == 2 and words[:1] == ["check"] else said.out, said.err)


STREAMS = ("", ">/dev/full", ">&-", "2>&-", "2>/dev/full", "<&-", ">&- 2>&- <&-")
"""How a shell redirects the streams of a command in a process of its own."""


def _outside(words: Sequence[str], place: Path, number: int) -> Answer:
    """The same in a process of its own, its streams a pipe, closed, or such that nothing can be written to them."""
    if any("\x00" in word for word in words):
        return given(list(words))
    streams = STREAMS[number // OUTSIDE % len(STREAMS)]
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -m sim.cli.main "$@" {streams}', sys.executable,
         *(word.encode("utf-8", "surrogateescape") for word in words)],
        cwd=place, env=child_environment(), stdin=subprocess.DEVNULL, timeout=WAITING, check=False,
        capture_output=True,
    )  # fmt: skip
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    return Answer(done.returncode, out, "it cannot be said" if "2>" in streams and not err else err)
