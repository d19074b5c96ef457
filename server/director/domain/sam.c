/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/sam.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/director/domain/sam_change.h"

/* --- the answer --- */

struct rpc_account *
sam_row(struct sam_call *c)
{
	uint32_t		 more = c->room == 0 ? 16 : 2 * c->room;
	struct rpc_account	*v;

	if (c->r.count == c->room) {
		v = arena_array(&c->mem, more, sizeof(*v));
		if (v == NULL)
			return NULL;
		if (c->r.count > 0)
			memcpy(v, c->rows, c->r.count * sizeof(*v));
		c->rows = v;
		c->room = more;
	}
	c->rows[c->r.count] = (struct rpc_account){ 0 };
	return &c->rows[c->r.count++];
}

/* Questions that change nothing are answered at once. */
static enum ntstatus	(*const reads[DOMAIN_OP_COUNT])(struct sam_call *) = {
[DOMAIN_FACTS]		= sam_read_facts,
[DOMAIN_FIND]		= sam_read_find,
[DOMAIN_NAME]		= sam_read_name,
[DOMAIN_LIST]		= sam_read_list,
[DOMAIN_READ]		= sam_read_one,
[DOMAIN_MEMBERS]	= sam_members,
[DOMAIN_MEMBER_OF]	= sam_member_of,
[DOMAIN_RIGHTS]		= sam_rights,
[DOMAIN_HOLDERS]	= sam_holders,
};

/* The site itself has no caller; whoever has one is judged as he is now. */
static bool
may_change(const struct sam_call *c)
{
	const struct rpc_caller		*who = c->q->caller;
	const struct sid		 own = director_sid(c->d, 0);
	const struct account_entry	*a;
	struct sid			 parent;
	uint32_t			 rid;

	if (who == NULL)
		return true;
	if (!sid_split(&who->sid, &parent, &rid) || !sid_equal(&parent, &own))
		return false;
	a = accounts_by_rid(c->d->accounts, rid);
	if (a == NULL || a->state != ACCOUNT_ENABLED)
		return false;
	return a->kind == ACCOUNT_OPERATOR || sam_is_admin(c->d, 0, rid);
}

/* What is counted was brought, and no text is longer than a worker lets in. */
static bool
is_whole(const struct rpc_domain_ask *q)
{
	switch (q->op) {
	case DOMAIN_CREATE:
	case DOMAIN_WRITE:
		return rpc_account_fits(&q->account, q->fields);
	case DOMAIN_FIND:
		return q->count == 0 || q->names != NULL;
	case DOMAIN_NAME:
		return q->count == 0 || q->rids != NULL;
	case DOMAIN_RIGHTS:
		return q->count == 1 && q->sids != NULL;
	case DOMAIN_GRANT:
	case DOMAIN_REVOKE:
		return q->sids != NULL && (q->count == 0 || q->names != NULL);
	case DOMAIN_HOLDERS:
		return q->count == 0 || (q->names != NULL &&
		    q->names[0] != NULL);
	case DOMAIN_MEMBER_OF:
		return q->kind == SID_USE_GROUP || q->count == 0 ||
		    q->sids != NULL;
	case DOMAIN_JOIN:
	case DOMAIN_PART:
		return q->count == 0 || (q->kind == SID_USE_GROUP && !q->all ?
		    q->rids != NULL : q->sids != NULL);
	default:
		return q->op < DOMAIN_OP_COUNT;
	}
}

static enum ntstatus
judge(const struct sam_call *c)
{
	if (!is_whole(c->q))
		return NT_INVALID_PARAMETER;
	if (!rpc_domain_rows[c->q->op].writes)
		return NT_OK;
	if (c->view.server != 0)
		return NT_INVALID_DOMAIN_ROLE;
	return may_change(c) ? NT_OK : NT_ACCESS_DENIED;
}

int
sam_ask(struct director *d, size_t server, const struct rpc_domain_ask *q,
    sam_done *done, void *arg)
{
	struct sam_call	 c = { .d = d, .q = q };

	if (server >= directory_servers(d))
		return -ENODEV;
	c.view = sam_view(d, server);
	c.r.status = judge(&c);
	if (c.r.status == NT_OK && rpc_domain_rows[q->op].writes)
		return sam_change_take(&c, done, arg);
	arena_init(&c.mem, SAM_ANSWER_MAX);
	if (c.r.status == NT_OK)
		c.r.status = reads[q->op](&c);
	if (!arena_ok(&c.mem))
		c.r.status = NT_NO_MEMORY;
	if (c.r.status != NT_OK)
		c.r.count = 0;
	c.r.rows = c.rows;
	c.r.sids = c.sids;
	done(arg, &c.r);
	arena_free(&c.mem);
	return 0;
}

void
sam_shown(struct director *d)
{
	d->sam->version++;
}

/* --- life --- */

