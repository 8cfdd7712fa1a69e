"""What `openclip_models.py` records of open_clip's towers: stages by name, and attention weights."""

import timm
import torch
from open_clip.modified_resnet import ModifiedResNet
from open_clip.timm_model import TimmModel
from open_clip.transformer import text_global_pool
from timm.models.vision_transformer import VisionTransformer

import common


# timm's towers, scaled down


def small_siglip(**sizes):
    """A function as timm registers them, for a tower of SigLIP's kind."""

    def build(num_classes, global_pool, **ignored):
        return VisionTransformer(
            class_token=False, num_classes=num_classes, global_pool=global_pool, **sizes
        )

    return build


def register_small_timm_towers():
    """Makes the names in `SMALL_TIMM_TOWERS` known to timm, beside the real ones."""
    for name, sizes in SMALL_TIMM_TOWERS.items():
        function = small_siglip(**sizes)
        function.__name__ = name
        function.__module__ = "timm.models.vision_transformer"
        timm.models.register_model(function)


# The same sizes stand in the Swift tests' ParityCase.
SMALL_TIMM_TOWERS = {
    "vit_small_patch9_siglip_40": dict(
        img_size=40, patch_size=9, embed_dim=36, depth=3, num_heads=3, mlp_ratio=2.5
    ),
    "vit_small_patch8_siglip_32": dict(
        img_size=32, patch_size=8, embed_dim=40, depth=3, num_heads=4, mlp_ratio=3.7362,
        act_layer="gelu_tanh",
    ),
}  # fmt: skip


# Stages


def record(model, pixels, tokens):
    """The stages of both towers by name."""
    image, text = common.Recorder(), common.Recorder()
    watch_image(image, model.visual)
    watch_text(text, text_tower(model), tokens)
    with torch.no_grad():
        image.stages["embedding"] = model.encode_image(pixels, normalize=False)
        text.stages["embedding"] = model.encode_text(tokens, normalize=False)
    for recorder in (image, text):
        recorder.stop()
        recorder.stages["unit embedding"] = common.unit(recorder.stages["embedding"])
    return image.stages, text.stages


def text_tower(model):
    """The text tower, which open_clip's plain CLIP has no module of its own for."""
    return getattr(model, "text", model)


def watch_image(image, visual):
    if isinstance(visual, ModifiedResNet):
        image.watch(visual.avgpool, "stem")
        for index in range(1, 5):
            image.watch(getattr(visual, f"layer{index}"), f"stage {index}")
        return
    if isinstance(visual, TimmModel):
        trunk = visual.trunk
        image.watch(trunk.patch_embed, "patch embedding")
        image.watch_input(trunk.blocks[0], "embeddings")
        watch_blocks(image, trunk.blocks)
        image.watch(trunk.norm, "post-norm")
        image.watch(trunk.attn_pool.proj, "pooled", lambda x: x[:, 0])
        return
    image.watch(visual.conv1, "patch embedding", lambda x: x.flatten(2).transpose(1, 2))
    image.watch_input(visual.ln_pre, "embeddings")
    if not isinstance(visual.ln_pre, torch.nn.Identity):
        image.watch(visual.ln_pre, "pre-norm")
    watch_blocks(image, visual.transformer.resblocks)
    image.watch(
        visual.ln_post, "pooled", lambda x: visual._global_pool(x)[0] if x.dim() == 3 else x
    )


def watch_text(text, tower, tokens):
    text.watch_input(tower.transformer.resblocks[0], "embeddings")
    watch_blocks(text, tower.transformer.resblocks)
    pool = getattr(tower, "pool_type", None) or tower.text_pool_type
    end = getattr(tower, "eos_id", None) or getattr(tower, "text_eos_id", None)
    # With a class token, its row is chosen before the norm.
    text.watch(
        tower.ln_final,
        "pooled",
        lambda x: text_global_pool(x, tokens, pool, eos_token_id=end) if x.dim() == 3 else x,
    )


def watch_blocks(recorder, blocks):
    for index, block in enumerate(blocks):
        recorder.watch(block, f"block {index}")


# Attention


def attention(model, pixels, tokens):
    """The attention weights [B, H, T, T] of every layer of both towers.

    The attention pooling of a ModifiedResNet counts as its one layer.
    """
    layers = {"image": [], "text": []}
    visual = model.visual
    hooks = watch_attention(layers["text"], text_tower(model).transformer.resblocks)
    if isinstance(visual, ModifiedResNet):
        hooks.append(watch_resnet_pool(layers["image"], visual.attnpool))
    elif isinstance(visual, TimmModel):
        hooks += watch_timm_attention(layers["image"], visual.trunk.blocks)
    else:
        hooks += watch_attention(layers["image"], visual.transformer.resblocks)
    with torch.no_grad():
        model.encode_image(pixels)
        model.encode_text(tokens)
    for hook in hooks:
        hook.remove()
    return layers["image"], layers["text"]


def watch_attention(layers, blocks):
    def keep(block, inputs, named, output):
        x = block.ln_1(inputs[0])
        _, weights = block.attn(
            x, x, x, need_weights=True, average_attn_weights=False,
            attn_mask=named.get("attn_mask"),
        )  # fmt: skip
        layers.append(weights)

    return [block.register_forward_hook(keep, with_kwargs=True) for block in blocks]


def watch_timm_attention(layers, blocks):
    def keep(attention, inputs, output):
        query, key = (
            part.unflatten(-1, (attention.num_heads, -1)).transpose(1, 2)
            for part in attention.qkv(inputs[0]).chunk(3, dim=-1)[:2]
        )
        scores = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5
        layers.append(scores.softmax(-1))

    return [block.attn.register_forward_hook(keep) for block in blocks]


def watch_resnet_pool(layers, pool):
    def keep(pool, inputs, output):
        x = inputs[0].flatten(2).transpose(1, 2)
        x = torch.cat([x.mean(1, keepdim=True), x], 1) + pool.positional_embedding
        query, key = (
            projection(x).unflatten(-1, (pool.num_heads, -1)).transpose(1, 2)
            for projection in (pool.q_proj, pool.k_proj)
        )
        scores = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5
        layers.append(scores.softmax(-1)[:, :, :1])

    return pool.register_forward_hook(keep)
