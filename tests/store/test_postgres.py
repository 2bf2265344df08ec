"""What the database itself refuses: rows of other providers, tables without a policy, passwords in a URL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.errors import InputError
from diagnostics.model.answers import Answer
from diagnostics.model.marks import Grade
from diagnostics.store import open_workspace
from tests.store.conftest import CODE, NAME

WRITERS, EACH = 20, 5


def url(role: str, end: str) -> str:
    return f"postgresql+psycopg://{role}{end}"


def write(location: str | Path, n: int) -> None:
    with open_workspace(location, author=f"第{n}人", device="L", patience=60) as workspace:
        for each in range(EACH):
            workspace.testify(CODE, f"f{each}", Answer("known", Fraction(n), by=f"第{n}人"))


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_twenty_writers_at_once_lose_nothing(store: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    location: str | Path = tmp_path / "ws"
    if store == "postgres":
        location = url("provider_a", request.getfixturevalue("prepared"))
    with open_workspace(location, author="甲", device="L") as workspace:
        workspace.register_firm(CODE, NAME)
        workspace.open_assessment(CODE)
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(lambda n: write(location, n), range(WRITERS)))
        found = workspace.events(CODE, kinds=("testimony",))
        assert len(found) == WRITERS * EACH
        assert len({each.counter for each in found}) == len(found)


def test_one_provider_neither_sees_nor_touches_the_firms_of_another(prepared: str, tmp_path: Path) -> None:
    import psycopg

    photo = tmp_path / "p.jpg"
    photo.write_bytes(b"photo")
    with open_workspace(url("provider_a", prepared), author="甲", device="L") as workspace:
        workspace.register_firm(CODE, NAME)
        workspace.add_evidence(CODE, "照片", Grade.E3, file=photo)
        assert workspace.read_evidence(CODE, "ev01") == b"photo"
    with open_workspace(url("provider_b", prepared), author="乙", device="L") as other:
        assert other.firms() == ()
        with pytest.raises(InputError, match="STORE-20"):
            other.facts(CODE)
    with psycopg.connect(f"postgresql://provider_b{prepared}", autocommit=True) as connection:
        for table in ("events", "evidence", "register"):
            row = connection.execute(f"SELECT count(*) FROM qizhen.{table}").fetchone()
            assert row == (0,), table
        assert connection.execute("DELETE FROM qizhen.events").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("INSERT INTO qizhen.evidence VALUES ('provider_a', 'x', 'y')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET ROLE admin")


BARE = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'qizhen' AND (
        c.relkind IN ('r', 'p') AND (NOT c.relrowsecurity OR NOT c.relforcerowsecurity
            OR NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))
        OR c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)
        OR c.relkind = 'm')
"""


def test_every_table_has_a_policy_and_every_view_asks_as_the_caller(prepared: str) -> None:
    import psycopg

    with psycopg.connect(f"postgresql://admin{prepared}", autocommit=True) as connection:
        assert connection.execute(BARE).fetchall() == []
        app = "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname IN ('qizhen_app', 'provider_a', 'provider_b')"
        assert set(connection.execute(app)) == {(False, False)}
        owned = "SELECT tableowner FROM pg_tables WHERE schemaname = 'qizhen'"
        assert set(connection.execute(owned)) == {("admin",)}
        connection.execute("CREATE TABLE qizhen.forgotten (owner name)")
        connection.execute("CREATE VIEW qizhen.leak AS SELECT * FROM qizhen.events")
        assert sorted(connection.execute(BARE)) == [("forgotten",), ("leak",)]


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("postgresql+psycopg://a:geheim@h/d", "STORE-51"),
        ("postgresql://a@h/d?password=geheim", "STORE-51"),
        ("mysql://a:geheim@h/d", "STORE-12"),
    ],
)
def test_a_url_with_a_password_or_of_another_database_is_refused(location: str, code: str) -> None:
    with pytest.raises(InputError, match=code) as refused:
        open_workspace(location, author="甲", device="L")
    assert "geheim" not in str(refused.value)
