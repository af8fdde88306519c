"""Pages as Markdown, as it is read on a forge."""

import pytest

from sim import pages
from sim.pages import Column, Fact, Facts, Next, Paragraph, Row, Table, Title
from tests.pages import sample


def test_titles_facts_and_commands() -> None:
    """A heading, a list, a block to copy from."""
    page = (Title("July 2006", "seed 1"), Facts((Fact("Outcome", ("resolution", "JPN-1")),)), Next(("turtlebay runs",)))
    assert pages.markdown(page) == (
        "# July 2006 (seed 1)\n\n- **Outcome** resolution\n  - JPN-1\n\nNext:\n\n```console\nturtlebay runs\n```\n"
    )


def test_a_table_has_its_rules() -> None:
    """Numbers to the right, groups and emphasised rows in bold."""
    table = Table(
        (Column("member"), Column("gain", "number", "points", "worth")),
        (Row(("permanent",), "group"), Row(("China", "-5.0"), "strong"), ("a|b", "+1")),
    )
    assert pages.markdown((table,)) == (
        "| member | worth gain |\n| --- | --: |\n| **permanent** |  |\n| **China** | **-5.0** |\n| a\\|b | +1 |\n\n"
        "gain: points.\n"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*b* _i_ `c` <b> [a](b) $x$ &amp; ~~s~~", r"\*b\* \_i\_ \`c\` \<b> \[a\](b) \$x\$ \&amp; \~\~s\~\~"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("    no code", "no code"),
        ("-5.0 and 2006", "-5.0 and 2006"),
    ],
)
def test_text_stays_text(text: str, shown: str) -> None:
    """Nothing in a file becomes markup."""
    assert pages.markdown((Paragraph(text),)) == f"{shown}\n"


def test_charts_keep_their_bars_as_code() -> None:
    """And a block of commands is fenced by more backticks than any of them has."""
    shown = pages.markdown(sample.SAMPLE)
    assert "| draft vetoed | `▒●` | 4% of 400 runs (2-6%), almost no chance |" in shown
    assert (
        "| 05 Jul 20:00 | (06 05:00 JST) | ◆ | 46 | Japan | circulates JPN-1: 100/100/85/95/30 | \\[\\<- 30\\] |"
        in shown
    )
    assert pages.markdown((Next(("a ``` b",)),)).count("````") == 2
