/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/tickets.h"

#include <sys/queue.h>

#include <errno.h>
#include <event2/event_struct.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "server/timer.h"

#define BUFFER		512		/* the password stands at its end */
#define OPEN_SIZE	(BUFFER + 4)	/* and its length behind it */
#define SALT		16

/* All of it lies in locked memory. */
struct ticket {
	TAILQ_ENTRY(ticket)	 link;		/* oldest first */
	uint8_t			 id[DOMAIN_TICKET_SIZE];
	unsigned		 worker;
	struct mono		 until;
	bool			 is_hash;
	uint8_t			 hash[NT_HASH_SIZE];
	char			 text[DESK_SIZE];
	uint8_t			 open[OPEN_SIZE];	/* while it is opened */
};

struct tickets {
	struct secret_pool	*pool;
	TAILQ_HEAD(, ticket)	 list;
	struct event		 look;
};

static void
drop(struct tickets *t, struct ticket *one)
{
	TAILQ_REMOVE(&t->list, one, link);
	secret_pool_give(t->pool, one);
}

static void
drop_old(struct tickets *t)
{
	struct ticket	*one;
	struct mono	 now = mono_now();

	while ((one = TAILQ_FIRST(&t->list)) != NULL &&
	    mono_passed(one->until, now))
		drop(t, one);
	if (one != NULL)
		timer_after(&t->look, mono_ms_between(now, one->until) + 1);
}

static void
on_look(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	drop_old(arg);
}

struct tickets *
tickets_new(struct keeper *k)
{
	struct tickets	*t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->pool = secret_pool_new(sizeof(struct ticket));
	TAILQ_INIT(&t->list);
	(void)event_assign(&t->look, k->env->base, -1, 0, on_look, t);
	if (t->pool == NULL)
		tickets_free(&t);
	return t;
}

void
tickets_free(struct tickets **tp)
{
	struct tickets	*t = *tp;

	if (t == NULL)
		return;
	*tp = NULL;
	(void)event_del(&t->look);
	secret_pool_free(&t->pool);
	free(t);
}

void
tickets_worker_lost(struct keeper *k, unsigned worker)
{
	struct ticket	*one, *next;

	for (one = TAILQ_FIRST(&k->tickets->list); one != NULL; one = next) {
		next = TAILQ_NEXT(one, link);
		if (one->worker == worker)
			drop(k->tickets, one);
	}
}

static struct ticket *
find(struct tickets *t, const uint8_t id[static DOMAIN_TICKET_SIZE])
{
	struct ticket	*one, *found = NULL;

	drop_old(t);
	TAILQ_FOREACH(one, &t->list, link)
		if (secret_equal(one->id, id, sizeof(one->id)))
			found = one;
	return found;
}

void
tickets_forget(struct keeper *k, unsigned worker,
    const uint8_t id[static DOMAIN_TICKET_SIZE])
{
	struct ticket	*one = find(k->tickets, id);

	if (one != NULL && one->worker == worker)
		drop(k->tickets, one);
}

/* --- opening --- */

static enum ntstatus
take_text(struct ticket *one)
{
	struct rd	 r = rd_over(one->open, OPEN_SIZE);
	struct rd	 tail = rd_at(&r, BUFFER, 4);
	uint32_t	 n = rd_le32(&tail);

	if (n > BUFFER || n % 2 != 0)
		return NT_WRONG_PASSWORD;
	switch (utf16_decode(rd_at(&r, BUFFER - n, n), one->text,
	    sizeof(one->text))) {
	case 0:
		return NT_OK;
	case -EILSEQ:
		return NT_WRONG_PASSWORD;
	default:
		return NT_PASSWORD_RESTRICTION;
	}
}

static enum ntstatus
open_rc4(struct keeper *k, const struct msg_ticket_make *m,
    struct ticket *one)
{
	if (m->bytes.len != OPEN_SIZE)
		return NT_INVALID_PARAMETER;
	if (ntlm_rc4(k->ntlm, m->key, m->bytes, one->open) != 0)
		return NT_NO_MEMORY;
	return take_text(one);
}

