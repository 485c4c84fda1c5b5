"""How a workspace keeps its word lists; captions are read anew afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from sweetspot.core.errors import Conflict, Invalid, NotFound, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.engines import bulk
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators.formulas.captions import folded
from sweetspot.stages.vetting.formulas.starters import STARTERS
from sweetspot.stages.vetting.formulas.word_lists import term_problem
from sweetspot.stages.vetting.models import Term, WordList

MOST_LISTS, MOST_TERMS, MOST_BESIDE, LONGEST_NAME = 50, 5_000, 30, 80


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """A term as somebody gives it."""

    text: str
    not_beside: Sequence[str] = ()
    on: bool = True


@transaction.atomic
def create_word_list(actor: Actor, name: str, terms: Iterable[AskedTerm] = (), *, now: datetime, key: str = "") -> UUID:
    """Begin a list. Invalid for a name or terms that cannot be; Conflict for a taken name."""
    plain, asked = _named(name), _checked(terms)
    if WordList.objects.count() >= MOST_LISTS:
        raise Conflict(f"There are {MOST_LISTS} lists, which is as many as there can be. Delete one first.")
    taken = set(WordList.objects.values_list("key", flat=True))
    stem = (key or slugify(plain) or "list")[:50]
    free = next(one for one in (stem, *(f"{stem}-{number}" for number in range(2, 99))) if one not in taken)
    row = WordList(workspace_id=actor.workspace_id, key=free, name=plain)
    _save(row)
    _insert(actor, row, asked, now)
    accounts.record(actor, "word_list.created", plain, {"terms": len(asked)}, now=now)
    return row.id


@transaction.atomic
def add_starters(actor: Actor, *, now: datetime) -> int:
    """Take the shipped lists that are not there yet; returns how many were added."""
    known = set(WordList.objects.values_list("key", flat=True))
    names = {name.lower() for name in WordList.objects.values_list("name", flat=True)}
    missing = [one for one in STARTERS if one.key not in known and one.name.lower() not in names]
    for one in missing:
        terms = [AskedTerm(text, beside) for text, beside in one.words]
        create_word_list(actor, one.name, terms, now=now, key=one.key)
    return len(missing)


@transaction.atomic
def change_word_list(
    actor: Actor, list_id: UUID, *, name: str, on: bool, terms: Iterable[AskedTerm] | None = None, now: datetime
) -> None:
    """Name it otherwise, switch it, or (with `terms`) give it exactly these. NotFound, Invalid, Conflict as above.

    Terms that stay keep their matches and what was set aside of them.
    """
    row = _row(list_id)
    row.name, row.on = _named(name), on
    _save(row)
    if terms is not None:
        asked = _checked(terms)
        wanted = {folded(one.text): one for one in asked}
        here = {folded(one.text): one for one in row.terms.all()}
        row.terms.filter(id__in=[one.id for text, one in here.items() if text not in wanted]).delete()
        for text in here.keys() & wanted.keys():
            kept, given = here[text], wanted[text]
            kept.text, kept.not_beside, kept.on = given.text, list(given.not_beside), given.on
        Term.objects.bulk_update([here[text] for text in here.keys() & wanted.keys()], ["text", "not_beside", "on"])
        _insert(actor, row, [one for text, one in wanted.items() if text not in here], now)
    accounts.record(actor, "word_list.changed", row.name, {"on": on, "terms": row.terms.count()}, now=now)


@transaction.atomic
def add_terms(actor: Actor, list_id: UUID, terms: Iterable[AskedTerm], *, now: datetime) -> int:
    """Add terms; those that are there already take the new exceptions. Returns how many are new."""
    row = _row(list_id)
    here = [AskedTerm(one.text, tuple(one.not_beside), one.on) for one in row.terms.order_by("id")]
    before = len(here)
    change_word_list(actor, list_id, name=row.name, on=row.on, terms=[*here, *terms], now=now)
    return row.terms.count() - before


@transaction.atomic
def switch_term(actor: Actor, term_id: UUID, *, on: bool, now: datetime) -> None:
    """Switch one term on or off. NotFound where it is not here."""
    row = _term(term_id)
    row.on = on
    row.save(update_fields=["on"])
    accounts.record(actor, "term.switched", row.word_list.name, {"term": row.text, "on": on}, now=now)


@transaction.atomic
def remove_term(actor: Actor, term_id: UUID, *, now: datetime) -> None:
    """Take a term out of its list, with what was set aside of it. NotFound where it is not here."""
    row = _term(term_id)
    row.delete()
    accounts.record(actor, "term.removed", row.word_list.name, {"term": row.text}, now=now)


@transaction.atomic
def delete_word_list(actor: Actor, list_id: UUID, *, now: datetime) -> None:
    """Delete a list with its terms and matches. NotFound where it is not here."""
    row = _row(list_id)
    row.delete()
    accounts.record(actor, "word_list.deleted", row.name, {"list": to_public("wdl", list_id)}, now=now)


def _row(list_id: UUID) -> WordList:
    row = WordList.objects.select_for_update().filter(id=list_id).first()
    if row is None:
        raise NotFound("There is no such word list. It may have been deleted.")
    return row


def _term(term_id: UUID) -> Term:
    row = Term.objects.select_related("word_list").filter(id=term_id).first()
    if row is None:
        raise NotFound("There is no such term. It may have been removed.")
    return row


def _save(row: WordList) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(f"There is a list named {row.name} already. Change that one, or choose another name.") from error


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not 0 < len(plain) <= LONGEST_NAME:
        message = f"Give the list a name of at most {LONGEST_NAME} characters."
        raise Invalid("The list was not saved.", problems=[Problem("name", "invalid", message)])
    return plain


def _checked(terms: Iterable[AskedTerm]) -> list[AskedTerm]:
    """Each term once, however it is written; the last one given counts. Invalid with every problem at once."""
    found: dict[str, AskedTerm] = {}
    problems = []
    for one in terms:
        text = " ".join(one.text.split())
        beside = tuple(dict.fromkeys(word for given in one.not_beside if (word := " ".join(given.split()))))
        if problem := term_problem(text):
            problems.append(Problem("terms", "invalid", problem))
        elif len(beside) > MOST_BESIDE or any(len(word) > LONGEST_NAME for word in beside):
            problems.append(Problem("terms", "invalid", f"“{text}”: give at most {MOST_BESIDE} short exceptions."))
        found[folded(text)] = AskedTerm(text, beside, one.on)
    if len(found) > MOST_TERMS:
        problems.append(Problem("terms", "too_many", f"A list holds at most {MOST_TERMS:,}; these are {len(found):,}."))
    if problems:
        raise Invalid("The terms were not saved.", problems=problems[:20])
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Row:
    word_list_id: UUID
    text: str
    not_beside: list[str]
    on: bool


def _insert(actor: Actor, row: WordList, terms: Iterable[AskedTerm], now: datetime) -> None:
    rows = (_Row(row.id, one.text, list(one.not_beside), one.on) for one in terms)
    bulk.insert(Term, rows, workspace_id=actor.workspace_id, now=now)
