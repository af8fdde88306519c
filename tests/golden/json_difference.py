"""What differs in the pinned answers since a git revision: `python -m tests.golden.json_difference [REVISION]`.

Each change of a commit stands, reviewed, in a section of json/DIFFERENCES.md, printed by this.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.golden.answers import FOLDER, differences, pinned
from tests.kit import ROOT


def report(revision: str = "HEAD") -> list[str]:
    """One line a change: its path, which begins with the file's name, the old value and the new.

    The same change at several places of a list is told once, and counted.
    """
    told: Counter[str] = Counter()
    for path, before, after in differences(_pinned_at(revision), pinned()):
        place = re.sub(r"\[\d+\]", "[]", path)
        told[f"{place}: {before or 'added'} -> {after or 'removed'}"] += 1
    return [f"* {words}" + (f"  ({count} times)" if count > 1 else "") for words, count in sorted(told.items())]


def _pinned_at(revision: str) -> dict[str, Any]:
    folder = FOLDER.relative_to(ROOT).as_posix()
    files = _git("ls-tree", "--name-only", "--full-tree", revision, f"{folder}/").split()
    return {Path(file).stem: json.loads(_git("show", f"{revision}:{file}")) for file in files if file.endswith(".json")}


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


if __name__ == "__main__":
    sys.stdout.write("".join(line + "\n" for line in report(*sys.argv[1:2])))
