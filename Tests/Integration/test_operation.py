"""What an operator meets: a full disk, and a server that is killed."""

import json
import os
import tempfile
import threading
import unittest

from server import EXAMPLES, Server

JSON = {"Content-Type": "application/json"}
# A disk of its own for the server, of 96 KiB; label sets of ten labels have 16 each.
SMALL_DISK = [
    "unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
    'mount -t tmpfs -o size=96k tmpfs "$0" && exec "$@"',
]


def labels(number):
    return json.dumps({"labels": [f"animal {number} {place}" for place in range(10)]})


class FullDiskTests(unittest.TestCase):
    def test_a_full_disk_is_said_and_harms_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder, Server(
                "--label-sets", folder, inside=[*SMALL_DISK, folder]) as server:
            answers = [
                server.request("PUT", f"/v1/label-sets/set{number}", labels(number), JSON)
                for number in range(8)
            ]
            kept = [f"set{number}" for number, (status, _) in enumerate(answers) if status == 201]
            self.assertGreater(len(kept), 0)
            self.assertLess(len(kept), len(answers))
            for status, content in answers:
                if status != 201:
                    self.assertEqual((status, content["error"]["code"]), (507, "storage-full"))
            _, listing = server.request("GET", "/v1/label-sets")
            self.assertEqual([one["name"] for one in listing["labelSets"]], kept)
            with open(os.path.join(EXAMPLES, "cat.jpg"), "rb") as file:
                status, ranking = server.request(
                    "POST", "/?candidate_labels=cat,dog", file.read(),
                    {"Content-Type": "image/jpeg"})
            self.assertEqual((status, len(ranking)), (200, 2))
            # What is removed makes room.
            self.assertEqual(server.request("DELETE", f"/v1/label-sets/{kept[0]}")[0], 204)
            self.assertEqual(
                server.request("PUT", "/v1/label-sets/another", labels(99), JSON)[0], 201)


class KilledServerTests(unittest.TestCase):
    def test_the_next_server_has_whole_label_sets_only(self):
        with tempfile.TemporaryDirectory() as folder:
            first = Server("--label-sets", folder)
            finished = []

            def keep_storing():
                for number in range(10_000):
                    try:
                        status, _ = first.request(
                            "PUT", f"/v1/label-sets/set{number % 50}", labels(number), JSON)
                    except OSError:
                        return
                    finished.append(status)

            clients = [threading.Thread(target=keep_storing) for _ in range(4)]
            for client in clients:
                client.start()
            while len(finished) < 12:
                self.assertTrue(any(client.is_alive() for client in clients))
            first.kill()
            for client in clients:
                client.join()
            with Server("--label-sets", folder) as second:
                status, listing = second.request("GET", "/v1/label-sets")
                self.assertEqual(status, 200)
                self.assertGreater(len(listing["labelSets"]), 0)
                for one in listing["labelSets"]:
                    self.assertIsNone(one["error"])
                    self.assertEqual(len(one["labels"]), 10)


if __name__ == "__main__":
    unittest.main()
