"""The sheets of an exercise: one for each group, on two sides of paper at most, and one for the teacher."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sim.experiment.statistics import Difference
from sim.pages import Block, Column, Fact, Facts, Heading, Lines, Next, Page, Paragraph, Room, Table, Title
from sim.questions.compare.page import told
from sim.questions.exercise.search import Change, Finding
from sim.questions.exercise.study import TIP, Exercise, Task
from sim.questions.explain.page import chain_fact
from sim.questions.tip.kinds import OutcomeKind, kind_words
from sim.questions.tip.levers import ASSUMPTION, LIMIT, POSITION, PRIORITY, Lever, lever_words
from sim.questions.tip.page import tip_words
from sim.questions.tip.ranges import current_words, value_words
from sim.questions.trust import trust_lines
from sim.scenario.paths import brief_path
from sim.vocabulary.actors import Actor, Limit, Seat
from sim.vocabulary.case import Entry
from sim.vocabulary.texts import Issue
from sim.words.labels import Labels
from sim.words.numbers import CAVEAT, of_runs, share_words, short_share
from sim.words.phrases import capital, command_line, in_a_row, in_brackets

BASELINE: Final = "baseline"
"""The label of every group's sweep as coded."""

MOST_ENTRIES: Final = 12
MOST_KINDS: Final = 5

CHANCE: Final = "chance"
"""What `compare` says parted two runs where it knows no rule: here it was the change."""

QUIET: Final = ("call", "visit", "meeting", "consultations", "measure")
"""Kinds of timeline entries that a short account leaves out first."""

MEANING: Final[Mapping[str, str]] = {
    POSITION: "A position is the wording that an actor would write itself: the further a text is from it, the less the "
    "actor gains by it.",
    LIMIT: "A limit is a red line: the strongest (or weakest) wording that an actor accepts. A text beyond it is an "
    "objection and a no, or an abstention, whatever else it offers.",
    PRIORITY: "A priority is how much the crisis matters to an actor, 0-100: whether it acts at all, and writes.",
    ASSUMPTION: "An assumption is a judgement of the analyst on which the answer depends.",
}


def group_name(group: int) -> str:
    """How files, labels and stores of a group are called; groups count from 1."""
    return f"group-{group}"


# A sheet


def sheet(found: Exercise, group: int) -> Page:
    """The sheet of a group: the case, its lever, room for what it predicts, the commands, the questions."""
    return tuple(_sheet(found, group))


def _sheet(found: Exercise, group: int) -> Iterator[Block]:
    labels, case, task = found.labels, found.scenario.case, found.tasks[group - 1]
    yield Title(case.title, f"group {group} of {len(found.tasks)}")
    yield Facts((Fact("Question", (case.question,)),))
    yield Room("Names:")
    yield from _story(found)
    yield from _actors(found, () if task.finding is None else task.finding.change.owners)
    yield Heading("Your task")
    yield Facts(tuple(_task(labels, task)))
    yield Heading("Before you run anything")
    yield from _predictions(found, task)
    yield Heading("Run")
    yield Paragraph(
        f"Type the commands in this order, each on one line. Together they play about {found.runs(task):,} runs; one "
        "that was interrupted goes on where it stopped when it is typed again."
    )
    yield Next(tuple(commands(found, group)), "Commands")
    yield Heading("Questions")
    yield from _questions(labels, task)
    yield Paragraph(
        f"The files {group_name(group)}-report.html and {group_name(group)}.db, and this sheet.", "Hand in:"
    )
    yield Paragraph(f"A share is {of_runs(True)}: it is a statement about the model, not a forecast. {CAVEAT}")


def _story(found: Exercise) -> Iterator[Block]:
    """What happened until the model decides."""
    labels, case = found.labels, found.scenario.case
    before = [entry for entry in found.scenario.case.timeline if entry.at < case.emergent_from]
    shown = _told_briefly(before)
    if shown:
        left = len(before) - len(shown)
        yield Lines(tuple(_entry(labels, each) for each in shown), "What happened before the first decision")
        if left:
            yield Paragraph(
                f"{left} more entries of the file are left out here; `turtlebay log {BASELINE}:1` shows all."
            )
    begin = labels.moment(labels.clock.minute(case.emergent_from))
    yield Paragraph(f"From {begin} on nothing is planned but what others announced: the model decides.")


