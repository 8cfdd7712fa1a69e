"""Speaks the worker's protocol and misbehaves as its first argument, or an image's name, says.

An image named die-* ends it, hang-* stops it without heartbeats, stall-* lets heartbeats go on and
counts stand still. `once` files make it misbehave a single time.
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from zeroshot_spark.protocol import Frame, FrameDecoder  # noqa: E402


def write(header: dict, body: bytes = b"") -> None:
    os.write(1, Frame(header, body).encoded())


def frames():
    decoder = FrameDecoder()
    while data := os.read(0, 1 << 16):
        yield from decoder.feed(data)


def misbehave(source: str, id: str) -> None:
    kind, _, once = source.partition("-")
    if once:
        try:
            Path(once).touch(exist_ok=False)
        except FileExistsError:
            return
    match kind:
        case "die":
            print("something broke", file=sys.stderr, flush=True)
            os._exit(7)
        case "hang":
            time.sleep(60)
        case "stall":
            while True:
                write({"type": "heartbeat", "stage": "batch", "id": id, "read": 1})
                time.sleep(0.02)
        case "giveup":
            write({"type": "error", "code": "checkpoint-unusable", "message": "no direction"})
            os._exit(5)
        case "complain":
            write({"type": "error", "code": "bad-message", "message": "Frame 1 is odd."})
            os._exit(2)
        case "mix":
            write({"type": "result", "id": "another", "images": []})


def main(manner: str) -> None:
    limits = {"headerBytes": 1 << 20, "bodyBytes": 1 << 20, "items": 8}
    match manner:
        case "mute":
            time.sleep(60)
        case "chatty":
            os.write(1, b"Loading the checkpoint ...\n")
        case "old":
            write({"type": "hello", "protocol": 0, "limits": limits})
            return
    write({"type": "hello", "protocol": 1, "limits": limits})
    match manner:
        case "refuse":
            write({"type": "refused", "code": "too-few-labels", "message": "refused (x): y"})
            sys.exit(3)
        case "unusable":
            write({"type": "error", "code": "c", "message": "no such file", "status": 5})
            sys.exit(5)
        case "usage":
            sys.exit("Error: --top is 0")
        case "die":
            os.kill(os.getpid(), 9)
    write({"type": "ready", "mode": "classify", "zeroshot": "0", "run": {}})
    for frame in frames():
        sources = [item.get("source", item.get("path")) for item in frame.header["items"]]
        for source in sources:
            misbehave(source, frame.header["id"])
        answers = [{"source": source, "error": None, "pid": os.getpid()} for source in sources]
        write({"type": "result", "id": frame.header["id"], "images": answers})


main(sys.argv[1])
