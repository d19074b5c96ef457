/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/sam_change.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

#define WAITING_MAX	4096	/* changes */

static const struct {
	sam_make	*make;
	const char	*verb;		/* of the audit */
	const char	*done;		/* of the log */
} steps[DOMAIN_OP_COUNT] = {
[DOMAIN_CREATE]	= { sam_make_create,	"samr create",	"created" },
[DOMAIN_DELETE]	= { sam_make_delete,	"samr delete",	"deleted" },
[DOMAIN_WRITE]	= { sam_make_write,	"samr set",	"changed" },
[DOMAIN_JOIN]	= { sam_join,		"samr join",	"has a new member" },
[DOMAIN_PART]	= { sam_part,		"samr part",	"lost a member" },
[DOMAIN_GRANT]	= { sam_grant,		"lsa grant",	"has more rights" },
[DOMAIN_REVOKE]	= { sam_revoke,		"lsa revoke",	"has fewer rights" },
};

/* --- what is changed --- */

/* What is as it was is not written: replicas would get it all the same. */
static bool
is_there(const struct sam_change *c, const struct sam_row *row)
{
	struct rd	 value;

	return row->rid == NULL &&
	    view_get(&c->call.view, row->key, &value) &&
	    value.len == row->value.len && (value.len == 0 ||
	    memcmp(value.base, row->value.data, value.len) == 0);
}

static void
edit(struct sam_change *c, const struct sam_row *row, bool removed)
{
	struct sam_edit	*e = arena_alloc(&c->call.mem, sizeof(*e));
	void		*value = NULL;

	if (e == NULL || (!removed && is_there(c, row)))
		return;
	if (row->value.len > 0 && (value = arena_alloc(&c->call.mem,
	    row->value.len)) != NULL)
		memcpy(value, row->value.data, row->value.len);
	e->key = arena_text(&c->call.mem, row->key, strlen(row->key));
	e->rid = row->rid;
	e->value = rd_over(value, value == NULL ? 0 : row->value.len);
	e->removed = removed;
	STAILQ_INSERT_TAIL(&c->edits, e, link);
	if (removed)
		store_sam_remove(c->batch, row->key);
	else
		store_sam_put(c->batch, row);
}

static void
put_record(struct sam_change *c, struct sam_row *row,
    const struct rpc_account *a)
{
	uint8_t		*bytes = malloc(SAM_RECORD_MAX);
	struct wr	 w = wr_over(bytes, SAM_RECORD_MAX);

	if (bytes != NULL)
		sam_record_put(&w, a);
	if (bytes == NULL || !wr_ok(&w)) {
		free(bytes);
		c->call.mem.failed = true;
		return;
	}
	row->value = (struct store_blob){ bytes, wr_written(&w).len };
	edit(c, row, false);
	free(bytes);
}

void
sam_put(struct sam_change *c, const char *key, const struct rpc_account *a)
{
	struct sam_row	 row = { .key = key, .name = key[0] == FACT_USER ?
			    NULL : a->name };

	put_record(c, &row, a);
}

void
sam_put_new(struct sam_change *c, enum fact_kind kind,
    const struct rpc_account *a)
{
	const char	 key[] = { (char)kind, ':', '\0' };
	struct sam_row	 row = { .key = key, .name = a->name };

	c->rid = row.rid = store_sam_rid(c->batch);
	put_record(c, &row, a);
}

void
sam_put_bytes(struct sam_change *c, const char *key, struct rd value)
{
	edit(c, &(struct sam_row){ .key = key,
	    .value = { value.base, value.len } }, false);
}

void
sam_remove(struct sam_change *c, const char *key)
{
	edit(c, &(struct sam_row){ .key = key }, true);
}

bool
sam_may_touch(struct sam_change *c, const struct account_entry *a)
{
	if (a->kind == ACCOUNT_DOMAIN)
		return true;
	log_limited(&c->call.d->sam->refused, LVL_WARN, "account \"%s\": not "
	    "changed over samr, as %s asked: it is %s of this site; see "
	    "sitectl account", VIS(a->name), VIS(c->caller.account),
	    a->kind == ACCOUNT_OPERATOR ? "an operator" :
	    "a client connection account");
	return false;
}

void
sam_detail(struct sam_change *c, const char *word)
{
	const size_t	 most = sizeof(c->detail) - sizeof(", ...");
	size_t		 n = strlen(c->detail);

	if (n >= 3 && strcmp(c->detail + n - 3, "...") == 0)
		return;
	(void)snprintf(c->detail + n, sizeof(c->detail) - n, "%s%s",
	    n == 0 ? "" : ", ", n + strlen(word) + 2 > most ? "..." : word);
}