def _told_briefly(entries: Sequence[Entry]) -> list[Entry]:
    """The first provocation and the last, then what was said and done most recently, in the order of time."""
    if len(entries) <= MOST_ENTRIES:
        return list(entries)
    acts = [entry for entry in entries if entry.kind == "provocation"]
    ends = [*acts[:1], *acts[1:][-1:]]
    others = [entry for entry in entries if entry.kind not in QUIET and entry not in acts]
    kept = [*ends, *others[len(ends) - MOST_ENTRIES :]]
    return [entry for entry in entries if entry in kept]


def _entry(labels: Labels, entry: Entry) -> str:
    at = labels.utc(labels.clock.minute(entry.at))
    return f"{at}  {capital(labels.subject(entry.actor))}: {entry.summary}"


def _actors(found: Exercise, owners: Sequence[str]) -> Iterator[Block]:
    """Those on whom it hangs: who writes, who can stop a text, the provoker, and whose number the group changes."""
    labels, case = found.labels, found.scenario.case
    named = {case.penholder or "", *case.provoker, *owners}
    shown = {code: each for code, each in case.actors.items() if each.seat is Seat.PERMANENT or code in named}
    headlines = [issue for issue in case.issues if issue.headline][:2]
    columns = (
        Column("actor"), Column("seat"), *(Column(f"would write: {labels.issue(i.key)}", "words") for i in headlines),
        Column("red lines", "words"),
    )  # fmt: skip
    rows = [
        (
            labels.short(code), _seat(found, code, actor),
            *(_near(labels, i, actor.stances[i.key].position) if i.key in actor.stances else "-" for i in headlines),
            _red_lines(labels, actor),
        )
        for code, actor in shown.items()
    ]  # fmt: skip
    others = [
        labels.short(code) for code, each in case.actors.items() if each.seat is Seat.ELECTED and code not in named
    ]
    yield Table(columns, rows, "Who decides", f"Elected members: {in_a_row(others)}." if others else "")


def _seat(found: Exercise, code: str, actor: Actor) -> str:
    case = found.scenario.case
    said = {Seat.PERMANENT: "permanent", Seat.ELECTED: "elected", Seat.NONE: "no member"}[actor.seat]
    roles = ["drafts"] * (code == case.penholder) + ["provoker"] * (code in case.provoker)
    return ", ".join([said, *roles])


def _red_lines(labels: Labels, actor: Actor) -> str:
    lines = (f"{labels.issue(key)} {_bound(s.limit)}" for key, s in actor.stances.items() if s.limit is not None)
    return "; ".join(lines) or "-"


def _bound(limit: Limit) -> str:
    most = [f"at most {limit.at_most}"] if limit.at_most is not None else []
    return " and ".join([*most, *([f"at least {limit.at_least}"] if limit.at_least is not None else [])])


def _task(labels: Labels, task: Task) -> Iterator[Fact]:
    if task.finding is None:
        yield Fact("Run to explain", (f"{BASELINE}:{task.run}, which is the run of seed {task.run}",))
        yield Fact("Ask", ("This run ended in its own way. Why, and what would have had to be otherwise?",))
        return
    for lever, value in task.finding.change.parts:
        yield Fact("Number", (*_lever(labels, lever), MEANING.get(lever.kind, "")))
        coded = _value(labels, lever, lever.range.here, current_words(lever.range))
        yield Fact("As coded", (f"{coded}; each run of {BASELINE} draws a value near it, for the coding may be wrong",))
        yield Fact("Yours", (_value(labels, lever, value, value_words(value)),))


def _lever(labels: Labels, lever: Lever) -> tuple[str, ...]:
    """Which number it is, in words."""
    if lever.kind != ASSUMPTION:
        return (f"{lever_words(labels, lever)} ({brief_path(lever.range.name)})",)
    paths = ", ".join(map(brief_path, lever.range.paths))
    return (f"the assumption {lever.range.name}: {lever.text}", f"It stands for {paths}.")


def _value(labels: Labels, lever: Lever, value: float | None, word: str) -> str:
    """A value with the wording that it stands for."""
    issues = {words[3] for path in lever.range.paths if (words := path.split("."))[2:3] == ["stances"]}
    if word == "none":
        return "none: it accepts any wording"
    found = [issue for issue in labels.case.issues if issues == {issue.key}]
    return _near(labels, found[0], int(value)) if found and value is not None and value == int(value) else word


