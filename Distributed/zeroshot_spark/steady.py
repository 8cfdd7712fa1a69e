"""Answers for every image, through workers that die."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from .items import Batch, Failure, Item, frame
from .protocol import Frame, ProtocolError
from .worker import Worker, WorkerLost

# One answer: the worker's object, and the bytes of an embedding where there is one.
Answer = tuple[dict, memoryview | None]

# A machine on which every image ends the worker is broken; the images are not.
_MOST_LOSSES_IN_A_ROW = 8


class SteadyWorker:
    """A worker that is started again when it dies or hangs.

    A batch that was lost is tried once more; then its items are tried one by one, so that only the
    one that ends the worker fails.
    """

    def __init__(
        self, start: Callable[[], Worker], on_loss: Callable[[str], None] = lambda _: None
    ):
        self._start = start
        self.on_loss = on_loss
        self._worker: Worker | None = None
        self._losses_in_a_row = 0
        self._sent = 0

    @property
    def worker(self) -> Worker:
        if self._worker is None:
            self._worker = self._start()
        return self._worker

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def answers(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, list[Answer]]]:
        """Each batch with one answer for each of its items, in order.

        The next batch is put together while the one before is computed.
        """
        waiting: deque[tuple[Batch, str | None]] = deque()
        try:
            for batch in batches:
                waiting.append((batch, self._sent_id(waiting, batch)))
                if len(waiting) == 2:
                    yield self._oldest(waiting)
            while waiting:
                yield self._oldest(waiting)
        finally:
            # Who stops early leaves answers in the pipe that nobody waits for.
            if waiting:
                self._drop()

    def _sent_id(self, waiting: deque, batch: Batch) -> str | None:
        """The id under which the batch was sent; none when the worker was lost with it."""
        if any(id is None for _, id in waiting):
            return None
        try:
            return self._send(batch.asked)
        except WorkerLost as error:
            # The one before may be to blame; it is asked first, and this one after it.
            self._lose(error)
            if waiting:
                waiting[0] = (waiting[0][0], None)
            return None

    def _oldest(self, waiting: deque) -> tuple[Batch, list[Answer]]:
        """Waits for the oldest batch's answers; when they are lost, all that wait start anew."""
        batch, id = waiting[0]
        answers = None
        if id is not None:
            try:
                answers = self._receive(id, len(batch.asked))
            except WorkerLost as error:
                self._lose(error)
        if answers is None:
            answers = self._answers_after_loss(batch.asked)
            self._resend(waiting)
        waiting.popleft()
        return batch, _merged(batch, answers)

    def _resend(self, waiting: deque) -> None:
        """Sends the batches behind the oldest, which went to a worker that is gone."""
        for index in range(1, len(waiting)):
            batch, _ = waiting[index]
            waiting[index] = (batch, self._sent_id(deque(), batch))

    def _answers_after_loss(self, items: list[Item]) -> list[Answer]:
        if not items:
            return []
        try:
            return self._ask(items)
        except WorkerLost as error:
            self._lose(error)
        return [self._answer_alone(item) for item in items]

    def _answer_alone(self, item: Item) -> Answer:
        try:
            return self._ask([item])[0]
        except WorkerLost as error:
            self._lose(error)
            return failed(item, Failure("worker-lost", f"This image ended the worker: {error}"))

    def _ask(self, items: list[Item]) -> list[Answer]:
        return self._receive(self._send(items), len(items))

    def _send(self, items: list[Item]) -> str | None:
        self._sent += 1
        request = frame(items, self._sent)
        self.worker.send(request)
        return request.header["id"]

    def _receive(self, id: str, count: int) -> list[Answer]:
        result = self.worker.receive()
        if result.type != "result" or result.header.get("id") != id:
            raise ProtocolError(f"the worker wrote '{result.type}' where result {id} belongs")
        answers = _answers(result)
        if len(answers) != count:
            raise ProtocolError(f"the worker gave {len(answers)} answers to {count} images")
        self._losses_in_a_row = 0
        return answers

    def _lose(self, error: WorkerLost) -> None:
        self._drop()
        self.on_loss(str(error))
        self._losses_in_a_row += 1
        if self._losses_in_a_row > _MOST_LOSSES_IN_A_ROW:
            raise RuntimeError(f"{self._losses_in_a_row} workers in a row were lost: {error}")

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None


def failed(item: Item, failure: Failure) -> Answer:
    """The answer for an item that the worker was not asked about, or never answered."""
    error = {"code": failure.code, "message": failure.message}
    return {"source": item.name, "error": error}, None


def _merged(batch: Batch, answers: list[Answer]) -> list[Answer]:
    rest = iter(answers)
    return [
        next(rest) if item.failure is None else failed(item, item.failure) for item in batch.items
    ]


def _answers(result: Frame) -> list[Answer]:
    """The images of a result, each with its row of the body."""
    images = result.header["images"]
    if "embeddings" not in result.header:
        return [(image, None) for image in images]
    size = result.header["embeddings"]["dimension"] * 4
    body = memoryview(result.body)
    rows = [image["embedding"] for image in images]
    return [
        (image, None if row is None else body[row * size : (row + 1) * size])
        for image, row in zip(images, rows, strict=True)
    ]
