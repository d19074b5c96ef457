/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * migrations - the schema, step by step.  A step that was ever released is
 * never edited: add one at the end.  doc/store.md describes the tables.
 *
 * What must hold whatever the code does stands here as a constraint or a
 * trigger.  Times are microseconds since 1970, 0 is never; enums are those of
 * the headers; *_key columns are text_fold() of the name beside them.
 */
#include "store/schema.h"

static const char	 site_and_audit[] =
    "CREATE TABLE site ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " code TEXT NOT NULL CHECK (length(code) = 3),"
    " sid0 INTEGER NOT NULL, sid1 INTEGER NOT NULL, sid2 INTEGER NOT NULL,"
    " server BLOB NOT NULL CHECK (length(server) = 16),"
    " node INTEGER NOT NULL CHECK (node > 0),"
    " key_id INTEGER NOT NULL,"
    " key_check BLOB NOT NULL,"
    " created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE setting ("
    " key TEXT PRIMARY KEY NOT NULL,"
    " value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE sequence ("
    " kind TEXT PRIMARY KEY NOT NULL,"
    " last INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER sequence_only_rises BEFORE UPDATE ON sequence"
    " WHEN NEW.last <= OLD.last BEGIN"
    " SELECT raise(ABORT, 'a sequence only rises'); END;"
    "CREATE TABLE audit ("
    " seq INTEGER PRIMARY KEY,"
    " at INTEGER NOT NULL,"
    " uid INTEGER NOT NULL,"
    " who TEXT NOT NULL,"
    " verb TEXT NOT NULL,"
    " object TEXT NOT NULL,"
    " outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 3),"
    " detail TEXT NOT NULL,"
    " prev BLOB NOT NULL CHECK (length(prev) = 32),"
    " hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;"
    "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN"
    " SELECT raise(ABORT, 'an audit record is never changed'); END;"
    "CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN"
    " SELECT raise(ABORT, 'an audit record is never removed'); END;";

static const char	 accounts[] =
    "INSERT INTO sequence VALUES ('rid', 999);"
    "CREATE TABLE account ("
    " id INTEGER PRIMARY KEY CHECK (id > 0),"
    " guid BLOB NOT NULL UNIQUE CHECK (length(guid) = 16),"
    " rid INTEGER NOT NULL UNIQUE CHECK (rid >= 1000),"
    " name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 31),"
    " name_key TEXT NOT NULL UNIQUE,"
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),"
    " secret INTEGER NOT NULL CHECK (secret BETWEEN 1 AND 2),"
    " state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),"
    " generation INTEGER NOT NULL,"
    " verifier BLOB,"
    " previous BLOB,"
    " password BLOB CHECK (state <> 3 OR password IS NULL),"
    " locked_wall INTEGER NOT NULL,"
    " locked_mono INTEGER NOT NULL,"
    " locked_boot TEXT NOT NULL,"
    " created INTEGER NOT NULL,"
    " changed INTEGER NOT NULL,"
    " last_logon INTEGER NOT NULL,"
    " deleted INTEGER NOT NULL,"
    " comment TEXT NOT NULL) STRICT;"
    "CREATE TRIGGER account_is_not_removed BEFORE DELETE ON account BEGIN"
    " SELECT raise(ABORT, 'an account keeps its name and RID for ever'); END;"
    "CREATE TRIGGER account_keeps_its_identity"
    " BEFORE UPDATE OF id, guid, rid, name, name_key ON account BEGIN"
    " SELECT raise(ABORT, 'an account keeps its identity'); END;"
    "CREATE TRIGGER account_deleted_is_final BEFORE UPDATE OF state ON account"
    " WHEN OLD.state = 3 AND NEW.state <> 3 BEGIN"
    " SELECT raise(ABORT, 'a deleted account does not come back'); END;";

static const char	 configuration[] =
    "CREATE TABLE sitecontrol ("
    " serial INTEGER PRIMARY KEY CHECK (serial > 0),"
    " origin TEXT NOT NULL,"
    " content BLOB NOT NULL,"
    " sha256 BLOB NOT NULL CHECK (length(sha256) = 32),"
    " who TEXT NOT NULL,"
    " at INTEGER NOT NULL,"
    " reason TEXT NOT NULL) STRICT;"
    "CREATE TRIGGER sitecontrol_is_not_changed BEFORE UPDATE ON sitecontrol"
    " BEGIN SELECT raise(ABORT, 'history is never changed'); END;"
    "CREATE TRIGGER sitecontrol_is_not_removed BEFORE DELETE ON sitecontrol"
    " BEGIN SELECT raise(ABORT, 'history is never removed'); END;"
    "INSERT INTO sequence VALUES ('publication', 0);"
    "CREATE TABLE publication ("
    " serial INTEGER PRIMARY KEY CHECK (serial > 0),"
    " sitecontrol INTEGER NOT NULL,"
    " manifest BLOB,"
    " state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),"
    " begun INTEGER NOT NULL,"
    " ended INTEGER NOT NULL,"
    " superseded INTEGER NOT NULL,"
    " error TEXT NOT NULL,"
    " CHECK (state IN (1, 4) OR length(manifest) = 32)) STRICT;"
    "CREATE UNIQUE INDEX publication_current ON publication (state)"
    " WHERE state = 2;"
    "CREATE INDEX publication_building ON publication (state)"
    " WHERE state = 1;";

