"""Which of a link's ways a visitor is sent: rules by country, language, device, date and share of the visitors."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sweetspot.core.errors import Invalid, Problem
from sweetspot.stages.tracking.formulas.destinations import destination_problems

MAX_RULES = 20
DEVICES = ("ios", "android", "computer")
_COUNTRY, _LANGUAGE, _NAME = re.compile("[A-Z]{2}"), re.compile("[a-z]{2,3}"), re.compile("[a-z0-9-]{1,12}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of a link: where it leads, and for whom; an empty condition holds for everybody.

    `name` is kept with each click that took this way. `since` and `until` are seconds since 1970, the end not included.
    `share` is the percentage of visitors, in whole per cent.
    """

    name: str
    destination: str
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    since: float | None = None
    until: float | None = None
    share: int = 100


@dataclass(frozen=True, slots=True)
class Visitor:
    """What rules ask of a visitor; the empty text stands for "unknown", which no condition meets.

    `key` tells visitors of one day apart: whoever comes again on that day goes the same way.
    """

    at: float
    key: str
    country: str = ""
    language: str = ""
    device: str = ""


def chosen(rules: Sequence[Rule], visitor: Visitor) -> Rule | None:
    """The first rule whose every condition holds; None where the link's own destination stands."""
    return next((rule for rule in rules if _holds(rule, visitor)), None)


def _holds(rule: Rule, visitor: Visitor) -> bool:
    return (
        (not rule.countries or visitor.country in rule.countries)
        and (not rule.languages or visitor.language in rule.languages)
        and (not rule.devices or visitor.device in rule.devices)
        and (rule.since is None or visitor.at >= rule.since)
        and (rule.until is None or visitor.at < rule.until)
        and (rule.share >= 100 or lot(rule.name, visitor.key) < rule.share)
    )


def lot(rule: str, visitor: str) -> float:
    """A visitor's place in [0, 100) under one rule, the same at every visit of a day; the places are spread evenly."""
    drawn = blake2b(f"{rule}\x00{visitor}".encode(), digest_size=6).digest()
    return int.from_bytes(drawn, "big") * 100 / 2**48


def language_of(accepted: str) -> str:
    """The language a browser asks for first, as `de`; empty where it asks for none."""
    first = re.match(r"\s*([A-Za-z]{2,3})\b", accepted)
    return first.group(1).lower() if first else ""


def device_of(agent: str) -> str:
    """`ios`, `android` or `computer` by what a browser calls itself; empty for anything else."""
    if re.search(r"iPhone|iPad|iPod", agent):
        return "ios"
    if "Android" in agent:
        return "android"
    return "computer" if re.search(r"Windows NT|Macintosh|X11|CrOS|Linux", agent) else ""


def checked_rules(
    given: Sequence[Mapping[str, Any]], verified_hosts: Collection[str], own_hosts: Collection[str]
) -> list[Rule]:  # fmt: skip
    """Rules as given by a person or program, each field checked; Invalid with one problem for each that cannot be.

    A rule without a name is called by its place, `a` for the first.
    """
    problems: list[Problem] = []
    if len(given) > MAX_RULES:
        raise Invalid(f"A link has {MAX_RULES} rules at most.", problems=[_problem(0, "many", "Too many rules.")])
    rules = []
    for place, fields in enumerate(given):
        rule = _rule(place, fields)
        problems += [_problem(place, code, text) for holds, code, text in _faults(rule) if holds]
        found = destination_problems(rule.destination, verified_hosts, own_hosts)
        problems += [_problem(place, one.code, one.message) for one in found]
        rules.append(rule)
    if len({rule.name for rule in rules}) < len(rules):
        problems.append(Problem("rules", "names", "Two rules have the same name."))
    if problems:
        raise Invalid("The rules were not saved: " + " ".join(one.message for one in problems), problems=problems)
    return rules


def _rule(place: int, fields: Mapping[str, Any]) -> Rule:
    def words(name: str) -> tuple[str, ...]:
        given = fields.get(name) or ()
        parts = re.split(r"[\s,;]+", given) if isinstance(given, str) else map(str, given)
        return tuple(part for part in parts if part)

    def seconds(name: str) -> float | None:
        given = fields.get(name)
        return given.timestamp() if isinstance(given, datetime) else None if given is None else float(given)

    try:
        share = fields.get("share")
        return Rule(
            str(fields.get("name") or chr(ord("a") + place)), str(fields.get("destination") or "").strip(),
            tuple(word.upper() for word in words("countries")), tuple(word.lower() for word in words("languages")),
            tuple(word.lower() for word in words("devices")), seconds("since"), seconds("until"),
            100 if share is None else int(share),
        )  # fmt: skip
    except (TypeError, ValueError, OverflowError) as error:
        problem = _problem(place, "form", "A date or share is no number.")
        raise Invalid(f"The rules were not saved: {problem.message}", problems=[problem]) from error


def _faults(rule: Rule) -> list[tuple[bool, str, str]]:
    unlike = [word for word in rule.countries if not _COUNTRY.fullmatch(word)]
    foreign = [word for word in rule.languages if not _LANGUAGE.fullmatch(word)]
    strange = [word for word in rule.devices if word not in DEVICES]
    backwards = rule.since is not None and rule.until is not None and rule.since >= rule.until
    return [
        (not _NAME.fullmatch(rule.name), "name", "A name has up to 12 small letters, digits and hyphens."),
        (bool(unlike), "countries", f"Countries are two letters, such as DE; not {', '.join(unlike)}."),
        (bool(foreign), "languages", f"Languages are two or three letters, such as de; not {', '.join(foreign)}."),
        (bool(strange), "devices", f"Devices are {', '.join(DEVICES)}; not {', '.join(strange)}."),
        (not 1 <= rule.share <= 100, "share", "A share is between 1 and 100 per cent."),
        (backwards, "until", "It ends before it begins."),
    ]


def _problem(place: int, code: str, message: str) -> Problem:
    return Problem("rules", code, f"Rule {place + 1}: {message}")


def as_kept(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Rules as they are kept beside the link: only what says something."""
    return [{name: value for name, value in asdict(rule).items() if value not in ((), None)} for rule in rules]


def from_kept(kept: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The rules that were kept; a field of a later version is left out."""
    return tuple(
        Rule(
            one["name"], one["destination"], tuple(one.get("countries", ())), tuple(one.get("languages", ())),
            tuple(one.get("devices", ())), one.get("since"), one.get("until"), one.get("share", 100),
        )
        for one in kept
    )  # fmt: skip
