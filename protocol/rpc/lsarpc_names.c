/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names to SIDs and back, [MS-LSAT] 3.1.4.5 to 3.1.4.11.  What everybody knows
 * and the names of domains are answered here; accounts are the host's.
 */
#include <string.h>

#include "base/text.h"
#include "protocol/rpc/lsarpc_server.h"
#include "protocol/smb2/status.h"

#define LEVEL_ALL	1	/* LsapLookupWksta; the others: domains only */
#define LEVEL_LAST	6
#define DOMAINS_HINT	32	/* "MaxEntries", which nobody reads */

/* The name of a domain of ours; NULL: it is not ours. */
static const char *
domain_name(const struct rpc_facts *f, const struct sid *sid)
{
	if (sid_equal(sid, f->account_sid))
		return rpc_domain_name(f, DOMAIN_ACCOUNTS);
	if (f->domain_sid != NULL && sid_equal(sid, f->domain_sid))
		return f->domain;
	return NULL;
}

static const struct sid *
domain_sid(const struct rpc_facts *f, const char *name)
{
	if (text_casecmp(name, rpc_domain_name(f, DOMAIN_ACCOUNTS)) == 0)
		return f->account_sid;
	if (f->domain_sid != NULL && (text_casecmp(name, f->domain) == 0 ||
	    text_casecmp(name, f->dns_domain) == 0))
		return f->domain_sid;
	return NULL;
}

static void
found(struct rpc_name *q, enum sid_use use, const char *domain,
    const char *name)
{
	q->use = use;
	q->domain = domain;
	(void)strlcpy(q->name, name, sizeof(q->name));
}

static void
sid_look(const struct rpc_facts *f, uint16_t level, struct rpc_name *q)
{
	const struct sid_known_row	*row = sid_known_find(&q->sid);
	const char			*domain = domain_name(f, &q->sid);
	struct sid			 parent;
	uint32_t			 rid;

	q->use = SID_USE_UNKNOWN;
	if (row != NULL) {
		if (level == LEVEL_ALL)
			found(q, row->use, row->domain, row->name);
	} else if (domain != NULL) {
		found(q, SID_USE_DOMAIN, domain, domain);
	} else if (sid_split(&q->sid, &parent, &rid)) {
		q->domain = domain_name(f, &parent);
		if (q->domain != NULL)
			q->use = 0;
	}
}

/* "DOMAIN\name", "name@domain" or "name"; false: too long to be one. */
static bool
name_split(const char *s, struct rpc_name *q, char *domain)
{
	const char	*slash = strchr(s, '\\');
	const char	*at = strrchr(s, '@');
	const char	*name = s;
	size_t		 name_len = strlen(s);
	size_t		 domain_len = 0;

	if (slash != NULL) {
		domain_len = (size_t)(slash - s);
		memcpy(domain, s, domain_len < RPC_NAME_SIZE ? domain_len : 0);
		name = slash + 1;
		name_len -= domain_len + 1;
	} else if (at != NULL) {
		name_len = (size_t)(at - s);
		domain_len = strlcpy(domain, at + 1, RPC_NAME_SIZE);
	}
	if (name_len >= sizeof(q->name) || domain_len >= RPC_NAME_SIZE)
		return false;
	memcpy(q->name, name, name_len);
	return true;
}

static const struct sid_known_row *
name_known(const char *domain, const char *name)
{
	const struct sid_known_row	*row;

	row = sid_known_named(*name == '\0' ? domain : name);
	if (row == NULL || (*domain != '\0' &&
	    text_casecmp(row->domain, domain) != 0))
		return NULL;
	return row;
}

/* No name at all is BUILTIN's, as Windows has it. */
static void
name_look(const struct rpc_facts *f, uint16_t level, const char *s,
    struct rpc_name *q)
{
	const struct sid_known_row	*row;
	const struct sid		*sid;
	char				 domain[RPC_NAME_SIZE] = "";
	const char			*whole;

	q->use = SID_USE_UNKNOWN;
	if (s == NULL || *s == '\0')
		s = sid_known(SID_BUILTIN)->name;
	if (!name_split(s, q, domain))
		return;
	row = level == LEVEL_ALL ? name_known(domain, q->name) : NULL;
	whole = q->name[0] == '\0' ? domain : q->name;
	sid = domain_sid(f, whole);
	if (row != NULL) {
		q->sid = row->sid;
		found(q, row->use, row->domain, row->name);
	} else if (sid != NULL && (whole == domain || domain[0] == '\0')) {
		q->sid = *sid;
		found(q, SID_USE_DOMAIN, domain_name(f, sid), "");
	} else if (q->name[0] != '\0' &&
	    (domain[0] == '\0' || domain_sid(f, domain) != NULL)) {
		q->use = 0;
	}
}

static bool
any_open(const struct rpc_name *q, uint32_t count)
{
	uint32_t	 i;

	for (i = 0; i < count; i++) {
		if (q[i].use == 0)
			return true;
	}
	return false;
}

static bool
mapped(const struct rpc_name *q)
{
	return q->use != 0 && q->use != SID_USE_UNKNOWN;
}

static uint32_t
verdict(uint32_t good, uint32_t count)
{
	if (good == count)
		return NT_OK;
	return (uint32_t)(good == 0 ? NT_NONE_MAPPED : NT_SOME_NOT_MAPPED);
}

/* The list of domains: each once, its index is what the entries refer to. */
static bool
domains_new(struct rpc_call *c, uint32_t count, struct lsa_domains **out)
{
	struct lsa_domains	*d;

	d = arena_alloc(rpc_call_arena(c), sizeof(*d));
	if (d == NULL)
		return false;
	d->v = arena_array(rpc_call_arena(c), count, sizeof(*d->v));
	d->most = DOMAINS_HINT;
	*out = d;
	return d->v != NULL;
}

