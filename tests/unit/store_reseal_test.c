/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that is sealed in a store, sealed anew under another key: whatever the
 * schema has, in one commit or not at all.
 */
#include <sqlite3.h>

#include "base/text.h"
#include "store/reseal.h"
#include "tests/unit/storage.h"

static const struct seal_key	old_key = { 0x11223344, { 1 } };
static const struct seal_key	new_key = { 0x55667788, { 2 } };
static const struct seal_key	bad_key = { 0x11223344, { 3 } };

#define SECRET	"secret of an account"

/* As a literal of SQL, or of a setting. */
static const char *
sealed(const struct seal_key *key, enum seal_kind kind, int64_t owner)
{
	static char		 text[8][300];
	static size_t		 i;
	const struct seal_what	 what = { kind, owner };
	uint8_t			 mem[128];
	struct wr		 w = wr_over(mem, sizeof(mem));

	i = (i + 1) % 8;
	assert_int_equal(seal(key, &what, rd_over(SECRET, strlen(SECRET)),
	    &w), 0);
	hex_encode(text[i], mem, w.pos);
	return text[i];
}

static void	sql(struct storage *, const char *, ...)
		    __attribute__((format(printf, 2, 3)));

static void
sql(struct storage *s, const char *fmt, ...)
{
	char	 text[2000];
	va_list	 ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	storage_force(s, text);
}

/* One of everything that is ever sealed. */
static void
furnish(struct storage *s)
{
	uint8_t	 check[SEAL_CHECK_SIZE];
	char	 hex[2 * SEAL_CHECK_SIZE + 1];

	assert_int_equal(seal_check_make(&old_key, check), 0);
	hex_encode(hex, check, sizeof(check));
	sql(s, "INSERT INTO site VALUES (1, 'S01', 1, 2, 3, zeroblob(16), 1, "
	    "%u, x'%s', 0)", old_key.id, hex);
	sql(s, "INSERT INTO account VALUES (42, randomblob(16), 1000, 'A', "
	    "'A', 2, 2, 1, 0, x'%s', x'%s', x'%s', 0, 0, '', 0, 0, 0, 0, '', "
	    "0, 0)",
	    sealed(&old_key, SEAL_VERIFIER, 42),
	    sealed(&old_key, SEAL_VERIFIER, 42),
	    sealed(&old_key, SEAL_PASSWORD, 42));
	sql(s, "INSERT INTO account VALUES (43, randomblob(16), 1001, 'B', "
	    "'B', 2, 2, 3, 0, NULL, NULL, NULL, 0, 0, '', 0, 0, 0, 0, '', "
	    "0, 0)");
	sql(s, "INSERT INTO old_password VALUES (1, 42, x'%s')",
	    sealed(&old_key, SEAL_VERIFIER, 42));
	sql(s, "INSERT INTO intent VALUES (1, 1, 44, 'C', 8, 1, 1, 2, 2, "
	    "x'%s', x'%s', 0, 0, 0, '')",
	    sealed(&old_key, SEAL_VERIFIER, 44),
	    sealed(&old_key, SEAL_PASSWORD, 44));
	sql(s, "INSERT INTO lease VALUES (1, 'PC', 'PC', 'SMS#_PC', 46, 0, 1, "
	    "0, 0, 0, 0, 0, 0, '', 0, 0, '', 0, 0, 0, 0, '', x'%s', x'%s')",
	    sealed(&old_key, SEAL_VERIFIER, 46),
	    sealed(&old_key, SEAL_PASSWORD, 46));
	sql(s, "INSERT INTO account_change VALUES (1, 42, 3, 0, 0, '', 1, "
	    "x'%s', 0, '', NULL)", sealed(&old_key, SEAL_VERIFIER, 42));
	sql(s, "INSERT INTO push_account VALUES (47, 'D\\P', 'D\\P', x'%s', "
	    "0, 0, 0, 0, 0, 0)", sealed(&old_key, SEAL_PUSH, 47));
	sql(s, "INSERT INTO setting VALUES ('signing_key', '%s'), "
	    "('agreement_key', '%s'), ('site_list_key', '%s'), ('x', 'y')",
	    sealed(&old_key, SEAL_SIGNING, 0),
	    sealed(&old_key, SEAL_AGREEMENT, 0),
	    sealed(&old_key, SEAL_SITE_LIST, 0));
	sql(s, "INSERT INTO enrolled VALUES (zeroblob(16), 'PC1', "
	    "zeroblob(32), zeroblob(32), x'%s', 0, 0, 0, 0)",
	    sealed(&old_key, SEAL_KEK, 0));
	sql(s, "INSERT INTO accountlist VALUES (1, 9, randomblob(32), x'%s', "
	    "x'01', x'02')", sealed(&old_key, SEAL_LIST, 9));
}