static const char	 inboxes[] =
    "INSERT INTO sequence VALUES ('inbox', 0), ('quarantine', 0);"
    "CREATE TABLE inbox ("
    " seq INTEGER PRIMARY KEY CHECK (seq > 0),"
    " landing BLOB NOT NULL UNIQUE CHECK (length(landing) = 16),"
    " box TEXT NOT NULL,"
    " name TEXT NOT NULL,"
    " size INTEGER NOT NULL,"
    " account INTEGER NOT NULL,"
    " generation INTEGER NOT NULL,"
    " session INTEGER NOT NULL,"
    " address TEXT NOT NULL,"
    " workstation TEXT NOT NULL,"
    " node INTEGER NOT NULL,"
    " landed INTEGER NOT NULL,"
    " state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),"
    " changed INTEGER NOT NULL,"
    " result TEXT NOT NULL) STRICT;"
    "CREATE INDEX inbox_here ON inbox (box, state, seq) WHERE state <> 4;"
    "CREATE INDEX inbox_gone ON inbox (changed) WHERE state = 4;"
    "CREATE TABLE inbox_total ("
    " box TEXT NOT NULL,"
    " state INTEGER NOT NULL,"
    " files INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL,"
    " PRIMARY KEY (box, state)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE quarantine ("
    " seq INTEGER PRIMARY KEY CHECK (seq > 0),"
    " landing BLOB NOT NULL,"
    " box TEXT NOT NULL,"
    " name TEXT NOT NULL,"
    " size INTEGER NOT NULL,"
    " account INTEGER NOT NULL,"
    " address TEXT NOT NULL,"
    " at INTEGER NOT NULL,"
    " reason TEXT NOT NULL) STRICT;";

/*
 * Rows of clients are found by a number of ours: with the GUID as their key
 * each new client would change a random page of every table.
 */
static const char	 clients[] =
    "INSERT INTO sequence VALUES ('client', 0), ('finding', 0);"
    "CREATE TABLE client ("
    " seq INTEGER PRIMARY KEY CHECK (seq > 0),"
    " guid BLOB NOT NULL UNIQUE CHECK (length(guid) = 16),"
    " name TEXT NOT NULL,"
    " name_key TEXT NOT NULL,"
    " domain TEXT NOT NULL,"
    " domain_key TEXT NOT NULL,"
    " first_seen INTEGER NOT NULL,"
    " last_seen INTEGER NOT NULL,"
    " source INTEGER NOT NULL,"
    " manifest INTEGER NOT NULL,"
    " versions TEXT NOT NULL,"
    " addresses TEXT NOT NULL) STRICT;"	/* as told last, a line each */
    "CREATE INDEX client_name ON client (name_key, domain_key, guid);"
    "CREATE TABLE client_address ("
    " client INTEGER NOT NULL,"
    " address TEXT NOT NULL,"
    " first INTEGER NOT NULL,"
    " last INTEGER NOT NULL,"	/* current: it is the client's last_seen */
    " current INTEGER NOT NULL CHECK (current BETWEEN 0 AND 1),"
    " PRIMARY KEY (client, address)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX client_by_address ON client_address (address);"
    "CREATE TABLE evidence ("
    " client INTEGER NOT NULL,"
    " account INTEGER NOT NULL,"
    " class INTEGER NOT NULL CHECK (class BETWEEN 1 AND 4),"
    " generation INTEGER NOT NULL,"
    " count INTEGER NOT NULL,"
    " first INTEGER NOT NULL,"
    " last INTEGER NOT NULL,"
    " address TEXT NOT NULL,"
    " node INTEGER NOT NULL,"
    " PRIMARY KEY (client, account, class)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE finding ("
    " seq INTEGER PRIMARY KEY CHECK (seq > 0),"
    " kind INTEGER NOT NULL,"
    " client BLOB NOT NULL,"
    " other TEXT NOT NULL,"
    " detail TEXT NOT NULL,"
    " first INTEGER NOT NULL,"
    " last INTEGER NOT NULL,"
    " count INTEGER NOT NULL,"
    " open INTEGER NOT NULL CHECK (open BETWEEN 0 AND 1),"
    " UNIQUE (kind, client, other)) STRICT;"
    "CREATE INDEX finding_open ON finding (seq) WHERE open = 1;";

static const char	 requests[] =
    "INSERT INTO sequence VALUES ('request', 0);"
    "CREATE TABLE request ("
    " seq INTEGER PRIMARY KEY CHECK (seq > 0),"
    " computer TEXT NOT NULL,"
    " computer_key TEXT NOT NULL,"
    " domain TEXT NOT NULL,"
    " domain_key TEXT NOT NULL,"
    " kind TEXT NOT NULL,"
    " payload BLOB,"
    " count INTEGER NOT NULL,"
    " initial INTEGER NOT NULL,"
    " latest INTEGER NOT NULL,"
    " state INTEGER NOT NULL,"
    " UNIQUE (computer_key, domain_key, kind)) STRICT;";

static const char	 bundles[] =
    "CREATE TABLE bundle ("
    " name TEXT PRIMARY KEY NOT NULL,"
    " version TEXT NOT NULL,"
    " since INTEGER NOT NULL,"
    " who TEXT NOT NULL,"
    " reason TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE bundle_file ("
    " bundle TEXT NOT NULL,"
    " path TEXT NOT NULL,"
    " size INTEGER NOT NULL CHECK (size > 0),"
    " sha256 BLOB NOT NULL CHECK (length(sha256) = 32),"
    " PRIMARY KEY (bundle, path)) STRICT, WITHOUT ROWID;";

