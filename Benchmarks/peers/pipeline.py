"""One photo ranked by the pipeline of transformers, from start to printed report.

    python3 pipeline.py CHECKPOINT PHOTO THREADS LABEL ...
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Tools" / "parity"))

import common  # noqa: E402

common.make_torchvision_importable()

import torch  # noqa: E402
from transformers import pipeline  # noqa: E402

checkpoint, photo, threads, *labels = sys.argv[1:]
torch.set_num_threads(int(threads))
rank = pipeline("zero-shot-image-classification", model=checkpoint, device="cpu")
print(json.dumps(rank(photo, candidate_labels=labels)))
