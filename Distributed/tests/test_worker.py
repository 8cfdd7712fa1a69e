"""Workers that die, hang or talk nonsense, and answers that are complete all the same."""

import sys
import tempfile
import unittest
from pathlib import Path

from zeroshot_spark.items import Batch, Failure, Item
from zeroshot_spark.protocol import ProtocolError
from zeroshot_spark.steady import SteadyWorker
from zeroshot_spark.worker import TimeLimits, Worker, WorkerLost, WorkerRefused, WorkerUnusable

FAKE = [sys.executable, str(Path(__file__).parent / "fake_worker.py")]
# Long enough for a busy machine to start Python.
LIMITS = TimeLimits(silence=15, stall=15, farewell=5)
SHORT = TimeLimits(silence=0.5, stall=0.5, farewell=5)


def start(manner: str = "well", limits: TimeLimits = LIMITS) -> Worker:
    return Worker([*FAKE, manner], limits)


class StartTests(unittest.TestCase):
    def test_a_refusal_is_the_workers_own_sentence(self):
        with self.assertRaisesRegex(WorkerRefused, r"^refused \(x\): y$"):
            start("refuse")

    def test_what_cannot_be_used_has_the_workers_status(self):
        for manner, sentence, status in (
            ("unusable", "no such file", 5),
            ("usage", "status 1. Error: --top is 0", 1),
            ("old", "version 0 of the protocol", 2),
        ):
            with self.assertRaisesRegex(WorkerUnusable, sentence) as caught:
                start(manner)
            self.assertEqual(caught.exception.status, status)

    def test_a_program_that_is_not_there_is_named(self):
        with self.assertRaisesRegex(WorkerUnusable, "/absent/zeroshot cannot be started"):
            Worker(["/absent/zeroshot"])

    def test_a_worker_that_dies_or_keeps_silent_at_the_start_is_lost(self):
        with self.assertRaisesRegex(WorkerLost, "signal 9"):
            start("die")
        with self.assertRaisesRegex(WorkerLost, "no sign of life for 0.5 s"):
            start("mute", SHORT)

    def test_what_is_no_worker_is_shown(self):
        with self.assertRaisesRegex(ProtocolError, "Loading the checkpoint"):
            start("chatty")


class SteadyTests(unittest.TestCase):
    def setUp(self):
        self.losses = []
        self.starts = 0
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def once(self, kind: str) -> str:
        """The name of an image that misbehaves the first time only."""
        return f"{kind}-{self.folder}/{kind}"

    def answers(self, *batches: list, limits: TimeLimits = LIMITS) -> list[list[tuple]]:
        def begin():
            self.starts += 1
            return start(limits=limits)

        steady = SteadyWorker(begin, self.losses.append)
        self.addCleanup(steady.close)
        asked = [
            Batch([item if isinstance(item, Item) else Item(item, path=item) for item in batch])
            for batch in batches
        ]
        found = []
        for (batch, answers), expected in zip(steady.answers(asked), asked, strict=True):
            self.assertIs(batch, expected)
            found.append([(a["source"], a["error"] and a["error"]["code"]) for a, _ in answers])
        return found

    def test_answers_come_in_order_from_one_worker(self):
        found = self.answers(["a", "b"], [], ["c"])
        self.assertEqual(found, [[("a", None), ("b", None)], [], [("c", None)]])
        self.assertEqual(self.starts, 1)

    def test_a_worker_that_dies_once_is_started_again_and_nothing_is_missing(self):
        for kind in ("die", "hang", "stall", "giveup"):
            with self.subTest(kind):
                self.losses.clear()
                self.starts = 0
                limits = LIMITS if kind in ("die", "giveup") else TimeLimits(2, 2, 5)
                bad = self.once(kind)
                found = self.answers(["a"], ["b", bad, "c"], ["d"], ["e"], limits=limits)
                self.assertEqual(
                    [code for batch in found for _, code in batch], [None] * 6, self.losses
                )
                self.assertEqual([source for source, _ in found[1]], ["b", bad, "c"])
                self.assertEqual(len(self.losses), 1)
                self.assertEqual(self.starts, 2)

    def test_an_image_that_always_ends_the_worker_fails_alone(self):
        found = self.answers(["a"], ["b", "die", "c"], ["d"])
        self.assertEqual(
            found,
            [[("a", None)], [("b", None), ("die", "worker-lost"), ("c", None)], [("d", None)]],
        )
        # With its batch, with its batch again, alone.
        self.assertEqual(len(self.losses), 3)
        self.assertIn("status 7. something broke", self.losses[0])

    def test_reasons_say_what_was_missing(self):
        limits = TimeLimits(silence=2, stall=4, farewell=5)
        self.answers([self.once("hang")], limits=limits)
        self.answers([self.once("stall")], limits=limits)
        self.answers([self.once("giveup")])
        self.assertEqual(
            self.losses,
            [
                "no sign of life for 2 s",
                "no progress for 4 s",
                "the worker gave up: no direction",
            ],
        )

    def test_items_that_failed_before_are_not_asked_about(self):
        bad = Item("x", failure=Failure("unreadable", "Broken."))
        found = self.answers(["a", bad, "b"], [bad])
        self.assertEqual(
            found, [[("a", None), ("x", "unreadable"), ("b", None)], [("x", "unreadable")]]
        )

    def test_a_client_that_sends_nonsense_fails_instead_of_failing_images(self):
        with self.assertRaisesRegex(ProtocolError, "bad-message: Frame 1 is odd."):
            self.answers(["complain"])
        with self.assertRaisesRegex(ProtocolError, "where result 1 belongs"):
            self.answers(["mix"])

    def test_a_machine_on_which_every_image_ends_the_worker_fails(self):
        with self.assertRaisesRegex(RuntimeError, "9 workers in a row"):
            self.answers(["die"] * 8)

    def test_who_stops_early_leaves_no_answers_behind(self):
        steady = SteadyWorker(start)
        self.addCleanup(steady.close)
        answers = steady.answers([Batch([Item("a")]), Batch([Item("b")]), Batch([Item("c")])])
        next(answers)
        answers.close()
        [(_, found)] = steady.answers([Batch([Item("d")])])
        self.assertEqual(found[0][0]["source"], "d")


if __name__ == "__main__":
    unittest.main()
