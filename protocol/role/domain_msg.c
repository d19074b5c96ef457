/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/domain_msg.h"

#include <string.h>

#include "base/text.h"
#include "protocol/role/domain_row.h"
#include "protocol/role/field.h"

#define NO_TEXT		UINT16_MAX

void
domain_put_text(struct wr *w, const char *s)
{
	if (s == NULL)
		wr_le16(w, NO_TEXT);
	else if (strlen(s) >= NO_TEXT)
		wr_fail(w);
	else
		msg_put_text(w, s);
}

/* Nothing is kept of a text that is not one. */
const char *
domain_get_text(struct rd *r, struct arena *mem)
{
	uint16_t	 n = rd_le16(r);
	const uint8_t	*at;
	char		*s;

	if (n == NO_TEXT)
		return NULL;
	at = rd_bytes(r, n);
	if (at == NULL)
		return NULL;
	s = memchr(at, '\0', n) != NULL ? NULL :
	    arena_text(mem, (const char *)at, n);
	if (s == NULL || !utf8_valid(s)) {
		rd_fail(r);
		return NULL;
	}
	return s;
}

/* --- an account --- */

static const size_t	texts[] = {
	offsetof(struct rpc_account, name),
	offsetof(struct rpc_account, full_name),
	offsetof(struct rpc_account, comment),
	offsetof(struct rpc_account, user_comment),
	offsetof(struct rpc_account, home),
	offsetof(struct rpc_account, home_drive),
	offsetof(struct rpc_account, script),
	offsetof(struct rpc_account, profile),
	offsetof(struct rpc_account, workstations),
};

#define TEXTS	(sizeof(texts) / sizeof(texts[0]))

/* What there is of it, besides its texts: bit by bit. */
#define HAS_TIMES	(1U << TEXTS)
#define HAS_NUMBERS	(2U << TEXTS)
#define HAS_PARAMETERS	(4U << TEXTS)
#define HAS_HOURS	(8U << TEXTS)
#define HAS_ALL		((16U << TEXTS) - 1)

static const char *
text_of(const struct rpc_account *a, size_t i)
{
	const char	*s;

	memcpy(&s, (const char *)a + texts[i], sizeof(s));
	return s;
}

static bool
has_times(const struct rpc_account *a)
{
	return a->last_logon != 0 || a->last_logoff != 0 ||
	    a->password_set != 0 || a->password_may != 0 ||
	    a->password_must != 0 || a->expires != 0;
}

static bool
has_numbers(const struct rpc_account *a)
{
	return a->bad_passwords != 0 || a->logons != 0 || a->country != 0 ||
	    a->code_page != 0 || a->password_expired != 0;
}

static uint16_t
has(const struct rpc_account *a)
{
	unsigned	 mask = 0;
	size_t		 i;

	for (i = 0; i < TEXTS; i++)
		mask |= (unsigned)(text_of(a, i) != NULL) << i;
	if (has_times(a))
		mask |= HAS_TIMES;
	if (has_numbers(a))
		mask |= HAS_NUMBERS;
	if (a->parameters.len > 0)
		mask |= HAS_PARAMETERS;
	if (a->hours.len > 0)
		mask |= HAS_HOURS;
	return (uint16_t)mask;
}

static void
put_times(struct wr *w, const struct rpc_account *a)
{
	wr_le64(w, (uint64_t)a->last_logon);
	wr_le64(w, (uint64_t)a->last_logoff);
	wr_le64(w, (uint64_t)a->password_set);
	wr_le64(w, (uint64_t)a->password_may);
	wr_le64(w, (uint64_t)a->password_must);
	wr_le64(w, (uint64_t)a->expires);
}

static void
get_times(struct rd *r, struct rpc_account *a)
{
	a->last_logon = (int64_t)rd_le64(r);
	a->last_logoff = (int64_t)rd_le64(r);
	a->password_set = (int64_t)rd_le64(r);
	a->password_may = (int64_t)rd_le64(r);
	a->password_must = (int64_t)rd_le64(r);
	a->expires = (int64_t)rd_le64(r);
}

static void
put_numbers(struct wr *w, const struct rpc_account *a)
{
	wr_le16(w, a->bad_passwords);
	wr_le16(w, a->logons);
	wr_le16(w, a->country);
	wr_le16(w, a->code_page);
	wr_u8(w, a->password_expired);
}

static void
get_numbers(struct rd *r, struct rpc_account *a)
{
	a->bad_passwords = rd_le16(r);
	a->logons = rd_le16(r);
	a->country = rd_le16(r);
	a->code_page = rd_le16(r);
	a->password_expired = rd_u8(r);
}

void
domain_put_account(struct wr *w, const struct rpc_account *a)
{
	uint16_t	 mask = has(a);
	size_t		 i;

	wr_le16(w, mask);
	wr_u8(w, (uint8_t)a->kind);
	wr_le32(w, a->rid);
	wr_le32(w, a->flags);
	wr_le32(w, a->primary_group);
	wr_le32(w, a->attributes);
	wr_le32(w, a->members);
	for (i = 0; i < TEXTS; i++)
		if (text_of(a, i) != NULL)
			domain_put_text(w, text_of(a, i));
	if (mask & HAS_TIMES)
		put_times(w, a);
	if (mask & HAS_NUMBERS)
		put_numbers(w, a);
	if (mask & HAS_PARAMETERS)
		msg_put_blob(w, a->parameters.base, a->parameters.len);
	if (mask & HAS_HOURS)
		msg_put_blob(w, a->hours.base, a->hours.len);
}

