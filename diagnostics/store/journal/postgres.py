"""PostgreSQL: many providers in one database, each with a login role that sees its own rows and no others.

The rules are the database's (`postgres_sql/schema.sql`): row-level security on `session_user`. Writers of one provider
take turns by an advisory lock, so that counters and checks are as sequential as on SQLite. Passwords come from
PGPASSWORD or .pgpass, never from the URL.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString
from urllib.parse import unquote

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from diagnostics.store.journal.evidence import EvidenceFiles
from diagnostics.store.journal.problems import StoreError, failure, refusal
from diagnostics.store.journal.sealing import NoSeal

if TYPE_CHECKING:
    from psycopg.sql import Composable

APP_ROLE = "qizhen_app"
LEAST_SERVER = 15  # the first one whose views can ask as the caller
DRIVER = "postgresql+psycopg"
_CODES = {"55P03": "STORE-01", "57014": "STORE-01", "53100": "STORE-02", "25006": "STORE-29"}
_UNREADY = {"3F000", "42P01", "42501"}  # no schema, no table, not let in by the administrator
# what the administrator's own request was refused for
_NOT_ADMIN = {"42501", "0LP01"}


def url_of(location: str) -> URL:
    """Return the checked URL; raises InputError for another database, a password in it, or a missing driver."""
    try:
        url = make_url(location)
    except (ArgumentError, ValueError) as error:
        raise refusal("STORE-12", location.partition("://")[0] + "://…") from error
    if url.drivername not in {DRIVER, "postgresql"}:
        raise refusal("STORE-12", f"{url.drivername}://…")
    if url.password is not None or "password" in url.query:
        raise refusal("STORE-51", shown(url.set(password=None, query={})))
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise refusal("STORE-50", f"{DRIVER}://…") from error
    return url.set(drivername=DRIVER)


def shown(url: URL) -> str:
    """Return the URL as people wrote it: names in characters, not in percent signs."""
    return unquote(url.render_as_string())


class PostgresDatabase:
    """The rows of one provider; connections live as long as one transaction."""

    def __init__(self, url: URL, *, read_only: bool = False, patience: float = 5.0) -> None:
        self.url, self.read_only = url, read_only
        self.place = shown(url)
        settings: dict[str, Any] = {"connect_timeout": 10, "options": "-c search_path=qizhen"}
        self._engine = create_engine(url, poolclass=NullPool, connect_args=settings)
        waiting = f"SET LOCAL lock_timeout = {int(patience * 1000)}"
        self._writer, self._reader = self._engine, self._engine.execution_options(isolation_level="REPEATABLE READ")
        self._turn = (waiting, "SELECT pg_advisory_xact_lock(hashtext('qizhen ' || session_user))")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction, after everybody else of this provider."""
        if self.read_only:
            raise failure("STORE-29", self.place)
        with self._words(), self._writer.begin() as connection:
            for each in self._turn:
                connection.exec_driver_sql(each)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a read transaction."""
        with self._words(), self._reader.connect() as connection, connection.begin():
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            yield connection

    def schema(self) -> int:
        """Return the number of the schema; raises InputError for a database that was not prepared."""
        with self.reading() as connection:
            return int(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())

    def set_schema(self, connection: Connection, schema: int) -> None:
        """Do nothing: the administrator makes the schema."""

    def back_up(self, target: Path) -> None:
        """Refuse: backups of a server are its administrator's (pg_dump)."""
        raise failure("STORE-52", self.place, detail=target.name)

    def show_upgraded(self, upgrade: Callable[[Connection], None]) -> None:  # noqa: ARG002
        """Refuse: only the administrator changes the schema."""
        raise failure("STORE-52", self.place, detail="schema")

    def check(self, *, quick: bool = False) -> list[str]:  # noqa: ARG002
        """Return nothing: the server checks its pages itself."""
        return []

    def close(self) -> None:
        """Let go of the engine."""
        self._engine.dispose()

    @contextmanager
    def _words(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            code = str(getattr(error.orig, "sqlstate", None) or "")
            if code in _UNREADY:
                raise refusal("STORE-53", self.place) from error
            raise self._in_words(code, error) from error

    def _in_words(self, code: str, error: DBAPIError) -> StoreError:
        detail = _first_line(error.orig)
        if not code and isinstance(error, OperationalError):  # no answer, or the server lets nobody in
            return failure("STORE-55", self.place, detail=detail)
        return failure(_CODES.get(code, "STORE-57"), self.place, detail=detail)


class DatabaseEvidence(EvidenceFiles):
    """Evidence files as rows beside the events, under the same policy."""

    def __init__(self, database: PostgresDatabase) -> None:
        super().__init__(Path("evidence"), NoSeal())
        self.database = database

    def remove(self, name: str) -> None:
        """Delete a kept file; one that is gone already is fine."""
        with self.database.writing() as connection:
            connection.execute(text("DELETE FROM evidence WHERE name = :name"), {"name": name})

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return name in self.names()

    def names(self) -> list[str]:
        """Return the names of all files that are there."""
        with self.database.reading() as connection:
            return [str(row.name) for row in connection.execute(text("SELECT name FROM evidence"))]

    def _stored(self, name: str) -> bytes:
        with self.database.reading() as connection:
            found = connection.execute(text("SELECT content FROM evidence WHERE name = :name"), {"name": name})
            row = found.one_or_none()
        if row is None:
            raise FileNotFoundError(name)
        return bytes(row.content)

    def _write(self, name: str, content: bytes) -> None:
        # a transaction of its own, without the lock: the caller may hold it, and the file comes before the event
        wanted = text("INSERT INTO evidence (name, content) VALUES (:name, :content) ON CONFLICT DO NOTHING")
        with self.database._words(), self.database._writer.begin() as connection:
            connection.execute(wanted, {"name": name, "content": content})


def prepare_database(location: str, providers: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Make schema and policies, and a login role per provider; what is there already stays.

    Args:
        location: the URL, without password, of an administrator who may create roles.
        providers: names of the login roles; their passwords are set by the administrator (in psql), or
            taken from QIZHEN_NEW_PASSPHRASE for a single one.

    Returns:
        The roles that were created, or that were there and may use the tables from now on.

    Raises:
        InputError: The URL is wrong, has a password, or psycopg is missing; the role is no administrator's; a provider
            has rights that the policies do not bind.
        StoreError: The server refuses.
    """
    import psycopg

    database = PostgresDatabase(url_of(location))
    made = []
    try:
        with database._words(), database._engine.begin() as connection:
            _check_version(connection, database.place)
            try:
                _make_schema(connection)
                for fromkey in dict.fromkeys(providers):
                    if _admit(connection, fromkey, len(providers), database.place):
                        made.append(fromkey)
            except (DBAPIError, psycopg.Error) as error:
                cause = error.orig if isinstance(error, DBAPIError) else error
                if getattr(cause, "sqlstate", None) not in _NOT_ADMIN:
                    raise
                raise refusal("STORE-56", database.place, detail=_first_line(cause)) from error
    finally:
        database.close()
    return tuple(made)


def _check_version(connection: Connection, place: str) -> None:
    """Refuse a server on which views would show every provider's rows."""
    number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if number < LEAST_SERVER * 10_000:
        raise refusal("STORE-59", place, got=number // 10_000, needed=LEAST_SERVER)


def _make_schema(connection: Connection) -> None:
    if connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": APP_ROLE}).first() is None:
        connection.exec_driver_sql(f"CREATE ROLE {APP_ROLE} NOLOGIN NOBYPASSRLS")
    if connection.execute(text("SELECT 1 FROM pg_namespace WHERE nspname = 'qizhen'")).first() is None:
        script = files("diagnostics.store.journal").joinpath("postgres_sql", "schema.sql").read_text(encoding="utf-8")
        connection.exec_driver_sql(script)


def _admit(connection: Connection, name: str, n: int, place: str) -> bool:
    """Let a provider in: a new login role, or one that is there and has no right the policies do not bind."""
    role = connection.execute(_ROLE, {"role": name, "app": APP_ROLE}).first()
    if role is None:
        _create_login(connection, name, os.environ.get("QIZHEN_NEW_PASSPHRASE"), n)
        return True
    if role.unbound or not role.rolcanlogin:
        raise refusal("STORE-58", place, name=name)
    if not role.admitted:
        _execute(connection, "GRANT {} TO {}", APP_ROLE, name)
    return not role.admitted


# whether a role may do more than the policies allow, and whether it may use the tables already
_ROLE = text("""
    SELECT rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole
            OR pg_has_role(rolname, (SELECT nspowner FROM pg_namespace WHERE nspname = 'qizhen'), 'MEMBER') AS unbound,
        pg_has_role(rolname, :app, 'MEMBER') AS admitted
    FROM pg_roles WHERE rolname = :role
""")


def _create_login(connection: Connection, name: str, password: str | None, n: int) -> None:
    from psycopg import sql

    wanted = "CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE IN ROLE {}"
    secret = sql.SQL(" PASSWORD {}").format(sql.Literal(password)) if password and n == 1 else sql.SQL("")
    _execute(connection, wanted, name, APP_ROLE, secret=secret)


def _execute(connection: Connection, command: LiteralString, *names: str, secret: Composable | None = None) -> None:
    """Run a command with names of roles in it; the driver quotes them, and no part of it reaches a log of ours."""
    from psycopg import sql

    wanted = sql.SQL(command).format(*map(sql.Identifier, names)) + (secret or sql.SQL(""))
    driver: Any = connection.connection.driver_connection
    driver.execute(wanted)


def _first_line(error: object) -> str:
    """Return the first line only: what follows may quote the row that was written."""
    return (str(error).splitlines() or [""])[0]
