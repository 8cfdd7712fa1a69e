"""The program on Spark: in one process, and on a cluster whose processes are killed.

ZEROSHOT is the command to test. Its `classify` and `embed` say what the rows must be.
"""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from tests.cluster import SPARK_SUBMIT, Cluster, environment, wait_for
from tests.pictures import png
from zeroshot_spark import job

ZEROSHOT = os.environ["ZEROSHOT"]
REPOSITORY = Path(__file__).parents[2]
PHOTOS = sorted((REPOSITORY / "Examples" / "images").glob("*.jpg"))
CLASSES = ["--checkpoint", "demo", "--labels-file", str(REPOSITORY / "Examples/images/labels.txt")]


def command(*arguments: str) -> list[dict]:
    """The JSON lines that the command prints."""
    process = subprocess.run([ZEROSHOT, *arguments], stdout=subprocess.PIPE, check=False)
    assert process.returncode in (0, 4), process.returncode
    return [json.loads(line) for line in process.stdout.splitlines()]


def report_rows(paths: list[str]) -> tuple[dict, list[tuple]]:
    """The run line of `classify`, and the rows that its image lines stand for."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths))
        file.flush()
        lines = command("classify", f"@{file.name}", *CLASSES, "--format", "jsonl")
    run, rows = lines[0], []
    del run["type"]
    for image in lines[1:-1]:
        error = image["error"] or {}
        start = (image["source"], image["width"], image["height"])
        end = (error.get("code"), error.get("message"))
        for place in image["predictions"]:
            rows.append(
                (*start, place["rank"], place["label"], single(place["similarity"]))
                + (single(place["probability"]), image["confidence"]["flag"], *end)
            )
        if not image["predictions"]:
            rows.append((*start, *[None] * 5, *end))
    return run, rows


def single(number: float) -> float:
    """The number as 32 bits hold it."""
    return pa.scalar(number, pa.float32()).as_py()


def output_rows(table: pa.Table, source=lambda name: name) -> list[tuple]:
    """The report's columns of the output, with sources as `source` calls them."""
    names = "source width height rank label similarity probability flag error_code error_message"
    return [
        (source(row["source"]), *(row[name] for name in names.split()[1:]))
        for row in table.to_pylist()
    ]


def sorted_rows(rows: list[tuple]) -> list[tuple]:
    return sorted(rows, key=lambda row: (row[0], row[3] or 0))


