/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/reseal.h"

#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "store/audit.h"
#include "store/batch.h"
#include "store/site.h"

#define PLAIN_MAX	1024	/* passwords, hashes and keys */
#define SEALED_MAX	(PLAIN_MAX + SEAL_OVERHEAD)

/* reseal(blob, kind, owner) is a function of SQL here; see below. */
static const char *const	statements[] = {
	"UPDATE account SET verifier = reseal(verifier, 2, id) "
	    "WHERE verifier IS NOT NULL",
	"UPDATE account SET previous = reseal(previous, 2, id) "
	    "WHERE previous IS NOT NULL",
	"UPDATE account SET password = reseal(password, 3, id) "
	    "WHERE password IS NOT NULL",
	"UPDATE intent SET verifier = reseal(verifier, 2, account) "
	    "WHERE verifier IS NOT NULL",
	"UPDATE intent SET password = reseal(password, 3, account) "
	    "WHERE password IS NOT NULL",
	"UPDATE lease SET verifier = reseal(verifier, 2, account) "
	    "WHERE verifier IS NOT NULL",
	"UPDATE lease SET password = reseal(password, 3, account) "
	    "WHERE password IS NOT NULL",
	"UPDATE account_change SET verifier = reseal(verifier, 2, account) "
	    "WHERE verifier IS NOT NULL",
	"UPDATE push_account SET password = reseal(password, 9, id)",
	"UPDATE old_password SET verifier = reseal(verifier, 2, account)",
	"UPDATE setting SET value = reseal(value, 4, 0) "
	    "WHERE key = 'signing_key'",
	"UPDATE setting SET value = reseal(value, 5, 0) "
	    "WHERE key = 'agreement_key'",
	"UPDATE setting SET value = reseal(value, 6, 0) "
	    "WHERE key = 'site_list_key'",
	/* Made again from what is above. */
	"UPDATE enrolled SET kek = NULL",
	"UPDATE accountlist SET key = x'', digest = zeroblob(32)",
};

_Static_assert(SEAL_VERIFIER == 2 && SEAL_PASSWORD == 3 &&
    SEAL_SIGNING == 4 && SEAL_AGREEMENT == 5 && SEAL_SITE_LIST == 6 &&
    SEAL_PUSH == 9,
    "the statements have the numbers");

/* --- the function --- */

static int
turn(const struct reseal *r, const struct seal_what *what, struct rd sealed,
    struct wr *dst)
{
	uint8_t		 plain[PLAIN_MAX];
	struct wr	 w = wr_over(plain, sizeof(plain));
	int		 rc;

	rc = unseal(r->old, what, sealed, &w);
	if (rc == 0)
		rc = seal(r->fresh, what, wr_written(&w), dst);
	secret_wipe(plain, sizeof(plain));
	return rc;
}

/* Settings have it in hex, columns as it is. */
static void
reseal_value(sqlite3_context *ctx, int n, sqlite3_value **arg)
{
	struct reseal		*r = sqlite3_user_data(ctx);
	const struct seal_what	 what = {
		(enum seal_kind)sqlite3_value_int(arg[1]),
		sqlite3_value_int64(arg[2])
	};
	const bool	 is_hex = sqlite3_value_type(arg[0]) == SQLITE_TEXT;
	const void	*p = is_hex ? (const void *)sqlite3_value_text(arg[0]) :
			    sqlite3_value_blob(arg[0]);
	size_t		 len = (size_t)sqlite3_value_bytes(arg[0]);
	uint8_t		 old[SEALED_MAX], fresh[SEALED_MAX];
	char		 hex[2 * SEALED_MAX + 1];
	struct wr	 w = wr_over(fresh, sizeof(fresh));

	(void)n;
	if (is_hex) {
		len /= 2;
		if (len > sizeof(old) || !hex_decode(old, len, p))
			len = 0;
		p = old;
	}
	if (turn(r, &what, rd_over(p, len), &w) != 0) {
		sqlite3_result_error(ctx, "a secret does not open", -1);
		return;
	}
	r->count++;
	if (is_hex) {
		hex_encode(hex, fresh, w.pos);
		sqlite3_result_text(ctx, hex, -1, SQLITE_TRANSIENT);
	} else
		sqlite3_result_blob(ctx, fresh, (int)w.pos, SQLITE_TRANSIENT);
}