def _near(labels: Labels, issue: Issue, strength: int) -> str:
    """A strength with its wording, or with the nearest one: 82, near 75 (Chapter VII, Article 41)."""
    near = min((rung.strength for rung in issue.rungs), key=lambda each: (abs(each - strength), each))
    if near == strength:
        return labels.rung(issue.key, strength)
    return f"{strength}, near {near}{in_brackets(labels.wording(issue.key, near))}"


def _predictions(found: Exercise, task: Task) -> Iterator[Block]:
    labels, n = found.labels, found.n
    if task.finding is None:
        yield Room("What is the most common outcome as coded, and in how many of 100 runs? Ours:")
        yield Room("What do you think parted this run from the others?", 2)
        return
    what = kind_words(labels, task.finding.outcome)
    yield Room(f"As coded, how many of {n} runs come to this: {what}?")
    yield Room(f"With your change, how many of {n}?")
    yield Room("Who will act or vote otherwise because of it, and why?", 2)


def commands(found: Exercise, group: int) -> list[str]:
    """What a group types."""
    name, file, task = group_name(group), found.file, found.tasks[group - 1]
    runs = ("-n", str(found.n))
    asked: list[tuple[str, ...]] = [("sweep", file, *runs, "--label", BASELINE)]
    report = f"{name}-report.html"
    if task.finding is None:
        run = f"{BASELINE}:{task.run}"
        asked += [("log", run), ("explain", run, "--but-for", "-n", str(min(found.n, 20)), "--html", report)]
    else:
        changes = found.sweeps(task)
        labels = [name] if len(changes) == 1 else [*(f"{name}-{at}" for at in range(1, len(changes))), name]
        asked += [
            ("sweep", file, *runs, *_sets(change), "--label", label)
            for change, label in zip(changes, labels, strict=True)
        ]
        asked.append(("compare", BASELINE, *labels))
        seed = task.finding.example
        asked.append(("compare", f"{BASELINE}:{seed}", f"{name}:{seed}"))
        if task.tip is not None:
            path = brief_path(task.tip.range.name)
            each = str(min(found.n, TIP))
            asked.append(("tip", file, path, "--outcome", task.finding.outcome.word, "-n", each))
        asked.append(("report", BASELINE, name, "-o", report))
    return [command_line(*words, "--store", f"{name}.db") for words in asked]


def _sets(change: Change) -> list[str]:
    return [word for path, value in change.sets for word in ("--set", f"{brief_path(path)}={value}")]


def _questions(labels: Labels, task: Task) -> Iterator[Block]:
    if task.finding is None:
        yield Room("1. What did the run end in, and how often does that come?")
        yield Room("2. Which links of the chain decided it? Without which of them does it end otherwise?", 3)
        yield Room("3. What would you watch, in a real crisis, to see this path coming?", 2)
        yield Room("4. How far do you believe it? What does the model leave out?", 2)
        return
    add = "".join(
        f" (Add up the rows of {labels.issue(each.issue)} from {each.strength} up.)"
        for each in task.finding.outcome.wordings
    )
    yield Room(f"1. The shares that you found, with their intervals.{add} By how much were your predictions off?", 2)
    yield Room("2. Look at the two runs of one seed: which decision came out otherwise first, and by which numbers?", 2)
    if task.tip is not None:
        yield Room("3. At which value does the outcome tip, if it does? How far is that from where it is coded?", 1)
    else:
        yield Room("3. Is what the two do together more than, less than or just what each does alone?", 1)
    yield Room("4. Is your value plausible? What would you have to see or read to believe it?", 2)
    real = (
        "What really happened, and what does your answer say about it?"
        if labels.case.history
        else "What did you expect?"
    )
    yield Room(f"5. {real} What does the model leave out?", 2)


# The teacher's sheet


def answers(found: Exercise) -> Page:
    """What each group should find, why, and what history says."""
    return tuple(_answers(found))


