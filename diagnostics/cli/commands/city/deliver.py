"""`qizhen deliver`: what is handed over: per firm reports and signed sheets, per batch the lists in one workbook."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.commands.firm.firm_import import codes_of_list, folder_of
from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.file_names import safe_file_name
from diagnostics.cli.shell.files import replace_file, write_all
from diagnostics.words.catalogue import say

if TYPE_CHECKING:
    from diagnostics.city.count.process import FirmProcess
    from diagnostics.diagnosis.diagnose import Diagnosis
    from diagnostics.exchange.handover import Cell, HandoverSheet
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import Finding
    from diagnostics.model.firm.register import ProcessRules
    from diagnostics.store import FirmFacts, KeptFinding, Workspace

_FORMATS = ("docx", "pdf")
_PROBLEM, _NEED, _FINANCE = "pain", "wish", "finance"
_CHINA = timezone(timedelta(hours=8))
_Rows = list[list["Cell"]]


@dataclass(frozen=True, kw_only=True)
class Handover:
    """One firm: what is known, its diagnosis, the files of its folder."""

    process: FirmProcess
    facts: FirmFacts
    diagnosis: Diagnosis
    reports: dict[str, bytes]
    signed: dict[str, bytes]

    def missing(self) -> list[str]:
        """Name what is not there yet."""
        found = [] if self.reports else [say("deliver", "report_word")]
        return found if self.signed else [*found, say("deliver", "signed_word")]

    def files(self) -> dict[str, bytes]:
        """Return the files of the firm by their names below the delivery."""
        folder = safe_file_name(f"{self.process.code}_{self.process.name}", self.process.code)
        parts = (("report_folder", self.reports), ("signed_folder", self.signed))
        return {f"{folder}/{say('deliver', part)}/{name}": data for part, kept in parts for name, data in kept.items()}


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "deliver")
    command.inputs.add_argument("firms", nargs="*", metavar="FIRM|FILE", help=say("help", "deliver_firms"))
    add = command.settings.add_argument
    add("--out", type=Path, required=True, metavar="DIR", help=say("help", "out"))
    add("--reports", type=Path, metavar="DIR", help=say("help", "deliver_reports"))
    add("--zip", action="store_true", help=say("help", "deliver_zip"))
    options.add_dates(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Put the delivery together in memory first: a firm that cannot be read leaves no half a folder."""
    from diagnostics.exchange.definitions import finance_facts, process_rules
    from diagnostics.exchange.handover import workbook_bytes, zip_bytes

    library = options.the_library(args)
    rules, asking = process_rules(library, folder_of(args)), finance_facts(library, folder_of(args))
    with workspaces.open_to_read(args, library) as workspace:
        found = [_handover(args, workspace, library, each) for each in _wanted(args, workspace, library, rules)]
    if not found:
        console.out(say("deliver", "none"))
        return 0
    files = {f"{say('deliver', 'workbook')}.xlsx": workbook_bytes(_sheets(found, rules, library, asking))}
    for each in found:
        own = each.files()
        files |= own
        still = say("deliver", "still", what="、".join(each.missing())) if each.missing() else ""
        console.out(say("deliver", "written", name=each.process.name, n=len(own), missing=still))
    for name, data in files.items():
        path = args.out / name
        write_all(path.parent, {path.name: data})
    if args.zip:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        replace_file(args.out.with_name(f"{args.out.name}.zip"), zip_bytes(files))
    console.out(str(args.out))
    return 0


def _wanted(args: argparse.Namespace, workspace: Workspace, library: Library, rules: ProcessRules) -> list[FirmProcess]:
    """Return the firms that were named, else those that have been delivered."""
    from diagnostics.cli.commands.city.progress import processes_of

    known = processes_of(workspace, library, args.as_of, args.known_at)
    if args.firms:
        named = [(text, codes_of_list(args, text)) for text in args.firms]
        wanted = [code for text, codes in named for code in (codes if codes is not None else [text])]
        codes = {workspace.find_firm(text).code for text in wanted}
        return [each for each in known if each.code in codes]
    done = {rules.follow_from, rules.follow_each, "closed"}
    return [
        each
        for each in known
        if each.last and each.last.state in done and any(step.state == rules.follow_from for step in each.steps)
    ]


