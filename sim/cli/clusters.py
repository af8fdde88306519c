"""A Dask cluster for the length of a command: found before anything is started, and silent about its own troubles."""

import asyncio
import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sim.cli.problems import BadInput

CONNECT_SECONDS: Final = 10

_TALKERS: Final = ("distributed", "tornado", "asyncio")
"""Loggers that print tracebacks of a connection that was lost; the command says it in its own words."""


@contextmanager
def cluster(address: str) -> Iterator[Any]:
    """A client of the scheduler at that address. Raises BadInput where there is none."""
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        raise BadInput("--scheduler needs Dask: pip install turtlebay[cluster]") from None
    _refuse_malformed(address)
    with _silent():
        try:
            # A client that finds nobody leaves a traceback when it is thrown away, so a bare connection asks first.
            asyncio.run(_answers(address))
            client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except Exception as error:
            raise BadInput(f"--scheduler {address}: cannot be reached: {_said(error)}") from None
        with client:
            yield client


def _refuse_malformed(address: str) -> None:
    addressing: Any = importlib.import_module("distributed.comm.addressing")
    try:
        host, port = addressing.get_address_host_port(address)
        if not host or host != host.strip() or not 0 < port < 65_536:
            raise ValueError("a host and a port from 1 to 65535 are needed")
    except ValueError as error:
        raise BadInput(
            f"--scheduler {address!a}: {error}; allowed is an address such as tcp://192.0.2.1:8786"
        ) from None


async def _answers(address: str) -> None:
    """Whether there is somebody who speaks as Dask does. Raises OSError or TimeoutError where there is not."""
    core: Any = importlib.import_module("distributed.core")
    security: Any = importlib.import_module("distributed.security").Security
    async with asyncio.timeout(CONNECT_SECONDS + 1):
        comm = await core.connect(address, CONNECT_SECONDS, **security().get_connection_args("client"))
        await comm.close()


def _said(error: Exception) -> str:
    return str(error) or f"no answer in {CONNECT_SECONDS} s"


@contextmanager
def _silent() -> Iterator[None]:
    """While it lasts those loggers say nothing."""
    known = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.split(".")[0] in _TALKERS]
    before = [(logger, logger.disabled) for logger in known]
    try:
        for logger in known:
            logger.disabled = True
        yield
    finally:
        for logger, disabled in before:
            logger.disabled = disabled