def _answers(found: Exercise) -> Iterator[Block]:
    labels, case = found.labels, found.scenario.case
    yield Title(case.title, "answers, for the teacher")
    facts = [Fact("Question", (case.question,))]
    facts.append(Fact("As coded", tuple(_kind(labels, kind, share) for kind, share in found.outcomes[:MOST_KINDS])))
    if case.history is not None:
        facts.append(Fact("In reality", (case.history.summary,)))
    yield Facts(tuple(facts))
    yield from _overview(found)
    for group, task in enumerate(found.tasks, 1):
        yield Heading(f"Group {group}")
        yield Facts(tuple(_answer(labels, found, task)))
    yield Heading("How far the model can be trusted")
    yield from trust_lines([found.scenario])
    yield Paragraph(
        f"Shares are {of_runs(True)}: {found.n} runs of each sweep, on seeds 1 to {found.n}. {CAVEAT} The groups play "
        "the same seeds, so they find the same numbers."
    )
    yield Heading("After class")
    into = "class.db"
    names = [group_name(group) for group in range(1, len(found.tasks) + 1)]
    sweeps = [name for name, task in zip(names, found.tasks, strict=True) if task.finding is not None]
    asked = [command_line("merge", *(f"{name}.db" for name in names), "--into", into)]
    asked += [command_line("compare", BASELINE, *sweeps[:8], "--store", into)] if sweeps else []
    asked += [command_line("verify", *sweeps[:1], "--store", into)]
    yield Next(tuple(asked), "Commands")


def _kind(labels: Labels, kind: OutcomeKind, share: object) -> str:
    return f"{kind_words(labels, kind)}: {share_words(share)}"  # type: ignore[arg-type]


def _overview(found: Exercise) -> Iterator[Block]:
    labels = found.labels
    columns = (
        Column("group"), Column("changes", "words"), Column("share of", "words"), Column("as coded", "number"),
        Column("changed", "number"), Column("difference", "words", "points of share, paired, 90% interval"),
    )  # fmt: skip
    rows = []
    for group, task in enumerate(found.tasks, 1):
        each = task.finding
        if each is None:
            said = _kind_words(labels, task)
            rows.append((str(group), f"explains run {BASELINE}:{task.run}", said, *_blank(task)))
        else:
            shares = (short_share(each.base), short_share(each.changed))
            rows.append(
                (str(group), "; ".join(_change(labels, each.change)), kind_words(labels, each.outcome), *shares,
                 _points(each.difference))
            )  # fmt: skip
    yield Table(columns, rows, "What each group should find")


def _kind_words(labels: Labels, task: Task) -> str:
    return "" if task.kind is None else kind_words(labels, task.kind)


def _blank(task: Task) -> tuple[str, str, str]:
    return "" if task.share is None else short_share(task.share), "-", "-"


def _change(labels: Labels, change: Change) -> Iterator[str]:
    for lever, value in change.parts:
        name = lever.range.name if lever.kind == ASSUMPTION else lever_words(labels, lever)
        yield f"{name} {current_words(lever.range)} -> {value_words(value)}"


def _points(found: Difference) -> str:
    low, high = found.interval
    return f"{100 * found.difference:+.0f} ({100 * low:+.0f} to {100 * high:+.0f})"


def _answer(labels: Labels, found: Exercise, task: Task) -> Iterator[Fact]:
    finding = task.finding
    if finding is None:
        said = "" if task.share is None else f": {share_words(task.share)}"
        yield Fact("Run", (f"{BASELINE}:{task.run} ended in {_kind_words(labels, task)}{said}",))
        if task.why is not None:
            yield chain_fact(task.why)
            yield Fact("Text", task.why.findings)
        yield Fact("Should find", ("the links of this chain, and those without which the run ends otherwise",))
        return
    yield Fact("Changes", tuple(_change(labels, finding.change)))
    assumed = tuple(lever.text for lever, _ in finding.change.parts if lever.kind == ASSUMPTION)
    if assumed:
        yield Fact("Assumption", assumed)
    yield Fact("Should find", (_found(labels, finding), *(_found(labels, each) for each in task.alone)))
    if task.tip is not None:
        yield Fact("Tips", tuple(tip_words(task.tip)))
    if task.example is not None:
        act, seed = task.example.act, finding.example
        sides = (
            f"seed {seed}, {side}: {told(labels, event)}" for side, event in (("as coded", act.a), ("changed", act.b))
        )
        rules = dict.fromkeys(each.rule for each in (task.example, act) if each.rule != CHANCE)
        yield Fact("First parts", (*sides, *(f"what parted them: {rule}" for rule in rules)))
    yield Fact("Means", tuple(dict.fromkeys(MEANING.get(lever.kind, "") for lever, _ in finding.change.parts)))


def _found(labels: Labels, finding: Finding) -> str:
    change = in_a_row(list(_change(labels, finding.change)))
    return (
        f"{change}: {kind_words(labels, finding.outcome)}: {share_words(finding.changed)}; as coded "
        f"{share_words(finding.base)}; a difference of {_points(finding.difference)} points"
    )
