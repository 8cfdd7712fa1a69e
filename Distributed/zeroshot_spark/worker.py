"""One `zeroshot worker` as a process, with time limits on everything it does."""

import os
import select
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass

from .protocol import VERSION, Frame, FrameDecoder, ProtocolError

# Codes with which the worker says that the client's own frames are wrong.
_PROTOCOL_CODES = {
    "not-a-frame",
    "frame-too-large",
    "frame-cut-off",
    "bad-header",
    "bad-message",
    "answer-too-large",
}


class WorkerRefused(Exception):
    """The request is refused as a whole; the message says why and where to go instead."""


class WorkerUnusable(Exception):
    """The worker cannot start: wrong options, a checkpoint that cannot be used, no such program."""

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.status = status


class WorkerLost(Exception):
    """The worker died, or gives no sign of life or of progress."""


@dataclass(frozen=True)
class TimeLimits:
    """In seconds."""

    # Without any frame while a batch is computed or the checkpoint is read. Several heartbeats.
    silence: float = 60
    # Without another image that was read or embedded. Longer than the slowest image takes.
    stall: float = 600
    # For leaving after the end of input.
    farewell: float = 10


class Worker:
    """A worker that is ready for batches.

    - Raises: `WorkerRefused`, `WorkerUnusable`, `WorkerLost`, `ProtocolError`.
    """

    def __init__(self, command: list[str], limits: TimeLimits = TimeLimits()):
        self._limits = limits
        self._decoder = FrameDecoder()
        self._inbox: deque[Frame] = deque()
        self._notes: deque[str] = deque(maxlen=20)
        # Threads that spin while they wait take processors from the other workers of the machine.
        environment = {"OMP_WAIT_POLICY": "passive"} | dict(os.environ)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                bufsize=0,
            )
        except OSError as error:
            raise WorkerUnusable(f"{command[0]} cannot be started ({error})", 1) from error
        self._input = self._process.stdin.fileno()
        self._output = self._process.stdout.fileno()
        os.set_blocking(self._input, False)
        self._listener = threading.Thread(target=self._pass_on_notes, daemon=True)
        self._listener.start()
        try:
            self._greet()
        except BaseException:
            self.kill()
            raise

    def _greet(self) -> None:
        hello = self._start_message("hello").header
        if hello.get("protocol") != VERSION:
            raise WorkerUnusable(
                f"the worker speaks version {hello.get('protocol')} of the protocol, "
                f"and this program version {VERSION}; install the zeroshot that belongs to it",
                2,
            )
        self.maximum_bytes: int = hello["limits"]["bodyBytes"]
        self.maximum_items: int = hello["limits"]["items"]
        self.ready = self._start_message("ready").header

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, frame: Frame) -> None:
        """Writes a whole frame; what arrives meanwhile is kept."""
        self._restart_clocks()
        outgoing = memoryview(frame.encoded())
        while outgoing:
            for descriptor, _ in self._wait(self._input, self._output):
                if descriptor == self._output:
                    self._read()
                    continue
                try:
                    outgoing = outgoing[os.write(self._input, outgoing[: 1 << 20]) :]
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    self._read_to_end()
                self._last_sign = time.monotonic()

    def receive(self) -> Frame:
        """The next message that is no heartbeat."""
        self._restart_clocks()
        while not self._inbox:
            self._wait(self._output)
            self._read()
        frame = self._inbox.popleft()
        if frame.type == "error":
            code, message = frame.header.get("code"), frame.header.get("message")
            if code in _PROTOCOL_CODES:
                raise ProtocolError(f"{code}: {message}")
            raise WorkerLost(f"the worker gave up: {message}")
        return frame

    def close(self) -> None:
        """Ends the worker by ending its input."""
        self._process.stdin.close()
        try:
            self._process.wait(self._limits.farewell)
        except subprocess.TimeoutExpired:
            pass
        self.kill()

    def kill(self) -> None:
        """Ends the process whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            pipe.close()
        self._listener.join(self._limits.farewell)

    def _start_message(self, type: str) -> Frame:
        self._restart_clocks()
        while not self._inbox:
            try:
                self._wait(self._output)
                self._read()
            except WorkerLost as error:
                status = self._process.poll()
                if status is not None and status > 0:
                    raise WorkerUnusable(str(error), status) from error
                raise
        frame = self._inbox.popleft()
        if frame.type == "refused":
            raise WorkerRefused(frame.header["message"])
        if frame.type == "error":
            raise WorkerUnusable(frame.header["message"], frame.header["status"])
        if frame.type != type:
            raise ProtocolError(f"the worker wrote '{frame.type}' where '{type}' belongs")
        return frame

    def _restart_clocks(self) -> None:
        self._last_sign = self._last_progress = time.monotonic()
        self._progress = None

    def _wait(self, *descriptors: int) -> list[tuple[int, int]]:
        """Waits until one of them can be read, or the input be written."""
        poll = select.poll()
        for descriptor in descriptors:
            poll.register(
                descriptor, select.POLLOUT if descriptor == self._input else select.POLLIN
            )
        while True:
            now = time.monotonic()
            silence = self._last_sign + self._limits.silence - now
            stall = self._last_progress + self._limits.stall - now
            if silence <= 0:
                raise WorkerLost(f"no sign of life for {self._limits.silence:g} s")
            if stall <= 0:
                raise WorkerLost(f"no progress for {self._limits.stall:g} s")
            if ready := poll.poll(min(silence, stall) * 1000):
                return ready

    def _read(self) -> None:
        data = os.read(self._output, 1 << 20)
        if not data:
            raise WorkerLost(self._obituary())
        self._last_sign = time.monotonic()
        for frame in self._decoder.feed(data):
            if frame.type != "heartbeat":
                self._inbox.append(frame)
            elif frame.header == self._progress:
                continue
            self._progress = frame.header
            self._last_progress = self._last_sign

    def _read_to_end(self) -> None:
        """Takes the last messages of a worker that takes no more input."""
        while not any(frame.type == "error" for frame in self._inbox):
            self._wait(self._output)
            self._read()
        while True:
            self.receive()

    def _obituary(self) -> str:
        """How the process ended, with its last notes."""
        try:
            status = self._process.wait(self._limits.farewell)
        except subprocess.TimeoutExpired:
            return "the worker closed its output"
        self._listener.join(self._limits.farewell)
        end = f"signal {-status}" if status < 0 else f"status {status}"
        return f"the worker ended with {end}. " + " ".join(self._notes)

    def _pass_on_notes(self) -> None:
        """What the worker writes for people goes to this process's log."""
        for line in self._process.stderr:
            text = line.decode(errors="replace").rstrip()
            self._notes.append(text)
            print(f"zeroshot worker {self._process.pid}: {text}", file=sys.stderr, flush=True)
        self._process.stderr.close()
