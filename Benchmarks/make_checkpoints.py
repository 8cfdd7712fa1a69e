"""Makes checkpoints of real size with random weights, for the contestants to compute.

    python3 make_checkpoints.py FOLDER [NAME ...]

For each of b32, b16, l14, siglip and rn50 it writes

    FOLDER/NAME/openclip   the model as open_clip has it
    FOLDER/NAME/hf         the same weights as transformers has them (not for rn50, which it has not)
    FOLDER/NAME/tower.onnx the image tower, from pixels to unit embeddings, for ONNX Runtime and OpenVINO
    FOLDER/b32/tower.ncnn.{param,bin} the same for ncnn, one picture at a time
    FOLDER/NAME/pixels.npy 32 photos as the image tower takes them, made by the reference

CLIP's byte-pair table comes with open_clip; SigLIP's pieces are trained on a few sentences. Weights
are drawn from a fixed seed; how fast a tower is does not depend on them.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tools" / "parity"))

import common  # noqa: E402

common.make_torchvision_importable()

import open_clip  # noqa: E402
import torch  # noqa: E402
from PIL import Image  # noqa: E402
from safetensors.torch import save_file  # noqa: E402
from transformers import CLIPConfig, CLIPModel, SiglipConfig, SiglipModel  # noqa: E402

import clip_models  # noqa: E402
import counterparts  # noqa: E402
import openclip_models  # noqa: E402
import siglip_tokenizers  # noqa: E402
import small_tokenizer  # noqa: E402

MODELS = {
    "b32": "ViT-B-32-quickgelu",
    "b16": "ViT-B-16-quickgelu",
    "l14": "ViT-L-14-quickgelu",
    "siglip": "ViT-B-16-SigLIP",
    "rn50": "RN50-quickgelu",
}
PHOTOS = 32

CLIP_NORMALIZATION = {"mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711]}
SIGLIP_NORMALIZATION = {"mean": [0.5] * 3, "std": [0.5] * 3}


def make(folder, name):
    """Writes one checkpoint, unless it is complete."""
    target = folder / name
    if (target / "done").exists():
        return
    torch.manual_seed(1)
    model = open_clip.create_model(MODELS[name]).eval()
    if name == "rn50":
        # As it starts, a deep ResNet gives all photos nearly the same embedding.
        common.draw_wide_weights(model, seed=1)
        openclip_models.fit_resnet(model, seed=1)
    write_openclip(target / "openclip", model, MODELS[name])
    if name == "rn50":
        reference, embed = model, model.encode_image
    else:
        write = write_siglip if name == "siglip" else write_clip
        reference = write(target / "hf", model)

        def embed(pixels):
            return reference.get_image_features(pixel_values=pixels).pooler_output

    write_pixels(target / "pixels.npy", folder / "photos" / "small", name == "siglip")
    export(target / "tower.onnx", reference, embed)
    if name == "b32":
        convert_to_ncnn(target)
    (target / "done").touch()


def write_openclip(folder, model, architecture):
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {key: value.contiguous() for key, value in model.state_dict().items()}
    save_file(tensors, folder / "open_clip_model.safetensors")
    siglip = "SigLIP" in architecture
    preprocessing = {
        **(SIGLIP_NORMALIZATION if siglip else CLIP_NORMALIZATION),
        "interpolation": "bicubic",
        "resize_mode": "squash" if siglip else "shortest",
    }
    model_config = open_clip.get_model_config(architecture)
    if siglip:
        model_config["text_cfg"].pop("hf_tokenizer_name", None)
    common.write_json(
        folder / "open_clip_config.json", {"model_cfg": model_config, "preprocess_cfg": preprocessing}
    )


def write_clip(folder, model):
    """transformers' `CLIPModel` with these weights, CLIP's tokenizer and preprocessing."""
    vision, text = model.visual, model.transformer
    config = CLIPConfig(
        projection_dim=vision.output_dim,
        vision_config={
            **block_sizes(vision.transformer), "image_size": 224, "patch_size": vision.patch_size[0]
        },
        text_config={**block_sizes(text), "eos_token_id": 49407, "bos_token_id": 49406},
    )  # fmt: skip
    reference = CLIPModel(config).eval()
    reference.load_state_dict(counterparts.clip_from_openclip(model.state_dict()))
    reference.save_pretrained(folder)
    small_tokenizer.write_clip_files(folder, clip_models.clip_merges())
    common.write_json(
        folder / "preprocessor_config.json",
        {
            "crop_size": {"height": 224, "width": 224},
            "do_center_crop": True, "do_convert_rgb": True, "do_normalize": True, "do_rescale": True,
            "do_resize": True, "image_processor_type": "CLIPImageProcessor",
            "image_mean": CLIP_NORMALIZATION["mean"], "image_std": CLIP_NORMALIZATION["std"],
            "resample": 3, "rescale_factor": 1 / 255, "size": {"shortest_edge": 224},
        },
    )  # fmt: skip
    return reference


def block_sizes(transformer):
    block = transformer.resblocks[0]
    return {
        "hidden_size": block.ln_1.normalized_shape[0],
        "intermediate_size": block.mlp.c_fc.out_features,
        "num_hidden_layers": len(transformer.resblocks),
        "num_attention_heads": block.attn.num_heads,
        "hidden_act": "quick_gelu",
    }


def write_siglip(folder, model):
    """transformers' `SiglipModel` with these weights, a small tokenizer and SigLIP's preprocessing."""
    config = SiglipConfig(
        vision_config={"image_size": 224, "patch_size": 16}, text_config={"vocab_size": 32000}
    )
    reference = SiglipModel(config).eval()
    reference.load_state_dict(counterparts.siglip_from_openclip(model.state_dict()))
    reference.save_pretrained(folder)
    siglip_tokenizers.write_sentence_pieces(folder, 240)
    common.write_json(
        folder / "preprocessor_config.json",
        {
            "do_convert_rgb": True, "do_normalize": True, "do_rescale": True, "do_resize": True,
            "image_mean": SIGLIP_NORMALIZATION["mean"], "image_std": SIGLIP_NORMALIZATION["std"],
            "image_processor_type": "SiglipImageProcessor", "processor_class": "SiglipProcessor",
            "resample": 3, "rescale_factor": 1 / 255, "size": {"height": 224, "width": 224},
        },
    )  # fmt: skip
    return reference


def write_pixels(file, photos, siglip):
    """The first photos by the reference's own preprocessing, [32, 3, 224, 224]."""
    transform = open_clip.image_transform(
        224, is_train=False, interpolation="bicubic", resize_mode="squash" if siglip else "shortest",
        **(SIGLIP_NORMALIZATION if siglip else CLIP_NORMALIZATION),
    )  # fmt: skip
    pictures = [transform(Image.open(path)) for path in sorted(photos.glob("*.jpg"))[:PHOTOS]]
    numpy.save(file, torch.stack(pictures).numpy())


