"""The columns of the output: one row for each place of a ranking, or for each embedding."""

from dataclasses import dataclass

import pyarrow as pa
from pyspark.sql import types as t

from .items import Batch
from .steady import Answer

_ANY = True  # every column may be null


def _fields(*columns: tuple[str, t.DataType]) -> list[t.StructField]:
    return [t.StructField(name, type, _ANY) for name, type in columns]


_IMAGE = _fields(
    ("source", t.StringType()),
    ("width", t.IntegerType()),
    ("height", t.IntegerType()),
)
_PLACE = _fields(
    ("rank", t.IntegerType()),
    ("label", t.StringType()),
    ("similarity", t.FloatType()),
    ("probability", t.FloatType()),
    ("flag", t.StringType()),
    ("abstention", t.StringType()),
    ("decision", t.BooleanType()),
    ("support_logit", t.FloatType()),
)
_EMBEDDING = _fields(("embedding", t.ArrayType(t.FloatType(), False)))
_ERROR = _fields(("error_code", t.StringType()), ("error_message", t.StringType()))
_RUN = _fields(
    ("checkpoint_id", t.StringType()),
    ("checkpoint_revision", t.StringType()),
    ("checkpoint_fingerprint", t.StringType()),
    ("precision", t.StringType()),
    ("parity", t.StringType()),
    ("decoding", t.StringType()),
    ("templates", t.ArrayType(t.StringType(), False)),
    ("averaging", t.StringType()),
    ("people_declared", t.BooleanType()),
    ("consent_policy", t.StringType()),
    ("zeroshot_version", t.StringType()),
)


def schema(mode: str, kept: list[t.StructField]) -> t.StructType:
    """The output's columns; `kept` are those of the input that go along."""
    middle = _PLACE if mode == "classify" else _EMBEDDING
    return t.StructType(_IMAGE + middle + _ERROR + kept + _RUN)


def run_values(ready: dict) -> tuple:
    """The values that are the same in every row, in the order of their columns."""
    run = ready["run"]
    checkpoint = run["checkpoint"]
    return (
        checkpoint["id"],
        checkpoint["revision"],
        checkpoint["fingerprint"],
        checkpoint["precision"],
        run["parity"],
        run["decoding"],
        run.get("templates"),
        run.get("averaging"),
        run["people"]["declared"],
        run["people"]["consentPolicy"],
        ready["zeroshot"],
    )


@dataclass(frozen=True)
class RowMaker:
    """Makes Arrow rows of answers."""

    mode: str
    arrow: pa.Schema
    run: tuple

    def rows(self, batch: Batch, answers: list[Answer]) -> pa.RecordBatch:
        rows = [
            _image(answer) + middle + _error(answer) + item.kept + self.run
            for item, (answer, embedding) in zip(batch.items, answers, strict=True)
            for middle in self._middles(answer, embedding)
        ]
        columns = zip(*rows) if rows else ([] for _ in self.arrow)
        arrays = [
            pa.array(values, field.type) for values, field in zip(columns, self.arrow, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self.arrow)

    def _middles(self, answer: dict, embedding: memoryview | None) -> list[tuple]:
        """What stands between image and error, once for each row of the image."""
        if self.mode == "embed":
            return [(None if embedding is None else embedding.cast("f").tolist(),)]
        return _places(answer) or [(None,) * len(_PLACE)]


def _image(answer: dict) -> tuple:
    return answer["source"], answer.get("width"), answer.get("height")


def _error(answer: dict) -> tuple:
    error = answer["error"] or {}
    return error.get("code"), error.get("message")


def _places(answer: dict) -> list[tuple]:
    abstention = answer.get("abstention") or {}
    return [
        (
            place["rank"],
            place["label"],
            place["similarity"],
            place["probability"],
            answer["confidence"]["flag"],
            abstention.get("reason"),
            place.get("decision"),
            place.get("supportLogit"),
        )
        for place in answer.get("predictions", [])
    ]
