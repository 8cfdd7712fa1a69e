"""What the programs for model fixtures share: inputs, wide random weights, recording, checks.

Random checkpoints only test something when different inputs get different answers. So weights
are drawn wide here, and `check_spread` and `check_attention` refuse a fixture whose embeddings lie
close together or whose attention is nearly uniform.
"""

import json
import math
import pathlib
import re

import numpy
import torch
from PIL import Image
from safetensors.torch import save_file

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = REPOSITORY / "Tests" / "ZeroShotTests" / "Fixtures"
MODELS = FIXTURES / "models"
DEMO_CHECKPOINT = REPOSITORY / "Checkpoints" / "demo"
EXAMPLE_IMAGES = REPOSITORY / "Examples" / "images"

PIPELINE_TEMPLATE = "This is a photo of {}."
DEFAULT_TEMPLATES = ("a photo of a {}", "a picture of a {}", "an image of a {}")

LABELS = (
    "owl",
    "red fox",
    "golden retriever",
    "crème brûlée",
    "fire truck",
    "Lighthouse at night",
    "tabby cat",
)

# From one word to longer than any context; capitals, accents (composed and not), punctuation,
# curly quotes, other scripts, emoji, odd spaces, the empty string.
PROMPTS = (
    "dog",
    "",
    "a",
    "a photo of a tabby cat.",
    "A Photo Of THE Golden Retriever!!!",
    "café crème brûlée à la carte",
    "cafe\u0301 in Ångström straße №5",
    "猫の写真 一张狗的照片",
    "🦉",
    "red panda 🐼 & friends :-)",
    "it's the photographer's 2nd-best shot, isn't it?",
    "“It’s a ‘fine’ owl” — they said…",
    "two  spaces,\ta tab\nand a line break ",
    "don't_stop #1 @home 100% (1234567890)",
    "сова сидит на дереве",
    "The quick brown fox jumps over the lazy dog while seventeen hummingbirds, three elephants and "
    "a very old lighthouse keeper watch the steam train cross the suspension bridge; nobody, not "
    "even the golden retriever, expected the hot air balloon to land between the strawberry field "
    "and the frozen waterfall before the end of the afternoon, and so the market stalls stayed open "
    "until the first stars appeared over the snowy mountains.",
)


def make_torchvision_importable():
    """Declares torchvision's compiled operators where its wheel does not match torch.

    Only its Python transforms are used here; a wheel that does match is left alone.
    """
    try:
        import torchvision  # noqa: F401
    except RuntimeError:
        library = torch.library.Library("torchvision", "DEF")
        operators = ("roi_align", "roi_pool", "ps_roi_align", "ps_roi_pool", "deform_conv2d")
        for name in ("nms", "qnms", *operators, *(f"_{name}_backward" for name in operators)):
            library.define(f"{name}(Tensor input) -> Tensor")
        make_torchvision_importable.library = library  # Operators live as long as their library.


def test_images():
    """The model cases' images by file name, RGB, in a fixed order."""
    folder = MODELS / "images"
    return {path.name: Image.open(path).convert("RGB") for path in sorted(folder.glob("*.png"))}


# Weights


