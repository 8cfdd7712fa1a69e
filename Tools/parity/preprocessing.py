"""Makes the preprocessing fixtures: whole checkpoints' preprocessing, from file to tensor.

Hugging Face cases are folders with the files given, read by `AutoImageProcessor` with the Pillow
backend, which NaFlex's patches are put together from again as a picture; OpenCLIP cases go through open_clip's `image_transform_v2` with the tower's size, as its
factory does. Pictures are made by formula (`resampling.picture`), here and in the tests alike.
`preprocessing.bin` holds the tensors [3, height, width] as little-endian float32, one after the
other; `preprocessing.json` the settings and what each tensor is. `naflex-sizes.json` holds rows of
six numbers: patch size, most patches, width and height of a picture, and the width and height that
NaFlex resizes it to.
"""

import json
import pathlib
import random
import tempfile

import numpy
from PIL import Image

from common import FIXTURES, make_torchvision_importable
from resampling import picture

make_torchvision_importable()

from open_clip.transform import (  # noqa: E402
    PreprocessCfg,
    image_transform_v2,
    merge_preprocess_dict,
)
from transformers import AutoImageProcessor  # noqa: E402
from transformers.models.siglip2.image_processing_pil_siglip2 import (  # noqa: E402
    get_image_size_for_max_num_patches,
)

OUT = FIXTURES / "image"

MEAN = [0.48145466, 0.4578275, 0.40821073]
STD = [0.26862954, 0.26130258, 0.27577711]

# Width and height. A pixel, a line, both orientations, odd and even remainders of the crop.
SIZES = ((1, 1), (29, 28), (31, 28), (28, 35), (57, 31), (64, 96), (9, 150), (1, 120))

HUGGING_FACE = {
    "legacy integers": {
        "preprocessor_config.json": {
            "crop_size": 28,
            "do_center_crop": True,
            "do_normalize": True,
            "do_resize": True,
            "feature_extractor_type": "CLIPFeatureExtractor",
            "image_mean": MEAN,
            "image_std": STD,
            "resample": 3,
            "size": 28,
        }
    },
    "sparse, with unknown keys": {
        "preprocessor_config.json": {
            "crop_size": 27,
            "size": 30,
            "do_convert_rgb": None,
            "return_tensors": None,
            "of_another_tool": [1],
        }
    },
    "switched off by null": {
        "preprocessor_config.json": {
            "crop_size": 21,
            "do_normalize": None,
            "do_rescale": None,
            "rescale_factor": None,
            "size": 21,
        }
    },
    "objects, another shape, bilinear": {
        "preprocessor_config.json": {
            "crop_size": {"height": 26, "width": 19},
            "do_convert_rgb": True,
            "do_rescale": True,
            "image_mean": [0.1, 0.2, 0.3],
            "image_processor_type": "CLIPImageProcessorFast",
            "image_std": [0.4, 0.5, 0.6],
            "resample": 2,
            "rescale_factor": 0.00392156862745098,
            "size": {"shortest_edge": 28},
        }
    },
    "exact size, no crop, lanczos, one mean": {
        "preprocessor_config.json": {
            "do_center_crop": False,
            "image_mean": 0.5,
            "image_processor_type": "CLIPImageProcessor",
            "image_std": 0.5,
            "resample": 1,
            "size": {"height": 18, "width": 29},
        }
    },
    "bounded edges, box": {
        "preprocessor_config.json": {
            "crop_size": 27,
            "resample": 4,
            "size": {"shortest_edge": 24, "longest_edge": 33},
        }
    },
    "crop and fill only": {
        "preprocessor_config.json": {"crop_size": [27, 30], "do_resize": False}
    },
    "not rescaled, hamming": {
        "preprocessor_config.json": {
            "crop_size": 20,
            "do_rescale": False,
            "image_mean": [120.0, 115.5, 104],
            "image_std": [68, 66.5, 70.25],
            "resample": 5,
            "size": [22, 27],
        }
    },
    "not normalised, nearest, another factor": {
        "preprocessor_config.json": {
            "crop_size": 20,
            "do_normalize": False,
            "resample": 0,
            "rescale_factor": 0.0078431,
            "size": 24,
        }
    },
    "square by switch": {
        "preprocessor_config.json": {
            "crop_size": 21,
            "default_to_square": True,
            "size": 23,
        }
    },
    "nested as transformers 5 writes it": {
        "preprocessor_config.json": {"size": 10, "crop_size": 10},
        "processor_config.json": {
            "image_processor": {
                "crop_size": {"height": 24, "width": 24},
                "image_processor_type": "CLIPImageProcessor",
                "resample": 3,
                "size": {"shortest_edge": 25},
            },
            "processor_class": "CLIPProcessor",
        },
    },
    "a processor's file without them": {
        "preprocessor_config.json": {"size": 22, "crop_size": 22},
        "processor_config.json": {"processor_class": "CLIPProcessor"},
    },
}

