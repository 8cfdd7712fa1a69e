"""Makes what one reference computes from weights in the other's layout: `models/counterparts`.

The weights of a model case are put into the other reference's class, and that reference prepares
images and texts in its own way. Images and texts are such that the two references differ: a
picture whose middle lies between two pixels, curly quotes, entities, underscores, special tokens by
either name. README.md explains the names.
"""

import json
import pathlib

import numpy
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

import common

common.make_torchvision_importable()

import open_clip  # noqa: E402
import transformers  # noqa: E402
from transformers import CLIPConfig, CLIPModel, CLIPTokenizer  # noqa: E402
from transformers import AutoTokenizer, SiglipConfig, SiglipModel  # noqa: E402
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil  # noqa: E402
from transformers.models.siglip.image_processing_pil_siglip import (  # noqa: E402
    SiglipImageProcessorPil,
)

import clip_models  # noqa: E402
import openclip_models  # noqa: E402
import small_tokenizer  # noqa: E402

FOLDER = common.MODELS / "counterparts"

PROMPTS = (
    "It’s a photo of a golden_retriever.",
    "fish &amp; chips",
    "an <|endoftext|> owl",
    "a <end_of_text> fox",
    "ﬁne “crème brûlée”, №5!",
    "a tabby cat",
)


# Weights by the other reference's names


def blocks(tensors, source, target):
    """Transformer blocks from open_clip's names to transformers'."""
    renamed = {}
    for name, values in tensors.items():
        if not name.startswith(source + "resblocks."):
            continue
        number, rest = name.removeprefix(source + "resblocks.").split(".", 1)
        layer = f"{target}encoder.layers.{number}."
        if rest.startswith("attn.in_proj_"):
            kind = rest.removeprefix("attn.in_proj_")
            for part, chunk in zip("qkv", values.chunk(3)):
                renamed[f"{layer}self_attn.{part}_proj.{kind}"] = chunk
        else:
            for old, new in (
                ("ln_1", "layer_norm1"), ("ln_2", "layer_norm2"), ("attn.out_proj", "self_attn.out_proj"),
                ("mlp.c_fc", "mlp.fc1"), ("mlp.c_proj", "mlp.fc2"),
            ):  # fmt: skip
                rest = rest.replace(old, new)
            renamed[layer + rest] = values
    return renamed


def clip_from_openclip(tensors):
    """`CLIPModel`'s state from open_clip's CLIP."""
    renamed = blocks(tensors, "transformer.", "text_model.")
    renamed.update(blocks(tensors, "visual.transformer.", "vision_model."))
    text, vision = "text_model.embeddings.", "vision_model.embeddings."
    for old, new in (
        ("token_embedding.weight", text + "token_embedding.weight"),
        ("positional_embedding", text + "position_embedding.weight"),
        ("visual.class_embedding", vision + "class_embedding"),
        ("visual.conv1.weight", vision + "patch_embedding.weight"),
        ("visual.positional_embedding", vision + "position_embedding.weight"),
        ("logit_scale", "logit_scale"),
    ):
        renamed[new] = tensors[old]
    for old, new in (
        ("ln_final", "text_model.final_layer_norm"), ("visual.ln_pre", "vision_model.pre_layrnorm"),
        ("visual.ln_post", "vision_model.post_layernorm"),
    ):  # fmt: skip
        for kind in ("weight", "bias"):
            renamed[f"{new}.{kind}"] = tensors[f"{old}.{kind}"]
    renamed["visual_projection.weight"] = tensors["visual.proj"].T
    renamed["text_projection.weight"] = tensors["text_projection"].T
    return renamed


def openclip_from_clip(model, tensors):
    """The state of open_clip's CLIP `model` from `CLIPModel`'s, through the names above."""
    forward = clip_from_openclip({name: values for name, values in model.state_dict().items()})
    assert {name: values.shape for name, values in forward.items()} == {
        name: tensors[name].shape for name in forward
    }
    # Each parameter of open_clip's is found by writing numbers of its own into it.
    state = {}
    for name, values in model.state_dict().items():
        numbers = torch.arange(values.numel(), dtype=torch.float64).reshape(values.shape)
        marked = {other: torch.full_like(v, -1, dtype=torch.float64) for other, v in model.state_dict().items()}
        marked[name] = numbers
        filled = torch.empty(values.numel())
        for target, places in clip_from_openclip(marked).items():
            chosen = places >= 0
            filled[places[chosen].long()] = tensors[target].float()[chosen]
        state[name] = filled.reshape(values.shape)
    return state


