"""The subjects of an answers file: the firm, its sites, their workshops; what is not written is filled in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from diagnostics.answers.files.reader import AnswersReader
from diagnostics.content.yaml.reader import INVALID
from diagnostics.content.yaml.yaml_nodes import Mapping, Node
from diagnostics.model.content.marks import SUBJECT_KINDS
from diagnostics.model.firm.answers import Subject
from diagnostics.model.firm.subjects import FIRM, complete_subjects
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.problems import Place

_SUBJECT_KEYS = ("id", "kind", "name", "parent", "answers")


@dataclass
class Subjects:
    """The subjects of a file, the firm first, and the nodes of the answers that some carry."""

    all: tuple[Subject, ...]
    answers: dict[str, Node] = field(default_factory=dict)


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

    found = Subjects(complete_subjects(declared.values(), firm_name, whole_site, undecided), answers)
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


def whole_site(site: str) -> str:
    """Return the name of the workshop that stands for a whole site."""
    return say("phrases", "whole_site", site=site)