# Name: model type and preprocessor_config.json.
SIGLIP = {
    "SigLIP, with keys of its first files": (
        "siglip",
        {
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_processor_type": "SiglipImageProcessor",
            "mean": [0.1, 0.2, 0.3],
            "resample": 3,
            "rescale_factor": 0.00392156862745098,
            "size": {"height": 28, "width": 28},
            "std": [0.4, 0.5, 0.6],
        },
    ),
    "SigLIP 2, bilinear, not square": (
        "siglip",
        {
            "do_convert_rgb": None,
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": [0.5, 0.5, 0.5],
            "image_processor_type": "SiglipImageProcessorFast",
            "image_std": [0.5, 0.5, 0.5],
            "processor_class": "SiglipProcessor",
            "resample": 2,
            "rescale_factor": 0.00392156862745098,
            "size": {"height": 27, "width": 20},
        },
    ),
    "SigLIP, no class named": ("siglip", {"size": {"height": 21, "width": 24}}),
    "NaFlex": (
        "siglip2",
        {
            "do_convert_rgb": None,
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": [0.5, 0.5, 0.5],
            "image_processor_type": "Siglip2ImageProcessor",
            "image_std": [0.5, 0.5, 0.5],
            "max_num_patches": 30,
            "patch_size": 5,
            "processor_class": "Siglip2Processor",
            "resample": 2,
            "rescale_factor": 0.00392156862745098,
        },
    ),
    "NaFlex, no class named, other numbers, a crop that it does not do": (
        "siglip2",
        {
            "crop_size": 4,
            "do_center_crop": True,
            "do_pad": True,
            "image_mean": [0.1, 0.2, 0.3],
            "image_std": [0.4, 0.5, 0.6],
            "max_num_patches": 7,
            "patch_size": 6,
            "resample": 3,
            "size": {"height": 9, "width": 9},
        },
    ),
}

# Patch size and most patches of `naflex-sizes.json`.
BUDGETS = ((16, 256), (16, 256), (16, 256), (14, 1024), (16, 576), (32, 49), (16, 1), (9, 4096))

# Name: preprocess_cfg, height and width of the tower.
OPEN_CLIP = {
    "shortest, all defaults": ({}, 28, 28),
    "shortest, bilinear, mean 0": (
        {
            "mean": [0.0, 0.0, 0.0],
            "std": [1.0, 1.0, 1.0],
            "interpolation": "bilinear",
            "resize_mode": "shortest",
            "size": [224, 224],
            "mode": "RGB",
        },
        27,
        27,
    ),
    "shortest, not square: bicubic whatever it says": (
        {"mean": MEAN, "std": STD, "interpolation": "bilinear"},
        20,
        31,
    ),
    "squash": ({"interpolation": "bicubic", "resize_mode": "squash"}, 22, 22),
    "squash, not square, random": ({"interpolation": "random", "resize_mode": "squash"}, 26, 17),
    "longest": ({"resize_mode": "longest", "fill_color": None}, 28, 28),
    "longest, not square, bilinear, grey": (
        {"resize_mode": "longest", "interpolation": "bilinear", "fill_color": 127},
        30,
        19,
    ),
}


