/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <string.h>

#include "tests/unit/sam_double.h"

struct rpc_domain_answer	 sam_answer;
size_t				 sam_server;
const struct rpc_caller		*sam_caller;

static struct rpc_account	 rows[SAM_ROWS_KEPT];
static char			 texts[SAM_ROWS_KEPT][2][64];
static struct sid		 sids[64];
static char			 names[64][64];
static const char		*name_ptrs[64];
static struct rpc_domain_facts	 facts;
static bool			 answered;

static const char *
keep(const char *text, uint32_t i, int which)
{
	if (text == NULL)
		return NULL;
	(void)strlcpy(texts[i][which], text, sizeof(texts[i][which]));
	return texts[i][which];
}

void
sam_note(void *arg, const struct rpc_domain_answer *a)
{
	uint32_t	 i;

	(void)arg;
	assert_false(answered);
	answered = true;
	assert_true(a->count <= SAM_ROWS_KEPT);
	sam_answer = *a;
	for (i = 0; a->rows != NULL && i < a->count; i++) {
		rows[i] = a->rows[i];
		rows[i].name = keep(a->rows[i].name, i, 0);
		rows[i].comment = keep(a->rows[i].comment, i, 1);
	}
	for (i = 0; a->sids != NULL && i < a->count; i++)
		sids[i] = a->sids[i];
	for (i = 0; a->names != NULL && i < a->count; i++) {
		(void)strlcpy(names[i], a->names[i], sizeof(names[i]));
		name_ptrs[i] = names[i];
	}
	sam_answer.rows = rows;
	sam_answer.sids = sids;
	sam_answer.names = name_ptrs;
	if (a->facts != NULL)
		facts = *a->facts;
	sam_answer.facts = &facts;
}

enum ntstatus
asked(const struct rpc_domain_ask *from)
{
	struct rpc_domain_ask	 q = *from;

	q.caller = sam_caller;
	answered = false;
	assert_int_equal(sam_ask(the_director(), sam_server, &q, sam_note,
	    NULL), 0);
	until(answered);
	return sam_answer.status;
}

enum ntstatus
ask_facts(void)
{
	return asked(&(struct rpc_domain_ask){ .op = DOMAIN_FACTS });
}

enum ntstatus
ask_find(const char *name)
{
	struct rpc_domain_ask	 q = { .op = DOMAIN_FIND, .count = 1,
				    .names = &name };

	if (asked(&q) == NT_OK && sam_answer.rows[0].kind != 0)
		return NT_OK;
	q.domain = DOMAIN_BUILTIN;
	return asked(&q) == NT_OK && sam_answer.rows[0].kind != 0 ? NT_OK :
	    NT_NONE_MAPPED;
}

static enum rpc_domain_which
domain_of(enum sid_use kind, uint32_t rid)
{
	return kind == SID_USE_ALIAS && rid < 1000 ? DOMAIN_BUILTIN :
	    DOMAIN_ACCOUNTS;
}

enum ntstatus
ask_read(enum sid_use kind, uint32_t rid)
{
	return asked(&(struct rpc_domain_ask){ .op = DOMAIN_READ,
	    .domain = domain_of(kind, rid), .kind = kind, .rid = rid });
}

enum ntstatus
ask_list(enum sid_use kind, enum rpc_domain_which which, uint32_t after)
{
	return asked(&(struct rpc_domain_ask){ .op = DOMAIN_LIST,
	    .domain = which, .kind = kind, .begin = after, .most = 1000 });
}

enum ntstatus
ask_create(enum sid_use kind, const char *name)
{
	return asked(&(struct rpc_domain_ask){ .op = DOMAIN_CREATE,
	    .kind = kind, .account = { .name = name,
	    .flags = USER_NORMAL } });
}

uint32_t
made(enum sid_use kind, const char *name)
{
	assert_int_equal(ask_create(kind, name), NT_OK);
	assert_int_equal(sam_answer.count, 1);
	assert_string_equal(sam_answer.rows[0].name, name);
	return sam_answer.rows[0].rid;
}

enum ntstatus
ask_delete(enum sid_use kind, uint32_t rid)
{
	return asked(&(struct rpc_domain_ask){ .op = DOMAIN_DELETE,
	    .domain = domain_of(kind, rid), .kind = kind, .rid = rid });
}

enum ntstatus
ask_write(uint32_t rid, uint32_t fields, const struct rpc_account *as)
{
	return asked(&(struct rpc_domain_ask){ .op = DOMAIN_WRITE,
	    .kind = SID_USE_USER, .rid = rid, .fields = fields,
	    .account = *as });
}

int
begin_passwd(uint32_t rid, const char *ticket)
{
	uint8_t			 bytes[DOMAIN_TICKET_SIZE] = { 0 };
	struct rpc_domain_ask	 q = { .op = DOMAIN_WRITE,
				    .kind = SID_USE_USER, .rid = rid,
				    .fields = FIELD_PASSWORD };

	memcpy(bytes, ticket, strlen(ticket));
	q.password.form = PASSWORD_TICKET;
	q.password.bytes = rd_over(bytes, sizeof(bytes));
	q.caller = sam_caller;
	answered = false;
	return sam_ask(the_director(), sam_server, &q, sam_note, NULL);
}

enum ntstatus
ask_passwd(uint32_t rid, const char *ticket)
{
	assert_int_equal(begin_passwd(rid, ticket), 0);
	until(answered);
	return sam_answer.status;
}

enum ntstatus
ask_group(enum rpc_domain_op op, uint32_t group, uint32_t user)
{
	return asked(&(struct rpc_domain_ask){ .op = op,
	    .kind = SID_USE_GROUP, .rid = group, .rids = &user,
	    .count = op == DOMAIN_MEMBERS ? 0 : 1 });
}

enum ntstatus
ask_alias(enum rpc_domain_op op, uint32_t alias, const struct sid *sid)
{
	return asked(&(struct rpc_domain_ask){ .op = op,
	    .domain = domain_of(SID_USE_ALIAS, alias), .kind = SID_USE_ALIAS,
	    .rid = alias, .sids = sid, .count = sid == NULL ? 0 : 1 });
}

enum ntstatus
ask_groups_of(uint32_t user)
{
	return asked(&(struct rpc_domain_ask){ .op = DOMAIN_MEMBER_OF,
	    .kind = SID_USE_GROUP, .rid = user });
}

enum ntstatus
ask_aliases_of(const struct sid *sid, enum rpc_domain_which which)
{
	return asked(&(struct rpc_domain_ask){ .op = DOMAIN_MEMBER_OF,
	    .domain = which, .kind = SID_USE_ALIAS, .sids = sid,
	    .count = 1 });
}

enum ntstatus
ask_rights(enum rpc_domain_op op, const struct sid *sid, const char *name)
{
	return asked(&(struct rpc_domain_ask){ .op = op, .sids = sid,
	    .names = &name, .all = op == DOMAIN_REVOKE && name == NULL,
	    .count = op == DOMAIN_RIGHTS ? 1 : name == NULL ? 0 : 1 });
}

struct sid
sid_of(uint32_t rid)
{
	return director_sid(the_director(), rid);
}

bool
has_row(uint32_t rid)
{
	uint32_t	 i;

	for (i = 0; i < sam_answer.count; i++)
		if (rows[i].rid == rid)
			return true;
	return false;
}

bool
has_sid(const struct sid *sid)
{
	uint32_t	 i;

	for (i = 0; i < sam_answer.count; i++)
		if (sid_equal(&sids[i], sid))
			return true;
	return false;
}