/* --- the end --- */

static void	run(struct director *);

static void
end(struct sam_change *c, enum ntstatus status)
{
	struct sam	*s = c->call.d->sam;
	struct director	*d = c->call.d;

	TAILQ_REMOVE(&s->changes, c, link);
	s->waiting--;
	if (s->now == c)
		s->now = NULL;
	c->call.r.status = status;
	c->call.r.rows = c->call.rows;
	if (status != NT_OK)
		c->call.r.count = 0;
	c->done(c->arg, &c->call.r);
	store_batch_free(&c->batch);
	if (c->is_new)
		book_entry_free(c->user);
	free(c->effect.verifier);
	free(c->effect.password);
	arena_free(&c->call.mem);
	free(c);
	run(d);
}

/* --- once it is committed --- */

static void
apply_edit(struct sam_change *c, const struct sam_edit *e)
{
	struct sam_facts	*facts = &c->call.d->sam->facts;
	struct fact_key		 k;

	(void)snprintf(k.s, sizeof(k.s), "%s", e->key);
	if (e->rid != NULL)
		(void)fact_key(&k, (enum fact_kind)e->key[0], c->given);
	if (e->removed)
		sam_facts_remove(facts, k.s);
	else if (sam_facts_put(facts, k.s, e->value) != 0)
		log_error("domain: what was stored is shown at the next "
		    "start: out of memory");
}

static void
tell_log(const struct sam_change *c)
{
	log_info("domain: %s \"%s\": %s by %s%s%s",
	    c->q.op == DOMAIN_GRANT || c->q.op == DOMAIN_REVOKE ? "account" :
	    c->q.kind == SID_USE_USER ? "user" : c->q.kind == SID_USE_GROUP ?
	    "group" : "alias", VIS(c->object), steps[c->q.op].done,
	    VIS(c->caller.account), c->detail[0] == '\0' ? "" : ": ",
	    VIS(c->detail));
}

/* Rows are as all is now. */
static enum ntstatus
answer_row(struct sam_change *c)
{
	struct rpc_account	*row;

	if (c->q.op != DOMAIN_CREATE)
		return NT_OK;
	row = sam_row(&c->call);
	return row != NULL && sam_row_of(&c->call, c->q.kind,
	    c->given, row) ? NT_OK : NT_NO_MEMORY;
}

static void
take_effect(void *arg)
{
	struct sam_change	*c = arg;
	struct director		*d = c->call.d;
	const struct sam_edit	*e;

	STAILQ_FOREACH(e, &c->edits, link)
		apply_edit(c, e);
	d->sam->version++;
	if (c->is_new) {
		book_insert(d->accounts, c->user);
		c->is_new = false;
	}
	if (c->user != NULL)
		book_apply(d, c->user, &c->effect);
	STAILQ_FOREACH(e, &c->edits, link)
		if (e->rid == NULL)
			sam_tell(d, e->key);
	tell_log(c);
	end(c, answer_row(c));
}

static enum ntstatus
status_of(const struct sam_change *c, const struct err *failed)
{
	if (failed->code == EEXIST && c->taken != NT_OK)
		return c->taken;
	log_error("domain: \"%s\": not changed: %s", VIS(c->object),
	    failed->text);
	return failed->code == ENOSPC ? NT_DISK_FULL :
	    failed->code == ENOMEM ? NT_NO_MEMORY : NT_INTERNAL_ERROR;
}

/* The batch goes now, and with it what it gave. */
static void
committed(void *arg, const struct err *failed)
{
	struct sam_change	*c = arg;

	if (failed != NULL) {
		end(c, status_of(c, failed));
		return;
	}
	if (c->rid != NULL)
		c->given = *c->rid;
	if (c->is_new)
		c->user->rid = c->given;
	domain_sync(c->call.d, take_effect, c);
}

static void
submit(struct sam_change *c)
{
	struct audit_row	 audit = { .at = wall_now(),
				    .uid = UINT32_MAX,
				    .who = c->caller.account,
				    .verb = steps[c->q.op].verb,
				    .object = c->object,
				    .outcome = AUDIT_DONE,
				    .detail = c->detail };
	struct err		 e;
	int			 rc;

	if (!arena_ok(&c->call.mem)) {
		end(c, NT_NO_MEMORY);
		return;
	}
	(void)store_audit(c->batch, &audit);
	rc = store_submit(c->call.d->store, &c->batch, committed, c);
	if (rc != 0) {
		(void)err_set(&e, -rc, "%s", strerror(-rc));
		end(c, status_of(c, &e));
	}
}