static int
reseal(struct storage *s, const struct seal_key *from, bool dry_run,
    uint64_t *count)
{
	struct reseal	 r = { .old = from, .fresh = &new_key, .who = "anna",
			    .uid = 1000, .dry_run = dry_run };
	int		 rc;

	storage_close(s);
	s->err = (struct err){ 0 };
	rc = store_reseal(s->dir, &r, &s->err);
	storage_open(s);
	if (count != NULL)
		*count = r.count;
	return rc;
}

static bool
has(sqlite3_stmt *q, int col, const struct seal_key *key)
{
	const uint8_t	 mark[12] = { 'S', 'E', 'A', 'L', 1, 0, 0, 0,
			    (uint8_t)key->id, (uint8_t)(key->id >> 8),
			    (uint8_t)(key->id >> 16),
			    (uint8_t)(key->id >> 24) };
	char		 hex[2 * sizeof(mark) + 1];
	const void	*p = sqlite3_column_blob(q, col);
	size_t		 n = (size_t)sqlite3_column_bytes(q, col);

	hex_encode(hex, mark, sizeof(mark));
	return p != NULL && (memmem(p, n, mark, sizeof(mark)) != NULL ||
	    memmem(p, n, hex, sizeof(hex) - 1) != NULL);
}

static size_t
count_table(sqlite3 *db, const char *table, const struct seal_key *key)
{
	char		 text[200];
	sqlite3_stmt	*q;
	size_t		 n = 0;
	int		 i;

	(void)snprintf(text, sizeof(text), "SELECT * FROM \"%s\"", table);
	assert_int_equal(sqlite3_prepare_v2(db, text, -1, &q, NULL), 0);
	while (sqlite3_step(q) == SQLITE_ROW)
		for (i = 0; i < sqlite3_column_count(q); i++)
			n += has(q, i, key);
	(void)sqlite3_finalize(q);
	return n;
}

/* Values of all tables that are sealed with that key. */
static size_t
count_sealed(struct storage *s, const struct seal_key *key)
{
	sqlite3		*db;
	sqlite3_stmt	*q;
	size_t		 n = 0;

	storage_close(s);
	assert_int_equal(sqlite3_open(storage_path(s, "site.db"), &db), 0);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM "
	    "sqlite_master WHERE type = 'table'", -1, &q, NULL), 0);
	while (sqlite3_step(q) == SQLITE_ROW)
		n += count_table(db, (const char *)sqlite3_column_text(q, 0),
		    key);
	(void)sqlite3_finalize(q);
	(void)sqlite3_close(db);
	storage_open(s);
	return n;
}

/* Opens the one value that the statement selects. */
static void
assert_opens(sqlite3 *db, const char *select, enum seal_kind kind,
    int64_t owner)
{
	const struct seal_what	 what = { kind, owner };
	uint8_t			 plain[64], blob[128];
	struct wr		 w = wr_over(plain, sizeof(plain));
	sqlite3_stmt		*q;
	size_t			 n;

	assert_int_equal(sqlite3_prepare_v2(db, select, -1, &q, NULL), 0);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	n = (size_t)sqlite3_column_bytes(q, 0);
	if (sqlite3_column_type(q, 0) == SQLITE_TEXT) {
		n /= 2;
		assert_true(hex_decode(blob, n,
		    (const char *)sqlite3_column_text(q, 0)));
	} else
		memcpy(blob, sqlite3_column_blob(q, 0), n);
	assert_int_equal(unseal(&new_key, &what, rd_over(blob, n), &w), 0);
	assert_memory_equal(plain, SECRET, strlen(SECRET));
	(void)sqlite3_finalize(q);
}

/* --- tests --- */

static void
every_secret_is_sealed_anew_and_none_is_left(void **state)
{
	struct storage	*s = *state;
	sqlite3		*db;
	uint64_t	 count;

	furnish(s);
	assert_int_equal(count_sealed(s, &old_key), 16);
	assert_int_equal(reseal(s, &old_key, false, &count), 0);
	assert_int_equal(count, 13);
	assert_int_equal(count_sealed(s, &old_key), 0);
	assert_int_equal(count_sealed(s, &new_key), 14);	/* the check */
	storage_close(s);
	assert_int_equal(sqlite3_open(storage_path(s, "site.db"), &db), 0);
	assert_opens(db, "SELECT verifier FROM account WHERE id = 42",
	    SEAL_VERIFIER, 42);
	assert_opens(db, "SELECT previous FROM account WHERE id = 42",
	    SEAL_VERIFIER, 42);
	assert_opens(db, "SELECT password FROM account WHERE id = 42",
	    SEAL_PASSWORD, 42);
	assert_opens(db, "SELECT password FROM intent", SEAL_PASSWORD, 44);
	assert_opens(db, "SELECT verifier FROM intent", SEAL_VERIFIER, 44);
	assert_opens(db, "SELECT verifier FROM lease", SEAL_VERIFIER, 46);
	assert_opens(db, "SELECT password FROM lease", SEAL_PASSWORD, 46);
	assert_opens(db, "SELECT password FROM push_account", SEAL_PUSH, 47);
	assert_opens(db, "SELECT verifier FROM account_change",
	    SEAL_VERIFIER, 42);
	assert_opens(db, "SELECT value FROM setting WHERE key = "
	    "'agreement_key'", SEAL_AGREEMENT, 0);
	(void)sqlite3_close(db);
	storage_open(s);
	assert_int_equal(reseal(s, &old_key, false, NULL), -EALREADY);
}

