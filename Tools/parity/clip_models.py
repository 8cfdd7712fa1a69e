"""Makes the parity fixtures for `CLIPModel` checkpoints in Hugging Face's layout.

Each case is a folder as the Hub would hold it, with the real architecture and key names at small
size, plus what transformers computes from that folder in float32: intermediates in
`reference.safetensors`, everything else in `reference.json`. README.md explains the names.
"""

import gzip
import importlib.util
import json
import pathlib
import shutil
import sys

import torch

import common

common.make_torchvision_importable()

import transformers  # noqa: E402
from huggingface_hub import save_torch_state_dict  # noqa: E402
from transformers import CLIPConfig, CLIPModel, CLIPTokenizer, pipeline  # noqa: E402
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil  # noqa: E402

import small_tokenizer  # noqa: E402

transformers.logging.disable_progress_bar()

OPEN_CLIP = pathlib.Path(importlib.util.find_spec("open_clip").origin).parent
BYTE_PAIR_TABLE = OPEN_CLIP / "bpe_simple_vocab_16e6.txt.gz"
TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.json",
    "merges.txt",
)
OPENAI_MEAN = [0.48145466, 0.4578275, 0.40821073]
OPENAI_STD = [0.26862954, 0.26130258, 0.27577711]


# The cases


def clip_hf(folder):
    """OpenAI's form: quick GELU, one float32 file, tokenizer.json, the legacy eos_token_id 2."""
    vocabulary = 700
    small_tokenizer.build_small_clip_tokenizer(folder, vocabulary)
    for name in ("vocab.json", "merges.txt"):
        (folder / name).unlink()
    write_config(
        folder,
        {
            "architectures": ["CLIPModel"],
            "initializer_factor": 1.0,
            "logit_scale_init_value": 2.6592,
            "model_type": "clip",
            "projection_dim": 20,
            "text_config": {
                "attention_dropout": 0.0,
                "bos_token_id": 0,
                "dropout": 0.0,
                "eos_token_id": 2,
                "hidden_act": "quick_gelu",
                "hidden_size": 30,
                "initializer_factor": 1.0,
                "initializer_range": 0.02,
                "intermediate_size": 70,
                "layer_norm_eps": 1e-05,
                "max_position_embeddings": 77,
                "model_type": "clip_text_model",
                "num_attention_heads": 3,
                "num_hidden_layers": 3,
                "pad_token_id": 1,
                "projection_dim": 20,
                "vocab_size": vocabulary,
            },
            "torch_dtype": "float32",
            "vision_config": {
                "attention_dropout": 0.0,
                "dropout": 0.0,
                "hidden_act": "quick_gelu",
                "hidden_size": 44,
                "image_size": 40,
                "initializer_factor": 1.0,
                "initializer_range": 0.02,
                "intermediate_size": 100,
                "layer_norm_eps": 1e-05,
                "model_type": "clip_vision_model",
                "num_attention_heads": 4,
                "num_channels": 3,
                "num_hidden_layers": 3,
                "patch_size": 8,
                "projection_dim": 20,
            },
        },
    )
    write_preprocessor(
        folder,
        {
            "crop_size": {"height": 40, "width": 40},
            "do_center_crop": True,
            "do_convert_rgb": True,
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": OPENAI_MEAN,
            "image_processor_type": "CLIPImageProcessor",
            "image_std": OPENAI_STD,
            "resample": 3,
            "rescale_factor": 0.00392156862745098,
            "size": {"shortest_edge": 40},
        },
    )
    write_weights(folder, seed=56, logit_scale=1.7, dtype=torch.float32)


