/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a domain tells of itself, [MS-SAMR] 2.2.3.  Numbers of 64 bits are
 * pairs of 32 in the levels that NT 3.1 had, and whole in those of NT 4.
 */
#include "protocol/rpc/samr.h"

static void
hyper(struct ndr *n, int64_t *v)
{
	uint64_t	 u = (uint64_t)*v;

	ndr_u64(n, &u);
	*v = (int64_t)u;
}

/* An enumeration: 16 bits, in structs that have nothing behind it. */
static void
number16(struct ndr *n, uint32_t *v)
{
	uint16_t	 u = (uint16_t)*v;

	ndr_u16(n, &u);
	*v = u;
}

static void
password(struct ndr *n, void *arg)
{
	struct rpc_domain_facts	*f = &((struct samr_domain *)arg)->facts;

	ndr_u16(n, &f->password_least);
	ndr_u16(n, &f->password_history);
	ndr_u32(n, &f->password_properties);
	ndr_old64(n, &f->password_most_age);
	ndr_old64(n, &f->password_least_age);
}

/* Nobody is ever forced off. */
static void
logoff(struct ndr *n, void *arg)
{
	int64_t	 after = INT64_MIN;

	(void)arg;
	ndr_old64(n, &after);
}

static void
general(struct ndr *n, void *arg)
{
	struct samr_domain	*d = arg;
	uint8_t			 uas = 1;

	logoff(n, d);
	ndr_ustr(n, &d->oem);
	ndr_ustr(n, &d->name);
	ndr_ustr(n, &d->facts.primary);
	ndr_old64(n, &d->facts.changes);
	ndr_u32(n, &d->state);
	ndr_u32(n, &d->role);
	ndr_u8(n, &uas);
	ndr_u32(n, &d->facts.users);
	ndr_u32(n, &d->facts.groups);
	ndr_u32(n, &d->facts.aliases);
}

static void
oem(struct ndr *n, void *arg)
{
	ndr_ustr(n, &((struct samr_domain *)arg)->oem);
}

static void
name(struct ndr *n, void *arg)
{
	ndr_ustr(n, &((struct samr_domain *)arg)->name);
}

static void
replica(struct ndr *n, void *arg)
{
	ndr_ustr(n, &((struct samr_domain *)arg)->facts.primary);
}

static void
role(struct ndr *n, void *arg)
{
	number16(n, &((struct samr_domain *)arg)->role);
}

static void
state(struct ndr *n, void *arg)
{
	number16(n, &((struct samr_domain *)arg)->state);
}

static void
modified(struct ndr *n, void *arg)
{
	struct samr_domain	*d = arg;

	ndr_old64(n, &d->facts.changes);
	ndr_old64(n, &d->facts.created);
}

static void
lockout(struct ndr *n, void *arg)
{
	struct rpc_domain_facts	*f = &((struct samr_domain *)arg)->facts;

	hyper(n, &f->lockout_for);
	hyper(n, &f->lockout_window);
	ndr_u16(n, &f->lockout_after);
}

static void
general2(struct ndr *n, void *arg)
{
	general(n, arg);
	lockout(n, arg);
}

static void
modified2(struct ndr *n, void *arg)
{
	int64_t	 since_promotion = 0;

	modified(n, arg);
	ndr_old64(n, &since_promotion);
}

static ndr_fn *const	levels[] = {
[SAMR_DOMAIN_PASSWORD]	= password,
[SAMR_DOMAIN_GENERAL]	= general,
[SAMR_DOMAIN_LOGOFF]	= logoff,
[SAMR_DOMAIN_OEM]	= oem,
[SAMR_DOMAIN_NAME]	= name,
[SAMR_DOMAIN_REPLICA]	= replica,
[SAMR_DOMAIN_ROLE]	= role,
[SAMR_DOMAIN_MODIFIED]	= modified,
[SAMR_DOMAIN_STATE]	= state,
[SAMR_DOMAIN_GENERAL2]	= general2,
[SAMR_DOMAIN_LOCKOUT]	= lockout,
[SAMR_DOMAIN_MODIFIED2]	= modified2,
};

bool
samr_domain_level_known(uint16_t level)
{
	return level < sizeof(levels) / sizeof(levels[0]) &&
	    levels[level] != NULL;
}

/* SAMPR_DOMAIN_INFO_BUFFER: its arms stand where the widest could. */
static void
info(struct ndr *n, void *arg)
{
	struct samr_domain	*d = arg;

	ndr_u16(n, &d->level);
	if (!samr_domain_level_known(d->level)) {
		ndr_fail(n);
		return;
	}
	ndr_align(n, 8);
	levels[d->level](n, d);
}

void
samr_query_domain_in(struct ndr *n, void *arg)
{
	struct samr_query_domain	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u16(n, &a->level);
}

void
samr_query_domain_out(struct ndr *n, void *arg)
{
	struct samr_query_domain	*a = arg;

	NDR_PTR(n, a->info, info);
	if (a->info != NULL && a->info->level != a->level)
		ndr_fail(n);
}

void
samr_set_domain_in(struct ndr *n, void *arg)
{
	struct samr_query_domain	*a = arg;

	samr_query_domain_in(n, a);
	ndr_struct(n, info, &a->set);
	if (a->set.level != a->level)
		ndr_fail(n);
}
