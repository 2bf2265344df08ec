"""A topic card: a tap on the ladder, the suggested facts with the reason, one key to confirm, then the boundary."""

from __future__ import annotations

from diagnostics.answers.limits import may_be_na
from diagnostics.answers.typed.spoken import answer_words, value_words
from diagnostics.answers.typed.value import TypedWrongError, option_keys, plain, read_value
from diagnostics.interview.course.card_pages import FarPage, far_pages, group_name, of_firm
from diagnostics.interview.course.cards import Suggestion, suggest, suggestion_words
from diagnostics.interview.course.short_list import APART as SITES_APART
from diagnostics.interview.course.short_list import LIST_ROWS, Given, ListEntry, entry_lines, read_list
from diagnostics.interview.course.topics import Topic
from diagnostics.interview.screen.layout import COLUMNS, ROWS, cut, wrap
from diagnostics.interview.screen.words import help_lines
from diagnostics.interview.talks.contradiction_talk import settle_contradictions
from diagnostics.interview.talks.list_talk import ListTalk, ask_reason
from diagnostics.interview.talks.orders import Order
from diagnostics.interview.talks.session import APART, BACK, NEXT, Attached, NextItem, Session, may_be_called_off
from diagnostics.interview.talks.side_talk import asked_later, lead_away, read_long, side_talk, take_second
from diagnostics.model.content.facts import Card, Derived, Fact, Rung, Section
from diagnostics.model.content.marks import State
from diagnostics.model.firm.answers import Answer, AnswerValue, How
from diagnostics.words.catalogue import say

_PROMPT_ROWS = 3  # the prompt, the line below it, and what is wrong with what was typed
_LEAST_ROOM = 5  # below it, what is near the boundary has a page of its own, unless all of it fits


