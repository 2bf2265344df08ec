"""What the database itself refuses: rows of other providers, tables without a policy, passwords in a URL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer
from diagnostics.store import open_workspace
from diagnostics.words.problems import InputError
from tests.store.conftest import CODE, NAME
from tests.store.content import NUMBERS

WRITERS, EACH = 20, 5


def url(role: str, end: str) -> str:
    return f"postgresql+psycopg://{role}{end}"


def write(location: str | Path, n: int) -> None:
    with open_workspace(location, author=f"第{n}人", device="L", library=NUMBERS, patience=60) as workspace:
        for each in range(EACH):
            workspace.testify(CODE, f"f{each}", Answer(state="known", value=Fraction(n), by=f"第{n}人"))


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
    with psycopg.connect(f"postgresql://provider_a{prepared}", autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):  # nobody gives rows away either
            connection.execute("UPDATE qizhen.events SET owner = 'provider_b'")
        for command in (
            "TRUNCATE qizhen.events", "ALTER TABLE qizhen.events DISABLE ROW LEVEL SECURITY",
            "DROP POLICY own_rows ON qizhen.events", "CREATE TABLE qizhen.mine (x int)",
            "UPDATE qizhen.evidence SET content = ''", "DELETE FROM qizhen.workspaces",
            "UPDATE qizhen.alembic_version SET version_num = '0'",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(command)


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


GRANTS = """
    SELECT table_name, string_agg(privilege_type, ',' ORDER BY privilege_type) FROM information_schema.role_table_grants
    WHERE table_schema = 'qizhen' AND grantee = %s GROUP BY table_name
"""
DECLARED = {
    "alembic_version": "SELECT", "register": "SELECT", "workspaces": "INSERT,SELECT,UPDATE",
    "events": "DELETE,INSERT,SELECT,UPDATE", "evidence": "DELETE,INSERT,SELECT",
}  # fmt: skip
POLICIES = """
    SELECT c.relname, p.polcmd, p.polpermissive, p.polroles, pg_get_expr(p.polqual, p.polrelid),
        pg_get_expr(p.polwithcheck, p.polrelid)
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'qizhen'
"""
OWN = "(owner = SESSION_USER)"
LOOSE = """
    SELECT 'function ' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'qizhen'
    UNION ALL SELECT 'default ' || defaclobjtype::text FROM pg_default_acl
    UNION ALL SELECT 'public ' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
        aclexplode(c.relacl) a WHERE n.nspname = 'qizhen' AND a.grantee = 0
"""


def test_grants_and_policies_are_exactly_the_declared_ones(prepared: str) -> None:
    import psycopg

    with psycopg.connect(f"postgresql://admin{prepared}", autocommit=True) as connection:
        tables = "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        there = {row[0] for row in connection.execute(f"{tables} WHERE nspname = 'qizhen' AND relkind IN ('r', 'v')")}
        assert there == set(DECLARED), "a new table is declared here, with what the app role may do"
        assert dict(connection.execute(GRANTS, ["qizhen_app"]).fetchall()) == DECLARED
        for role in ("PUBLIC", "provider_a"):
            assert connection.execute(GRANTS, [role]).fetchall() == []
        policies = {row[0]: row[1:] for row in connection.execute(POLICIES)}
        assert policies.pop("alembic_version") == ("r", True, [0], "true", None)
        assert policies == {name: ("*", True, [0], OWN, OWN) for name in ("workspaces", "events", "evidence")}
        assert connection.execute(LOOSE).fetchall() == [], "nothing that runs or is granted as somebody else"


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
