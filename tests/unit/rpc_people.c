/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/rpc_people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define KINDS		3	/* users, groups, aliases */
#define FIRST_RID	1000
#define DOMAIN_USERS	513
#define MEMBERSHIP	7	/* mandatory, by default, enabled */
#define NT_DAY		(INT64_C(24) * 3600 * 10000000)
#define SOME_DAY	INT64_C(132000000000000000)

struct person {
	struct rpc_account	 a;	/* texts are our own */
	struct sid		*members;	/* of an alias or group */
	uint32_t		 room;
};

struct crowd {				/* by relative id */
	struct person	**v;
	uint32_t	 n, room;
};

struct holder {
	struct sid	 sid;
	char		*right;
};

struct people {
	const struct sid	*sid;
	struct crowd		 crowd[2][KINDS];
	struct holder		*rights;
	uint32_t		 nrights;
	uint32_t		 next;
	unsigned long		 work;
	uint8_t			 secret[1024];
	struct rpc_password	 password;
	struct rpc_domain_facts	 policy;
	/* of the answer under way */
	struct rpc_account	*rows;
	struct sid		*sids;
	const char		**names;
	uint32_t		 count, row_room, sid_room, name_room;
	bool			 failed;
};

static const struct rpc_domain_facts	first_policy = {
	.password_least = 6, .password_history = 3,
	.password_most_age = -42 * NT_DAY, .lockout_for = -NT_DAY / 48,
	.lockout_window = -NT_DAY / 48, .lockout_after = 5,
	.created = SOME_DAY, .changes = 17, .primary = "SITE01",
};

static bool
grow(void **v, uint32_t n, uint32_t *room, size_t size)
{
	uint32_t	 more = *room == 0 ? 8 : 2 * *room;
	void		*p;

	if (n < *room)
		return true;
	p = reallocarray(*v, more, size);
	if (p == NULL)
		return false;
	*v = p;
	*room = more;
	return true;
}

static struct crowd *
crowd(struct people *p, const struct rpc_domain_ask *q)
{
	return &p->crowd[q->domain][q->kind == SID_USE_USER ? 0 :
	    q->kind == SID_USE_GROUP ? 1 : 2];
}

