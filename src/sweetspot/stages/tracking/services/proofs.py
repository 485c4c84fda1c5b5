"""Looking for the proofs of domains, and keeping what was found."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sweetspot.core.errors import NotFound, SweetspotError
from sweetspot.engines.outbound import Outbound
from sweetspot.stages.tracking.formulas.proofs import Proof, bare, file_address, proof_of, record_name
from sweetspot.stages.tracking.models import Domain


def domain(domain_id: UUID) -> Domain:
    """The domain with its token, which is made when it is first asked for; NotFound for none."""
    row = Domain.objects.filter(id=domain_id).first()
    if row is None:
        raise NotFound("There is no such domain.")
    if not row.token:
        # Two who look at once must see one token, or one of them publishes the other's.
        Domain.objects.filter(id=domain_id, token="").update(token=secrets.token_hex(16))
        row.refresh_from_db(fields=["token"])
    return row


def look(
    tokens: Mapping[str, str], outbound: Outbound, texts_at: Callable[[str], Sequence[str]]
) -> dict[str, Proof]:  # fmt: skip
    """What proof there is for each host by its token; reads and writes no table, so that none waits meanwhile."""
    found = {}
    for host, token in tokens.items():
        file, why = _file(host, outbound)
        found[host] = proof_of(token, texts_at(record_name(host)), file, why)
    return found


def _file(host: str, outbound: Outbound) -> tuple[str | None, str]:
    try:
        answer = outbound.ask("GET", file_address(host))
    except SweetspotError as error:
        return None, f"No file: {error.message}"
    # Only the host itself can prove itself; a redirect may lead to somebody else.
    if answer.status != 200 or not answer.url.startswith(f"https://{bare(host)}/"):
        return None, f"There is no file ({answer.status})."
    return answer.body[:200].decode("utf-8", "replace"), ""


def keep(found: Mapping[str, Proof], *, now: datetime) -> None:
    """Write down what was found. A proof that is gone is noted and ends nothing: links go on leading there."""
    for row in Domain.objects.select_for_update().filter(host__in=found):
        proof = found[row.host]
        row.checked_at, row.seen = now, proof.seen[:300]
        if proof.kind:
            row.proof, row.lost_at = proof.kind, None
            row.proved_at = row.proved_at or now
        elif row.proof:
            row.lost_at = row.lost_at or now
        row.save(update_fields=["checked_at", "seen", "proof", "proved_at", "lost_at"])
