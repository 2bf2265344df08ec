"""The answers of a firm in words: facts with their evidence, derived facts with their inputs."""

from __future__ import annotations

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.asking import chosen_fact
from diagnostics.model.content.facts import JUDGEMENTS, Derived, Fact
from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.model.results.results import Reason
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import Choices, Values
from diagnostics.scoring.engine.results import finite
from diagnostics.scoring.words.describe import Describer
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import day, quantity

PLACES = 2
_WHOLE = 100


class FactWords:
    """Puts the facts of one evaluator's firms into words."""

    def __init__(self, evaluator: Evaluator, describer: Describer) -> None:
        self.evaluator = evaluator
        self.describer = describer

    # ---- values ----

    def value(self, expression: ex.Expression, kind: SubjectKind, row: int) -> str:
        """Return a value as people read it: a number with its unit, a range, the option of a choice, or 待查."""
        chosen = chosen_fact(expression, self.evaluator.library)
        library = self.evaluator.library
        if isinstance(expression, ex.FactRef):
            chosen = expression.fact  # 是 or 否, not 1 or 0; why it does not apply
        if chosen is not None:
            return self.fact(chosen, kind, row)
        found, unit = self.evaluator.value(expression, kind), self.describer.unit(expression)
        if found.na[row]:
            told = (self._not_applicable(library.named(fact), kind, row) for fact in self.facts_below(expression))
            return max(told, key=len, default=name_of("states", "na"))
        return self.range(found, row, unit, self.describer.decimals(expression), self.describer.scale(expression))

    def counting(self, expression: ex.Expression, kind: SubjectKind, row: int) -> ex.Expression:
        """Return the value that counts for one subject: of `first_known` the one that is known, else all of it."""
        while isinstance(expression, ex.FirstKnown):
            known = (arg for arg in expression.args if self.evaluator.told.value(arg, kind).known[row])
            chosen = next(known, None)
            if chosen is None:
                return expression
            expression = chosen
        return expression

    def range(self, values: Values, row: int, unit: str, places: int = PLACES, scale: int = 1) -> str:
        """Return one row of a value in words, multiplied by what it is printed with."""
        if values.na[row]:
            return name_of("states", "na")
        lo, hi = finite(values.lo[row] * scale), finite(values.hi[row] * scale)
        if lo is not None and lo == hi:
            return quantity(lo, unit, places)
        if lo is None or hi is None or (unit == "%" and lo <= 0 and hi >= _WHOLE):
            return say("explain", "not_known")
        return say("explain", "between", low=quantity(lo, "", places), high=quantity(hi, unit, places))

    def fact(self, fact_id: str, kind: SubjectKind, row: int) -> str:
        """Return a fact of one subject in words."""
        item = self.evaluator.library.named(fact_id)
        if isinstance(item, Fact) and item.type in {"text", "date"}:
            return self._plain(item, kind, row)
        found = self.evaluator.fact(fact_id, kind)
        if found.na[row]:
            return self._not_applicable(item, kind, row)
        if isinstance(found, Choices):
            return self._choices(item, found, row)
        if item.type == "bool":
            return say("explain", "not_known" if not found.known[row] else "yes" if found.lo[row] == 1 else "no")
        return self.range(found, row, "%" if item.type == "percent" else item.unit)

    def _plain(self, item: Fact, kind: SubjectKind, row: int) -> str:
        answer = self.evaluator.frame.answers(item, kind)[row]
        if answer is not None and answer.state == "na":
            return self._not_applicable(item, kind, row)
        if answer is None or answer.value is None:
            return say("explain", "not_known")
        return day(answer.value) if item.type == "date" else str(answer.value)  # type: ignore[arg-type]

    def _not_applicable(self, item: Fact | Derived, kind: SubjectKind, row: int) -> str:
        """Say that a fact does not apply, and why, where the firm gave a reason."""
        own = isinstance(item, Fact) or item.direct != "none"
        answer = self.evaluator.frame.answers(item, kind)[row] if own else None
        word = name_of("states", "na")
        reason = " ".join(answer.note.split()) if answer is not None and answer.state == "na" else ""
        return say("explain", "with_reason", word=word, reason=reason) if reason else word

    def _choices(self, item: Fact | Derived, found: Choices, row: int) -> str:
        names = {option.id: option.name for option in item.options} | {
            key: name_of("judgements", key) for key in JUDGEMENTS
        }
        if not found.known[row]:
            return say("explain", "not_known")
        picked = [names[option] for option, on in zip(found.options, found.must[row], strict=True) if on]
        return say("explain", "joint").join(picked) if picked else say("explain", "none_picked")

    def answer(self, item: Fact | Derived, answer: Answer, kind: SubjectKind, row: int) -> str:
        """Return an answer of one subject in words; a share that was given directly as its two numbers."""
        if isinstance(item, Derived) and isinstance(answer.value, tuple):
            return " / ".join(part if isinstance(part, str) else quantity(part, "", 4) for part in answer.value)
        return self.fact(item.id, kind, row)

    # ---- reasons ----

    def reason(self, fact_id: str, kind: SubjectKind, row: int, seen: tuple[str, ...] = ()) -> Reason:
        """Return what a fact is and what it rests on: the answer with its evidence, or the facts it is derived from."""
        item = self.evaluator.library.named(fact_id)
        text = say("explain", "fact", name=item.name, value=self.fact(fact_id, kind, row))
        because: list[Reason] = []
        if isinstance(item, Fact) or item.direct != "none":
            answer = self.evaluator.frame.answers(item, kind)[row]
            if answer is not None:
                firm = self.evaluator.frame.firms[self.evaluator.frame.subjects[kind][row].firm]
                because.append(Reason(id=fact_id, name=item.name, text=testimony_text(answer, firm)))
        if isinstance(item, Derived):
            because += self._parts(item, kind, row, (*seen, fact_id))
        return Reason(id=fact_id, name=item.name, text=text, because=tuple(because))

    def _parts(self, item: Derived, kind: SubjectKind, row: int, seen: tuple[str, ...]) -> list[Reason]:
        """Return the inputs of a derived fact with their values: facts, table sums and yearly figures."""
        sources = [item.value] if item.value is not None else [case.when for case in item.cases]
        reasons: dict[str, Reason] = {}
        for source in sources:
            for part in ex.walk(source):
                if isinstance(part, ex.FactRef) and part.fact not in seen:
                    reasons.setdefault(part.fact, self.reason(part.fact, kind, row, seen))
                elif isinstance(part, ex.RowValue | ex.RowCount | ex.Yearly | ex.Latest):
                    name = self.describer.name(part)
                    text = say("explain", "fact", name=name, value=self.value(part, kind, row))
                    key = getattr(part, "table", "years")
                    reasons.setdefault(name, Reason(id=key, name=name, text=text))
        return list(reasons.values())

    def facts_below(self, expression: ex.Expression) -> list[str]:
        """Return the facts that an expression refers to, directly or through a leaf of a standard, each once."""
        found: list[str] = []
        for part in ex.walk(expression):
            if isinstance(part, ex.FactRef):
                found.append(part.fact)
            elif isinstance(part, ex.NodeScore) and (points := self.describer.node(part).points) is not None:
                found += self.facts_below(points)
        return list(dict.fromkeys(found))


def testimony_text(answer: Answer, firm: FirmAnswers) -> str:
    """Return who said it, when, with which evidence."""
    known = {each.id: each for each in firm.evidence}
    shown = []
    for name in answer.evidence:
        evidence = known.get(name)
        if evidence is not None:
            parts = [evidence.kind, evidence.number, "" if evidence.kept else say("explain", "viewed_only")]
            shown.append(say("explain", "evidence", id=name, text="，".join(part for part in parts if part)))
    words = [
        answer.by,
        day(answer.date) if answer.date else "",
        name_of("grades", answer.grade.name),
        *shown,
        "" if answer.state == "known" else name_of("answer_states", answer.state),
        name_of("how", answer.how) if answer.how == "suggested_confirmed" else "",
        say("explain", "note", text=answer.note) if answer.note else "",
    ]
    return "；".join(word for word in words if word)
