#!/usr/bin/env python3
"""How fast the server answers, beside the command on the same photos, and how steadily.

Needs wrk and hey (`apt-get install wrk hey`) and a folder of JPEG photos. Prints one JSON object:

- command: photos a second of `zeroshot classify` on the folder, the start of the process left out
  by running it a second time on a tenth of the photos;
- saturated: requests of one photo each by wrk, as many connections as --connections says;
- half: requests by hey at half the rate that was reached, which come evenly;
- with --soak SECONDS, in place of all that: wrk for so long, the server's memory looked at meanwhile.

The server keeps no embeddings meanwhile, so that each photo is computed each time.
"""

import argparse
import base64
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent


class Server:
    """`zeroshot serve` on a free port, ready; ended with the block."""

    def __init__(self, arguments, log):
        command = [arguments.zeroshot, "serve", "--checkpoint", arguments.checkpoint, "--port", "0"]
        settings = {"ZEROSHOT_KEPT_EMBEDDINGS": "0", "ZEROSHOT_QUEUE": "1024"}
        self.process = subprocess.Popen(command, stderr=log, env={**os.environ, **settings})
        self.log = pathlib.Path(log.name)

    def __enter__(self):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            found = re.search(r"http://127\.0\.0\.1:\d+", self.log.read_text())
            if found and self.answers(found[0] + "/readyz"):
                self.address = found[0]
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.process.kill()
        raise SystemExit(f"the server did not start:\n{self.log.read_text()}")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(60) != 0:
            raise SystemExit(f"the server ended with status {self.process.returncode}")

    @staticmethod
    def answers(address):
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                return answer.status == 200
        except OSError:
            return False

    def resident_bytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


def bodies(photos, labels, folder):
    """A request for each photo, and the file that lists them."""
    paths = []
    for number, photo in enumerate(photos):
        text = base64.b64encode(photo.read_bytes()).decode()
        path = folder / f"{number}.json"
        path.write_text(json.dumps({"images": [{"base64": text}], "labels": labels}))
        paths.append(path)
    listing = folder / "bodies.txt"
    listing.write_text("".join(f"{path}\n" for path in paths))
    return paths, listing


def saturate(server, listing, connections, seconds):
    """What wrk counted."""
    output = subprocess.run(
        ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s",
         "--timeout", "60s", "--script", HERE / "serving.lua", server.address],
        env={**os.environ, "BODIES": str(listing)}, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return json.loads(re.search(r"RESULT (.*)", output)[1])


def half_load(server, body, rate, seconds):
    """Latencies in milliseconds where requests come evenly at a rate."""
    workers = 16
    output = subprocess.run(
        ["hey", "-z", f"{seconds}s", "-c", str(workers), "-q", f"{rate / workers:.4f}", "-m", "POST",
         "-T", "application/json", "-D", body, "-o", "csv", server.address + "/v1/classify"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    rows = [line.split(",") for line in output.splitlines()[1:]]
    times = sorted(float(row[0]) * 1000 for row in rows)
    bad = sum(row[6] != "200" for row in rows)
    return {
        "requests": len(times), "rate": len(times) / seconds, "not200": bad,
        **{f"p{part}": round(times[min(len(times) - 1, len(times) * part // 100)], 1) for part in (50, 90, 99)},
    }  # fmt: skip


def command_rate(arguments, photos, labels, work):
    """Photos a second of the command, from the difference of two runs."""

    def seconds(some):
        folder = work / f"photos-{len(some)}"
        folder.mkdir(exist_ok=True)
        for number, photo in enumerate(some):
            target = folder / f"{number:06}.jpg"
            if not target.exists():
                os.link(shutil.copy(photo, work / "copy.jpg"), target)
                os.unlink(work / "copy.jpg")
        start = time.perf_counter()
        subprocess.run(
            [arguments.zeroshot, "classify", folder, "--labels", ",".join(labels), "--checkpoint",
             arguments.checkpoint, "--format", "jsonl", "--output", work / "out.jsonl", "--progress", "never"],
            check=True,
        )  # fmt: skip
        return time.perf_counter() - start

    few, many = photos[: len(photos) // 10], photos
    seconds(few)
    return (len(many) - len(few)) / (seconds(many) - seconds(few))


def soak(server, listing, arguments):
    """wrk for long; memory is looked at every five seconds."""
    process = subprocess.Popen(
        ["wrk", "--threads", "1", "--connections", str(arguments.connections), "--duration",
         f"{arguments.soak}s", "--timeout", "60s", "--script", HERE / "serving.lua", server.address],
        env={**os.environ, "BODIES": str(listing)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    memory = []
    while process.poll() is None:
        memory.append(server.resident_bytes())
        time.sleep(5)
    result = json.loads(re.search(r"RESULT (.*)", process.stdout.read())[1])
    tenth = max(1, len(memory) // 10)
    megabytes = [round(bytes / 1e6) for bytes in memory]
    return {
        **result, "memoryAfterFirstTenth": megabytes[tenth], "memoryAtTheEnd": megabytes[-1],
        "mostMemory": max(megabytes), "everyMinute": megabytes[::12],
    }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("zeroshot", type=pathlib.Path)
    parser.add_argument("checkpoint")
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=1000, help="photos for the command")
    parser.add_argument("--labels", default="cat,dog,car,house,flower,tree,boat,bird,bridge,clock")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--soak", type=int)
    arguments = parser.parse_args()
    labels = arguments.labels.split(",")
    found = sorted(arguments.photos.rglob("*.jpg"))
    photos = [found[number % len(found)] for number in range(arguments.count)]
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        paths, listing = bodies(photos[:200], labels, work)
        with open(work / "server.log", "w+") as log, Server(arguments, log) as server:
            saturate(server, listing, arguments.connections, 5)
            if arguments.soak:
                print(json.dumps(soak(server, listing, arguments), indent=1))
                return
        rounds = []
        for _ in range(arguments.rounds):
            result = {"command": command_rate(arguments, photos, labels, work)}
            with open(work / "server.log", "w+") as log, Server(arguments, log) as server:
                saturate(server, listing, arguments.connections, 5)
                result["saturated"] = saturate(server, listing, arguments.connections, arguments.seconds)
                rate = result["saturated"]["requests"] / result["saturated"]["seconds"]
                result["half"] = half_load(server, paths[0], rate / 2, arguments.seconds)
            result["share"] = rate / result["command"]
            result["p99/p50"] = result["half"]["p99"] / result["half"]["p50"]
            rounds.append(result)
        print(json.dumps(rounds, indent=1))


if __name__ == "__main__":
    main()
