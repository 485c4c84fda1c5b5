"""Where do the coefficients of the spam model come from? Writes `comments/spam_model.npz` anew.

Logistic regression with an L2 penalty, fitted by L-BFGS on hashed words, pairs and letter runs (each text's grams to
unit length) and on the marks of `comments/spam.py`. Trained on two collections of hand-labelled public comments:
ScamSpot (Instagram, MIT) and the YouTube Spam Collection (the copy read states no licence; UCI, which publishes it, is
believed to list CC BY 4.0). Only coefficients are kept: 8 bits for each of 32,768 buckets, not the comments.

Run: python -m benchmarks.train_comments
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from benchmarks.comment_sets import Labelled, available, labelled
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from sweetspot.core.statistics import Floats
from sweetspot.stages.vetting.formulas import comments
from sweetspot.stages.vetting.formulas.comments.grams import grams
from sweetspot.stages.vetting.formulas.comments.spam import SpamModel

BITS, PENALTY = 15, 0.1
TARGET = Path(comments.__file__).parent / "spam_model.npz"


def matrix(known: Labelled) -> csr_matrix:
    """Grams to unit length, then marks. Shape (n, 2^BITS + m)."""
    held = grams(known.plain, BITS)
    size = np.bincount(held.text, minlength=len(known.plain))
    values = 1 / np.sqrt(size[held.text])
    table = csr_matrix((values, (held.text, held.bucket)), shape=(len(known.plain), 1 << BITS))
    return hstack([table, csr_matrix(known.marks)]).tocsr()


def trained(known: Labelled) -> SpamModel:
    """The most likely coefficients under the penalty, as they ship: buckets in steps of 1/127 of the largest."""
    table, sign = matrix(known), np.where(known.spam, 1.0, -1.0)

    def loss(both: Floats) -> tuple[float, Floats]:
        margin = sign * (table @ both[:-1] + both[-1])
        value = np.logaddexp(0, -margin).sum() + PENALTY * both[:-1] @ both[:-1] / 2
        slope = -sign / (1 + np.exp(margin))
        return float(value), np.append(table.T @ slope + PENALTY * both[:-1], slope.sum())

    best = minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    step = np.abs(best[: 1 << BITS]).max() / 127
    buckets = np.round(best[: 1 << BITS] / step)
    return SpamModel(buckets * step, best[1 << BITS : -1].round(3), round(float(best[-1]), 3))


def write(model: SpamModel, target: Path = TARGET) -> None:
    """Keep a model as the file that ships."""
    step = np.abs(model.grams).max() / 127
    np.savez_compressed(
        target, grams=np.round(model.grams / step).astype(np.int8), step=np.array(step, dtype=np.float64),
        marks=model.marks.astype(np.float32), intercept=np.array(model.intercept, dtype=np.float64),
    )  # fmt: skip


def main() -> None:
    """Train on everything that is labelled and write the file; say so where the collections are not here."""
    if not available():
        print("The labelled comments are not here; nothing was written.")
        return
    write(trained(labelled()))
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
