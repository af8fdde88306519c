"""`turtlebay export`: a run or a sweep as files for other programs."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from attrs import evolve
from cyclopts import Parameter

from sim.cli.options import StoreAt
from sim.cli.output import note
from sim.cli.progress import told
from sim.cli.show import PAGE, Shown, show
from sim.experiment.workers import Stop, Stopped
from sim.questions.export.material import Material, material_of
from sim.questions.export.page import page
from sim.questions.export.study import export as write
from sim.store.store import Store
from sim.words.phrases import STORE

Each = TypeVar("Each")


def export(
    name: Annotated[
        str,
        Parameter(
            help="A run or a sweep: its id or the beginning of it, its label, SWEEP:K, or `last`, whichever came last."
        ),
    ],
    /,
    *,
    out: Annotated[Path, Parameter(metavar="DIR", help="The folder to write to; it is created if missing.")],
    form: Annotated[
        Literal["parquet", "csv", "jsonl", "cloudevents", "plover"], Parameter(name="--format", help="What to write.")
    ] = "parquet",
    events: Annotated[
        bool, Parameter(help="Write the events of a sweep too: its runs are played again.", show_default=False)
    ] = False,
    force: Annotated[
        bool,
        Parameter(help="Replace a previous export of this format; leave others alone.", show_default=False),
    ] = False,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> None:
    """Write a run or a sweep as files for other programs.

    parquet, csv and jsonl: one row for each run and for each event. cloudevents: CloudEvents 1.0. plover: event
    data coded by PLOVER and CAMEO. An export writes all of its files or none. A sweep stores no events: they are
    left out unless you ask for them. Times are in UTC. Times that tie are ordered by run and seq. docs/export.md
    lists columns, queries and recipes. Parquet needs pyarrow: pip install turtlebay[analysis].

    For example:

      turtlebay export last --out july
      turtlebay export last --format plover --out coded
      turtlebay export last --format csv --events --force --out july
    """
    with Store(store) as opened, told("export", shown.ascii_only, kept=False) as watch:
        material = _stoppable(material_of(opened, name), watch["stop"])
        found = write(material, form, out, events=events or not material.many, force=force)
    if material.missing:
        note(f"{material.missing:,} runs of sweep {material.id} failed or were not played yet; they are left out.")
    show(page(found, name, store), found.as_plain(), shown)


def _stoppable(material: Material, stop: Stop) -> Material:
    """The same, but writing it ends between two runs where it is to stop."""

    def until_stopped(items: Iterable[Each]) -> Iterator[Each]:
        for each in items:
            if stop():
                raise Stopped
            yield each

    return evolve(material, rows=lambda: until_stopped(material.rows()), runs=lambda: until_stopped(material.runs()))
