"""A whole small programme for tests: one row of every kind that an address can name."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tests.factories.campaigns import make_campaign
from tests.factories.creators import make_posts
from tests.factories.orders import make_selling, make_shop, told_order
from tests.factories.word_lists import make_preference, make_word_list

if TYPE_CHECKING:
    from sweetspot.stages.accounts.formulas import Actor

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


def make_programme(actor: Actor) -> dict[str, str]:
    """The outside id of a row of each kind, by the prefix of its ids; to be called in the workspace's scope."""
    from sweetspot import pipeline
    from sweetspot.core.identifiers import to_public
    from sweetspot.core.money import Money
    from sweetspot.stages.creators.formulas.filters import CreatorFilter
    from sweetspot.stages.creators.services import add_brand, imports, shortlists, views
    from sweetspot.stages.creators.services.brands import Asked
    from sweetspot.stages.orders import services as orders
    from sweetspot.stages.payouts import services as payouts
    from sweetspot.stages.planning import services as planning
    from sweetspot.stages.tracking import queries as tracking
    from sweetspot.stages.tracking.formulas.offers import Kind, Offer
    from sweetspot.stages.tracking.queries.mentions import mentions
    from sweetspot.stages.tracking.services import codes, hosts
    from sweetspot.stages.tracking.services.mentions import find_mentions

    campaign = make_campaign(actor)
    selling = make_selling(actor, campaign=campaign)
    partnership = selling.partnership
    told, moment = told_order(1, codes=(selling.code,)), datetime(2026, 6, 16, 12, tzinfo=UTC)
    taken = pipeline.take_orders(orders.api_shop(actor.workspace_id), [told], now=moment)
    plan = planning.make_plan(
        actor, "Spring", objective="reach", budget=Money(100_000, "EUR"), candidates=CreatorFilter(), now=NOW
    )
    pipeline.know(now=NOW)
    [statement] = payouts.issue_statements(
        actor, date(2026, 6, 1), date(2026, 6, 30), now=datetime(2026, 8, 1, tzinfo=UTC)
    )
    table = io.BytesIO(b"Handle,Network\nana,instagram\n")
    listed = shortlists.create_shortlist(actor, "Spring", now=NOW)
    shortlists.put_on(actor, listed.id, [partnership.profile_id], now=NOW)
    shared, _ = shortlists.share(actor, listed.id, "Agency", days=7, now=NOW)
    view = views.save_view(actor, "creators", "Micro", "tier=micro", shared=True, now=NOW)
    brand = add_brand(actor, Asked("Mejuri", handles=["mejuri"]), now=NOW)
    make_posts(partnership.profile, 1, caption="My @mejuri ring")
    find_mentions(now=NOW)
    rows = {
        "brd": brand, "mnt": mentions()[0].id,
        "shl": listed.id, "shr": shared.id, "svw": view.id,
        "cmp": campaign.id, "crt": partnership.creator_id, "prf": partnership.profile_id, "prt": partnership.id,
        "cpl": codes.make_pool(
            actor, partnership, name="Parcels", size=2, pattern="{RANDOM:8}", offer=Offer(Kind.SHIPPING), now=NOW
        ).id,
        "lnk": tracking.links()[0].id, "cod": tracking.codes()[0].id, "dom": tracking.domains()[0].id,
        "ord": taken[0].id, "pln": plan.id, "stm": statement.id, "shp": make_shop(actor).id,
        "sho": hosts.add_short_host(actor, "go.brand.example", now=NOW).id,
        "wdl": make_word_list(actor), "prp": make_preference(actor, partnership.creator_id),
        "imp": imports.upload(actor, "creators", table, name="list.csv", now=NOW).id,
    }  # fmt: skip
    return {prefix: to_public(prefix, row) for prefix, row in rows.items()}
