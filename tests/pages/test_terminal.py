"""Pages as lines: as wide as asked, nothing cut, nothing that steers a terminal."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import pages
from sim.pages import Bar, Bars, Column, Fact, Facts, Look, Paragraph, Row, Table
from sim.pages.text import width
from tests.pages import sample

words = st.text("abcdefg", min_size=1, max_size=9)
phrases = st.lists(words, max_size=12).map(" ".join)
kinds = st.sampled_from(["name", "words", "number"])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any table of letters."""
    groups = draw(st.lists(st.sampled_from(["", "group a", "group b"]), min_size=1, max_size=8).map(sorted))
    columns = tuple(Column(draw(phrases), draw(kinds), group=group) for group in groups)
    cells = st.lists(phrases, min_size=len(columns), max_size=len(columns)).map(tuple)
    return Table(columns, tuple(draw(st.lists(cells, max_size=5))), draw(phrases), draw(phrases))


@given(tables(), st.sampled_from([40, 60, 80, 100]))
def test_a_table_is_never_wider_than_the_page_and_keeps_every_word(table: Table, columns: int) -> None:
    """Words are short here, so there is always a way."""
    shown = pages.terminal((table,), Look(columns))
    assert max(map(width, shown.splitlines()), default=0) <= columns
    said = re.findall("[a-g]+", shown)
    for row in table.rows:
        for cell in row.cells:
            for word in cell.split():
                assert word in said
    if table.rows:
        for column, cell in zip(table.columns, table.rows[0].cells, strict=True):
            assert not cell or set(column.head.split()) <= set(said)


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_a_whole_page_fits_but_for_its_commands(columns: int) -> None:
    """Commands stay on one line, so that they can be pasted."""
    shown = pages.terminal(sample.SAMPLE, Look(columns)).splitlines()
    assert all(width(line) <= columns for line in shown if "turtlebay count" not in line)
    assert "           turtlebay count mine.yaml --text 100/80/65/25/50 --at 598988c5fbee:128" in shown


def test_a_word_that_is_wider_than_the_page_stays_whole() -> None:
    """It can be copied."""
    long = "x" * 90
    table = Table((Column("id"), Column("what", "words")), ((long, "said of it"),))
    assert long in pages.terminal((table,), Look(60))


def test_facts_stand_under_one_label() -> None:
    """As the outcome card always did."""
    page = (Facts((Fact("Outcome", ("resolution, 15-0", "JPN-1")), Fact("History", ("none",)))),)
    assert pages.terminal(page) == "Outcome    resolution, 15-0\n           JPN-1\nHistory    none\n"


def test_a_paragraph_stands_behind_its_label() -> None:
    """Its further lines stand under its first word."""
    page = (Paragraph("one two three four five six seven eight nine", "Text"),)
    assert pages.terminal(page, Look(40)) == ("Text       one two three four five six\n           seven eight nine\n")


def test_heads_wrap_and_numbers_stand_to_the_right() -> None:
    """A head is never cut; heads of groups stand over their columns."""
    shown = pages.terminal((sample.TABLE,))
    assert "condemnation" in shown
    assert "  use of  limits\n" in shown
    assert "\nmember                 vote   gain   form  condemnation  ceasefire  crossed\n" in shown
    assert "  gain: in points. An empty cell: none.\n" in shown
    assert "\nChina                  no     -5.0   +3.2          +6.8      -11.1  legal force,\n" in shown
    assert "issues\n" in shown


def test_bars_show_interval_and_share() -> None:
    """Solid, pale, and a dot."""
    page = (Bars((Bar("resolution", 0.5, 0.3, 0.7, "half"),)),)
    drawn = "█" * 9 + "▒" * 6 + "●" + "▒" * 5
    assert f"resolution  {drawn}{' ' * 12}half\n" in pages.terminal(page)
    assert "  Bars: █ to the lower end" in pages.terminal(page)
    assert f"resolution  #########------*-----{' ' * 12}half\n" in pages.terminal(page, Look(ascii_only=True))


