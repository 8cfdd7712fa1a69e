"""Lists what open_clip builds for each of its SigLIP configurations: sizes and activations.

A SigLIP checkpoint in Hugging Face's layout can be computed as OpenCLIP would, when OpenCLIP has a
model of its sizes. `siglip-openclip.json` holds one row a model, from the modules that open_clip and
timm make on the meta device, without weights.
"""

import json

import torch

import common

common.make_torchvision_importable()

import open_clip  # noqa: E402

OUT = common.MODELS / "siglip-openclip.json"


def activation(module):
    """`gelu` for the exact form, `tanh` for the other."""
    tanh = getattr(module, "approximate", None) == "tanh" or type(module).__name__ == "GELUTanh"
    assert tanh or (type(module) is torch.nn.GELU and module.approximate == "none"), module
    return "tanh" if tanh else "gelu"


def only(values):
    found = set(values)
    assert len(found) == 1, found
    return found.pop()


def row(name):
    with torch.device("meta"):
        model = open_clip.create_model(name, load_weights=False, device="meta")
    trunk, text = model.visual.trunk, model.text
    assert text.pool_type == "last" and text.attn_mask is None
    return {
        "name": name,
        "layers": len(trunk.blocks),
        "hiddenSize": trunk.embed_dim,
        "patchSize": trunk.patch_embed.patch_size[0],
        "imageSize": trunk.patch_embed.img_size[0],
        "vocabularySize": text.vocab_size,
        "textLayers": len(text.transformer.resblocks),
        "textHiddenSize": text.width,
        "hasHead": isinstance(text.text_projection, torch.nn.Linear),
        "imageActivation": only(
            [activation(block.mlp.act) for block in trunk.blocks]
            + [activation(trunk.attn_pool.mlp.act)]
        ),
        "textActivation": only(
            activation(block.mlp.gelu) for block in text.transformer.resblocks
        ),
    }


def main():
    names = [name for name in open_clip.list_models() if "-SigLIP" in name]
    rows = ",\n".join(json.dumps(row(name)) for name in sorted(names))
    OUT.write_text(f"[\n{rows}\n]\n")
    print(len(names), "models")


if __name__ == "__main__":
    main()
