"""Many links at once, pasted or from a file, as Dub, Bitly and Short.io export them too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.core.identifiers import to_public
from sweetspot.doors.web import fields
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.link_rows import MAX_ROWS, link_rows
from sweetspot.stages.tracking.services import many

#: Refused rows that are shown; the rest is said in one line.
_SHOWN = 200
_MAX_BYTES = 5_000_000


class ManyForm(forms.Form):
    """Rows of links for one campaign's creators."""

    rows = forms.CharField(
        label="Rows", required=False, max_length=2_400_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "mono"}),
        help_text="One link a line: handle, address, short name, label. The last two may be left out.",
    )  # fmt: skip
    file = forms.FileField(
        label="Or a CSV file", required=False,
        help_text="Your own, or the export of Dub, Bitly or Short.io: columns are known by their headers.",
    )  # fmt: skip

    def text(self) -> str:
        """What was pasted, or what the file says; Invalid where it is no text."""
        file = self.cleaned_data["file"]
        if not file:
            return str(self.cleaned_data["rows"])
        if file.size > _MAX_BYTES:
            raise Invalid(f"The file is larger than {_MAX_BYTES // 1_000_000} MB. Split it.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise Invalid("The file is no UTF-8 text. Save it as CSV (UTF-8).") from error


@needs("tracking.change")
def many_links(request: HttpRequest) -> HttpResponse:
    """Make links from rows; what was refused is said row by row, and nothing of it is made."""
    chosen = request.GET.get("campaign", "")
    campaign = campaigns.campaign(fields.named("cmp", chosen)) if chosen else None
    sent = request.method == "POST" and campaign is not None
    form = ManyForm(request.POST if sent else None, request.FILES if sent else None)
    outcomes = _made(request, campaign.id, form) if campaign and sent and form.is_valid() else None
    refused = [one for one in outcomes or () if one.link is None]
    made = [one for one in outcomes or () if one.link]
    base = queries.short_base()
    context = {
        "form": form, "campaign": campaign, "limit": MAX_ROWS, "outcomes": outcomes,
        "campaigns": [(to_public("cmp", one.campaign.id), one.campaign.name) for one in campaigns.campaigns()],
        "made": [(one.number, one.link, queries.short_address(one.link, base)) for one in made[:_SHOWN] if one.link],
        "made_count": len(made), "refused": refused[:_SHOWN], "refused_count": len(refused),
    }  # fmt: skip
    return render(request, "links/many.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, campaign_id: UUID, form: ManyForm) -> Sequence[many.Outcome] | None:
    try:
        rows = link_rows(form.text())
        partnerships = campaigns.partnerships(campaign_id=campaign_id)
        return many.add_links(actor_of(request), partnerships, rows, now=datetime.now(UTC))
    except (Invalid, Conflict) as error:
        fields.refuse(form, error)
        return None


urlpatterns = [path("links/many", many_links, name="many_links")]
