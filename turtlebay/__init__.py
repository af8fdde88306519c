"""Turtlebay by its own name: `import turtlebay` is `import sim`."""

from typing import TYPE_CHECKING, Any

import sim
from sim import __all__, __version__  # noqa: F401 - the same front door

if TYPE_CHECKING:
    from sim import *  # noqa: F403


def __getattr__(name: str) -> Any:
    """Whatever `sim` has."""
    return getattr(sim, name)


def __dir__() -> list[str]:
    return dir(sim)
