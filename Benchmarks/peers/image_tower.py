"""One contestant's image tower, from pixels to unit embeddings.

    python3 image_tower.py PEER CHECKPOINT THREADS

CHECKPOINT is a folder of make_checkpoints.py. Loads, computes the 32 prepared photos once with every
batch size, says where their embeddings are, then times one batch size whenever asked.
"""

import pathlib
import sys
import tempfile

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Tools" / "parity"))

from processes import seconds_per_item, serve  # noqa: E402

BATCHES = (1, 8, 32)


def transformers_tower(checkpoint, threads):
    import torch
    from transformers import AutoModel

    torch.set_num_threads(threads)
    model = AutoModel.from_pretrained(checkpoint / "hf").eval()

    @torch.inference_mode()
    def embed(pixels):
        features = model.get_image_features(pixel_values=torch.from_numpy(pixels)).pooler_output
        return torch.nn.functional.normalize(features, dim=-1).numpy()

    return embed


def openclip_tower(checkpoint, threads):
    import common

    common.make_torchvision_importable()
    import open_clip
    import torch

    torch.set_num_threads(threads)
    model = open_clip.create_model(f"local-dir:{checkpoint / 'openclip'}").eval()
    if checkpoint.name == "siglip":
        # transformers computes GELU's tanh form for the same checkpoints.
        for module in model.modules():
            if isinstance(module, torch.nn.GELU):
                module.approximate = "tanh"

    @torch.inference_mode()
    def embed(pixels):
        return model.encode_image(torch.from_numpy(pixels), normalize=True).numpy()

    return embed


def onnxruntime_tower(checkpoint, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        checkpoint / "tower.onnx", options, providers=["CPUExecutionProvider"]
    )
    return lambda pixels: session.run(None, {"pixels": pixels})[0]


def openvino_tower(checkpoint, threads):
    import openvino

    # Without the hint it computes in bfloat16 where the processor can, and does not say so.
    settings = {
        "INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
    }  # fmt: skip
    model = openvino.Core().compile_model(checkpoint / "tower.onnx", "CPU", settings)
    request = model.create_infer_request()
    return lambda pixels: request.infer({0: pixels})[0].copy()


PEERS = {
    "transformers": transformers_tower,
    "openclip": openclip_tower,
    "onnxruntime": onnxruntime_tower,
    "openvino": openvino_tower,
}


def main(peer, checkpoint, threads):
    checkpoint = pathlib.Path(checkpoint)
    embed = PEERS[peer](checkpoint, int(threads))
    pixels = numpy.load(checkpoint / "pixels.npy")
    for batch in BATCHES[:-1]:
        embed(pixels[:batch])
    with tempfile.NamedTemporaryFile(suffix=".npy", delete=False) as file:
        numpy.save(file, embed(pixels))

    def answer(batch):
        chosen = pixels[:batch]
        return {"seconds": seconds_per_item(lambda: embed(chosen), batch)}

    serve({"embeddings": file.name}, answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
