"""Makes the values that pin the bundled demo checkpoint to open_clip.

`demo-reference.json`, a fixture: the photos of Examples/images, their unit embeddings and their
similarities to the labels there. `Sources/ZeroShot/Resources/doctor/reference.json`, which ships
with the product for the self-test: unit embeddings of one image by formula and one prompt, and a
JPEG with the pixels that Pillow decodes it to.
"""

import base64
import io
import pathlib
import sys

import numpy
import torch
from PIL import Image

import common
import demo_photos
import openclip_models

DOCTOR = common.REPOSITORY / "Sources" / "ZeroShot" / "Resources" / "doctor"
DOCTOR_PROMPT = "a photo of a red fox in the snow"


def doctor_image(size=64):
    y, x, channel = numpy.mgrid[0:size, 0:size, 0:3]
    values = (x * 37 + y * 101 + channel * 59 + x * y * 7) % 256
    return Image.fromarray(values.astype(numpy.uint8))


def base64_text(data):
    return base64.b64encode(data).decode()


def doctor_jpeg():
    """A JPEG with halved chroma, where decoders differ most, and its pixels."""
    file = io.BytesIO()
    doctor_image(24).resize((47, 33), Image.Resampling.BICUBIC).save(file, "JPEG", quality=80)
    return file.getvalue(), Image.open(file).convert("RGB").tobytes()


def demo(model, preprocess, tokenizer):
    paths = demo_photos.photos_in(common.EXAMPLE_IMAGES)
    labels = demo_photos.read_labels(common.EXAMPLE_IMAGES / "labels.txt")
    embeddings = demo_photos.image_embeddings(model, preprocess, paths)
    similarities = {
        averaging: embeddings
        @ demo_photos.class_prototypes(model, tokenizer, labels, averaging).T
        for averaging in ("normalized", "raw")
    }
    scale = model.logit_scale.exp()
    return {
        "reference": f"open_clip_torch {openclip_models.open_clip.__version__} in float32",
        "checkpoint": "demo",
        "labels": labels,
        "templates": list(common.DEFAULT_TEMPLATES),
        "logitScale": common.float_list(scale.detach()[None])[0],
        "images": [
            {
                "file": path.name,
                "similarities": common.float_list(similarities["normalized"][index]),
                "similaritiesRaw": common.float_list(similarities["raw"][index]),
                "probabilities": common.float_list(
                    (scale * similarities["normalized"][index]).softmax(-1).detach()
                ),
                "embedding": common.float_list(embeddings[index]),
            }
            for index, path in enumerate(paths)
        ],
    }


def doctor(model, preprocess, tokenizer):
    with torch.no_grad():
        image = model.encode_image(preprocess(doctor_image())[None], normalize=True)[0]
        text = model.encode_text(tokenizer([DOCTOR_PROMPT]), normalize=True)[0]
    jpeg, pixels = doctor_jpeg()
    return {
        "reference": f"open_clip_torch {openclip_models.open_clip.__version__} in float32",
        "checkpoint": "demo",
        "image": {
            "width": 64,
            "height": 64,
            "formula": "(x * 37 + y * 101 + channel * 59 + x * y * 7) % 256",
        },
        "imageEmbedding": common.float_list(image),
        "prompt": DOCTOR_PROMPT,
        "textEmbedding": common.float_list(text),
        "jpeg": base64_text(jpeg),
        "jpegPixels": base64_text(pixels),
    }


def main(output=common.MODELS):
    output = pathlib.Path(output)
    parts = openclip_models.load(common.DEMO_CHECKPOINT)
    common.write_json(output / "demo-reference.json", demo(*parts))
    common.write_json(DOCTOR / "reference.json", doctor(*parts))


if __name__ == "__main__":
    main(*sys.argv[1:])
