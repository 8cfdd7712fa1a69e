"""Makes the parity fixtures for checkpoints in OpenCLIP's layout.

Each case is a folder as the Hub would hold it (`open_clip_config.json` and
`open_clip_model.safetensors`), with the real architecture and key names at small size, plus what
open_clip computes from that folder in float32: intermediates in `reference.safetensors`, everything
else in `reference.json`. README.md explains the names. OpenCLIP's tokenizer has CLIP's 49,408
entries, so text towers that take it are narrow; the others take a small tokenizer of SigLIP's kind.
"""

import json
import pathlib
import shutil
import sys

import torch
from safetensors.torch import save_file

import common

common.make_torchvision_importable()

import open_clip  # noqa: E402
import transformers  # noqa: E402
from open_clip.coca_model import CoCa  # noqa: E402
from open_clip.modified_resnet import ModifiedResNet  # noqa: E402
from open_clip.zero_shot_classifier import build_zero_shot_classifier  # noqa: E402

import openclip_towers  # noqa: E402
import siglip_tokenizers  # noqa: E402
import small_t5_tokenizer  # noqa: E402

transformers.logging.set_verbosity_error()
openclip_towers.register_small_timm_towers()

OPENAI_MEAN = list(open_clip.OPENAI_DATASET_MEAN)
OPENAI_STD = list(open_clip.OPENAI_DATASET_STD)
SIGLIP_PREPROCESSING = {
    "mean": [0.5, 0.5, 0.5],
    "std": [0.5, 0.5, 0.5],
    "interpolation": "bicubic",
    "resize_mode": "squash",
}


# The cases: model_cfg, preprocess_cfg, how it is stored