/* --- the change --- */

static int
set_check(struct db *db, const struct reseal *r)
{
	uint8_t		 check[SEAL_CHECK_SIZE];
	struct sql	 q;

	if (seal_check_make(r->fresh, check) != 0)
		return db_refuse(db, EIO, "the new key cannot be used");
	q = sql_make(db, "UPDATE site SET key_id = ?, key_check = ?");
	put_i64(&q, r->fresh->id);
	put_bytes(&q, check, sizeof(check));
	return sql_run(&q);
}

static int
run(struct db *db, void *payload)
{
	struct reseal	*r = *(struct reseal **)payload;
	struct sql	 q;
	size_t		 i;
	int		 rc;

	r->count = 0;
	rc = sqlite3_create_function(db->h, "reseal", 3, SQLITE_UTF8, r,
	    reseal_value, NULL, NULL);
	if (rc != SQLITE_OK)
		return db_fail(db, rc);
	for (i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		q = sql_make(db, statements[i]);
		if (sql_run(&q) != 0)
			return db_refuse(db, EBADMSG, "a secret in the store "
			    "does not open with the old key: %.40s ...",
			    statements[i]);
	}
	rc = set_check(db, r);
	if (rc == 0 && r->dry_run)
		return db_refuse(db, ECANCELED, "dry run");
	return rc;
}

struct outcome {
	struct reseal	*r;
	struct err	 e;
};

static void
take_site(void *arg, const struct err *failed, const struct site_row *row)
{
	struct outcome	*o = arg;

	if (failed != NULL)
		o->e = *failed;
	else if (row == NULL)
		(void)err_set(&o->e, ENOENT, "the site has no identity yet");
	else if (seal_check(o->r->fresh, rd_over(row->key_check.data,
	    row->key_check.len)) == 0)
		(void)err_set(&o->e, EALREADY, "the store is under the new "
		    "key already");
	else if (seal_check(o->r->old, rd_over(row->key_check.data,
	    row->key_check.len)) != 0)
		(void)err_set(&o->e, ENOKEY, "the master key does not fit "
		    "the store");
}

static void
done(void *arg, const struct err *failed)
{
	struct outcome	*o = arg;

	if (failed != NULL)
		o->e = *failed;
}

static int
submit(struct store *st, struct outcome *o)
{
	struct batch	*b = store_batch_new();
	struct reseal	**p = batch_change(b, run, sizeof(*p));

	if (p != NULL)
		*p = o->r;
	(void)store_audit(b, &(struct audit_row){ .at = wall_now(),
	    .uid = o->r->uid, .who = o->r->who, .verb = "site rekey",
	    .object = "store", .detail = "", .outcome = AUDIT_DONE });
	return store_submit(st, &b, done, o);
}

int
store_reseal(const char *dir, struct reseal *r, struct err *e)
{
	const struct store_options	 opt = { 0 };
	struct outcome			 o = { .r = r };
	struct store			*st = NULL;
	int				 rc;

	rc = store_open(dir, &opt, &st, e);
	if (rc != 0)
		return rc;
	if (store_site(st, take_site, &o) != 0)
		(void)err_set(&o.e, ENOMEM, "out of memory");
	store_wait(st);
	if (o.e.code == 0 && submit(st, &o) != 0)
		(void)err_set(&o.e, ENOMEM, "out of memory");
	store_close(&st);
	if (o.e.code == ECANCELED && r->dry_run)
		return 0;
	*e = o.e;
	return -o.e.code;
}
