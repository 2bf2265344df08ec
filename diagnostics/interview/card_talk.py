"""A topic card: a tap on the ladder, the suggested facts with the reason, one key to confirm, then the boundary."""

from __future__ import annotations

from diagnostics.interview.card_pages import FarPage, far_pages, group_name
from diagnostics.interview.cards import Suggestion, suggest, suggestion_words
from diagnostics.interview.contradiction_talk import settle_contradictions
from diagnostics.interview.layout import COLUMNS, ROWS, cut, wrap
from diagnostics.interview.list_talk import LIST_ROWS, ListTalk
from diagnostics.interview.orders import Order
from diagnostics.interview.session import AGAIN, APART, BACK, NEXT, Attached, Move, Session, may_be_called_off
from diagnostics.interview.short_list import Entry, Given, read_list
from diagnostics.interview.side_talk import review, side_talk
from diagnostics.interview.spoken import answer_words, value_words
from diagnostics.interview.typed import TypedWrongError, option_keys, plain, read_value
from diagnostics.interview.words import help_lines
from diagnostics.model.answers import Answer, AnswerValue, How
from diagnostics.model.facts import Card, Fact, Rung, Section
from diagnostics.model.marks import State
from diagnostics.wording import say

_PROMPT_ROWS = 3  # the prompt, the line below it, and what is wrong with what was typed
_LEAST_ROOM = 5  # below it, what is near the boundary has a page of its own


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
            move = self._confirm(self._rung(typed))
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
        fact = self.session.library.named(self.wanted[0])
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

    def _confirm(self, rung: Rung) -> Move:
        suggestions = suggest(self.session.library, self.card, rung, self.wanted, self.session.course.rule.depth)
        tapped = {each.fact.id: each.value for each in suggestions}
        self.session.journal.tap(self.card.id, rung.id, tapped, self.attached.by or self.session.person)
        if len(suggestions) == 1 and not suggestions[0].group:
            return self._confirm_one(suggestions[0])
        return self._confirm_many(suggestions)

    def _confirm_one(self, each: Suggestion) -> Move:
        """One fact: the reason, what the level above would take, one key."""
        lines = [f"→ {suggestion_words(each)}", each.reason]
        if each.next_up is not None:
            anchors = each.fact.anchors if isinstance(each.fact, Fact) else {}
            anchor = anchors.get(each.next_up.id) or each.next_up.anchor
            lines.append(say("interview", "next_up", name=each.next_up.name, anchor=anchor))
        self.session.screen.show([line for text in lines for line in wrap(text, lead="  ")])
        keys = " ".join(f"{key} {name}" for key, name, _ in option_keys(each.fact))
        message = cut(f"{say('interview', 'confirm_one')}（{keys}）", COLUMNS - 10)
        typed = self._ask(message, lambda text: read_value(each.fact, text), may_be_empty=True)
        if isinstance(typed, Move):
            return typed
        value = read_value(each.fact, typed) if typed else each.value
        self._testify(each.fact.id, "known", value, "asked" if typed else "suggested_confirmed")
        return settle_contradictions(self.session, frozenset({each.fact.id}))

    def _confirm_many(self, suggestions: list[Suggestion]) -> Move:
        """What is far from the boundary together by one key, then what is near it as a list, on one page if it fits."""
        far, near = [each for each in suggestions if not each.near], [each for each in suggestions if each.near]
        reason = wrap(f"{self.card.name} · {suggestions[0].reason}")
        for page in far_pages(self.session.library, far, LIST_ROWS - len(reason)):
            self._below_or_anew([*reason, *page.lines])
            move = self._confirm_page(far, page)
            if move is not NEXT:
                return move
        if not near:
            return settle_contradictions(self.session, frozenset(each.fact.id for each in far))
        entries = [Entry(each.fact, each.value) for each in far] + [self._entry(each) for each in near]
        talk = ListTalk(self.session, self.section, entries, self.attached, known=len(far))
        room = ROWS - self.session.screen.rows - _PROMPT_ROWS
        if far and room >= _LEAST_ROOM:
            return talk.hold(self.session.screen.show, room)
        return talk.hold(lambda lines: self.session.page([*reason, *lines]), LIST_ROWS - len(reason))

    def _below_or_anew(self, lines: list[str]) -> None:
        """Show lines below the ladder when they fit, else on a page of their own."""
        if self.session.screen.rows + len(lines) + _PROMPT_ROWS <= ROWS:
            self.session.screen.show(lines)
        else:
            self.session.page(lines)

    def _entry(self, each: Suggestion) -> Entry:
        """Points are answered expressly; of other facts a dot keeps what is suggested."""
        hint = say("interview_list", "suggested", value=value_words(each.fact, each.value))
        if not each.group:
            return Entry(each.fact, each.value, hint)
        half_true = each.value not in {each.fact.options[0].id, each.fact.options[-1].id}
        return Entry(each.fact, None, hint if half_true else "", group_name(self.session.library, each))

    def _confirm_page(self, far: list[Suggestion], page: FarPage) -> Move:
        """Confirm a page of suggestions with Enter, or change some: 3=2 gives the third fact the option 2."""
        entries = [Entry(each.fact, each.value) for each in far]
        numbers = list(page.numbers)
        message = say("interview_cards", "confirm", n=len(numbers))
        typed = self._ask(message, lambda text: self._changes(entries, numbers, text), may_be_empty=True)
        if isinstance(typed, Move):
            return typed
        changes = self._changes(entries, numbers, typed) if typed else {}
        for index in numbers:
            given = changes.get(index, Given("known", far[index].value, confirmed=True))
            how: How = "suggested_confirmed" if given.confirmed else "asked"
            self._testify(far[index].fact.id, given.state, given.value, how)
        return NEXT

    def _changes(self, entries: list[Entry], numbers: list[int], text: str) -> dict[int, Given]:
        """Read what is to be changed; nothing but “number=key” is taken, so that a slip confirms nothing."""
        for part in plain(text).replace(",", " ").replace("、", " ").split():
            index, equals, _ = part.partition("=")
            if not equals or not index.isdigit() or int(index) - 1 not in numbers:
                raise TypedWrongError(say("interview", "change_form", got=part))
        return read_list(entries, (), text, today=self.session.today)

    def _testify(self, fact: str, state: State, value: AnswerValue = None, how: How = "asked") -> None:
        by = self.attached.by or self.session.person
        evidence = tuple(dict.fromkeys(self.attached.evidence))
        note = self.attached.note
        answer = Answer(state, value, evidence=evidence, by=by, date=self.session.today, note=note, how=how)
        self.session.journal.testify(fact, answer, self.session.journal.answers().firm_subject)

    # ---- orders ----

    @may_be_called_off
    def _obey(self, order: Order) -> Move | None:
        if order.name == "help":
            with self.session.screen.aside():
                self._show_help()
            return None
        redraw = side_talk(self.session, order, self.attached, None, None)
        if redraw is not None:
            return AGAIN if redraw else None
        match order.name:
            case "back":
                return BACK
            case "jump":
                return Move("jump", order.rest)
            case "review":
                with self.session.screen.aside():
                    name = review(self.session)
                return Move("jump", f"={name}") if name else None
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
            case "apart" if self.session.subjects_of(self.card.confirms):
                return APART
            case _:
                self.session.show(say("interview", "apart_by_fact"))
        return None

    def _not_applicable(self, reason: str) -> Move | None:
        if not all(getattr(self.session.library.named(name), "na", False) for name in self.wanted):
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
            fact = self.session.library.named(name)
            lines += ["", f"【{fact.name}】", *help_lines(fact, fact.question)]
        read_long(self.session, lines)