/* Clients with keys of their own; tokens; what the keeper made for them. */
static const char	 enrolment[] =
    "CREATE TABLE enrolled ("
    " guid BLOB PRIMARY KEY NOT NULL CHECK (length(guid) = 16),"
    " name TEXT NOT NULL,"
    " agreement BLOB NOT NULL CHECK (length(agreement) = 32),"
    " signing BLOB NOT NULL CHECK (length(signing) = 32),"
    " kek BLOB,"
    " highest INTEGER NOT NULL,"	/* all 64 bits, as the next */
    " seen INTEGER NOT NULL,"
    " since INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE token ("
    " id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 8),"
    " name TEXT NOT NULL,"
    " public_key BLOB NOT NULL CHECK (length(public_key) = 32),"
    " created INTEGER NOT NULL,"
    " expires INTEGER NOT NULL,"
    " used INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX token_expires ON token (expires);"
    "CREATE TRIGGER token_is_good_once BEFORE UPDATE OF used ON token"
    " WHEN OLD.used <> 0 BEGIN"
    " SELECT raise(ABORT, 'a token is good once'); END;"
    "CREATE TABLE accountlist ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " serial INTEGER NOT NULL CHECK (serial > 0),"
    " digest BLOB NOT NULL CHECK (length(digest) = 32),"
    " key BLOB NOT NULL,"
    " list_form BLOB NOT NULL,"
    " site_form BLOB NOT NULL) STRICT;";

/* What a discovery record tells of a client besides who and where it is. */
static const char	 facts[] =
    "ALTER TABLE client ADD COLUMN agent TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE client ADD COLUMN agent_site TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE client ADD COLUMN agent_time INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE client ADD COLUMN installed INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE client ADD COLUMN travel INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE client ADD COLUMN os TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE client ADD COLUMN user TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE client ADD COLUMN subnets TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE client ADD COLUMN macs TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE client ADD COLUMN sites TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE client ADD COLUMN assigned TEXT NOT NULL DEFAULT '';";

/* An item's class and key are compared as Windows compares names. */
static const char	 inventories[] =
    "CREATE TABLE inventory ("
    " client INTEGER NOT NULL,"
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),"
    " told INTEGER NOT NULL,"
    " received INTEGER NOT NULL,"
    " complete INTEGER NOT NULL,"
    " deltas INTEGER NOT NULL,"
    " items INTEGER NOT NULL,"
    " PRIMARY KEY (client, kind)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE inventory_item ("
    " client INTEGER NOT NULL,"
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),"
    " class TEXT NOT NULL COLLATE NOCASE,"
    " key TEXT NOT NULL COLLATE NOCASE,"
    " value TEXT NOT NULL,"
    " PRIMARY KEY (client, kind, class, key)) STRICT, WITHOUT ROWID;";

static const char	 messages[] =
    "INSERT INTO sequence VALUES ('message', 0);"
    "CREATE TABLE message ("
    " seq INTEGER PRIMARY KEY CHECK (seq > 0),"
    " id INTEGER NOT NULL,"
    " severity INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 2),"
    " level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 2),"
    " source TEXT NOT NULL,"
    " component TEXT NOT NULL,"
    " system TEXT NOT NULL,"
    " system_key TEXT NOT NULL,"
    " site TEXT NOT NULL,"
    " told INTEGER NOT NULL,"
    " received INTEGER NOT NULL,"
    " strings TEXT NOT NULL) STRICT;"
    "CREATE INDEX message_system ON message (system_key, seq);"
    "CREATE INDEX message_age ON message (received);";

/*
 * Client connection accounts that rotate: generations, and changes of their
 * accounts that are under way.  The floor, the limit of accounts, that no
 * number or secret comes twice: whatever the code does.
 */
static const char	 rotation[] =
    "CREATE TABLE pool ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " running INTEGER NOT NULL CHECK (running BETWEEN 0 AND 1),"
    " frozen INTEGER NOT NULL CHECK (frozen BETWEEN 0 AND 1),"
    " why TEXT NOT NULL,"
    " next_due INTEGER NOT NULL,"
    " retired INTEGER NOT NULL,"
    " back INTEGER NOT NULL,"
    " hold INTEGER NOT NULL,"
    " away INTEGER NOT NULL,"
    " seen_wall INTEGER NOT NULL,"
    " seen_mono INTEGER NOT NULL,"
    " seen_boot TEXT NOT NULL) STRICT;"
    "INSERT INTO pool VALUES (1, 0, 0, '', 0, 0, 0, 0, 0, 0, 0, '');"
    "CREATE TABLE generation ("
    " number INTEGER PRIMARY KEY CHECK (number > 0),"
    " account INTEGER NOT NULL,"
    " state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),"
    " leaked INTEGER NOT NULL CHECK (leaked BETWEEN 0 AND 1),"
    " since INTEGER NOT NULL,"
    " created INTEGER NOT NULL,"
    " published INTEGER NOT NULL,"
    " unpublished INTEGER NOT NULL,"
    " disabled INTEGER NOT NULL,"
    " CHECK (account <> 0 OR state IN (1, 7))) STRICT;"
    "CREATE UNIQUE INDEX generation_account ON generation (account)"
    " WHERE account <> 0;"
    "CREATE INDEX generation_live ON generation (number) WHERE state <> 7;"
    "CREATE INDEX generation_published ON generation (number)"
    " WHERE state = 4;"
    "CREATE TRIGGER generation_is_not_removed BEFORE DELETE ON generation"
    " BEGIN SELECT raise(ABORT, 'a generation keeps its number for ever');"
    " END;"
    "CREATE TRIGGER generation_is_new BEFORE INSERT ON generation"
    " WHEN NEW.number <= (SELECT coalesce(max(number), 0) FROM generation)"
    " BEGIN SELECT raise(ABORT, 'no generation number comes twice'); END;"
    "CREATE TRIGGER generation_keeps_its_account"
    " BEFORE UPDATE OF number, account ON generation"
    " WHEN NEW.number <> OLD.number OR"
    " (OLD.account <> 0 AND NEW.account <> OLD.account) BEGIN"
    " SELECT raise(ABORT, 'a generation keeps number and account'); END;"
    "CREATE TRIGGER generation_deleted_is_final"
    " BEFORE UPDATE OF state ON generation"
    " WHEN OLD.state = 7 AND NEW.state <> 7 BEGIN"
    " SELECT raise(ABORT, 'a deleted generation does not come back'); END;"
    "CREATE TRIGGER generation_floor BEFORE UPDATE OF state ON generation"
    " WHEN OLD.state = 4 AND NEW.state <> 4 AND"
    " (SELECT count(*) FROM generation WHERE state = 4) <= 2 BEGIN"
    " SELECT raise(ABORT, 'never fewer than two published generations');"
    " END;"
    "CREATE TRIGGER account_of_a_live_generation"
    " BEFORE UPDATE OF state ON account"
    " WHEN NEW.state <> 1 AND EXISTS (SELECT 1 FROM generation"
    " WHERE account = NEW.id AND state IN (3, 4, 5)) BEGIN"
    " SELECT raise(ABORT, 'a live generation needs its account'); END;"
    "CREATE TRIGGER account_of_a_generation_keeps_its_secret"
    " BEFORE UPDATE OF previous ON account"
    " WHEN OLD.generation > 0 AND NEW.previous IS NOT NULL BEGIN"
    " SELECT raise(ABORT, 'a generation keeps its secret'); END;"
    "CREATE TRIGGER account_limit BEFORE INSERT ON account"
    " WHEN NEW.kind = 2 AND (SELECT count(*) FROM account"
    " WHERE kind = 2 AND state <> 3) >= 32 BEGIN"
    " SELECT raise(ABORT, 'more than 32 client accounts hang clients');"
    " END;"
    "CREATE TABLE intent ("
    " id INTEGER PRIMARY KEY CHECK (id > 0),"
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),"
    " account INTEGER NOT NULL CHECK (account <> 0),"
    " name TEXT NOT NULL,"
    " generation INTEGER NOT NULL,"
    " event INTEGER NOT NULL,"
    " from_state INTEGER NOT NULL,"
    " to_state INTEGER NOT NULL,"
    " state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),"
    " verifier BLOB,"
    " password BLOB,"
    " tries INTEGER NOT NULL,"
    " created INTEGER NOT NULL,"
    " changed INTEGER NOT NULL,"
    " why TEXT NOT NULL,"
    " CHECK (state < 6 OR (verifier IS NULL AND password IS NULL))) STRICT;"
    "CREATE UNIQUE INDEX intent_open ON intent (account) WHERE state < 6;"
    "CREATE INDEX intent_waiting ON intent (created, id) WHERE state < 6;"
    "CREATE TRIGGER intent_done_is_final BEFORE UPDATE ON intent"
    " WHEN OLD.state >= 6 BEGIN"
    " SELECT raise(ABORT, 'an intent that ended does not come back'); END;";

