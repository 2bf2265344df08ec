"""The subjects of an answers file: the firm, its sites, their workshops; what is not written is filled in.

By default a firm is one site with one workshop. Ids filled in start with `_`, which no file may write, so that they
never collide with a subject that is declared, here or in another file of the same firm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from diagnostics.content.answers_reader import AnswersReader
from diagnostics.content.reader import INVALID
from diagnostics.content.yaml_nodes import Mapping, Node
from diagnostics.errors import Place
from diagnostics.model.answers import Subject
from diagnostics.model.marks import SUBJECT_KINDS
from diagnostics.wording import name_of, say

FIRM = "firm"
_SUBJECT_KEYS = ("id", "kind", "name", "parent", "answers")
_DEFAULT_SITE = "_site"


@dataclass
class Subjects:
    """The subjects of a file, the firm first, and the nodes of the answers that some carry."""

    all: tuple[Subject, ...]
    answers: dict[str, Node] = field(default_factory=dict)


def is_default(subject_id: str) -> bool:
    """Whether a subject was filled in rather than declared."""
    return subject_id.startswith("_")


def read_subjects(reader: AnswersReader, node: Node | None, firm_name: str) -> Subjects:
    """Read the declared subjects, fill in the rest and make them known to the reader."""
    declared: dict[str, Subject] = {}
    places: dict[str, Place] = {}
    answers: dict[str, Node] = {}
    for mapping in reader.items(node, "subjects") if node is not None else ():
        subject = _subject(reader, mapping)
        if subject is None:
            continue
        if subject.id in declared:
            reader.report("ANS-30", mapping.place, id=subject.id, first=places[subject.id])
            continue
        declared[subject.id], places[subject.id] = subject, mapping.place
        if "answers" in mapping.by_key:
            answers[subject.id] = mapping.by_key["answers"]
    firms = [each for each in declared.values() if each.kind == "firm"]
    for surplus in firms[1:]:
        reader.report("ANS-31", places[surplus.id], id=surplus.id, first=firms[0].id)
    for subject in list(declared.values()):
        if not _parent_fits(reader, subject, declared, places[subject.id]):
            declared[subject.id] = replace(subject, parent="")

    def undecided(subject: Subject, sites: str) -> None:
        reader.report("ANS-33", places[subject.id], id=subject.id, sites=sites)

    found = Subjects(complete_subjects(declared.values(), firm_name, undecided), answers)
    reader.subjects = {each.id: each.kind for each in found.all}
    return found


def _subject(reader: AnswersReader, mapping: Mapping) -> Subject | None:
    what = "subjects"
    reader.check_keys(mapping, _SUBJECT_KEYS, what)
    nodes = [reader.required(mapping, key, what) for key in ("id", "kind", "name")]
    id_node, kind_node, name_node = nodes
    if id_node is None or kind_node is None or name_node is None:
        return None
    name, kind = reader.text(name_node, "name"), reader.one_of(kind_node, "kind", SUBJECT_KINDS)
    subject_id, parent = reader.identifier(id_node, "id"), mapping.get("parent")
    parent_id = "" if parent is None else reader.identifier(parent, "parent")
    if INVALID in (name, kind, subject_id, parent_id):
        return None
    if subject_id == FIRM and kind != "firm":
        reader.report("ANS-34", id_node.place)
        return None
    return Subject(subject_id, kind, name, parent_id)


def _parent_fits(reader: AnswersReader, subject: Subject, declared: dict[str, Subject], place: Place) -> bool:
    """A workshop stands in a site, a site in the firm, the firm in nothing; an omitted parent is filled in."""
    if not subject.parent:
        return True
    wanted = {"site": "firm", "workshop": "site"}.get(subject.kind)
    parent = declared.get(subject.parent)
    has_firm = any(each.kind == "firm" for each in declared.values())
    kind = parent.kind if parent else ("firm" if subject.parent == FIRM and not has_firm else None)
    if wanted is not None and kind == wanted:
        return True
    known = [each.id for each in declared.values() if each.kind == wanted] or [FIRM] * (wanted == "firm")
    expected = name_of("subjects", wanted) if wanted else name_of("types", "nothing")
    listed, near = "、".join(known) or name_of("types", "nothing"), reader.near(subject.parent, known)
    got = subject.parent
    reader.report("ANS-32", place, id=subject.id, got=got, expected=expected, near=near, known=listed)
    return False


def complete_subjects(
    declared: Iterable[Subject], firm_name: str, undecided: Callable[[Subject, str], None]
) -> tuple[Subject, ...]:
    """Return the firm, its sites and their workshops, with what was not declared filled in.

    Args:
        declared: Subjects with legal parents or none.
        firm_name: Name of the firm and of what is filled in.
        undecided: Called for a workshop without parent where there are several sites; it goes to the first.
    """
    given = list(declared)
    firm = next((each for each in given if each.kind == "firm"), Subject(FIRM, "firm", firm_name))
    firm = replace(firm, parent="")
    sites = [replace(each, parent=firm.id) for each in given if each.kind == "site"]
    sites = sites or [Subject(_DEFAULT_SITE, "site", firm_name, firm.id)]
    workshops = []
    for each in (each for each in given if each.kind == "workshop"):
        if not each.parent and len(sites) > 1:
            undecided(each, "、".join(site.id for site in sites))
        workshops.append(each if each.parent else replace(each, parent=sites[0].id))
    filled = {each.parent for each in workshops}
    for site in sites:
        if site.id not in filled:
            name = say("phrases", "whole_site", site=site.name)
            workshops.append(Subject(f"_{site.id.lstrip('_')}.workshop", "workshop", name, site.id))
    return (firm, *sites, *workshops)
