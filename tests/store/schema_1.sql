-- A workspace as schema 1 wrote it. Frozen: it must open for ever.
PRAGMA application_id = 1364879409;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE events (
	id VARCHAR(36) NOT NULL, 
	workspace VARCHAR(36) NOT NULL, 
	counter BIGINT NOT NULL, 
	recorded_at VARCHAR(27) NOT NULL, 
	author VARCHAR(200) NOT NULL, 
	device VARCHAR(200) NOT NULL, 
	firm VARCHAR(80) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	payload TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT uq_events_order UNIQUE (workspace, counter), 
	FOREIGN KEY(workspace) REFERENCES workspaces (id)
);
INSERT INTO "events" VALUES('019ab000-0000-7000-8000-000000000101','019ab000-0000-7000-8000-000000000001',1,'2026-05-05T22:00:01.000000Z','李工','L7','91410100MA4D000018','firm_registered','{"name":"示例一号（虚构）","fictitious":true}');
INSERT INTO "events" VALUES('019ab000-0000-7000-8000-000000000102','019ab000-0000-7000-8000-000000000001',2,'2026-05-05T22:00:02.000000Z','李工','L7','91410100MA4D000018','evidence_added','{"id":"ev01","grade":"E3","kind":"现场照片","date":"2026-05-06","by":"李工","kept":false,"number":"ZP-1","note":"","file":null}');
INSERT INTO "events" VALUES('019ab000-0000-7000-8000-000000000103','019ab000-0000-7000-8000-000000000001',3,'2026-05-05T22:00:03.000000Z','李工','L7','91410100MA4D000018','testimony','{"subject":"firm","fact":"q01_network","answer":{"state":"known","value":["ot_net"],"grade":"E3","evidence":["ev01"],"by":"设备科长","date":"2026-05-06","note":""},"source":""}');
INSERT INTO "events" VALUES('019ab000-0000-7000-8000-000000000104','019ab000-0000-7000-8000-000000000001',4,'2026-05-05T22:00:04.000000Z','李工','L7','91410100MA4D000018','row_added','{"table":"equipment","values":{"process":"车削","total":{"number":"20"}},"subject":"firm","grade":"E3","evidence":["ev01"],"source":""}');
INSERT INTO "events" VALUES('019ab000-0000-7000-8000-000000000105','019ab000-0000-7000-8000-000000000001',5,'2026-05-05T23:00:05.000000Z','李工','L7','91410100EXAMPLE01U','firm_registered','{"name":"示例二号（虚构）","fictitious":true}');
INSERT INTO "events" VALUES('019ab000-0000-7000-8000-000000000106','019ab000-0000-7000-8000-000000000001',6,'2026-05-05T23:00:06.000000Z','李工','L7','91410100EXAMPLE01U','testimony','{"subject":"firm","fact":"q01_network","answer":{"state":"unknown","value":null,"grade":"E1","evidence":[],"by":"张工","date":null,"note":""},"source":""}');
INSERT INTO "events" VALUES('019ab000-0000-7000-8000-000000000107','019ab000-0000-7000-8000-000000000001',7,'2026-05-05T23:00:07.000000Z','李工','L7','91410100MA4D000018','testimony','{"subject":"firm","fact":"s_quality","answer":{"state":"known","value":"level_2","grade":"E1","evidence":[],"by":"质量经理","date":null,"note":""},"source":""}');
CREATE TABLE workspaces (
	id VARCHAR(36) NOT NULL, 
	created_at VARCHAR(27) NOT NULL, 
	own BOOLEAN NOT NULL, 
	counter BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "workspaces" VALUES('019ab000-0000-7000-8000-000000000001','2026-05-05T23:59:00.000000Z',1,7);
CREATE INDEX ix_events_firm ON events (firm, counter);
COMMIT;