/* The first whose relative id is not below that. */
static uint32_t
place(const struct crowd *c, uint64_t rid)
{
	uint32_t	 low = 0, high = c->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (c->v[mid]->a.rid < rid)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static struct person *
person(const struct crowd *c, uint32_t rid)
{
	uint32_t	 i = place(c, rid);

	return i < c->n && c->v[i]->a.rid == rid ? c->v[i] : NULL;
}

static struct person *
anybody(struct people *p, enum rpc_domain_which which, uint32_t rid)
{
	struct person	*found = NULL;
	int		 k;

	for (k = 0; k < KINDS && found == NULL; k++)
		found = person(&p->crowd[which][k], rid);
	return found;
}

static struct person *
named(struct people *p, enum rpc_domain_which which, const char *name)
{
	const struct crowd	*c;
	uint32_t		 i;
	int			 k;

	for (k = 0; k < KINDS && name != NULL; k++) {
		c = &p->crowd[which][k];
		for (i = 0; i < c->n; i++) {
			if (text_casecmp(c->v[i]->a.name, name) == 0)
				return c->v[i];
		}
	}
	return NULL;
}

/* Of an account, which is text that we may not write to, but own. */
static void
set_text(const char **to, const char *from)
{
	free((char *)(uintptr_t)*to);
	*to = from == NULL ? NULL : strdup(from);
}

static struct person *
add(struct people *p, struct crowd *c, const struct rpc_account *what)
{
	struct person	*one = calloc(1, sizeof(*one));

	if (one == NULL || !grow((void **)&c->v, c->n, &c->room,
	    sizeof(*c->v))) {
		free(one);
		return NULL;
	}
	one->a.kind = what->kind;
	one->a.rid = what->rid == 0 ? p->next++ : what->rid;
	one->a.flags = what->flags;
	one->a.primary_group = DOMAIN_USERS;
	one->a.attributes = MEMBERSHIP;
	one->a.password_set = SOME_DAY;
	one->a.password_must = one->a.expires = DOMAIN_NEVER;
	set_text(&one->a.name, what->name);
	if (one->a.name == NULL) {
		free(one);
		return NULL;
	}
	c->v[c->n++] = one;		/* ids only grow */
	return one;
}

static void
person_free(struct person *one)
{
	struct rpc_account	*a = &one->a;

	set_text(&a->name, NULL);
	set_text(&a->full_name, NULL);
	set_text(&a->comment, NULL);
	set_text(&a->user_comment, NULL);
	set_text(&a->home, NULL);
	set_text(&a->home_drive, NULL);
	set_text(&a->script, NULL);
	set_text(&a->profile, NULL);
	set_text(&a->workstations, NULL);
	free(one->members);
	free(one);
}

/* --- the answer under way --- */

static bool
row_add(struct people *p, const struct person *one)
{
	if (!grow((void **)&p->rows, p->count, &p->row_room,
	    sizeof(*p->rows))) {
		p->failed = true;
		return false;
	}
	p->rows[p->count++] = one == NULL ? (struct rpc_account){ .rid = 0 } :
	    one->a;
	return true;
}

static enum ntstatus
missing(enum sid_use kind)
{
	return kind == SID_USE_USER ? NT_NO_SUCH_USER :
	    kind == SID_USE_GROUP ? NT_NO_SUCH_GROUP : NT_NO_SUCH_ALIAS;
}

static enum ntstatus
facts(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	struct rpc_domain_facts	*f = &p->policy;

	f->users = p->crowd[q->domain][0].n;
	f->groups = p->crowd[q->domain][1].n;
	f->aliases = p->crowd[q->domain][2].n;
	r->facts = f;
	return NT_OK;
}

static enum ntstatus
set_policy(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	(void)r;
	if (q->fields & POLICY_PASSWORD)
		p->policy.password_least = q->policy->password_least;
	if (q->fields & POLICY_LOCKOUT)
		p->policy.lockout_after = q->policy->lockout_after;
	return NT_OK;
}

static enum ntstatus
find(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	uint32_t	 i;

	(void)r;
	for (i = 0; i < q->count; i++)
		(void)row_add(p, q->op == DOMAIN_FIND ?
		    named(p, q->domain, q->names[i]) :
		    anybody(p, q->domain, q->rids[i]));
	return NT_OK;
}

static enum ntstatus
list(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	const struct crowd	*c = crowd(p, q);
	uint32_t		 i;

	i = q->by_place ? q->begin : place(c, (uint64_t)q->begin + 1);
	for (; i < c->n && p->count < q->most; i++) {
		(void)row_add(p, c->v[i]);
		p->work++;
	}
	r->total = c->n;
	r->more = i < c->n;
	return NT_OK;
}

static enum ntstatus
read_one(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	const struct person	*one = person(crowd(p, q), q->rid);

	(void)r;
	if (one == NULL)
		return missing(q->kind);
	(void)row_add(p, one);
	return NT_OK;
}

static enum ntstatus
create(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	const struct person	*there = named(p, q->domain, q->account.name);
	struct rpc_account	 a = { .kind = q->kind,
				    .name = q->account.name,
				    .flags = q->account.flags |
				    USER_DISABLED };

	(void)r;
	if (there != NULL)
		return there->a.kind == SID_USE_USER ? NT_USER_EXISTS :
		    there->a.kind == SID_USE_GROUP ? NT_GROUP_EXISTS :
		    NT_ALIAS_EXISTS;
	there = add(p, crowd(p, q), &a);
	if (there == NULL)
		return NT_NO_MEMORY;
	(void)row_add(p, there);
	return NT_OK;
}

static uint32_t
member(const struct person *group, const struct sid *sid)
{
	uint32_t	 i;

	for (i = 0; i < group->a.members; i++) {
		if (sid_equal(&group->members[i], sid))
			return i;
	}
	return UINT32_MAX;
}

static void
leave(struct person *group, uint32_t i)
{
	group->members[i] = group->members[--group->a.members];
}

static void
leave_crowd(struct crowd *c, const struct sid *sid)
{
	uint32_t	 i, at;

	for (i = 0; i < c->n; i++) {
		at = member(c->v[i], sid);
		if (at != UINT32_MAX)
			leave(c->v[i], at);
	}
}

static void
leave_all(struct people *p, const struct sid *sid)
{
	int	 d, k;

	for (d = 0; d < 2; d++) {
		for (k = 1; k < KINDS; k++)
			leave_crowd(&p->crowd[d][k], sid);
	}
}

static enum ntstatus
remove_one(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	struct crowd	*c = crowd(p, q);
	uint32_t	 i = place(c, q->rid);
	struct sid	 sid;

	(void)r;
	if (person(c, q->rid) == NULL)
		return missing(q->kind);
	if (q->rid < FIRST_RID)
		return NT_SPECIAL_ACCOUNT;
	if (sid_join(p->sid, q->rid, &sid))
		leave_all(p, &sid);
	person_free(c->v[i]);
	memmove(&c->v[i], &c->v[i + 1], (--c->n - i) * sizeof(c->v[0]));
	return NT_OK;
}

#define TEXT(bit, field)						\
	if (q->fields & (bit))						\
		set_text(&a->field, q->account.field)

static void
password(struct people *p, const struct rpc_password *from)
{
	if (from->form == PASSWORD_NONE ||
	    from->bytes.len > sizeof(p->secret))
		return;
	memcpy(p->secret, from->bytes.base, from->bytes.len);
	p->password = (struct rpc_password){ .form = from->form,
	    .bytes = rd_over(p->secret, from->bytes.len) };
}

static enum ntstatus
rename_one(struct people *p, const struct rpc_domain_ask *q, struct person *one)
{
	struct person	*other = named(p, q->domain, q->account.name);

	if (other != NULL && other != one)
		return NT_USER_EXISTS;
	set_text(&one->a.name, q->account.name);
	return NT_OK;
}

static enum ntstatus
write_one(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	struct person		*one = person(crowd(p, q), q->rid);
	struct rpc_account	*a = one == NULL ? NULL : &one->a;

	(void)r;
	if (a == NULL)
		return missing(q->kind);
	if (q->fields & FIELD_NAME && rename_one(p, q, one) != NT_OK)
		return NT_USER_EXISTS;
	TEXT(FIELD_FULL_NAME, full_name);
	TEXT(FIELD_COMMENT, comment);
	TEXT(FIELD_USER_COMMENT, user_comment);
	TEXT(FIELD_HOME, home);
	TEXT(FIELD_HOME_DRIVE, home_drive);
	TEXT(FIELD_SCRIPT, script);
	TEXT(FIELD_PROFILE, profile);
	TEXT(FIELD_WORKSTATIONS, workstations);
	if (q->fields & FIELD_FLAGS)
		a->flags = q->account.flags;
	if (q->fields & FIELD_EXPIRES)
		a->expires = q->account.expires;
	password(p, &q->password);
	return NT_OK;
}

/* --- members --- */

/* A global group has users of its domain; an alias no aliases. */
static enum ntstatus
may_join(struct people *p, const struct person *group, const struct sid *sid)
{
	const struct person	*one = NULL;
	struct sid		 parent;
	uint32_t		 rid;

	if (sid_split(sid, &parent, &rid) && sid_equal(&parent, p->sid))
		one = anybody(p, DOMAIN_ACCOUNTS, rid);
	if (group->a.kind == SID_USE_GROUP)
		return one != NULL && one->a.kind == SID_USE_USER ? NT_OK :
		    NT_NO_SUCH_USER;
	if (sid_equal(&parent, p->sid))
		return one == NULL ? NT_NO_SUCH_MEMBER :
		    one->a.kind == SID_USE_ALIAS ? NT_INVALID_MEMBER : NT_OK;
	return sid_equal(&parent, &sid_known(SID_BUILTIN)->sid) ?
	    NT_INVALID_MEMBER : NT_OK;
}

static enum ntstatus
join(struct people *p, struct person *group, const struct sid *sid)
{
	enum ntstatus	 status = may_join(p, group, sid);

	if (status != NT_OK)
		return status;
	if (member(group, sid) != UINT32_MAX)
		return group->a.kind == SID_USE_GROUP ? NT_MEMBER_IN_GROUP :
		    NT_MEMBER_IN_ALIAS;
	if (!grow((void **)&group->members, group->a.members, &group->room,
	    sizeof(*group->members)))
		return NT_NO_MEMORY;
	group->members[group->a.members++] = *sid;
	return NT_OK;
}

static enum ntstatus
part(struct people *p, struct person *group, const struct sid *sid)
{
	uint32_t	 at = member(group, sid);

	(void)p;
	if (at == UINT32_MAX)
		return group->a.kind == SID_USE_GROUP ?
		    NT_MEMBER_NOT_IN_GROUP : NT_MEMBER_NOT_IN_ALIAS;
	leave(group, at);
	return NT_OK;
}

/* As far as the first that does not go. */
static enum ntstatus
change(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	struct person	*group = person(crowd(p, q), q->rid);
	enum ntstatus	 status = NT_OK;
	struct sid	 sid;
	uint32_t	 i;

	(void)r;
	for (i = 0; q->all && i < q->count; i++)
		leave_crowd(crowd(p, q), &q->sids[i]);
	if (q->all)
		return NT_OK;
	if (group == NULL)
		return missing(q->kind);
	for (i = 0; i < q->count && status == NT_OK; i++) {
		if (q->sids != NULL)
			sid = q->sids[i];
		else
			(void)sid_join(p->sid, q->rids[i], &sid);
		status = (q->op == DOMAIN_JOIN ? join : part)(p, group, &sid);
	}
	return status;
}

static enum ntstatus
members(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	const struct person	*group = person(crowd(p, q), q->rid);
	struct sid		 parent;
	uint32_t		 rid, i;

	if (group == NULL)
		return missing(q->kind);
	r->sids = group->members;
	if (q->kind == SID_USE_ALIAS) {
		r->count = group->a.members;
		return NT_OK;
	}
	for (i = 0; i < group->a.members; i++) {
		(void)sid_split(&group->members[i], &parent, &rid);
		(void)row_add(p, anybody(p, DOMAIN_ACCOUNTS, rid));
	}
	return NT_OK;
}

static bool
has_one_of(const struct person *group, const struct sid *sids, uint32_t n)
{
	uint32_t	 i;

	for (i = 0; i < n; i++) {
		if (member(group, &sids[i]) != UINT32_MAX)
			return true;
	}
	return false;
}

static enum ntstatus
member_of(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	const struct crowd	*c = crowd(p, q);
	struct sid		 own = { 0 };
	const struct sid	*sids = q->sids == NULL ? &own : q->sids;
	uint32_t		 i, n = q->sids == NULL ? 1 : q->count;

	(void)r;
	(void)sid_join(p->sid, q->rid, &own);
	if (q->kind == SID_USE_GROUP) {
		if (person(&p->crowd[q->domain][0], q->rid) == NULL)
			return NT_NO_SUCH_USER;
		(void)row_add(p, person(c, DOMAIN_USERS));
	}
	for (i = 0; i < c->n; i++) {
		if (has_one_of(c->v[i], sids, n))
			(void)row_add(p, c->v[i]);
	}
	return NT_OK;
}

/* --- rights --- */

static enum ntstatus
rights(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	uint32_t	 i;

	for (i = 0; i < p->nrights; i++) {
		if (sid_equal(&p->rights[i].sid, &q->sids[0]) &&
		    grow((void **)&p->names, p->count, &p->name_room,
		    sizeof(*p->names)))
			p->names[p->count++] = p->rights[i].right;
	}
	r->names = p->names;
	return p->count == 0 ? NT_OBJECT_NAME_NOT_FOUND : NT_OK;
}

static uint32_t
right(const struct people *p, const struct sid *sid, const char *name)
{
	uint32_t	 i;

	for (i = 0; i < p->nrights; i++) {
		if (sid_equal(&p->rights[i].sid, sid) &&
		    text_casecmp(p->rights[i].right, name) == 0)
			return i;
	}
	return UINT32_MAX;
}

static enum ntstatus
grant(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	struct holder	*more;
	uint32_t	 i;

	(void)r;
	for (i = 0; i < q->count; i++) {
		if (right(p, &q->sids[0], q->names[i]) != UINT32_MAX)
			continue;
		more = reallocarray(p->rights, p->nrights + 1, sizeof(*more));
		if (more == NULL)
			return NT_NO_MEMORY;
		p->rights = more;
		more[p->nrights++] = (struct holder){ q->sids[0],
		    strdup(q->names[i]) };
	}
	return NT_OK;
}

static void
drop_right(struct people *p, uint32_t i)
{
	free(p->rights[i].right);
	p->rights[i] = p->rights[--p->nrights];
}

static enum ntstatus
revoke(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	uint32_t	 i, at;

	(void)r;
	for (i = p->nrights; q->all && i-- > 0;) {
		if (sid_equal(&p->rights[i].sid, &q->sids[0]))
			drop_right(p, i);
	}
	for (i = 0; !q->all && i < q->count; i++) {
		at = right(p, &q->sids[0], q->names[i]);
		if (at == UINT32_MAX)
			return NT_OBJECT_NAME_NOT_FOUND;
		drop_right(p, at);
	}
	return NT_OK;
}

static bool
listed(const struct people *p, const struct sid *sid)
{
	uint32_t	 i;

	for (i = 0; i < p->count; i++) {
		if (sid_equal(&p->sids[i], sid))
			return true;
	}
	return false;
}

static enum ntstatus
holders(struct people *p, const struct rpc_domain_ask *q,
    struct rpc_domain_answer *r)
{
	uint32_t	 i;

	for (i = 0; i < p->nrights; i++) {
		if ((q->count == 0 || text_casecmp(p->rights[i].right,
		    q->names[0]) == 0) && !listed(p, &p->rights[i].sid) &&
		    grow((void **)&p->sids, p->count, &p->sid_room,
		    sizeof(*p->sids)))
			p->sids[p->count++] = p->rights[i].sid;
	}
	r->sids = p->sids;
	return NT_OK;
}

void
people_answer(struct people *p, struct rpc_call *call,
    const struct rpc_domain_ask *q)
{
	static enum ntstatus	(*const ops[DOMAIN_OP_COUNT])(struct people *,
				    const struct rpc_domain_ask *,
				    struct rpc_domain_answer *) = {
		[DOMAIN_FACTS] = facts, [DOMAIN_FIND] = find,
		[DOMAIN_NAME] = find, [DOMAIN_LIST] = list,
		[DOMAIN_READ] = read_one, [DOMAIN_CREATE] = create,
		[DOMAIN_DELETE] = remove_one, [DOMAIN_WRITE] = write_one,
		[DOMAIN_MEMBERS] = members, [DOMAIN_JOIN] = change,
		[DOMAIN_PART] = change, [DOMAIN_MEMBER_OF] = member_of,
		[DOMAIN_RIGHTS] = rights, [DOMAIN_GRANT] = grant,
		[DOMAIN_REVOKE] = revoke, [DOMAIN_HOLDERS] = holders,
		[DOMAIN_POLICY] = set_policy,
	};
	struct rpc_domain_answer	 r = { .count = 0 };

	p->count = 0;
	p->failed = false;
	r.status = ops[q->op](p, q, &r);
	if (p->failed)
		r.status = NT_NO_MEMORY;
	r.rows = p->rows;
	if (p->count > 0)
		r.count = p->count;
	rpc_domain_done(call, &r);
}

void
people_resolve(struct people *p, struct rpc_name *name, bool by_sid)
{
	const struct person	*one = NULL;
	struct sid		 parent;
	uint32_t		 rid;

	if (!by_sid)
		one = named(p, DOMAIN_ACCOUNTS, name->name);
	else if (sid_split(&name->sid, &parent, &rid) &&
	    sid_equal(&parent, p->sid))
		one = anybody(p, DOMAIN_ACCOUNTS, rid);
	name->use = SID_USE_UNKNOWN;
	if (one == NULL || !sid_join(p->sid, one->a.rid, &name->sid))
		return;
	name->use = one->a.kind;
	(void)strlcpy(name->name, one->a.name, sizeof(name->name));
}

unsigned long
people_work(struct people *p)
{
	unsigned long	 work = p->work;

	p->work = 0;
	return work;
}

const struct rpc_password *
people_password(const struct people *p)
{
	return &p->password;
}

static bool
begin(struct people *p, enum sid_use kind, uint32_t rid, const char *name)
{
	struct rpc_domain_ask	 q = { .kind = kind,
				    .domain = rid >= 544 && rid < 1000 ?
				    DOMAIN_BUILTIN : DOMAIN_ACCOUNTS };
	struct rpc_account	 a = { .kind = kind, .rid = rid,
				    .name = name, .flags = USER_NORMAL };

	return add(p, crowd(p, &q), &a) != NULL;
}

bool
people_add(struct people *p, unsigned users)
{
	char		 name[16];
	unsigned	 i;

	for (i = 1; i <= users; i++) {
		(void)snprintf(name, sizeof(name), "u%05u", i);
		if (!begin(p, SID_USE_USER, p->next++, name))
			return false;
	}
	return true;
}

struct people *
people_new(const struct sid *domain)
{
	struct people	*p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->sid = domain;
	p->policy = first_policy;
	p->next = FIRST_RID + 1;
	if (!begin(p, SID_USE_USER, 500, "Administrator") ||
	    !begin(p, SID_USE_USER, 501, "Guest") ||
	    !begin(p, SID_USE_USER, FIRST_RID, "user") ||
	    !begin(p, SID_USE_GROUP, 512, "Domain Admins") ||
	    !begin(p, SID_USE_GROUP, 513, "Domain Users") ||
	    !begin(p, SID_USE_GROUP, 514, "Domain Guests") ||
	    !begin(p, SID_USE_ALIAS, 544, "Administrators") ||
	    !begin(p, SID_USE_ALIAS, 545, "Users") ||
	    !begin(p, SID_USE_ALIAS, 546, "Guests"))
		people_free(&p);
	return p;
}

void
people_free(struct people **pp)
{
	struct people	*p = *pp;
	struct crowd	*c;
	uint32_t	 i;
	int		 d, k;

	if (p == NULL)
		return;
	for (d = 0; d < 2; d++) {
		for (k = 0; k < KINDS; k++) {
			c = &p->crowd[d][k];
			for (i = 0; i < c->n; i++)
				person_free(c->v[i]);
			free(c->v);
		}
	}
	while (p->nrights > 0)
		drop_right(p, 0);
	free(p->rights);
	free(p->rows);
	free(p->sids);
	free(p->names);
	free(p);
	*pp = NULL;
}
