"""Makes the parity fixtures for SigLIP and SigLIP 2 checkpoints in Hugging Face's layout.

Each case is a folder as the Hub would hold it, with the real architecture and key names at small
size, plus what transformers computes from that folder in float32: intermediates in
`reference.safetensors`, everything else in `reference.json`. README.md explains the names.
"""

import json
import pathlib
import shutil
import sys

import torch

import common

common.make_torchvision_importable()

import transformers  # noqa: E402
from huggingface_hub import save_torch_state_dict  # noqa: E402
from transformers import (  # noqa: E402
    AutoConfig,
    AutoImageProcessor,
    AutoModel,
    AutoTokenizer,
    pipeline,
)

import siglip_tokenizers  # noqa: E402

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()

# Stages of all tokens are recorded for so many images and for these prompts, to keep files small.
RECORDED_IMAGES = 3
RECORDED_PROMPTS = (3, 7, 15)


# The cases


def siglip_hf(folder):
    """SigLIP's form, google/siglip-base-patch16-224 scaled down: a config with little in it."""
    vocabulary = 240
    siglip_tokenizers.write_sentence_pieces(folder, vocabulary)
    sizes = {
        "hidden_size": 24,
        "intermediate_size": 60,
        "num_attention_heads": 3,
        "num_hidden_layers": 3,
    }
    common.write_json(
        folder / "config.json",
        {
            "architectures": ["SiglipModel"],
            "initializer_factor": 1.0,
            "model_type": "siglip",
            "text_config": {
                **sizes,
                "model_type": "siglip_text_model",
                "num_attention_heads": 6,
                "vocab_size": vocabulary,
            },
            "torch_dtype": "float32",
            "vision_config": {**sizes, "image_size": 48, "model_type": "siglip_vision_model"},
        },
    )
    common.write_json(
        folder / "preprocessor_config.json",
        {
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": [0.5, 0.5, 0.5],
            "image_processor_type": "SiglipImageProcessor",
            "image_std": [0.5, 0.5, 0.5],
            "processor_class": "SiglipProcessor",
            "resample": 3,
            "rescale_factor": 0.00392156862745098,
            "size": {"height": 48, "width": 48},
        },
    )
    write_weights(folder, seed=3, dtype=torch.float32)


def siglip2_hf(folder):
    """SigLIP 2's giant form: a text tower narrower than the shared space, F16, Gemma's tokens.

    The pictures leave a margin that fills no patch, and layer_norm_eps is large enough to show.
    """
    vocabulary = 480
    siglip_tokenizers.write_gemma(folder, vocabulary)
    common.write_json(
        folder / "config.json",
        {
            "architectures": ["SiglipModel"],
            "initializer_factor": 1.0,
            "model_type": "siglip",
            "text_config": {
                "hidden_act": "gelu_pytorch_tanh",
                "hidden_size": 24,
                "intermediate_size": 50,
                "layer_norm_eps": 1e-3,
                "model_type": "siglip_text_model",
                "num_attention_heads": 4,
                "num_hidden_layers": 3,
                "projection_size": 33,
                "vocab_size": vocabulary,
            },
            "torch_dtype": "float16",
            "vision_config": {
                "hidden_act": "gelu_pytorch_tanh",
                "hidden_size": 33,
                "image_size": 45,
                "intermediate_size": 70,
                "layer_norm_eps": 1e-3,
                "model_type": "siglip_vision_model",
                "num_attention_heads": 3,
                "num_hidden_layers": 4,
                "patch_size": 10,
            },
        },
    )
    common.write_json(
        folder / "preprocessor_config.json",
        {
            "do_convert_rgb": None,
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": [0.5, 0.5, 0.5],
            "image_processor_type": "SiglipImageProcessor",
            "image_std": [0.5, 0.5, 0.5],
            "processor_class": "SiglipProcessor",
            "resample": 2,
            "rescale_factor": 0.00392156862745098,
            "size": {"height": 45, "width": 45},
        },
    )
    write_weights(folder, seed=9, dtype=torch.float16)