/* What every domain of NT 4 has. */
static const struct {
	enum fact_kind	 kind;
	uint32_t	 rid;
	const char	*name;
	const char	*comment;
} known[] = {
	{ FACT_GROUP, SAM_DOMAIN_ADMINS, "Domain Admins",
	    "Designated administrators of the domain" },
	{ FACT_GROUP, SAM_DOMAIN_USERS, "Domain Users", "All domain users" },
	{ FACT_GROUP, SAM_DOMAIN_GUESTS, "Domain Guests",
	    "All domain guests" },
	{ FACT_ALIAS, SAM_ADMINISTRATORS, "Administrators",
	    "Members can fully administer the computer/domain" },
	{ FACT_ALIAS, SAM_USERS, "Users", "Ordinary users" },
	{ FACT_ALIAS, SAM_GUESTS, "Guests", "Users granted guest access" },
	{ FACT_ALIAS, 548, "Account Operators",
	    "Members can administer domain user and group accounts" },
	{ FACT_ALIAS, 549, "Server Operators",
	    "Members can administer domain servers" },
	{ FACT_ALIAS, 550, "Print Operators",
	    "Members can administer domain printers" },
	{ FACT_ALIAS, 551, "Backup Operators",
	    "Members can bypass file security to back up files" },
	{ FACT_ALIAS, 552, "Replicator",
	    "Supports file replication in a domain" },
};

static const struct {
	uint32_t	 alias, group;
} known_members[] = {
	{ SAM_ADMINISTRATORS, SAM_DOMAIN_ADMINS },
	{ SAM_USERS, SAM_DOMAIN_USERS },
	{ SAM_GUESTS, SAM_DOMAIN_GUESTS },
};

struct loading {
	struct director	*d;
	struct err	*e;
	int		 rc;
	bool		 more;
	char		 after[FACT_KEY_SIZE];
};

static bool
load_failed(struct loading *l, const struct err *failed)
{
	if (failed == NULL)
		return false;
	*l->e = *failed;
	l->rc = -failed->code;
	return true;
}

static void
loaded(void *arg, const struct err *failed, const struct sam_list *list)
{
	struct loading	*l = arg;
	size_t		 i;

	if (load_failed(l, failed))
		return;
	for (i = 0; i < list->n && l->rc == 0; i++)
		l->rc = sam_facts_put(&l->d->sam->facts, list->rows[i].key,
		    rd_over(list->rows[i].value.data,
		    list->rows[i].value.len));
	if (l->rc != 0)
		(void)err_set(l->e, ENOMEM, "domain: out of memory");
	if (list->n > 0)
		(void)strlcpy(l->after, list->rows[list->n - 1].key,
		    sizeof(l->after));
	l->more = list->more;
}

static void
stored(void *arg, const struct err *failed)
{
	(void)load_failed(arg, failed);
}

static void
wait_for(struct loading *l, int rc)
{
	if (rc == 0)
		store_wait(l->d->store);
	else
		l->rc = err_set(l->e, -rc, "domain: %s", strerror(-rc));
}

static void
load(struct loading *l)
{
	do {
		l->more = false;
		wait_for(l, store_sam(l->d->store, l->after, loaded, l));
	} while (l->rc == 0 && l->more);
}

static void
seed_thing(struct batch *b, size_t i)
{
	const struct rpc_account	 a = { .name = known[i].name,
					    .comment = known[i].comment };
	struct fact_key			 k;
	uint8_t				 bytes[512];
	struct wr			 w = wr_over(bytes, sizeof(bytes));

	sam_record_put(&w, &a);
	store_sam_put(b, &(struct sam_row){ .key = fact_key(&k, known[i].kind,
	    known[i].rid), .name = a.name, .quiet = true,
	    .value = { bytes, wr_written(&w).len } });
}

/*
 * A new domain, or one of a sited that kept accounts only.  A start that did
 * not get as far as storing the domain's SID leaves facts with another.
 */
static void
seed(struct loading *l)
{
	struct batch	*b = store_batch_new();
	struct fact	*old;
	struct fact_key	 k;
	struct sid	 sid;
	size_t		 i;

	RB_FOREACH(old, facts_by_key, &l->d->sam->facts.keys)
		store_sam_remove(b, old->key);
	sam_facts_clear(&l->d->sam->facts);
	l->after[0] = '\0';

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		seed_thing(b, i);
	for (i = 0; i < sizeof(known_members) / sizeof(known_members[0]);
	    i++) {
		sid = director_sid(l->d, known_members[i].group);
		store_sam_put(b, &(struct sam_row){ .quiet = true,
		    .key = fact_key_side(&k, known_members[i].alias, &sid) });
	}
	wait_for(l, store_submit(l->d->store, &b, stored, l));
	if (l->rc == 0)
		load(l);
}

int
sam_new(struct director *d, struct err *e)
{
	struct loading	*l = calloc(1, sizeof(*l));
	struct fact_key	 k;
	int		 rc;

	d->sam = calloc(1, sizeof(*d->sam));
	if (d->sam == NULL || l == NULL) {
		free(l);
		return err_set(e, ENOMEM, "domain: out of memory");
	}
	TAILQ_INIT(&d->sam->changes);
	d->sam->version = 1;
	d->sam->refused.burst = 10;
	l->d = d;
	l->e = e;
	load(l);
	if (l->rc == 0 && (d->site.is_new || sam_facts_get(&d->sam->facts,
	    fact_key(&k, FACT_GROUP, SAM_DOMAIN_USERS)) == NULL))
		seed(l);
	rc = l->rc;
	free(l);
	return rc;
}

void
sam_free(struct sam **sp)
{
	struct sam	*s = *sp;

	if (s == NULL)
		return;
	*sp = NULL;
	sam_facts_clear(&s->facts);
	sam_roll_free(s);
	free(s);
}
