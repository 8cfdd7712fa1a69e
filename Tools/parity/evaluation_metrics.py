"""Writes similarities of two runs over the same made-up images, and what an evaluation of them is.

The measures come from scipy and scikit-learn where they have them, else from a plain definition
that is written differently from ours: the risk-coverage area from each image's chance to be among
the first k, the calibration error from numpy's histograms.

    python Tools/parity/evaluation_metrics.py
"""

import json
import pathlib

import numpy
from scipy import stats
from sklearn import metrics

OUTPUT = (
    pathlib.Path(__file__).resolve().parents[2]
    / "Tests/ZeroShotTests/Fixtures/evaluation/metrics.json"
)
CLASSES = 7
IMAGES = 240
WITHOUT_LABEL = 30
LOGIT_SCALE = 10.0
BINS = 15


def similarities(generator, answers, strength):
    """Thousandths, so that some are equal; the right label's is higher by `strength` on average."""
    values = generator.normal(200, 60, (len(answers), CLASSES))
    for row, answer in enumerate(answers):
        if answer is not None:
            values[row, answer] += strength
    # Coarse steps: ties between images, and between labels of an image.
    return (numpy.round(values / 10) * 10).astype(int)


def wilson(count, total):
    interval = stats.binomtest(int(count), int(total)).proportion_ci(method="wilson")
    return [float(interval.low), float(interval.high)]


def sign_test(first, second):
    return float(stats.binomtest(int(first), int(first + second), 0.5).pvalue)


def ranks(values, answers):
    """Of the right label; an equal label that comes earlier stands before it."""
    result = []
    for row, answer in zip(values, answers):
        if answer is not None:
            order = sorted(range(CLASSES), key=lambda label: (-row[label], label))
            result.append(order.index(answer) + 1)
    return numpy.array(result)


def expected_calibration_error(probabilities, right):
    edges = numpy.linspace(0, 1, BINS + 1)
    # Bins include their upper edge: numpy's include the lower one, so look from above.
    bins = BINS - 1 - (numpy.digitize(1 - probabilities, 1 - edges[::-1], right=False) - 1)
    error = 0.0
    for index in range(BINS):
        inside = bins == index
        if inside.any():
            gap = abs(probabilities[inside].mean() - right[inside].mean())
            error += gap * inside.sum() / len(right)
    return float(error)


def risk_coverage_area(confidences, right):
    count = len(right)
    higher = numpy.array([(confidences > value).sum() for value in confidences])
    equal = numpy.array([(confidences == value).sum() for value in confidences])
    area = 0.0
    for answered in range(1, count + 1):
        chance = numpy.clip((answered - higher) / equal, 0, 1)
        area += float((chance * ~right).sum()) / answered
    return area / count


def main():
    generator = numpy.random.default_rng(12)
    answers = [int(generator.integers(0, CLASSES - 1)) for _ in range(IMAGES)]  # the last has none
    answers += [None] * WITHOUT_LABEL
    first = similarities(generator, answers, 95)
    second = similarities(generator, answers, 120)

    known = numpy.array([answer for answer in answers if answer is not None])
    rows = first[:IMAGES] / 1000
    predicted = numpy.array([int(numpy.argmax(row)) for row in rows])
    right = predicted == known
    exponentials = numpy.exp(LOGIT_SCALE * rows)
    top = (exponentials / exponentials.sum(axis=1, keepdims=True)).max(axis=1)
    other_right = numpy.argmax(second[:IMAGES], axis=1) == known
    first_ranks, second_ranks = ranks(first, answers), ranks(second, answers)
    matrix = metrics.confusion_matrix(known, predicted, labels=range(CLASSES))
    precision, recall, _, _ = metrics.precision_recall_fscore_support(
        known, predicted, labels=range(CLASSES), zero_division=numpy.nan
    )
    confidences = first.max(axis=1) / 1000

    fixture = {
        "labels": [f"class {index}" for index in range(CLASSES)],
        "logitScale": LOGIT_SCALE,
        "answers": answers,
        "first": first.tolist(),
        "second": second.tolist(),
        "expected": {
            "top1": int(right.sum()),
            "top1Interval": wilson(right.sum(), IMAGES),
            "top5": int((first_ranks <= 5).sum()),
            "meanReciprocalRank": float((1 / first_ranks).mean()),
            "matrix": matrix.tolist(),
            "recall": [None if numpy.isnan(value) else float(value) for value in recall],
            "precision": [None if numpy.isnan(value) else float(value) for value in precision],
            "meanRecall": float(numpy.nanmean(recall)),
            "expectedCalibrationError": expected_calibration_error(top, right),
            "riskCoverageArea": risk_coverage_area(first.max(axis=1)[:IMAGES], right),
            "noneSeparation": float(
                metrics.roc_auc_score([1] * IMAGES + [0] * WITHOUT_LABEL, confidences)
            ),
            "onlyFirstRight": int((right & ~other_right).sum()),
            "onlySecondRight": int((~right & other_right).sum()),
            "mcNemar": sign_test((right & ~other_right).sum(), (~right & other_right).sum()),
            "better": int((second_ranks < first_ranks).sum()),
            "worse": int((second_ranks > first_ranks).sum()),
            "rankTest": sign_test(
                (second_ranks < first_ranks).sum(), (second_ranks > first_ranks).sum()
            ),
        },
    }
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
