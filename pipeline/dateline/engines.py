"""Workers on many machines, by an engine that exists.

It is Dask, and neither Ray nor Spark: 70 MB of pure Python without Java (Ray 617 MB, Spark 518 MB and a JVM), started
in a second where these take three to six, and as fast on our pipeline. Its tasks are `concurrent.futures`, so that the
spool, and with it resume, failures and order, is the same on one machine and on many. A task that lost its worker is
given to another, and workers may join and leave; clusters of every kind (SSH, Slurm, Kubernetes, the clouds) start it.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import Any

from dateline.batch import Analysis, Task, forget_pipeline
from dateline.errors import EngineError
from dateline.spool import Done
from dateline.stores.manifest import made_with
from dateline.workers import Workers

CONNECT_SECONDS = 15
MEND_SECONDS = 5
# How often a task of a cluster of our own may lose its worker before its articles are tried one by one.
RETRIES = 1
# Where workers tell why they leave.
LEFT_OUT = "dateline-left-out"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Given:
    """What a worker is given once: how articles are analysed, and what it must have for that.

    `made_with` names what the facts depend on, as this machine has it.
    """

    analysis: Analysis
    made_with: tuple[tuple[str, str], ...]

    def __call__(self, chunk: Sequence[Task]) -> list[Done]:
        """Analyse some articles in a worker."""
        _prepare(self.made_with, self.analysis.folders)
        return self.analysis(chunk)


@contextmanager
def dask(scheduler: str = "", number: int = 2, folders: Sequence[Path] = ()) -> Iterator[Workers]:
    """Give the workers of a Dask cluster, which must be like this machine.

    Args:
        scheduler: the address of a scheduler, for example `tcp://10.0.0.5:8786`; without it a cluster of processes of
            this machine is started, and ended with the block.
        number: how many processes that are.
        folders: a user's folders of rules; workers need them under the same path.

    Raises:
        EngineError: Dask is not installed; there is no scheduler at the address, or it goes away; a worker there has
            another version, other rules, or several threads. One that joins later is told and left out.
    """
    distributed = _distributed()
    # What goes wrong there is an EngineError here, without its traceback.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    expected = made_with(folders)
    gone = f"the scheduler {scheduler or 'of this machine'} went away; what was done is kept, --resume goes on"
    with _connected(scheduler, number) as client:
        left_out: set[str] = set()

        def tell(event: tuple[float, str]) -> None:
            # Once each, though it may have been given several tasks.
            if event[1] not in left_out:
                left_out.add(event[1])
                logger.warning("dateline: %s; it is left out", event[1])

        def present() -> int:
            # Those who start workers on demand wait for work first.
            return max(1, len(client.nthreads()))

        if not client.nthreads():
            logger.warning("dateline: %s has no worker yet; it waits for one", scheduler)
        _check(client, expected, folders)
        client.subscribe_topic(LEFT_OUT, tell)
        try:
            yield Workers(lambda _: _Executor(client, expected), present(), (distributed.KilledWorker,), present)
        except (CancelledError, distributed.comm.CommClosedError) as error:
            raise EngineError(gone) from error


def _distributed() -> Any:
    try:
        # An optional dependency.
        return import_module("distributed")
    except ImportError as error:
        raise EngineError(f'--engine dask needs Dask: pip install "dateline[engine]" ({error})') from error


@contextmanager
def _connected(scheduler: str, number: int) -> Iterator[Any]:
    distributed = _distributed()
    if scheduler:
        try:
            client = distributed.Client(scheduler, timeout=CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise EngineError(
                f"there is no scheduler at {scheduler} ({error}); start one with: dask scheduler"
            ) from error
        with client:
            yield client
        return
    # The pipeline is not safe for threads. What it holds is not Dask's, which would pause workers for it for ever.
    processes: dict[str, Any] = {"n_workers": number, "threads_per_worker": 1, "processes": True, "memory_limit": 0}
    quiet: dict[str, Any] = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
    with (
        distributed.LocalCluster(**processes, **quiet, scheduler_kwargs={"allowed_failures": RETRIES}) as cluster,
        distributed.Client(cluster) as client,
    ):
        ended = Event()
        Thread(target=_mend, args=(cluster, number, ended), daemon=True).start()
        try:
            yield client
        finally:
            ended.set()


def _mend(cluster: Any, number: int, ended: Event) -> None:
    """Replace workers now and then: Dask does so by itself only for those that die after their start."""
    while not ended.wait(MEND_SECONDS):
        cluster.scale(number)


class _Executor(Executor):
    """Tasks of Dask as futures of `concurrent.futures`."""

    def __init__(self, client: Any, expected: Mapping[str, str]) -> None:
        self._client = client
        self._tasks = client.get_executor(pure=False)
        self._made_with = tuple(expected.items())
        self._analysis: Analysis | None = None
        self._given: Any = None

    def submit(self, analysis: Analysis, chunk: Sequence[Task]) -> Future[list[Done]]:  # type: ignore[override]
        """Have some articles analysed."""
        if analysis is not self._analysis:
            self._analysis = analysis
            absolute = replace(analysis, folders=_absolute(analysis.folders))
            # A task of its own: users' lists are sent once to each worker, and again by Dask where that was lost.
            self._given = self._client.submit(Given, absolute, self._made_with, pure=False)
        done: Future[list[Done]] = self._tasks.submit(_analysed, self._given, chunk)
        return done

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End what is under way; the workers stay."""
        self._tasks.shutdown(wait=wait and not cancel_futures)


def _analysed(given: Given, chunk: Sequence[Task]) -> list[Done]:
    return given(chunk)


@lru_cache(1)
def _prepare(expected: tuple[tuple[str, str], ...], folders: tuple[Path, ...]) -> None:
    """Check a worker before its first task of a kind: it may have joined late, or rules have changed since it loaded.

    One that cannot do what is asked leaves the cluster, and its task goes to another.
    """
    distributed = _distributed()
    worker = distributed.get_worker()
    if found := _fault(dict(expected), folders, worker):
        worker.log_event(LEFT_OUT, f"the worker {worker.address} {found}")
        worker.loop.add_callback(worker.close_gracefully)
        raise distributed.Reschedule
    forget_pipeline()


def _check(client: Any, expected: Mapping[str, str], folders: Sequence[Path]) -> None:
    """Check the workers that are there, before hours of work."""
    found = client.run(_fault, dict(expected), _absolute(folders), on_error="return")
    for worker, fault in sorted(found.items()):
        if isinstance(fault, BaseException):
            fault = f'cannot run it ({fault}); install the same there: pip install "dateline[engine]"'
        if fault:
            raise EngineError(f"the worker {worker} {fault}")


def _fault(expected: Mapping[str, str], folders: Sequence[Path], dask_worker: Any) -> str:
    """Say what is wrong with a worker, or nothing. Dask gives it as `dask_worker`."""
    if (threads := dask_worker.state.nthreads) > 1:
        return f"has {threads} threads; start it anew with: dask worker --nworkers {threads} --nthreads 1"
    found = made_with(folders)
    if other := [name for name, value in expected.items() if found[name] != value]:
        told = ", ".join(other)
        return f"has other {told}: install the same dateline there, with the --rules folders under the same path"
    return ""


def _absolute(folders: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(folder.absolute() for folder in folders)
