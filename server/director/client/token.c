/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/client/token.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include <uthash.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/director.h"
#include "store/enrolled.h"

#define KEEP_US		(30LL * 24 * 3600 * 1000000)	/* after they ran out */

struct token {
	UT_hash_handle		 hh;
	struct enrol_token	 t;
};

/* One that the lane's batch uses up. */
struct spent {
	TAILQ_ENTRY(spent)	 link;
	uint8_t			 id[ENROL_ID_BYTES];
};

struct tokens {
	struct token		*all;
	TAILQ_HEAD(, spent)	 spent;
};

static struct token *
find(const struct tokens *all, const uint8_t *id)
{
	struct token	*t;

	HASH_FIND(hh, all->all, id, ENROL_ID_BYTES, t);
	return t;
}

bool
token_is_bound(const struct enrol_token *t)
{
	static const struct guid	 any;

	return !guid_equal(&t->client, &any);
}

const struct enrol_token *
token_find(const struct director *d, const uint8_t id[static ENROL_ID_BYTES])
{
	const struct token	*t = find(d->tokens, id);

	return t == NULL ? NULL : &t->t;
}

void
token_added(struct director *d, const struct enrol_token *row)
{
	struct token	*t = calloc(1, sizeof(*t));

	if (t == NULL)
		return;		/* known again after the next start */
	t->t = *row;
	HASH_ADD(hh, d->tokens->all, t.id, ENROL_ID_BYTES, t);
}

/* --- the lane's batch --- */

void
tokens_spend(struct tokens *all, const uint8_t id[static ENROL_ID_BYTES])
{
	struct token	*t = find(all, id);
	struct spent	*s = calloc(1, sizeof(*s));

	t->t.used = true;
	if (s == NULL)
		return;		/* the store refuses it, should that matter */
	memcpy(s->id, id, sizeof(s->id));
	TAILQ_INSERT_TAIL(&all->spent, s, link);
}

static void
forget_spent(struct tokens *all, bool undo)
{
	struct spent	*s;
	struct token	*t;

	while ((s = TAILQ_FIRST(&all->spent)) != NULL) {
		t = find(all, s->id);
		if (undo && t != NULL)
			t->t.used = false;
		TAILQ_REMOVE(&all->spent, s, link);
		free(s);
	}
}

bool
tokens_commit(struct tokens *all)
{
	const bool	 any = !TAILQ_EMPTY(&all->spent);

	forget_spent(all, false);
	return any;
}

void
tokens_undo(struct tokens *all)
{
	if (all != NULL)
		forget_spent(all, true);
}

/* --- start and end --- */

struct loading {
	struct director	*d;
	uint8_t		 last[ENROL_ID_BYTES];
	bool		 more;
	struct err	 e;
};

static void
take(void *arg, const struct err *failed, const struct token_list *list)
{
	struct loading		*l = arg;
	struct enrol_token	 t;
	size_t			 i;

	if (failed != NULL) {
		l->e = *failed;
		return;
	}
	for (i = 0; i < list->n; i++) {
		memcpy(t.id, list->rows[i].id, sizeof(t.id));
		memcpy(t.public_key, list->rows[i].public_key,
		    sizeof(t.public_key));
		text_copy(t.name, sizeof(t.name), list->rows[i].name);
		t.client = list->rows[i].client;
		t.expires = list->rows[i].expires;
		t.used = list->rows[i].used.us != 0;
		token_added(l->d, &t);
		memcpy(l->last, t.id, sizeof(t.id));
	}
	l->more = list->more;
}

static int
load(struct loading *l)
{
	const uint8_t	*after = NULL;

	do {
		l->more = false;
		if (store_tokens(l->d->store, after, take, l) != 0)
			return err_set(&l->e, ENOMEM, "out of memory");
		store_wait(l->d->store);
		after = l->last;
	} while (l->more && l->e.code == 0);
	return -l->e.code;
}

static void
pruned(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("enrolment: old tokens: %s", failed->text);
}

static void
prune(struct director *d)
{
	struct batch	*b = store_batch_new();

	store_token_prune(b, (struct wall){ wall_now().us - KEEP_US });
	(void)store_submit(d->store, &b, pruned, NULL);
}

int
tokens_new(struct director *d, struct err *e)
{
	struct loading	 l = { .d = d };

	d->tokens = calloc(1, sizeof(*d->tokens));
	if (d->tokens == NULL)
		return err_set(e, ENOMEM, "out of memory");
	TAILQ_INIT(&d->tokens->spent);
	prune(d);
	if (load(&l) != 0) {
		*e = l.e;
		return -l.e.code;
	}
	return 0;
}

void
tokens_free(struct tokens **allp)
{
	struct tokens	*all = *allp;
	struct token	*t, *next;

	if (all == NULL)
		return;
	*allp = NULL;
	tokens_undo(all);
	HASH_ITER(hh, all->all, t, next) {
		HASH_DEL(all->all, t);
		free(t);
	}
	free(all);
}
