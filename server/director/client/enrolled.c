/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/client/enrolled.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/cohort.h"
#include "base/log.h"
#include "base/text.h"
#include "base/tree.h"
#include "protocol/sms/listkeys.h"
#include "server/director/account/lists.h"
#include "server/director/client/token.h"
#include "server/director/director.h"

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

struct enrolments {
	struct entries		 entries;
	size_t			 n;
	TAILQ_HEAD(, touched)	 touched;
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

static void
settled(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("cohorts of clients are not stored, they are found "
		    "again at the next start: %s", failed->text);
}

void
enrolments_settle(struct director *d)
{
	struct batch	*b = NULL;
	struct entry	*x;
	unsigned	 c;
	size_t		 n = 0;

	RB_FOREACH(x, entries, &d->enrolments->entries) {
		c = cohort_of(x->e.cohort, (unsigned)d->env->config.cohorts,
		    &d->site.server, x->e.name);
		if (c == x->e.cohort)
			continue;
		x->e.cohort = c;
		if (b == NULL)
			b = store_batch_new();
		store_enrolled_cohort(b, &x->e.guid, c);
		n++;
	}
	if (b == NULL)
		return;
	(void)store_submit(d->store, &b, settled, NULL);
	log_info("%zu clients go to another cohort of %lld", n,
	    (long long)d->env->config.cohorts);
	lists_wanted(d, "clients go to another cohort");
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
	e.cohort = row.cohort = cohort_of(x == NULL ? 0 : x->e.cohort,
	    (unsigned)d->env->config.cohorts, &d->site.server, r->name);
	store_enrolled_put(b, &row);
	store_token_use(b, r->id, e.since);
	if (!touch(d, &r->guid))
		return;		/* known after the next start */
	if (x != NULL)
		x->e = e;
	else
		(void)insert(d, &e);
	tokens_spend(d->tokens, r->id);
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

void
enrolments_commit(struct director *d)
{
	struct touched	*t;

	while ((t = TAILQ_FIRST(&d->enrolments->touched)) != NULL)
		forget_touched(d, t);
	if (tokens_commit(d->tokens))
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
	tokens_undo(d->tokens);
}

/* --- start and end --- */

struct loading {
	struct director	*d;
	struct guid	 last;
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
		    .window = row->window, .cohort = row->cohort,
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

int
enrolments_new(struct director *d, struct err *e)
{
	struct loading	 l = { .d = d };

	d->enrolments = calloc(1, sizeof(*d->enrolments));
	if (d->enrolments == NULL)
		return err_set(e, ENOMEM, "out of memory");
	RB_INIT(&d->enrolments->entries);
	TAILQ_INIT(&d->enrolments->touched);
	if (load_clients(&l) != 0) {
		*e = l.e;
		return -l.e.code;
	}
	return tokens_new(d, e);
}

void
enrolments_free(struct director *d)
{
	struct enrolments	*all = d->enrolments;

	if (all == NULL)
		return;
	enrolments_undo(d);
	tokens_free(&d->tokens);
	while (!RB_EMPTY(&all->entries))
		drop(d, RB_MIN(entries, &all->entries));
	free(all);
	d->enrolments = NULL;
}
