"""The API, driven by the programs that people use: huggingface_hub's client, and schemathesis."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from huggingface_hub import InferenceClient
from huggingface_hub.errors import BadRequestError, HfHubHTTPError

from server import BINARY, EXAMPLES, Server

HERE = os.path.dirname(os.path.abspath(__file__))
CAT = os.path.join(EXAMPLES, "cat.jpg")
LABELS = ["cat", "dog", "tree frog"]


def command(*options):
    """What `zeroshot classify --format hf` prints for the cat."""
    out = subprocess.run(
        [BINARY, "classify", CAT, "--checkpoint", "demo", "--format", "hf", *options],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return json.loads(out)


class InferenceClientTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.environ.pop("HF_TOKEN", None)
        cls.server = cls.enterClassContext(Server())

    def client(self, path=""):
        return InferenceClient(self.server.address + path)

    def assert_ranked(self, answer, *options):
        self.assertEqual(
            [(one.label, one.score) for one in answer],
            [(one["label"], one["score"]) for one in command("--labels", "cat,dog,tree frog", *options)])

    def test_bytes_paths_and_addresses_get_what_the_command_prints(self):
        with open(CAT, "rb") as file:
            content = file.read()
        for image in [content, CAT, pathlib.Path(CAT)]:
            self.assert_ranked(
                self.client().zero_shot_image_classification(image, candidate_labels=LABELS))

    def test_a_template_is_used(self):
        self.assert_ranked(
            self.client().zero_shot_image_classification(
                CAT, candidate_labels=LABELS, hypothesis_template="a picture of a {}"),
            "--template", "a picture of a {}")

    def test_the_model_may_be_an_address(self):
        for path in ["/models/demo", "/pipeline/zero-shot-image-classification/demo"]:
            self.assert_ranked(
                self.client(path).zero_shot_image_classification(CAT, candidate_labels=LABELS))
            self.assert_ranked(
                InferenceClient().zero_shot_image_classification(
                    CAT, candidate_labels=LABELS, model=self.server.address + path))

    def test_a_refusal_is_printed_with_its_reason(self):
        with self.assertRaises(HfHubHTTPError) as caught:
            self.client().zero_shot_image_classification(
                CAT, candidate_labels=["Asian person", "white man"])
        self.assertEqual(caught.exception.response.status_code, 422)
        self.assertIn("refused (restricted-protected)", str(caught.exception))
        self.assertIn("Request ID", str(caught.exception))

    def test_what_is_no_image_is_told(self):
        with self.assertRaises(HfHubHTTPError) as caught:
            self.client().zero_shot_image_classification(b"hello", candidate_labels=LABELS)
        self.assertEqual(caught.exception.response.status_code, 415)
        self.assertIn("no image in a known format", str(caught.exception))

    def test_a_bad_template_is_told(self):
        with self.assertRaises(BadRequestError) as caught:
            self.client().zero_shot_image_classification(
                CAT, candidate_labels=LABELS, hypothesis_template="a picture")
        self.assertIn("has no place for the class name", str(caught.exception))

    def test_an_unknown_model_is_told(self):
        with self.assertRaises(HfHubHTTPError) as caught:
            self.client("/models/openai/clip").zero_shot_image_classification(
                CAT, candidate_labels=LABELS)
        self.assertEqual(caught.exception.response.status_code, 404)

    def test_the_key_is_the_token(self):
        with Server(environment={"ZEROSHOT_API_KEYS": "secret-key-of-a-test"}) as server:
            client = InferenceClient(server.address, token="secret-key-of-a-test")
            self.assert_ranked(
                client.zero_shot_image_classification(CAT, candidate_labels=LABELS))
            with self.assertRaises(HfHubHTTPError) as caught:
                InferenceClient(server.address, token="another").zero_shot_image_classification(
                    CAT, candidate_labels=LABELS)
            self.assertEqual(caught.exception.response.status_code, 401)


class SchemathesisTests(unittest.TestCase):
    """Requests that the description allows, and those that it forbids, made up by the hundred."""

    def test_the_server_does_what_its_description_says(self):
        with tempfile.TemporaryDirectory() as folder, Server(
                "--label-sets", folder, "--max-images", "4", "--max-labels", "20") as server:
            status, _ = server.request(
                "PUT", "/v1/label-sets/animals", '{"labels": ["cat", "dog"]}',
                {"Content-Type": "application/json"})
            self.assertEqual(status, 201)
            run = subprocess.run(
                [os.path.join(os.path.dirname(sys.executable), "schemathesis"),
                 "--config-file", os.path.join(HERE, "schemathesis.toml"),
                 "run", server.address + "/openapi.json", "--no-color"],
                cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                env={**os.environ, "SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": HERE,
                     "ZEROSHOT_LABEL_SET": os.path.join(folder, "animals.labelset")})
            self.assertEqual(run.returncode, 0, run.stdout)


if __name__ == "__main__":
    unittest.main()