/* Of bytes that outlive the message. */
static struct rd
kept(struct rd *r, struct arena *mem)
{
	struct rd	 blob = msg_get_blob(r);
	char		*copy;

	if (blob.failed || blob.len == 0)
		return rd_over("", 0);
	copy = arena_text(mem, (const char *)blob.base, blob.len);
	if (copy == NULL)
		rd_fail(r);
	return rd_over(copy, copy == NULL ? 0 : blob.len);
}

void
domain_get_account(struct rd *r, struct arena *mem, struct rpc_account *a)
{
	uint16_t	 mask = rd_le16(r);
	const char	*s;
	size_t		 i;

	memset(a, 0, sizeof(*a));
	if (mask & ~HAS_ALL)
		rd_fail(r);
	a->kind = (enum sid_use)rd_u8(r);
	if (a->kind > SID_USE_COMPUTER)
		rd_fail(r);
	a->rid = rd_le32(r);
	a->flags = rd_le32(r);
	a->primary_group = rd_le32(r);
	a->attributes = rd_le32(r);
	a->members = rd_le32(r);
	for (i = 0; i < TEXTS; i++) {
		s = mask & 1U << i ? domain_get_text(r, mem) : NULL;
		memcpy((char *)a + texts[i], &s, sizeof(s));
	}
	if (mask & HAS_TIMES)
		get_times(r, a);
	if (mask & HAS_NUMBERS)
		get_numbers(r, a);
	if (mask & HAS_PARAMETERS)
		a->parameters = kept(r, mem);
	if (mask & HAS_HOURS)
		a->hours = kept(r, mem);
}

/* --- a question --- */

static void
put_caller(struct wr *w, const struct rpc_caller *c)
{
	wr_u8(w, (uint8_t)c->right);
	sid_put(w, &c->sid);
	msg_put_text(w, c->account);
	msg_put_text(w, c->domain);
}

static void
get_caller(struct rd *r, struct rpc_caller *c)
{
	c->right = (enum rpc_right)rd_u8(r);
	if (c->right > RPC_OPERATOR)
		rd_fail(r);
	sid_get(r, &c->sid);
	msg_get_text(r, c->account, sizeof(c->account));
	msg_get_text(r, c->domain, sizeof(c->domain));
}

static void
put_password(struct wr *w, const struct rpc_password *p)
{
	bool	 is_ticket = p->form == PASSWORD_TICKET;

	if ((!is_ticket && p->form != PASSWORD_NONE) ||
	    (is_ticket && p->bytes.len != DOMAIN_TICKET_SIZE)) {
		wr_fail(w);
		return;
	}
	msg_put_bool(w, is_ticket);
	if (is_ticket)
		wr_bytes(w, p->bytes.base, p->bytes.len);
}

static void
get_password(struct rd *r, struct rpc_password *p)
{
	if (!msg_get_bool(r))
		return;
	p->form = PASSWORD_TICKET;
	p->bytes = rd_take(r, DOMAIN_TICKET_SIZE);
}

enum { LISTS_NAMES = 1, LISTS_RIDS = 2, LISTS_SIDS = 4, LISTS_ALL = 7 };

/* Rights are given to one SID, however many they are. */
static uint32_t
count_sids(const struct rpc_domain_ask *q)
{
	return q->op == DOMAIN_GRANT || q->op == DOMAIN_REVOKE ? 1 : q->count;
}

static void
put_lists(struct wr *w, const struct rpc_domain_ask *q)
{
	uint32_t	 i;

	if (q->count > MSG_DOMAIN_ASK_MAX) {
		wr_fail(w);
		return;
	}
	wr_le32(w, q->count);
	wr_u8(w, (uint8_t)((q->names != NULL ? LISTS_NAMES : 0) |
	    (q->rids != NULL ? LISTS_RIDS : 0) |
	    (q->sids != NULL ? LISTS_SIDS : 0)));
	for (i = 0; i < q->count && q->names != NULL; i++)
		domain_put_text(w, q->names[i]);
	for (i = 0; i < q->count && q->rids != NULL; i++)
		wr_le32(w, q->rids[i]);
	for (i = 0; i < count_sids(q) && q->sids != NULL; i++)
		sid_put(w, &q->sids[i]);
}

static void
get_names(struct rd *r, struct arena *mem, struct rpc_domain_ask *q)
{
	const char	**v = arena_array(mem, q->count, sizeof(*v));
	uint32_t	 i;

	for (i = 0; i < q->count && v != NULL && rd_ok(r); i++)
		v[i] = domain_get_text(r, mem);
	q->names = v;
}

