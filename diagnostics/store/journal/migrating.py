"""From an older schema to ours: a backup first, then Alembic, all in one transaction.

A crash at any moment leaves either the old schema (the next opening starts again) or the new one. Alembic is imported
only when there is something to migrate.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from diagnostics.store.journal.database import Database
from diagnostics.store.journal.schema import SCHEMA, alembic_version, metadata, revision_of
from diagnostics.words.clock import now

_FOLDER = Path(__file__).resolve().parent / "migrations"
BACKUP_PATTERN = "workspace-schema*.sqlite"


def create(database: Database, connection: Connection) -> None:
    """Make all tables of the present schema in an empty database, without Alembic."""
    metadata.create_all(connection)
    connection.execute(alembic_version.insert().values(version_num=revision_of(SCHEMA)))
    database.set_schema(connection, SCHEMA)


def migrate(database: Database, backups: Path) -> Path:
    """Bring an older database to the present schema; returns the backup made before."""
    backup = back_up(database, backups)
    with database.writing() as connection:
        upgrade(connection)
        database.set_schema(connection, SCHEMA)
    return backup


def back_up(database: Database, backups: Path) -> Path:
    """Write a complete copy into the folder of the backups and return its path."""
    backups.mkdir(parents=True, exist_ok=True)
    backup = backups / f"workspace-schema{database.schema()}-{now():%Y%m%dT%H%M%S%fZ}.sqlite"
    database.back_up(backup)
    return backup


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, in the transaction of the caller; nothing to do is fine."""
    from alembic import command
    from alembic.config import Config

    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    command.upgrade(settings, "head")


def backup_moment(backup: Path) -> datetime | None:
    """Return when a backup was made, by its name; None for a file that is not ours."""
    try:
        return datetime.strptime(backup.stem.rpartition("-")[2], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
    except ValueError:
        return None
