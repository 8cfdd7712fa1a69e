"""One photo ranked by the pipeline of transformers, from start to printed report.

    python3 pipeline.py CHECKPOINT PHOTO THREADS LABEL ...
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from processes import torch_with  # noqa: E402

checkpoint, photo, threads, *labels = sys.argv[1:]
torch_with(int(threads))

from transformers import pipeline  # noqa: E402

rank = pipeline("zero-shot-image-classification", model=checkpoint, device="cpu")
print(json.dumps(rank(photo, candidate_labels=labels)))
