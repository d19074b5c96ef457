/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/sam.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/director/domain/sam_int.h"

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
	return &c->rows[c->r.count++];
}

static enum ntstatus	(*const ops[DOMAIN_OP_COUNT])(struct sam_call *) = {
[DOMAIN_FACTS]	= sam_read_facts,
[DOMAIN_FIND]	= sam_read_find,
[DOMAIN_NAME]	= sam_read_name,
[DOMAIN_LIST]	= sam_read_list,
[DOMAIN_READ]	= sam_read_one,
};

static enum ntstatus
answer(struct sam_call *c)
{
	if (rpc_domain_rows[c->q->op].writes && c->view.server != 0)
		return NT_INVALID_DOMAIN_ROLE;
	return ops[c->q->op] == NULL ? NT_NOT_SUPPORTED : ops[c->q->op](c);
}

int
sam_ask(struct director *d, size_t server, const struct rpc_domain_ask *q,
    sam_done *done, void *arg)
{
	struct sam_call	 c = { .d = d, .q = q };

	if (server >= directory_servers(d))
		return -ENODEV;
	c.view = (struct sam_view){ d, server == 0 ? NULL :
	    &d->domain->set.r[server - 1], server };
	arena_init(&c.mem, SAM_ANSWER_MAX);
	c.r.status = answer(&c);
	if (!arena_ok(&c.mem))
		c.r.status = NT_NO_MEMORY;
	c.r.rows = c.rows;
	done(arg, &c.r);
	arena_free(&c.mem);
	return 0;
}

bool
sam_is_admin(const struct director *d, size_t server, uint32_t rid)
{
	(void)d;
	(void)server;
	(void)rid;
	return false;
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
	{ FACT_GROUP, 512, "Domain Admins",
	    "Designated administrators of the domain" },
	{ FACT_GROUP, 513, "Domain Users", "All domain users" },
	{ FACT_GROUP, 514, "Domain Guests", "All domain guests" },
	{ FACT_ALIAS, 544, "Administrators",
	    "Members can fully administer the computer/domain" },
	{ FACT_ALIAS, 545, "Users", "Ordinary users" },
	{ FACT_ALIAS, 546, "Guests", "Users granted guest access" },
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

static int
seed_known(struct sam *s)
{
	struct rpc_account	 a;
	struct fact_key		 k;
	uint8_t			 bytes[512];
	struct wr		 w;
	size_t			 i;
	int			 rc = 0;

	for (i = 0; i < sizeof(known) / sizeof(known[0]) && rc == 0; i++) {
		a = (struct rpc_account){ .name = known[i].name,
		    .comment = known[i].comment };
		w = wr_over(bytes, sizeof(bytes));
		sam_record_put(&w, &a);
		rc = sam_facts_put(&s->facts, fact_key(&k, known[i].kind,
		    known[i].rid), wr_written(&w));
	}
	return rc;
}

int
sam_new(struct director *d, struct err *e)
{
	d->sam = calloc(1, sizeof(*d->sam));
	if (d->sam == NULL || seed_known(d->sam) != 0)
		return err_set(e, ENOMEM, "domain: out of memory");
	d->sam->version = 1;
	return 0;
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