static bool
changes_something(const struct sam_change *c)
{
	const struct book_effect	*as = &c->effect;

	return !STAILQ_EMPTY(&c->edits) || c->is_new || as->state != 0 ||
	    as->unlock || as->verifier != NULL || !arena_ok(&c->call.mem);
}

void
sam_change_go_on(struct sam_change *c, enum ntstatus status)
{
	c->task = 0;
	if (status == NT_OK && changes_something(c))
		submit(c);
	else
		end(c, status);
}

/* --- one after the other --- */

/* What takes away always may: it comes to an end by itself. */
static bool
is_full(const struct sam_change *c)
{
	const struct sam	*s = c->call.d->sam;
	size_t			 behind = c->call.d->domain->set.bytes;

	return s->facts.bytes + behind >= SAM_BYTES_MAX &&
	    c->q.op != DOMAIN_DELETE && c->q.op != DOMAIN_PART &&
	    c->q.op != DOMAIN_REVOKE;
}

static void
begin(struct sam_change *c)
{
	enum ntstatus	 status;

	if (is_full(c)) {
		log_limited(&c->call.d->sam->refused, LVL_WARN, "domain: not "
		    "changed over samr, as %s asked: there is too much of it, "
		    "or replicas are too late; see sitectl domain dcs",
		    VIS(c->caller.account));
		sam_change_go_on(c, NT_INSUFFICIENT_RESOURCES);
		return;
	}
	c->batch = store_batch_new();
	status = c->batch == NULL ? NT_NO_MEMORY : steps[c->q.op].make(c);
	if (status != NT_LATER)
		sam_change_go_on(c, status);
}

/* Not deeper for each one that ends at once. */
static void
run(struct director *d)
{
	struct sam		*s = d->sam;

	if (s->running)
		return;
	s->running = true;
	while (s->now == NULL && (s->now = TAILQ_FIRST(&s->changes)) != NULL)
		begin(s->now);
	s->running = false;
}

int
sam_change_take(struct sam_call *call, sam_done *done, void *arg)
{
	struct sam		*s = call->d->sam;
	struct sam_change	*c;

	if (s->waiting >= WAITING_MAX)
		return -EAGAIN;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->call = *call;
	c->done = done;
	c->arg = arg;
	STAILQ_INIT(&c->edits);
	arena_init(&c->call.mem, SAM_ANSWER_MAX);
	c->q = sam_copy(&c->call.mem, call->q);
	c->call.q = &c->q;
	if (call->q->caller != NULL)
		c->caller = *call->q->caller;
	else
		text_copy(c->caller.account, sizeof(c->caller.account),
		    "sited");
	c->q.caller = &c->caller;
	if (!arena_ok(&c->call.mem)) {
		arena_free(&c->call.mem);
		free(c);
		return -ENOMEM;
	}
	TAILQ_INSERT_TAIL(&s->changes, c, link);
	s->waiting++;
	run(call->d);
	return 0;
}

/* --- what the keeper seals --- */

bool
sam_sealed(struct director *d, uint64_t task, const struct msg_secret_sealed *m)
{
	struct sam_change	*c = d->sam->now;
	struct book_effect	*as = c == NULL ? NULL : &c->effect;

	if (c == NULL || c->task == 0 || c->task != task ||
	    c->user->id != m->account)
		return false;
	if (m->why[0] != '\0') {
		log_info("domain: user \"%s\": password not set: %s",
		    VIS(c->object), m->why);
		sam_change_go_on(c, NT_PASSWORD_RESTRICTION);
	} else if (!book_set_blob(&as->verifier, &as->verifier_len,
	    m->verifier.base, m->verifier.len))
		sam_change_go_on(c, NT_NO_MEMORY);
	else {
		store_account_passwd(c->batch, c->user->id,
		    &(struct account_new_secret){ .secret = SECRET_ENTERED,
		    .verifier = { as->verifier, as->verifier_len } },
		    wall_now());
		sam_change_go_on(c, NT_OK);
	}
	return true;
}

void
sam_keeper_lost(struct director *d)
{
	struct sam_change	*c = d->sam->now;

	if (c != NULL && c->task != 0)
		sam_change_go_on(c, NT_INSUFFICIENT_RESOURCES);
}

/* What waits is answered; what is on its way to the disk gets there. */
void
sam_stop(struct director *d)
{
	struct sam_change	*c, *next;

	d->sam->running = true;
	for (c = TAILQ_FIRST(&d->sam->changes); c != NULL; c = next) {
		next = TAILQ_NEXT(c, link);
		if (c != d->sam->now || c->task != 0)
			end(c, NT_INSUFFICIENT_RESOURCES);
	}
}