/*
 * Who still needs which account.  Clients that were heard of before have proven
 * nothing yet, so that they are waited for.
 */
static const char	 uptakes[] =
    "CREATE TABLE uptake ("
    " client INTEGER PRIMARY KEY CHECK (client > 0),"
    " newest INTEGER NOT NULL,"		/* RIDs; 0: nothing is proven */
    " earlier INTEGER NOT NULL,"
    " seen INTEGER NOT NULL,"
    " address TEXT NOT NULL,"
    " proofs BLOB) STRICT;"		/* proofs.h */
    "INSERT INTO uptake SELECT client, 0, 0, max(last), address, NULL"
    " FROM evidence GROUP BY client;"
    "CREATE TABLE logon ("
    " address TEXT NOT NULL,"
    " rid INTEGER NOT NULL,"
    " last INTEGER NOT NULL,"
    " tied INTEGER NOT NULL,"		/* a client's file came from there */
    " explained INTEGER NOT NULL,"	/* it has proven newer ones since */
    " PRIMARY KEY (address, rid)) STRICT, WITHOUT ROWID;";

/* A change says what was before it; a replica's lag is -1 as configured. */
static const char	 replicas[] =
    "INSERT INTO sequence VALUES ('change', 0);"
    "CREATE TABLE replica ("
    " name TEXT PRIMARY KEY NOT NULL CHECK (length(name) BETWEEN 1 AND 15),"
    " shown INTEGER NOT NULL,"
    " paused INTEGER NOT NULL CHECK (paused BETWEEN 0 AND 1),"
    " least INTEGER NOT NULL,"
    " most INTEGER NOT NULL CHECK (most >= least)) STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER replica_only_goes_on BEFORE UPDATE OF shown ON replica"
    " WHEN NEW.shown < OLD.shown BEGIN"
    " SELECT raise(ABORT, 'a replica does not forget a change'); END;"
    "CREATE TABLE account_change ("
    " number INTEGER PRIMARY KEY CHECK (number > 0),"
    " account INTEGER NOT NULL,"
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),"
    " at_wall INTEGER NOT NULL,"
    " at_mono INTEGER NOT NULL,"
    " at_boot TEXT NOT NULL,"
    " state INTEGER NOT NULL,"
    " verifier BLOB,"
    " changed INTEGER NOT NULL) STRICT;";

static const char	 recovery[] =
    "CREATE TABLE recovery ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " until_wall INTEGER NOT NULL,"	/* not set: it is closed */
    " until_mono INTEGER NOT NULL,"
    " until_boot TEXT NOT NULL,"
    " opened INTEGER NOT NULL,"
    " closed INTEGER NOT NULL,"
    " who TEXT NOT NULL,"
    " why TEXT NOT NULL,"
    " admitted INTEGER NOT NULL) STRICT;"
    "INSERT INTO recovery VALUES (1, 0, 0, '', 0, 0, '', '', 0);";

/* On which terms a generation whose secret leaked is cut off. */
static const char	 leaks[] =
    "ALTER TABLE generation ADD COLUMN leak_orphans INTEGER NOT NULL"
    " DEFAULT 0 CHECK (leak_orphans >= 0);"
    "ALTER TABLE generation ADD COLUMN leak_by INTEGER NOT NULL DEFAULT 0;";

