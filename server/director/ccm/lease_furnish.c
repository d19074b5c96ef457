/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lease_furnish - what an account of a lease is besides its name: groups,
 * rights, the machine it is for and its last day.  Each is asked for as if
 * it had to be done, and fine when it is so already.
 *
 * Source   accounts.md 1a, ccm.md 7, Q271724, Q311127, Q223138.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/ccm/lease_int.h"
#include "server/director/domain/sam.h"

#define GROUP_NAME		"SMSInternalCliGrp"
#define RID_ADMINISTRATORS	544
#define RID_DOMAIN_USERS	513

/* A question about the account of a lease. */
struct furniture {
	struct lease			*l;
	const struct account_entry	*a;
	struct rpc_domain_ask		 q;
	struct sid			 sid;
};

typedef void	furnish_fill(struct furniture *);

static void
find_group(struct furniture *f)
{
	static const char *const	 name[] = { GROUP_NAME };

	f->q.op = DOMAIN_FIND;
	f->q.count = 1;
	f->q.names = name;
}

static void
make_group(struct furniture *f)
{
	f->q.op = DOMAIN_CREATE;
	f->q.kind = SID_USE_GROUP;
	f->q.account.kind = SID_USE_GROUP;
	f->q.account.name = GROUP_NAME;
}

static void
join_group(struct furniture *f)
{
	f->q.op = DOMAIN_JOIN;
	f->q.kind = SID_USE_GROUP;
	f->q.rid = f->l->group;
	f->q.count = 1;
	f->q.rids = &f->a->rid;
}

static void
write_user(struct furniture *f, uint32_t fields)
{
	f->q.op = DOMAIN_WRITE;
	f->q.kind = SID_USE_USER;
	f->q.rid = f->a->rid;
	f->q.fields = fields;
	f->q.account.kind = SID_USE_USER;
}

static void
prefer_group(struct furniture *f)
{
	write_user(f, FIELD_PRIMARY_GROUP);
	f->q.account.primary_group = f->l->group;
}

static void
leave_users(struct furniture *f)
{
	join_group(f);
	f->q.op = DOMAIN_PART;
	f->q.rid = RID_DOMAIN_USERS;
}

static void
join_administrators(struct furniture *f)
{
	f->q.op = DOMAIN_JOIN;
	f->q.domain = DOMAIN_BUILTIN;
	f->q.kind = SID_USE_ALIAS;
	f->q.rid = RID_ADMINISTRATORS;
	f->q.count = 1;
	f->q.sids = &f->sid;
}

/* "Create objects" of Q271724 is taken for the right to create tokens. */
static void
grant_rights(struct furniture *f)
{
	static const char *const	 rights[] = {
		"SeServiceLogonRight", "SeTcbPrivilege",
		"SeCreateTokenPrivilege", "SeIncreaseQuotaPrivilege",
		"SeShutdownPrivilege"
	};

	f->q.op = DOMAIN_GRANT;
	f->q.sids = &f->sid;
	f->q.count = sizeof(rights) / sizeof(rights[0]);
	f->q.names = rights;
}

/* A while behind the hard cap, for clocks that do not agree (T20). */
static void
set_date(struct furniture *f)
{
	int64_t		 ms = mono_ms_between(mono_now(), f->l->life.cap) +
			    LEASE_CLOCK_SLACK_MS;
	struct wall	 w = { wall_now().us + ms * 1000 };

	write_user(f, FIELD_EXPIRES | FIELD_WORKSTATIONS);
	f->q.account.expires = (int64_t)nt_time_from_wall(w);
	f->q.account.workstations = f->l->target;
}

