"""A program with a key of Ana's brand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.conftest import NOW, Brand

from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import services
from sweetspot.stages.accounts.formulas import ALL


@pytest.fixture
def program(ana: Brand) -> Callable[..., Client]:
    """Makes a client whose key has the scopes given, or every scope."""

    def make(*scopes: str, brand: Brand = ana) -> Client:
        with scope(brand.workspace.id):
            _, text = services.create_key(brand.actor, "test", scopes or sorted(ALL), now=NOW)
        return Client(headers={"Authorization": f"Bearer {text}"})

    return make
