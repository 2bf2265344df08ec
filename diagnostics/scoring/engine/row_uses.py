"""How every row of the ledger of a standard counts: by the conditions of the facts that count its rows."""

from __future__ import annotations

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.standards import Ledger, RowUse
from diagnostics.scoring.engine.evaluate import Evaluator


def uses_of_rows(ledger: Ledger, evaluator: Evaluator, firm: int) -> tuple[RowUse | None, ...]:
    """Return the use of every row of a firm, in its order; None where no count takes the row in."""
    rows = evaluator.rows(ledger.table)
    counted = [(use, _counted(evaluator, use, rows.count_of_rows)) for use in ledger.uses]
    own = [at for at, placed in enumerate(rows.rows.rows) if placed.firm == firm]
    return tuple(next((use for use, holds in counted if holds[at]), None) for at in own)


def _counted(evaluator: Evaluator, use: RowUse, size: int) -> list[bool]:
    value = evaluator.library.derived[use.counted_by].value
    assert isinstance(value, ex.RowCount)
    if value.where is None:
        return [True] * size
    return [bool(each) for each in evaluator.rows(value.table).truth(value.where).must]
