"""Passes frames between a client and the real worker, and holds some of them up.

A batch with an image whose name holds a gate's name waits there until the test opens the gate: the
files GATE.PID.reached say who waits, the file GATE.open lets them go on. A batch with an image
named `deadly` ends the worker. The folder of the gates is ZEROSHOT_TEST_GATES, the real command
ZEROSHOT_TEST_COMMAND; both reach executors through `spark.executorEnv`.
"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from zeroshot_spark.protocol import FrameDecoder  # noqa: E402

GATES = Path(os.environ["ZEROSHOT_TEST_GATES"])


def write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def pass_answers_on(worker: subprocess.Popen) -> None:
    while data := os.read(worker.stdout.fileno(), 1 << 16):
        write_all(1, data)
    # The worker has ended, whatever this process waits for.
    os._exit(worker.wait() & 0xFF)


def wait_at(gate: Path, worker: int) -> None:
    pids = {"worker": worker, "gated": os.getpid(), "client": os.getppid()}
    draft = gate.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(pids))
    draft.rename(gate.with_suffix(f".{os.getpid()}.reached"))
    while not gate.with_suffix(".open").exists():
        time.sleep(0.02)


def main() -> None:
    worker = subprocess.Popen(
        [os.environ["ZEROSHOT_TEST_COMMAND"], *sys.argv[1:]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    threading.Thread(target=pass_answers_on, args=(worker,), daemon=True).start()
    decoder = FrameDecoder()
    while data := os.read(0, 1 << 16):
        for frame in decoder.feed(data):
            sources = " ".join(item["source"] for item in frame.header["items"])
            if "deadly" in sources:
                worker.kill()
            for name in ("gate-worker", "gate-executor", "gate-copy"):
                if name in sources and not (GATES / f"{name}.open").exists():
                    wait_at(GATES / name, worker.pid)
            write_all(worker.stdin.fileno(), frame.encoded())
    worker.stdin.close()
    threading.Event().wait()


main()