/* LSA_NO_DOMAIN if there is no memory: then nothing of it is answered. */
static uint32_t
domain_index(struct rpc_call *c, struct lsa_domains *d,
    const struct rpc_name *q)
{
	struct sid	*sid = arena_alloc(rpc_call_arena(c), sizeof(*sid));
	uint32_t	 rid, i;

	if (sid == NULL)
		return LSA_NO_DOMAIN;
	if (q->use == SID_USE_DOMAIN || !sid_split(&q->sid, sid, &rid))
		*sid = q->sid;
	for (i = 0; i < d->count; i++) {
		if (sid_equal(d->v[i].sid, sid))
			return i;
	}
	d->v[d->count++] = (struct lsa_domain){ q->domain, sid };
	return i;
}

static const char *
sid_shown(struct rpc_call *c, const struct sid *sid)
{
	char	 text[SID_TEXT_SIZE];

	(void)sid_text(sid, text);
	return arena_text(rpc_call_arena(c), text, strlen(text));
}

static uint32_t
sids_done(struct rpc_call *c, void *args, struct rpc_name *q)
{
	struct lsa_lookup_sids	*a = args;
	struct lsa_name		*t;
	uint32_t		 i;

	a->names = arena_array(rpc_call_arena(c), a->count, sizeof(*a->names));
	if (a->names == NULL || !domains_new(c, a->count, &a->domains))
		return (uint32_t)NT_NO_MEMORY;
	a->name_count = a->count;
	for (i = 0; i < a->count; i++) {
		t = &a->names[i];
		if (mapped(&q[i])) {
			t->use = (uint16_t)q[i].use;
			t->name = q[i].name;
			t->domain = domain_index(c, a->domains, &q[i]);
			a->mapped++;
		} else {
			t->use = SID_USE_UNKNOWN;
			t->name = sid_shown(c, &q[i].sid);
			t->domain = LSA_NO_DOMAIN;
		}
	}
	return verdict(a->mapped, a->count);
}

uint32_t
lsa_lookup_sids(struct rpc_call *c, void *args)
{
	const struct rpc_facts	*f = rpc_call_facts(c);
	struct lsa_lookup_sids	*a = args;
	struct rpc_name		*q;
	uint32_t		 i;

	a->name_count = 0;
	a->names = NULL;
	a->mapped = 0;
	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	if (a->level < LEVEL_ALL || a->level > LEVEL_LAST)
		return (uint32_t)NT_INVALID_PARAMETER;
	q = arena_array(rpc_call_arena(c), a->count, sizeof(*q));
	if (q == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < a->count; i++) {
		if (a->sids[i] == NULL)
			return (uint32_t)NT_INVALID_PARAMETER;
		q[i].sid = *a->sids[i];
		sid_look(f, a->level, &q[i]);
	}
	if (any_open(q, a->count))
		return rpc_call_resolve(c, q, a->count, sids_done);
	return sids_done(c, a, q);
}

/* The last part of a SID is the relative id; a domain has none. */
static void
sid_fill(struct rpc_call *c, const struct rpc_name *q, struct lsa_sid *t)
{
	struct sid	 parent;

	t->use = (uint16_t)q->use;
	if (q->use == SID_USE_DOMAIN || !sid_split(&q->sid, &parent, &t->rid))
		t->rid = 0xffffffffU;
	t->sid = arena_alloc(rpc_call_arena(c), sizeof(*t->sid));
	if (t->sid != NULL)
		*t->sid = q->sid;
}

static uint32_t
names_done(struct rpc_call *c, void *args, struct rpc_name *q)
{
	const struct rpc_facts	*f = rpc_call_facts(c);
	struct lsa_lookup_names	*a = args;
	struct lsa_sid		*t;
	struct sid		 parent;
	uint32_t		 rid, i;

	a->sids = arena_array(rpc_call_arena(c), a->count, sizeof(*a->sids));
	if (a->sids == NULL || !domains_new(c, a->count, &a->domains))
		return (uint32_t)NT_NO_MEMORY;
	a->sid_count = a->count;
	for (i = 0; i < a->count; i++) {
		t = &a->sids[i];
		if (q[i].domain == NULL && sid_split(&q[i].sid, &parent, &rid))
			q[i].domain = domain_name(f, &parent);
		if (mapped(&q[i]) && q[i].domain != NULL) {
			sid_fill(c, &q[i], t);
			t->domain = domain_index(c, a->domains, &q[i]);
			a->mapped++;
		} else {
			t->use = SID_USE_UNKNOWN;
			t->domain = LSA_NO_DOMAIN;
		}
	}
	return verdict(a->mapped, a->count);
}

uint32_t
lsa_lookup_names(struct rpc_call *c, void *args)
{
	const struct rpc_facts	*f = rpc_call_facts(c);
	struct lsa_lookup_names	*a = args;
	struct rpc_name		*q;
	uint32_t		 i;

	a->sid_count = 0;
	a->sids = NULL;
	a->mapped = 0;
	if (!lsa_policy(c, &a->handle))
		return NT_OK;
	if (a->level < LEVEL_ALL || a->level > LEVEL_LAST)
		return (uint32_t)NT_INVALID_PARAMETER;
	q = arena_array(rpc_call_arena(c), a->count, sizeof(*q));
	if (q == NULL)
		return (uint32_t)NT_NO_MEMORY;
	for (i = 0; i < a->count; i++)
		name_look(f, a->level, a->names[i], &q[i]);
	if (any_open(q, a->count))
		return rpc_call_find(c, q, a->count, names_done);
	return names_done(c, a, q);
}
