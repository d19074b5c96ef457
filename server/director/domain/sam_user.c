/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sam_user - a user as a server shows it: from the book, and its fact. */
#include "server/director/account/tries.h"
#include "server/director/domain/policy.h"
#include "server/director/domain/sam_int.h"

#include <string.h>

const struct account_entry *
sam_user_at(const struct sam_view *v, uint32_t rid)
{
	const struct account_entry	*a = accounts_by_rid(v->d->accounts,
					    rid);

	return a == NULL || view_state(v, a) == 0 ? NULL : a;
}

/* A name of a domain's user can have been another's. */
const struct account_entry *
sam_user_named(const struct sam_view *v, const char *name)
{
	const struct account_entry	*a;

	for (a = accounts_first_named(v->d->accounts, name); a != NULL;
	    a = accounts_next_named(v->d->accounts, a))
		if (view_state(v, a) != 0)
			break;
	return a;
}

static int64_t
nt_time(struct wall w)
{
	return w.us == 0 ? 0 : (int64_t)nt_time_from_wall(w);
}

#define MS_IN_NT	INT64_C(10000)

/* The director's own accounts do not expire: see policy.h. */
static void
password_times(const struct sam_view *v, const struct account_entry *a,
    struct rpc_account *row)
{
	const struct policy_row	 p = policy_in_force(v->d);

	row->password_set = a->verifier_len == 0 ? 0 : nt_time(a->password_at);
	row->password_may = row->password_set == 0 ? 0 :
	    row->password_set + p.min_age_ms * MS_IN_NT;
	row->password_must = DOMAIN_NEVER;
	if (row->password_expired)
		row->password_must = 0;
	else if (p.max_age_ms > 0 && row->password_set != 0 &&
	    !(row->flags & USER_KEEPS_PASSWORD))
		row->password_must = row->password_set + p.max_age_ms *
		    MS_IN_NT;
}

static uint16_t
few(uint64_t n)
{
	return n > UINT16_MAX ? UINT16_MAX : (uint16_t)n;
}

void
sam_user_row(const struct sam_view *v, const struct account_entry *a,
    struct rpc_account *row)
{
	struct fact_key		 k;
	struct rd		 value;
	struct tries_shown	 tries;

	*row = (struct rpc_account){ .kind = SID_USE_USER };
	if (view_get(v, fact_key(&k, FACT_USER, a->rid), &value))
		(void)sam_record_get(value, row);
	else if (a->kind != ACCOUNT_DOMAIN)
		row->flags = USER_KEEPS_PASSWORD;
	row->rid = a->rid;
	row->name = a->name;
	row->flags |= USER_NORMAL;
	if (view_state(v, a) != ACCOUNT_ENABLED)
		row->flags |= USER_DISABLED;
	tries_shown(v->d, a, v->server, &tries);
	if (tries.is_locked)
		row->flags |= USER_LOCKED;
	if (row->primary_group == 0)
		row->primary_group = SAM_DOMAIN_USERS;
	if (row->comment == NULL)
		row->comment = a->comment;
	if (row->expires == 0)
		row->expires = DOMAIN_NEVER;
	row->attributes = SAM_MEMBERSHIP;
	row->last_logon = nt_time(a->last_logon);
	row->bad_passwords = few(tries.wrong);
	row->logons = few(a->right);
	password_times(v, a, row);
}

const char *
sam_comment(const struct director *d, const struct account_entry *a)
{
	const struct sam_view	 pdc = sam_view(d, 0);
	struct rpc_account	 row = { 0 };
	struct fact_key		 k;
	struct rd		 value;

	if (view_get(&pdc, fact_key(&k, FACT_USER, a->rid), &value))
		(void)sam_record_get(value, &row);
	return row.comment == NULL ? a->comment : row.comment;
}