def siglip2_naflex(folder):
    """SigLIP 2 NaFlex, google/siglip2-base-patch16-naflex scaled down, BF16, lower-cased texts."""
    vocabulary = 480
    siglip_tokenizers.write_gemma(folder, vocabulary)
    common.write_json(
        folder / "config.json",
        {
            "architectures": ["Siglip2Model"],
            "initializer_factor": 1.0,
            "model_type": "siglip2",
            "text_config": {
                "hidden_size": 32,
                "intermediate_size": 50,
                "model_type": "siglip2_text_model",
                "num_attention_heads": 4,
                "num_hidden_layers": 3,
                "vocab_size": vocabulary,
            },
            "torch_dtype": "bfloat16",
            "vision_config": {
                "hidden_size": 32,
                "intermediate_size": 70,
                "model_type": "siglip2_vision_model",
                "num_attention_heads": 4,
                "num_hidden_layers": 3,
                "num_patches": 25,
                "patch_size": 8,
            },
        },
    )
    common.write_json(
        folder / "preprocessor_config.json",
        {
            "do_convert_rgb": None,
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": [0.5, 0.5, 0.5],
            "image_processor_type": "Siglip2ImageProcessor",
            "image_std": [0.5, 0.5, 0.5],
            "max_num_patches": 30,
            "patch_size": 8,
            "processor_class": "Siglip2Processor",
            "resample": 2,
            "rescale_factor": 0.00392156862745098,
        },
    )
    write_weights(folder, seed=12, dtype=torch.bfloat16)


CASES = {
    "siglip-hf": siglip_hf,
    "siglip2-hf": siglip2_hf,
    "siglip2-naflex": siglip2_naflex,
}


# Writing a checkpoint


def write_weights(folder, seed, dtype):
    """Wide weights; few prompts' tokens must outweigh the padding that they are pooled with."""
    model = AutoModel.from_config(AutoConfig.from_pretrained(folder))
    common.draw_wide_weights(model, seed, kept=("logit_scale",))
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        text = model.text_model
        text.embeddings.token_embedding.weight.mul_(4)
        for layer in text.encoder.layers:
            layer.self_attn.q_proj.weight.mul_(2.5)
            layer.self_attn.out_proj.weight.mul_(2)
        vision = model.vision_model
        vision.head.probe.copy_(torch.randn(vision.head.probe.shape, generator=generator))
        model.logit_scale.fill_(2.2)
        model.logit_bias.fill_(-2.5)
    tensors = {name: values.to(dtype) for name, values in model.state_dict().items()}
    save_torch_state_dict(tensors, folder)


# The reference


def record(model, inputs):
    """The stages of both towers by name, and the scores."""
    image, text = common.Recorder(), common.Recorder()
    vision = model.vision_model
    if hasattr(vision.embeddings, "num_positions"):  # Of one resolution: a convolution.
        image.watch(
            vision.embeddings.patch_embedding,
            "patch embedding",
            lambda x: x.flatten(2).transpose(1, 2),
        )
    else:
        image.watch(vision.embeddings.patch_embedding, "patch embedding")
    image.watch(vision.embeddings, "embeddings")
    text.watch(model.text_model.embeddings, "embeddings")
    for recorder, tower in ((image, vision), (text, model.text_model)):
        for index, layer in enumerate(tower.encoder.layers):
            recorder.watch(layer, f"block {index}")
    image.watch(vision.post_layernorm, "post-norm")
    image.watch(vision.head.attention, "pooled", lambda output: output[0][:, 0])
    image.watch(vision.head, "embedding")
    text.watch_input(model.text_model.head, "pooled")
    text.watch(model.text_model.head, "embedding")
    with torch.no_grad():
        output = model(**inputs)
    for recorder in (image, text):
        recorder.stop()
        recorder.stages["unit embedding"] = common.unit(recorder.stages["embedding"])
    return image.stages, text.stages, output.logits_per_image


def attention(folder, inputs):
    """The attention weights per layer, which only the eager implementation returns."""
    model = AutoModel.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    image = {name: values for name, values in inputs.items() if name != "input_ids"}
    with torch.no_grad():
        vision = model.vision_model(**image, output_attentions=True).attentions
        text = model.text_model(inputs["input_ids"], output_attentions=True).attentions
    return vision, text


def pictures(pixels, shapes, side):
    """NaFlex's patches [B, patches, side * side * 3] put together again, [3, height, width] each."""
    result = []
    for patches, (rows, columns) in zip(pixels, shapes.tolist()):
        patches = patches[: rows * columns].reshape(rows, columns, side, side, 3)
        picture = patches.permute(4, 0, 2, 1, 3)
        result.append(picture.reshape(3, rows * side, columns * side))
    return result


