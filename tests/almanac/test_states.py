"""States: whether one existed on a day, its name and capital then, and how it votes."""

import pickle
from datetime import date
from importlib import resources

import pytest

from sim.almanac import tables
from sim.almanac.states import Alignment, alignment, alignment_before, find_state, name_of, state_on
from sim.almanac.tables import NotInAlmanac
from sim.vocabulary.zones import zone_names
from tests.kit import CASES, python, scenario


@pytest.mark.parametrize(
    ("code", "day", "name", "capital"),
    [
        ("RUS", "1991-12-24", "Soviet Union", "Moscow"),
        ("RUS", "1991-12-25", "Russian Federation", "Moscow"),
        ("COD", "1997-05-16", "Zaire", "Kinshasa"),
        ("COD", "1997-05-17", "Democratic Republic of the Congo", "Kinshasa"),
        ("SRB", "1999-03-24", "Federal Republic of Yugoslavia", "Belgrade"),
        ("SRB", "2003-02-04", "Serbia and Montenegro", "Belgrade"),
        ("SRB", "2006-06-03", "Serbia", "Belgrade"),
        ("SWZ", "2018-04-18", "Swaziland", "Mbabane"),
        ("SWZ", "2018-04-19", "Eswatini", "Mbabane"),
        ("CZE", "2006-07-05", "Czech Republic", "Prague"),
        ("CZE", "2020-01-01", "Czechia", "Prague"),
        ("MKD", "2019-02-11", "Macedonia", "Skopje"),
        ("MKD", "2019-02-12", "North Macedonia", "Skopje"),
        ("TUR", "2022-05-31", "Turkey", "Ankara"),
        ("TUR", "2022-06-01", "Türkiye", "Ankara"),
        ("CPV", "1992-01-31", "Cape Verde", "Praia"),
        ("CPV", "2013-10-24", "Cabo Verde", "Praia"),
        ("MMR", "2007-01-12", "Myanmar", "Naypyidaw"),
        ("MMR", "1989-01-01", "Burma", "Rangoon"),
        ("DEU", "1990-10-02", "Federal Republic of Germany", "Bonn"),
        ("DEU", "1990-10-03", "Germany", "Berlin"),
        ("YEM", "1990-05-21", "Yemen Arab Republic", "Sana'a"),
        ("YMD", "1990-05-21", "Democratic Yemen", "Aden"),
        ("YEM", "1990-05-22", "Yemen", "Sana'a"),
        ("BFA", "1984-08-03", "Upper Volta", "Ouagadougou"),
        ("KAZ", "2017-01-01", "Kazakhstan", "Astana"),
        ("KAZ", "2020-01-01", "Kazakhstan", "Nur-Sultan"),
        ("TZA", "2005-01-01", "Tanzania", "Dodoma"),
    ],
)
def test_a_state_has_the_name_and_capital_of_the_day(code: str, day: str, name: str, capital: str) -> None:
    """Names and capitals change; the code of a state that goes on does not."""
    found = state_on(code, date.fromisoformat(day))
    assert (found.name, found.capital) == (name, capital)


@pytest.mark.parametrize(
    ("code", "day", "life"),
    [
        ("SSD", "2011-07-08", "SSD (South Sudan) did not exist on 2011-07-08; it exists since 2011-07-09"),
        ("TLS", "1999-09-15", "it exists since 2002-05-20"),
        ("CSK", "1993-01-01", "CSK (Czechoslovakia) did not exist on 1993-01-01; its last day was 1992-12-31"),
        ("DDR", "1990-10-03", "it existed from 1949-10-07 to 1990-10-02"),
        ("YMD", "1990-05-22", "to 1990-05-21"),
        ("YUG", "1993-01-01", "its last day was 1992-04-26"),
        ("CZE", "1992-12-31", "it exists since 1993-01-01"),
        ("UZB", "1990-01-01", "it exists since 1991-08-31"),
    ],
)
def test_a_state_that_did_not_exist_on_the_day_is_refused(code: str, day: str, life: str) -> None:
    """With the days on which it did; the error survives the way back from a worker."""
    with pytest.raises(NotInAlmanac) as refused:
        state_on(code, date.fromisoformat(day))
    assert life in str(refused.value)
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PER", "PER"), ("Peru", "PER"), ("south korea", "KOR"), ("Republic of Korea", "KOR"), ("DPRK", "PRK"),
        ("Cote d'Ivoire", "CIV"), ("Ivory Coast", "CIV"), ("Burma", "MMR"), ("Zaire", "COD"), ("USSR", "RUS"),
        ("SUN", "RUS"), ("Turkey", "TUR"), ("Türkiye", "TUR"), ("Vietnam", "VNM"), ("Congo", "COG"), ("UK", "GBR"),
        ("Kosovo", "XKX"), ("Taiwan", "TWN"), ("Holy See", "VAT"), ("East Germany", "DDR"),
    ],
)  # fmt: skip
def test_a_state_is_found_by_its_code_and_by_any_of_its_names(text: str, code: str) -> None:
    """Past and present, long and short, with and without accents."""
    assert find_state(text) == code