def clip_hf_laion(folder):
    """LAION's form: GELU, sharded bfloat16, vocab.json + merges.txt, old config and preprocessor.

    `text_config_dict` and `vision_config_dict` win over `text_config` and `vision_config`, whose
    activation is therefore not the model's. The end token is not the highest id, so that pooling
    has to look for it. The buffers `position_ids` of older files are there, to be ignored.
    """
    vocabulary = 620
    context = 40
    small_tokenizer.build_small_clip_tokenizer(folder, vocabulary, context)
    start, end = put_special_tokens_before_merges(folder)
    for name in ("tokenizer.json", "special_tokens_map.json"):
        (folder / name).unlink()
    common.write_json(
        folder / "tokenizer_config.json",
        {
            "bos_token": "<|startoftext|>",
            "eos_token": "<|endoftext|>",
            "model_max_length": context,
            "pad_token": "<|endoftext|>",
            "tokenizer_class": "CLIPTokenizer",
            "unk_token": "<|endoftext|>",
        },
    )
    text = {
        "hidden_size": 36,
        "intermediate_size": 90,
        "num_attention_heads": 6,
        "num_hidden_layers": 4,
        "max_position_embeddings": context,
        "vocab_size": vocabulary,
    }
    vision = {
        "hidden_size": 33,
        "intermediate_size": 56,
        "num_attention_heads": 3,
        "num_hidden_layers": 3,
        "image_size": 36,
        "patch_size": 9,
    }
    write_config(
        folder,
        {
            "architectures": ["CLIPModel"],
            "model_type": "clip",
            "projection_dim": 28,
            "text_config": {**text, "hidden_act": "quick_gelu", "model_type": "clip_text_model"},
            "text_config_dict": {
                **text,
                "bos_token_id": start,
                "eos_token_id": end,
                "hidden_act": "gelu",
            },
            "torch_dtype": "bfloat16",
            "vision_config": {
                **vision,
                "hidden_act": "quick_gelu",
                "model_type": "clip_vision_model",
            },
            "vision_config_dict": {**vision, "hidden_act": "gelu", "layer_norm_eps": 1e-3},
        },
    )
    write_preprocessor(
        folder,
        {
            "crop_size": 36,
            "do_center_crop": True,
            "do_normalize": True,
            "do_resize": True,
            "feature_extractor_type": "CLIPFeatureExtractor",
            "image_mean": OPENAI_MEAN,
            "image_std": OPENAI_STD,
            "resample": 3,
            "size": 36,
        },
    )
    leftovers = {
        "text_model.embeddings.position_ids": torch.arange(context)[None],
        "vision_model.embeddings.position_ids": torch.arange(17)[None],
    }
    write_weights(
        folder, seed=10, logit_scale=1.9, dtype=torch.bfloat16, leftovers=leftovers, shard="60KB"
    )


def clip_hf_full_vocab(folder):
    """CLIP's whole vocabulary in float16; the tokenizer's files are not stored."""
    small_tokenizer.write_clip_files(folder, clip_merges())
    write_config(
        folder,
        {
            "architectures": ["CLIPModel"],
            "model_type": "clip",
            "projection_dim": 18,
            "text_config": {
                "eos_token_id": 49407,
                "hidden_size": 12,
                "intermediate_size": 40,
                "model_type": "clip_text_model",
                "num_attention_heads": 3,
                "num_hidden_layers": 3,
            },
            "torch_dtype": "float16",
            "vision_config": {
                "hidden_size": 21,
                "image_size": 24,
                "intermediate_size": 50,
                "model_type": "clip_vision_model",
                "num_attention_heads": 3,
                "num_hidden_layers": 3,
                "patch_size": 8,
            },
        },
    )
    write_preprocessor(
        folder,
        {
            "crop_size": {"height": 24, "width": 24},
            "image_mean": OPENAI_MEAN,
            "image_processor_type": "CLIPImageProcessor",
            "image_std": OPENAI_STD,
            "size": {"shortest_edge": 24},
        },
    )
    write_weights(folder, seed=109, logit_scale=2.1, dtype=torch.float16)


