"""Turtlebay under its own name: all that is in `sim`, which a file `sim.py` of one's own may hide."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim import *  # noqa: F403

_OURS = Path(__file__).resolve().parent.parent / "sim" / "__init__.py"


def _found() -> str:
    """Where Python finds a module of the name `sim`, which is not run for that."""
    try:
        spec = find_spec("sim")
    except ValueError:  # one that was made by hand
        return "(made in this session)"
    return "" if spec is None else spec.origin or "(a folder)"


if (_place := _found()) and Path(_place).resolve() != _OURS:
    raise ImportError(
        f"turtlebay needs its own package sim, and another module of that name comes first: {_place!a}. "
        "Rename it, or start Python in another folder; in a notebook, restart the kernel"
    )

_sim = import_module("sim")
__version__: str = _sim.__version__
__all__ = list(_sim.__all__)


def __getattr__(name: str) -> Any:
    """What `sim` has of that name."""
    return getattr(_sim, name)


def __dir__() -> list[str]:
    return dir(_sim)
