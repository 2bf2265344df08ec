"""A topic card: a tap on the ladder, the suggested facts with the reason, one key to confirm, then the boundary."""

from __future__ import annotations

from diagnostics.interview.cards import Suggestion, suggest, suggestion_words
from diagnostics.interview.contradiction_talk import settle_contradictions
from diagnostics.interview.layout import COLUMNS, ROWS, cut, in_columns, wrap
from diagnostics.interview.orders import Order
from diagnostics.interview.session import AGAIN, BACK, NEXT, Attached, Move, Session
from diagnostics.interview.side_talk import review, side_talk
from diagnostics.interview.spoken import answer_words
from diagnostics.interview.typed import TypedWrongError, option_keys, plain, read_value
from diagnostics.interview.words import help_lines
from diagnostics.model.answers import Answer, AnswerValue
from diagnostics.model.facts import Card, Rung, Section
from diagnostics.model.marks import State
from diagnostics.wording import say


class CardTalk:
    """The conversation about one topic card."""

    def __init__(self, session: Session, section: Section, card: Card) -> None:
        self.session = session
        self.section = section
        self.card = card
        self.attached = Attached()
        firm = session.journal.answers()
        wanted = [name for name in card.confirms if name in session.stand.open_items]
        answered = {fact for _, fact in firm.answers}
        self.wanted = wanted or [name for name in card.confirms if name in answered] or list(card.confirms)

    def hold(self) -> Move:
        """Ask until every fact of the card is confirmed, or the consultant goes elsewhere."""
        while True:
            self._draw()
            typed = self._ask(say("interview", "ask_rung"), self._rung)
            if isinstance(typed, Move):
                if typed is AGAIN:
                    continue
                return typed
            move = self._confirm(suggest(self.session.library, self.card, self._rung(typed), self.wanted))
            if move not in {AGAIN, BACK}:  # back from a suggestion leads to the ladder
                return move

    def _draw(self) -> None:
        lines = wrap(self.card.ask)
        for key, rung in enumerate(self.card.ladder):
            text = say("interview", "option", name=rung.name, anchor=rung.anchor) if rung.anchor else rung.name
            lines += wrap(text, COLUMNS, f" {key:>2}  ")
        lines += self._before()
        self.session.draw(self.section.name, lines)

    def _before(self) -> list[str]:
        """What the assessment before, or an answer given already, says of the only fact of a card."""
        if len(self.wanted) != 1:
            return []
        fact = self.session.library.facts[self.wanted[0]]
        firm, before = self.session.journal.answers(), self.session.journal.suggestions()
        given = firm.answers.get((firm.firm_subject, fact.id))
        last = before.answers.get((before.firm_subject, fact.id)) if before is not None else None
        if given is None and last is None:
            return []
        answer = given or last
        assert answer is not None
        return wrap(say("interview", "now_was" if given else "was_last_time", value=answer_words(fact, answer)))

    def _rung(self, text: str) -> Rung:
        key = plain(text)
        if not key.isdigit() or int(key) >= len(self.card.ladder):
            raise TypedWrongError(say("interview", "no_rung", last=len(self.card.ladder) - 1))
        return self.card.ladder[int(key)]

    def _ask(self, message: str, read: object, *, may_be_empty: bool = False) -> str | Move:
        """Ask; orders are obeyed. Returns what was typed, or where to go."""
        while True:
            typed = self.session.ask(message, read, may_be_empty=may_be_empty)  # type: ignore[arg-type]
            if isinstance(typed, str):
                return typed
            move = self._obey(typed)
            if move is not None:
                return move

    # ---- confirming ----

    def _confirm(self, suggestions: list[Suggestion]) -> Move:
        if len(suggestions) == 1:
            return self._confirm_one(suggestions[0])
        return self._confirm_many(suggestions)

    def _confirm_one(self, each: Suggestion) -> Move:
        """One fact: the reason, what the level above would take, one key."""
        lines = [f"→ {suggestion_words(each)}", each.reason]
        if each.next_up is not None:
            anchor = each.fact.anchors.get(each.next_up.id) or each.next_up.anchor
            lines.append(say("interview", "next_up", name=each.next_up.name, anchor=anchor))
        self.session.screen.show([line for text in lines for line in wrap(text, lead="  ")])
        keys = " ".join(f"{key} {name}" for key, name, _ in option_keys(each.fact))
        value = self._ask_value(say("interview", "confirm_one"), each, keys)
        if isinstance(value, Move):
            return value
        return self._keep([(each, value)])

    def _confirm_many(self, suggestions: list[Suggestion]) -> Move:
        """Facts far from the boundary together, then those near it one by one, all on one page."""
        far, near = [each for each in suggestions if not each.near], [each for each in suggestions if each.near]
        self.session.page(wrap(f"{self.card.name} · {suggestions[0].reason}"))
        confirmed: list[tuple[Suggestion, AnswerValue]] = []
        if far:
            numbered = [f" {index:>2}  {suggestion_words(each)}" for index, each in enumerate(far, start=1)]
            self.session.screen.show([cut(line, COLUMNS) for line in numbered])
            values = self._ask_far(far)
            if isinstance(values, Move):
                return values
            confirmed += zip(far, values, strict=True)
        room = ROWS - len(far) - 6
        for each in near:
            keys = in_columns([f"   {key:>2} {name}" for key, name, _ in option_keys(each.fact)])
            lines = [f"◆ {cut(suggestion_words(each), COLUMNS - 2)}", *keys]
            room -= len(lines) + 1
            if room < 0:  # the rest on a page of its own
                self.session.page([self.card.name])
                room = ROWS - len(lines) - 7
            self.session.screen.show(lines)
            value = self._ask_value(say("interview", "confirm_near"), each, "")
            if isinstance(value, Move):
                return value
            confirmed.append((each, value))
        return self._keep(confirmed)

    def _ask_far(self, far: list[Suggestion]) -> list[AnswerValue] | Move:
        """Confirm all with Enter, or change some: 3=2 gives the third fact the option 2."""
        values = [each.value for each in far]

        def read(text: str) -> dict[int, AnswerValue]:
            changes: dict[int, AnswerValue] = {}
            for part in plain(text).replace(",", " ").replace("、", " ").split():
                index, equals, key = part.partition("=")
                if not equals or not index.isdigit() or not 0 < int(index) <= len(far):
                    raise TypedWrongError(say("interview", "change_form", got=part))
                changes[int(index) - 1] = read_value(far[int(index) - 1].fact, key)
            return changes

        typed = self._ask(say("interview", "confirm_many", n=len(far)), read, may_be_empty=True)
        if isinstance(typed, Move):
            return typed
        for index, value in (read(typed) if typed else {}).items():
            values[index] = value
        return values

    def _ask_value(self, message: str, each: Suggestion, keys: str) -> AnswerValue | Move:
        shown = f"{message}（{keys}）" if keys else message
        typed = self._ask(cut(shown, COLUMNS - 10), lambda text: read_value(each.fact, text), may_be_empty=True)
        if isinstance(typed, Move):
            return typed
        return read_value(each.fact, typed) if typed else each.value

    def _keep(self, confirmed: list[tuple[Suggestion, AnswerValue]]) -> Move:
        for each, value in confirmed:
            self._testify(each.fact.id, "known", value)
        return settle_contradictions(self.session, frozenset(each.fact.id for each, _ in confirmed))

    def _testify(self, fact: str, state: State, value: AnswerValue = None) -> None:
        by = self.attached.by or self.session.person
        evidence = tuple(dict.fromkeys(self.attached.evidence))
        answer = Answer(state, value, evidence=evidence, by=by, date=self.session.today, note=self.attached.note)
        self.session.journal.testify(fact, answer, self.session.journal.answers().firm_subject)

    # ---- orders ----

    def _obey(self, order: Order) -> Move | None:
        if order.name == "help":
            self._show_help()
            return AGAIN
        redraw = side_talk(self.session, order, self.attached, None, None)
        if redraw is not None:
            return AGAIN if redraw else None
        match order.name:
            case "back":
                return BACK
            case "jump":
                return Move("jump", order.rest)
            case "review":
                name = review(self.session)
                return Move("jump", f"={name}") if name else AGAIN
            case "later":
                ask = order.rest or self.session.ask_text(say("interview", "ask_later_whom"))
                for fact in self.wanted:
                    self.session.journal.postpone(fact, ask, self.attached.note)
                return NEXT
            case "unknown" | "refused":
                for fact in self.wanted:
                    self._testify(fact, "unknown" if order.name == "unknown" else "refused")
                return NEXT
            case "na":
                return self._not_applicable(order.rest)
            case "second":
                self.attached.by = order.rest or self.session.ask_text(say("interview", "ask_second"))
                self.session.show(say("interview", "second_now", by=self.attached.by))
            case _:
                self.session.show(say("interview", "apart_by_fact"))
        return None

    def _not_applicable(self, reason: str) -> Move | None:
        if not all(self.session.library.facts[name].na for name in self.wanted):
            self.session.show(say("interview", "no_na"))
            return None
        self.attached.notes.append(reason or self.session.ask_text(say("interview", "ask_na_reason")))
        for fact in self.wanted:
            self._testify(fact, "na")
        return NEXT

    def _show_help(self) -> None:
        from diagnostics.interview.side_talk import read_long

        lines = wrap(self.card.help) if self.card.help else []
        for name in self.wanted:
            fact = self.session.library.facts[name]
            lines += ["", f"【{fact.name}】", *help_lines(fact, fact.question)]
        read_long(self.session, lines)
