"""Hands articles out to workers and brings back what they found, whatever becomes of a worker.

Workers are any executor of `concurrent.futures`: processes of this machine, or those of an engine. At most two chunks a
worker are under way, so that memory does not grow with the corpus.

A worker that dies (killed by the kernel, crashed inside a library) takes the chunks that were under way with it. They
are tried again; the articles of those that are lost again one by one, each alone. One that takes its worker with it
then has failed.
"""

import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from threading import Thread

from dateline.batch import BATCH_SIZE, Analysis, Task
from dateline.spool import Done

Chunk = list[Task]
LOST = "its worker died twice: out of memory, or a crash inside a library; leave the article out, or make it shorter"

# A worker's peak of memory is that of its longest chunk: without a bound the more chunks, the higher.
CHUNK_CHARS = 80_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Workers:
    """Some workers. `start` makes an executor of a number of them; `lost` are the errors that say that one died.

    `present` tells how many there are by now, where they come and go: those of an engine. It has tried again what is
    lost.
    """

    start: Callable[[int], Executor]
    number: int
    lost: tuple[type[BaseException], ...] = (BrokenProcessPool,)
    present: Callable[[], int] | None = None

    def has_lost(self, future: Future[list[Done]]) -> bool:
        """Tell whether the worker of a chunk died."""
        return isinstance(future.exception(), self.lost)


def local(number: int) -> Workers:
    """Return processes of this machine. They begin afresh: a fork would copy locks that libraries hold."""
    return Workers(_processes, number)


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def analyse(
    tasks: Iterable[Task], analysis: Analysis, workers: Workers, size: int = BATCH_SIZE
) -> Iterator[list[Done]]:
    """Analyse articles and yield what they gave, a chunk at a time, in no order.

    Where there is one worker, or the input is no more than a chunk, it is this process; an engine is always asked.

    Args:
        tasks: articles with their keys, read as they are needed.
        analysis: how it is done.
        workers: who does it.
        size: articles in a chunk, or fewer where they are long.
    """
    chunks = _chunks(tasks, size)
    first = list(islice(chunks, 2))
    if workers.present is None and (workers.number == 1 or len(first) < 2):
        for chunk in chain(first, chunks):
            yield analysis(chunk)
    else:
        yield from _handed_out(chain(first, chunks), analysis, workers)


def _chunks(tasks: Iterable[Task], size: int) -> Iterator[Chunk]:
    chunk: Chunk = []
    chars = 0
    for task in tasks:
        chunk.append(task)
        chars += len(task[1].text)
        if len(chunk) == size or chars >= CHUNK_CHARS:
            yield chunk
            chunk, chars = [], 0
    if chunk:
        yield chunk


def _handed_out(chunks: Iterator[Chunk], analysis: Analysis, workers: Workers) -> Iterator[list[Done]]:
    executor = workers.start(workers.number)
    under_way: dict[Future[list[Done]], Chunk] = {}
    try:
        while True:
            number = workers.present() if workers.present else workers.number
            for chunk in islice(chunks, max(0, 2 * number - len(under_way))):
                under_way[executor.submit(analysis, chunk)] = chunk
            if not under_way:
                return
            finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
            if any(map(workers.has_lost, finished)):
                # Processes cannot go on without it, and the rest is lost, too; an engine does the rest elsewhere.
                finished, _ = wait(under_way)
            lost: list[Chunk] = []
            for future in finished:
                chunk = under_way.pop(future)
                if workers.has_lost(future):
                    lost.append(chunk)
                else:
                    yield future.result()
            if lost and not workers.present:
                logger.debug("a worker died; what was under way is tried again")
                executor.shutdown(wait=False, cancel_futures=True)
                executor = workers.start(workers.number)
                # Nothing else is under way now, for nobody knows whose article it was.
                again = {executor.submit(analysis, chunk): chunk for chunk in lost}
                wait(again)
                lost = []
                for future, chunk in again.items():
                    if workers.has_lost(future):
                        lost.append(chunk)
                    else:
                        yield future.result()
            if lost:
                logger.debug("a worker died again; its articles are tried one by one")
                executor.shutdown(wait=False, cancel_futures=True)
                for chunk in lost:
                    yield _one_by_one(chunk, analysis, workers)
                executor = workers.start(workers.number)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _one_by_one(chunk: Sequence[Task], analysis: Analysis, workers: Workers) -> list[Done]:
    """Analyse each article alone, so that none takes others with it."""
    executor = workers.start(1)
    found: list[Done] = []
    try:
        for task in chunk:
            try:
                found += executor.submit(analysis, [task]).result()
            except workers.lost:
                found.append(analysis.failed(task, LOST))
                executor.shutdown(wait=False)
                executor = workers.start(1)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
    return found


def _processes(number: int) -> Executor:
    return ProcessPoolExecutor(number, multiprocessing.get_context("spawn"), initializer=_attend)


def _attend() -> None:
    """Live as long as the parent: leave Ctrl-C to it, which keeps what was done, and end when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
