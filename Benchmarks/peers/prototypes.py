"""One contestant's prototypes: class names and templates to one unit vector for each class.

    python3 prototypes.py PEER CHECKPOINT INPUTS THREADS

Loads, computes one class, then answers how long so many classes take, tokenizing and averaging
included. The prototypes of the first 4 classes are written to the file that its greeting names.
"""

import pathlib
import sys
import tempfile
import time

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from processes import serve, torch_with  # noqa: E402

COMPARED = 4


def openclip_prototypes(checkpoint, templates, threads):
    torch = torch_with(threads)
    import open_clip

    model = open_clip.create_model(f"local-dir:{checkpoint / 'openclip'}").eval()
    tokenizer = open_clip.get_tokenizer("ViT-B-32")
    forms = [template.format for template in templates]

    @torch.inference_mode()
    def prototypes(names):
        weights = open_clip.build_zero_shot_classifier(
            model, tokenizer, names, forms, num_classes_per_batch=10, device="cpu"
        )
        return weights.T.numpy()

    return prototypes


def transformers_prototypes(checkpoint, templates, threads):
    torch = torch_with(threads)
    from transformers import AutoTokenizer, CLIPModel

    model = CLIPModel.from_pretrained(checkpoint / "hf").eval()
    tokenizer = AutoTokenizer.from_pretrained(checkpoint / "hf")

    @torch.inference_mode()
    def prototype(name):
        prompts = [template.format(name) for template in templates]
        tokens = tokenizer(prompts, padding=True, return_tensors="pt")
        features = model.get_text_features(**tokens).pooler_output
        mean = torch.nn.functional.normalize(features, dim=-1).mean(dim=0)
        return torch.nn.functional.normalize(mean, dim=-1)

    return lambda names: numpy.stack([prototype(name).numpy() for name in names])


PEERS = {"openclip": openclip_prototypes, "transformers": transformers_prototypes}


def main(peer, checkpoint, inputs, threads):
    inputs = pathlib.Path(inputs)
    names = (inputs / "classes.txt").read_text(encoding="utf-8").splitlines()
    templates = (inputs / "templates.txt").read_text(encoding="utf-8").splitlines()
    prototypes = PEERS[peer](pathlib.Path(checkpoint), templates, int(threads))
    with tempfile.NamedTemporaryFile(suffix=".npy", delete=False) as file:
        numpy.save(file, prototypes(names[:COMPARED]))

    def answer(classes):
        start = time.perf_counter()
        prototypes(names[:classes])
        return {"seconds": (time.perf_counter() - start) / (classes * len(templates))}

    serve({"embeddings": file.name}, answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
