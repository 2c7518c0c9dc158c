-- A store of version 0001 with invented rows in every table, as SQLite dumps it.
BEGIN TRANSACTION;
CREATE TABLE action (
	id INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	detail VARCHAR, 
	home_id INTEGER, 
	incident_id INTEGER, 
	owner_id INTEGER, 
	owner_agency VARCHAR, 
	due_on DATE NOT NULL, 
	state VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	meaning VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by INTEGER, 
	done_at DATETIME, 
	done_by INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(created_by) REFERENCES person (id), 
	FOREIGN KEY(done_by) REFERENCES person (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	FOREIGN KEY(incident_id) REFERENCES incident (id), 
	FOREIGN KEY(owner_id) REFERENCES person (id), 
	UNIQUE (meaning)
);
INSERT INTO "action" VALUES(1,'Visit the home',NULL,1,NULL,NULL,'police','2019-07-01','done',2,'visit:1','2026-11-22 04:39:15.000000',1,'2026-11-22 04:39:15.000000',1);
CREATE TABLE action_event (
	id INTEGER NOT NULL, 
	action_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	note VARCHAR, 
	by_person INTEGER, 
	at DATETIME NOT NULL, 
	intent VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(action_id) REFERENCES action (id), 
	FOREIGN KEY(by_person) REFERENCES person (id), 
	UNIQUE (intent)
);
INSERT INTO "action_event" VALUES(1,1,'given',NULL,1,'2026-11-22 04:39:15.000000','given:1');
INSERT INTO "action_event" VALUES(2,1,'ticked','Went there.',1,'2026-11-22 04:39:15.000000','ticked:1:1');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE audit (
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	person_id INTEGER, 
	role VARCHAR NOT NULL, 
	verb VARCHAR NOT NULL, 
	noun VARCHAR NOT NULL, 
	noun_id VARCHAR, 
	fields JSON NOT NULL, 
	data_revision INTEGER NOT NULL, 
	previous VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "audit" VALUES(1,'2026-11-22 04:39:14.000000',NULL,'system','imported','homes',NULL,'[]',1,'0000000000000000000000000000000000000000000000000000000000000000','8a02cc2922391c604734d24eeef76c1c19a4ff1d61df646790e7f04d70d9fdb4');
INSERT INTO "audit" VALUES(2,'2026-11-22 04:39:14.000000',NULL,'system','wrote','person','1','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',2,'8a02cc2922391c604734d24eeef76c1c19a4ff1d61df646790e7f04d70d9fdb4','7455efbba5e3ae0d95558d96b705e2d997f7993a06eed57df42d48b5b3f2d34e');
INSERT INTO "audit" VALUES(3,'2026-11-22 04:39:14.000000',NULL,'system','wrote','person','2','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',3,'7455efbba5e3ae0d95558d96b705e2d997f7993a06eed57df42d48b5b3f2d34e','7743822d5b5c18a1059c31bf654e36f1f64620e36f8093579d56db7321015f80');
INSERT INTO "audit" VALUES(4,'2026-11-22 04:39:14.000000',NULL,'system','wrote','person','3','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',4,'7743822d5b5c18a1059c31bf654e36f1f64620e36f8093579d56db7321015f80','354f820064e051cba9bc6984a6d995c9771505ad01a0f5adf9e2f73d141c06eb');
INSERT INTO "audit" VALUES(5,'2026-11-22 04:39:14.000000',NULL,'system','wrote','person','4','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',5,'354f820064e051cba9bc6984a6d995c9771505ad01a0f5adf9e2f73d141c06eb','9f00a73ac53fe150ebeb0e5bb325a5753452766ae8ed2406a7fad91b5fe27525');
INSERT INTO "audit" VALUES(6,'2026-11-22 04:39:14.000000',NULL,'system','wrote','person','5','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',6,'9f00a73ac53fe150ebeb0e5bb325a5753452766ae8ed2406a7fad91b5fe27525','d0308bc38eab8dcc619eb8413130be55a991e00c8daf29b7d4a7e21a8bc12c57');
INSERT INTO "audit" VALUES(7,'2026-11-22 04:39:14.000000',NULL,'system','wrote','person','6','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',7,'d0308bc38eab8dcc619eb8413130be55a991e00c8daf29b7d4a7e21a8bc12c57','81fcfcf937d865e6df8a5e09929b0be668db5f1b4ebc07d1107a1f1b0fc3aa26');
INSERT INTO "audit" VALUES(8,'2026-11-22 04:39:14.000000',NULL,'system','wrote','person','7','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',8,'81fcfcf937d865e6df8a5e09929b0be668db5f1b4ebc07d1107a1f1b0fc3aa26','18dcfe003224f9b39976831c4d8a410aa35b758528c54ad09a1ab4414d3251ee');
INSERT INTO "audit" VALUES(9,'2026-11-22 04:39:14.000000',NULL,'system','wrote','person','8','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',9,'18dcfe003224f9b39976831c4d8a410aa35b758528c54ad09a1ab4414d3251ee','6d92bf1d76eef07c3d21595f42ab51c85355ccf97bf574294093dcfe8adab933');
INSERT INTO "audit" VALUES(10,'2026-11-22 04:39:14.000000',NULL,'system','set SPOC','home','1','["spoc"]',10,'6d92bf1d76eef07c3d21595f42ab51c85355ccf97bf574294093dcfe8adab933','b8f025eca6979b09338ee5bfb5528bbca6c8881532ea0ac0688d10d86ec73786');
INSERT INTO "audit" VALUES(11,'2026-11-22 04:39:14.000000',NULL,'system','set SPOC','home','3','["spoc"]',11,'b8f025eca6979b09338ee5bfb5528bbca6c8881532ea0ac0688d10d86ec73786','f3f0e151c738f7c5a6dc51b0657783761b442fe8f00dd3e98d9ca82fa2143f6a');
INSERT INTO "audit" VALUES(12,'2026-11-22 04:39:14.000000',NULL,'system','wrote','homes',NULL,'[]',12,'f3f0e151c738f7c5a6dc51b0657783761b442fe8f00dd3e98d9ca82fa2143f6a','47ba0e6f87d07071d52da0508b0edeb008f3f8fd2f1d3cc057fc7fd6375a130f');
INSERT INTO "audit" VALUES(13,'2026-11-22 04:39:15.000000',NULL,'system','imported','incident','1','[]',13,'47ba0e6f87d07071d52da0508b0edeb008f3f8fd2f1d3cc057fc7fd6375a130f','89bf78048edf028db4716cf7bfa7b7eb03d18c2fcd822fb1e4c24cbbc41fcea1');
INSERT INTO "audit" VALUES(14,'2026-11-22 04:39:15.000000',NULL,'system','imported','incident','2','[]',14,'89bf78048edf028db4716cf7bfa7b7eb03d18c2fcd822fb1e4c24cbbc41fcea1','5927cc714f81c287a2eb741fd098b10831d555b2e80ba995f0ae652b3c25f2cd');
INSERT INTO "audit" VALUES(15,'2026-11-22 04:39:15.000000',NULL,'system','imported','batch','1','[]',15,'5927cc714f81c287a2eb741fd098b10831d555b2e80ba995f0ae652b3c25f2cd','4280352389c0d04bcd10b3ce72dbe891f8693e5e7f2a1e196574b7e784439f2d');
INSERT INTO "audit" VALUES(16,'2026-11-22 04:39:15.000000',1,'chair','gave','action','1','["due_on", "owner", "title"]',16,'4280352389c0d04bcd10b3ce72dbe891f8693e5e7f2a1e196574b7e784439f2d','2a3609c699b6d32c9e969004162411f6d395295619fb2e6eb96b626cf47d8d14');
INSERT INTO "audit" VALUES(17,'2026-11-22 04:39:15.000000',1,'chair','ticked','action','1','["note", "state"]',17,'2a3609c699b6d32c9e969004162411f6d395295619fb2e6eb96b626cf47d8d14','a1895feb665c7b2f690c31cc76ed0d0e10f1e4057f19b20ded8814319fb7a086');
INSERT INTO "audit" VALUES(18,'2026-11-22 04:39:15.000000',1,'chair','reviewed','incident','1','["agreed_police_needed", "finding:unnecessary-call", "review_note"]',18,'a1895feb665c7b2f690c31cc76ed0d0e10f1e4057f19b20ded8814319fb7a086','92ef87d3bcba63d1d83c04f1fd1f928af25b2b50ea8a4205cec4b548ff50680c');
CREATE TABLE authority_alias (
	id INTEGER NOT NULL, 
	alias VARCHAR NOT NULL, 
	folded VARCHAR NOT NULL, 
	authority VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (folded)
);
INSERT INTO "authority_alias" VALUES(1,'Dorset C.C.','dorsetc.c.','Dorset Council');
CREATE TABLE batch (
	id INTEGER NOT NULL, 
	noun VARCHAR NOT NULL, 
	file_name VARCHAR NOT NULL, 
	file_digest VARCHAR NOT NULL, 
	mapping_name VARCHAR, 
	imported INTEGER NOT NULL, 
	updated INTEGER NOT NULL, 
	duplicate INTEGER NOT NULL, 
	rejected INTEGER NOT NULL, 
	skipped INTEGER NOT NULL, 
	covers_from DATE, 
	covers_to DATE, 
	created_at DATETIME NOT NULL, 
	created_by INTEGER, 
	undone_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(created_by) REFERENCES person (id)
);
INSERT INTO "batch" VALUES(1,'incidents','force.csv','0000000000000000000000000000000000000000000000000000000000000000','Force extract',1,0,0,0,0,'2019-05-01','2019-05-31','2026-11-22 04:39:15.000000',1,NULL);
CREATE TABLE batch_change (
	id INTEGER NOT NULL, 
	batch_id INTEGER NOT NULL, 
	incident_id INTEGER NOT NULL, 
	"before" JSON, 
	version_after INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(batch_id) REFERENCES batch (id)
);
INSERT INTO "batch_change" VALUES(1,1,1,'null',1);
CREATE TABLE finding (
	id INTEGER NOT NULL, 
	incident_id INTEGER NOT NULL, 
	rule VARCHAR NOT NULL, 
	clause VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR, 
	decided_by INTEGER, 
	decided_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(decided_by) REFERENCES person (id), 
	FOREIGN KEY(incident_id) REFERENCES incident (id), 
	UNIQUE (incident_id, rule)
);
INSERT INTO "finding" VALUES(1,1,'unnecessary-call','6.5, 6.7','over_report','home','A level 1 incident was reported without an exception or an immediate risk; it is for the placement to resolve.','confirmed','A cup.',1,'2026-11-22 04:39:15.000000');
INSERT INTO "finding" VALUES(2,2,'social-worker-not-told','6.13, 11.4, App. A','cannot_tell','home','Not recorded: Was the child''s social worker told?','suggested',NULL,NULL,NULL);
CREATE TABLE home (
	id INTEGER NOT NULL, 
	urn VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	provider VARCHAR, 
	sector VARCHAR, 
	setting_type VARCHAR NOT NULL, 
	host_authority VARCHAR, 
	opened_on DATE, 
	closed_on DATE, 
	registered_manager VARCHAR, 
	latest_judgement VARCHAR, 
	judged_on DATE, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (urn)
);
INSERT INTO "home" VALUES(1,'SC000001','Alder','Acme Care',NULL,'childrens_home','Dorset Council',NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "home" VALUES(2,'SC000002','Birch','ACME  care',NULL,'childrens_home','Dorset Council',NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "home" VALUES(3,'SC000003','Cedar','Bright Homes',NULL,'childrens_home','Dorset Council',NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "home" VALUES(4,'SC000004','Dogwood','Calm Ltd',NULL,'childrens_home','Dorset Council',NULL,NULL,NULL,NULL,NULL,1);
CREATE TABLE home_alias (
	id INTEGER NOT NULL, 
	home_id INTEGER NOT NULL, 
	alias VARCHAR NOT NULL, 
	folded VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	UNIQUE (folded)
);
INSERT INTO "home_alias" VALUES(1,1,'Alder Hse','alderhse');
CREATE TABLE home_places (
	id INTEGER NOT NULL, 
	home_id INTEGER NOT NULL, 
	from_on DATE, 
	places INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	UNIQUE (home_id, from_on)
);
INSERT INTO "home_places" VALUES(1,1,NULL,4);
INSERT INTO "home_places" VALUES(2,1,'2018-03-01',5);
CREATE TABLE incident (
	id INTEGER NOT NULL, 
	reference VARCHAR NOT NULL, 
	home_id INTEGER NOT NULL, 
	batch_id INTEGER, 
	version INTEGER NOT NULL, 
	occurred_at DATETIME NOT NULL, 
	decided_at DATETIME, 
	reported_at DATETIME, 
	police_arrived_at DATETIME, 
	returned_at DATETIME, 
	return_interview_at DATETIME, 
	warned_on DATE, 
	channel VARCHAR NOT NULL, 
	contact_purpose VARCHAR, 
	category VARCHAR NOT NULL, 
	severity VARCHAR, 
	drug_class VARCHAR, 
	decided_by VARCHAR, 
	exception VARCHAR, 
	police_response VARCHAR, 
	arrest_reason VARCHAR, 
	outcome_code VARCHAR, 
	return_interview VARCHAR, 
	immediate_risk VARCHAR, 
	victim_wants_police VARCHAR, 
	agency_staff_on_shift VARCHAR, 
	social_worker_told VARCHAR, 
	out_of_hours_told VARCHAR, 
	senior_manager_consulted VARCHAR, 
	dealing_concern VARCHAR, 
	safeguarding_referral VARCHAR, 
	substances_secured VARCHAR, 
	substances_destroyed_witnessed VARCHAR, 
	crime_recorded VARCHAR, 
	ppn_submitted VARCHAR, 
	arrested VARCHAR, 
	voluntary_interview VARCHAR, 
	appropriate_adult VARCHAR, 
	oocd_team_consulted VARCHAR, 
	cps_advice_sought VARCHAR, 
	behaviour_policy_sent VARCHAR, 
	policy_statement_sent VARCHAR, 
	logged_in_child_file VARCHAR, 
	risk_assessment_reviewed VARCHAR, 
	restorative_used VARCHAR, 
	yjs_referred VARCHAR, 
	exploitation_considered VARCHAR, 
	whereabouts_known VARCHAR, 
	known_safe VARCHAR, 
	collection_requested VARCHAR, 
	checklist_completed VARCHAR, 
	trigger_plan VARCHAR, 
	return_interview_independent VARCHAR, 
	police_hours FLOAT, 
	missing_cause VARCHAR, 
	home_account VARCHAR, 
	child_account VARCHAR, 
	child_ref VARCHAR, 
	child_age INTEGER, 
	child_gender VARCHAR, 
	child_ethnicity VARCHAR, 
	placing_authority VARCHAR, 
	summary VARCHAR, 
	call_out BOOLEAN NOT NULL, 
	call_out_kind VARCHAR, 
	ruleset VARCHAR, 
	in_scope BOOLEAN NOT NULL, 
	retrospective BOOLEAN NOT NULL, 
	level INTEGER, 
	level_basis JSON NOT NULL, 
	expected_channels JSON NOT NULL, 
	police_needed BOOLEAN, 
	rests_on JSON NOT NULL, 
	level_set INTEGER, 
	level_set_reason VARCHAR, 
	agreed_police_needed VARCHAR, 
	reviewed_at DATETIME, 
	reviewed_by INTEGER, 
	review_note VARCHAR, 
	differs_now VARCHAR, 
	referred_to_police_at DATETIME, 
	referred_reason VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(batch_id) REFERENCES batch (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	FOREIGN KEY(reviewed_by) REFERENCES person (id), 
	UNIQUE (reference)
);
INSERT INTO "incident" VALUES(1,'R1',1,1,2,'2019-05-04 19:30:00.000000',NULL,'2019-05-06 09:00:00.000000',NULL,NULL,NULL,NULL,'101',NULL,'criminal_damage','minor',NULL,NULL,'none',NULL,NULL,NULL,NULL,'no','no',NULL,'yes',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'K7',NULL,NULL,NULL,NULL,'Synthetic example: a cup was broken.',1,'behaviour','pan-dorset',1,0,1,'["6.9"]','["none"]',0,'[]',NULL,NULL,'no','2026-11-22 04:39:15.000000',1,'Agreed.',NULL,NULL,NULL);
INSERT INTO "incident" VALUES(2,'R2',3,NULL,1,'2019-05-04 19:30:00.000000',NULL,NULL,NULL,NULL,NULL,NULL,'none',NULL,'criminal_damage','moderate',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'pan-dorset',1,0,2,'["6.11"]','["none", "101", "online"]',NULL,'[]',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE mapping (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	headings JSON NOT NULL, 
	words JSON NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "mapping" VALUES(1,'Force extract','{"Log no": "reference"}','{"channel": {"Phone": "101"}}',1);
CREATE TABLE person (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	administrator BOOLEAN NOT NULL, 
	agency VARCHAR, 
	provider VARCHAR, 
	authority VARCHAR, 
	active BOOLEAN NOT NULL, 
	left_on DATE, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (email)
);
INSERT INTO "person" VALUES(1,'A chair','chair@example.org','chair',1,'youth_justice',NULL,NULL,1,NULL,1);
INSERT INTO "person" VALUES(2,'A protocol_lead','protocol_lead@example.org','protocol_lead',0,'youth_justice',NULL,NULL,1,NULL,1);
INSERT INTO "person" VALUES(3,'A police_reviewer','police_reviewer@example.org','police_reviewer',0,'police',NULL,NULL,1,NULL,1);
INSERT INTO "person" VALUES(4,'A spoc','spoc@example.org','spoc',0,'police',NULL,NULL,1,NULL,1);
INSERT INTO "person" VALUES(5,'A provider','provider@example.org','provider',0,'provider','Acme Care',NULL,1,NULL,1);
INSERT INTO "person" VALUES(6,'A partner','partner@example.org','partner',0,'council',NULL,'Dorset Council',1,NULL,1);
INSERT INTO "person" VALUES(7,'A liaison','liaison@example.org','liaison',0,NULL,NULL,NULL,1,NULL,1);
INSERT INTO "person" VALUES(8,'A administrator','administrator@example.org','administrator',1,NULL,NULL,NULL,1,NULL,1);
CREATE TABLE person_home (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	home_id INTEGER NOT NULL, 
	from_on DATE NOT NULL, 
	until_on DATE, 
	PRIMARY KEY (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	FOREIGN KEY(person_id) REFERENCES person (id)
);
INSERT INTO "person_home" VALUES(1,4,1,'2019-01-01',NULL);
INSERT INTO "person_home" VALUES(2,4,3,'2019-01-01',NULL);
CREATE TABLE store_info (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	data_revision INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_row CHECK (id = 1)
);
INSERT INTO "store_info" VALUES(1,'own',18,'2026-11-22 04:39:14.000000');
CREATE INDEX ix_home_alias_home_id ON home_alias (home_id);
CREATE INDEX ix_home_places_home_id ON home_places (home_id);
CREATE INDEX ix_person_home_home_id ON person_home (home_id);
CREATE INDEX ix_person_home_person_id ON person_home (person_id);
CREATE INDEX ix_batch_change_batch_id ON batch_change (batch_id);
CREATE INDEX ix_batch_change_incident_id ON batch_change (incident_id);
CREATE INDEX incident_child ON incident (child_ref);
CREATE INDEX incident_home_occurred ON incident (home_id, occurred_at);
CREATE INDEX ix_incident_batch_id ON incident (batch_id);
CREATE INDEX ix_action_home_id ON action (home_id);
CREATE INDEX ix_action_incident_id ON action (incident_id);
CREATE INDEX ix_action_owner_id ON action (owner_id);
CREATE INDEX ix_finding_incident_id ON finding (incident_id);
CREATE INDEX ix_action_event_action_id ON action_event (action_id);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_in_sequence BEFORE INSERT ON audit
    WHEN NEW.seq <> coalesce((SELECT max(seq) FROM audit), 0) + 1
      OR NEW.previous <> coalesce(
        (SELECT digest FROM audit ORDER BY seq DESC LIMIT 1), printf('%064d', 0))
    BEGIN SELECT RAISE(ABORT, 'the audit row does not follow the last one'); END;
COMMIT;
