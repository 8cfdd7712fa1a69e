"""Prints what open_clip ranks first for each photo of a folder, as JSON lines.

    python demo_photos.py PHOTOS LABELS_FILE CHECKPOINT > reference.jsonl

CHECKPOINT is a folder in OpenCLIP's layout. Prompts are the three default templates, prototypes
are normalised averages; photos are turned upright and made RGB before anything else. Each line
holds the file name, the first label, and the five first labels with their similarities.
"""

import json
import pathlib
import sys

import torch
from PIL import Image, ImageOps

import common
import openclip_models
from open_clip.zero_shot_classifier import build_zero_shot_classifier

EXTENSIONS = (".jpg", ".jpeg", ".png")


def upright(path):
    return ImageOps.exif_transpose(Image.open(path)).convert("RGB")


def read_labels(path):
    lines = pathlib.Path(path).read_text(encoding="utf-8-sig").splitlines()
    return [line.strip() for line in lines if line.strip()]


def photos_in(folder):
    paths = pathlib.Path(folder).iterdir()
    return sorted(path for path in paths if path.suffix.lower() in EXTENSIONS)


def class_prototypes(model, tokenizer, labels, averaging="normalized"):
    """[L, E] from the three default templates."""
    if averaging == "raw":
        return openclip_models.raw_prototypes(
            model, tokenizer, labels, common.DEFAULT_TEMPLATES
        )
    return build_zero_shot_classifier(model, tokenizer, labels, common.DEFAULT_TEMPLATES).T


def image_embeddings(model, preprocess, paths):
    """[B, E], unit length."""
    with torch.no_grad():
        return torch.cat(
            [
                model.encode_image(preprocess(upright(path))[None], normalize=True)
                for path in paths
            ]
        )


def main(photos, labels_file, checkpoint):
    model, preprocess, tokenizer = openclip_models.load(checkpoint)
    labels = read_labels(labels_file)
    paths = photos_in(photos)
    similarities = (
        image_embeddings(model, preprocess, paths)
        @ class_prototypes(model, tokenizer, labels).T
    )
    for path, row in zip(paths, similarities):
        values, indices = row.topk(min(5, len(labels)))
        first = [
            {"label": labels[index], "similarity": value}
            for index, value in zip(indices.tolist(), common.float_list(values))
        ]
        line = {"file": path.name, "first": first[0]["label"], "top": first}
        print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
