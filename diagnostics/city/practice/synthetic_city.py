"""A synthetic city: invented firms with histories, providers, cloud ledgers and the errors of real lists.

For training, demonstrations and tests of everything that counts many firms. Every firm is marked as fictitious; the
shares stand in `synthetic_city.toml` and describe no real city. The same seed and number give the same files, and a
firm does not depend on how many others there are.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from typing import Any

from diagnostics.answers.firm_code import ALPHABET, check_digit
from diagnostics.city.count.dates import quarter_ends
from diagnostics.city.practice.synthetic_levels import level_answers, yearly_and_printed
from diagnostics.city.practice.synthetic_shape import city_shape
from diagnostics.words.catalogue import say

Json = dict[str, Any]
TITLE_YEARS = 3


@dataclass(frozen=True, kw_only=True)
class SyntheticFirm:
    """One invented firm: its answers files by name, and what other lists say of it."""

    code: str
    name: str
    tier: str
    documents: Mapping[str, Json]
    vendor: str
    reported: bool


def synthetic_firms(number: int, as_of: date, seed: int = 1) -> Iterator[SyntheticFirm]:
    """Make firms as they stand at `as_of`, with everything that was found out before.

    Args:
        number: how many.
        as_of: last day of the history; it begins with the first quarter of the shape.
        seed: another seed is another city.
    """
    quarters = quarter_ends(date.fromisoformat(city_shape()["adoption"]["first_quarter"]), as_of)
    mood = random.Random(f"{seed}:quarters")
    pace = [exp(mood.gauss(0, city_shape()["adoption"]["spread"])) for _ in range(400)][: len(quarters)]
    for index in range(number):
        yield _FirmInTheMaking(index, seed, as_of, quarters, pace).make()


def city_files(number: int, as_of: date, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Make the files of a city by their relative names: one JSON per firm, and the lists of other offices.

    `lists/register.csv` is the register, `lists/reported.csv` the codes a bureau has reported as on the cloud already,
    `lists/vendors.csv` what cloud vendors confirm, `lists/own_products.csv` what the diagnosing providers sell.
    """
    firms = []
    for firm in synthetic_firms(number, as_of, seed):
        firms.append(firm)
        for name, document in firm.documents.items():
            yield name, _bytes(json.dumps(document, ensure_ascii=False, indent=1))
    shape = city_shape()
    register = [[each.code, each.name, say("city", f"tier_{each.tier}")] for each in firms]
    yield "lists/register.csv", _csv(["head_code", "head_name", "head_tier"], register)
    reported = [[each.code, each.name] for each in firms if each.reported]
    yield "lists/reported.csv", _csv(["head_code", "head_name"], reported)
    vendors = [[each.code, each.name, each.vendor] for each in firms if each.vendor]
    yield "lists/vendors.csv", _csv(["head_code", "head_name", "head_vendor"], vendors)
    products = [[provider, remedy] for provider, own in shape["own_products"].items() for remedy in own]
    yield "lists/own_products.csv", _csv(["head_provider", "head_remedy"], products)
    yield "README.txt", _bytes(say("city", "readme", n=len(firms), seed=seed, as_of=as_of))


def _bytes(text: str) -> bytes:
    return f"{text}\n".encode()