def siglip_from_openclip(tensors):
    """`SiglipModel`'s state from open_clip's CustomTextCLIP with a tower of timm."""
    text = {name.removeprefix("text."): values for name, values in tensors.items()}
    renamed = blocks(text, "transformer.", "text_model.")
    trunk = "visual.trunk."
    as_openclip = {}
    for name, values in tensors.items():
        if name.startswith(trunk + "blocks."):
            for old, new in (
                (trunk + "blocks.", "resblocks."), ("norm1", "ln_1"), ("norm2", "ln_2"),
                ("attn.qkv.", "attn.in_proj_"), ("attn.proj", "attn.out_proj"),
                ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj"),
            ):  # fmt: skip
                name = name.replace(old, new)
            as_openclip[name] = values
    renamed.update(blocks(as_openclip, "", "vision_model."))
    vision, head, pool = "vision_model.embeddings.", "vision_model.head.", trunk + "attn_pool."
    renamed[vision + "position_embedding.weight"] = tensors[trunk + "pos_embed"][0]
    renamed[head + "probe"] = tensors[pool + "latent"]
    for kind in ("weight", "bias"):
        renamed[f"{vision}patch_embedding.{kind}"] = tensors[f"{trunk}patch_embed.proj.{kind}"]
        renamed[f"vision_model.post_layernorm.{kind}"] = tensors[f"{trunk}norm.{kind}"]
        renamed[f"{head}attention.in_proj_{kind}"] = torch.cat(
            [tensors[f"{pool}q.{kind}"], tensors[f"{pool}kv.{kind}"]]
        )
        renamed[f"{head}attention.out_proj.{kind}"] = tensors[f"{pool}proj.{kind}"]
        renamed[f"{head}layernorm.{kind}"] = tensors[f"{pool}norm.{kind}"]
        renamed[f"{head}mlp.fc1.{kind}"] = tensors[f"{pool}mlp.fc1.{kind}"]
        renamed[f"{head}mlp.fc2.{kind}"] = tensors[f"{pool}mlp.fc2.{kind}"]
        renamed[f"text_model.final_layer_norm.{kind}"] = text[f"ln_final.{kind}"]
        renamed[f"text_model.head.{kind}"] = text[f"text_projection.{kind}"]
    renamed["text_model.embeddings.token_embedding.weight"] = text["token_embedding.weight"]
    renamed["text_model.embeddings.position_embedding.weight"] = text["positional_embedding"]
    for name in ("logit_scale", "logit_bias"):
        renamed[name] = tensors[name].reshape(1)
    return renamed


def load(model, state):
    model.load_state_dict({name: values.float() for name, values in state.items()}, strict=True)
    return model.float().eval()


# The references


def odd_picture(size):
    """A picture whose shorter side is `size` and whose middle lies between two pixels."""
    y, x = numpy.mgrid[0:size, 0 : size + 3]
    pixels = numpy.stack([x * 5 + y, 255 - y * 6, (x * y) % 256], -1)
    return Image.fromarray(pixels.astype(numpy.uint8))


def clip_by_transformers():
    """`openclip-vit` as `CLIPModel`."""
    folder = common.MODELS / "openclip-vit"
    config = openclip_models.CASES["openclip-vit"]["model_cfg"]
    vision, text = config["vision_cfg"], config["text_cfg"]
    model = CLIPModel(
        CLIPConfig(
            projection_dim=config["embed_dim"],
            vision_config={
                "hidden_size": vision["width"], "image_size": vision["image_size"],
                "intermediate_size": int(vision["width"] * vision["mlp_ratio"]),
                "num_attention_heads": vision["width"] // vision["head_width"],
                "num_hidden_layers": vision["layers"], "patch_size": vision["patch_size"],
                "hidden_act": "quick_gelu",
            },
            text_config={
                "hidden_size": text["width"], "num_attention_heads": text["heads"],
                "intermediate_size": int(text["width"] * text["mlp_ratio"]),
                "num_hidden_layers": text["layers"], "hidden_act": "quick_gelu", "eos_token_id": 49407,
            },
        )
    )  # fmt: skip
    load(model, clip_from_openclip(load_file(folder / "open_clip_model.safetensors")))
    processor = CLIPImageProcessorPil(
        size={"shortest_edge": 40}, crop_size={"height": 40, "width": 40}
    )
    files = pathlib.Path(FOLDER / "clip-files")
    small_tokenizer.write_clip_files(files, clip_models.clip_merges())
    tokenizer = CLIPTokenizer.from_pretrained(files)
    for file in files.iterdir():
        file.unlink()
    files.rmdir()
    picture = odd_picture(40)
    pixels = processor(images=[picture], return_tensors="pt")["pixel_values"].float()
    texts = [tokenizer(prompt, return_tensors="pt") for prompt in PROMPTS]
    with torch.no_grad():
        image = model.get_image_features(pixel_values=pixels).pooler_output
        rows = [model.get_text_features(**text).pooler_output[0] for text in texts]
    return picture, pixels, [text["input_ids"][0] for text in texts], image, torch.stack(rows)