/* Requests of operators that wait for a second one. */
static const char	 proposals[] =
    "INSERT INTO sequence VALUES ('proposal', 0);"
    "CREATE TABLE proposal ("
    " number INTEGER PRIMARY KEY CHECK (number > 0),"
    " uid INTEGER NOT NULL,"
    " who TEXT NOT NULL,"
    " verb TEXT NOT NULL,"
    " object TEXT NOT NULL,"
    " request TEXT NOT NULL,"
    " made INTEGER NOT NULL,"
    " until_wall INTEGER NOT NULL,"
    " until_mono INTEGER NOT NULL,"
    " until_boot TEXT NOT NULL) STRICT;";

/* A replica that accounts are published without, for a while. */
static const char	 waivers[] =
    "ALTER TABLE replica ADD COLUMN waived_wall INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE replica ADD COLUMN waived_mono INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE replica ADD COLUMN waived_boot TEXT NOT NULL DEFAULT '';";

/* Of whom a token is; zeroes: of anybody who bears its name. */
static const char	 rescues[] =
    "ALTER TABLE token ADD COLUMN client BLOB NOT NULL"
    " DEFAULT x'00000000000000000000000000000000'"
    " CHECK (length(client) = 16);";

/*
 * The number of the row, which any index ends with, stands for the GUID: clients
 * come in no order of their names, and each new one writes a page of it.
 */
static const char	 client_names[] =
    "DROP INDEX client_name;"
    "CREATE INDEX client_name ON client (name_key, domain_key);";

/*
 * Passwords: the policy of the domain (-1: as sited.conf says), those that
 * accounts had before the last two, and since when each has its own.
 */
static const char	 policies[] =
    "CREATE TABLE policy ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " min_length INTEGER NOT NULL CHECK (min_length BETWEEN 0 AND 127),"
    " history INTEGER NOT NULL CHECK (history BETWEEN 0 AND 24),"
    " min_age INTEGER NOT NULL CHECK (min_age >= 0),"
    " complex INTEGER NOT NULL CHECK (complex BETWEEN 0 AND 1),"
    " max_age INTEGER NOT NULL CHECK (max_age >= -1),"
    " lock_threshold INTEGER NOT NULL CHECK (lock_threshold >= -1),"
    " lock_window INTEGER NOT NULL CHECK (lock_window >= -1),"
    " lock_duration INTEGER NOT NULL CHECK (lock_duration >= -1)) STRICT;"
    "INSERT INTO policy VALUES (1, 0, 0, 0, 0, -1, -1, -1, -1);"
    "CREATE TABLE old_password ("
    " number INTEGER PRIMARY KEY CHECK (number > 0),"
    " account INTEGER NOT NULL,"
    " verifier BLOB NOT NULL) STRICT;"
    "CREATE INDEX old_password_of ON old_password (account, number);"
    "ALTER TABLE account ADD COLUMN password_at INTEGER NOT NULL DEFAULT 0;"
    "UPDATE account SET password_at ="
    " CASE WHEN previous IS NULL THEN created ELSE changed END;";

/* A leaked account that sees all until it is cut off. */
static const char	 unsealed[] =
    "ALTER TABLE generation ADD COLUMN leak_unsealed INTEGER NOT NULL"
    " DEFAULT 0 CHECK (leak_unsealed BETWEEN 0 AND 1);";

/* The directory refused an account: the rotation is frozen until thawed. */
static const char	 refusals[] =
    "ALTER TABLE pool ADD COLUMN refused INTEGER NOT NULL DEFAULT 0"
    " CHECK (refused BETWEEN 0 AND 1);";

/*
 * Accounts in cohorts, each a line of its own: what holds of the accounts of
 * a site holds of those of each.  One that is drained needs none any more.
 */
static const char	 cohorts[] =
    "ALTER TABLE account ADD COLUMN cohort INTEGER NOT NULL DEFAULT 0"
    " CHECK (cohort BETWEEN 0 AND 15);"
    "ALTER TABLE generation ADD COLUMN cohort INTEGER NOT NULL DEFAULT 0"
    " CHECK (cohort BETWEEN 0 AND 15);"
    "ALTER TABLE enrolled ADD COLUMN cohort INTEGER NOT NULL DEFAULT 0"
    " CHECK (cohort BETWEEN 0 AND 15);"
    "CREATE TABLE cohort ("
    " number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 15),"
    " next_due INTEGER NOT NULL,"
    " drained INTEGER NOT NULL CHECK (drained BETWEEN 0 AND 1)) STRICT;"
    "CREATE TRIGGER account_keeps_its_cohort"
    " BEFORE UPDATE OF cohort ON account WHEN NEW.cohort <> OLD.cohort BEGIN"
    " SELECT raise(ABORT, 'an account keeps its cohort'); END;"
    "CREATE TRIGGER generation_keeps_its_cohort"
    " BEFORE UPDATE OF cohort ON generation WHEN NEW.cohort <> OLD.cohort"
    " BEGIN SELECT raise(ABORT, 'a generation keeps its cohort'); END;"
    "DROP TRIGGER generation_floor;"
    "CREATE TRIGGER generation_floor BEFORE UPDATE OF state ON generation"
    " WHEN OLD.state = 4 AND NEW.state <> 4 AND (SELECT count(*)"
    " FROM generation WHERE state = 4 AND cohort = OLD.cohort) <= 2"
    " AND NOT EXISTS (SELECT 1 FROM cohort WHERE number = OLD.cohort"
    " AND drained = 1) BEGIN"
    " SELECT raise(ABORT, 'never fewer than two published generations');"
    " END;"
    "DROP TRIGGER account_limit;"
    "CREATE TRIGGER account_limit BEFORE INSERT ON account"
    " WHEN NEW.kind = 2 AND (SELECT count(*) FROM account WHERE kind = 2"
    " AND state <> 3 AND cohort = NEW.cohort) >= 32 BEGIN"
    " SELECT raise(ABORT, 'more than 32 client accounts hang clients');"
    " END;";

