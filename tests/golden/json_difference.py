"""What differs in the pinned answers since a git revision: `python -m tests.golden.json_difference [REVISION]`.

Each change of a commit stands, reviewed, in a section of json/DIFFERENCES.md, printed by this.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from typing import Any

from tests.golden.answers import FOLDER, differences
from tests.kit import ROOT

NOTHING: dict[str, Any] = {}


def report(revision: str = "HEAD") -> list[str]:
    """One line for each change: file, path, old and new value; the same change within lists is told once, counted."""
    told: Counter[str] = Counter()
    now = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    then = _git("ls-tree", "--name-only", "--full-tree", revision, f"{FOLDER.relative_to(ROOT).as_posix()}/").split()
    for file in sorted({*now, *(name for name in then if name.endswith(".json"))}):
        old = json.loads(_git("show", f"{revision}:{file}")) if file in then else NOTHING
        new = json.loads(now[file]) if file in now else NOTHING
        name = file.rsplit("/", 1)[1].removesuffix(".json")
        for path, before, after in differences(old, new):
            place = re.sub(r"\[\d+\]", "[]", path) or "(all)"
            told[f"{name}: {place}: {before or 'added'} -> {after or 'removed'}"] += 1
    return [f"* {words}" + (f"  ({count} times)" if count > 1 else "") for words, count in told.items()]


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


if __name__ == "__main__":
    sys.stdout.write("".join(line + "\n" for line in report(*sys.argv[1:2])))