def siglip_by_transformers():
    """`openclip-siglip2` as `SiglipModel`."""
    folder = common.MODELS / "openclip-siglip2"
    config = openclip_models.CASES["openclip-siglip2"]["model_cfg"]
    text = config["text_cfg"]
    sizes = openclip_models.openclip_towers.SMALL_TIMM_TOWERS["vit_small_patch9_siglip_40"]
    model = SiglipModel(
        SiglipConfig(
            vision_config={
                "hidden_size": sizes["embed_dim"], "image_size": sizes["img_size"],
                "intermediate_size": int(sizes["embed_dim"] * sizes["mlp_ratio"]),
                "num_attention_heads": sizes["num_heads"], "num_hidden_layers": sizes["depth"],
                "patch_size": sizes["patch_size"],
            },
            text_config={
                "hidden_size": text["width"], "num_attention_heads": text["heads"],
                "intermediate_size": int(text["width"] * text["mlp_ratio"]),
                "num_hidden_layers": text["layers"], "vocab_size": text["vocab_size"],
                "max_position_embeddings": text["context_length"],
                "projection_size": config["embed_dim"],
            },
        )
    )  # fmt: skip
    load(model, siglip_from_openclip(load_file(folder / "open_clip_model.safetensors")))
    processor = SiglipImageProcessorPil(size={"height": 40, "width": 40}, resample=2)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    picture = odd_picture(61)
    pixels = processor(images=[picture], return_tensors="pt")["pixel_values"].float()
    ids = tokenizer(
        list(PROMPTS), padding="max_length", max_length=text["context_length"], truncation=True,
        return_tensors="pt",
    )["input_ids"]  # fmt: skip
    with torch.no_grad():
        image = model.get_image_features(pixel_values=pixels).pooler_output
        rows = model.get_text_features(input_ids=ids).pooler_output
    return picture, pixels, list(ids), image, rows


def clip_by_open_clip():
    """`clip-hf-full-vocab` as open_clip's CLIP."""
    folder = common.MODELS / "clip-hf-full-vocab"
    config = json.loads((folder / "config.json").read_text())
    vision, text = config["vision_config"], config["text_config"]
    model = open_clip.CLIP(
        embed_dim=config["projection_dim"],
        quick_gelu=True,
        vision_cfg={
            "width": vision["hidden_size"], "layers": vision["num_hidden_layers"],
            "head_width": vision["hidden_size"] // vision["num_attention_heads"],
            "mlp_ratio": vision["intermediate_size"] / vision["hidden_size"],
            "patch_size": vision["patch_size"], "image_size": vision["image_size"],
        },
        text_cfg={
            "width": text["hidden_size"], "layers": text["num_hidden_layers"],
            "heads": text["num_attention_heads"],
            "mlp_ratio": text["intermediate_size"] / text["hidden_size"],
        },
    )  # fmt: skip
    load(model, openclip_from_clip(model, load_file(folder / "model.safetensors")))
    preprocess = open_clip.image_transform(vision["image_size"], is_train=False)
    tokenizer = open_clip.SimpleTokenizer()
    picture = odd_picture(vision["image_size"])
    pixels = preprocess(picture)[None]
    tokens = tokenizer(list(PROMPTS))
    with torch.no_grad():
        image, rows = model.encode_image(pixels), model.encode_text(tokens)
    ids = [row[: row.nonzero().max() + 1] for row in tokens]
    return picture, pixels, ids, image, rows


CASES = {
    "openclip-vit": clip_by_transformers,
    "openclip-siglip2": siglip_by_transformers,
    "clip-hf-full-vocab": clip_by_open_clip,
}


def main(output=FOLDER):
    output = pathlib.Path(output)
    output.mkdir(parents=True, exist_ok=True)
    for name, compute in CASES.items():
        picture, pixels, ids, image, text = compute()
        picture.save(output / f"{name}.png", optimize=True)
        tensors = {"image/pixels": pixels, "image/unit embedding": common.unit(image)}
        for index, row in enumerate(ids):
            tensors[f"text/ids/{index}"] = row.to(torch.int32)
            tensors[f"text/unit embedding/{index}"] = common.unit(text[index])
        save_file(
            {key: values.contiguous() for key, values in tensors.items()},
            output / f"{name}.safetensors",
        )
        print(name, compute.__doc__)
    common.write_json(output / "prompts.json", list(PROMPTS))
    common.make_readable(output)


if __name__ == "__main__":
    main()
