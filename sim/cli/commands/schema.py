"""`turtlebay schema`: what an editor needs to complete and check scenario files."""

import json

from sim.cli.options import AsJson
from sim.cli.output import note, utf8_output
from sim.scenario.schema import json_schema


def schema(*, as_json: AsJson = False) -> None:
    """Print the JSON Schema of scenario files, for editors.

    Save it and name it in the first line of a scenario:

      # yaml-language-server: $schema=turtlebay.schema.json

    For example:

      turtlebay schema > turtlebay.schema.json
    """
    utf8_output().write(json.dumps(json_schema(), ensure_ascii=False, indent=None if as_json else 2) + "\n")
    if not as_json:
        note("Next       turtlebay check FILE")
