"""Makes the values that few-shot support is compared with.

`Fixtures/few-shot/tip-adapter.json`: image, prototype and support vectors of unit length, drawn at
random around a few centres, and what Tip-Adapter's training-free form (arXiv 2207.09519) makes of
them in torch: affinities exp(-beta (1 - f k)), times one-hot labels, times alpha, plus the logits
of the prompts. Labels have unequal numbers of support images, and one has none.
"""

import torch

import common

LABELS = ("fox", "bear", "owl", "ibis")
SUPPORT_LABELS = (0, 0, 0, 1, 2, 2)
DIMENSION = 12
SCALE, ALPHA, BETA = 10.0, 6.0, 5.5


def unit(rows):
    return rows / rows.norm(dim=-1, keepdim=True)


def main(output=common.REPOSITORY / "Tests" / "ZeroShotTests" / "Fixtures" / "few-shot"):
    generator = torch.Generator().manual_seed(21)

    def draw(*shape):
        return torch.randn(*shape, generator=generator)

    prototypes = unit(draw(len(LABELS), DIMENSION))
    centres = draw(len(LABELS), DIMENSION)
    keys = unit(centres[list(SUPPORT_LABELS)] + 0.3 * draw(len(SUPPORT_LABELS), DIMENSION))
    images = unit(centres[[0, 2, 1]] + 0.3 * draw(3, DIMENSION))
    values = torch.nn.functional.one_hot(torch.tensor(SUPPORT_LABELS), len(LABELS)).double()
    # Rounded to what is stored, then computed in double precision.
    f, k, p = (rows.double() for rows in (images, keys, prototypes))
    affinity = torch.exp(-BETA * (1 - f @ k.T))
    support = ALPHA * affinity @ values
    logits = SCALE * f @ p.T + support
    order = logits.argsort(dim=-1, descending=True)
    assert all((order != (f @ p.T).argsort(dim=-1, descending=True)).any(dim=-1))
    output.mkdir(parents=True, exist_ok=True)
    common.write_json(
        output / "tip-adapter.json",
        {
            "reference": f"torch {torch.__version__}",
            "logitScale": SCALE,
            "alpha": ALPHA,
            "beta": BETA,
            "labels": list(LABELS),
            "prototypes": [common.float_list(row) for row in prototypes],
            "support": [common.float_list(row) for row in keys],
            "supportLabels": list(SUPPORT_LABELS),
            "images": [common.float_list(row) for row in images],
            "supportLogits": [common.float_list(row) for row in support],
            "probabilities": [common.float_list(row) for row in logits.softmax(-1)],
            "order": order.tolist(),
        },
    )


if __name__ == "__main__":
    main()
