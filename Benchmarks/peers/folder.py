"""Ranks labels for all photos of a folder with Pillow and ONNX Runtime.

    python3 folder.py PHOTOS LABELS PROTOTYPES CHECKPOINT OUTPUT THREADS

As many processes decode and prepare as there are cores, each a few photos ahead; the main process
computes batches of 16 with ONNX Runtime and writes one JSON line a photo. The labels' embeddings come
from a file, so that no time goes into torch.
"""

import json
import multiprocessing
import pathlib
import sys

import numpy
from PIL import Image
from safetensors import safe_open

SIZE = 224
BATCH = 16
MEAN = numpy.array([0.48145466, 0.4578275, 0.40821073], numpy.float32)
DEVIATION = numpy.array([0.26862954, 0.26130258, 0.27577711], numpy.float32)


def prepare(path):
    """A photo as CLIP's preprocessing makes it, [3, 224, 224]."""
    image = Image.open(path).convert("RGB")
    scale = SIZE / min(image.size)
    image = image.resize([int(side * scale) for side in image.size], Image.Resampling.BICUBIC)
    left, top = ((side - SIZE) // 2 for side in image.size)
    image = image.crop((left, top, left + SIZE, top + SIZE))
    pixels = (numpy.asarray(image, numpy.float32) / 255 - MEAN) / DEVIATION
    return path, pixels.transpose(2, 0, 1)


def main(photos, labels, prototypes, checkpoint, output, threads):
    paths = sorted(map(str, pathlib.Path(photos).rglob("*.jpg")))
    names = pathlib.Path(labels).read_text(encoding="utf-8").splitlines()
    with (
        multiprocessing.get_context("fork").Pool(int(threads)) as pool,
        open(output, "w", encoding="utf-8") as file,
    ):
        # The workers are there before any library has started threads of its own.
        prepared = pool.imap(prepare, paths, chunksize=4)
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(threads)
        tower = onnxruntime.InferenceSession(
            f"{checkpoint}/tower.onnx", options, providers=["CPUExecutionProvider"]
        )
        text = numpy.load(prototypes)
        with safe_open(f"{checkpoint}/hf/model.safetensors", "np") as weights:
            scale = float(numpy.exp(weights.get_tensor("logit_scale")))

        def rank(batch):
            embeddings = tower.run(None, {"pixels": numpy.stack([pixels for _, pixels in batch])})[0]
            for (path, _), similarities in zip(batch, embeddings @ text.T):
                logits = scale * similarities
                odds = numpy.exp(logits - logits.max())
                odds /= odds.sum()
                best = numpy.argsort(-similarities)[:5]
                predictions = [
                    {"label": names[index], "similarity": float(similarities[index]),
                     "probability": float(odds[index])}
                    for index in best
                ]  # fmt: skip
                file.write(json.dumps({"source": path, "predictions": predictions}) + "\n")

        batch = []
        for item in prepared:
            batch.append(item)
            if len(batch) == BATCH:
                rank(batch)
                batch = []
        if batch:
            rank(batch)


if __name__ == "__main__":
    main(*sys.argv[1:])