def draw_wide_weights(model, seed, kept=("logit_scale", "logit_bias")):
    """Fills every parameter so that inputs spread: sharp attention, no bias 0, no gain 1.

    `kept`: parameters that keep their values.
    """
    generator = torch.Generator().manual_seed(seed)

    def normal(shape, deviation):
        return torch.randn(shape, generator=generator) * deviation

    def weight(name, shape):
        fan_in = math.prod(shape[1:])
        if name in kept:
            return None
        if re.search(r"(^|\.)(latent|query)$", name):  # What an attention pooling asks with.
            return normal(shape, 1.0)
        if name.endswith("bias"):
            return normal(shape, 0.25)
        if re.search("class_embedding$|cls_emb$", name):
            return normal(shape, 0.5)
        if len(shape) == 1:  # The gain of a layer norm or batch norm.
            return 0.5 + torch.rand(shape, generator=generator)
        if re.search("token_embedding", name):
            return normal(shape, 0.6)
        if re.search("position|pos_embed", name):
            return normal(shape, 0.3)
        if re.search(r"(^|\.)(text_projection|proj)$", name):  # OpenCLIP's, used as x @ P.
            return normal(shape, shape[0] ** -0.5)
        if name.endswith("in_proj_weight"):
            query, key, value = (normal((shape[0] // 3, shape[1]), fan_in**-0.5) for _ in range(3))
            return torch.cat([2 * query, 2 * key, 2 * value])
        if re.search(r"(^|\.)(q|kv|qkv)\.weight$", name):  # timm's, stacked as in_proj_weight.
            return normal(shape, 2 * fan_in**-0.5)
        if re.search(r"patch_embed|visual\.conv1", name) and len(shape) == 4 and shape[-1] > 3:
            # Photos differ least in their patches' mean colour, so that counts less than detail.
            filters = normal(shape, 4 * fan_in**-0.5)
            return filters - 0.7 * filters.mean((2, 3), keepdim=True)
        if re.search(r"(q|k)_proj(\.|_)weight$", name):
            return normal(shape, 2 * fan_in**-0.5)
        return normal(shape, 1.6 * fan_in**-0.5)

    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if not parameter.requires_grad:  # Positions by formula.
                continue
            values = weight(name, tuple(parameter.shape))
            if values is not None:
                parameter.copy_(values)


# Recording


class Recorder:
    """Keeps the outputs of modules by stage name until `stop`."""

    def __init__(self):
        self.stages = {}
        self._hooks = []

    def watch(self, module, stage, take=lambda output: output):
        def keep(module, inputs, output):
            self.stages[stage] = take(output).detach().clone()

        self._hooks.append(module.register_forward_hook(keep))

    def watch_input(self, module, stage):
        def keep(module, inputs):
            self.stages[stage] = inputs[0].detach().clone()

        self._hooks.append(module.register_forward_pre_hook(keep))

    def stop(self):
        for hook in self._hooks:
            hook.remove()


def text_tensors(stages, ids_of_prompts, whole=None):
    """One entry per prompt and stage, cut to the prompt's own length.

    Positions after the end token never reach a causal tower's result, so padding is left out.
    `whole`: where prompts are padded, those whose token stages are kept, uncut.
    """
    tensors = {}
    for index, ids in enumerate(ids_of_prompts):
        tensors[f"text/ids/{index}"] = torch.tensor(ids, dtype=torch.int32)
        for stage, values in stages.items():
            row = values[index]
            if row.dim() == 2 and whole is None:
                row = row[: len(ids)]
            if row.dim() == 1 or whole is None or index in whole:
                tensors[f"text/{stage}/{index}"] = row
    return tensors


def unit(vectors):
    return vectors / vectors.norm(dim=-1, keepdim=True)


def prototypes(embeddings, averaging):
    """[L, templates, E] to [L, E]: each class's averaged prompt embeddings, unit length."""
    if averaging == "normalized":
        embeddings = unit(embeddings)
    return unit(embeddings.mean(dim=1))


# Checks: a fixture that fails one of these would accept a wrong implementation.


def check_spread(name, embeddings, inputs):
    """No two different inputs above 0.9 cosine; returns the largest."""
    assert len(inputs) == len(embeddings)
    cosines = unit(embeddings.double()) @ unit(embeddings.double()).T
    largest = -1.0
    for i in range(len(inputs)):
        for j in range(i):
            if inputs[i] != inputs[j]:
                largest = max(largest, cosines[i, j].item())
    assert largest < 0.9, f"{name}: two different inputs have cosine {largest:.3f}"
    return round(largest, 4)


def check_attention(name, layers, causal=False):
    """Attention of each layer [B, H, T, T] far from uniform; returns the mean relative entropy.

    Relative entropy is 1 where a query looks at all its keys alike.
    """
    ratios = []
    for index, weights in enumerate(layers):
        entropy = -(weights * weights.clamp_min(1e-12).log()).sum(-1)
        keys = torch.arange(1, weights.shape[-1] + 1) if causal else torch.tensor(weights.shape[-1])
        relative = (entropy / keys.log())[..., 3:] if causal else entropy / keys.log()
        ratios.append(relative.mean().item())
        assert ratios[-1] < 0.85, f"{name} layer {index}: relative entropy {ratios[-1]:.3f}"
    return [round(ratio, 3) for ratio in ratios]


def check_conditioning(name, single, double):
    """The reference's own rounding must be small beside the tolerance of 2e-5."""
    difference = (unit(single).double() - unit(double)).abs().max().item()
    assert difference < 5e-6, f"{name}: float32 and float64 differ by {difference:.1e}"
    return float(f"{difference:.1e}")


def check_reference(name, stages, doubles, attentions, images, ids, causal=False):
    """All checks of one case, and what each found.

    `stages`, `doubles`, `attentions`: of the image tower and of the text tower.
    """
    towers = {"image": 0, "text": 1}
    inputs = {"image": list(images), "text": list(ids)}
    nouns = {"image": "images", "text": "prompts"}
    facts = {}
    for tower, index in towers.items():
        facts[f"largest cosine of two {nouns[tower]}"] = check_spread(
            f"{name} {nouns[tower]}", stages[index]["embedding"], inputs[tower]
        )
    for tower, index in towers.items():
        facts[f"relative attention entropy, {tower}"] = check_attention(
            f"{name} {tower}", attentions[index], causal and tower == "text"
        )
    for tower, index in towers.items():
        facts[f"float32 against float64, {tower}"] = check_conditioning(
            f"{name} {tower}", stages[index]["embedding"], doubles[index]["embedding"]
        )
    return facts


# What the cases record


def averaged(unit_images, prototypes_by_averaging):
    """Prototypes of the labels by averaging, and the images' similarities to them."""
    tensors = {}
    for averaging, vectors in prototypes_by_averaging.items():
        tensors[f"prototypes/{averaging}"] = vectors
        tensors[f"similarities/{averaging}"] = unit_images @ vectors.T
    return tensors


def pipeline_scores(classifier, images, probabilities):
    """What transformers' pipeline returns for each image; it must agree with the model."""
    ranked = [classifier(image, candidate_labels=list(LABELS)) for image in images.values()]
    for row, entries in zip(probabilities, ranked):
        expected = dict(zip(LABELS, row.tolist()))
        assert all(abs(expected[entry["label"]] - entry["score"]) < 1e-5 for entry in entries)
    return ranked


def filled_templates():
    """Every default template filled in for every label, label by label."""
    return [template.format(label) for label in LABELS for template in DEFAULT_TEMPLATES]


def inputs_description(images):
    """The inputs that all cases share."""
    return {
        "images": [f"../images/{file}" for file in images],
        "prompts": list(PROMPTS),
        "labels": list(LABELS),
        "template": PIPELINE_TEMPLATE,
        "templates": list(DEFAULT_TEMPLATES),
    }


# Files


def write_json(path, value):
    """Indented, but with lists of numbers on one line."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    numbers = re.compile(r"\[\s*(-?\d[-\d.,e\s]*?)\s*\]")
    text = numbers.sub(lambda match: "[" + " ".join(match[1].split()) + "]", text)
    path.write_text(text + "\n", encoding="utf-8")


def write_reference(folder, tensors, description):
    """reference.safetensors and reference.json of one case."""
    tensors = {
        name: values.contiguous() if values.dtype == torch.int32 else values.float().contiguous()
        for name, values in tensors.items()
    }
    save_file(tensors, folder / "reference.safetensors")
    write_json(folder / "reference.json", description)
    make_readable(folder)


def make_readable(folder):
    """Gives every file the usual mode; safetensors' writer leaves them private."""
    for path in folder.iterdir():
        path.chmod(0o644)


def float_list(tensor):
    """Python floats that print as short as float32 allows."""
    array = numpy.asarray(tensor, dtype=numpy.float32)
    if array.ndim > 1:
        return [float_list(row) for row in array]
    return [float(str(value)) for value in array]
