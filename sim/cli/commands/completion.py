"""`turtlebay completion`: the script that lets a shell complete commands, options and file names."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal

from cyclopts import Parameter

from sim.cli.main import app
from sim.cli.options import SCENARIO_HELP
from sim.cli.output import utf8_output

MENDED: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "bash": [("complete -F ", "complete -o default -F ")],
    "zsh": [(f"{SCENARIO_HELP}'", f"{SCENARIO_HELP}:_files'"), ("_cyclopts_turtlebay", "_turtlebay")],
    "fish": [],
}
"""What is replaced in the scripts: a scenario is completed by the names of files, as fish does by itself; and zsh calls
the function that has the name of its file."""


def completion(
    shell: Annotated[Literal["bash", "zsh", "fish"], Parameter(name="SHELL", help="The shell that you use.")], /
) -> None:
    """Print a script that completes commands and options in your shell.

    Save it where your shell looks for such scripts, then open a new terminal. The folder must exist; for zsh it must
    be in fpath, and compinit must have been called.

    For example:

      turtlebay completion bash > ~/.local/share/bash-completion/completions/turtlebay
      turtlebay completion zsh > ~/.zfunc/_turtlebay
      turtlebay completion fish > ~/.config/fish/completions/turtlebay.fish
    """
    script = app().generate_completion(prog_name="turtlebay", shell=shell)
    for found, better in MENDED[shell]:
        script = script.replace(found, better)
    utf8_output().write(script.rstrip("\n") + "\n")