class OneProcessTests(unittest.TestCase):
    """`local[*]`: sources, columns, refusals."""

    @classmethod
    def setUpClass(cls):
        os.environ.update(environment())
        cls.spark = (
            SparkSession.builder.master("local[*]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4")
            .getOrCreate()
        )
        cls.spark.sparkContext.setLogLevel("ERROR")

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.output = str(self.folder / "output")

    def run_job(self, mode: str, *given: str) -> tuple[int, str, str]:
        out, error = io.StringIO(), io.StringIO()
        options = job.arguments(mode, ["--zeroshot", ZEROSHOT, "--output", self.output, *given])
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            status = job.run(self.spark, mode, options)
        return status, out.getvalue(), error.getvalue()

    def write_pictures(self, count: int) -> list[str]:
        paths = []
        for number in range(count):
            path = self.folder / "pictures" / f"{number:03} a,b.png"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(png(number))
            paths.append(str(path))
        return paths

    def test_a_table_of_paths_gives_the_rows_of_classify(self):
        bad = self.folder / "bad.jpg"
        bad.write_bytes(b"no picture")
        paths = [
            *map(str, PHOTOS),
            *self.write_pictures(30),
            str(bad),
            str(self.folder / "none.jpg"),
        ]
        table = pa.table({"where": paths, "shop": [f"shop {n % 3}" for n in range(len(paths))]})
        pq.write_table(table, self.folder / "in.parquet")
        status, out, error = self.run_job(
            "classify",
            str(self.folder / "in.parquet"),
            "--format",
            "parquet",
            "--column",
            "where",
            "--keep",
            "shop",
            "--partition-by",
            "flag",
            "--batch-size",
            "7",
            "--",
            *CLASSES,
        )
        self.assertEqual(status, 0, error)
        summary = json.loads(out)
        self.assertEqual(summary["images"], len(paths))
        self.assertEqual(summary["failures"], {"not-an-image": 1, "not-found": 1})
        self.assertEqual(summary["workersLost"], 0)

        run, expected = report_rows(paths)
        self.assertEqual(json.loads(Path(self.output, "_zeroshot_run.json").read_text()), run)
        self.assertIn("flag=low", os.listdir(self.output))
        found = self.spark.read.parquet(self.output).toArrow()
        self.assertEqual(sorted_rows(output_rows(found)), sorted_rows(expected))
        shops = dict(zip(paths, table["shop"].to_pylist()))
        for row in found.to_pylist():
            self.assertEqual(row["shop"], shops[row["source"]])
            self.assertEqual(row["checkpoint_fingerprint"], run["checkpoint"]["fingerprint"])
            self.assertEqual(row["checkpoint_id"], "demo")
            self.assertEqual(row["templates"], run["templates"])
            self.assertEqual(row["people_declared"], False)
            self.assertIsNone(row["consent_policy"])

    def test_paths_may_be_relative_and_rows_may_name_no_image(self):
        first, second = self.write_pictures(2)
        lines = [
            {"path": os.path.relpath(first, self.folder), "id": 1},
            {"path": "file://" + second.replace(" ", "%20").replace(",", "%2C"), "id": 2},
            {"path": None, "id": 3},
            {"path": "http://127.0.0.1:1/cat.jpg", "id": 4},
            {"path": f"gopher://{first}", "id": 5},
        ]
        (self.folder / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
        status, _, error = self.run_job(
            "classify",
            str(self.folder / "in.jsonl"),
            "--format",
            "jsonl",
            "--source-column",
            "id",
            "--root",
            str(self.folder),
            "--",
            *CLASSES,
            "--top",
            "1",
            "--consent-policy",
            "They agreed.",
        )
        self.assertEqual(status, 0, error)
        rows = self.spark.read.parquet(self.output).orderBy("source").collect()
        self.assertEqual([row["source"] for row in rows], ["1", "2", "3", "4", "5"])
        self.assertEqual(
            [row["error_code"] for row in rows],
            [None, None, "no-location", "fetch-failed", "unreadable"],
        )
        self.assertEqual({row["consent_policy"] for row in rows}, {"They agreed."})

    def test_hugging_face_parquet_and_folders_give_embeddings(self):
        paths = [*map(str, PHOTOS[:3]), *self.write_pictures(6)]
        images = [{"bytes": Path(path).read_bytes(), "path": path} for path in paths]
        images[1]["path"] = None
        images.append({"bytes": b"no picture", "path": "bad.jpg"})
        (self.folder / "set").mkdir()
        for part in (0, 1):
            pq.write_table(
                pa.table({"image": images[part::2]}), self.folder / "set" / f"{part}.parquet"
            )
        status, out, error = self.run_job(
            "embed",
            str(self.folder / "set"),
            "--format",
            "huggingface",
            "--",
            "--checkpoint",
            "demo",
        )
        self.assertEqual(status, 0, error)
        self.assertEqual(json.loads(out)["failures"], {"not-an-image": 1})
        found = {row["source"]: row for row in self.spark.read.parquet(self.output).collect()}
        expected = {
            line["source"]: list(map(single, line["embedding"]))
            for line in command("embed", "images", *paths, "--checkpoint", "demo")
        }
        # The one without a path is called after its place.
        expected["1.parquet#0"] = expected.pop(paths[1])
        self.assertIsNone(found.pop("bad.jpg")["embedding"])
        self.assertEqual({source: row["embedding"] for source, row in found.items()}, expected)
        self.assertEqual({row["error_code"] for row in found.values()}, {None})

        (self.folder / "pictures" / "notes.txt").write_text("no image")
        status, _, error = self.run_job(
            "embed",
            str(self.folder / "pictures"),
            "--format",
            "images",
            "--mode",
            "overwrite",
            "--",
            "--checkpoint",
            "demo",
        )
        self.assertEqual(status, 0, error)
        rows = self.spark.read.parquet(self.output).collect()
        by_name = {Path(source).name: value for source, value in expected.items()}
        self.assertEqual(
            {row["source"].rsplit("/", 1)[1].replace("%20", " "): row["embedding"] for row in rows},
            {Path(path).name: by_name[Path(path).name] for path in paths[3:]},
        )

    def test_what_cannot_run_is_said_once_before_any_image_is_read(self):
        absent = str(self.folder / "absent.parquet")
        for worker, mode, status, sentence in (
            (
                ["--checkpoint", "demo", "--labels", "cat"],
                "classify",
                3,
                "refused (too-few-labels)",
            ),
            (
                ["--checkpoint", "/nowhere", "--labels", "a,b"],
                "classify",
                5,
                "/nowhere: there is no",
            ),
            (["--checkpoint", "demo", "--topp", "3"], "classify", 2, "--topp"),
            (["--checkpoint", "demo"], "classify", 2, "name classes, or take embed.py."),
            (CLASSES, "embed", 2, "take classify.py."),
        ):
            with self.subTest(sentence):
                found, out, error = self.run_job(mode, absent, "--format", "parquet", "--", *worker)
                self.assertEqual((found, out), (status, ""))
                self.assertIn(sentence, error)
        self.assertFalse(Path(self.output).exists())


class ClusterTests(unittest.TestCase):
    """A standalone cluster, spark-submit, two kills, and a task that runs twice."""

    def test_rows_are_complete_and_single_whoever_is_killed(self):
        with tempfile.TemporaryDirectory() as folder:
            self.folder = Path(folder)
            self.gates = self.folder / "gates"
            self.gates.mkdir()
            paths = self.write_shards()
            with Cluster(self.folder) as cluster:
                self.submit_and_kill(cluster)
            _, expected = report_rows(paths)
            deadly = str(self.folder / "files/s3/07-deadly.png")
            reason = "This image ended the worker: "
            rows = []
            for row in output_rows(pq.read_table(self.folder / "output"), self.file_of):
                if row[0] == deadly:
                    self.assertEqual(row[8], "worker-lost")
                    self.assertTrue(row[9].startswith(reason), row[9])
                else:
                    rows.append(row)
            expected = [row for row in expected if row[0] != deadly]
            self.assertEqual(sorted_rows(rows), sorted_rows(expected))

    def file_of(self, source: str) -> str:
        """The file with the bytes of a shard's member."""
        shard, name = source.rsplit(".tar/", 1)
        return str(self.folder / "files" / Path(shard).name / name)

    def write_shards(self) -> list[str]:
        """Six shards, the same images in files, and a photo without an image in the fourth."""
        paths = []
        for shard in range(6):
            folder = self.folder / "files" / f"s{shard}"
            folder.mkdir(parents=True)
            for number in range(20):
                name = {
                    (1, 5): "-gate-worker",
                    (2, 5): "-gate-executor",
                    (3, 7): "-deadly",
                    (5, 5): "-gate-copy",
                }.get((shard, number), "")
                path = folder / f"{number:02}{name}.png"
                path.write_bytes(png(shard * 20 + number))
                paths.append(str(path))
            photo = folder / "photo.jpg"
            photo.write_bytes(PHOTOS[shard].read_bytes())
            (folder / "photo.json").write_text("{}")
            paths.append(str(photo))
        bad = self.folder / "files/s4/bad.jpg"
        bad.write_bytes(b"\xff\xd8 cut off")
        paths.append(str(bad))
        (self.folder / "shards").mkdir()
        for shard in range(6):
            with tarfile.open(self.folder / "shards" / f"s{shard}.tar", "w") as archive:
                for path in sorted((self.folder / "files" / f"s{shard}").iterdir()):
                    archive.add(path, path.name)
        return paths

    def submit_and_kill(self, cluster: Cluster) -> None:
        gated = Path(__file__).parent / "gated_worker.py"
        wrapper = self.folder / "zeroshot"
        wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{gated}" "$@"\n')
        wrapper.chmod(0o755)
        settings = {
            "spark.executor.memory": "512m",
            "spark.executor.cores": "1",
            "spark.executorEnv.ZEROSHOT_TEST_GATES": self.gates,
            "spark.executorEnv.ZEROSHOT_TEST_COMMAND": ZEROSHOT,
            "spark.pyspark.python": sys.executable,
            # A task that takes longer than the others gets a copy on the other worker.
            "spark.speculation": "true",
            "spark.speculation.quantile": "0.5",
            "spark.speculation.multiplier": "1.5",
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
        with open(self.folder / "submit.log", "wb") as log:
            job = subprocess.Popen(
                [
                    SPARK_SUBMIT,
                    *("--master", cluster.master),
                    *(
                        part
                        for name, value in settings.items()
                        for part in ("--conf", f"{name}={value}")
                    ),
                    REPOSITORY / "Distributed" / "classify.py",
                    *(self.folder / "shards", "--format", "webdataset", "--batch-size", "4"),
                    *("--output", self.folder / "output", "--zeroshot", wrapper),
                    *("--", *CLASSES),
                ],
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=log,
            )
        try:
            [waiting, *_] = self.waiting_at("gate-worker", job)
            os.kill(waiting["worker"], signal.SIGKILL)
            self.open("gate-worker")
            [waiting, *_] = self.waiting_at("gate-executor", job)
            os.kill(self.executor_above(waiting["client"]), signal.SIGKILL)
            self.open("gate-executor")
            self.waiting_at("gate-copy", job, count=2)
            self.open("gate-copy")
            out, _ = job.communicate(timeout=400)
        finally:
            job.kill()
            job.wait()
        self.assertEqual(job.returncode, 0, self.log()[-3000:])
        self.assertIn("Lost executor", self.log())
        summary = json.loads(out)
        self.assertEqual(summary["images"], 6 * 21 + 1)
        self.assertEqual(summary["failures"], {"not-an-image": 1, "worker-lost": 1})
        # The one that was killed, and three for the image that ends every worker.
        self.assertGreaterEqual(summary["workersLost"], 4)

    def log(self) -> str:
        return (self.folder / "submit.log").read_text()

    def open(self, gate: str) -> None:
        (self.gates / f"{gate}.open").touch()

    def waiting_at(self, gate: str, job: subprocess.Popen, count: int = 1) -> list[dict]:
        """The processes of so many tasks that wait at a gate."""

        def reached() -> list[Path]:
            return sorted(self.gates.glob(f"{gate}.*.reached"))

        try:
            wait_for(gate, lambda: len(reached()) >= count or job.poll() is not None)
        except TimeoutError as error:
            self.fail(f"{error}\n{self.log()[-3000:]}")
        self.assertIsNone(job.poll(), self.log()[-3000:])
        return [json.loads(file.read_text()) for file in reached()]

    def executor_above(self, pid: int) -> int:
        """The Java process that a Python process of an executor belongs to."""
        while b"CoarseGrainedExecutorBackend" not in Path(f"/proc/{pid}/cmdline").read_bytes():
            [line] = [
                line
                for line in Path(f"/proc/{pid}/status").read_text().splitlines()
                if line.startswith("PPid:")
            ]
            pid = int(line.split()[1])
            self.assertGreater(pid, 1, "no executor above")
        return pid


if __name__ == "__main__":
    unittest.main()