CASES = {
    "openclip-vit": {
        "about": "A native ViT with quick GELU, float16, shortest edge and bicubic.",
        "seed": 108,
        "logit scale": 1.8,
        "stored as": torch.float16,
        "model_cfg": {
            "embed_dim": 26,
            "quick_gelu": True,
            "vision_cfg": {
                "image_size": 40,
                "layers": 4,
                "width": 42,
                "head_width": 14,
                "patch_size": 10,
                "mlp_ratio": 2.5,
            },
            "text_cfg": {
                "context_length": 77,
                "vocab_size": 49408,
                "width": 15,
                "heads": 3,
                "layers": 3,
                "mlp_ratio": 3.0,
            },
        },
        "preprocess_cfg": {"mean": OPENAI_MEAN, "std": OPENAI_STD},
    },
    "openclip-rn50": {
        "about": "ModifiedResNet with attention pooling, erf GELU text, float16, squash, bilinear.",
        "seed": 158,
        "logit scale": 1.6,
        "stored as": torch.float16,
        "model_cfg": {
            "embed_dim": 34,
            "vision_cfg": {
                "image_size": 64,
                "layers": [2, 1, 3, 2],
                "width": 4,
                "head_width": 32,
                "patch_size": None,
            },
            "text_cfg": {
                "context_length": 77,
                "vocab_size": 49408,
                "width": 12,
                "heads": 3,
                "layers": 3,
            },
        },
        "preprocess_cfg": {
            "mean": OPENAI_MEAN,
            "std": OPENAI_STD,
            "interpolation": "bilinear",
            "resize_mode": "squash",
        },
    },
    "openclip-vit-gelu": {
        "about": "A native ViT with erf GELU and bigG's mlp_ratio, bfloat16, a context of 32, "
        "40 x 60 pixels of which patches of 11 leave a margin out, longest edge and padding.",
        "seed": 55,
        "logit scale": 2.0,
        "stored as": torch.bfloat16,
        "model_cfg": {
            "embed_dim": 22,
            "vision_cfg": {
                "image_size": [40, 60],
                "layers": 3,
                "width": 39,
                "head_width": 13,
                "patch_size": 11,
                "mlp_ratio": 4.9231,
            },
            "text_cfg": {
                "context_length": 32,
                "vocab_size": 49408,
                "width": 12,
                "heads": 3,
                "layers": 3,
            },
        },
        "preprocess_cfg": {
            "size": [40, 60],
            "mode": "RGB",
            "mean": [0.5, 0.45, 0.4],
            "std": [0.5, 0.25, 0.3],
            "interpolation": "bicubic",
            "resize_mode": "longest",
            "fill_color": 0,
        },
    },
    "openclip-pooled": {
        "about": "CLIPA's form of image tower (no norm before the blocks, patches averaged, then "
        "normed) with layer scale; a text tower with layer scale that sees padding and takes the "
        "last position, in open_clip's plain CLIP. bfloat16.",
        "seed": 2,
        "logit scale": 1.7,
        "stored as": torch.bfloat16,
        "tokenizer": "gemma",
        "model_cfg": {
            "embed_dim": 26,
            "vision_cfg": {
                "image_size": 40,
                "layers": 3,
                "width": 42,
                "head_width": 14,
                "patch_size": 10,
                "mlp_ratio": 2.5,
                "ls_init_value": 0.0001,
                "no_ln_pre": True,
                "pool_type": "avg",
                "final_ln_after_pool": True,
                "norm_kwargs": {"eps": 0.001},
            },
            "text_cfg": {
                "context_length": 44,
                "vocab_size": 560,
                "hf_tokenizer_name": "timm/ViT-B-16-SigLIP2",
                "width": 24,
                "heads": 3,
                "layers": 3,
                "ls_init_value": 0.1,
                "no_causal_mask": True,
                "pool_type": "last",
            },
        },
        "preprocess_cfg": {"mean": OPENAI_MEAN, "std": OPENAI_STD, "resize_mode": "squash"},
    },
    "openclip-coca": {
        "about": "CoCa: an image tower with attentional pooling, a text tower with a class token "
        "and its shifted mask, a decoder that is not used. bfloat16.",
        "seed": 11,
        "logit scale": 2.1,
        "stored as": torch.bfloat16,
        "tokenizer": "gemma",
        "model_cfg": {
            "embed_dim": 24,
            "custom_text": True,
            "vision_cfg": {
                "image_size": 32,
                "layers": 3,
                "width": 30,
                "head_width": 10,
                "patch_size": 8,
                "mlp_ratio": 2.5,
                "attentional_pool": True,
                "attn_pooler_queries": 5,
                "attn_pooler_heads": 3,
                "output_tokens": True,
                "norm_kwargs": {"eps": 0.001},
            },
            "text_cfg": {
                "context_length": 44,
                "vocab_size": 560,
                "hf_tokenizer_name": "timm/ViT-B-16-SigLIP2",
                "width": 21,
                "heads": 3,
                "layers": 3,
                "embed_cls": True,
                "output_tokens": True,
            },
            "multimodal_cfg": {
                "context_length": 44,
                "vocab_size": 560,
                "width": 24,
                "heads": 3,
                "layers": 1,
                "attn_pooler_heads": 3,
            },
        },
        "preprocess_cfg": {"mean": OPENAI_MEAN, "std": OPENAI_STD},
    },
    "openclip-custom-old": {
        "about": "CustomTextCLIP from a file whose text tower has no prefix yet; computed "
        "positions, normed patches averaged, tanh GELU; a causal text tower that takes its end "
        "token; a logit scale of shape [1]. float16.",
        "seed": 13,
        "logit scale": 1.9,
        "stored as": torch.float16,
        "stored without": "text.",
        "tokenizer": "t5",
        "model_cfg": {
            "embed_dim": 22,
            "custom_text": True,
            "nonscalar_logit_scale": True,
            "vision_cfg": {
                "image_size": 36,
                "layers": 3,
                "width": 40,
                "head_width": 10,
                "patch_size": 9,
                "mlp_ratio": 3.0,
                "pos_embed_type": "sin_cos_2d",
                "pool_type": "avg",
                "act_kwargs": {"approximate": "tanh"},
            },
            "text_cfg": {
                "context_length": 48,
                "vocab_size": 400,
                "hf_tokenizer_name": "timm/ViT-B-16-SigLIP",
                "tokenizer_kwargs": {"clean": "lower"},
                "width": 27,
                "heads": 3,
                "layers": 3,
                "mlp_ratio": 2.0,
                "pool_type": "eos",
                "eos_id": 1,
            },
        },
        "preprocess_cfg": {"mean": OPENAI_MEAN, "std": OPENAI_STD},
    },
    "openclip-custom-first": {
        "about": "CustomTextCLIP with all names behind `module.`; attentional pooling of the "
        "tokens' own width, its queries averaged; a text tower that sees all tokens and takes the "
        "first, with a biased projection; a logit bias. float16.",
        "seed": 2,
        "logit scale": 1.2,
        "logit bias": -1.5,
        "stored as": torch.float16,
        "stored behind": "module.",
        "tokenizer": "gemma",
        "model_cfg": {
            "embed_dim": 30,
            "custom_text": True,
            "init_logit_bias": -10,
            "quick_gelu": True,
            "vision_cfg": {
                "image_size": 32,
                "layers": 3,
                "width": 30,
                "head_width": 10,
                "patch_size": 8,
                "attentional_pool": True,
                "attn_pooler_queries": 4,
                "attn_pooler_heads": 5,
                "pool_type": "avg",
            },
            "text_cfg": {
                "context_length": 44,
                "vocab_size": 560,
                "hf_tokenizer_name": "timm/ViT-B-16-SigLIP2",
                "width": 24,
                "heads": 4,
                "layers": 3,
                "no_causal_mask": True,
                "pool_type": "first",
                "proj_bias": True,
            },
        },
        "preprocess_cfg": {"mean": OPENAI_MEAN, "std": OPENAI_STD},
    },
    "openclip-siglip": {
        "about": "SigLIP as for many languages: an image tower of timm with the tanh form of "
        "GELU; text with exact GELU, without a mask, last position, no projection. float16.",
        "seed": 22,
        "logit scale": 2.0,
        "logit bias": -2.5,
        "stored as": torch.float16,
        "tokenizer": "t5",
        "model_cfg": {
            "embed_dim": 40,
            "init_logit_bias": -10,
            "custom_text": True,
            "vision_cfg": {
                "image_size": 32,
                "timm_model_name": "vit_small_patch8_siglip_32",
                "timm_model_pretrained": False,
                "timm_pool": "map",
                "timm_proj": "none",
            },
            "text_cfg": {
                "context_length": 48,
                "vocab_size": 400,
                "hf_tokenizer_name": "timm/ViT-B-16-SigLIP",
                "tokenizer_kwargs": {"clean": "canonicalize"},
                "width": 40,
                "heads": 4,
                "layers": 3,
                "no_causal_mask": True,
                "proj_type": "none",
                "pool_type": "last",
                "norm_kwargs": {"eps": 1e-06},
            },
        },
        "preprocess_cfg": SIGLIP_PREPROCESSING,
    },
    "openclip-siglip2": {
        "about": "SigLIP 2: an image tower of timm with exact GELU, patches that leave a margin "
        "out; text with the tanh form, narrower than the shared space. bfloat16.",
        "seed": 66,
        "logit scale": 2.2,
        "logit bias": -3.0,
        "stored as": torch.bfloat16,
        "tokenizer": "gemma",
        "model_cfg": {
            "embed_dim": 36,
            "init_logit_bias": -10,
            "custom_text": True,
            "vision_cfg": {
                "image_size": 40,
                "timm_model_name": "vit_small_patch9_siglip_40",
                "timm_model_pretrained": False,
                "timm_pool": "map",
                "timm_proj": "none",
            },
            "text_cfg": {
                "context_length": 44,
                "vocab_size": 560,
                "hf_tokenizer_name": "timm/ViT-B-16-SigLIP2",
                "tokenizer_kwargs": {"clean": "canonicalize"},
                "width": 30,
                "heads": 3,
                "layers": 3,
                "mlp_ratio": 3.7362,
                "no_causal_mask": True,
                "pool_type": "last",
                "proj_bias": True,
                "norm_kwargs": {"eps": 1e-06},
                "act_kwargs": {"approximate": "tanh"},
            },
        },
        "preprocess_cfg": SIGLIP_PREPROCESSING,
    },
}