def _csv(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A table for Excel in China: UTF-8 with a byte order mark."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([say("city", head) for head in heads])
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


class _FirmInTheMaking:
    """One firm; every draw comes from its own generator."""

    def __init__(self, index: int, seed: int, as_of: date, quarters: Sequence[date], pace: Sequence[float]) -> None:
        self.index = index
        self.as_of = as_of
        self.quarters = quarters
        self.pace = pace
        self.chance = random.Random(f"{seed}:{index}")
        self.more = random.Random(f"{seed}:{index}:levels")  # of its own, so that the history above stays the same
        self.shape = city_shape()
        self.errors: Mapping[str, float] = self.shape["errors"]
        self.ability = self.chance.gauss(0, 1)  # how far the firm is with everything digital
        self.evidence: list[Json] = []

    def pick(self, weights: Mapping[str, float]) -> str:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def happens(self, error: str) -> bool:
        return self.chance.random() < self.errors[error]

    def make(self) -> SyntheticFirm:
        tier, industry = self.pick(self.shape["tiers"]), self.pick(self.shape["industries"])
        code, name = self._code(), self._name(industry)
        provider = self.pick(dict.fromkeys(self.shape["providers"], 1))
        consultant = self.chance.choice(self.shape["providers"][provider])
        visited = self._visit_day()
        rows = self._services() if visited or self.chance.random() < 0.3 else None
        vendor = self._prove(rows or [], visited)
        document: Json = {"fictitious": True, "firm": self._about(code, name, tier, industry)}
        document |= {} if rows is None else {"systems": rows}
        if visited:
            document |= self._visited(visited, provider, consultant, rows or [])
        if self.evidence:
            document["evidence"] = self.evidence
        stem = f"{self.index:05d}"
        documents = {f"{stem}.json": document}
        if self.happens("second_file"):
            again = {"code": code, "name": name, "titles": [self._title("innovative")]}
            documents[f"{stem}-2.json"] = {"fictitious": True, "firm": again}
        running = any("end_date" not in row or row["end_date"] >= self.as_of.isoformat() for row in rows or [])
        reported = running != self.happens("reported_wrongly")
        return SyntheticFirm(code=code, name=name, tier=tier, documents=documents, vendor=vendor, reported=reported)

    # ---- who ----

    def _code(self) -> str:
        first = f"91410100XN{self.index:07d}"
        digit = check_digit(first)
        if self.happens("bad_check_digit"):
            digit = ALPHABET[(ALPHABET.index(digit) + 1) % len(ALPHABET)]
        return first + digit

    def _name(self, industry: str) -> str:
        names = self.shape["names"]
        place, middle = self.chance.choice(names["places"]), self.chance.choice(names["middles"])
        return say("city", "firm_name", place=place, middle=middle, trade=names["trades"][industry], n=self.index + 1)

    def _about(self, code: str, name: str, tier: str, industry: str) -> Json:
        process = industry in self.shape["process_industries"]["ids"]
        about: Json = {
            "code": code, "name": name, "business_type": "process" if process else "discrete",
            "industry": industry, "status": "active", "titles": [self._title(tier)],
        }  # fmt: skip
        if self.chance.random() < 0.7:  # renewed: the title before ended the day before
            end = date.fromisoformat(about["titles"][0]["valid_from"]) - timedelta(days=1)
            start = end - timedelta(days=365 * TITLE_YEARS)
            renewed = {"tier": tier, "valid_from": start.isoformat(), "valid_to": end.isoformat()}
            about["titles"].insert(0, renewed)
        if tier == "national":
            about["titles"].append(self._title("province"))
        if not self.happens("no_district"):
            about["district"] = self.pick(self.shape["districts"])
        for gone in ("moved_out", "deregistered"):
            if self.happens(gone):
                about |= {"status": gone, "since": self._before(400).isoformat()}
        return about

    def _title(self, tier: str) -> Json:
        expired = self.happens("expired_title")
        end = self._before(300) if expired else self.as_of + timedelta(days=self.chance.randint(20, 1000))
        start = end - timedelta(days=365 * TITLE_YEARS)
        return {"tier": tier, "valid_from": start.isoformat(), "valid_to": end.isoformat()}

    def _before(self, days: int) -> date:
        return self.as_of - timedelta(days=self.chance.randint(1, days))

    # ---- cloud ----

    def _quarter_of(self, share: float, pace: Sequence[float], at_once: float = 0.0) -> int | None:
        """Return the quarter in which something happens that happens to this share of the rest in each of them."""
        if self.chance.random() < at_once:
            return 0
        for number, factor in enumerate(pace):
            if self.chance.random() < min(share * factor, 1):
                return number
        return None

    def _day_in(self, quarter: int) -> date:
        return self.quarters[quarter] - timedelta(days=self.chance.randint(0, 89))

    def _visit_day(self) -> date | None:
        quarter = self._quarter_of(self.shape["adoption"]["visited_per_quarter"], [1.0] * len(self.quarters))
        return None if quarter is None else self._day_in(quarter)

    def _services(self) -> list[Json]:
        adoption = self.shape["adoption"]
        share = adoption["share_per_quarter"] * exp(0.4 * self.ability)
        quarter = self._quarter_of(share, self.pace, adoption["start_share"])
        rows: list[Json] = []
        if quarter is not None:
            first = self._day_in(quarter) - timedelta(days=self.chance.randint(0, 700) if quarter == 0 else 0)
            for number in range(1 + (self.chance.random() < 0.4) + (self.chance.random() < 0.2)):
                rows.append(self._service(first + timedelta(days=number * self.chance.randint(30, 400))))
        if self.happens("only_website"):
            rows.append({"name": "官网空间", "category_item": "non_website", "deploy_mode": "public"})
        return [row for row in rows if row.get("start_date", "") <= self.as_of.isoformat()]

    def _service(self, start: date) -> Json:
        services = self.shape["services"]
        item = self.pick({name: each["weight"] for name, each in services.items()})
        row: Json = {
            "name": services[item]["name"], "category_item": item, "deploy_mode": "public",
            "provider": self.chance.choice(self.shape["cloud_vendors"]["names"]),
            "annual_fee_wan": self.chance.randint(1, 90) / 10,
        }  # fmt: skip
        if not self.happens("no_start_date"):
            row["start_date"] = start.isoformat()
        years = 1
        while start + timedelta(days=365 * years) < self.as_of:
            if self.chance.random() < self.shape["adoption"]["ends_per_year"]:
                row["end_date"] = (start + timedelta(days=365 * years)).isoformat()
                break
            years += 1
        else:
            if self.chance.random() < 0.5:
                row["end_date"] = (start + timedelta(days=365 * years)).isoformat()
        if item == "plat_iot":
            row |= {"key_equipment": self.chance.random() < 0.6, "data_model_use": self.ability > 1.4}
        return row

    def _prove(self, rows: Sequence[Json], visited: date | None) -> str:
        """Give services their evidence; return the cloud vendor that confirms one, if any."""
        vendor = ""
        for row in rows:
            began = date.fromisoformat(row.get("start_date", self.quarters[0].isoformat()))
            if visited and not self.happens("statement_only"):
                seen = max(visited, began + timedelta(days=10))
                row["evidence"] = [self._evidence("E2", "contract", min(seen, self.as_of), number=f"HT-{self.index}")]
            if row["category_item"] != "non_website" and self.happens("provider_confirmed"):
                vendor = row["provider"]
                day = began + timedelta(days=self.chance.randint(30, 200))
                if day <= self.as_of:
                    note = self._evidence("E4", "provider_list", day, by=vendor)
                    row["evidence"] = [*row.get("evidence", []), note]
        return vendor

    def _evidence(self, grade: str, kind: str, day: date, **more: str) -> str:
        name = f"ev{len(self.evidence) + 1:02d}"
        self.evidence.append({"id": name, "grade": grade, "kind": kind, "date": day.isoformat(), "kept": False, **more})
        return name

    # ---- the visit ----

    def _visited(self, day: date, provider: str, consultant: str, rows: Sequence[Json]) -> Json:
        number = self.shape["providers"][provider].index(consultant)
        lenient = provider.startswith("诊断机构丙") and number == 1  # one consultant whose results stand far off
        minutes = self.chance.randint(6, 15) if self.happens("short_visit") else self.chance.randint(70, 200)
        begin = 8 * 60 + 30 + self.chance.randint(0, 60)
        visit = {
            "date": day.isoformat(), "provider": provider, "consultant": consultant,
            "begin": _clock(begin), "finish": _clock(begin + minutes),
        }  # fmt: skip
        seen = {"by": consultant, "date": day.isoformat()}
        proof = self._seen_on_site(day)
        said: Json = {name: {"value": self._scene(lenient), **seen, **proof} for name in _SCENES}
        said["cloud_use_any"] = {"value": self._use(rows), **seen}
        said["secrecy_duty"] = {"value": self.happens("secrecy"), **seen}
        said["chain_use_any"] = {"value": self.pick({"yes": 3, "trial": 3, "no": 94}), **seen}
        said |= level_answers(self.more, self.ability + (1.5 if lenient else 0), {**seen, **proof})
        found = {"visit": visit, "answers": said, "findings": self._findings(consultant, day), **self._plan(provider)}
        return found | yearly_and_printed(self.more, self.ability, day)

    def _seen_on_site(self, day: date) -> Json:
        """Return what all answers about levels cite, where the consultants went to look."""
        if self.more.random() >= self.shape["levels"]["seen_on_site"]:
            return {}
        return {"evidence": [self._evidence("E3", "site", day)]}

    def _use(self, rows: Sequence[Json]) -> str:
        counting = [row for row in rows if row["category_item"] != "non_website"]
        if not counting:
            return self.pick({"no": 75, "planned_6m": 25})
        over = all(row.get("end_date", "9") < self.as_of.isoformat() for row in counting)
        return "stopped" if over else "yes"

    def _scene(self, lenient: bool) -> str:
        place = round(self.chance.gauss(1.3 + 0.7 * self.ability + (2.2 if lenient else 0), 0.7))
        return _STEPS[min(max(place, 0), len(_STEPS) - 1)]

    def _findings(self, consultant: str, day: date) -> list[Json]:
        if self.happens("copied_text"):
            text = say("city", "copied_pain")
        else:
            text = say("city", "own_pain", minutes=self.chance.randint(5, 240), n=self.index + 1)
        found = [{"kind": "pain", "text": text, "by": consultant, "date": day.isoformat()}]
        if self.more.random() < self.shape["levels"]["wishes"]:
            wish = self.more.choice(["finance", "general"])
            text = say("city", f"wish_{wish}", n=self.more.randint(1, 30) * 10)
            found.append({"kind": "wish", "wish": wish, "text": text, "by": consultant, "date": day.isoformat()})
        return found

    def _plan(self, provider: str) -> Json:
        if self.chance.random() < 0.3:
            return {}
        own = self.shape["own_products"][provider]
        known = [each for each in self.shape["recommended"]["ids"] if each not in own]
        wanted = {self.chance.choice(own if self.chance.random() < 0.35 else known) for _ in range(2)}
        reason = say("city", "pin_reason")
        return {"plan": {"pinned": [{"id": each, "reason": reason} for each in sorted(wanted)]}}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


_SCENES = (
    "s_finance", "s_hr", "s_office", "s_decision", "s_product_design", "s_process_design", "s_marketing",
    "s_after_sales", "s_scheduling", "s_production", "s_quality", "s_equipment", "s_safety", "s_energy",
    "s_purchasing", "s_warehouse",
)  # fmt: skip
_STEPS = ("l0", "l1", "l2", "l3", "l4")