def test_dots_say_how_many_of_a_hundred() -> None:
    """Steps without a dot have a row too, and runs without an outcome."""
    shown = pages.terminal((pages.Dots((1.0, 1.5, 4.0, None), step=1, each="25 in 100 runs"),))
    assert shown.splitlines()[2:] == [
        "       1-2      50  ●●", "       2-3       0", "       3-4       0", "       4-5      25  ●",
        "no product      25  ●",
    ]  # fmt: skip


def test_a_curve_is_a_table_with_bars() -> None:
    """The value off the scale is its last row; tipping points are said."""
    shown = pages.terminal((sample.CURVE,))
    assert re.search(r"^ +25 +0 of 10 +0% +0-21%  ●▒▒▒▒▒ +│ +as coded$", shown, re.M)
    assert "Tips: rises over 50% between 49 and 50." in shown


def test_an_event_wraps_beside_its_number_or_takes_one_line() -> None:
    """Wrapped where a reader looks, whole where a program reads."""
    wide = pages.terminal((sample.TIMELINE,), Look(100))
    assert "08 Jul 23:02  (09 07:02 CST)  ◆  93  China          threatens to veto" in wide
    assert f"\n{' ' * 52}100 is over" not in wide
    whole = pages.terminal((sample.TIMELINE,), Look(whole_lines=True))
    assert any(line.endswith("its limit of 25  [<- 90]") for line in whole.splitlines())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mred", r"a\x1b[31mred"),
        ("left\u202eright", r"left\u202eright"),
        ("two\nlines\tand\u2028more", r"two\nlines\tand\u2028more"),
        ("half \ud800", r"half \ud800"),
    ],
)
def test_what_would_steer_a_terminal_is_shown_escaped(text: str, shown: str) -> None:
    """In every renderer: text may come from anybody's file."""
    page = (Paragraph(text), Table((Column("c"),), ((text,),)), pages.Next((text,)))
    assert pages.terminal(page).count(shown) == 3
    assert pages.html(page).count(shown) == 3
    assert pages.markdown(page).replace("\\\\", "\\").replace("\\[", "[").count(shown) == 3
    for said in (pages.terminal(page), pages.html(page), pages.markdown(page)):
        assert text not in said


def test_ascii_pages_are_ascii() -> None:
    """Each mark has a twin."""
    assert pages.terminal(sample.SAMPLE, Look(ascii_only=True)).isascii()


def test_colour_adds_styles_and_nothing_else() -> None:
    """Without its codes a coloured page is the plain page."""
    coloured = pages.terminal(sample.SAMPLE, Look(colour=True))
    assert "\x1b[1m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == pages.terminal(sample.SAMPLE)


@pytest.mark.parametrize(
    ("environ", "colour"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_on_a_pipe_is_asked_for(environ: dict[str, str], colour: bool) -> None:
    """NO_COLOR has the last word."""
    assert pages.look_of(io.StringIO(), environ=environ).colour is colour


def test_a_pipe_is_as_wide_as_columns_says() -> None:
    """Within limits; without it events take one line each."""
    assert pages.look_of(io.StringIO(), environ={}).whole_lines
    asked = pages.look_of(io.StringIO(), environ={"COLUMNS": "300"})
    assert (asked.columns, asked.whole_lines) == (100, False)


def test_a_row_must_fit_the_heads() -> None:
    """A mistake of a page is found where it is made."""
    with pytest.raises(ValueError, match="a row of 1 cells in a table of 2"):
        Table((Column("a"), Column("b")), (("1",),))
    Table((Column("a"), Column("b")), (Row(("head",), "group"),))


@pytest.mark.parametrize("render", [pages.terminal, pages.html, pages.fragment, pages.markdown])
def test_the_same_blocks_give_the_same_bytes(render: object) -> None:
    """And an empty page and empty blocks break nothing."""
    assert callable(render)
    assert render(sample.SAMPLE) == render(sample.SAMPLE)
    empty = (
        Table((Column("a"),), ()),
        Bars(()),
        pages.Dots(()),
        pages.Curve("p", ()),
        pages.Timeline(()),
        pages.Next(()),
    )
    render(())
    render((*empty, Facts(()), pages.Lines(()), Paragraph("")))
