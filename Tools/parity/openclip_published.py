"""Makes the table of published models whose towers zeroshot has: `openclip-published.json`.

One line for each model of open_clip with towers of its own or SigLIP towers of timm: the few keys that
say its shape, and the sizes of the towers that open_clip builds from them (without weights).
"""

import json

import torch

import common

common.make_torchvision_importable()

from open_clip.factory import _MODEL_CONFIGS  # noqa: E402
from open_clip.model import CLIPTextCfg, CLIPVisionCfg  # noqa: E402
from open_clip.modified_resnet import ModifiedResNet  # noqa: E402

import openclip_models  # noqa: E402
import openclip_towers  # noqa: E402

# Tokenizers and towers that zeroshot refuses by name.
OTHER_TOKENIZERS = ("bert-base-uncased", "facebook/xlm-v-base", "google/mt5-base")


def few_keys(config):
    """A `model_cfg` without what has its default anyway."""
    defaults = {"vision_cfg": CLIPVisionCfg(), "text_cfg": CLIPTextCfg()}
    short = dict(config)
    if "multimodal_cfg" in short:  # Its decoder writes captions, and is not read.
        short["multimodal_cfg"] = {}
    for section, default in defaults.items():
        short[section] = {
            key: value
            for key, value in config[section].items()
            if value != getattr(default, key) and key != "timm_model_pretrained"
        }
    return short


def is_supported(config):
    text = config["text_cfg"]
    name = config["vision_cfg"].get("timm_model_name", "siglip")
    return (
        "hf_model_name" not in text
        and text.get("hf_tokenizer_name") not in OTHER_TOKENIZERS
        and "siglip" in name
    )


def block_sizes(transformer):
    """Layers, width, heads and the MLP's width."""
    block = transformer.resblocks[0]
    fc = block.mlp.c_fc
    return [len(transformer.resblocks), fc.in_features, block.attn.num_heads, fc.out_features]


def image_sizes(visual):
    """The same of an image tower, and its positions; of a ModifiedResNet width, heads, positions."""
    if isinstance(visual, ModifiedResNet):
        pool = visual.attnpool
        return [visual.layer1[0].conv1.out_channels, pool.num_heads, len(pool.positional_embedding)]
    if hasattr(visual, "trunk"):
        trunk = visual.trunk
        fc = trunk.blocks[0].mlp.fc1
        heads = trunk.blocks[0].attn.num_heads
        return [len(trunk.blocks), fc.in_features, heads, fc.out_features, trunk.pos_embed.shape[1]]
    return [*block_sizes(visual.transformer), len(visual.positional_embedding)]


def activation(block):
    """The name that the Swift tests have for it."""
    layer = getattr(block.mlp, "gelu", None) or block.mlp.act
    if type(layer).__name__ == "QuickGELU":
        return "quickGELU"
    tanh = type(layer).__name__ == "GELUTanh" or getattr(layer, "approximate", "none") == "tanh"
    return "geluTanh" if tanh else "gelu"


def image_activation(visual):
    if isinstance(visual, ModifiedResNet):
        return "relu"
    return activation((visual.trunk.blocks if hasattr(visual, "trunk") else visual.transformer.resblocks)[0])


def row(name, config):
    with torch.device("meta"):
        model = openclip_models.build(config)
    text = openclip_towers.text_tower(model)
    sizes = block_sizes(text.transformer)
    return {
        "name": name,
        "config": few_keys(config),
        "image": image_sizes(model.visual),
        "imageActivation": image_activation(model.visual),
        "text": [*sizes, len(text.positional_embedding)],
        "textActivation": activation(text.transformer.resblocks[0]),
    }


def main(output=common.MODELS / "openclip-published.json"):
    rows = [row(name, config) for name, config in _MODEL_CONFIGS.items() if is_supported(config)]
    lines = ",\n".join(json.dumps(entry) for entry in rows)
    output.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(len(rows), "models")


if __name__ == "__main__":
    main()
