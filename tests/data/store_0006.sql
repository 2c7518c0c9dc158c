-- A store of version 0006 with invented rows in every table, as SQLite dumps it.
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
	done_by INTEGER, finding_id INTEGER REFERENCES finding (id), meeting_id INTEGER REFERENCES meeting (id), asked_until DATE, asked_reason VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(created_by) REFERENCES person (id), 
	FOREIGN KEY(done_by) REFERENCES person (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	FOREIGN KEY(incident_id) REFERENCES incident (id), 
	FOREIGN KEY(owner_id) REFERENCES person (id), 
	UNIQUE (meaning)
);
INSERT INTO "action" VALUES(1,'Ask Alder what became of the cannabis',NULL,1,2,NULL,'council','2026-12-22','open',1,'Ask Alder what became of the cannabis:None','2026-11-22 14:12:35.000000',1,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "action" VALUES(2,'Visit Alder on an evening',NULL,1,1,NULL,'council','2026-12-22','open',1,'Visit Alder on an evening:None','2026-11-22 14:12:36.000000',1,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "action" VALUES(3,'Agree when to call',NULL,1,1,NULL,'council','2026-12-22','open',1,'Agree when to call:2','2026-11-22 14:12:43.000000',1,NULL,NULL,NULL,2,NULL,NULL);
INSERT INTO "action" VALUES(4,'Write to the drugs service',NULL,1,2,NULL,'council','2026-12-22','open',1,'Write to the drugs service:2','2026-11-22 14:12:47.000000',1,NULL,NULL,NULL,2,NULL,NULL);
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
INSERT INTO "action_event" VALUES(1,1,'given',NULL,1,'2026-11-22 14:12:35.000000','given:1');
INSERT INTO "action_event" VALUES(2,2,'given',NULL,1,'2026-11-22 14:12:36.000000','given:2');
INSERT INTO "action_event" VALUES(3,3,'given',NULL,1,'2026-11-22 14:12:43.000000','given:3');
INSERT INTO "action_event" VALUES(4,4,'given',NULL,1,'2026-11-22 14:12:47.000000','given:4');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE annotation (
	id INTEGER NOT NULL, 
	home_id INTEGER, 
	on_day DATE NOT NULL, 
	until_day DATE, 
	words VARCHAR NOT NULL, 
	cleared BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by INTEGER, 
	removed_at DATETIME, 
	removed_by INTEGER, 
	meaning VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(created_by) REFERENCES person (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	FOREIGN KEY(removed_by) REFERENCES person (id), 
	UNIQUE (meaning)
);
INSERT INTO "annotation" VALUES(1,NULL,'2026-11-22',NULL,'A new manager',0,'2026-11-22 14:12:49.000000',NULL,NULL,NULL,'area:2026-11-22::anewmanager');
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
INSERT INTO "audit" VALUES(1,'2026-11-22 14:12:27.000000',NULL,'system','imported','homes',NULL,'[]',1,'0000000000000000000000000000000000000000000000000000000000000000','3c10192d1e4ff9d211d72dfae2733baafefef80cbb9220738b2557634af265f0');
INSERT INTO "audit" VALUES(2,'2026-11-22 14:12:27.000000',NULL,'system','wrote','person','1','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',2,'3c10192d1e4ff9d211d72dfae2733baafefef80cbb9220738b2557634af265f0','a29b2fa2b4d43d8e7a1f8eebb8335ec5ae9f5ae2f92e35b7da279b531a166940');
INSERT INTO "audit" VALUES(3,'2026-11-22 14:12:28.000000',NULL,'system','wrote','person','2','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',3,'a29b2fa2b4d43d8e7a1f8eebb8335ec5ae9f5ae2f92e35b7da279b531a166940','3f2e6b83db541a81b44ceb70662f7857bb904cccc79b946b1012c3c2905843fa');
INSERT INTO "audit" VALUES(4,'2026-11-22 14:12:28.000000',NULL,'system','wrote','person','3','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',4,'3f2e6b83db541a81b44ceb70662f7857bb904cccc79b946b1012c3c2905843fa','16bb37e5d22123a7aee8c53c0855ad5500ac3b0e3dc32746de4f4da1bee8728b');
INSERT INTO "audit" VALUES(5,'2026-11-22 14:12:28.000000',NULL,'system','wrote','person','4','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',5,'16bb37e5d22123a7aee8c53c0855ad5500ac3b0e3dc32746de4f4da1bee8728b','ec68d9235bbec5edb4fe49448e01284e0f291c73fbb36d92d7f6b4f04be9622b');
INSERT INTO "audit" VALUES(6,'2026-11-22 14:12:28.000000',NULL,'system','wrote','person','5','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',6,'ec68d9235bbec5edb4fe49448e01284e0f291c73fbb36d92d7f6b4f04be9622b','951fafd8ecd96f9e10eb6f48762b5072c3f118ccae46c11c3511e0ec6076e6fb');
INSERT INTO "audit" VALUES(7,'2026-11-22 14:12:29.000000',NULL,'system','wrote','person','6','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',7,'951fafd8ecd96f9e10eb6f48762b5072c3f118ccae46c11c3511e0ec6076e6fb','2ab8865313ac68b89da0a690df52492ebf0d5a31c42aeb21d43c0046378c1391');
INSERT INTO "audit" VALUES(8,'2026-11-22 14:12:29.000000',NULL,'system','wrote','person','7','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',8,'2ab8865313ac68b89da0a690df52492ebf0d5a31c42aeb21d43c0046378c1391','188e7ec4aea1b6e5ac6dd8cafdbb80084eda05772fba3425a9730452c98413e1');
INSERT INTO "audit" VALUES(9,'2026-11-22 14:12:29.000000',NULL,'system','wrote','person','8','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',9,'188e7ec4aea1b6e5ac6dd8cafdbb80084eda05772fba3425a9730452c98413e1','8cd74dee4f5b3db335549e4ed8818ae62dfcb6c48cd28e9b89b80675c09c4993');
INSERT INTO "audit" VALUES(10,'2026-11-22 14:12:30.000000',NULL,'system','set SPOC','home','1','["spoc"]',10,'8cd74dee4f5b3db335549e4ed8818ae62dfcb6c48cd28e9b89b80675c09c4993','13d74d4a7d06175610d0b92b2f50ab39ab5d11dfc889f741dceb5222af4f78f8');
INSERT INTO "audit" VALUES(11,'2026-11-22 14:12:30.000000',NULL,'system','set SPOC','home','3','["spoc"]',11,'13d74d4a7d06175610d0b92b2f50ab39ab5d11dfc889f741dceb5222af4f78f8','9a86c0acdb040b951c91bc699e13129a0c0d6cff6ac87ce057346f0d77897967');
INSERT INTO "audit" VALUES(12,'2026-11-22 14:12:32.000000',NULL,'system','imported','incident','1','[]',12,'9a86c0acdb040b951c91bc699e13129a0c0d6cff6ac87ce057346f0d77897967','8cd527430ad6eb5d1aba89724ccf18e8a0b64139416e0b9716aad886656f1401');
INSERT INTO "audit" VALUES(13,'2026-11-22 14:12:33.000000',NULL,'system','imported','incident','2','[]',13,'8cd527430ad6eb5d1aba89724ccf18e8a0b64139416e0b9716aad886656f1401','894af9eab1828638c3b2d8303d4a542f0057bd03980b47c5b4f640e2e2a414e7');
INSERT INTO "audit" VALUES(14,'2026-11-22 14:12:33.000000',NULL,'system','imported','incident','3','[]',14,'894af9eab1828638c3b2d8303d4a542f0057bd03980b47c5b4f640e2e2a414e7','e939bf56070248e0c01ce514f25e819742a17f135c264e04648c4936c2d1b201');
INSERT INTO "audit" VALUES(15,'2026-11-22 14:12:34.000000',NULL,'system','imported','incident','4','[]',15,'e939bf56070248e0c01ce514f25e819742a17f135c264e04648c4936c2d1b201','b09508d3549f5b384804459de808f6ad2ef22fe150ccba2c80907e494a0e230c');
INSERT INTO "audit" VALUES(16,'2026-11-22 14:12:34.000000',1,'chair','recorded','meeting','1','["held_on"]',16,'b09508d3549f5b384804459de808f6ad2ef22fe150ccba2c80907e494a0e230c','01ae55145f1cb33eb6b6cd95e6960a0cbdbe5debcae5049c8094cbc5b155e612');
INSERT INTO "audit" VALUES(17,'2026-11-22 14:12:36.000000',1,'chair','gave','action','1','["due_on", "owner", "title"]',17,'01ae55145f1cb33eb6b6cd95e6960a0cbdbe5debcae5049c8094cbc5b155e612','0891b63008411e54e2eb65a191ecdee76aa5eeb94498afa6418615f0f33a2d33');
INSERT INTO "audit" VALUES(18,'2026-11-22 14:12:36.000000',1,'chair','gave','action','2','["due_on", "owner", "title"]',18,'0891b63008411e54e2eb65a191ecdee76aa5eeb94498afa6418615f0f33a2d33','c1aae4bf6eae7ce5bc2be2e85b24ffe9cdaa41460d922f41d020c8975f6e1440');
INSERT INTO "audit" VALUES(19,'2026-11-22 14:12:37.000000',1,'chair','planned','meeting','2','["held_on"]',19,'c1aae4bf6eae7ce5bc2be2e85b24ffe9cdaa41460d922f41d020c8975f6e1440','5a414390b704f192c4267add4ed9530686e0e3498e8f41666686abb59b1cf03a');
INSERT INTO "audit" VALUES(20,'2026-11-22 14:12:39.000000',1,'chair','took items','meeting','2','["incident:1", "incident:2", "incident:3"]',19,'5a414390b704f192c4267add4ed9530686e0e3498e8f41666686abb59b1cf03a','4abad91e2837b629c57613333e9c79e7a1495a369f44f9e48d2030af737200c8');
INSERT INTO "audit" VALUES(21,'2026-11-22 14:12:39.000000',1,'chair','opened','meeting','2','["opened_at", "state"]',19,'4abad91e2837b629c57613333e9c79e7a1495a369f44f9e48d2030af737200c8','61c1f87f5a54aa11407c65470f3e7c02a484f7524058d2230a1bb4643803f17f');
INSERT INTO "audit" VALUES(22,'2026-11-22 14:12:40.000000',1,'chair','noted attendance','meeting','2','["agency:police"]',19,'61c1f87f5a54aa11407c65470f3e7c02a484f7524058d2230a1bb4643803f17f','08014b96ce5266ee7752ff08398730a823981b8a62ac5752917b0f1c59d41c41');
INSERT INTO "audit" VALUES(23,'2026-11-22 14:12:40.000000',1,'chair','noted attendance','meeting','2','["agency:health"]',19,'08014b96ce5266ee7752ff08398730a823981b8a62ac5752917b0f1c59d41c41','72e8ef1219ef508786001473b8e893e14091851f1ddfe35526b4a03055a1b9dd');
INSERT INTO "audit" VALUES(24,'2026-11-22 14:12:41.000000',1,'chair','heard the home','meeting item','2','["heard_at"]',19,'72e8ef1219ef508786001473b8e893e14091851f1ddfe35526b4a03055a1b9dd','417dbe4772519d6be7aee6a7cd5f0cb6e3197e71f95073c49a2cda2fe88a1bcb');
INSERT INTO "audit" VALUES(25,'2026-11-22 14:12:41.000000',1,'chair','revealed','meeting item','2','["revealed_at"]',19,'417dbe4772519d6be7aee6a7cd5f0cb6e3197e71f95073c49a2cda2fe88a1bcb','4f06ec3031780612ddc4c902e1b050f77b81ecf4261121343061d3c844538ac5');
INSERT INTO "audit" VALUES(26,'2026-11-22 14:12:42.000000',1,'chair','reviewed','incident','1','["agreed_police_needed", "finding:slow-time", "finding:unnecessary-call", "review_note"]',20,'4f06ec3031780612ddc4c902e1b050f77b81ecf4261121343061d3c844538ac5','4ddecf2a8ccf957d3d151a78acd2ed27e157825f1e5205eec2cac7be61653dee');
INSERT INTO "audit" VALUES(27,'2026-11-22 14:12:43.000000',1,'chair','noted decision','meeting note','1','["words"]',20,'4ddecf2a8ccf957d3d151a78acd2ed27e157825f1e5205eec2cac7be61653dee','f1fff7bd2c97e4eba66c1a6818482fe74bcaf5186c36c9418c72373b618c30cd');
INSERT INTO "audit" VALUES(28,'2026-11-22 14:12:43.000000',1,'chair','gave','action','3','["due_on", "owner", "title"]',21,'f1fff7bd2c97e4eba66c1a6818482fe74bcaf5186c36c9418c72373b618c30cd','838791d2ce960d4ecd21aa87f98d477a29d513bd5bdd6cc1f90b32f2400ba719');
INSERT INTO "audit" VALUES(29,'2026-11-22 14:12:44.000000',1,'chair','noted decision','meeting note','2','["words"]',21,'838791d2ce960d4ecd21aa87f98d477a29d513bd5bdd6cc1f90b32f2400ba719','b47b3e8dd08c3b55cf25e1e7f3f7d83bff7c2af097d18921e558b99559254c93');
INSERT INTO "audit" VALUES(30,'2026-11-22 14:12:45.000000',1,'chair','noted police','meeting','2','["police_left_at"]',21,'b47b3e8dd08c3b55cf25e1e7f3f7d83bff7c2af097d18921e558b99559254c93','0b2ed3ef45b9f56bf0b5442472e4339c9a3019e7280e292449c88983ca04909c');
INSERT INTO "audit" VALUES(31,'2026-11-22 14:12:45.000000',1,'chair','heard the home','meeting item','1','["heard_at"]',21,'0b2ed3ef45b9f56bf0b5442472e4339c9a3019e7280e292449c88983ca04909c','ded81ec8d2ec25850d2851efad7db58174dbd59ef543e6840000ce03fda0d2ad');
INSERT INTO "audit" VALUES(32,'2026-11-22 14:12:46.000000',1,'chair','revealed','meeting item','1','["revealed_at"]',21,'ded81ec8d2ec25850d2851efad7db58174dbd59ef543e6840000ce03fda0d2ad','2cbf092be593fe00f2f7a911eac5243a74e30ca085fd69e4f6528c875a87adb4');
INSERT INTO "audit" VALUES(33,'2026-11-22 14:12:47.000000',1,'chair','reviewed','incident','2','["agreed_police_needed", "finding:drugs-not-destroyed-with-witness", "review_note"]',22,'2cbf092be593fe00f2f7a911eac5243a74e30ca085fd69e4f6528c875a87adb4','d71e4bd62569d05d81854139f1d736b2656d5147c8325665774174c997cff5d8');
INSERT INTO "audit" VALUES(34,'2026-11-22 14:12:47.000000',1,'chair','noted decision','meeting note','3','["words"]',22,'d71e4bd62569d05d81854139f1d736b2656d5147c8325665774174c997cff5d8','5ab0a0e0fc0e7959009b58b3f2dd1da80fed478b46a1b9ad1485ecf9cc5f1bee');
INSERT INTO "audit" VALUES(35,'2026-11-22 14:12:47.000000',1,'chair','gave','action','4','["due_on", "owner", "title"]',23,'5ab0a0e0fc0e7959009b58b3f2dd1da80fed478b46a1b9ad1485ecf9cc5f1bee','847d7e38a68e032f4c4d1b8f15801f3cd07d8417d711b9752e5069d94facf532');
INSERT INTO "audit" VALUES(36,'2026-11-22 14:12:49.000000',1,'chair','closed','meeting','2','["minutes", "state"]',24,'847d7e38a68e032f4c4d1b8f15801f3cd07d8417d711b9752e5069d94facf532','6e75352258f9869d9c1f54507bea1f8a404098e3f2cc7d3c6617da6966963ddf');
INSERT INTO "audit" VALUES(37,'2026-11-22 14:12:49.000000',NULL,'system','added','annotation','1','["cleared", "on_day", "until_day", "words"]',25,'6e75352258f9869d9c1f54507bea1f8a404098e3f2cc7d3c6617da6966963ddf','182262c3ec236c82ae25de82e5ed6802c76045d309bbaa810c871940ce14e5ce');
INSERT INTO "audit" VALUES(38,'2026-11-22 14:12:52.000000',NULL,'system','wrote','fixture',NULL,'[]',26,'182262c3ec236c82ae25de82e5ed6802c76045d309bbaa810c871940ce14e5ce','4ae93df70a49fe77be40e58c4fd1b1daf7c1ca7cb6c9810384c88cfa43f532b1');
CREATE TABLE authority_alias (
	id INTEGER NOT NULL, 
	alias VARCHAR NOT NULL, 
	folded VARCHAR NOT NULL, 
	authority VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (folded)
);
INSERT INTO "authority_alias" VALUES(1,'invented','invented','invented');
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
INSERT INTO "batch" VALUES(1,'invented','invented','invented',NULL,0,0,0,0,0,NULL,NULL,'2026-11-22 14:12:50.000000',NULL,NULL);
CREATE TABLE batch_change (
	id INTEGER NOT NULL, 
	batch_id INTEGER NOT NULL, 
	incident_id INTEGER NOT NULL, 
	"before" JSON, 
	version_after INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(batch_id) REFERENCES batch (id)
);
INSERT INTO "batch_change" VALUES(1,1,0,NULL,0);
CREATE TABLE escalation (
	id INTEGER NOT NULL, 
	home_id INTEGER, 
	action_id INTEGER, 
	cause VARCHAR NOT NULL, 
	step_id INTEGER, 
	state VARCHAR NOT NULL, 
	reason VARCHAR, 
	decided_at DATETIME NOT NULL, 
	decided_by INTEGER, 
	answered_at DATETIME, 
	answer VARCHAR, 
	version INTEGER NOT NULL, 
	meaning VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (meaning), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	FOREIGN KEY(action_id) REFERENCES action (id), 
	FOREIGN KEY(step_id) REFERENCES escalation_step (id), 
	FOREIGN KEY(decided_by) REFERENCES person (id)
);
INSERT INTO "escalation" VALUES(1,NULL,NULL,'invented',NULL,'invented',NULL,'2026-11-22 14:12:52.000000',NULL,NULL,NULL,0,'invented');
CREATE TABLE escalation_step (
	id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	outside BOOLEAN NOT NULL, 
	active BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "escalation_step" VALUES(1,0,'invented',0,0);
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
INSERT INTO "finding" VALUES(1,1,'unnecessary-call','6.5, 6.7','over_report','home','A level 1 incident was reported without an exception or an immediate risk; it is for the placement to resolve.','dismissed','reason #let x = 1; *bold* [a](http://evil.test) <script>alert("1")</script> \ $x$',1,'2026-11-22 14:12:42.000000');
INSERT INTO "finding" VALUES(2,1,'slow-time','CYPN','advisory','home','The decision to report was taken on the day itself, though nothing pressed: could it have waited until the next?','confirmed',NULL,1,'2026-11-22 14:12:42.000000');
INSERT INTO "finding" VALUES(3,2,'drugs-not-destroyed-with-witness','10.6','cannot_tell','home','Not recorded: Were the drugs destroyed before a witness?','confirmed',NULL,1,'2026-11-22 14:12:46.000000');
INSERT INTO "finding" VALUES(4,3,'manager-decides','6.12, 6.15','cannot_tell','home','Not recorded: Who decided to report, and did the victim want the police?','suggested',NULL,NULL,NULL);
INSERT INTO "finding" VALUES(5,3,'social-worker-not-told','6.13, 11.4, App. A','cannot_tell','home','Not recorded: Was the child''s social worker told?','suggested',NULL,NULL,NULL);
INSERT INTO "finding" VALUES(6,3,'senior-manager-not-consulted','10.4','cannot_tell','home','Not recorded: Was a senior manager consulted before the report?','suggested',NULL,NULL,NULL);
INSERT INTO "finding" VALUES(7,3,'drugs-not-secured','10.5','cannot_tell','home','Not recorded: Were the substances stored securely?','suggested',NULL,NULL,NULL);
INSERT INTO "finding" VALUES(8,4,'manager-decides','6.12, 6.15','cannot_tell','home','Not recorded: Who decided to report, and did the victim want the police?','suggested',NULL,NULL,NULL);
INSERT INTO "finding" VALUES(9,4,'social-worker-not-told','6.13, 11.4, App. A','cannot_tell','home','Not recorded: Was the child''s social worker told?','suggested',NULL,NULL,NULL);
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
	version INTEGER NOT NULL, manager_since DATE, 
	PRIMARY KEY (id), 
	UNIQUE (urn)
);
INSERT INTO "home" VALUES(1,'SC000001','Alder','Acme Care',NULL,'childrens_home','Dorset Council',NULL,NULL,NULL,NULL,NULL,1,NULL);
INSERT INTO "home" VALUES(2,'SC000002','Birch','ACME  care',NULL,'childrens_home','Dorset Council',NULL,NULL,NULL,NULL,NULL,1,NULL);
INSERT INTO "home" VALUES(3,'SC000003','Cedar','Bright Homes',NULL,'childrens_home','Dorset Council',NULL,NULL,NULL,NULL,NULL,1,NULL);
INSERT INTO "home" VALUES(4,'SC000004','Dogwood','Calm Ltd',NULL,'childrens_home','Dorset Council',NULL,NULL,NULL,NULL,NULL,1,NULL);
CREATE TABLE home_alias (
	id INTEGER NOT NULL, 
	home_id INTEGER NOT NULL, 
	alias VARCHAR NOT NULL, 
	folded VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	UNIQUE (folded)
);
INSERT INTO "home_alias" VALUES(1,1,'invented','invented');
CREATE TABLE home_contact (
	id INTEGER NOT NULL, 
	home_id INTEGER NOT NULL, 
	person_id INTEGER, 
	on_day DATE NOT NULL, 
	how VARCHAR NOT NULL, 
	present VARCHAR NOT NULL, 
	note VARCHAR, 
	created_at DATETIME NOT NULL, 
	created_by INTEGER, 
	meaning VARCHAR NOT NULL, about VARCHAR DEFAULT 'contact' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(created_by) REFERENCES person (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	FOREIGN KEY(person_id) REFERENCES person (id), 
	UNIQUE (meaning)
);
INSERT INTO "home_contact" VALUES(1,1,NULL,'2026-11-22','invented','invented',NULL,'2026-11-22 14:12:50.000000',NULL,'invented','invented');
CREATE TABLE home_places (
	id INTEGER NOT NULL, 
	home_id INTEGER NOT NULL, 
	from_on DATE, 
	places INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	UNIQUE (home_id, from_on)
);
INSERT INTO "home_places" VALUES(1,1,NULL,0);
CREATE TABLE home_training (
	id INTEGER NOT NULL, 
	home_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	on_day DATE NOT NULL, 
	staff_trained INTEGER, 
	staff_total INTEGER, 
	created_at DATETIME NOT NULL, 
	created_by INTEGER, 
	meaning VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(created_by) REFERENCES person (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	UNIQUE (meaning)
);
INSERT INTO "home_training" VALUES(1,1,'invented','2026-11-22',NULL,NULL,'2026-11-22 14:12:51.000000',NULL,'invented');
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
	referred_reason VARCHAR, ofsted_notified VARCHAR, anonymised_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(batch_id) REFERENCES batch (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	FOREIGN KEY(reviewed_by) REFERENCES person (id), 
	UNIQUE (reference)
);
INSERT INTO "incident" VALUES(1,'A-1',1,NULL,2,'2019-05-04 19:30:00.000000',NULL,'2019-05-04 20:00:00.000000',NULL,NULL,NULL,NULL,'101',NULL,'criminal_damage','minor',NULL,NULL,'none',NULL,NULL,NULL,NULL,'no','no',NULL,'yes',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'K9',NULL,NULL,NULL,NULL,NULL,1,'behaviour','pan-dorset',1,0,1,'["6.9"]','["none"]',0,'[]',NULL,NULL,'no','2026-11-22 14:12:42.000000',1,'note of it',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "incident" VALUES(2,'A-2',1,NULL,2,'2019-05-03 12:00:00.000000',NULL,NULL,NULL,NULL,NULL,NULL,'none',NULL,'drugs_possession',NULL,'B',NULL,NULL,NULL,NULL,NULL,NULL,'no',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'K7',NULL,NULL,NULL,NULL,NULL,0,NULL,'pan-dorset',1,0,1,'["6.9"]','["none"]',NULL,'[]',NULL,NULL,NULL,'2026-11-22 14:12:46.000000',1,'note of it',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "incident" VALUES(3,'A-3',1,NULL,1,'2019-05-20 12:00:00.000000',NULL,NULL,NULL,NULL,NULL,NULL,'101',NULL,'drugs_possession',NULL,'B',NULL,NULL,NULL,NULL,NULL,NULL,'no',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'K7',NULL,NULL,NULL,NULL,NULL,1,'behaviour','pan-dorset',1,0,2,'["6.18"]','["none", "101", "online"]',1,'[2]',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "incident" VALUES(4,'C-1',3,NULL,1,'2019-05-04 19:30:00.000000',NULL,NULL,NULL,NULL,NULL,NULL,'101',NULL,'criminal_damage','moderate',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,'behaviour','pan-dorset',1,0,2,'["6.11"]','["none", "101", "online"]',1,'[]',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE incident_event (
	id INTEGER NOT NULL, 
	incident_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	reason VARCHAR, 
	version_after INTEGER NOT NULL, 
	meeting_id INTEGER, 
	by_person INTEGER, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(incident_id) REFERENCES incident (id), 
	FOREIGN KEY(meeting_id) REFERENCES meeting (id), 
	FOREIGN KEY(by_person) REFERENCES person (id)
);
INSERT INTO "incident_event" VALUES(1,1,'reviewed','note of it',2,2,1,'2026-11-22 14:12:42.000000');
INSERT INTO "incident_event" VALUES(2,2,'reviewed','note of it',2,2,1,'2026-11-22 14:12:46.000000');
CREATE TABLE inspection_request (
	id INTEGER NOT NULL, 
	home_id INTEGER NOT NULL, 
	asked_by VARCHAR NOT NULL, 
	asked_on DATE NOT NULL, 
	period_from DATE NOT NULL, 
	period_to DATE NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR, 
	answered_on DATE, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by INTEGER, 
	meaning VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (meaning), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	FOREIGN KEY(created_by) REFERENCES person (id)
);
INSERT INTO "inspection_request" VALUES(1,1,'invented','2026-11-22','2026-11-22','2026-11-22','invented',NULL,NULL,0,'2026-11-22 14:12:51.000000',NULL,'invented');
CREATE TABLE interest (
	id INTEGER NOT NULL, 
	incident_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	words VARCHAR NOT NULL, 
	declared_at DATETIME NOT NULL, 
	declared_by INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (incident_id, person_id), 
	FOREIGN KEY(incident_id) REFERENCES incident (id), 
	FOREIGN KEY(person_id) REFERENCES person (id), 
	FOREIGN KEY(declared_by) REFERENCES person (id)
);
INSERT INTO "interest" VALUES(1,1,1,'invented','2026-11-22 14:12:51.000000',NULL);
CREATE TABLE mapping (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	headings JSON NOT NULL, 
	words JSON NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "mapping" VALUES(1,'invented',0,0,0);
CREATE TABLE meeting (
	id INTEGER NOT NULL, 
	held_on DATE NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by INTEGER, 
	version INTEGER NOT NULL, state VARCHAR DEFAULT 'recorded' NOT NULL, period_from DATE, period_to DATE, minutes_planned INTEGER, opened_at DATETIME, current_item INTEGER DEFAULT '0' NOT NULL, current_since DATETIME, police_left_at DATETIME, closed_at DATETIME, closed_by INTEGER REFERENCES person (id), minutes JSON, minutes_digest VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(created_by) REFERENCES person (id), 
	UNIQUE (held_on)
);
INSERT INTO "meeting" VALUES(1,'2026-08-14','2026-11-22 14:12:34.000000',1,1,'recorded',NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'null',NULL);
INSERT INTO "meeting" VALUES(2,'2026-11-22','2026-11-22 14:12:37.000000',1,3,'closed','2026-08-15','2026-11-21',120,'2026-11-22 14:12:39.000000',0,'2026-11-22 14:12:39.000000','2026-11-22 14:12:44.000000','2026-11-22 14:12:47.000000',1,'{"held_on": "2026-11-22", "period_from": "2026-08-15", "period_to": "2026-11-21", "opened_at": "2026-11-22T14:12:39Z", "closed_at": "2026-11-22T14:12:47Z", "closed_by": "A chair", "attendance": [["police", "present", 2], ["health", "apologies", null]], "figures": ["Three call-outs, as many as before."], "kept_figures": ["One incident stayed within the homes."], "last_actions": [{"incident_id": 2, "title": "Ask Alder what became of the cannabis", "owner": "", "owner_agency": "council", "due_on": "2026-12-22", "state": "open"}, {"incident_id": 1, "title": "Visit Alder on an evening", "owner": "", "owner_agency": "council", "due_on": "2026-12-22", "state": "open"}], "items": [{"incident_id": 1, "home_id": 1, "home": "Alder", "occurred_on": "2019-05-04", "category": "criminal_damage", "channel": "101", "call_out": true, "level": 1, "reasons": ["police_not_needed", "serious_not_reported", "disputed", "child_with_several", "alarm_at_home", "police_duty_missed", "added"], "closed_part": false, "settled": true, "settled_at": "2026-11-22T14:12:42Z", "settled_version": 2, "police_needed": "no", "note": "note of it", "findings": [{"clause": "6.5, 6.7", "message": "A level 1 incident was reported without an exception or an immediate risk; it is for the placement to resolve.", "verdict": "over_report", "owner": "home", "state": "dismissed", "reason": "reason #let x = 1; *bold* [a](http://evil.test) <script>alert(\"1\")</script> \\ $x$"}, {"clause": "CYPN", "message": "The decision to report was taken on the day itself, though nothing pressed: could it have waited until the next?", "verdict": "advisory", "owner": "home", "state": "confirmed", "reason": null}], "decisions": [{"words": "reported: #let x = 1; *bold* [a](http://evil.test) <script>alert(\"1\")</script> \\ $x$", "at": "2026-11-22T14:12:43Z", "by": "A chair"}], "actions": [{"incident_id": 1, "title": "Agree when to call", "owner": "", "owner_agency": "council", "due_on": "2026-12-22", "state": "open"}], "interests": [], "changed": false}, {"incident_id": 2, "home_id": 1, "home": "Alder", "occurred_on": "2019-05-03", "category": "drugs_possession", "channel": "none", "call_out": false, "level": 1, "reasons": ["police_not_needed", "serious_not_reported", "disputed", "child_with_several", "alarm_at_home", "police_duty_missed", "added"], "closed_part": true, "settled": true, "settled_at": "2026-11-22T14:12:47Z", "settled_version": 2, "police_needed": null, "note": "note of it", "findings": [{"clause": "10.6", "message": "Not recorded: Were the drugs destroyed before a witness?", "verdict": "cannot_tell", "owner": "home", "state": "confirmed", "reason": null}], "decisions": [{"words": "unreported: #let x = 1; *bold* [a](http://evil.test) <script>alert(\"1\")</script> \\ $x$", "at": "2026-11-22T14:12:47Z", "by": "A chair"}], "actions": [{"incident_id": 2, "title": "Write to the drugs service", "owner": "", "owner_agency": "council", "due_on": "2026-12-22", "state": "open"}], "interests": [], "changed": false}, {"incident_id": 3, "home_id": 1, "home": "Alder", "occurred_on": "2019-05-20", "category": "drugs_possession", "channel": "101", "call_out": true, "level": null, "reasons": ["police_not_needed", "serious_not_reported", "disputed", "child_with_several", "alarm_at_home", "police_duty_missed", "added"], "closed_part": true, "settled": false, "settled_at": null, "settled_version": null, "police_needed": null, "note": null, "findings": [], "decisions": [], "actions": [], "interests": [], "changed": false}], "decisions": [{"words": "We meet again in spring.", "at": "2026-11-22T14:12:44Z", "by": "A chair"}], "actions": [], "data_revision": 23, "digest": null}','599b2b292582dadfc51b6d5d34c76d09717d713bc361fc5f823c309637d8819e');
CREATE TABLE meeting_attendance (
	id INTEGER NOT NULL, 
	meeting_id INTEGER NOT NULL, 
	agency VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	people INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (meeting_id, agency), 
	FOREIGN KEY(meeting_id) REFERENCES meeting (id)
);
INSERT INTO "meeting_attendance" VALUES(1,2,'police','present',2);
INSERT INTO "meeting_attendance" VALUES(2,2,'health','apologies',NULL);
CREATE TABLE meeting_item (
	id INTEGER NOT NULL, 
	meeting_id INTEGER NOT NULL, 
	incident_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	reasons JSON NOT NULL, 
	heard_at DATETIME, 
	revealed_at DATETIME, 
	settled_version INTEGER, 
	settled_at DATETIME, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (meeting_id, incident_id), 
	FOREIGN KEY(meeting_id) REFERENCES meeting (id), 
	FOREIGN KEY(incident_id) REFERENCES incident (id)
);
INSERT INTO "meeting_item" VALUES(1,2,2,1,'taken','["police_not_needed", "serious_not_reported", "disputed", "child_with_several", "alarm_at_home", "police_duty_missed", "added"]','2026-11-22 14:12:45.000000','2026-11-22 14:12:46.000000',2,'2026-11-22 14:12:47.000000',1);
INSERT INTO "meeting_item" VALUES(2,2,1,2,'taken','["police_not_needed", "serious_not_reported", "disputed", "child_with_several", "alarm_at_home", "police_duty_missed", "added"]','2026-11-22 14:12:41.000000','2026-11-22 14:12:41.000000',2,'2026-11-22 14:12:42.000000',1);
INSERT INTO "meeting_item" VALUES(3,2,3,3,'taken','["police_not_needed", "serious_not_reported", "disputed", "child_with_several", "alarm_at_home", "police_duty_missed", "added"]',NULL,NULL,NULL,NULL,1);
CREATE TABLE meeting_note (
	id INTEGER NOT NULL, 
	meeting_id INTEGER NOT NULL, 
	item_id INTEGER, 
	words VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	by_person INTEGER, 
	removed_at DATETIME, 
	meaning VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (meaning), 
	FOREIGN KEY(meeting_id) REFERENCES meeting (id), 
	FOREIGN KEY(item_id) REFERENCES meeting_item (id), 
	FOREIGN KEY(by_person) REFERENCES person (id)
);
INSERT INTO "meeting_note" VALUES(1,2,2,'reported: #let x = 1; *bold* [a](http://evil.test) <script>alert("1")</script> \ $x$','2026-11-22 14:12:43.000000',1,NULL,'2:2:reported:#letx=1;*bold*[a](http://evil.test)<script>alert("1")</script>\$x$');
INSERT INTO "meeting_note" VALUES(2,2,NULL,'We meet again in spring.','2026-11-22 14:12:44.000000',1,NULL,'2::wemeetagaininspring.');
INSERT INTO "meeting_note" VALUES(3,2,1,'unreported: #let x = 1; *bold* [a](http://evil.test) <script>alert("1")</script> \ $x$','2026-11-22 14:12:47.000000',1,NULL,'2:1:unreported:#letx=1;*bold*[a](http://evil.test)<script>alert("1")</script>\$x$');
CREATE TABLE panel_referral (
	id INTEGER NOT NULL, 
	incident_id INTEGER NOT NULL, 
	panel VARCHAR NOT NULL, 
	on_day DATE NOT NULL, 
	outcome VARCHAR, 
	note VARCHAR, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (incident_id, panel, on_day), 
	FOREIGN KEY(incident_id) REFERENCES incident (id), 
	FOREIGN KEY(created_by) REFERENCES person (id)
);
INSERT INTO "panel_referral" VALUES(1,1,'invented','2026-11-22',NULL,NULL,0,'2026-11-22 14:12:52.000000',NULL);
CREATE TABLE passage_clearance (
	id INTEGER NOT NULL, 
	incident_id INTEGER NOT NULL, 
	passage VARCHAR NOT NULL, 
	words_digest VARCHAR NOT NULL, 
	cleared_at DATETIME NOT NULL, 
	cleared_by INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (incident_id, passage), 
	FOREIGN KEY(incident_id) REFERENCES incident (id), 
	FOREIGN KEY(cleared_by) REFERENCES person (id)
);
INSERT INTO "passage_clearance" VALUES(1,1,'invented','invented','2026-11-22 14:12:52.000000',NULL);
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
	version INTEGER NOT NULL, signed_out_at DATETIME, account VARCHAR, 
	PRIMARY KEY (id), 
	UNIQUE (email)
);
INSERT INTO "person" VALUES(1,'A chair','chair@example.org','chair',1,'youth_justice',NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "person" VALUES(2,'A protocol_lead','protocol_lead@example.org','protocol_lead',0,'youth_justice',NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "person" VALUES(3,'A police_reviewer','police_reviewer@example.org','police_reviewer',0,'police',NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "person" VALUES(4,'A spoc','spoc@example.org','spoc',0,'police',NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "person" VALUES(5,'A provider','provider@example.org','provider',0,'provider','Acme Care',NULL,1,NULL,1,NULL,NULL);
INSERT INTO "person" VALUES(6,'A partner','partner@example.org','partner',0,'council',NULL,'Dorset Council',1,NULL,1,NULL,NULL);
INSERT INTO "person" VALUES(7,'A liaison','liaison@example.org','liaison',0,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
INSERT INTO "person" VALUES(8,'A administrator','administrator@example.org','administrator',1,NULL,NULL,NULL,1,NULL,1,NULL,NULL);
CREATE TABLE person_cover (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	by_person_id INTEGER NOT NULL, 
	from_on DATE NOT NULL, 
	until_on DATE NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (person_id, by_person_id, from_on), 
	FOREIGN KEY(person_id) REFERENCES person (id), 
	FOREIGN KEY(by_person_id) REFERENCES person (id), 
	FOREIGN KEY(created_by) REFERENCES person (id)
);
INSERT INTO "person_cover" VALUES(1,1,1,'2026-11-22','2026-11-22','2026-11-22 14:12:51.000000',NULL);
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
CREATE TABLE setting (
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "setting" VALUES('invented','invented');
CREATE TABLE share (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	person_id INTEGER, 
	role VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	basis VARCHAR NOT NULL, 
	recipient VARCHAR NOT NULL, 
	home_id INTEGER, 
	provider VARCHAR, 
	period_from DATE NOT NULL, 
	period_to DATE NOT NULL, 
	request_id INTEGER, 
	file_name VARCHAR NOT NULL, 
	file_size INTEGER NOT NULL, 
	file_digest VARCHAR NOT NULL, 
	data_revision INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(person_id) REFERENCES person (id), 
	FOREIGN KEY(home_id) REFERENCES home (id), 
	FOREIGN KEY(request_id) REFERENCES inspection_request (id)
);
INSERT INTO "share" VALUES(1,'2026-11-22 14:12:51.000000',NULL,'invented','invented','invented','invented','invented',NULL,NULL,'2026-11-22','2026-11-22',NULL,'invented',0,'invented',0);
CREATE TABLE sign_in (
	id INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	person_id INTEGER NOT NULL, 
	began_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE (digest), 
	FOREIGN KEY(person_id) REFERENCES person (id)
);
INSERT INTO "sign_in" VALUES(1,'invented',1,'2026-11-22 14:12:51.000000','2026-11-22 14:12:51.000000',NULL);
CREATE TABLE store_info (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	data_revision INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_row CHECK (id = 1)
);
INSERT INTO "store_info" VALUES(1,'own',26,'2026-11-22 14:12:27.000000');
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
CREATE INDEX ix_annotation_home_id ON annotation (home_id);
CREATE INDEX ix_home_contact_home_id ON home_contact (home_id);
CREATE INDEX ix_home_contact_person_id ON home_contact (person_id);
CREATE INDEX ix_home_training_home_id ON home_training (home_id);
CREATE INDEX ix_meeting_item_meeting_id ON meeting_item (meeting_id);
CREATE INDEX ix_meeting_item_incident_id ON meeting_item (incident_id);
CREATE INDEX ix_meeting_attendance_meeting_id ON meeting_attendance (meeting_id);
CREATE INDEX ix_meeting_note_meeting_id ON meeting_note (meeting_id);
CREATE INDEX ix_meeting_note_item_id ON meeting_note (item_id);
CREATE INDEX ix_incident_event_incident_id ON incident_event (incident_id);
CREATE INDEX ix_interest_incident_id ON interest (incident_id);
CREATE INDEX ix_person_cover_person_id ON person_cover (person_id);
CREATE INDEX ix_person_cover_by_person_id ON person_cover (by_person_id);
CREATE INDEX ix_escalation_home_id ON escalation (home_id);
CREATE INDEX ix_escalation_action_id ON escalation (action_id);
CREATE INDEX ix_panel_referral_incident_id ON panel_referral (incident_id);
CREATE INDEX ix_action_meeting_id ON action (meeting_id);
CREATE INDEX ix_inspection_request_home_id ON inspection_request (home_id);
CREATE INDEX ix_share_home_id ON share (home_id);
CREATE INDEX ix_share_request_id ON share (request_id);
CREATE TRIGGER share_no_update BEFORE UPDATE ON share
    BEGIN SELECT RAISE(ABORT, 'the share log is append-only'); END;
CREATE TRIGGER share_no_delete BEFORE DELETE ON share
    BEGIN SELECT RAISE(ABORT, 'the share log is append-only'); END;
CREATE INDEX ix_sign_in_person_id ON sign_in (person_id);
CREATE INDEX audit_at ON audit (at, verb, noun);
CREATE INDEX audit_verb ON audit (verb, noun);
CREATE INDEX audit_person ON audit (person_id, at, verb, noun);
CREATE INDEX audit_noun_id ON audit (noun_id);
COMMIT;
