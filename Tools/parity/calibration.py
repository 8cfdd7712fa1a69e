"""Makes the values that fitted temperatures are compared with.

`Fixtures/calibration/temperature.json`: similarities of made-up images to made-up labels, and the
temperature (with a sigmoid also the shift) that torch's L-BFGS finds to make the answers likeliest,
with the negative log-likelihoods before and after. Softmax as in Guo et al. (arXiv 1706.04599),
over images that show a label; sigmoid over all images and labels.
"""

import torch

import common

CASES = (  # images, labels, share that shows no label, logit scale, bias, how far the right label leads
    (60, 4, 0.0, 60.0, None, 0.03),
    (40, 7, 0.25, 14.0, None, 0.08),
    (50, 3, 0.3, 110.0, -12.0, 0.02),
    (30, 5, 0.0, 25.0, -6.0, 0.06),
)


def draw(generator, images, labels, none, lead):
    similarities = 0.1 + 0.04 * torch.randn(images, labels, generator=generator)
    answers = [None] * images
    for image in range(images):
        if torch.rand((), generator=generator) >= none:
            answers[image] = int(torch.randint(labels, (), generator=generator))
            similarities[image, answers[image]] += lead
    return similarities, answers


def likelihood(logits, answers, bias):
    shown = [image for image, answer in enumerate(answers) if answer is not None]
    right = torch.tensor([answers[image] for image in shown])
    if bias is None:
        return torch.nn.functional.cross_entropy(logits[shown], right)
    truth = torch.zeros_like(logits)
    truth[shown, right] = 1
    return torch.nn.functional.binary_cross_entropy_with_logits(logits, truth)


def fitted(logits, answers, bias):
    inverse = torch.ones((), dtype=torch.float64, requires_grad=True)
    shift = torch.zeros((), dtype=torch.float64, requires_grad=bias is not None)
    optimiser = torch.optim.LBFGS(
        [inverse] + ([shift] if bias is not None else []),
        max_iter=500, tolerance_grad=1e-12, tolerance_change=1e-15, line_search_fn="strong_wolfe",
    )

    def step():
        optimiser.zero_grad()
        loss = likelihood(logits * inverse + shift, answers, bias)
        loss.backward()
        return loss

    optimiser.step(step)
    with torch.no_grad():
        return (
            float(1 / inverse),
            float(shift),
            float(likelihood(logits, answers, bias)),
            float(likelihood(logits * inverse + shift, answers, bias)),
        )


def main(output=common.REPOSITORY / "Tests" / "ZeroShotTests" / "Fixtures" / "calibration"):
    generator = torch.Generator().manual_seed(5)
    cases = []
    for images, labels, none, scale, bias, lead in CASES:
        similarities, answers = draw(generator, images, labels, none, lead)
        # Logits as the product computes them: in float32.
        logits = (scale * similarities + (bias or 0)).double()
        temperature, shift, before, after = fitted(logits, answers, bias)
        cases.append(
            {
                "logitScale": scale,
                "logitBias": bias,
                "similarities": [common.float_list(row) for row in similarities],
                "answers": answers,
                "temperature": temperature,
                "shift": shift,
                "before": before,
                "after": after,
            }
        )
    output.mkdir(parents=True, exist_ok=True)
    common.write_json(
        output / "temperature.json",
        {"reference": f"torch {torch.__version__}", "cases": cases},
    )


if __name__ == "__main__":
    main()