def clip_hf_tiny(folder):
    """TinyCLIP's form: a deep image tower, a shallow text tower of the same width, wide embeddings.

    The sizes stand to one another as in TinyCLIP-ViT-8M-16-Text-3M. The files are the ones of its
    repository: `tokenizer.json` alone says everything about the tokens, the preprocessor's settings
    are old, and `config.json` has what transformers 4 wrote for every model there is, which says
    nothing about this one.
    """
    vocabulary = 600
    small_tokenizer.build_small_clip_tokenizer(folder, vocabulary)
    for name in ("vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"):
        (folder / name).unlink()
    of_any_model = {
        "_name_or_path": "",
        "add_cross_attention": False,
        "architectures": None,
        "bad_words_ids": None,
        "chunk_size_feed_forward": 0,
        "id2label": {"0": "LABEL_0", "1": "LABEL_1"},
        "is_decoder": False,
        "length_penalty": 1.0,
        "max_length": 20,
        "prefix": None,
        "pruned_heads": {},
        "task_specific_params": None,
        "temperature": 1.0,
        "tie_word_embeddings": True,
        "torch_dtype": None,
        "transformers_version": "4.16.0.dev0",
        "use_bfloat16": False,
    }
    write_config(
        folder,
        {
            "architectures": ["CLIPModel"],
            "initializer_factor": 1.0,
            "logit_scale_init_value": 2.6592,
            "model_type": "clip",
            "projection_dim": 48,
            "text_config": {
                **of_any_model,
                "bos_token_id": 0,
                "eos_token_id": 2,
                "hidden_act": "gelu",
                "hidden_size": 24,
                "intermediate_size": 96,
                "max_position_embeddings": 77,
                "model_type": "clip_text_model",
                "num_attention_heads": 4,
                "num_hidden_layers": 3,
                "pad_token_id": 1,
                "projection_dim": 48,
                "vocab_size": vocabulary,
            },
            "text_config_dict": None,
            "torch_dtype": "float16",
            "transformers_version": None,
            "vision_config": {
                **of_any_model,
                "hidden_act": "gelu",
                "hidden_size": 24,
                "image_size": 32,
                "intermediate_size": 96,
                "model_type": "clip_vision_model",
                "num_attention_heads": 4,
                "num_hidden_layers": 4,
                "patch_size": 8,
                "projection_dim": 48,
            },
            "vision_config_dict": None,
        },
    )
    write_preprocessor(
        folder,
        {
            "crop_size": 32,
            "do_center_crop": True,
            "do_normalize": True,
            "do_resize": True,
            "feature_extractor_type": "CLIPFeatureExtractor",
            "image_mean": OPENAI_MEAN,
            "image_std": OPENAI_STD,
            "resample": 3,
            "size": 32,
        },
    )
    write_weights(folder, seed=3, logit_scale=1.8, dtype=torch.float16)


CASES = {
    "clip-hf": clip_hf,
    "clip-hf-laion": clip_hf_laion,
    "clip-hf-full-vocab": clip_hf_full_vocab,
    "clip-hf-tiny": clip_hf_tiny,
}


# Writing a checkpoint


def clip_merges():
    """CLIP's own 48,894 merges, from the byte-pair table that open_clip carries."""
    lines = gzip.decompress(BYTE_PAIR_TABLE.read_bytes()).decode("utf-8").split("\n")
    return [tuple(line.split()) for line in lines[1 : 49152 - 256 - 2 + 1]]


def write_config(folder, config):
    common.write_json(folder / "config.json", config)


def write_preprocessor(folder, config):
    common.write_json(folder / "preprocessor_config.json", config)


def put_special_tokens_before_merges(folder):
    """Renumbers vocab.json: bytes, start, end, merges. Returns the ids of start and end."""
    path = folder / "vocab.json"
    tokens = list(json.loads(path.read_text(encoding="utf-8")))
    tokens = [*tokens[:512], *tokens[-2:], *tokens[512:-2]]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    path.write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    return 512, 513


def write_weights(folder, seed, logit_scale, dtype, leftovers=None, shard="1GB"):
    model = CLIPModel(CLIPConfig.from_pretrained(folder))
    common.draw_wide_weights(model, seed)
    with torch.no_grad():
        model.logit_scale.fill_(logit_scale)
    tensors = {name: values.to(dtype) for name, values in model.state_dict().items()}
    tensors.update(leftovers or {})
    save_torch_state_dict(tensors, folder, max_shard_size=shard)


# The reference