def _handover(args: argparse.Namespace, workspace: Workspace, library: Library, process: FirmProcess) -> Handover:
    from diagnostics.diagnosis.diagnose import diagnose

    as_of, known_at = options.the_dates(args)
    known = {"known_at": args.known_at} if args.known_at else {}
    facts = workspace.facts(process.code, as_of=as_of, **known)
    diagnosis = diagnose([facts.to_answers(workspace.location)], library, as_of)[0]
    if args.reports is not None:
        reports = _ready_reports(args.reports, process)
    else:
        reports = _new_reports(diagnosis, known_at, tuple(options.the_overlays(args)))
    return Handover(
        process=process, facts=facts, diagnosis=diagnosis, reports=reports, signed=_signed(workspace, facts)
    )


def _ready_reports(folder: Path, process: FirmProcess) -> dict[str, bytes]:
    """Return the files of a folder whose name holds the code or the name of the firm."""
    marks = (process.code, process.name, safe_file_name(process.name, process.code))
    found = sorted(each for each in folder.rglob("*") if each.is_file() and any(mark in each.name for mark in marks))
    return {each.name: each.read_bytes() for each in found}


def _new_reports(diagnosis: Diagnosis, known_at: date, overlays: tuple[Path, ...]) -> dict[str, bytes]:
    from diagnostics.cli.commands.diagnosis.report import ReportSettings, write_report

    settings = ReportSettings(known_at=known_at, report_date=date.today(), overlays=overlays, formats=_FORMATS)
    with tempfile.TemporaryDirectory() as folder:
        return {path.name: path.read_bytes() for path in write_report(diagnosis, settings, Path(folder))}


def _signed(workspace: Workspace, facts: FirmFacts) -> dict[str, bytes]:
    found = {}
    for sheet in facts.sign_offs:
        for evidence in sheet.evidence:
            if evidence in facts.files:
                suffix = Path(facts.files[evidence].original_name or facts.files[evidence].name).suffix
                name = safe_file_name(f"{sheet.sheet}_{evidence}", evidence) + suffix
                found[name] = workspace.read_evidence(facts.code, evidence)
    return found


# ---- the lists ------------------------------------------------------------------------------------------------------


def _sheets(
    found: list[Handover], rules: ProcessRules, library: Library, asking: Mapping[str, frozenset[str]]
) -> list[HandoverSheet]:
    from diagnostics.exchange.handover import HandoverSheet

    firm = ["no", "code", "firm", "district"]
    heads = {
        "acceptance": [*firm, "provider", "state", "visited", "delivered", "reports", "signed", "missing"],
        "problems": [*firm, "title", "text", "effect", "proof", "found_by", "found_on"],
        "needs": [*firm, "title", "text", "effect", "proof", "found_by", "found_on"],
        "projects": [*firm, "source", "project", "target", "phase", "cost_low", "cost_high", "months"],
        "loans": [*firm, "source", "request", "text", "proof", "found_by", "found_on"],
    }
    rows: dict[str, _Rows] = {name: [] for name in heads}
    for each in found:
        rows["acceptance"].append(_acceptance(each, rules))
        rows["problems"] += _findings(each, _PROBLEM)
        rows["needs"] += _findings(each, _NEED)
        rows["projects"] += _projects(each)
        rows["loans"] += _loans(each, library, asking)
    return [
        HandoverSheet(
            say("deliver", name),
            [say("deliver", head) for head in names],
            [[number, *row] for number, row in enumerate(rows[name], 1)],
        )
        for name, names in heads.items()
    ]


def _firm(each: Handover) -> list[Cell]:
    return [each.process.code, each.process.name, each.process.district]