/* Requests as a queue: what becomes of each, and when. */
static const char	 request_queue[] =
    "ALTER TABLE request ADD COLUMN source INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE request ADD COLUMN class INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE request ADD COLUMN approved INTEGER NOT NULL DEFAULT 0"
    " CHECK (approved BETWEEN 0 AND 1);"
    "ALTER TABLE request ADD COLUMN forced INTEGER NOT NULL DEFAULT 0"
    " CHECK (forced BETWEEN 0 AND 1);"
    "ALTER TABLE request ADD COLUMN hold INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE request ADD COLUMN tries INTEGER NOT NULL DEFAULT 0"
    " CHECK (tries >= 0);"
    "ALTER TABLE request ADD COLUMN first_wall INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE request ADD COLUMN first_mono INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE request ADD COLUMN first_boot TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE request ADD COLUMN due_wall INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE request ADD COLUMN due_mono INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE request ADD COLUMN due_boot TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE request ADD COLUMN last_try INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE request ADD COLUMN error INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE request ADD COLUMN result TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE request ADD COLUMN change INTEGER NOT NULL DEFAULT 0;"
    "UPDATE request SET change = seq,"
    " source = iif(kind = 'copylist', 4, 1);"
    "INSERT INTO sequence SELECT 'request_change', coalesce(max(seq), 0)"
    " FROM request;"
    "CREATE INDEX request_change ON request (change)"
    " WHERE kind <> 'resync';"
    "CREATE INDEX request_busy ON request (state) WHERE state = 2;"
    "CREATE INDEX request_held ON request (hold) WHERE state = 4;";

/*
 * Bootstrap accounts: server/director/ccm/lease_rules.h has the states.  The
 * machine has one that is open; a secret stands there until the account does.
 */
static const char	 leases[] =
    "CREATE TABLE lease ("
    " id INTEGER PRIMARY KEY CHECK (id > 0),"
    " target TEXT NOT NULL CHECK (length(target) BETWEEN 1 AND 15),"
    " target_key TEXT NOT NULL,"
    " name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 20),"
    " account INTEGER NOT NULL CHECK (account > 0),"
    " request INTEGER NOT NULL,"
    " state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),"
    " reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 8),"
    " is_final INTEGER NOT NULL CHECK (is_final BETWEEN 0 AND 1),"
    " extended INTEGER NOT NULL CHECK (extended BETWEEN 0 AND 1),"
    " loader_stopped INTEGER NOT NULL CHECK (loader_stopped BETWEEN 0 AND 1),"
    " deadline_wall INTEGER NOT NULL,"
    " deadline_mono INTEGER NOT NULL,"
    " deadline_boot TEXT NOT NULL,"
    " cap_wall INTEGER NOT NULL,"
    " cap_mono INTEGER NOT NULL,"
    " cap_boot TEXT NOT NULL,"
    " written INTEGER NOT NULL,"
    " created INTEGER NOT NULL,"
    " sign INTEGER NOT NULL,"
    " ended INTEGER NOT NULL,"
    " why TEXT NOT NULL,"
    " verifier BLOB CHECK (verifier IS NULL OR state = 1),"
    " password BLOB CHECK (password IS NULL OR state = 1)) STRICT;"
    "CREATE UNIQUE INDEX lease_open ON lease (target_key) WHERE state <= 5;"
    "CREATE INDEX lease_live ON lease (id) WHERE state <= 5;"
    "CREATE INDEX lease_of ON lease (target_key, created);"
    "CREATE INDEX lease_ended ON lease (ended) WHERE state > 5;";

/*
 * Users that are made over samr, kind 3: when such a one is deleted, another
 * may be called so.  And what the domain has beside users; see sam.h.
 */
