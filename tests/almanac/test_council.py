"""The Council on every day from 1990 to 2026, against values typed from other sources than the tables."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from sim.almanac.council import Council, changes_between, council_on, presidency, unknown_vetoes, vetoes_before
from sim.almanac.states import find_state
from sim.almanac.tables import covered, covers, last_day, rows, terms, turns, vetoes
from sim.vocabulary.actors import Seat
from sim.vocabulary.charter import body_on
from tests.kit import CASES, ROOT, scenario

FIRST, LAST = date(1990, 1, 1), date(2026, 12, 31)


def days(first: date = FIRST, last: date = LAST) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def codes(council: Council, seat: Seat) -> set[str]:
    return {member.code for member in council.members if member.seat == seat}


@cache
def council(day: str) -> Council:
    return council_on(date.fromisoformat(day))


def test_every_day_has_fifteen_members_five_permanent_and_one_of_them_in_the_chair() -> None:
    """From 1990-01-01 to 2026-12-31, and each member is a state of that day and a member of the United Nations."""
    for day in days():
        found = council_on(day)
        assert (len(found.members), found.missing, found.gap) == (15, 0, ""), day
        assert codes(found, Seat.PERMANENT) == {"CHN", "FRA", "GBR", "RUS", "USA"}, day
        assert found.president in {member.code for member in found.members}, day
        assert all(member.state.un == "member" for member in found.members), day


def test_terms_of_a_state_do_not_overlap() -> None:
    """No state holds two seats, or one seat twice, on one day."""
    for one in terms():
        same = [each for each in terms() if each.code == one.code and each is not one]
        assert one.since <= one.until
        assert all(each.until < one.since or each.since > one.until for each in same), one


def test_an_elected_state_sits_two_calendar_years() -> None:
    """But for the term that Italy and the Netherlands shared, and the two Yemens before and after their union."""
    odd = {
        (term.code, term.since.year)
        for term in terms()
        if term.seat == Seat.ELECTED
        and (term.since, term.until) != (date(term.since.year, 1, 1), date(term.since.year + 1, 12, 31))
    }
    assert odd == {("ITA", 2017), ("NLD", 2018), ("YMD", 1990), ("YEM", 1990)}


# Whole lists of members, as the source has them. The president is named in PRESIDENTS.
LISTS = {
    "1990-08-02": (  # verbatim record S/PV.2932
        "Canada", "China", "Colombia", "Côte d'Ivoire", "Cuba", "Ethiopia", "Finland", "France", "Malaysia", "Romania",
        "Union of Soviet Socialist Republics", "United Kingdom", "United States", "Yemen", "Zaire",
    ),
    "1991-04-03": (  # S/PV.2981
        "Austria", "Belgium", "China", "Côte d'Ivoire", "Cuba", "Ecuador", "France", "India", "Romania",
        "Soviet Union", "United Kingdom", "United States", "Yemen", "Zaire", "Zimbabwe",
    ),
    "1992-01-31": (  # S/PV.3046
        "Austria", "Belgium", "Cape Verde", "China", "Ecuador", "France", "Hungary", "India", "Japan", "Morocco",
        "Russian Federation", "United Kingdom", "United States", "Venezuela", "Zimbabwe",
    ),
    "1993-10-05": (  # S/PV.3288
        "Brazil", "Cape Verde", "China", "Djibouti", "France", "Hungary", "Japan", "Morocco", "New Zealand", "Pakistan",
        "Russian Federation", "Spain", "United Kingdom", "United States", "Venezuela",
    ),
    "1994-11-08": (  # S/PV.3453
        "Argentina", "Brazil", "China", "Czech Republic", "Djibouti", "France", "New Zealand", "Nigeria", "Oman",
        "Pakistan", "Russian Federation", "Rwanda", "Spain", "United Kingdom", "United States",
    ),
    "1995-01-19": (  # S/PV.3492
        "Argentina", "Botswana", "China", "Czech Republic", "France", "Germany", "Honduras", "Indonesia", "Italy",
        "Nigeria", "Oman", "Russian Federation", "Rwanda", "United Kingdom", "United States",
    ),
    "1996-01-05": (  # S/PV.3616
        "Botswana", "Chile", "China", "Egypt", "France", "Germany", "Guinea-Bissau", "Honduras", "Indonesia", "Italy",
        "Poland", "Republic of Korea", "Russia", "United Kingdom", "United States",
    ),
    "1999-12-17": (  # S/PV.4084
        "Argentina", "Bahrain", "Brazil", "Canada", "China", "France", "Gabon", "Gambia", "Malaysia", "Namibia",
        "Netherlands", "Russian Federation", "Slovenia", "United Kingdom", "United States",
    ),
    "2000-04-14": (  # S/PV.4127
        "Argentina", "Bangladesh", "Canada", "China", "France", "Jamaica", "Malaysia", "Mali", "Namibia", "Netherlands",
        "Russian Federation", "Tunisia", "Ukraine", "United Kingdom", "United States",
    ),
    "2003-10-15": (  # a news archive on the talks on resolution 1511
        "Angola", "Bulgaria", "Cameroon", "Chile", "China", "France", "Germany", "Guinea", "Mexico", "Pakistan",
        "Russia", "Spain", "Syria", "United Kingdom", "United States",
    ),
    "2009-05-28": (  # S/PV.6131
        "Austria", "Burkina Faso", "China", "Costa Rica", "Croatia", "France", "Japan", "Libya", "Mexico", "Russia",
        "Turkey", "Uganda", "United Kingdom", "United States", "Vietnam",
    ),
    "2013-06-30": (  # a Model UN page of 2013
        "Argentina", "Australia", "Azerbaijan", "China", "France", "Guatemala", "Luxembourg", "Morocco", "Pakistan",
        "Russia", "Rwanda", "South Korea", "Togo", "United Kingdom", "United States",
    ),
    "2024-11-01": (  # Tass of that day
        "Algeria", "China", "Ecuador", "France", "Guyana", "Japan", "Malta", "Mozambique", "Russia", "Sierra Leone",
        "Slovenia", "South Korea", "Switzerland", "United Kingdom", "United States",
    ),
    "2025-09-18": (  # Wafa of that day
        "Algeria", "China", "Denmark", "France", "Greece", "Guyana", "Pakistan", "Panama", "Republic of Korea",
        "Russia", "Sierra Leone", "Slovenia", "Somalia", "United Kingdom", "United States",
    ),
}  # fmt: skip

# Who was in the chair, and where that is said. PV: the head of the record, as remembered where not read again.
PRESIDENTS = {
    "1950-06-25": ("India", "S/PV.473, Sir Benegal Rau; remembered"),
    "1990-08-02": ("Romania", "S/PV.2932, Mr. Munteanu"),
    "1990-07-15": ("Malaysia", "S/PV.2932, thanks to Mr. Razali, President in July"),
    "1990-11-29": ("United States", "S/PV.2963, Mr. Baker; remembered"),
    "1990-12-19": ("Yemen", "S/PV.2970, Mr. Al-Ashtal"),
    "1991-03-15": ("Austria", "S/PV.2981, thanks to Mr. Hohenfellner, President in March"),
    "1991-04-03": ("Belgium", "S/PV.2981, Mr. Noterdaeme"),
    "1992-01-31": ("United Kingdom", "S/PV.3046, Mr. Major"),
    "1993-10-05": ("Brazil", "S/PV.3288, Mr. Sardenberg"),
    "1994-04-06": ("New Zealand", "news of April 2014 on Mr. Keating, President in April 1994"),
    "1994-05-12": ("Nigeria", "a diplomatic report of that day on Mr. Gambari, President"),
    "1994-11-08": ("United States", "S/PV.3453, Mrs. Albright"),
    "1995-01-19": ("Argentina", "S/PV.3492, Mr. Cárdenas"),
    "1995-05-03": ("France", "S/PV.3530, Mr. Mérimée"),
    "1996-01-05": ("United Kingdom", "S/PV.3616, Sir John Weston"),
    "1997-12-19": ("Costa Rica", "Costa Rica's report on its presidency, Mr. Naranjo presiding"),
    "1998-03-18": ("Gambia", "the Gambia's report on its presidency"),
    "1998-08-05": ("Slovenia", "Slovenia's report on its presidency; S/PV.3923"),
    "1999-06-10": ("Gambia", "S/PV.4011, Mr. Jagne; remembered"),
    "1999-12-17": ("United Kingdom", "S/PV.4084, Sir Jeremy Greenstock"),
    "2000-04-14": ("Canada", "S/PV.4127, Mr. Axworthy"),
    "2001-09-12": ("France", "S/PV.4370, Mr. Levitte; remembered"),
    "2002-11-08": ("China", "S/PV.4644, Mr. Zhang Yishan; remembered"),
    "2003-02-05": ("Germany", "S/PV.4701, Mr. Fischer; remembered"),
    "2006-10-14": ("Japan", "S/PV.5551, Mr. Oshima; remembered"),
    "2009-05-28": ("Russia", "S/PV.6131, Mr. Churkin"),
    "2011-03-17": ("China", "S/PV.6498, Mr. Li Baodong; remembered"),
    "2011-10-04": ("Nigeria", "S/PV.6627, Mrs. Ogwu; remembered"),
    "2012-02-04": ("Togo", "S/PV.6711, Mr. Menan; remembered"),
    "2013-04-30": ("Rwanda", "The New Times, May 2013, on Mr. Gasana"),
    "2014-07-31": ("Rwanda", "Rwanda's mission on its presidency of July 2014"),
    "2015-07-29": ("New Zealand", "S/PV.7498, Mr. McCully; remembered"),
    "2019-06-11": ("Kuwait", "UN press on Mr. Alotaibi, President in June"),
    "2019-07-02": ("Peru", "UN press on Mr. Meza-Cuadra, President in July"),
    "2019-08-13": ("Poland", "UN press on Ms. Wronecka, President in August"),
    "2019-09-25": ("Russian Federation", "UN press on Mr. Nebenzia, President in September"),
    "2019-10-01": ("South Africa", "UN press on Mr. Matjila, President in October"),
    "2022-02-25": ("Russian Federation", "S/PV.8979, Mr. Nebenzia; remembered"),
    "2024-10-31": ("Switzerland", "Tass of 1 November 2024"),
    "2024-11-01": ("United Kingdom", "Tass of that day; Security Council Report, forecast for November 2024"),
    "2025-09-18": ("Republic of Korea", "Wafa of that day"),
    "2025-11-06": ("Sierra Leone", "UN press on Mr. Kanu, President in November"),
}


@pytest.mark.parametrize("day", LISTS)
def test_members_are_those_that_another_source_lists(day: str) -> None:
    """Fifteen names as the source has them; former and long names are found as well."""
    assert {member.code for member in council(day).members} == {find_state(name) for name in LISTS[day]}


@pytest.mark.parametrize("day", PRESIDENTS)
def test_the_chair_is_held_by_whom_another_source_names(day: str) -> None:
    """Some forty dates, from every decade."""
    assert council(day).president == find_state(PRESIDENTS[day][0])


def test_the_turn_of_rwanda_was_put_off_in_1994() -> None:
    """In September the alphabet had Rwanda; Spain, Britain and the United States went first."""
    shown = [turn.code for turn in presidency(date(1994, 8, 15), date(1994, 12, 1))]
    assert shown == ["RUS", "ESP", "GBR", "USA", "RWA"]


def test_members_change_on_new_years_day() -> None:
    """Five leave and five come; a horizon over 1 January 2012 knows whom."""
    (change,) = changes_between(date(2011, 10, 2), date(2012, 3, 1))
    assert (change.day, change.leaves) == (date(2012, 1, 1), ("BIH", "BRA", "GAB", "LBN", "NGA"))
    assert change.comes == ("AZE", "GTM", "MAR", "PAK", "TGO")
    assert changes_between(date(2012, 1, 1), date(2012, 12, 31)) == ()
    for year in range(1991, 2027):
        (change,) = changes_between(date(year - 1, 12, 1), date(year, 1, 31))
        assert change.day == date(year, 1, 1)
        assert len(change.leaves) == len(change.comes) == (6 if year == 2018 else 5), year
        before, after = council_on(change.day - timedelta(days=1)), council_on(change.day)
        kept = {member.code for member in before.members} - set(change.leaves)
        assert kept | set(change.comes) == {member.code for member in after.members}


def test_in_june_1950_eleven_sit_and_seven_votes_are_needed() -> None:
    """The Council before 1966; the seat of China is held by the government in Taipei."""
    found = council("1950-06-25")
    assert codes(found, Seat.ELECTED) == {"CUB", "ECU", "EGY", "IND", "NOR", "YUG"}
    assert codes(found, Seat.PERMANENT) == {"FRA", "GBR", "RUS", "TWN", "USA"}
    rule = body_on(found.day)
    assert (rule.seats, rule.quota, found.missing) == (11, 7, 0)
    assert {member.state.name for member in found.members} >= {"Soviet Union", "Republic of China", "Yugoslavia"}
    assert [body_on(date.fromisoformat(day)).seats for day in ("1965-12-31", "1966-01-01")] == [11, 15]
    assert [body_on(date.fromisoformat(day)).quota for day in ("1966-01-01", "2026-12-31")] == [9, 9]


def test_the_seat_of_china_passed_on_25_october_1971() -> None:
    """From one government to the other; each has a code of its own."""
    assert [(each.leaves, each.comes) for each in changes_between(date(1971, 10, 24), date(1971, 10, 25))] == [
        (("TWN",), ("CHN",))
    ]


@pytest.mark.parametrize(
    ("day", "known", "missing"), [("1989-12-31", 10, 5), ("1980-05-01", 5, 10), ("2027-01-01", 10, 5)]
)
def test_outside_its_years_the_almanac_says_what_it_lacks(day: str, known: int, missing: int) -> None:
    """Permanent members are always there, and so is an elected one whose term reaches over the edge."""
    found = council(day)
    assert (len(found.members), found.missing) == (known, missing)
    assert len(codes(found, Seat.PERMANENT)) == 5
    assert f"lacks {missing} elected members, to be named in the file" in found.gap
    assert "from 1990-01-01 to 2026-12-31" in found.gap


# Vetoes


def test_vetoes_count_as_other_sources_have_them() -> None:
    """American ones of 1987 to 1994: State Department, Voting Practices in the United Nations 1994, chapter V."""
    american = [veto.day.year for veto in vetoes() if "USA" in veto.by]
    counts = [american.count(year) for year in range(1987, 1995)]
    assert counts == [2, 6, 5, 2, 0, 0, 0, 0]
    assert sum("FRA" in veto.by for veto in vetoes()) == 16, "France, remembered: 16, drafts only"
    assert sum(veto.by == ("CHN",) for veto in vetoes()) == 3, "China alone: 1972, 1997, 1999; remembered"
    assert sum("RUS" in veto.by and veto.subject == "Syria" for veto in vetoes() if veto.day.year < 2020) == 14, (
        "Reuters, 20 December 2019: the fourteenth on Syria"
    )


@pytest.mark.parametrize(
    ("day", "by"),
    [
        ("2007-01-12", "CHN RUS"), ("2008-07-11", "CHN RUS"), ("2011-02-18", "USA"), ("2011-10-04", "CHN RUS"),
        ("2012-02-04", "CHN RUS"), ("2014-03-15", "RUS"), ("2015-07-29", "RUS"), ("2022-02-25", "RUS"),
        ("2022-05-26", "CHN RUS"), ("2024-03-28", "RUS"), ("2024-04-18", "USA"), ("2025-09-18", "USA"),
    ],
)  # fmt: skip
def test_well_known_vetoes_have_their_day_and_authors(day: str, by: str) -> None:
    """Myanmar, Zimbabwe, settlements, Syria twice, Crimea, MH17, Ukraine, North Korea twice, Palestine, Gaza."""
    assert [" ".join(veto.by) for veto in vetoes() if veto.day == date.fromisoformat(day)] == [by]


def test_nobody_was_vetoed_over_libya_in_2011() -> None:
    """In the 24 months before resolution 1973 there were two vetoes, on Georgia and on settlements."""
    assert [veto.symbol for veto in vetoes_before(date(2011, 3, 17))] == ["S/2009/310", "S/2011/24"]
    assert [veto.symbol for veto in vetoes() if veto.day.year == 2011] == ["S/2011/24", "S/2011/612"]


def test_the_day_itself_does_not_count_and_the_first_day_of_the_window_does() -> None:
    """The window is [day two years before, day)."""
    assert len(vetoes_before(date(2013, 10, 4))) == 3
    assert len(vetoes_before(date(2013, 10, 5))) == 2
    assert len(vetoes_before(date(2011, 10, 4), years=1)) == 1
    assert vetoes_before(date(2024, 2, 29), years=1)[0].day == date(2023, 7, 11)


def test_only_permanent_members_of_the_day_cast_vetoes() -> None:
    """Every row, in order, to the last day that the table covers."""
    assert [veto.day for veto in vetoes()] == sorted(veto.day for veto in vetoes())
    assert vetoes()[-1].day <= last_day("vetoes")
    for veto in vetoes():
        assert set(veto.by) <= codes(council_on(veto.day), Seat.PERMANENT), veto
        assert veto.kind in ("draft", "amendment")


def test_after_the_last_day_it_is_said_that_vetoes_are_not_counted() -> None:
    """The table ends in September 2025."""
    assert unknown_vetoes(date(2022, 3, 24)) == unknown_vetoes(date(2025, 10, 1)) == ""
    assert "to 2025-09-30; later ones are not counted" in unknown_vetoes(date(2026, 3, 1))


# The coded cases


@pytest.mark.parametrize("name", CASES)
def test_a_coded_case_comes_out_of_the_almanac_as_it_is_typed(name: str) -> None:
    """Seats, presidencies and the count of vetoes."""
    case = scenario(name).case
    found = council_on(case.start.date())
    typed = {actor.code: actor.seat for actor in case.actors.values() if actor.seat != Seat.NONE}
    assert {member.code: member.seat for member in found.members} == typed
    assert changes_between(case.start.date(), case.horizon.date()) == ()
    turned = [(turn.since, turn.code) for turn in presidency(case.start.date(), case.horizon.date())]
    assert turned == [(each.since.date(), each.actor) for each in case.presidency]
    assert len(vetoes_before(date.fromisoformat(case.climate.as_of))) == case.climate.vetoes


# The tables


def test_every_row_names_a_source_that_is_listed() -> None:
    """The keys of sources.csv, in every table that has a column for them."""
    known = {row["key"] for row in rows("sources")}
    for table in ("seats", "presidencies", "vetoes", "memory", "tables"):
        assert all(row["source"] and set(row["source"].split()) <= known for row in rows(table)), table


def test_the_page_names_the_days_that_each_table_covers() -> None:
    """docs/almanac.md, in its first table."""
    page = (ROOT / "docs" / "almanac.md").read_text(encoding="utf-8")
    lines = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    for each in covers():
        if each.since.year != 1950:
            assert f"{each.since} to {each.until}" in lines[f"{each.table}.csv"]
    assert lines.keys() == {f"{path.stem}.csv" for path in (ROOT / "sim" / "almanac" / "data").iterdir()}


def test_months_are_whole_and_none_is_missing() -> None:
    """From January 1990 to December 2026, one turn a month."""
    mine = [turn for turn in turns() if turn.since >= FIRST]
    assert [turn.since for turn in mine] == [day for day in days() if day.day == 1]
    assert all((turn.until + timedelta(days=1)).day == 1 for turn in mine)
    assert covered("presidencies", LAST)
    assert not covered("presidencies", LAST + timedelta(days=1))
