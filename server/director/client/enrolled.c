/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/client/enrolled.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include <uthash.h>

#include "base/log.h"
#include "base/text.h"
#include "base/tree.h"
#include "protocol/sms/listkeys.h"
#include "server/director/account/lists.h"
#include "server/director/director.h"

#define TOKEN_KEEP_US	(30LL * 24 * 3600 * 1000000)	/* after they ran out */

/* How one was before the lane's batch. */
struct touched {
	TAILQ_ENTRY(touched)	 link;
	struct guid		 guid;
	bool			 was_there;
	struct enrolled		 was;
};

struct entry {
	RB_ENTRY(entry)		 link;
	struct enrolled		 e;
};
RB_HEAD(entries, entry);

struct token {
	UT_hash_handle		 hh;
	struct enrol_token	 t;
};

struct enrolments {
	struct entries		 entries;
	size_t			 n;
	struct token		*tokens;
	TAILQ_HEAD(, touched)	 touched;
	TAILQ_HEAD(, spent)	 spent;
};

/* A token that the lane's batch uses up. */
struct spent {
	TAILQ_ENTRY(spent)	 link;
	uint8_t			 id[ENROL_ID_BYTES];
};

static int
compare(struct entry *a, struct entry *b)
{
	return keys_order(&a->e.guid, &b->e.guid);
}

TREE_GENERATE(entries, entry, link, compare)

/* --- looking --- */

static struct entry *
find(const struct director *d, const struct guid *guid)
{
	struct entry	 key = { .e = { .guid = *guid } };

	return RB_FIND(entries, &d->enrolments->entries, &key);
}

const struct enrolled *
enrolled_find(const struct director *d, const struct guid *guid)
{
	const struct entry	*x = find(d, guid);

	return x == NULL ? NULL : &x->e;
}

const struct enrolled *
enrolled_next(const struct director *d, const struct guid *after)
{
	struct entries	*all = &d->enrolments->entries;
	struct entry	 key, *x;

	if (after == NULL)
		x = RB_MIN(entries, all);
	else {
		key.e.guid = *after;
		x = RB_NFIND(entries, all, &key);
		if (x != NULL && guid_equal(&x->e.guid, after))
			x = RB_NEXT(entries, all, x);
	}
	return x == NULL ? NULL : &x->e;
}

size_t
enrolled_count(const struct director *d)
{
	return d->enrolments->n;
}

static struct token *
find_token(const struct director *d, const uint8_t *id)
{
	struct token	*t;

	HASH_FIND(hh, d->enrolments->tokens, id, ENROL_ID_BYTES, t);
	return t;
}

const struct enrol_token *
token_find(const struct director *d, const uint8_t id[static ENROL_ID_BYTES])
{
	const struct token	*t = find_token(d, id);

	return t == NULL ? NULL : &t->t;
}

/* --- changing what is in memory --- */

static struct entry *
insert(struct director *d, const struct enrolled *e)
{
	struct entry	*x = calloc(1, sizeof(*x));

	if (x == NULL)
		return NULL;
	x->e = *e;
	(void)RB_INSERT(entries, &d->enrolments->entries, x);
	d->enrolments->n++;
	return x;
}

static void
drop(struct director *d, struct entry *x)
{
	(void)RB_REMOVE(entries, &d->enrolments->entries, x);
	d->enrolments->n--;
	free(x);
}

void
token_added(struct director *d, const struct enrol_token *row)
{
	struct token	*t = calloc(1, sizeof(*t));

	if (t == NULL)
		return;		/* known again after the next start */
	t->t = *row;
	HASH_ADD(hh, d->enrolments->tokens, t.id, ENROL_ID_BYTES, t);
}

static struct touched *
find_touched(struct director *d, const struct guid *guid)
{
	struct touched	*t;

	TAILQ_FOREACH(t, &d->enrolments->touched, link)
		if (guid_equal(&t->guid, guid))
			return t;
	return NULL;
}

static void
forget_touched(struct director *d, struct touched *t)
{
	if (t == NULL)
		return;
	TAILQ_REMOVE(&d->enrolments->touched, t, link);
	free(t);
}

