"""Why a run came out as it did, in words and tables."""

from collections.abc import Sequence
from pathlib import Path

from attrs import evolve

from sim.engine.run import Run
from sim.faces.registry import exists
from sim.faces.terminal import Terminal, printable
from sim.faces.timeline import Line, line_of, print_lines, print_text_key
from sim.studies.explaining.but_for import CAME_BEFORE, MADE_IT, OPEN, ButFor
from sim.studies.explaining.causes import Link
from sim.studies.explaining.explain import Explanation, VoteTerms
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import CAVEAT, gain, share_words
from sim.words.phrases import command_line, in_brackets
from sim.words.sentences import predicate

NEAREST = 8
"""Near misses shown at most."""


def print_explanation(terminal: Terminal, labels: Labels, run: Run, why: Explanation) -> None:
    """The whole explanation: what moved the text, the chain, the vote, near misses, and what the runs say."""
    terminal.line(f"{labels.case.title}  (run {run.id}, seed {run.seed})")
    terminal.line()
    terminal.paragraph("Outcome", printable(why.words))
    for number, words in enumerate(why.findings):
        terminal.paragraph("Text" if number == 0 else "", printable(words))
    print_text_key(terminal, labels)
    terminal.line()
    terminal.line("Back from the outcome:")
    print_lines(terminal, [_line(labels, run, link) for link in why.chain])
    if why.votes:
        terminal.line()
        _print_votes(terminal, labels, why.votes)
    terminal.line()
    _print_near(terminal, why)
    if why.but_for:
        terminal.line()
        _print_but_for(terminal, labels, why.but_for)
    if why.matrix:
        terminal.line()
        _print_matrix(terminal, labels, why)


def _line(labels: Labels, run: Run, link: Link) -> Line:
    event = run.events[link.seq]
    rests = [word for word in (link.source, *link.assumptions) if word]
    behind = [f"<- {', '.join(map(str, link.because))}"] if link.because else []
    marks = [*([", ".join(rests)] if rests else []), *behind]
    line = line_of(labels, event, predicate(labels, event, because=True))
    return evolve(line, why=" ".join(f"[{mark}]" for mark in marks))


def _print_votes(terminal: Terminal, labels: Labels, votes: Sequence[VoteTerms]) -> None:
    """A row a member: gain and luck against its lines, then what each issue gave."""
    issues = [issue.key for issue in labels.case.issues]
    rows = [["votes", "", "gain", "luck", "no<", "yes>", *(labels.issue(key)[:5].strip() for key in issues)]]
    for vote in votes:
        numbers = [vote.numbers.get(name) for name in ("gain_m", "noise_m", "no_below_m", "yes_from_m")]
        cells = [gain(value) if value is not None else "-" for value in numbers]
        parts = [gain(vote.issues_m[key]) if key in vote.issues_m else "-" for key in issues]
        mark = "*" if vote.numbers.get("crossed") else ""
        rows.append([printable(labels.name(vote.actor))[:14], vote.vote + mark, *cells, *parts])
    wide = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            f"{cell:{'<' if at < 2 else '>'}{size}}" for at, (cell, size) in enumerate(zip(row, wide, strict=True))
        ]
        terminal.line(" ".join(cells).rstrip())
    starred = "; * the text crosses its limit" if any(row[1].endswith("*") for row in rows) else ""
    terminal.paragraph(
        "", f"in gain points; no below no<, yes from yes>; then what each issue gives{starred}", indent=2
    )


def _print_near(terminal: Terminal, why: Explanation) -> None:
    if not why.near_misses:
        terminal.paragraph("Near", "no decision was within 3 gain points of going the other way")
        return
    for number, miss in enumerate(why.near_misses[:NEAREST]):
        terminal.paragraph("Near" if number == 0 else "", printable(f"{miss.seq}: {miss.words}"))
    if len(why.near_misses) > NEAREST:
        terminal.paragraph("", f"and {len(why.near_misses) - NEAREST} more within 3 gain points")


