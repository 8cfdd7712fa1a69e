"""One contestant's image tower, from pixels to unit embeddings.

    python3 image_tower.py PEER CHECKPOINT THREADS

CHECKPOINT is a folder of make_checkpoints.py. Loads, computes the 32 prepared photos once with every
batch size, says where their embeddings are, then times one batch size whenever asked.
"""

import os
import pathlib
import sys
import tempfile

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from processes import seconds_per_item, serve, torch_with  # noqa: E402

BATCHES = (1, 8, 32)


def transformers_tower(checkpoint, threads):
    torch = torch_with(threads)
    from transformers import AutoModel

    model = AutoModel.from_pretrained(checkpoint / "hf").eval()

    @torch.inference_mode()
    def embed(pixels):
        features = model.get_image_features(pixel_values=torch.from_numpy(pixels)).pooler_output
        return torch.nn.functional.normalize(features, dim=-1).numpy()

    return embed


def openclip_tower(checkpoint, threads):
    torch = torch_with(threads)
    import open_clip

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


def ncnn_tower(checkpoint, threads):
    """Has no batches: one image after the other."""
    import ncnn

    net = ncnn.Net()
    net.opt.num_threads = threads
    for narrow in ("fp16_packed", "fp16_storage", "fp16_arithmetic", "bf16_storage"):
        setattr(net.opt, f"use_{narrow}", False)
    net.load_param(str(checkpoint / "tower.ncnn.param"))
    net.load_model(str(checkpoint / "tower.ncnn.bin"))

    def embed_one(pixels):
        with net.create_extractor() as extractor:
            extractor.input("in0", ncnn.Mat(pixels).clone())
            return numpy.array(extractor.extract("out0")[1]).reshape(-1)

    return lambda pixels: numpy.stack([embed_one(one) for one in pixels])


def faster_clip_tower(checkpoint, threads):
    """Takes files, of which it keeps the weights as int8; so its embeddings are not quite the others'."""
    import faster_clip

    home = checkpoint / "faster-clip"
    weights = home / "sentence-transformers__clip-ViT-B-32" / "0_CLIPModel" / "model.safetensors"
    weights.parent.mkdir(parents=True, exist_ok=True)
    if not weights.exists():
        weights.symlink_to(checkpoint / "hf" / "model.safetensors")
    os.environ.update(FASTER_CLIP_CACHE=str(home), RAYON_NUM_THREADS=str(threads))
    model = faster_clip.ClipModel()

    def embed(files):
        embeddings = numpy.array(model.encode_image(files), numpy.float32)
        return embeddings / numpy.linalg.norm(embeddings, axis=1, keepdims=True)

    return embed


PEERS = {
    "transformers": transformers_tower,
    "openclip": openclip_tower,
    "onnxruntime": onnxruntime_tower,
    "openvino": openvino_tower,
    "ncnn": ncnn_tower,
    "faster-clip": faster_clip_tower,
}


def main(peer, checkpoint, threads):
    checkpoint = pathlib.Path(checkpoint)
    embed = PEERS[peer](checkpoint, int(threads))
    if peer == "faster-clip":
        photos = sorted((checkpoint.parent / "photos" / "small").glob("*.jpg"))[: BATCHES[-1]]
        inputs = [photo.read_bytes() for photo in photos]
    else:
        inputs = numpy.load(checkpoint / "pixels.npy")
    for batch in BATCHES[:-1]:
        embed(inputs[:batch])
    with tempfile.NamedTemporaryFile(suffix=".npy", delete=False) as file:
        numpy.save(file, embed(inputs))

    def answer(batch):
        chosen = inputs[:batch]
        return {"seconds": seconds_per_item(lambda: embed(chosen), batch)}

    serve({"embeddings": file.name}, answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