static void
get_rids(struct rd *r, struct arena *mem, struct rpc_domain_ask *q)
{
	uint32_t	*v = arena_array(mem, q->count, sizeof(*v));
	uint32_t	 i;

	for (i = 0; i < q->count && v != NULL && rd_ok(r); i++)
		v[i] = rd_le32(r);
	q->rids = v;
}

static void
get_sids(struct rd *r, struct arena *mem, struct rpc_domain_ask *q)
{
	const uint32_t	 n = count_sids(q);
	struct sid	*v = arena_array(mem, n, sizeof(*v));
	uint32_t	 i;

	for (i = 0; i < n && v != NULL && rd_ok(r); i++)
		sid_get(r, &v[i]);
	q->sids = v;
}

static void
get_lists(struct rd *r, struct arena *mem, struct rpc_domain_ask *q)
{
	uint8_t	 which;

	q->count = rd_le32(r);
	which = rd_u8(r);
	if (q->count > MSG_DOMAIN_ASK_MAX || which & ~LISTS_ALL)
		rd_fail(r);
	if (!rd_ok(r))
		return;
	if (which & LISTS_NAMES)
		get_names(r, mem, q);
	if (which & LISTS_RIDS)
		get_rids(r, mem, q);
	if (which & LISTS_SIDS)
		get_sids(r, mem, q);
}

void
msg_put_domain_ask(struct wr *w, const struct msg_domain_ask *m)
{
	const struct rpc_domain_ask	*q = &m->ask;

	wr_le32(w, m->view);
	put_caller(w, &m->caller);
	wr_u8(w, (uint8_t)q->op);
	wr_u8(w, (uint8_t)q->domain);
	wr_u8(w, (uint8_t)q->kind);
	wr_le32(w, q->rid);
	msg_put_bool(w, q->by_place);
	wr_le32(w, q->begin);
	wr_le32(w, q->most);
	wr_le32(w, q->fields);
	msg_put_bool(w, q->all);
	domain_put_account(w, &q->account);
	put_password(w, &q->password);
	msg_put_bool(w, q->policy != NULL);
	if (q->policy != NULL)
		domain_put_facts(w, q->policy);
	put_lists(w, q);
}

static const struct rpc_domain_facts *
get_policy(struct rd *r, struct arena *mem)
{
	struct rpc_domain_facts	*f;

	if (!msg_get_bool(r))
		return NULL;
	f = arena_alloc(mem, sizeof(*f));
	if (f != NULL)
		domain_get_facts(r, mem, f);
	return f;
}

void
msg_get_domain_ask(struct rd *r, struct arena *mem, struct msg_domain_ask *m)
{
	struct rpc_domain_ask	*q = &m->ask;

	memset(m, 0, sizeof(*m));
	m->view = rd_le32(r);
	get_caller(r, &m->caller);
	q->caller = &m->caller;
	q->op = (enum rpc_domain_op)rd_u8(r);
	q->domain = (enum rpc_domain_which)rd_u8(r);
	q->kind = (enum sid_use)rd_u8(r);
	if (q->op >= DOMAIN_OP_COUNT || q->domain > DOMAIN_BUILTIN ||
	    q->kind > SID_USE_COMPUTER)
		rd_fail(r);
	q->rid = rd_le32(r);
	q->by_place = msg_get_bool(r);
	q->begin = rd_le32(r);
	q->most = rd_le32(r);
	q->fields = rd_le32(r);
	q->all = msg_get_bool(r);
	domain_get_account(r, mem, &q->account);
	get_password(r, &q->password);
	q->policy = get_policy(r, mem);
	get_lists(r, mem, q);
	if (!arena_ok(mem))
		rd_fail(r);
}

/* --- tickets --- */

void
msg_put_ticket_make(struct wr *w, const struct msg_ticket_make *m)
{
	wr_u8(w, (uint8_t)m->form);
	msg_put_blob(w, m->bytes.base, m->bytes.len);
	msg_put_blob(w, m->key.base, m->key.len);
}

void
msg_get_ticket_make(struct rd *r, struct msg_ticket_make *m)
{
	m->form = (enum rpc_password_form)rd_u8(r);
	m->bytes = msg_get_blob(r);
	m->key = msg_get_blob(r);
	if (m->form == PASSWORD_NONE || m->form >= PASSWORD_TICKET ||
	    m->bytes.len > MSG_TICKET_BYTES_MAX || m->key.len > MSG_KEY_MAX)
		rd_fail(r);
}

void
msg_put_ticket(struct wr *w, const struct msg_ticket *m)
{
	msg_put_status(w, m->status);
	wr_bytes(w, m->ticket, sizeof(m->ticket));
}

void
msg_get_ticket(struct rd *r, struct msg_ticket *m)
{
	m->status = msg_get_status(r);
	rd_copy(r, m->ticket, sizeof(m->ticket));
}

void
msg_put_secret_ticket(struct wr *w, const struct msg_secret_ticket *m)
{
	wr_bytes(w, m->ticket, sizeof(m->ticket));
	msg_put_secret(w, &m->secret);
}

void
msg_get_secret_ticket(struct rd *r, struct msg_secret_ticket *m)
{
	rd_copy(r, m->ticket, sizeof(m->ticket));
	msg_get_secret(r, &m->secret);
}