_HEADS = {
    MADE_IT: "Made it happen: without it the outcome is mostly another",
    OPEN: "Too close to tell in so many runs",
    CAME_BEFORE: "Came before: without it the outcome is mostly the same",
}


def _print_but_for(terminal: Terminal, labels: Labels, tests: Sequence[ButFor]) -> None:
    for verdict, head in _HEADS.items():
        mine = [test for test in tests if test.verdict == verdict]
        if not mine:
            continue
        terminal.line(f"{head}.")
        for test in mine:
            terminal.paragraph("", printable(but_for_words(labels, test)), indent=2)
    terminal.line(CAVEAT)


def but_for_words(labels: Labels, test: ButFor) -> str:
    """One link taken away, in words: the same outcome in 17% of 100 runs (12-24%), very unlikely to unlikely ..."""
    said = [f"{test.words}: without it the same outcome {_seen(test)}"]
    if test.instead is not None:
        other = test.instead
        what = " ".join((FORM_WORDS.get(other.form, other.form), labels.text(other.text or {}))).strip()
        said.append(f"instead most often {what}, in {other.k} of {test.n} runs")
    for each in test.beyond:
        if len(test.beyond) > 1 and each.k_with == each.k_without:
            continue
        said.append(
            f"{labels.issue(each.issue)} beyond {each.limit} in {each.k_with} of {test.n} runs with it, "
            f"in {each.k_without} without"
        )
    if test.forms_with != test.forms_without:
        said.append(f"with it {_forms(test.forms_with)}, without it {_forms(test.forms_without)}")
    return "; ".join(said) + in_brackets(test.tried)


def _seen(test: ButFor) -> str:
    return test.term if test.same in (0, test.n) else f"in {share_words(test)}"


def _forms(forms: dict[str, int] | object) -> str:
    assert isinstance(forms, dict)
    return ", ".join(f"{k} {FORM_WORDS.get(form, form)}" for form, k in forms.items())


def _print_matrix(terminal: Terminal, labels: Labels, why: Explanation) -> None:
    """Outcomes in rows, links in columns: in how many of the runs with that outcome each link was there."""
    letters = {name: chr(ord("a") + at) for at, name in enumerate(why.columns)}
    names = [" ".join((FORM_WORDS.get(row.form, row.form), labels.text(row.text or {}))).strip() for row in why.matrix]
    wide = max(len(name) for name in names)
    terminal.line(f"Outcomes of {why.matrix[0].n} runs, and in how many of each every link was there:")
    terminal.line("".join([f"{'':{wide}}  {'runs':>5}", *(f"{letter:>5}" for letter in letters.values())]))
    for name, row in zip(names, why.matrix, strict=True):
        terminal.line("".join([f"{name:{wide}}  {row.k:>5}", *(f"{row.links[key]:>5}" for key in letters)]))
    for key, letter in letters.items():
        terminal.paragraph("", printable(f"{letter}  {why.columns[key]}"), indent=2)


def next_of_explanation(run: Run, why: Explanation, asked: bool, store: Path) -> list[str]:
    """What is worth asking next: the runs behind it, and a fork where a limit was first spoken of."""
    found = [] if asked else [command_line("explain", run.id, "--but-for", store=store)]
    limits = [(trail, actor, bound) for trail in why.issues for actor, bound in (*trail.failed_on, *trail.crossed)]
    for trail, actor, _ in sorted(limits, key=lambda each: -abs(each[0].first - each[2])):
        spoke = [seq for move in trail.moves if move.actor == actor for seq in move.spoke]
        if spoke and exists("fork"):
            change = f"{actor}.{trail.issue}.limit=none"
            found.append(command_line("fork", run.id, "--at", str(min(spoke) - 1), "--set", change, store=store))
    return [*found[:3], command_line("log", run.id, store=store)]
