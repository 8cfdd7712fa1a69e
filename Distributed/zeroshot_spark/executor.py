"""What runs in the Python process of an executor: one worker, kept from task to task."""

import atexit
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
from pyspark import TaskContext

from .items import batches
from .reading import items
from .rows import RowMaker
from .steady import SteadyWorker
from .worker import TimeLimits, Worker, WorkerRefused, WorkerUnusable


@dataclass(frozen=True)
class Settings:
    """What every task of a job needs to know."""

    # Of `zeroshot worker`, without the number of threads.
    command: tuple[str, ...]
    limits: TimeLimits
    batch_size: int
    shards: bool
    root: str | None


# What a batch of pictures takes at most, unless one of them alone is larger.
_BATCH_BYTES = 64 << 20

_kept: tuple[tuple[str, ...], SteadyWorker] | None = None


def _steady_worker(settings: Settings, on_loss: Callable[[str], None]) -> SteadyWorker:
    """The worker of this process, started if there is none for these settings.

    Spark runs one task at a time in a Python process, and keeps the process for the next one.
    """
    global _kept
    context = TaskContext.get()
    threads = context.cpus() if context else 1
    command = settings.command + ("--threads", str(threads))
    if _kept is not None and _kept[0] == command:
        worker = _kept[1]
        worker.on_loss = on_loss
        return worker
    end_worker()
    worker = SteadyWorker(lambda: Worker(list(command), settings.limits), on_loss)
    _kept = (command, worker)
    return worker


@atexit.register
def end_worker() -> None:
    """Ends this process's worker, if there is one."""
    global _kept
    if _kept is not None:
        _kept[1].close()
        _kept = None


def probe(settings: Settings) -> str:
    """Starts a worker and says, in JSON, that it is ready, or why it is not."""
    try:
        return json.dumps({"ready": _steady_worker(settings, lambda _: None).worker.ready})
    except WorkerRefused as error:
        return json.dumps({"refused": str(error)})
    except WorkerUnusable as error:
        return json.dumps({"unusable": str(error), "status": error.status})


def answer_partition(
    parts: Iterable[pa.RecordBatch],
    settings: Settings,
    rows: RowMaker,
    on_loss: Callable[[str], None],
) -> Iterator[pa.RecordBatch]:
    """The output's rows for the images of a partition, in order."""
    steady = _steady_worker(settings, on_loss)
    worker = steady.worker
    found = worker.ready["run"]["checkpoint"]["fingerprint"]
    expected = rows.run[2]
    if found != expected:
        raise RuntimeError(
            f"cross-checkpoint: this executor's checkpoint has the fingerprint {found}, and the "
            f"job began with {expected}. Give all executors the same files."
        )
    images = items(parts, shards=settings.shards, root=settings.root, limit=worker.maximum_bytes)
    limit = min(_BATCH_BYTES, worker.maximum_bytes)
    count = min(settings.batch_size, worker.maximum_items)
    for batch, answers in steady.answers(batches(images, count, limit)):
        yield rows.rows(batch, answers)
