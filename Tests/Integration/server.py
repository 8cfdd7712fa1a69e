"""`zeroshot serve` as a process, on a port of its own."""

import http.client
import json
import os
import re
import signal
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("ZEROSHOT", os.path.join(ROOT, ".build", "debug", "zeroshot"))
EXAMPLES = os.path.join(ROOT, "Examples", "images")
STARTING = 120  # seconds until the checkpoint is loaded
ENDING = 40  # seconds to finish what it accepted


class Server:
    """A server with the bundled checkpoint; told to end, it must end well."""

    def __init__(self, *options, port=0, environment=None, inside=()):
        """`inside` is a command that runs the server as what stands behind it."""
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [*inside, BINARY, "serve", "--checkpoint", "demo", "--port", str(port), *options],
            stdout=subprocess.DEVNULL, stderr=self._errors,
            env={**os.environ, **(environment or {})})
        try:
            self.port = self._wait_for_port()
            self._wait_until_ready()
        except BaseException:
            self._process.kill()
            self._process.wait()
            self._errors.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.stop()
        finally:
            self._errors.close()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def request(self, method, path, body=None, headers=None):
        """Status and content of an answer; the content of JSON is read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if content and "json" in (answer.getheader("Content-Type") or ""):
            content = json.loads(content)
        return answer.status, content

    def stop(self):
        """Ends the server, which must finish what it accepted and report success."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(ENDING)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
                raise AssertionError(f"the server did not end within {ENDING} s") from None
        if self._process.returncode != 0:
            raise AssertionError(f"the server ended with {self._process.returncode}:\n{self.log()}")

    def kill(self):
        """Ends the server as a machine that loses its power would."""
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def log(self):
        # Reading at a position leaves alone the offset that the server's writes share.
        errors = self._errors.fileno()
        return os.pread(errors, os.fstat(errors).st_size, 0).decode("utf-8", "replace")

    def _wait_for_port(self):
        return int(self._wait(
            lambda: re.search(r"127\.0\.0\.1:(\d+)", self.log()), "to listen").group(1))

    def _wait_until_ready(self):
        def is_ready():
            try:
                return self.request("GET", "/readyz")[0] == 200
            except OSError:
                return False
        self._wait(is_ready, "to be ready")

    def _wait(self, condition, what):
        end = time.monotonic() + STARTING
        while True:
            value = condition()
            if value:
                return value
            if self._process.poll() is not None:
                raise AssertionError(f"the server ended:\n{self.log()}")
            if time.monotonic() > end:
                raise AssertionError(f"waited {STARTING} s for the server {what}:\n{self.log()}")
            time.sleep(0.05)