/* In this order; a status that says it is so already is as good. */
static const struct furnish_row {
	furnish_fill	*fill;
	enum ntstatus	 also;
	const char	*what;
} rows[] = {
	{ set_date,		NT_OK,			"its last day" },
	{ find_group,		NT_NONE_MAPPED,		"group " GROUP_NAME },
	{ make_group,		NT_GROUP_EXISTS,	"group " GROUP_NAME },
	{ join_group,		NT_MEMBER_IN_GROUP,	"group " GROUP_NAME },
	{ prefer_group,		NT_OK,			"its primary group" },
	{ leave_users,		NT_MEMBER_NOT_IN_GROUP,	"Domain Users" },
	{ join_administrators,	NT_MEMBER_IN_ALIAS,	"Administrators" },
	{ grant_rights,		NT_OK,			"its rights" },
};

#define NROWS	(sizeof(rows) / sizeof(rows[0]))
#define ROW_FIND	1
#define ROW_MAKE	2

static void
failed(struct leases *ls, struct lease *l, const char *what,
    enum ntstatus status)
{
	struct err	 e;

	(void)err_set(&e, EAGAIN, "%s cannot be changed [status=0x%08x]",
	    what, (unsigned)status);
	lease_not_done(ls, l, &e);
}

static void
ask(struct leases *ls, struct lease *l, furnish_fill *fill, sam_done *done)
{
	const struct account_entry	*a = accounts_by_id(ls->d->accounts,
					    l->account);
	struct furniture		 f = { .l = l, .a = a };
	struct err			 e;
	int				 rc;

	f.sid = director_sid(ls->d, a->rid);
	fill(&f);
	lease_ask(l);
	rc = sam_ask(ls->d, 0, &f.q, done, l);
	if (rc == 0)
		return;
	l->asking = false;
	(void)err_set(&e, EAGAIN, "the domain cannot be asked: %s",
	    strerror(-rc));
	lease_not_done(ls, l, &e);
}

/* A group that was found need not be made; one that another made meanwhile is
   looked for again. */
static uint8_t
next_step(struct lease *l, const struct rpc_domain_answer *r)
{
	bool	 is_asked = l->step == ROW_FIND || l->step == ROW_MAKE;

	if (is_asked && r->count == 1 && r->rows[0].kind == SID_USE_GROUP) {
		l->group = r->rows[0].rid;
		return ROW_MAKE + 1;
	}
	return l->step == ROW_MAKE ? ROW_FIND : (uint8_t)(l->step + 1);
}

/* After a failure all is asked for again: the group may have gone. */
static void
furnished(void *arg, const struct rpc_domain_answer *r)
{
	const struct furnish_row	*row;
	struct lease			*l = arg;
	struct leases			*ls = l->owner;

	if (!lease_answered(ls, l))
		return;
	row = &rows[l->step];
	if (r->status != NT_OK && r->status != row->also) {
		l->step = 0;
		failed(ls, l, row->what, r->status);
		return;
	}
	l->step = next_step(l, r);
	lease_want(ls, l);
}

void
lease_furnish(struct leases *ls, struct lease *l)
{
	if (l->step < NROWS)
		ask(ls, l, rows[l->step].fill, furnished);
	else
		lease_happens(ls, l, LEASE_MADE);
}

static void
dated(void *arg, const struct rpc_domain_answer *r)
{
	struct lease	*l = arg;
	struct leases	*ls = l->owner;

	if (!lease_answered(ls, l))
		return;
	l->wants_expiry = r->status != NT_OK;
	if (l->wants_expiry)
		failed(ls, l, rows[0].what, r->status);
	else
		lease_want(ls, l);
}

void
lease_date(struct leases *ls, struct lease *l)
{
	ask(ls, l, set_date, dated);
}

static void
erase(struct furniture *f)
{
	f->q.op = DOMAIN_DELETE;
	f->q.kind = SID_USE_USER;
	f->q.rid = f->a->rid;
}

static void
erased(void *arg, const struct rpc_domain_answer *r)
{
	struct lease	*l = arg;
	struct leases	*ls = l->owner;

	if (!lease_answered(ls, l))
		return;
	if (r->status != NT_OK && r->status != NT_NO_SUCH_USER)
		failed(ls, l, "it", r->status);
	else
		lease_want(ls, l);
}

void
lease_erase(struct leases *ls, struct lease *l)
{
	ask(ls, l, erase, erased);
}