TOKENIZERS = {
    "t5": small_t5_tokenizer.build_small_t5_tokenizer,
    "gemma": lambda folder: siglip_tokenizers.write_gemma(folder, 560),
}

# Of the prompts that are padded, those whose every token is kept.
WHOLE_PROMPTS = (0, 9, 15)


# Writing a checkpoint


def fit_resnet(model, seed):
    """Gives batch norms running statistics that fit the activations, but not exactly.

    Layer by layer: the true statistics of random images, moved by a random amount. The attention
    pooling is scaled to its inputs, so that its positions count and its softmax does not saturate.
    """
    generator = torch.Generator().manual_seed(seed)

    def settle(norm, inputs):
        values = inputs[0]
        deviation, mean = torch.std_mean(values, dim=(0, 2, 3))
        shift = 0.3 * torch.randn(mean.shape, generator=generator)
        stretch = 0.6 + torch.rand(mean.shape, generator=generator)
        norm.running_mean.copy_(mean + shift * deviation)
        norm.running_var.copy_((stretch * deviation) ** 2 + 0.01)
        norm.num_batches_tracked.fill_(1000)

    def scale(pool, inputs):
        size = inputs[0].square().mean().sqrt()
        pool.positional_embedding.mul_(size)
        pool.q_proj.weight.div_(2 * size)
        pool.k_proj.weight.div_(2 * size)
        pool.v_proj.weight.div_(size)

    norms = [module for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    hooks = [norm.register_forward_pre_hook(settle) for norm in norms]
    hooks.append(model.visual.attnpool.register_forward_pre_hook(scale))
    size = model.visual.image_size
    coarse = torch.randn(8, 3, 12, 12, generator=generator)
    with torch.no_grad():
        model.visual(torch.nn.functional.interpolate(coarse, size=(size, size), mode="bilinear"))
    for hook in hooks:
        hook.remove()


def build(config):
    """The model that open_clip makes of a `model_cfg`, with the weights it starts with."""
    config = json.loads(json.dumps(config))
    is_custom = config.pop("custom_text", False)
    if "multimodal_cfg" in config:
        return CoCa(**config).eval()
    return (open_clip.CustomTextCLIP if is_custom else open_clip.CLIP)(**config).eval()


def stored_name(name, case):
    """The name that a tensor of open_clip's model has in the case's file."""
    return case.get("stored behind", "") + name.removeprefix(case.get("stored without", ""))


def write_checkpoint(folder, case):
    config = {"model_cfg": case["model_cfg"], "preprocess_cfg": case["preprocess_cfg"]}
    common.write_json(folder / "open_clip_config.json", config)
    model = build(case["model_cfg"])
    common.draw_wide_weights(model, case["seed"])
    with torch.no_grad():
        model.logit_scale.fill_(case["logit scale"])
        if "logit bias" in case:
            model.logit_bias.fill_(case["logit bias"])
    if isinstance(model.visual, ModifiedResNet):
        fit_resnet(model, case["seed"])
    tensors = {
        stored_name(name, case): values.to(case["stored as"])
        if values.is_floating_point()
        else values
        for name, values in model.state_dict().items()
    }
    save_file(tensors, folder / "open_clip_model.safetensors", metadata={"format": "pt"})
    if "tokenizer" in case:
        TOKENIZERS[case["tokenizer"]](folder)


# The reference


def load(folder):
    """The model, its preprocessing and tokenizer, all from the folder."""
    name = f"local-dir:{folder}"
    model, preprocess = open_clip.create_model_from_pretrained(name)
    return model.eval(), preprocess, open_clip.get_tokenizer(name)


def raw_prototypes(model, tokenizer):
    """[L, E]: the mean of the embeddings as they are, then unit length."""
    with torch.no_grad():
        embeddings = model.encode_text(tokenizer(common.filled_templates()), normalize=False)
    shape = (len(common.LABELS), len(common.DEFAULT_TEMPLATES), -1)
    return common.prototypes(embeddings.reshape(shape), "raw")


def logits_per_image(model, pixels, tokens):
    """open_clip's `get_logits`, which its CoCa lacks."""
    with torch.no_grad():
        if not isinstance(model, CoCa):
            return model.get_logits(pixels, tokens)[0]
        image = model.encode_image(pixels, normalize=True)
        text = model.encode_text(tokens, normalize=True)
        return model.logit_scale.exp() * image @ text.T


def reference(name, folder):
    case = CASES[name]
    model, preprocess, tokenizer = load(folder)
    images = common.test_images()
    pixels = torch.stack([preprocess(image) for image in images.values()])
    tokens = tokenizer(list(common.PROMPTS))
    text_config = case["model_cfg"]["text_cfg"]
    causal = not text_config.get("no_causal_mask", False)
    if "tokenizer" in case:  # open_clip pads these always.
        ids, whole = tokens.tolist(), WHOLE_PROMPTS
    else:
        ids, whole = [row[: row.argmax() + 1].tolist() for row in tokens], None
    image, text = openclip_towers.record(model, pixels, tokens)
    scale = model.logit_scale.exp().item()

    sequences = [common.PIPELINE_TEMPLATE.format(label) for label in common.LABELS]
    logits = logits_per_image(model, pixels, tokenizer(sequences))
    prototypes = {
        "normalized": build_zero_shot_classifier(
            model, tokenizer, common.LABELS, common.DEFAULT_TEMPLATES
        ).T,
        "raw": raw_prototypes(model, tokenizer),
    }

    tensors = {"image/pixels": pixels}
    tensors.update({f"image/{stage}": values for stage, values in image.items()})
    tensors.update(common.text_tensors(text, ids, whole))
    tensors["logits per image"] = logits
    tensors["probabilities"] = logits.sigmoid() if "logit bias" in case else logits.softmax(-1)
    tensors.update(common.averaged(image["unit embedding"], prototypes))

    attentions = openclip_towers.attention(model, pixels, tokens)
    doubles = openclip_towers.record(model.double(), pixels.double(), tokens)
    description = {
        "case": name,
        "about": case["about"],
        "reference": f"open_clip_torch {open_clip.__version__} in float32",
        "layout": "openclip",
        "tokenizer": "in the folder" if "tokenizer" in case else "OpenCLIP's own",
        "contextLength": tokenizer.context_length,
        "logitScale": scale,
        **({"logitBias": case["logit bias"]} if "logit bias" in case else {}),
        **common.inputs_description(images),
        "facts": common.check_reference(
            name, (image, text), doubles, attentions, images, ids, causal
        ),
    }
    return tensors, description


def main(output=common.MODELS, names=tuple(CASES)):
    for name in names:
        folder = pathlib.Path(output) / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_checkpoint(folder, CASES[name])
        tensors, description = reference(name, folder)
        common.write_reference(folder, tensors, description)
        print(name, json.dumps(description["facts"]))


if __name__ == "__main__":
    main(names=sys.argv[1:] or tuple(CASES))