class CardTalk:
    """The conversation about one topic card."""

    def __init__(self, session: Session, section: Section, card: Card) -> None:
        self.session = session
        self.section = section
        self.card = card
        self.attached = Attached()
        self.numbered: list[str] = []  # facts in the order of the numbers on the page
        self.tapped = ""  # typed on the ladder for this site already, together with the others
        firm = session.journal.answers()
        wanted = [name for name in card.confirms if name in session.stand.open_items]
        answered = {fact for _, fact in firm.answers}
        self.wanted = wanted or [name for name in card.confirms if name in answered] or list(card.confirms)

    def hold(self) -> NextItem:
        """Ask until every fact of the card is confirmed, or the consultant goes elsewhere."""
        while True:
            typed, self.tapped = self.tapped or self._tap(), ""
            if isinstance(typed, NextItem):
                return typed
            if SITES_APART in plain(typed):
                return NextItem("apart", plain(typed))
            move = self._confirm(self._rung(typed))
            if move != BACK:  # back from a suggestion leads to the ladder
                return move

    def _tap(self) -> str | NextItem:
        self._draw()
        return self._ask(say("interview", "ask_rung"), self._taps)

    def _taps(self, text: str) -> list[Rung]:
        """Read a rung, or one per site: 3|2."""
        words, subjects = plain(text).split(SITES_APART), self.session.subjects_of(self.card.confirms)
        if len(words) > 1 and len(words) != len(subjects):
            raise TypedWrongError(say("interview_cards", "each_subject", got=len(words), n=max(len(subjects), 1)))
        return [self._rung(word) for word in words]

    def _draw(self) -> None:
        lines = wrap(self.card.ask)
        for key, rung in enumerate(self.card.ladder):
            text = say("interview", "option", name=rung.name, anchor=rung.anchor) if rung.anchor else rung.name
            lines += wrap(text, COLUMNS, f" {key:>2}  ")
        lines += [*self._before(), *self._subjects()]
        self.session.draw(self.section.name, lines)

    def _subjects(self) -> list[str]:
        """Explain how to answer for several sites one by one; empty with one site."""
        names = say("words", "or_joint").join(subject.name for subject in self.session.subjects_of(self.card.confirms))
        return wrap(say("interview_cards", "subjects_here", names=names)) if names else []

    def _before(self) -> list[str]:
        """Return the answer to the only fact of a card that is on record or stood in the last assessment."""
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

    def _ask(self, message: str, read: object, *, may_be_empty: bool = False) -> str | NextItem:
        """Ask; orders are obeyed. Returns what was typed, or where to go."""
        while True:
            typed = self.session.ask(message, read, may_be_empty=may_be_empty)  # type: ignore[arg-type]
            if isinstance(typed, str):
                return typed
            move = self._obey(typed)
            if move is not None:
                return move

    # ---- confirming ----

    def _confirm(self, rung: Rung) -> NextItem:
        suggestions = suggest(self.session.library, self.card, rung, self.wanted, self.session.course.rule.depth)
        tapped = {suggestion.fact.id: suggestion.value for suggestion in suggestions if suggestion.value is not None}
        self.session.journal.tap(self.card.id, rung.id, tapped, self.attached.by or self.session.person)
        if len(suggestions) == 1 and not suggestions[0].group and tapped:
            return self._confirm_one(suggestions[0])
        return self._confirm_many(suggestions)

    def _confirm_one(self, each: Suggestion) -> NextItem:
        """One fact: the reason, what the level above would take, one key."""
        lines = [*self._site(), f"→ {suggestion_words(each)}", each.reason]
        if each.next_up is not None:
            anchors = each.fact.anchors if isinstance(each.fact, Fact) else {}
            anchor = anchors.get(each.next_up.id) or each.next_up.anchor
            lines.append(say("interview", "next_up", name=each.next_up.name, anchor=anchor))
        self.session.screen.show([line for text in lines for line in wrap(text, lead="  ")])
        keys = " ".join(f"{key} {name}" for key, name, _ in option_keys(each.fact))
        message = cut(f"{say('interview', 'confirm_one')}（{keys}）", COLUMNS - 10)
        typed = self._ask(message, lambda text: read_value(each.fact, text), may_be_empty=True)
        if isinstance(typed, NextItem):
            return typed
        value = read_value(each.fact, typed) if typed else each.value
        self._testify(each.fact.id, "known", value, "asked" if typed else "suggested_confirmed")
        return settle_contradictions(self.session, frozenset({each.fact.id}))

    def _confirm_many(self, suggestions: list[Suggestion]) -> NextItem:
        """Confirm the facts far from the boundary by one key, then list those near it, on one page if it fits."""
        far, near = (
            [suggestion for suggestion in suggestions if not suggestion.near],
            [suggestion for suggestion in suggestions if suggestion.near],
        )
        self.numbered = [each.fact.id for each in (*far, *near)]
        reason = [*self._site(), *wrap(f"{self.card.name} · {suggestions[0].reason}")]
        at_site = bool(self.session.subject)
        for page in far_pages(self.session.library, far, LIST_ROWS - len(reason), at_site=at_site):
            self._below_or_anew([*reason, *page.lines])
            move = self._confirm_page(far, page)
            if move is not NEXT:
                return move
        if not near:
            return settle_contradictions(self.session, frozenset(each.fact.id for each in far))
        entries = [*map(self._far_entry, far), *map(self._entry, near)]
        talk = ListTalk(self.session, self.section, entries, self.attached, known=len(far))
        head = [] if far else reason  # what is confirmed above has the reason already
        room = ROWS - self.session.screen.rows - len(head) - _PROMPT_ROWS
        if room >= min(_LEAST_ROOM, len(entry_lines(entries, range(len(far), len(entries))))):
            return talk.hold(lambda lines: self.session.screen.show([*head, *lines]), room)
        return talk.hold(lambda lines: self.session.page([*reason, *lines], self.section.name), LIST_ROWS - len(reason))

    def _site(self) -> list[str]:
        return [say("interview", "for_subject", name=self.session.subject)] if self.session.subject else []

    def _below_or_anew(self, lines: list[str]) -> None:
        """Show lines below the ladder when they fit, else on a page of their own."""
        if self.session.screen.rows + len(lines) + _PROMPT_ROWS <= ROWS:
            self.session.screen.show(lines)
        else:
            self.session.page(lines, self.section.name)

    def _entry(self, each: Suggestion) -> ListEntry:
        """Points are answered expressly; of other facts a dot keeps what is suggested; what is open has no hint."""
        suggested = each.value is not None
        hint = say("interview_list", "suggested", value=value_words(each.fact, each.value)) if suggested else ""
        hint += of_firm(self.session.library, each.fact.id, at_site=bool(self.session.subject))
        subjects = self.session.several_of(self.session.library.subject_of(each.fact.id))
        if not each.group:
            return ListEntry(fact=each.fact, kept=each.value, hint=hint, subjects=subjects)
        half_true = each.value not in {each.fact.options[0].id, each.fact.options[-1].id}
        group = group_name(self.session.library, each)
        return ListEntry(fact=each.fact, kept=None, hint=hint if half_true else "", group=group, subjects=subjects)

    def _far_entry(self, each: Suggestion) -> ListEntry:
        subjects = self.session.several_of(self.session.library.subject_of(each.fact.id))
        return ListEntry(fact=each.fact, kept=each.value, subjects=subjects)

    def _confirm_page(self, far: list[Suggestion], page: FarPage) -> NextItem:
        """Confirm a page of suggestions with Enter, or change some: 3=2 gives the third fact the option 2."""
        entries, numbers = list(map(self._far_entry, far)), list(page.numbers)
        message = say("interview_cards", "confirm", n=len(numbers))
        typed = self._ask(message, lambda text: self._changes(entries, numbers, text), may_be_empty=True)
        if isinstance(typed, NextItem):
            return typed
        changes = self._changes(entries, numbers, typed) if typed else {}
        for index in numbers:
            given = changes.get(index, Given("known", far[index].value, confirmed=True))
            for subject, said in given.of(entries[index].subjects):
                self._keep(far[index].fact, said, subject)
        return NEXT

    def _keep(self, fact: Fact | Derived, said: Given, subject: str) -> None:
        """Record what was confirmed or changed; what does not apply stands on a reason."""
        how: How = "suggested_confirmed" if said.confirmed else "asked"
        if said.state == "na" and not self.attached.notes:
            self.attached.notes.append(ask_reason(self.session, fact.name, "na"))
            self._testify(fact.id, "na", None, how, subject)
            self.attached.notes.clear()  # the reason is of this question only
        else:
            self._testify(fact.id, said.state, said.value, how, subject)

    def _changes(self, entries: list[ListEntry], numbers: list[int], text: str) -> dict[int, Given]:
        """Read what is to be changed; nothing but “number=key” is taken, so that a slip confirms nothing."""
        for part in plain(text).replace(",", " ").replace("、", " ").split():
            index, equals, _ = part.partition("=")
            if not equals or not index.isdigit() or int(index) - 1 not in numbers:
                raise TypedWrongError(say("interview", "change_form", got=part))
        return read_list(entries, (), text, today=self.session.today)

    def _testify(
        self, fact: str, state: State, value: AnswerValue = None, how: How = "asked", subject: str = ""
    ) -> None:
        by = self.attached.by or self.session.person
        evidence = tuple(dict.fromkeys(self.attached.evidence))
        note = self.attached.note
        answer = Answer(state=state, value=value, evidence=evidence, by=by, date=self.session.today, note=note, how=how)
        self.session.journal.testify(fact, answer, subject or self.session.journal.answers().firm_subject)

    # ---- orders ----

    @may_be_called_off
    def _obey(self, order: Order) -> NextItem | None:
        if order.name == "help":
            with self.session.screen.aside():
                self._show_help(order.rest)
            return None
        here = Topic(self.card.name, self.card.confirms)
        if side_talk(self.session, order, self.attached, None, None, here):
            return None
        match order.name:
            case "back" | "jump" | "review":
                return lead_away(self.session, order)
            case "later":
                ask = asked_later(self.session, order)
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
                take_second(self.session, order, self.attached)
            case "apart" if self.session.subjects_of(self.card.confirms):
                return APART
            case _:
                self.session.show(say("interview", "apart_by_fact"))
        return None

    def _not_applicable(self, reason: str) -> NextItem | None:
        """Record 不适用 where the fact allows it; name the other facts and go on asking them."""
        library = self.session.library
        allowed = [name for name in self.wanted if may_be_na(library.named(name))]
        if not allowed:
            self.session.show(say("interview", "no_na"))
            return None
        notes = self.attached.notes
        self.attached.notes = [*notes, reason or self.session.ask_text(say("interview", "ask_na_reason"))]
        for fact in allowed:
            self._testify(fact, "na")
        self.attached.notes = notes
        self.wanted = [name for name in self.wanted if name not in allowed]
        if not self.wanted:
            return NEXT
        joint = say("words", "or_joint")
        names = {"done": joint.join(library.named(each).name for each in allowed)}
        names["left"] = joint.join(library.named(each).name for each in self.wanted)
        self.session.show(say("interview_cards", "partly_na", **names))
        return None

    def _show_help(self, which: str) -> None:
        """The help of the card with all its facts, or of the fact that has a number on the page to confirm."""
        number = int(plain(which)) - 1 if plain(which).isdigit() else -1
        names = [self.numbered[number]] if 0 <= number < len(self.numbered) else self.wanted
        lines = wrap(self.card.help) if self.card.help and names is self.wanted else []
        for name in names:
            fact = self.session.library.named(name)
            lines += ["", f"【{fact.name}】", *help_lines(fact, fact.question)]
        read_long(self.session, lines)
