# ruff: noqa: E501
"""A page with every block, as pages of July 2006 would fill them."""

from datetime import UTC, datetime

from sim.pages import (
    Bar,
    Bars,
    Calendar,
    Column,
    Curve,
    Dots,
    Entry,
    Fact,
    Facts,
    Heading,
    Lines,
    Next,
    Page,
    Paragraph,
    Point,
    Row,
    Table,
    Timeline,
    Tipping,
    Title,
)

FACTS = Facts(
    (
        Fact("Outcome", ("resolution (legal force: special responsibility for peace), 15-0, day 9.1",
                         "JPN-1, 14 Jul 2006 15:43 UTC: 100/80/65/25/50")),
        Fact("Baselines", ("mean text      resolution 100/80/65/50/50", "setter         resolution 100/80/65/25/50")),
    )
)  # fmt: skip

TABLE = Table(
    (
        Column("member"), Column("vote"), Column("gain", "number", "in points"), Column("form", "number", group="issues"),
        Column("condemnation", "number", group="issues"), Column("use of ceasefire", "number", group="issues"),
        Column("limits crossed", "words"),
    ),
    (
        Row(("permanent members",), "group"),
        ("China", "no", "-5.0", "+3.2", "+6.8", "-11.1", "legal force, and condemnation as a threat to peace"),
        ("Russia", "yes", "+5.0", "+0.8", "+8.0", "+0.6", ""),
        Row(("elected members",), "group"),
        Row(("Congo (Republic of the)", "yes", "+54.4", "+13.2", "+12.7", "+0.9", ""), "strong"),
    ),
    title="Votes on JPN-1",
    note="An empty cell: none.",
)  # fmt: skip

BARS = Bars(
    (
        Bar("resolution", 0.81, 0.78, 0.84, "81% of 400 runs (78-84%), likely to very likely"),
        Bar("presidential statement", 0.15, 0.12, 0.18, "15% of 400 runs (12-18%), very unlikely"),
        Bar("draft vetoed", 0.04, 0.02, 0.06, "4% of 400 runs (2-6%), almost no chance"),
        Bar("no product", 0.0, 0.0, 0.01, "not seen in 400 runs"),
    ),
    title="Outcome: share of runs, 90% interval",
    note="The interval covers chance within the model only.",
)

_DAYS = [6.4, *[8.5] * 5, *[10.2] * 8, *[12.9] * 7, *[14.4] * 14, *[16.3] * 6, *[18.8] * 4, 20.1, *[23.0] * 2]
DOTS = Dots((*_DAYS, None, None))

CURVE = Curve(
    "China's limit on legal force",
    (
        Point("25", 25, 0.0, 0.0, 0.21, "0 of 10", "as coded"),
        Point("37", 37, 0.1, 0.02, 0.35, "1 of 10"),
        Point("49", 49, 0.2, 0.06, 0.45, "2 of 10"),
        Point("50", 50, 0.9, 0.65, 0.98, "9 of 10"),
        Point("60", 60, 0.9, 0.65, 0.98, "9 of 10"),
        Point("none", None, 0.9, 0.65, 0.98, "9 of 10"),
    ),
    (Tipping(49, 50, "rises over 50% between 49 and 50"),),
    level=0.5,
    title="Share of runs with legal force 50 or more",
)

CROSSINGS = Curve(
    "crisis.patience",
    tuple(Point(f"{at / 10}", at / 10, abs(5 - at) / 5, 0.0, 1.0, note="as coded" * (at == 9)) for at in range(11)),
    (
        Tipping(0.2, 0.3, "falls under 50% between 0.2 and 0.3"),
        Tipping(0.7, 0.8, "rises over 50% between 0.7 and 0.8 (interval 0.6 to 0.9), beyond chance, as it seems"),
    ),
    level=0.5,
)

TIMELINE = Timeline(
    (
        Entry(1, 1200, "19 Jun 20:00", "(19 16:00 EDT)", "●", "United States", "warns that a launch would be a provocation", "[A17]"),
        Entry(24, 23550, "05 Jul 08:22", "(05 17:22 KST)", "●", "North Korea", "launches a first missile", "[A11]"),
        Entry(25, 23560, "05 Jul 08:32", "(05 17:32 KST)", "●", "North Korea", "launches a second missile", "[A11]"),
        Entry(46, 24240, "05 Jul 20:00", "(06 05:00 JST)", "◆", "Japan", "circulates JPN-1: 100/100/85/95/30", "[<- 30]"),
        Entry(93, 28742, "08 Jul 23:02", "(09 07:02 CST)", "◆", "China",
              "threatens to veto JPN-1: condemnation 100 is over its limit of 80 and legal force 95 is over its limit of 25",
              "[<- 90]"),
        Entry(97, 29592, "09 Jul 13:12", "(09 22:12 JST)", "◆", "Japan", "amends JPN-1: condemnation 100 -> 80", "[<- 93]"),
        Entry(103, 31000, "10 Jul 12:40", "(10 16:40 MSD)", "○", "Russia", "keeps its position on JPN-1 open", "[<- 97]"),
        Entry(107, 32858, "11 Jul 19:38", "(12 03:38 CST)", "◆", "China", "threatens to veto JPN-1, time 2", "[<- 105]"),
        Entry(110, 33000, "11 Jul 22:00", "(11 18:00 EDT)", "◇", "China", "is told to lift its limit", ""),
        Entry(128, 36943, "14 Jul 15:43", "(14 11:43 EDT)", "○", "Council", "votes on JPN-1", "[<- 122]"),
        Entry(144, 36943, "14 Jul 15:43", "(14 11:43 EDT)", "■", "Council", "adopts JPN-1 as a resolution, 15-0", "[<- 128]"),
    ),
    Calendar(datetime(2006, 6, 19, tzinfo=UTC)),
    title="Timeline",
)  # fmt: skip

SAMPLE: Page = (
    Title("North Korea's missile launches of July 2006", "run 598988c5fbee, seed 1"),
    FACTS,
    TABLE,
    BARS,
    DOTS,
    CURVE,
    Heading("What happened"),
    TIMELINE,
    Paragraph("One run is one path, not a probability."),
    Paragraph("legal force 95, Chapter VII without restriction, failed on China's limit of 25", "Text"),
    Lines(("CHN.legal_force.limit: 25, none", "  rule: limit"), "Inputs that differ"),
    Next(("turtlebay explain 598988c5fbee", "turtlebay count mine.yaml --text 100/80/65/25/50 --at 598988c5fbee:128")),
)