@pytest.mark.parametrize(
    ("text", "hint"), [("Venezuelaa", "did you mean 'Venezuela' (VEN)?"), ("Sryia", "'Syria' (SYR)"), ("", "ISO 3166")]
)
def test_an_unknown_name_is_refused_with_the_nearest(text: str, hint: str) -> None:
    """A word that is near nothing gets no guess."""
    with pytest.raises(NotInAlmanac, match="knows no state") as refused:
        find_state(text)
    assert hint in str(refused.value)
    with pytest.raises(NotInAlmanac, match="knows no state"):
        state_on(text, date(2020, 1, 1))


def test_no_name_stands_for_two_states() -> None:
    """Of all names and codes, past and present."""
    for code, row in tables.states().items():
        for word in (code, *row.also, *(each.name for each in tables.names()[code])):
            assert find_state(word) == code, word


def test_every_zone_is_one_of_the_packaged_time_zone_data() -> None:
    """Those of dead states as well."""
    zones = {each.zone for named in tables.names().values() for each in named}
    assert zones <= zone_names()


def test_the_united_nations_have_193_members_in_2026_and_had_159_in_1990() -> None:
    """Counts remembered from the UN's page on the growth of its membership.

    The page has one fewer for 1960, when Egypt and Syria were one state, and one more for 1992 and 1994, when it still
    counted Yugoslavia.
    """

    def members(day: date) -> int:
        return sum(
            row.un == tables.Standing.MEMBER and row.un_since <= day <= row.un_until for row in tables.states().values()
        )

    expected = {
        1945: 51, 1955: 76, 1960: 99 + 1, 1990: 159, 1992: 179 - 1, 1994: 185 - 1, 2000: 189, 2006: 192, 2026: 193,
    }  # fmt: skip
    assert {year: members(date(year, 12, 31)) for year in expected} == expected


def test_the_days_of_a_state_are_in_order() -> None:
    """It exists before it joins, its first name is that of its first day, later ones follow while it exists."""
    assert tables.states().keys() == tables.names().keys()
    for code, row in tables.states().items():
        assert row.since <= row.until, code
        assert row.since <= row.un_since or row.un == tables.Standing.NONE, code
        named = [each.since for each in tables.names()[code]]
        assert named[0] == tables.ALWAYS, code
        assert named == sorted(set(named)), code
        assert all(row.since < since <= row.until for since in named[1:]), code


@pytest.mark.parametrize("name", CASES)
def test_names_capitals_and_zones_of_the_coded_cases_are_those_of_the_almanac(name: str) -> None:
    """But for what is written in two ways by the cases themselves, and an accent."""
    case = scenario(name).case
    other = {
        ("Russia", "Russian Federation"), ("Congo (Republic of the)", "Congo (Republic of)"),
        ("Dar es Salaam", "Dodoma"), ("Brasilia", "Brasília"),
    }  # fmt: skip
    for actor in case.actors.values():
        found = state_on(actor.code, case.start.date())
        assert actor.timezone == found.zone, actor.code
        for typed, known in ((actor.name, found.name), (actor.capital, found.capital)):
            assert typed == known or (typed, known) in other, actor.code


# Alignment


def test_the_alignment_before_a_day_is_that_of_the_year_before() -> None:
    """Votes are cast in autumn: in October 2011 those of 2010 are known."""
    assert alignment_before("DEU", date(2011, 10, 2)) == alignment("DEU", 2010)
    found = alignment("DEU", 2010)
    assert found is not None
    assert (found.year, found.carried) == (2010, False)


def test_a_year_without_an_estimate_takes_the_nearest_before_else_the_first() -> None:
    """And says so: after 2024, in a gap, and before a state's first votes."""
    assert alignment("RUS", 2025) == Alignment(38, 2024, 2025)
    late, gap, early = alignment("VEN", 2024), alignment("LBR", 2002), alignment("SSD", 2010)
    assert late is not None
    assert gap is not None
    assert early is not None
    assert (late.year, gap.year, early.year) == (2021, 1998, 2011)
    assert late.carried
    assert gap.carried
    assert early.carried
    assert alignment("VAT", 2020) is None
    assert alignment("YMD", 1989) is None


def test_yugoslavia_and_serbia_have_each_their_own_years() -> None:
    """The estimates have one line for both."""
    assert set(tables.alignments()["YUG"]) == {1990, 1991, 1992}
    assert min(tables.alignments()["SRB"]) == 2000


def test_every_member_has_an_alignment_and_every_value_is_0_to_100() -> None:
    """All 193, and no state that the almanac does not know."""
    members = {code for code, row in tables.states().items() if row.un == "member" and row.un_until == tables.FOREVER}
    assert members <= tables.alignments().keys() <= tables.states().keys()
    assert all(0 <= value <= 100 for years in tables.alignments().values() for value in years.values())
    assert name_of("USA") == "United States"


# What it costs


def test_help_does_not_load_the_almanac() -> None:
    """Neither does the front door; the tables are read when they are first asked for."""
    code = (
        "import sys; from sim.cli.main import answer; answer(['--help']); "
        "print([m for m in sys.modules if m.startswith('sim.almanac')])"
    )
    assert python(code).splitlines()[-1] == "[]"


def test_the_tables_are_small_and_travel_with_the_package() -> None:
    """Inside the package, so that a wheel has them."""
    files = [each for each in (resources.files("sim.almanac") / "data").iterdir() if each.name.endswith(".csv")]
    assert len(files) == 9
    assert sum(len(each.read_bytes()) for each in files) < 100_000