/* The salt, which comes behind, makes another key of the session's. */
static enum ntstatus
open_salted(struct keeper *k, const struct msg_ticket_make *m,
    struct ticket *one)
{
	struct rd	 r = m->bytes;
	struct rd	 sealed = rd_take(&r, OPEN_SIZE);
	struct rd	 parts[] = { rd_take(&r, SALT), m->key };
	uint8_t		 key[NTLM_KEY_SIZE];
	int		 error;

	if (!rd_end(&r))
		return NT_INVALID_PARAMETER;
	error = ntlm_md5(k->ntlm, parts, 2, key);
	if (error == 0)
		error = ntlm_rc4(k->ntlm, rd_over(key, sizeof(key)), sealed,
		    one->open);
	secret_wipe(key, sizeof(key));
	return error != 0 ? NT_NO_MEMORY : take_text(one);
}

/* The NT hash; the LM hash behind it is of no use to anybody. */
static enum ntstatus
open_hash(struct keeper *k, const struct msg_ticket_make *m,
    struct ticket *one)
{
	if (m->bytes.len != 2 * NT_HASH_SIZE || m->key.len != NTLM_KEY_SIZE)
		return NT_INVALID_PARAMETER;
	one->is_hash = true;
	return ntlm_des_open(k->ntlm, m->key.base, m->bytes.base,
	    one->hash) != 0 ? NT_NO_MEMORY : NT_OK;
}

static enum ntstatus	(*const opens[PASSWORD_TICKET])(struct keeper *,
			    const struct msg_ticket_make *, struct ticket *) = {
[PASSWORD_RC4]		= open_rc4,
[PASSWORD_RC4_SALTED]	= open_salted,
[PASSWORD_HASHES]	= open_hash,
};

static size_t
count_of(const struct tickets *t, unsigned worker)
{
	const struct ticket	*one;
	size_t			 n = 0;

	TAILQ_FOREACH(one, &t->list, link)
		n += one->worker == worker;
	return n;
}

static struct ticket *
ticket_new(struct tickets *t, unsigned worker)
{
	struct ticket	*one = NULL;

	drop_old(t);
	if (count_of(t, worker) < TICKETS_MAX)
		one = secret_pool_take(t->pool);
	if (one == NULL)
		return NULL;
	one->worker = worker;
	one->until = mono_after(mono_now(), TICKETS_LIFE_MS);
	secret_random(one->id, sizeof(one->id));
	return one;
}

void
tickets_make(struct keeper *k, unsigned worker,
    const struct msg_ticket_make *m, struct msg_ticket *out)
{
	struct tickets	*t = k->tickets;
	struct ticket	*one = ticket_new(t, worker);

	memset(out, 0, sizeof(*out));
	if (one == NULL) {
		out->status = NT_INSUFFICIENT_RESOURCES;
		return;
	}
	/* RC4 keys are those that NTLM makes. */
	out->status = m->key.len != NTLM_KEY_SIZE ? NT_NO_USER_SESSION_KEY :
	    opens[m->form](k, m, one);
	secret_wipe(one->open, sizeof(one->open));
	if (out->status != NT_OK) {
		secret_pool_give(t->pool, one);
		return;
	}
	memcpy(out->ticket, one->id, sizeof(out->ticket));
	TAILQ_INSERT_TAIL(&t->list, one, link);
	drop_old(t);			/* arms the timer */
}

/* --- redeeming --- */

bool
tickets_redeem(struct keeper *k, const uint8_t id[static DOMAIN_TICKET_SIZE],
    struct brought *out)
{
	struct ticket	*found = find(k->tickets, id);

	if (found == NULL)
		return false;
	TAILQ_REMOVE(&k->tickets->list, found, link);
	*out = (struct brought){ found->is_hash ? NULL : found->text,
	    found->is_hash ? found->hash : NULL, found };
	return true;
}

void
tickets_drop(struct keeper *k, struct brought *b)
{
	secret_pool_give(k->tickets->pool, b->piece);
	memset(b, 0, sizeof(*b));
}
