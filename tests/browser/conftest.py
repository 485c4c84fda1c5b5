"""The whole product, served as `sweetspot serve` does, with a small sample programme, and a real Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

if TYPE_CHECKING:
    from sweetspot.engines.postgres import Database

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Product:
    """A running product: where it answers, and a link that signs the sample's owner in."""

    url: str
    edge_url: str
    sign_in: str
    story_sign_in: str
    database: Database


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="package")
def product(new_database: Callable[[], Database], django_db_blocker: Any) -> Iterator[Product]:
    """The product on free ports, over a database of its own with 60 creators; stopped by a plain kill at the end."""
    from django.conf import settings
    from django.db import connections
    from tests.conftest import HOME, _point_django_at

    before, database = settings.DATABASE, new_database()
    _point_django_at(database)
    with django_db_blocker.unblock():
        _sample()
        story = _empty_workspace()
        connections.close_all()
    _point_django_at(before)
    ports = (_free_port(), _free_port())
    environment = os.environ | {
        "SWEETSPOT_HOME": str(HOME), "SWEETSPOT_DATABASE_NAME": database.name, "SWEETSPOT_PORT": str(ports[0]),
        "SWEETSPOT_EDGE_PORT": str(ports[1]), "DJANGO_SETTINGS_MODULE": "sweetspot.settings",
    }  # fmt: skip
    subprocess.run([sys.executable, "-m", "sweetspot", "build"], env=environment, check=True, capture_output=True)
    log = (HOME / "serve.log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "-m", "sweetspot", "serve", "--open-for", "demo@sweetspot.example"],
        env=environment, stdout=subprocess.PIPE, stderr=log, text=True,
    )  # fmt: skip
    said = _until_ready(process, HOME / "serve.log")
    sign_in = re.search(r"Sign in: (\S+)", said)
    assert sign_in, said
    url, edge_url = (f"http://127.0.0.1:{port}" for port in ports)
    yield Product(url, edge_url, sign_in.group(1), f"{url}/enter/{story}", database)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert process.stdout is not None
    process.stdout.close()
    log.close()
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0, "a process was left behind"


def _empty_workspace() -> str:
    """A workspace without anything in it, for the story; returns its owner's sign-in token."""
    from sweetspot.stages.accounts import queries, services

    owner = services.person("sophie@example.com", "Sophie")
    services.create_workspace("Sophie's brand", owner=owner, currency="EUR", time_zone="Europe/Berlin")
    return queries.sign_in_token(owner)


def _sample() -> None:
    from sweetspot import pipeline
    from sweetspot.engines.isolation import scope
    from sweetspot.integrations.sample import load as sample
    from sweetspot.integrations.sample.programme import Size
    from sweetspot.stages.accounts import services

    now = datetime.now(UTC)
    owner = services.person("demo@sweetspot.example", "Demo")
    loaded = sample.load(owner, seed=7, size=Size(60, 120, 2_000), today=now.date(), now=now)
    with scope(loaded.workspace_id):
        pipeline.run(now=now)


def _until_ready(process: subprocess.Popen[str], log: Path) -> str:
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            return said
    raise AssertionError(f"{said}\n{log.read_text()}")


@pytest.fixture(scope="package")
def browser(product: Product) -> Iterator[Browser]:
    """A real Chromium; a clear message where there is none."""
    # Playwright keeps a loop running in this thread, which Django would otherwise take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if not CHROMIUM:
        pytest.fail("The browser tests need Chromium. Install it, or name it: CHROMIUM=/path/to/chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def signed_in(product: Product, browser: Browser) -> str:
    """The path of a stored session of the sample's owner, who came in by the printed link."""
    from tests.conftest import HOME

    context = browser.new_context()
    page = context.new_page()
    page.goto(product.sign_in)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{product.url}/")
    state = HOME / "signed-in.json"
    context.storage_state(path=state)
    context.close()
    return str(state)


@pytest.fixture
def visit(browser: Browser, product: Product, signed_in: str) -> Iterator[Callable[..., Page]]:
    """Opens a page as the sample's owner; anything the console calls an error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str = "/") -> Page:
        context = browser.new_context(
            storage_state=signed_in, color_scheme="light", viewport={"width": 1280, "height": 900},
            base_url=product.url, reduced_motion="reduce",  # a colour that is still changing has no contrast to judge
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