void
enrolled_forgotten(struct director *d, const struct guid *guid)
{
	struct entry	*x = find(d, guid);

	forget_touched(d, find_touched(d, guid));
	if (x != NULL)
		drop(d, x);
}

static void
set_kek(struct enrolled *dst, const struct enrolled *as, const uint8_t *kek)
{
	if (memcmp(dst->agreement, as->agreement, CIPHER_KEY_SIZE) != 0)
		return;		/* it has enrolled again meanwhile */
	memcpy(dst->kek, kek, ENROLLED_KEK_SIZE);
	dst->has_kek = true;
}

void
enrolled_has_kek(struct director *d, const struct enrolled *e,
    const uint8_t kek[static ENROLLED_KEK_SIZE])
{
	struct entry	*x = find(d, &e->guid);
	struct touched	*t = find_touched(d, &e->guid);

	if (x != NULL)
		set_kek(&x->e, e, kek);
	if (t != NULL && t->was_there)
		set_kek(&t->was, e, kek);
}

/* --- the lane's batch --- */

/* Before the first change of a batch; false: no memory. */
static bool
touch(struct director *d, const struct guid *guid)
{
	const struct entry	*x = find(d, guid);
	struct touched		*t = find_touched(d, guid);

	if (t != NULL)
		return true;
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return false;
	t->guid = *guid;
	t->was_there = x != NULL;
	if (x != NULL)
		t->was = x->e;
	TAILQ_INSERT_TAIL(&d->enrolments->touched, t, link);
	return true;
}

static void
spend_token(struct director *d, const uint8_t *id)
{
	struct token	*t = find_token(d, id);
	struct spent	*s = calloc(1, sizeof(*s));

	t->t.used = true;
	if (s == NULL)
		return;		/* the store refuses it, should that matter */
	memcpy(s->id, id, sizeof(s->id));
	TAILQ_INSERT_TAIL(&d->enrolments->spent, s, link);
}

void
enrolled_put(struct director *d, const struct enrol_reply *r,
    struct batch *b)
{
	struct enrolled		 e = { .guid = r->guid, .since = wall_now() };
	struct enrolled_row	 row = { .guid = r->guid, .name = r->name,
				    .since = e.since };
	struct entry		*x = find(d, &r->guid);

	memcpy(e.name, r->name, sizeof(e.name));
	memcpy(e.agreement, r->agreement, sizeof(e.agreement));
	memcpy(e.signing, r->signing, sizeof(e.signing));
	memcpy(row.agreement, r->agreement, sizeof(row.agreement));
	memcpy(row.signing, r->signing, sizeof(row.signing));
	store_enrolled_put(b, &row);
	store_token_use(b, r->id, e.since);
	if (!touch(d, &r->guid))
		return;		/* known after the next start */
	if (x != NULL)
		x->e = e;
	else
		(void)insert(d, &e);
	spend_token(d, r->id);
}

void
enrolled_spend(struct director *d, const struct guid *guid,
    uint64_t sequence)
{
	struct entry	*x = find(d, guid);

	if (x != NULL && touch(d, guid))
		sequence_take(&x->e.window, sequence);
}

void
enrolled_give_back(struct director *d, const struct guid *guid,
    uint64_t sequence)
{
	struct entry	*x = find(d, guid);

	if (x != NULL)
		sequence_give_back(&x->e.window, sequence);
}

static void
forget_spent(struct director *d, bool undo)
{
	struct spent	*s;
	struct token	*t;

	while ((s = TAILQ_FIRST(&d->enrolments->spent)) != NULL) {
		t = find_token(d, s->id);
		if (undo && t != NULL)
			t->t.used = false;
		TAILQ_REMOVE(&d->enrolments->spent, s, link);
		free(s);
	}
}

void
enrolments_commit(struct director *d)
{
	bool		 enrolled = !TAILQ_EMPTY(&d->enrolments->spent);
	struct touched	*t;

	while ((t = TAILQ_FIRST(&d->enrolments->touched)) != NULL)
		forget_touched(d, t);
	forget_spent(d, false);
	if (enrolled)
		lists_wanted(d, "a client enrolled");
}