def _acceptance(each: Handover, rules: ProcessRules) -> list[Cell]:
    steps = {step.state: step.on.isoformat() for step in each.process.steps}
    last = each.process.last
    state = rules.states[last.state].name if last and last.state in rules.states else say("progress", "not_started")
    missing = "、".join(each.missing()) or say("deliver", "complete")
    files: list[Cell] = ["\n".join(each.reports), "\n".join(each.signed), missing]
    delivered = steps.get(rules.follow_from, "")
    return [*_firm(each), each.process.provider, state, steps.get("visited", ""), delivered, *files]


def _findings(each: Handover, kind: str) -> _Rows:
    kept = (one for one in each.facts.findings if one.finding.kind == kind)
    found = [(one, one.finding) for one in kept if not _is_loan(one.finding)]
    return [
        [*_firm(each), finding.title, finding.text, finding.effect, _proof(each, finding.evidence), *_found(one)]
        for one, finding in found
    ]


def _proof(each: Handover, cited: Iterable[str]) -> str:
    """Name evidence as people know it, with its id: 合同 HT-2025-118（ev07）."""
    known = {evidence.id: evidence for evidence in each.facts.evidence}
    told = []
    for name in cited:
        words = " ".join(filter(None, (known[name].kind, known[name].number))) if name in known else ""
        told.append(f"{words}（{name}）" if words else name)
    return "、".join(told)


def _found(one: KeptFinding) -> list[Cell]:
    """Return who noted a finding and on which day; where nobody said so, who recorded it and when."""
    recorded = one.recorded_at.astimezone(_CHINA).date() if one.recorded_at else None
    day = one.finding.date or recorded
    return [one.finding.by or one.author, day.isoformat() if day else ""]


def _is_loan(finding: Finding) -> bool:
    """Whether a wish is one for finance: it says so; in older records its title did. Texts are never searched."""
    if finding.wish:
        return finding.wish == _FINANCE
    return finding.title.strip() in {say("deliver", "request"), say("deliver", "loans_short")}


def _loans(each: Handover, library: Library, asking: Mapping[str, frozenset[str]]) -> _Rows:
    """Return what the firm wishes to be financed, then what it answered when asked what it needs money for."""
    rows: _Rows = []
    for one in each.facts.findings:
        found = one.finding
        if found.kind == _NEED and _is_loan(found):
            source, proof = say("deliver", "wish"), _proof(each, found.evidence)
            rows.append([*_firm(each), source, found.title, found.text, proof, *_found(one)])
    for (_, name), answer in each.facts.answers.items():
        fact = library.facts.get(name)
        if fact is None or name not in asking or answer.state != "known":
            continue
        given = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        meant = [option.name for option in fact.options if option.id in given and not option.none]
        wanted = [option.name for option in fact.options if not asking[name] or option.id in asking[name]]
        if purposes := [each for each in meant if each in wanted]:
            day = answer.date.isoformat() if answer.date else ""
            source, proof = say("deliver", "answer"), _proof(each, answer.evidence)
            rows.append([*_firm(each), source, fact.name, "、".join(purposes), proof, answer.by, day])
    return rows


def _projects(each: Handover) -> _Rows:
    """Return the firm's own projects, then the steps of the plan towards the main goal."""
    from diagnostics.briefing.outlook import look_ahead

    rows: _Rows = []
    for own in each.facts.plan.projects:
        cost = [float(part) for part in own.cost] if own.cost else [None, None]
        months = float(own.months[1]) if own.months else None
        rows.append([*_firm(each), say("deliver", "wish"), own.name, "", None, *cost, months])
    names = {own.name for own in each.facts.plan.projects}
    main = look_ahead(each.diagnosis).main
    for step in main.plan.steps if main else ():
        if step.offer.name in names:
            continue
        cost = [float(part) for part in step.offer.cost] if step.offer.cost else [None, None]
        months = float(step.offer.months[1]) if step.offer.months else None
        target = main.plan.title if main else ""
        rows.append([*_firm(each), say("deliver", "advice"), step.offer.name, target, step.phase + 1, *cost, months])
    return rows
