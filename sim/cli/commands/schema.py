"""`turtlebay schema`: what an editor needs to complete and check scenario files."""

import json
from typing import Annotated

from cyclopts import Parameter

from sim.cli.options import AsJson
from sim.cli.output import note, utf8_output
from sim.scenario.schema import json_schema
from sim.store.shape import events_schema


def schema(
    *,
    events: Annotated[
        bool, Parameter(help="Of events instead, as log --json and run --log write them.", show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print the JSON Schema of scenario files, or of events.

    Save it and name it in the first line of a scenario:

      # yaml-language-server: $schema=turtlebay.schema.json

    For example:

      turtlebay schema > turtlebay.schema.json
      turtlebay schema --events > events.schema.json
    """
    asked = events_schema() if events else json_schema()
    utf8_output().write(json.dumps(asked, ensure_ascii=False, indent=None if as_json else 2) + "\n")
    if not as_json and not events:
        note("Next       turtlebay check FILE")
