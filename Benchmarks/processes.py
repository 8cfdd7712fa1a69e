"""Processes of the comparison: workers that wait for their turn, and whole runs that are timed."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time


def environment(threads, **more):
    """The same for everybody: no network, so many threads."""
    return {
        **os.environ,
        "OMP_NUM_THREADS": str(threads),
        "ZEROSHOT_THREADS": str(threads),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONWARNINGS": "ignore",
        **more,
    }


class Worker:
    """A Python program that loads once, then answers one JSON line with another.

    While it waits it sleeps, so that a contestant never computes beside another one.
    """

    def __init__(self, program, *arguments, threads):
        self.process = subprocess.Popen(
            [sys.executable, program, *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(threads),
        )  # fmt: skip
        self.hello = self._answer()

    def ask(self, **question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise SystemExit(f"{' '.join(self.process.args)} ended with status {self.process.wait()}")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def serve(hello, answer):
    """A worker's side: says hello, then answers until its input ends."""
    print(json.dumps(hello), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(**json.loads(line))), flush=True)


def seconds_per_item(call, items, shortest=0.5):
    """Calls again until the sample is long enough, once before it to be awake."""
    call()
    calls = 0
    start = time.perf_counter()
    while True:
        call()
        calls += 1
        elapsed = time.perf_counter() - start
        if elapsed >= shortest:
            return elapsed / (calls * items)


def timed(command, threads, **more):
    """Runs a command to its end: seconds, its own peak memory in bytes, what it printed."""
    command = list(map(str, command))
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, env=environment(threads, **more)
        )
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - start
        if status != 0:
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{errors.read().decode()}")
    return elapsed, usage.ru_maxrss * 1024, output.decode()


def torch_with(threads):
    """torch with so many threads, and a torchvision that transformers and open_clip can import."""
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tools" / "parity"))
    import common
    import torch

    common.make_torchvision_importable()
    torch.set_num_threads(threads)
    return torch