static void
a_dry_run_opens_all_and_keeps_nothing(void **state)
{
	struct storage	*s = *state;
	uint64_t	 count;

	furnish(s);
	assert_int_equal(reseal(s, &old_key, true, &count), 0);
	assert_int_equal(count, 13);
	assert_int_equal(count_sealed(s, &old_key), 16);
	assert_int_equal(count_sealed(s, &new_key), 0);
}

static void
a_secret_that_does_not_open_is_named_and_nothing_is_changed(void **state)
{
	struct storage	*s = *state;

	furnish(s);
	sql(s, "UPDATE setting SET value = '00' WHERE key = 'site_list_key'");
	assert_int_equal(reseal(s, &old_key, false, NULL), -EBADMSG);
	assert_non_null(strstr(s->err.text, "UPDATE setting"));
	assert_int_equal(count_sealed(s, &old_key), 15);
	sql(s, "UPDATE setting SET value = 'no hex' WHERE key = "
	    "'site_list_key'");
	assert_int_equal(reseal(s, &old_key, true, NULL), -EBADMSG);
	/* That of another account. */
	sql(s, "DELETE FROM setting WHERE key = 'site_list_key'");
	sql(s, "UPDATE intent SET account = 45");
	assert_int_equal(reseal(s, &old_key, false, NULL), -EBADMSG);
	assert_int_equal(count_sealed(s, &new_key), 0);
}

static void
a_key_that_does_not_fit_is_told(void **state)
{
	struct storage	*s = *state;

	assert_int_equal(reseal(s, &old_key, false, NULL), -ENOENT);
	furnish(s);
	assert_int_equal(reseal(s, &bad_key, false, NULL), -ENOKEY);
	assert_int_equal(count_sealed(s, &old_key), 16);
}

/* Who adds a column of bytes says here whether it is sealed. */
static void
every_column_of_bytes_is_known_as_sealed_or_not(void **state)
{
	static const char	 expected[] =
	    "account.guid account.password* account.previous* "
	    "account.verifier* account_change.value account_change.verifier* "
	    "accountlist.digest "
	    "accountlist.key* accountlist.list_form accountlist.site_form "
	    "audit.hash audit.prev bundle_file.sha256 client.guid "
	    "component_told.client enrolled.agreement enrolled.guid "
	    "enrolled.kek* enrolled.signing finding.client inbox.landing "
	    "intent.password* intent.verifier* lease.password* lease.verifier* "
	    "old_password.verifier* publication.manifest "
	    "push_account.password* quarantine.landing request.payload "
	    "sam.value site.key_check* site.server sitecontrol.content "
	    "sitecontrol.sha256 token.client token.id token.public_key "
	    "uptake.proofs ";
	struct storage	*s = *state;
	sqlite3		*db;
	sqlite3_stmt	*q;
	char		 found[2048] = "", name[128];
	const char	*at = expected;
	size_t		 n;

	storage_close(s);
	assert_int_equal(sqlite3_open(storage_path(s, "site.db"), &db), 0);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT m.name || '.' || "
	    "c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE "
	    "m.type = 'table' AND c.type = 'BLOB' ORDER BY m.name, c.name",
	    -1, &q, NULL), 0);
	while (sqlite3_step(q) == SQLITE_ROW) {
		(void)snprintf(name, sizeof(name), "%s",
		    (const char *)sqlite3_column_text(q, 0));
		n = strlen(name);
		(void)strlcat(found, name, sizeof(found));
		if (strncmp(at, name, n) == 0 && at[n] == '*')
			(void)strlcat(found, "*", sizeof(found));
		(void)strlcat(found, " ", sizeof(found));
		at += strcspn(at, " ");
		at += *at == ' ';
	}
	(void)sqlite3_finalize(q);
	(void)sqlite3_close(db);
	storage_open(s);
	assert_string_equal(found, expected);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		WITH_STORE(every_secret_is_sealed_anew_and_none_is_left),
		WITH_STORE(a_dry_run_opens_all_and_keeps_nothing),
		WITH_STORE(
		    a_secret_that_does_not_open_is_named_and_nothing_is_changed),
		WITH_STORE(a_key_that_does_not_fit_is_told),
		WITH_STORE(every_column_of_bytes_is_known_as_sealed_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
