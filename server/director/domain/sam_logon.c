/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sam_logon - what the keeper has to know of users, and when it changes. */
#include <string.h>

#include "server/director/account/book.h"
#include "server/director/domain/sam_int.h"

void
sam_logon_facts(const struct director *d, size_t server, uint32_t rid,
    struct msg_account_facts *out)
{
	const struct sam_view	 v = sam_view(d, server);
	struct rpc_account	 a = { 0 };
	struct fact_key		 k;
	struct rd		 value;

	*out = (struct msg_account_facts){
		.is_admin = sam_is_admin(d, server, rid) };
	if (!view_get(&v, fact_key(&k, FACT_USER, rid), &value) ||
	    !sam_record_get(value, &a))
		return;
	if (a.expires != 0)
		out->expires = nt_time_to_wall((uint64_t)a.expires);
	if (a.workstations != NULL)
		out->workstations = rd_over(a.workstations,
		    strlen(a.workstations));
}

bool
sam_logon_facts_equal(const struct msg_account_facts *a,
    const struct msg_account_facts *b)
{
	return a->is_admin == b->is_admin && a->expires.us == b->expires.us &&
	    a->workstations.len == b->workstations.len &&
	    (a->workstations.len == 0 || memcmp(a->workstations.base,
	    b->workstations.base, a->workstations.len) == 0);
}

static void
tell_user(struct director *d, uint32_t rid)
{
	const struct account_entry	*a = accounts_by_rid(d->accounts, rid);

	if (a != NULL)
		telling_later(d, a);
}

/* A user's own, or that of a group: then it is about whoever may be in it. */
static void
tell_side(struct director *d, const char *key)
{
	const struct sid		 own = director_sid(d, 0);
	const struct account_entry	*a = NULL;
	struct sid			 sid, parent;
	uint32_t			 rid;

	if (fact_rid(key) != SAM_ADMINISTRATORS || !fact_sid(key, &sid) ||
	    !sid_split(&sid, &parent, &rid) || !sid_equal(&parent, &own))
		return;
	if (accounts_by_rid(d->accounts, rid) != NULL)
		tell_user(d, rid);
	else
		while ((a = accounts_next_rid(d->accounts, a)) != NULL)
			if (a->state != ACCOUNT_DELETED)
				telling_later(d, a);
}

void
sam_tell(struct director *d, const char *key)
{
	if (key[0] == FACT_USER)
		tell_user(d, fact_rid(key));
	else if (key[0] == FACT_MEMBER)
		tell_user(d, fact_user(key));
	else if (key[0] == FACT_SIDE)
		tell_side(d, key);
}
