-- The workspace of many providers in one database; run once by its administrator (`qizhen database prepare`).
-- Every table says whose a row is; nobody but that login role sees or writes it, not even the owner of the tables.
CREATE SCHEMA qizhen;
CREATE TABLE qizhen.alembic_version (version_num varchar(32) PRIMARY KEY, owner name NOT NULL DEFAULT '*');
INSERT INTO qizhen.alembic_version (version_num) VALUES ('0002');
CREATE TABLE qizhen.workspaces (
    owner name NOT NULL DEFAULT session_user,
    id varchar(36) NOT NULL,
    created_at varchar(27) NOT NULL,
    own boolean NOT NULL,
    counter bigint NOT NULL,
    lock text NOT NULL DEFAULT '',
    PRIMARY KEY (owner, id)
);
CREATE UNIQUE INDEX uq_workspaces_own ON qizhen.workspaces (owner) WHERE own;
CREATE TABLE qizhen.events (
    owner name NOT NULL DEFAULT session_user,
    id varchar(36) NOT NULL,
    workspace varchar(36) NOT NULL,
    counter bigint NOT NULL,
    recorded_at varchar(27) NOT NULL,
    author varchar(200) NOT NULL,
    device varchar(200) NOT NULL,
    firm varchar(80) NOT NULL,
    kind varchar(40) NOT NULL,
    payload text NOT NULL,
    assessment varchar(20) NOT NULL DEFAULT '',
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner, workspace) REFERENCES qizhen.workspaces (owner, id),
    CONSTRAINT uq_events_order UNIQUE (owner, workspace, counter)
);
CREATE INDEX ix_events_firm ON qizhen.events (owner, firm, counter);
CREATE INDEX ix_events_kind ON qizhen.events (owner, kind, counter);
CREATE TABLE qizhen.evidence (
    owner name NOT NULL DEFAULT session_user,
    name varchar(120) NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (owner, name)
);
ALTER TABLE qizhen.alembic_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE qizhen.alembic_version FORCE ROW LEVEL SECURITY;
CREATE POLICY everybody_reads ON qizhen.alembic_version FOR SELECT USING (true);
ALTER TABLE qizhen.workspaces ENABLE ROW LEVEL SECURITY;
ALTER TABLE qizhen.workspaces FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON qizhen.workspaces USING (owner = session_user) WITH CHECK (owner = session_user);
ALTER TABLE qizhen.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE qizhen.events FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON qizhen.events USING (owner = session_user) WITH CHECK (owner = session_user);
ALTER TABLE qizhen.evidence ENABLE ROW LEVEL SECURITY;
ALTER TABLE qizhen.evidence FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON qizhen.evidence USING (owner = session_user) WITH CHECK (owner = session_user);
CREATE VIEW qizhen.register WITH (security_invoker = true) AS
    SELECT owner, firm, min(recorded_at) AS first_at, max(recorded_at) AS last_at, count(*) AS n_events
    FROM qizhen.events GROUP BY owner, firm;
GRANT USAGE ON SCHEMA qizhen TO qizhen_app;
GRANT SELECT ON qizhen.alembic_version, qizhen.register TO qizhen_app;
GRANT SELECT, INSERT, UPDATE ON qizhen.workspaces TO qizhen_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON qizhen.events TO qizhen_app;
GRANT SELECT, INSERT, DELETE ON qizhen.evidence TO qizhen_app;
