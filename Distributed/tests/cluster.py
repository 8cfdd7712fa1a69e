"""A Spark standalone cluster of two workers on this machine's loopback addresses."""

import os
import re
import subprocess
import time
import urllib.request
from pathlib import Path

import pyspark

SPARK_CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"
SPARK_SUBMIT = Path(pyspark.__file__).parent / "bin" / "spark-submit"
_PATIENCE = 400  # seconds, on a busy machine


def environment() -> dict:
    return dict(os.environ) | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m"}


def wait_for(what: str, condition, patience: float = _PATIENCE):
    """The condition's value once it is one."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.1)
    raise TimeoutError(f"{what}: not within {patience:g} s")


class Cluster:
    """A master and two workers of one core each; `with` ends them."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._processes: list[subprocess.Popen] = []
        self._page = ""
        self.master = ""

    def __enter__(self) -> "Cluster":
        try:
            master = "org.apache.spark.deploy.master.Master"
            # Of a port chosen beforehand, another program may be quicker to make use.
            self._start("master", master, "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
            self.master = f"spark://127.0.0.1:{self._port_of('sparkMaster')}"
            self._page = f"http://127.0.0.1:{self._port_of('MasterUI')}"
            for number in (1, 2):
                # Spark copies a slow task to another host only.
                self._start(
                    f"worker-{number}",
                    "org.apache.spark.deploy.worker.Worker",
                    *(
                        "--host",
                        f"127.0.0.{number}",
                        "--cores",
                        "1",
                        "--memory",
                        "700m",
                        "--webui-port",
                        "0",
                    ),
                    *("--work-dir", str(self._folder / f"work-{number}"), self.master),
                )
            wait_for("two Spark workers", lambda: self._alive_workers() == 2)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, name: str, *arguments: str) -> None:
        with open(self._folder / f"{name}.log", "wb") as log:
            self._processes.append(
                subprocess.Popen(
                    [SPARK_CLASS, *arguments],
                    env=environment(),
                    stdout=log,
                    stderr=log,
                )
            )

    def _port_of(self, service: str) -> str:
        """The port that the master's log says the service got."""
        log = self._folder / "master.log"
        found = wait_for(
            f"the master's {service}",
            lambda: re.search(rf"service '{service}' on port (\d+)", log.read_text()),
        )
        return found[1]

    def _alive_workers(self) -> int:
        try:
            with urllib.request.urlopen(f"{self._page}/json/", timeout=5) as answer:
                return answer.read().decode().count('"ALIVE"') - 1  # the master's own
        except OSError:
            return 0
