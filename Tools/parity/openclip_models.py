"""Makes the parity fixtures for checkpoints in OpenCLIP's layout.

Each case is a folder as the Hub would hold it (`open_clip_config.json` and
`open_clip_model.safetensors`), with the real architecture and key names at small size, plus what
open_clip computes from that folder in float32: intermediates in `reference.safetensors`, everything
else in `reference.json`. README.md explains the names. OpenCLIP's tokenizer has CLIP's 49,408
entries, so the text towers are narrow.
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
from open_clip.modified_resnet import ModifiedResNet  # noqa: E402
from open_clip.zero_shot_classifier import build_zero_shot_classifier  # noqa: E402

OPENAI_MEAN = list(open_clip.OPENAI_DATASET_MEAN)
OPENAI_STD = list(open_clip.OPENAI_DATASET_STD)


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
}


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


def write_checkpoint(folder, case):
    config = {"model_cfg": case["model_cfg"], "preprocess_cfg": case["preprocess_cfg"]}
    common.write_json(folder / "open_clip_config.json", config)
    model = open_clip.CLIP(**case["model_cfg"]).eval()
    common.draw_wide_weights(model, case["seed"])
    with torch.no_grad():
        model.logit_scale.fill_(case["logit scale"])
    if isinstance(model.visual, ModifiedResNet):
        fit_resnet(model, case["seed"])
    tensors = {
        name: values.to(case["stored as"]) if values.is_floating_point() else values
        for name, values in model.state_dict().items()
    }
    save_file(tensors, folder / "open_clip_model.safetensors", metadata={"format": "pt"})


# The reference


def record(model, pixels, tokens):
    """The stages of both towers by name."""
    image, text = common.Recorder(), common.Recorder()
    visual = model.visual
    if isinstance(visual, ModifiedResNet):
        image.watch(visual.avgpool, "stem")
        for index in range(1, 5):
            image.watch(getattr(visual, f"layer{index}"), f"stage {index}")
    else:
        image.watch(visual.conv1, "patch embedding", lambda x: x.flatten(2).transpose(1, 2))
        image.watch_input(visual.ln_pre, "embeddings")
        image.watch(visual.ln_pre, "pre-norm")
        for index, block in enumerate(visual.transformer.resblocks):
            image.watch(block, f"block {index}")
        image.watch(visual.ln_post, "pooled", lambda x: x[:, 0])
    text.watch_input(model.transformer, "embeddings")
    for index, block in enumerate(model.transformer.resblocks):
        text.watch(block, f"block {index}")
    end = tokens.argmax(dim=-1)
    text.watch(model.ln_final, "pooled", lambda x: x[torch.arange(len(end)), end])
    with torch.no_grad():
        image.stages["embedding"] = model.encode_image(pixels)
        text.stages["embedding"] = model.encode_text(tokens)
    for recorder in (image, text):
        recorder.stop()
        recorder.stages["unit embedding"] = common.unit(recorder.stages["embedding"])
    return image.stages, text.stages


def attention(model, pixels, tokens):
    """The attention weights [B, H, T, T] of every layer of both towers.

    The attention pooling of a ModifiedResNet counts as its one layer.
    """
    layers = {"image": [], "text": []}

    def watch(blocks, tower, mask):
        def keep(block, inputs, output):
            x = block.ln_1(inputs[0])
            _, weights = block.attn(
                x, x, x, need_weights=True, average_attn_weights=False, attn_mask=mask
            )
            layers[tower].append(weights)

        return [block.register_forward_hook(keep) for block in blocks]

    def keep_pool(pool, inputs, output):
        x = inputs[0].flatten(2).transpose(1, 2)
        x = torch.cat([x.mean(1, keepdim=True), x], 1) + pool.positional_embedding
        query, key = (
            projection(x).unflatten(-1, (pool.num_heads, -1)).transpose(1, 2)
            for projection in (pool.q_proj, pool.k_proj)
        )
        scores = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5
        layers["image"].append(scores.softmax(-1)[:, :, :1])

    hooks = watch(model.transformer.resblocks, "text", model.attn_mask)
    if isinstance(model.visual, ModifiedResNet):
        hooks.append(model.visual.attnpool.register_forward_hook(keep_pool))
    else:
        hooks += watch(model.visual.transformer.resblocks, "image", None)
    with torch.no_grad():
        model.encode_image(pixels)
        model.encode_text(tokens)
    for hook in hooks:
        hook.remove()
    return layers["image"], layers["text"]


def load(folder):
    """The model, its preprocessing and tokenizer, all from the folder."""
    name = f"local-dir:{folder}"
    model, preprocess = open_clip.create_model_from_pretrained(name)
    return model.eval(), preprocess, open_clip.get_tokenizer(name)


def raw_prototypes(model, tokenizer, labels, templates):
    """[L, E]: the mean of the embeddings as they are, then unit length."""
    prompts = [template.format(label) for label in labels for template in templates]
    with torch.no_grad():
        embeddings = model.encode_text(tokenizer(prompts))
    return common.prototypes(embeddings.reshape(len(labels), len(templates), -1), "raw")


def reference(name, folder):
    model, preprocess, tokenizer = load(folder)
    images = common.test_images()
    pixels = torch.stack([preprocess(image) for image in images.values()])
    tokens = tokenizer(list(common.PROMPTS))
    ids = [row[: row.argmax() + 1].tolist() for row in tokens]
    image, text = record(model, pixels, tokens)
    scale = model.logit_scale.exp().item()

    sequences = [common.PIPELINE_TEMPLATE.format(label) for label in common.LABELS]
    with torch.no_grad():
        logits = model.get_logits(pixels, tokenizer(sequences))[0]
    prototypes = {
        "normalized": build_zero_shot_classifier(
            model, tokenizer, common.LABELS, common.DEFAULT_TEMPLATES
        ).T,
        "raw": raw_prototypes(model, tokenizer, common.LABELS, common.DEFAULT_TEMPLATES),
    }

    tensors = {"image/pixels": pixels}
    tensors.update({f"image/{stage}": values for stage, values in image.items()})
    tensors.update(common.text_tensors(text, ids))
    tensors["logits per image"] = logits
    tensors["probabilities"] = logits.softmax(-1)
    for averaging, vectors in prototypes.items():
        tensors[f"prototypes/{averaging}"] = vectors
        tensors[f"similarities/{averaging}"] = image["unit embedding"] @ vectors.T

    image_attention, text_attention = attention(model, pixels, tokens)
    image64, text64 = record(model.double(), pixels.double(), tokens)
    description = {
        "case": name,
        "about": CASES[name]["about"],
        "reference": f"open_clip_torch {open_clip.__version__} in float32",
        "layout": "openclip",
        "tokenizer": "OpenCLIP's own",
        "contextLength": tokenizer.context_length,
        "logitScale": scale,
        "images": [f"../images/{file}" for file in images],
        "prompts": list(common.PROMPTS),
        "labels": list(common.LABELS),
        "template": common.PIPELINE_TEMPLATE,
        "templates": list(common.DEFAULT_TEMPLATES),
        "facts": {
            "largest cosine of two images": common.check_spread(
                f"{name} images", image["embedding"], list(images)
            ),
            "largest cosine of two prompts": common.check_spread(
                f"{name} prompts", text["embedding"], ids
            ),
            "relative attention entropy, image": common.check_attention(
                f"{name} image", image_attention
            ),
            "relative attention entropy, text": common.check_attention(
                f"{name} text", text_attention, causal=True
            ),
            "float32 against float64, image": common.check_conditioning(
                f"{name} image", image["embedding"], image64["embedding"]
            ),
            "float32 against float64, text": common.check_conditioning(
                f"{name} text", text["embedding"], text64["embedding"]
            ),
        },
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