static const char	 domain[] =
    "CREATE TABLE account_3 ("
    " id INTEGER PRIMARY KEY CHECK (id > 0),"
    " guid BLOB NOT NULL UNIQUE CHECK (length(guid) = 16),"
    " rid INTEGER NOT NULL UNIQUE CHECK (rid >= 1000),"
    " name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 31),"
    " name_key TEXT NOT NULL,"
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),"
    " secret INTEGER NOT NULL CHECK (secret BETWEEN 1 AND 2),"
    " state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),"
    " generation INTEGER NOT NULL,"
    " verifier BLOB,"
    " previous BLOB,"
    " password BLOB CHECK (state <> 3 OR password IS NULL),"
    " locked_wall INTEGER NOT NULL,"
    " locked_mono INTEGER NOT NULL,"
    " locked_boot TEXT NOT NULL,"
    " created INTEGER NOT NULL,"
    " changed INTEGER NOT NULL,"
    " last_logon INTEGER NOT NULL,"
    " deleted INTEGER NOT NULL,"
    " comment TEXT NOT NULL,"
    " password_at INTEGER NOT NULL,"
    " cohort INTEGER NOT NULL CHECK (cohort BETWEEN 0 AND 15)) STRICT;"
    "INSERT INTO account_3 SELECT id, guid, rid, name, name_key, kind,"
    " secret, state, generation, verifier, previous, password, locked_wall,"
    " locked_mono, locked_boot, created, changed, last_logon, deleted,"
    " comment, password_at, cohort FROM account;"
    "DROP TABLE account;"
    "ALTER TABLE account_3 RENAME TO account;"
    "CREATE INDEX account_name ON account (name_key, id);"
    "CREATE UNIQUE INDEX account_name_now ON account (name_key)"
    " WHERE state <> 3 OR kind <> 3;"
    "CREATE TRIGGER account_is_not_removed BEFORE DELETE ON account BEGIN"
    " SELECT raise(ABORT, 'an account keeps its name and RID for ever'); END;"
    "CREATE TRIGGER account_keeps_its_identity"
    " BEFORE UPDATE OF id, guid, rid, name, name_key, kind ON account BEGIN"
    " SELECT raise(ABORT, 'an account keeps its identity'); END;"
    "CREATE TRIGGER account_deleted_is_final BEFORE UPDATE OF state ON account"
    " WHEN OLD.state = 3 AND NEW.state <> 3 BEGIN"
    " SELECT raise(ABORT, 'a deleted account does not come back'); END;"
    "CREATE TRIGGER account_of_a_live_generation"
    " BEFORE UPDATE OF state ON account"
    " WHEN NEW.state <> 1 AND EXISTS (SELECT 1 FROM generation"
    " WHERE account = NEW.id AND state IN (3, 4, 5)) BEGIN"
    " SELECT raise(ABORT, 'a live generation needs its account'); END;"
    "CREATE TRIGGER account_of_a_generation_keeps_its_secret"
    " BEFORE UPDATE OF previous ON account"
    " WHEN OLD.generation > 0 AND NEW.previous IS NOT NULL BEGIN"
    " SELECT raise(ABORT, 'a generation keeps its secret'); END;"
    "CREATE TRIGGER account_keeps_its_cohort"
    " BEFORE UPDATE OF cohort ON account WHEN NEW.cohort <> OLD.cohort BEGIN"
    " SELECT raise(ABORT, 'an account keeps its cohort'); END;"
    "CREATE TRIGGER account_limit BEFORE INSERT ON account"
    " WHEN NEW.kind = 2 AND (SELECT count(*) FROM account WHERE kind = 2"
    " AND state <> 3 AND cohort = NEW.cohort) >= 32 BEGIN"
    " SELECT raise(ABORT, 'more than 32 client accounts hang clients');"
    " END;"
    "CREATE TABLE sam ("
    " key TEXT PRIMARY KEY NOT NULL CHECK (length(key) > 2),"
    " name_key TEXT,"
    " value BLOB) STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX sam_name ON sam (name_key)"
    " WHERE name_key IS NOT NULL;"
    "CREATE TABLE account_change_4 ("
    " number INTEGER PRIMARY KEY CHECK (number > 0),"
    " account INTEGER NOT NULL,"
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),"
    " at_wall INTEGER NOT NULL,"
    " at_mono INTEGER NOT NULL,"
    " at_boot TEXT NOT NULL,"
    " state INTEGER NOT NULL,"
    " verifier BLOB,"
    " changed INTEGER NOT NULL,"
    " key TEXT NOT NULL CHECK ((kind = 4) = (key <> '')),"
    " value BLOB) STRICT;"
    "INSERT INTO account_change_4 SELECT number, account, kind, at_wall,"
    " at_mono, at_boot, state, verifier, changed, '', NULL"
    " FROM account_change;"
    "DROP TABLE account_change;"
    "ALTER TABLE account_change_4 RENAME TO account_change;";

/* With which clients are installed; see push_account.h. */
static const char	 push_accounts[] =
    "CREATE TABLE push_account ("
    " id INTEGER PRIMARY KEY CHECK (id > 0),"
    " name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 63),"
    " name_key TEXT NOT NULL UNIQUE,"
    " password BLOB NOT NULL CHECK (length(password) > 40),"
    " changed INTEGER NOT NULL,"
    " is_proven INTEGER NOT NULL,"
    " is_closed INTEGER NOT NULL,"
    " failures INTEGER NOT NULL,"
    " error INTEGER NOT NULL,"
    " failed INTEGER NOT NULL) STRICT;";

/* Of domain controllers that are gone; see cleanup.h. */
static const char	 cleanups[] =
    "CREATE TABLE cleanup ("
    " account INTEGER PRIMARY KEY CHECK (account > 0),"
    " failures INTEGER NOT NULL CHECK (failures >= 0),"
    " silent_ms INTEGER NOT NULL CHECK (silent_ms >= 0),"
    " first INTEGER NOT NULL,"
    " heard INTEGER NOT NULL,"
    " looked_wall INTEGER NOT NULL,"
    " looked_mono INTEGER NOT NULL,"
    " looked_boot TEXT NOT NULL,"
    " going INTEGER NOT NULL CHECK (going BETWEEN 0 AND 1)) STRICT;"
    "CREATE TABLE cleanup_run ("
    " id INTEGER PRIMARY KEY CHECK (id = 1),"
    " due_wall INTEGER NOT NULL,"
    " due_mono INTEGER NOT NULL,"
    " due_boot TEXT NOT NULL,"
    " written INTEGER NOT NULL,"
    " last INTEGER NOT NULL,"
    " removed INTEGER NOT NULL) STRICT;";

/* When which machine was installed; see installation.h. */
static const char	 installations[] =
    "CREATE TABLE installation ("
    " name_key TEXT NOT NULL,"
    " at INTEGER NOT NULL,"
    " PRIMARY KEY (name_key, at)) STRICT, WITHOUT ROWID;";

/* Components in rings; see rollout.h. */
static const char	 rollouts[] =
    "CREATE TABLE rollout ("
    " key TEXT PRIMARY KEY,"
    " component TEXT NOT NULL,"
    " old TEXT NOT NULL,"
    " new TEXT NOT NULL,"
    " state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),"
    " percent INTEGER NOT NULL CHECK (percent BETWEEN 0 AND 100),"
    " below INTEGER NOT NULL CHECK (below BETWEEN 0 AND 10000),"
    " turn INTEGER NOT NULL,"
    " began INTEGER NOT NULL,"
    " deadline_wall INTEGER NOT NULL,"
    " deadline_mono INTEGER NOT NULL,"
    " deadline_boot TEXT NOT NULL,"
    " written INTEGER NOT NULL,"
    " why TEXT NOT NULL) STRICT;"
    "CREATE TABLE component_told ("
    " key TEXT NOT NULL,"
    " client BLOB NOT NULL CHECK (length(client) = 16),"
    " version TEXT NOT NULL,"
    " failed TEXT NOT NULL,"
    " why TEXT NOT NULL,"
    " turn INTEGER NOT NULL,"
    " told INTEGER NOT NULL,"
    " PRIMARY KEY (key, client)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX component_told_client ON component_told (client);";

