"""Evaluates firms again after further answers: only what rests on an answer that has changed is computed anew."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.memo.memory import changed_items


def renewed(evaluator: Evaluator, firms: Sequence[FirmAnswers]) -> Evaluator:
    """Return an evaluator of the same firms after other answers; it says the same as one made from nothing.

    Args:
        evaluator: of the same firms, in the same order; it is left as it is.
        firms: what is known of them now.

    Raises:
        ValueError: The number of firms is another.
    """
    frame = evaluator.frame
    found = [changed_items(old, new) for old, new in zip(frame.firms, firms, strict=True)]
    changed = [each for each in found if each is not None]
    if frame.verified or len(changed) < len(found):  # other subjects: every column has another length
        return Evaluator(
            Frame(
                firms,
                frame.library,
                frame.as_of,
                verified=frame.verified,
                exact=frame.exact,
                prefer_direct=frame.prefer_direct,
            )
        )
    other = Evaluator(frame.with_answers(firms))
    other.take_unchanged(evaluator, set().union(*changed))
    return other
