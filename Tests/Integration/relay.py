"""Stands between browser and server: notes what is asked, and can answer in the server's place."""

import http.client
import http.server
import threading
from dataclasses import dataclass

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date"}


@dataclass
class Exchange:
    """One request and how it was answered."""
    method: str
    path: str
    content_type: str
    body: bytes
    status: int = 0


class Relay:
    """Hands requests on to the server at a port, which may change."""

    def __init__(self, target):
        self.target = target
        self.exchanges = []
        self.most_at_once = 0
        self._answers = []
        self._at_once = 0
        self._lock = threading.Lock()
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do(self):
                relay._handle(self)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer_next(self, status, body, headers):
        """Answers the next question about photos in the server's place."""
        self._answers.append((status, headers.items(), body))

    def forget(self):
        """Forgets what was asked so far."""
        with self._lock:
            self.exchanges = []
            self.most_at_once = self._at_once

    def questions(self):
        """What was asked about photos."""
        with self._lock:
            return [one for one in self.exchanges if one.path == "/v1/classify"]

    def _handle(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        exchange = Exchange(
            handler.command, handler.path, handler.headers.get("Content-Type") or "",
            handler.rfile.read(length))
        asks = exchange.path == "/v1/classify"
        with self._lock:
            self.exchanges.append(exchange)
            self._at_once += asks
            self.most_at_once = max(self.most_at_once, self._at_once)
            own = self._answers.pop(0) if asks and self._answers else None
        try:
            status, headers, body = own or self._ask(handler, exchange)
        except OSError:
            handler.close_connection = True  # as if nobody were there
            return
        finally:
            with self._lock:
                self._at_once -= asks
        exchange.status = status
        try:
            self._answer(handler, status, headers, body)
        except ConnectionError:
            pass  # the browser no longer wanted it

    @staticmethod
    def _answer(handler, status, headers, body):
        handler.send_response(status)
        for name, value in headers:
            if name.lower() not in HOP:
                handler.send_header(name, value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    def _ask(self, handler, exchange):
        connection = http.client.HTTPConnection("127.0.0.1", self.target, timeout=120)
        try:
            connection.request(
                exchange.method, exchange.path, exchange.body or None,
                {name: value for name, value in handler.headers.items()
                 if name.lower() not in HOP})
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()