def hugging_face_processor(files, model_type="clip"):
    """What transformers makes of a folder with these files."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "config.json").write_text(json.dumps({"model_type": model_type}))
        for name, settings in files.items():
            (folder / name).write_text(json.dumps(settings))
        processor = AutoImageProcessor.from_pretrained(folder, backend="pil")

    def process(image):
        result = processor(image, return_tensors="np")
        if "spatial_shapes" not in result:
            return result["pixel_values"][0]
        return picture_of_patches(
            result["pixel_values"][0], *result["spatial_shapes"][0], processor.patch_size
        )

    return process


def picture_of_patches(patches, rows, columns, side):
    """[patches, side * side * 3], filled up at the end, to [3, height, width]."""
    patches = patches[: rows * columns].reshape(rows, columns, side, side, 3)
    return patches.transpose(4, 0, 2, 1, 3).reshape(3, rows * side, columns * side)


def na_flex_sizes():
    """Sizes of pictures, most of them of every day, and what each is resized to."""
    generator = random.Random(5)
    rows = []
    for number in range(800):
        patch_size, most = BUDGETS[number % len(BUDGETS)]
        longest = (64, 700, 6000, 131072)[min(3, int(generator.expovariate(0.8)))]
        width, height = generator.randint(1, longest), generator.randint(1, longest)
        new_height, new_width = get_image_size_for_max_num_patches(height, width, patch_size, most)
        rows.append([patch_size, most, width, height, new_width, new_height])
    return rows


def open_clip_processor(settings, height, width):
    """open_clip's transform; like its factory, it lets the tower decide on the size."""
    merged = merge_preprocess_dict(PreprocessCfg(), settings)
    merged["size"] = height if height == width else (height, width)
    transform = image_transform_v2(PreprocessCfg(**merged), is_train=False)
    return lambda image: transform(image).numpy()


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    jobs = [
        ({"name": f"Hugging Face: {name}", "files": files}, hugging_face_processor(files))
        for name, files in HUGGING_FACE.items()
    ] + [
        (
            {
                "name": f"OpenCLIP: {name}",
                "preprocessing": settings,
                "height": height,
                "width": width,
            },
            open_clip_processor(settings, height, width),
        )
        for name, (settings, height, width) in OPEN_CLIP.items()
    ]
    for name, (model_type, settings) in SIGLIP.items():
        files = {"preprocessor_config.json": settings}
        case = {"name": f"Hugging Face: {name}", "files": files, "modelType": model_type}
        jobs.append((case, hugging_face_processor(files, model_type)))
    cases = []
    results = bytearray()
    for number, (case, process) in enumerate(jobs):
        case["images"] = []
        for index, (width, height) in enumerate(SIZES):
            pattern = ("noise", "slope", "bars")[(number + index) % 3]
            try:
                tensor = process(Image.fromarray(picture(width, height, pattern)))
            except ValueError as error:  # Nothing is left of the shorter side.
                if "must be > 0" not in str(error):
                    raise
                tensor = None
            image = {"width": width, "height": height, "pattern": pattern}
            if tensor is not None:
                image |= {
                    "newWidth": tensor.shape[2],
                    "newHeight": tensor.shape[1],
                    "offset": len(results),
                }
                results += numpy.ascontiguousarray(tensor, dtype="<f4").tobytes()
            case["images"].append(image)
        cases.append(case)
    (OUT / "preprocessing.bin").write_bytes(results)
    lines = ",\n".join(json.dumps(case) for case in cases)
    (OUT / "preprocessing.json").write_text(f"[\n{lines}\n]\n")
    sizes = ",\n".join(json.dumps(row) for row in na_flex_sizes())
    (OUT / "naflex-sizes.json").write_text(f"[\n{sizes}\n]\n")
    print(f"{sum(len(case['images']) for case in cases)} pictures, {len(results)} bytes")


if __name__ == "__main__":
    main()
