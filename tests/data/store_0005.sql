-- A store of version 0005 with invented rows in every table, as SQLite dumps it.
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
INSERT INTO "action" VALUES(1,'Ask Alder what became of the cannabis',NULL,1,2,NULL,'council','2026-12-22','open',1,'Ask Alder what became of the cannabis:None','2026-11-22 11:44:26.000000',1,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "action" VALUES(2,'Visit Alder on an evening',NULL,1,1,NULL,'council','2026-12-22','open',1,'Visit Alder on an evening:None','2026-11-22 11:44:26.000000',1,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "action" VALUES(3,'Agree when to call',NULL,1,1,NULL,'council','2026-12-22','open',1,'Agree when to call:2','2026-11-22 11:44:26.000000',1,NULL,NULL,NULL,2,NULL,NULL);
INSERT INTO "action" VALUES(4,'Write to the drugs service',NULL,1,2,NULL,'council','2026-12-22','open',1,'Write to the drugs service:2','2026-11-22 11:44:26.000000',1,NULL,NULL,NULL,2,NULL,NULL);
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
INSERT INTO "action_event" VALUES(1,1,'given',NULL,1,'2026-11-22 11:44:26.000000','given:1');
INSERT INTO "action_event" VALUES(2,2,'given',NULL,1,'2026-11-22 11:44:26.000000','given:2');
INSERT INTO "action_event" VALUES(3,3,'given',NULL,1,'2026-11-22 11:44:26.000000','given:3');
INSERT INTO "action_event" VALUES(4,4,'given',NULL,1,'2026-11-22 11:44:26.000000','given:4');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0005');
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
INSERT INTO "annotation" VALUES(1,NULL,'2026-11-22',NULL,'A new manager',0,'2026-11-22 11:44:26.000000',NULL,NULL,NULL,'area:2026-11-22::anewmanager');
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
INSERT INTO "audit" VALUES(1,'2026-11-22 11:44:25.000000',NULL,'system','imported','homes',NULL,'[]',1,'0000000000000000000000000000000000000000000000000000000000000000','1bf301c4ccb6142783251be521e4e527ff2d2e7466da28ed03130479b64a2a9e');
INSERT INTO "audit" VALUES(2,'2026-11-22 11:44:25.000000',NULL,'system','wrote','person','1','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',2,'1bf301c4ccb6142783251be521e4e527ff2d2e7466da28ed03130479b64a2a9e','efb054d61efdef3e3b3320086ca4b929e777c3919e87c2935c33741ef6129d39');
INSERT INTO "audit" VALUES(3,'2026-11-22 11:44:25.000000',NULL,'system','wrote','person','2','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',3,'efb054d61efdef3e3b3320086ca4b929e777c3919e87c2935c33741ef6129d39','4d00e5e9bb0d2a5e02f37305e2502e4c37c3d06d755a2794debe8d2e7a590745');
INSERT INTO "audit" VALUES(4,'2026-11-22 11:44:25.000000',NULL,'system','wrote','person','3','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',4,'4d00e5e9bb0d2a5e02f37305e2502e4c37c3d06d755a2794debe8d2e7a590745','131fcf0a4ba0793c64b0e5e0acae31718d60400917fde69acd061df9de29b5f5');
INSERT INTO "audit" VALUES(5,'2026-11-22 11:44:25.000000',NULL,'system','wrote','person','4','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',5,'131fcf0a4ba0793c64b0e5e0acae31718d60400917fde69acd061df9de29b5f5','f0cda6f13d5632d9bacb1e4ba06d5a1897d43623761b9f482760d5ccdb402312');
INSERT INTO "audit" VALUES(6,'2026-11-22 11:44:25.000000',NULL,'system','wrote','person','5','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',6,'f0cda6f13d5632d9bacb1e4ba06d5a1897d43623761b9f482760d5ccdb402312','943b32554873f6cae2f4ab22c2724aab833984a272da583ef1dff6ad38d213f6');
INSERT INTO "audit" VALUES(7,'2026-11-22 11:44:25.000000',NULL,'system','wrote','person','6','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',7,'943b32554873f6cae2f4ab22c2724aab833984a272da583ef1dff6ad38d213f6','c65220daa6e72c1dda520bce8e2fd04bf90253c7c252e35b831babd51bcd3999');
INSERT INTO "audit" VALUES(8,'2026-11-22 11:44:25.000000',NULL,'system','wrote','person','7','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',8,'c65220daa6e72c1dda520bce8e2fd04bf90253c7c252e35b831babd51bcd3999','65c44dbb6a6334734e9df865685978b636d0a18d24fb8a717edc403c853b0f81');
INSERT INTO "audit" VALUES(9,'2026-11-22 11:44:25.000000',NULL,'system','wrote','person','8','["active", "administrator", "agency", "authority", "email", "name", "provider", "role"]',9,'65c44dbb6a6334734e9df865685978b636d0a18d24fb8a717edc403c853b0f81','7df8667e0cad9f747a7c7ce225fc27a0fbcdd7cf4818fde2147bfd8bd03cf870');
INSERT INTO "audit" VALUES(10,'2026-11-22 11:44:26.000000',NULL,'system','set SPOC','home','1','["spoc"]',10,'7df8667e0cad9f747a7c7ce225fc27a0fbcdd7cf4818fde2147bfd8bd03cf870','a94be447ff26278657ee5094e7854efb8eb4ac7e602bf429811f8e3cd6d57a57');
INSERT INTO "audit" VALUES(11,'2026-11-22 11:44:26.000000',NULL,'system','set SPOC','home','3','["spoc"]',11,'a94be447ff26278657ee5094e7854efb8eb4ac7e602bf429811f8e3cd6d57a57','67514d2d9807cbec11baae8d5f5aebbd1b0b06bbe671043c6ea4dcb53753e277');
INSERT INTO "audit" VALUES(12,'2026-11-22 11:44:26.000000',NULL,'system','imported','incident','1','[]',12,'67514d2d9807cbec11baae8d5f5aebbd1b0b06bbe671043c6ea4dcb53753e277','485450907558ca0e3e753bff6c451385313046c3992d177affbd3877a78e5b18');
INSERT INTO "audit" VALUES(13,'2026-11-22 11:44:26.000000',NULL,'system','imported','incident','2','[]',13,'485450907558ca0e3e753bff6c451385313046c3992d177affbd3877a78e5b18','77de211524405ad7455e98dee65d340742a9d1c2c082715e485151f067fef744');
INSERT INTO "audit" VALUES(14,'2026-11-22 11:44:26.000000',NULL,'system','imported','incident','3','[]',14,'77de211524405ad7455e98dee65d340742a9d1c2c082715e485151f067fef744','da3cf51d57dc9be391b82e895ffc610e664909e00bdf5ee221daed38c70caadc');
INSERT INTO "audit" VALUES(15,'2026-11-22 11:44:26.000000',NULL,'system','imported','incident','4','[]',15,'da3cf51d57dc9be391b82e895ffc610e664909e00bdf5ee221daed38c70caadc','6e5f92b322267ce41961f918a57400484297c11fc6f54e8b0bc7f00b270c2985');
INSERT INTO "audit" VALUES(16,'2026-11-22 11:44:26.000000',1,'chair','recorded','meeting','1','["held_on"]',16,'6e5f92b322267ce41961f918a57400484297c11fc6f54e8b0bc7f00b270c2985','561f6f71d3591576576c2143c29c7fa9af28ea02807a517e8d9e195e21745d5f');
INSERT INTO "audit" VALUES(17,'2026-11-22 11:44:26.000000',1,'chair','gave','action','1','["due_on", "owner", "title"]',17,'561f6f71d3591576576c2143c29c7fa9af28ea02807a517e8d9e195e21745d5f','eb5d76fca18d214594667bf3a4b4a0efa70b00af800cc4877f21e9b531e9e40e');
INSERT INTO "audit" VALUES(18,'2026-11-22 11:44:26.000000',1,'chair','gave','action','2','["due_on", "owner", "title"]',18,'eb5d76fca18d214594667bf3a4b4a0efa70b00af800cc4877f21e9b531e9e40e','a2cd4646b7424f5a36333a6edbba954f912607ae8257a5ddf2c498741564a75d');
INSERT INTO "audit" VALUES(19,'2026-11-22 11:44:26.000000',1,'chair','planned','meeting','2','["held_on"]',19,'a2cd4646b7424f5a36333a6edbba954f912607ae8257a5ddf2c498741564a75d','c2840ceb17cca4012c56e31ca4e32cb56bf6d4553af46e56ebb3167b4009eec8');
INSERT INTO "audit" VALUES(20,'2026-11-22 11:44:26.000000',1,'chair','took items','meeting','2','["incident:1", "incident:2", "incident:3"]',19,'c2840ceb17cca4012c56e31ca4e32cb56bf6d4553af46e56ebb3167b4009eec8','bc6dfe2772da6967ec82354208c421051ce18dcce38c31d6e8ee90ea0b056ffb');
INSERT INTO "audit" VALUES(21,'2026-11-22 11:44:26.000000',1,'chair','opened','meeting','2','["opened_at", "state"]',19,'bc6dfe2772da6967ec82354208c421051ce18dcce38c31d6e8ee90ea0b056ffb','9154271f8974792a60a9e5b1f4a21ce0f829e6f8c120d751cd6f3ab5e33fee2a');
INSERT INTO "audit" VALUES(22,'2026-11-22 11:44:26.000000',1,'chair','noted attendance','meeting','2','["agency:police"]',19,'9154271f8974792a60a9e5b1f4a21ce0f829e6f8c120d751cd6f3ab5e33fee2a','e25f3f6e9d9fe17dc9a6139ed9ea221e5babf76baa6ff0045d2b0d4c63895758');
INSERT INTO "audit" VALUES(23,'2026-11-22 11:44:26.000000',1,'chair','noted attendance','meeting','2','["agency:health"]',19,'e25f3f6e9d9fe17dc9a6139ed9ea221e5babf76baa6ff0045d2b0d4c63895758','5609eb0af88699edc5da3a88db24c5d23f8dfd0a46086ec2b3753d6d9ed50bc4');
INSERT INTO "audit" VALUES(24,'2026-11-22 11:44:26.000000',1,'chair','heard the home','meeting item','2','["heard_at"]',19,'5609eb0af88699edc5da3a88db24c5d23f8dfd0a46086ec2b3753d6d9ed50bc4','1f1bf4905f3f8f283f8503271d53b994e9f7104cbbfb578aaabec7a93cda8335');
INSERT INTO "audit" VALUES(25,'2026-11-22 11:44:26.000000',1,'chair','revealed','meeting item','2','["revealed_at"]',19,'1f1bf4905f3f8f283f8503271d53b994e9f7104cbbfb578aaabec7a93cda8335','2d4216e647062e30ed791290b6040c4626da44c57e7f74fd7df270423d4d6188');
INSERT INTO "audit" VALUES(26,'2026-11-22 11:44:26.000000',1,'chair','reviewed','incident','1','["agreed_police_needed", "finding:slow-time", "finding:unnecessary-call", "review_note"]',20,'2d4216e647062e30ed791290b6040c4626da44c57e7f74fd7df270423d4d6188','25a6ae2cdecdf4025b1b17bde2a9450363a466a4b257583dc09961e674a14ee7');
INSERT INTO "audit" VALUES(27,'2026-11-22 11:44:26.000000',1,'chair','noted decision','meeting note','1','["words"]',20,'25a6ae2cdecdf4025b1b17bde2a9450363a466a4b257583dc09961e674a14ee7','5fa8248a7983c7702db063684fe8e80bdd17fff8c2f85b2cef0205b34cacb27d');
INSERT INTO "audit" VALUES(28,'2026-11-22 11:44:26.000000',1,'chair','gave','action','3','["due_on", "owner", "title"]',21,'5fa8248a7983c7702db063684fe8e80bdd17fff8c2f85b2cef0205b34cacb27d','728a37e004679b2df6a57c0a71d7891a77dd9e6d1a1efb828128b852a00e9760');
INSERT INTO "audit" VALUES(29,'2026-11-22 11:44:26.000000',1,'chair','noted decision','meeting note','2','["words"]',21,'728a37e004679b2df6a57c0a71d7891a77dd9e6d1a1efb828128b852a00e9760','da0a6eeef1efa14fad21bc5d7eee917600619372e88c06ef9d69ad7be4af7a9e');
INSERT INTO "audit" VALUES(30,'2026-11-22 11:44:26.000000',1,'chair','noted police','meeting','2','["police_left_at"]',21,'da0a6eeef1efa14fad21bc5d7eee917600619372e88c06ef9d69ad7be4af7a9e','80a7b785c4557b828e88c7c2e9f754e58dcb56c19d59e30b7ec6dbd03cb91272');
INSERT INTO "audit" VALUES(31,'2026-11-22 11:44:26.000000',1,'chair','heard the home','meeting item','1','["heard_at"]',21,'80a7b785c4557b828e88c7c2e9f754e58dcb56c19d59e30b7ec6dbd03cb91272','76766e46991ce8bc83be85edb5cba1eb3d12292df25d57cdd51a564063f9960f');
INSERT INTO "audit" VALUES(32,'2026-11-22 11:44:26.000000',1,'chair','revealed','meeting item','1','["revealed_at"]',21,'76766e46991ce8bc83be85edb5cba1eb3d12292df25d57cdd51a564063f9960f','683525ac64458c02e4297d01d80298824e46087a1a8671f5264ae33c7199eabb');
INSERT INTO "audit" VALUES(33,'2026-11-22 11:44:26.000000',1,'chair','reviewed','incident','2','["agreed_police_needed", "finding:drugs-not-destroyed-with-witness", "review_note"]',22,'683525ac64458c02e4297d01d80298824e46087a1a8671f5264ae33c7199eabb','e1bc1449ef6c0dfe962f2e07b742f24feb451a8be4d292536447a08e588546af');
INSERT INTO "audit" VALUES(34,'2026-11-22 11:44:26.000000',1,'chair','noted decision','meeting note','3','["words"]',22,'e1bc1449ef6c0dfe962f2e07b742f24feb451a8be4d292536447a08e588546af','ffbca9216f3ad94db88827e8bcdecd2d13a26917e399f5a086aa191023b62dfc');
INSERT INTO "audit" VALUES(35,'2026-11-22 11:44:26.000000',1,'chair','gave','action','4','["due_on", "owner", "title"]',23,'ffbca9216f3ad94db88827e8bcdecd2d13a26917e399f5a086aa191023b62dfc','43c226598512c5ae12ec64bbe33389adb87f90c76af0932a93e215adb456c79b');
INSERT INTO "audit" VALUES(36,'2026-11-22 11:44:26.000000',1,'chair','closed','meeting','2','["minutes", "state"]',24,'43c226598512c5ae12ec64bbe33389adb87f90c76af0932a93e215adb456c79b','2ef196968e54809287fe2d4cea0aeed85c50022f7e63932051717ec95041e12d');
INSERT INTO "audit" VALUES(37,'2026-11-22 11:44:26.000000',NULL,'system','added','annotation','1','["cleared", "on_day", "until_day", "words"]',25,'2ef196968e54809287fe2d4cea0aeed85c50022f7e63932051717ec95041e12d','bfa5f0366034432e4344b60fec532d536e3fe20e33e73655b663e9ef818ad912');
INSERT INTO "audit" VALUES(38,'2026-11-22 11:44:26.000000',NULL,'system','wrote','fixture',NULL,'[]',26,'bfa5f0366034432e4344b60fec532d536e3fe20e33e73655b663e9ef818ad912','bb1167fbb0880e9715bf73f71ad4f6e133cb97c1cea207b04befe89edea33309');
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
INSERT INTO "batch" VALUES(1,'invented','invented','invented',NULL,0,0,0,0,0,NULL,NULL,'2026-11-22 11:44:26.000000',NULL,NULL);
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
INSERT INTO "escalation" VALUES(1,NULL,NULL,'invented',NULL,'invented',NULL,'2026-11-22 11:44:26.000000',NULL,NULL,NULL,0,'invented');
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
INSERT INTO "finding" VALUES(1,1,'unnecessary-call','6.5, 6.7','over_report','home','A level 1 incident was reported without an exception or an immediate risk; it is for the placement to resolve.','dismissed','reason #let x = 1; *bold* [a](http://evil.test) <script>alert("1")</script> \ $x$',1,'2026-11-22 11:44:26.000000');
INSERT INTO "finding" VALUES(2,1,'slow-time','CYPN','advisory','home','The decision to report was taken on the day itself, though nothing pressed: could it have waited until the next?','confirmed',NULL,1,'2026-11-22 11:44:26.000000');
INSERT INTO "finding" VALUES(3,2,'drugs-not-destroyed-with-witness','10.6','cannot_tell','home','Not recorded: Were the drugs destroyed before a witness?','confirmed',NULL,1,'2026-11-22 11:44:26.000000');
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
INSERT INTO "home_contact" VALUES(1,1,NULL,'2026-11-22','invented','invented',NULL,'2026-11-22 11:44:26.000000',NULL,'invented','invented');
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
INSERT INTO "home_training" VALUES(1,1,'invented','2026-11-22',NULL,NULL,'2026-11-22 11:44:26.000000',NULL,'invented');
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
INSERT INTO "incident" VALUES(1,'A-1',1,NULL,2,'2019-05-04 19:30:00.000000',NULL,'2019-05-04 20:00:00.000000',NULL,NULL,NULL,NULL,'101',NULL,'criminal_damage','minor',NULL,NULL,'none',NULL,NULL,NULL,NULL,'no','no',NULL,'yes',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'K9',NULL,NULL,NULL,NULL,NULL,1,'behaviour','pan-dorset',1,0,1,'["6.9"]','["none"]',0,'[]',NULL,NULL,'no','2026-11-22 11:44:26.000000',1,'note of it',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "incident" VALUES(2,'A-2',1,NULL,2,'2019-05-03 12:00:00.000000',NULL,NULL,NULL,NULL,NULL,NULL,'none',NULL,'drugs_possession',NULL,'B',NULL,NULL,NULL,NULL,NULL,NULL,'no',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'K7',NULL,NULL,NULL,NULL,NULL,0,NULL,'pan-dorset',1,0,1,'["6.9"]','["none"]',NULL,'[]',NULL,NULL,NULL,'2026-11-22 11:44:26.000000',1,'note of it',NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO "incident_event" VALUES(1,1,'reviewed','note of it',2,2,1,'2026-11-22 11:44:26.000000');
INSERT INTO "incident_event" VALUES(2,2,'reviewed','note of it',2,2,1,'2026-11-22 11:44:26.000000');
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
INSERT INTO "inspection_request" VALUES(1,1,'invented','2026-11-22','2026-11-22','2026-11-22','invented',NULL,NULL,0,'2026-11-22 11:44:26.000000',NULL,'invented');
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
INSERT INTO "interest" VALUES(1,1,1,'invented','2026-11-22 11:44:26.000000',NULL);
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
INSERT INTO "meeting" VALUES(1,'2026-08-14','2026-11-22 11:44:26.000000',1,1,'recorded',NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'null',NULL);
INSERT INTO "meeting" VALUES(2,'2026-11-22','2026-11-22 11:44:26.000000',1,3,'closed','2026-08-15','2026-11-21',120,'2026-11-22 11:44:26.000000',0,'2026-11-22 11:44:26.000000','2026-11-22 11:44:26.000000','2026-11-22 11:44:26.000000',1,'{"held_on": "2026-11-22", "period_from": "2026-08-15", "period_to": "2026-11-21", "opened_at": "2026-11-22T11:44:26Z", "closed_at": "2026-11-22T11:44:26Z", "closed_by": "A chair", "attendance": [["police", "present", 2], ["health", "apologies", null]], "figures": ["Three call-outs, as many as before."], "kept_figures": ["One incident stayed within the homes."], "last_actions": [{"incident_id": 2, "title": "Ask Alder what became of the cannabis", "owner": "", "owner_agency": "council", "due_on": "2026-12-22", "state": "open"}, {"incident_id": 1, "title": "Visit Alder on an evening", "owner": "", "owner_agency": "council", "due_on": "2026-12-22", "state": "open"}], "items": [{"incident_id": 1, "home_id": 1, "home": "Alder", "occurred_on": "2019-05-04", "category": "criminal_damage", "channel": "101", "call_out": true, "level": 1, "reasons": ["police_not_needed", "serious_not_reported", "disputed", "child_with_several", "alarm_at_home", "police_duty_missed", "added"], "closed_part": false, "settled": true, "settled_at": "2026-11-22T11:44:26Z", "settled_version": 2, "police_needed": "no", "note": "note of it", "findings": [{"clause": "6.5, 6.7", "message": "A level 1 incident was reported without an exception or an immediate risk; it is for the placement to resolve.", "verdict": "over_report", "owner": "home", "state": "dismissed", "reason": "reason #let x = 1; *bold* [a](http://evil.test) <script>alert(\"1\")</script> \\ $x$"}, {"clause": "CYPN", "message": "The decision to report was taken on the day itself, though nothing pressed: could it have waited until the next?", "verdict": "advisory", "owner": "home", "state": "confirmed", "reason": null}], "decisions": [{"words": "reported: #let x = 1; *bold* [a](http://evil.test) <script>alert(\"1\")</script> \\ $x$", "at": "2026-11-22T11:44:26Z", "by": "A chair"}], "actions": [{"incident_id": 1, "title": "Agree when to call", "owner": "", "owner_agency": "council", "due_on": "2026-12-22", "state": "open"}], "interests": [], "changed": false}, {"incident_id": 2, "home_id": 1, "home": "Alder", "occurred_on": "2019-05-03", "category": "drugs_possession", "channel": "none", "call_out": false, "level": 1, "reasons": ["police_not_needed", "serious_not_reported", "disputed", "child_with_several", "alarm_at_home", "police_duty_missed", "added"], "closed_part": true, "settled": true, "settled_at": "2026-11-22T11:44:26Z", "settled_version": 2, "police_needed": null, "note": "note of it", "findings": [{"clause": "10.6", "message": "Not recorded: Were the drugs destroyed before a witness?", "verdict": "cannot_tell", "owner": "home", "state": "confirmed", "reason": null}], "decisions": [{"words": "unreported: #let x = 1; *bold* [a](http://evil.test) <script>alert(\"1\")</script> \\ $x$", "at": "2026-11-22T11:44:26Z", "by": "A chair"}], "actions": [{"incident_id": 2, "title": "Write to the drugs service", "owner": "", "owner_agency": "council", "due_on": "2026-12-22", "state": "open"}], "interests": [], "changed": false}, {"incident_id": 3, "home_id": 1, "home": "Alder", "occurred_on": "2019-05-20", "category": "drugs_possession", "channel": "101", "call_out": true, "level": null, "reasons": ["police_not_needed", "serious_not_reported", "disputed", "child_with_several", "alarm_at_home", "police_duty_missed", "added"], "closed_part": true, "settled": false, "settled_at": null, "settled_version": null, "police_needed": null, "note": null, "findings": [], "decisions": [], "actions": [], "interests": [], "changed": false}], "decisions": [{"words": "We meet again in spring.", "at": "2026-11-22T11:44:26Z", "by": "A chair"}], "actions": [], "data_revision": 23, "digest": null}','a8cee142fa83c6eb2d6f30168b276d716de678d6a715102ee0f2b783213877ef');
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
INSERT INTO "meeting_item" VALUES(1,2,2,1,'taken','["police_not_needed", "serious_not_reported", "disputed", "child_with_several", "alarm_at_home", "police_duty_missed", "added"]','2026-11-22 11:44:26.000000','2026-11-22 11:44:26.000000',2,'2026-11-22 11:44:26.000000',1);
INSERT INTO "meeting_item" VALUES(2,2,1,2,'taken','["police_not_needed", "serious_not_reported", "disputed", "child_with_several", "alarm_at_home", "police_duty_missed", "added"]','2026-11-22 11:44:26.000000','2026-11-22 11:44:26.000000',2,'2026-11-22 11:44:26.000000',1);
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
INSERT INTO "meeting_note" VALUES(1,2,2,'reported: #let x = 1; *bold* [a](http://evil.test) <script>alert("1")</script> \ $x$','2026-11-22 11:44:26.000000',1,NULL,'2:2:reported:#letx=1;*bold*[a](http://evil.test)<script>alert("1")</script>\$x$');
INSERT INTO "meeting_note" VALUES(2,2,NULL,'We meet again in spring.','2026-11-22 11:44:26.000000',1,NULL,'2::wemeetagaininspring.');
INSERT INTO "meeting_note" VALUES(3,2,1,'unreported: #let x = 1; *bold* [a](http://evil.test) <script>alert("1")</script> \ $x$','2026-11-22 11:44:26.000000',1,NULL,'2:1:unreported:#letx=1;*bold*[a](http://evil.test)<script>alert("1")</script>\$x$');
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
INSERT INTO "panel_referral" VALUES(1,1,'invented','2026-11-22',NULL,NULL,0,'2026-11-22 11:44:26.000000',NULL);
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
INSERT INTO "passage_clearance" VALUES(1,1,'invented','invented','2026-11-22 11:44:26.000000',NULL);
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
	version INTEGER NOT NULL, signed_out_at DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE (email)
);
INSERT INTO "person" VALUES(1,'A chair','chair@example.org','chair',1,'youth_justice',NULL,NULL,1,NULL,1,NULL);
INSERT INTO "person" VALUES(2,'A protocol_lead','protocol_lead@example.org','protocol_lead',0,'youth_justice',NULL,NULL,1,NULL,1,NULL);
INSERT INTO "person" VALUES(3,'A police_reviewer','police_reviewer@example.org','police_reviewer',0,'police',NULL,NULL,1,NULL,1,NULL);
INSERT INTO "person" VALUES(4,'A spoc','spoc@example.org','spoc',0,'police',NULL,NULL,1,NULL,1,NULL);
INSERT INTO "person" VALUES(5,'A provider','provider@example.org','provider',0,'provider','Acme Care',NULL,1,NULL,1,NULL);
INSERT INTO "person" VALUES(6,'A partner','partner@example.org','partner',0,'council',NULL,'Dorset Council',1,NULL,1,NULL);
INSERT INTO "person" VALUES(7,'A liaison','liaison@example.org','liaison',0,NULL,NULL,NULL,1,NULL,1,NULL);
INSERT INTO "person" VALUES(8,'A administrator','administrator@example.org','administrator',1,NULL,NULL,NULL,1,NULL,1,NULL);
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
INSERT INTO "person_cover" VALUES(1,1,1,'2026-11-22','2026-11-22','2026-11-22 11:44:26.000000',NULL);
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
INSERT INTO "share" VALUES(1,'2026-11-22 11:44:26.000000',NULL,'invented','invented','invented','invented','invented',NULL,NULL,'2026-11-22','2026-11-22',NULL,'invented',0,'invented',0);
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
INSERT INTO "sign_in" VALUES(1,'invented',1,'2026-11-22 11:44:26.000000','2026-11-22 11:44:26.000000',NULL);
CREATE TABLE store_info (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	data_revision INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_row CHECK (id = 1)
);
INSERT INTO "store_info" VALUES(1,'own',26,'2026-11-22 11:44:25.000000');
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
COMMIT;
