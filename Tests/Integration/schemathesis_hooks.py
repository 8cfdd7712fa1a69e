"""What no schema can say of requests to the server, said to schemathesis.

Requests that are meant to be right are made so; those that are meant to be wrong stay as they are.
"""

import os

import schemathesis

EXAMPLES = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "Examples", "images")
with open(os.path.join(EXAMPLES, "cat.jpg"), "rb") as file:
    CAT = file.read()


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    path, body, media = case.operation.path, case.body, case.media_type or ""
    if path in ("/v1/classify", "/v1/embeddings") and isinstance(body, dict):
        # Whether labels can be decided on their own depends on the checkpoint; demo's cannot.
        body.pop("multiLabel", None)
        if media == "multipart/form-data":
            make_form(body, path)
    elif path == "/v1/label-sets/{name}" and media == "application/octet-stream":
        with open(os.environ["ZEROSHOT_LABEL_SET"], "rb") as file:
            case.body = file.read()
    elif case.operation.method.upper() == "POST" and not path.startswith("/v1"):
        # Labels stand in JSON, or in the query of a raw image.
        if media == "application/json":
            case.query.pop("candidate_labels", None)
        else:
            case.query["candidate_labels"] = ["cat,dog", "tree frog"]
            case.body = CAT


def make_form(body, path):
    """Classes are named in one way, and templates too."""
    for name in ("request", "prompts", "labelSet", "withTemplates"):
        body.pop(name, None)
    if body.get("template"):
        body.pop("templateSet", None)
    if path == "/v1/classify":
        body.setdefault("labels", "cat,dog")
    elif not body.get("image") and not body.get("text"):
        body["text"] = ["a cat"]