void
enrolments_undo(struct director *d)
{
	struct touched	*t;
	struct entry	*x;

	while ((t = TAILQ_FIRST(&d->enrolments->touched)) != NULL) {
		x = find(d, &t->guid);
		if (x != NULL && t->was_there)
			x->e = t->was;
		else if (x != NULL)
			drop(d, x);
		forget_touched(d, t);
	}
	forget_spent(d, true);
}

/* --- start and end --- */

struct loading {
	struct director	*d;
	struct guid	 last;
	uint8_t		 last_token[ENROL_ID_BYTES];
	bool		 more;
	struct err	 e;
};

static void
take_clients(void *arg, const struct err *failed,
    const struct enrolled_list *list)
{
	struct loading			*l = arg;
	const struct enrolled_row	*row;
	struct enrolled			 e;
	size_t				 i;

	if (failed != NULL) {
		l->e = *failed;
		return;
	}
	for (i = 0; i < list->n; i++) {
		row = &list->rows[i];
		e = (struct enrolled){ .guid = row->guid,
		    .window = row->window,
		    .since = row->since };
		text_copy(e.name, sizeof(e.name), row->name);
		memcpy(e.agreement, row->agreement, sizeof(e.agreement));
		memcpy(e.signing, row->signing, sizeof(e.signing));
		e.has_kek = row->kek.len == sizeof(e.kek);
		if (e.has_kek)
			memcpy(e.kek, row->kek.data, sizeof(e.kek));
		if (insert(l->d, &e) == NULL)
			(void)err_set(&l->e, ENOMEM, "out of memory");
		l->last = e.guid;
	}
	l->more = list->more;
}

static void
take_tokens(void *arg, const struct err *failed,
    const struct token_list *list)
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
		t.expires = list->rows[i].expires;
		t.used = list->rows[i].used.us != 0;
		token_added(l->d, &t);
		memcpy(l->last_token, t.id, sizeof(t.id));
	}
	l->more = list->more;
}

static int
load_clients(struct loading *l)
{
	const struct guid	*after = NULL;

	do {
		l->more = false;
		if (store_enrolled(l->d->store, after, take_clients, l) != 0)
			return err_set(&l->e, ENOMEM, "out of memory");
		store_wait(l->d->store);
		after = &l->last;
	} while (l->more && l->e.code == 0);
	return -l->e.code;
}

static int
load_tokens(struct loading *l)
{
	const uint8_t	*after = NULL;

	do {
		l->more = false;
		if (store_tokens(l->d->store, after, take_tokens, l) != 0)
			return err_set(&l->e, ENOMEM, "out of memory");
		store_wait(l->d->store);
		after = l->last_token;
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
prune_tokens(struct director *d)
{
	struct batch	*b = store_batch_new();

	store_token_prune(b, (struct wall){ wall_now().us - TOKEN_KEEP_US });
	(void)store_submit(d->store, &b, pruned, NULL);
}

int
enrolments_new(struct director *d, struct err *e)
{
	struct loading	 l = { .d = d };

	d->enrolments = calloc(1, sizeof(*d->enrolments));
	if (d->enrolments == NULL)
		return err_set(e, ENOMEM, "out of memory");
	RB_INIT(&d->enrolments->entries);
	TAILQ_INIT(&d->enrolments->touched);
	TAILQ_INIT(&d->enrolments->spent);
	prune_tokens(d);
	if (load_clients(&l) != 0 || load_tokens(&l) != 0) {
		*e = l.e;
		return -l.e.code;
	}
	return 0;
}

void
enrolments_free(struct director *d)
{
	struct enrolments	*all = d->enrolments;
	struct token		*t, *next;

	if (all == NULL)
		return;
	enrolments_undo(d);
	while (!RB_EMPTY(&all->entries))
		drop(d, RB_MIN(entries, &all->entries));
	HASH_ITER(hh, all->tokens, t, next) {
		HASH_DEL(all->tokens, t);
		free(t);
	}
	free(all);
	d->enrolments = NULL;
}
