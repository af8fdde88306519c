"""A text counted: as an object for programs, and as a table."""

from typing import Any

from sim.faces.output import points
from sim.faces.terminal import Terminal, printable
from sim.questions.count import Count, MemberCount
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import amount, gain, vote


def count_object(scenario: str, counted: Count) -> dict[str, Any]:
    """What `count --json` prints. gain: points; whatever ends in _m: thousandths of them."""
    return {
        "scenario": scenario,
        "text": counted.text,
        "form": counted.form,
        "result": counted.result,
        "yes": counted.yes,
        "no": counted.no,
        "abstain": counted.abstain,
        "members": [_member(member) for member in counted.members],
        "others": [{"actor": code, "gain": points(gain_m), "gain_m": gain_m} for code, gain_m in counted.others],
        "what_would_buy": [
            {"issue": issue, "from": before, "to": after} for issue, before, after in counted.what_would_buy
        ],
    }


def _member(member: MemberCount) -> dict[str, Any]:
    return {
        "actor": member.actor,
        "name": member.name,
        "vote": member.vote,
        "gain": points(member.gain_m),
        "gain_m": member.gain_m,
        "no_below_m": member.no_below_m,
        "yes_from_m": member.yes_from_m,
        "short_m": member.short_m,
        "crossed": [
            {"issue": issue, "strength": strength, "limit": bound} for issue, strength, bound in member.crossed
        ],
        "issues_m": dict(member.issues_m),
        "buys": [
            {"issue": issue, "from": before, "to": after, "vote": then} for issue, before, after, then in member.buys
        ],
    }


def print_count(terminal: Terminal, labels: Labels, counted: Count) -> None:
    """The verdict, a line a member, and what would buy those who do not vote yes."""
    passes = counted.result in ("resolution", "presidential_statement", "press_statement")
    tally = vote(counted.yes, counted.no, counted.abstain)
    if counted.form != "resolution":
        tally = f"objections: {counted.no or 'none'}"
    terminal.paragraph("Text", f"{labels.text(counted.text)}, {FORM_WORDS.get(counted.form, counted.form)}")
    for key, strength in counted.text.items():
        terminal.paragraph("", f"{labels.issue(key)} {strength}: {printable(labels.wording(key, strength))}")
    result = FORM_WORDS.get(counted.result, counted.result)
    terminal.paragraph("Result", f"{'would pass' if passes else 'would not pass'}: {result}, {tally}")
    _print_bought(terminal, labels, counted, passes)
    terminal.line()
    codes = [member.actor for member in counted.members] + [code for code, _ in counted.others]
    wide = max((len(labels.short(code)) for code in codes), default=6)
    terminal.line(f"{'member':{wide}}  vote     gain   no below  yes from  limits crossed")
    for member in counted.members:
        crossed = ", ".join(labels.issue(issue) for issue, _, _ in member.crossed)
        name = printable(labels.short(member.actor))
        terminal.line(
            f"{name:{wide}}  {member.vote:7}{gain(member.gain_m):>6}  {gain(member.no_below_m):>8}"
            f"  {gain(member.yes_from_m):>8}  {crossed}".rstrip()
        )
    for code, gain_m in counted.others:
        terminal.line(f"{printable(labels.short(code)):{wide}}  {'-':7}{gain(gain_m):>6}  no vote")


def _print_bought(terminal: Terminal, labels: Labels, counted: Count, passes: bool) -> None:
    if not passes:
        whole = labels.changes(counted.what_would_buy) or "no single change"
        terminal.paragraph("Would pass", f"after {whole}")
    for member in counted.members:
        if member.vote == "yes":
            continue
        bought = "; ".join(
            f"{then} after {labels.changes([(issue, before, after)])}" for issue, before, after, then in member.buys
        )
        missing = f", {amount(member.short_m)} short of a yes" if member.short_m and not member.crossed else ""
        missing += f"; {labels.crossed(member.crossed)}" if member.crossed else ""
        terminal.paragraph(
            "", f"{printable(member.name)}: {member.vote}{missing}; {bought or 'no single change buys it'}"
        )