static const struct migration	 steps[] = {
	{ "site identity, settings, audit",	site_and_audit },
	{ "accounts",				accounts },
	{ "site control history, publications",	configuration },
	{ "inboxes",				inboxes },
	{ "clients and findings",		clients },
	{ "requests",				requests },
	{ "files taken from operators",		bundles },
	{ "enrolment",				enrolment },
	{ "what discovery tells of clients",	facts },
	{ "inventory of clients",		inventories },
	{ "status messages",			messages },
	{ "rotation of accounts",		rotation },
	{ "which accounts clients have taken up", uptakes },
	{ "replicas of the directory",		replicas },
	{ "the recovery window",		recovery },
	{ "leaked accounts",			leaks },
	{ "proposals",				proposals },
	{ "replicas that nobody waits for",	waivers },
	{ "tokens for lost clients",		rescues },
	{ "a smaller index of clients' names",	client_names },
	{ "the policy of passwords",		policies },
	{ "leaked accounts that see all",	unsealed },
	{ "what the directory refuses",		refusals },
	{ "accounts in cohorts",		cohorts },
	{ "requests as a queue",		request_queue },
	{ "bootstrap accounts",			leases },
	{ "the account domain",			domain },
	{ "accounts that install clients",	push_accounts },
	{ "accounts of controllers that are gone", cleanups },
	{ "machines that were installed",	installations },
	{ "components in rings",		rollouts },
};

/* tests/unit/store_open_test.c tells them. */
static const char *const	digests[] = {
	"dd19e027c1b8b1faf2bcdf449aa6fc10a6cae0835064ac16b8f7053ba3d23cf4",
	"767a16373e48a7f3760da1f374b56c3f58d1524c416f301c235358ee87787ca8",
	"3857838d0761903038b1ee75d11afd0225234d77e7412f61d44c220888ea5f19",
	"f0e636b4c02c98500b3b411986f05399dd037b5f3f95c2c33bdbd9e42800a180",
	"896c03f7b7faad739e1cb4ecccfb0bd1aa0c0c0866a98c3df841e85447c1c47f",
	"e333fa04ea50afeaf577389225fb8175f4682702fc59cb113b91c6393b11a9e5",
	"4ff720747c205267cfd5b3afbbf39735de6f6bc1f76e0ef7ec6c6db1b658f9cb",
	"20e8385f927c282e4992f361c90e69c521aa7f7903558973ca941df32708cc4c",
	"8ea2581ec495b194c76cd650b006cc77eb4194d2556f73a351688c9cbd7b388e",
	"7fc36402c2ce65e5c171bf8557157bf4b6142230eb14f9d7a2b1999de58e68ef",
	"d759d8becd112c68cdfd0f60fb8a9d3bc6171bf0627bb80ec2942e594a32f5e5",
	"43c92518a25462116f6c01babc3e44c7680915b2f1f06f908373b424094e79da",
	"718508ea11861d34c785342b9ff2e58e9324504cbe036c619244c890401732db",
	"99d7daf5726a74b2661398d3a8854ed19fcb9387fc483cf40df51eece73c765c",
	"6e39d7a16b82bd380ec08a11ae545254ed9f3ac5de8276e0f88cbde4eb393f48",
	"4f474bba584784f0c9f07a482eb03636bd143b37c33ac5016b3cd7be7eadf9ee",
	"d7ad77a763492beb0d4e218d7d7a5ecbbeff92410a5dff1a0fb72161cf872234",
	"f3fee42f82e23c8cff0330ea1dbe4d26d35feeec21b95e1a1c64ab292c7ed803",
	"0864ee01e206c4d2cd0d4fd7822bb1df0ff590df7587076d80c090235e2f9b7f",
	"2df4e517a07f65b4b65bad25999cc284a43b90e2f61bba80c2f1c6949fb7b976",
	"c3a8f14e6ef58307c0cd1adc57d616cb06bfec3a8b15537144a7cdb1a5eca78c",
	"16f9d0f70a7e5571b21c314488bea75f6ab77507e0f8f407d73f77cd2290b8c5",
	"3297ce3eec76de1b06001cd51809e362a8db772d6eaf69a96fcfb08fd0f1ddca",
	"ad80ac49c00e130585855524ee30efb3342e8575210ef0d1956f6960a3acd073",
	"489297b687ce63c6a1d53c9672320120d7e9ad164d25345dae4f91a249ec6a0b",
	"ea6c3bec5a9c53b912a78e81aa997218e8d1e2bd1a74f2043dd6c40e768f2918",
	"2986cb377955bba1e50e466b5cad355d5599a3f35232805e308edd770019ce5d",
	"fa8c0e5bebebfbc0d8e1d536cc314fedb1c59c30ad59174360cb9a87caf1532c",
	"e73707ca4f7c286d2ae47d351c16be5ff34f73a6dc43940d5d4d3d48295d9288",
	"e402158e45b6008c67c8b4395d428b4f5c8d61b9929647af01d51dd463ce74de",
	"b9c711e637dc4f94b23d030061a74f5733ce586407fae2aa1d55918e77440521",
};

const struct schema	 site_schema = {
	.steps = steps, .version = sizeof(steps) / sizeof(steps[0]),
	.digests = digests, .recorded = sizeof(digests) / sizeof(digests[0]),
};