def export(file, model, embed):
    """The image tower with any batch size, its embeddings at unit length."""

    class Tower(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, pixels):
            return torch.nn.functional.normalize(embed(pixels), dim=-1)

    with torch.no_grad():
        torch.onnx.export(
            Tower().eval(), (torch.zeros(2, 3, 224, 224),), file, dynamo=False, opset_version=17,
            input_names=["pixels"], output_names=["embeddings"],
            dynamic_axes={"pixels": {0: "batch"}, "embeddings": {0: "batch"}},
        )  # fmt: skip


def convert_to_ncnn(folder):
    """pnnx writes a dozen files beside its input, of which two are needed."""
    with tempfile.TemporaryDirectory(dir=folder) as other:
        inside = pathlib.Path(other)
        (inside / "tower.onnx").symlink_to(folder / "tower.onnx")
        pnnx = pathlib.Path(sys.executable).with_name("pnnx")
        command = [pnnx, "tower.onnx", "inputshape=[1,3,224,224]", "fp16=0"]
        subprocess.run(command, cwd=inside, check=True, stdout=subprocess.DEVNULL)
        for name in ("tower.ncnn.param", "tower.ncnn.bin"):
            (inside / name).rename(folder / name)


if __name__ == "__main__":
    for chosen in sys.argv[2:] or MODELS:
        make(pathlib.Path(sys.argv[1]), chosen)