def record(model, inputs):
    """The stages of both towers by name."""
    image, text = common.Recorder(), common.Recorder()
    vision = model.vision_model
    image.watch(
        vision.embeddings.patch_embedding, "patch embedding", lambda x: x.flatten(2).transpose(1, 2)
    )
    image.watch(vision.embeddings, "embeddings")
    image.watch(vision.pre_layrnorm, "pre-norm")
    text.watch(model.text_model.embeddings, "embeddings")
    for recorder, tower in ((image, vision), (text, model.text_model)):
        for index, layer in enumerate(tower.encoder.layers):
            recorder.watch(layer, f"block {index}")
    image.watch(vision.post_layernorm, "pooled")
    image.watch(model.visual_projection, "embedding")
    text.watch_input(model.text_projection, "pooled")
    text.watch(model.text_projection, "embedding")
    with torch.no_grad():
        model(**inputs)
    for recorder in (image, text):
        recorder.stop()
        recorder.stages["unit embedding"] = common.unit(recorder.stages["embedding"])
    return image.stages, text.stages


def attention(folder, inputs):
    """The attention weights per layer, which only the eager implementation returns."""
    model = CLIPModel.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    with torch.no_grad():
        vision = model.vision_model(inputs["pixel_values"], output_attentions=True).attentions
        text = model.text_model(inputs["input_ids"], output_attentions=True).attentions
    return vision, text


def reference(name, folder):
    model, loading = CLIPModel.from_pretrained(
        folder, dtype=torch.float32, output_loading_info=True
    )
    assert not loading["missing_keys"] and not loading["mismatched_keys"], loading
    model.eval()
    tokenizer = CLIPTokenizer.from_pretrained(folder)
    processor = CLIPImageProcessorPil.from_pretrained(folder)
    context = model.config.text_config.max_position_embeddings
    images = common.test_images()

    def tokenized(texts):
        return tokenizer(
            texts, padding=True, truncation=True, max_length=context, return_tensors="pt"
        )

    sequences = [common.PIPELINE_TEMPLATE.format(label) for label in common.LABELS]
    pixels = processor(images=list(images.values()), return_tensors="pt")["pixel_values"].float()
    inputs = {"pixel_values": pixels, **tokenized(list(common.PROMPTS))}
    image, text = record(model, inputs)
    ids = [
        row[mask.bool()].tolist()
        for row, mask in zip(inputs["input_ids"], inputs["attention_mask"])
    ]

    with torch.no_grad():
        logits = model(pixel_values=pixels, **tokenized(sequences)).logits_per_image
        filled = tokenized(common.filled_templates())
        embeddings = model.get_text_features(**filled).pooler_output
    embeddings = embeddings.reshape(len(common.LABELS), len(common.DEFAULT_TEMPLATES), -1)

    tensors = {"image/pixels": pixels}
    tensors.update({f"image/{stage}": values for stage, values in image.items()})
    tensors.update(common.text_tensors(text, ids))
    tensors["logits per image"] = logits
    tensors["probabilities"] = logits.softmax(-1)
    prototypes = {way: common.prototypes(embeddings, way) for way in ("normalized", "raw")}
    tensors.update(common.averaged(image["unit embedding"], prototypes))

    classifier = pipeline(
        "zero-shot-image-classification",
        model=model,
        tokenizer=tokenizer,
        image_processor=processor,
        device="cpu",
    )

    double = CLIPModel.from_pretrained(folder, dtype=torch.float64).eval()
    doubles = record(double, {**inputs, "pixel_values": pixels.double()})
    description = {
        "case": name,
        "about": " ".join(CASES[name].__doc__.split()),
        "reference": f"transformers {transformers.__version__}, CLIPModel in float32, "
        "CLIPImageProcessorPil",
        "layout": "huggingface",
        "tokenizer": "full CLIP, not stored" if name == "clip-hf-full-vocab" else "in the folder",
        "contextLength": context,
        "logitScale": model.logit_scale.exp().item(),
        **common.inputs_description(images),
        "pipeline": common.pipeline_scores(classifier, images, tensors["probabilities"]),
        "facts": common.check_reference(
            name, (image, text), doubles, attention(folder, inputs), images, ids, causal=True
        ),
    }
    return tensors, description


def main(output=common.MODELS, names=tuple(CASES)):
    for name in names:
        folder = pathlib.Path(output) / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        CASES[name](folder)
        tensors, description = reference(name, folder)
        if name == "clip-hf-full-vocab":
            for file in TOKENIZER_FILES:
                (folder / file).unlink()
        common.write_reference(folder, tensors, description)
        print(name, json.dumps(description["facts"]))


if __name__ == "__main__":
    main(names=sys.argv[1:] or tuple(CASES))
