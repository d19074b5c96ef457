/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sam_copy - a question that has to wait, with all that it points at. */
#include "server/director/domain/sam_int.h"

#include <string.h>

static const char *
text(struct arena *mem, const char *s)
{
	return s == NULL ? NULL : arena_text(mem, s, strlen(s));
}

static struct rd
bytes(struct arena *mem, const struct rd *r)
{
	void	*p = r->len == 0 ? NULL : arena_alloc(mem, r->len);

	if (p != NULL)
		memcpy(p, r->base, r->len);
	return rd_over(p, p == NULL ? 0 : r->len);
}

static void *
array(struct arena *mem, const void *v, size_t n, size_t size)
{
	void	*p = v == NULL || n == 0 ? NULL : arena_array(mem, n, size);

	if (p != NULL)
		memcpy(p, v, n * size);
	return p;
}

static const char *const *
names(struct arena *mem, const char *const *v, size_t n)
{
	const char	**copy = array(mem, v, n, sizeof(*v));
	size_t		  i;

	for (i = 0; copy != NULL && i < n; i++)
		copy[i] = text(mem, v[i]);
	return copy;
}

static void
account(struct arena *mem, struct rpc_account *a)
{
	a->name = text(mem, a->name);
	a->full_name = text(mem, a->full_name);
	a->comment = text(mem, a->comment);
	a->user_comment = text(mem, a->user_comment);
	a->home = text(mem, a->home);
	a->home_drive = text(mem, a->home_drive);
	a->script = text(mem, a->script);
	a->profile = text(mem, a->profile);
	a->workstations = text(mem, a->workstations);
	a->parameters = bytes(mem, &a->parameters);
	a->hours = bytes(mem, &a->hours);
}

struct rpc_domain_ask
sam_copy(struct arena *mem, const struct rpc_domain_ask *from)
{
	struct rpc_domain_ask	 q = *from;

	account(mem, &q.account);
	q.password.bytes = bytes(mem, &from->password.bytes);
	q.names = names(mem, from->names, from->count);
	q.rids = array(mem, from->rids, from->count, sizeof(*from->rids));
	/* To whom rights are given is one, whatever is counted. */
	q.sids = array(mem, from->sids, from->op == DOMAIN_GRANT ||
	    from->op == DOMAIN_REVOKE ? 1 : from->count, sizeof(*from->sids));
	return q;
}