def image_tensors(stages, inputs, patch_size):
    """Images of one shape as a batch; NaFlex's one by one, without what they are filled up with."""
    if "spatial_shapes" not in inputs:
        tensors = {"image/pixels": inputs["pixel_values"][:RECORDED_IMAGES]}
        for stage, values in stages.items():
            kept = values if stage == "unit embedding" else values[:RECORDED_IMAGES]
            tensors[f"image/{stage}"] = kept
        return tensors
    shapes = inputs["spatial_shapes"]
    tensors = {"image/unit embedding": stages["unit embedding"]}
    for index, picture in enumerate(pictures(inputs["pixel_values"], shapes, patch_size)):
        tensors[f"image/pixels/{index}"] = picture
    for stage, values in stages.items():
        for index, (rows, columns) in enumerate(shapes.tolist()):
            if stage != "unit embedding":
                row = values[index]
                tensors[f"image/{stage}/{index}"] = (
                    row[: rows * columns] if row.dim() == 2 else row
                )
    return tensors


def check_image_attention(name, layers, lengths):
    """As `common.check_attention`, of each image among its own patches."""
    ratios = []
    for index, length in enumerate(lengths):
        own = [weights[index : index + 1, :, :length, :length] for weights in layers]
        ratios.append(common.check_attention(f"{name} image {index}", own))
    return [round(sum(column) / len(column), 3) for column in zip(*ratios)]


def reference(name, folder):
    model, loading = AutoModel.from_pretrained(
        folder, dtype=torch.float32, output_loading_info=True
    )
    assert not loading["missing_keys"] and not loading["mismatched_keys"], loading
    model.eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    processor = AutoImageProcessor.from_pretrained(folder, backend="pil")
    images = common.test_images()

    def tokenized(texts):
        return tokenizer(
            texts, padding="max_length", max_length=64, truncation=True, return_tensors="pt"
        )["input_ids"]

    pixels = processor(images=list(images.values()), return_tensors="pt")
    pixels["pixel_values"] = pixels["pixel_values"].float()
    ids = tokenized(list(common.PROMPTS))
    inputs = {**pixels, "input_ids": ids}
    image, text, _ = record(model, inputs)

    sequences = [common.PIPELINE_TEMPLATE.format(label) for label in common.LABELS]
    with torch.no_grad():
        logits = model(**pixels, input_ids=tokenized(sequences)).logits_per_image
        filled = tokenized(common.filled_templates())
        embeddings = model.get_text_features(filled).pooler_output
    embeddings = embeddings.reshape(len(common.LABELS), len(common.DEFAULT_TEMPLATES), -1)

    tensors = image_tensors(image, pixels, model.config.vision_config.patch_size)
    tensors.update(common.text_tensors(text, ids.tolist(), RECORDED_PROMPTS))
    tensors["logits per image"] = logits
    tensors["probabilities"] = logits.sigmoid()
    prototypes = {way: common.prototypes(embeddings, way) for way in ("normalized", "raw")}
    tensors.update(common.averaged(image["unit embedding"], prototypes))

    classifier = pipeline(
        "zero-shot-image-classification",
        model=model,
        tokenizer=tokenizer,
        image_processor=processor,
        device="cpu",
    )

    attentions = attention(folder, inputs)
    lengths = (
        pixels["spatial_shapes"].prod(-1).tolist()
        if "spatial_shapes" in pixels
        else [attentions[0][0].shape[-1]] * len(images)
    )
    double = AutoModel.from_pretrained(folder, dtype=torch.float64).eval()
    doubles = record(double, {**inputs, "pixel_values": pixels["pixel_values"].double()})
    probabilities = tensors["probabilities"]
    description = {
        "case": name,
        "about": " ".join(CASES[name].__doc__.split()),
        "reference": f"transformers {transformers.__version__}, {type(model).__name__} in float32, "
        f"{type(processor).__name__}, {type(tokenizer).__name__}",
        "layout": "huggingface",
        "tokenizer": "in the folder",
        "contextLength": model.config.text_config.max_position_embeddings,
        "logitScale": model.logit_scale.exp().item(),
        "logitBias": model.logit_bias.item(),
        **common.inputs_description(images),
        "pipeline": common.pipeline_scores(classifier, images, tensors["probabilities"]),
        "facts": {
            **common.check_reference(
                name, (image, text), doubles, attentions, images, ids.tolist()
            ),
            "relative attention entropy, image": check_image_attention(
                name, attentions[0], lengths
            ),
            "probabilities": [round(f(probabilities).item(), 4) for f in (torch.min, torch.max)],
        },
    }
    return tensors, description


def main(output=common.MODELS, names=tuple(CASES)):
    for name in names:
        folder = pathlib.Path(output) / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        CASES[name](folder)
        tensors, description = reference(name, folder)
        common.write_reference(folder, tensors, description)
        print(name, json.dumps(description["facts"]))


if __name__ == "__main__":
    main(names=sys.argv[1:] or tuple(CASES))
