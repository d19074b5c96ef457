/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/telling.h"

#include <string.h>

#include "base/text.h"
#include "server/director/account/book.h"
#include "server/director/account/rotation.h"
#include "server/director/domain/domain.h"
#include "server/director/domain/sam.h"

/* Bytes that wait for the keeper: any account fits behind them. */
#define AHEAD	((size_t)256 * 1024)

/* --- one account --- */

/* A stored deadline on this boot's clock; in another boot by wall time. */
static struct mono
deadline_of(const struct stored_time *t)
{
	char		 boot[BOOT_ID_SIZE];
	int64_t		 ms;

	clock_boot_id(boot);
	if (boot[0] != '\0' && strcmp(boot, t->boot) == 0)
		return t->mono;
	ms = (t->wall.us - wall_now().us) / 1000;
	return mono_after(mono_now(), ms < 0 ? 0 : ms);
}

static void
say(struct director *d, struct chan *keeper, const struct account_entry *e)
{
	struct msg_account	 m = {
		.id = e->id,
		.rid = e->rid,
		.generation = e->generation,
		.cohort = (uint8_t)e->cohort,
		.state = book_wire_state(e->state),
		.is_operator = e->kind == ACCOUNT_OPERATOR,
		.is_domain = e->kind == ACCOUNT_DOMAIN,
		.is_generated = e->secret == SECRET_GENERATED,
		.verifier = rd_over(e->verifier, e->verifier_len),
		.previous = rd_over(e->previous, e->previous_len),
		.is_locked = e->is_locked,
		.locked_until = e->locked_until.wall,
	};

	m.wakes = rotation_wakes(d, e);
	m.is_leaked = e->leaked;
	m.is_sealed = rotation_seals(d, e);
	if (e->is_locked && e->locked_until.wall.us != 0)
		m.locked_until_mono = deadline_of(&e->locked_until);
	text_copy(m.name, sizeof(m.name), e->name);
	sam_logon_facts(d, 0, e->rid, &m.facts);
	m.nviews = (uint8_t)domain_views(d, e, m.views);
	msg_put_account(chan_begin(keeper, MSG_ACCOUNT, 0), &m);
	(void)chan_end(keeper);
}

/* --- what waits --- */

void
telling_init(struct telling *t)
{
	TAILQ_INIT(&t->first);
	TAILQ_INIT(&t->later);
}

static void
put(struct telling *t, struct account_entry *e, enum account_untold how)
{
	e->untold = how;
	TAILQ_INSERT_TAIL(how == UNTOLD_FIRST ? &t->first : &t->later, e,
	    telling);
}

static void
take(struct telling *t, struct account_entry *e)
{
	TAILQ_REMOVE(e->untold == UNTOLD_FIRST ? &t->first : &t->later, e,
	    telling);
	e->untold = UNTOLD_NOTHING;
}

static struct account_entry *
next_waiting(const struct telling *t)
{
	struct account_entry	*e = TAILQ_FIRST(&t->first);

	return e != NULL ? e : TAILQ_FIRST(&t->later);
}

/* --- as fast as it listens --- */

/* Whoever was let in while this waited was let in by what was before. */
static void
say_waiting(struct director *d, struct chan *keeper, struct account_entry *e)
{
	take(&d->accounts->telling, e);
	say(d, keeper, e);
	accounts_tell_clerk_if_shut(d, e);
}

static void
say_one_of_all(struct director *d, struct chan *keeper)
{
	struct telling		*t = &d->accounts->telling;
	struct account_entry	 after = { .id = t->last };
	struct account_entry	*e = RB_NFIND(entries_by_id,
				    &d->accounts->ids, &after);

	if (e == NULL) {
		(void)chan_send(keeper, MSG_ACCOUNTS_END, 0);
		t->stage = TELLING_CHANGES;
		return;
	}
	say(d, keeper, e);
	t->last = e->id + 1;
}

/* false: it knows all. */
static bool
say_next(struct director *d, struct chan *keeper)
{
	struct telling		*t = &d->accounts->telling;
	struct account_entry	*e = next_waiting(t);

	switch (t->stage) {
	case TELLING_BEGIN:
		(void)chan_send(keeper, MSG_ACCOUNTS_BEGIN, 0);
		t->stage = TELLING_ALL;
		return true;
	case TELLING_ALL:
		say_one_of_all(d, keeper);
		return true;
	default:
		if (e != NULL)
			say_waiting(d, keeper, e);
		return e != NULL;
	}
}

static void
go_on(void *arg)
{
	struct director	*d = arg;
	struct chan	*keeper = director_keeper(d);

	if (keeper == NULL)
		return;		/* its successor is told all */
	while (chan_queued(keeper) < AHEAD)
		if (!say_next(d, keeper))
			return;
	chan_when_sent(keeper, go_on, d);
}

static void
tell(struct director *d, int64_t account, enum account_untold how)
{
	struct account_entry	*e = book_get(d->accounts, account);
	struct telling		*t = &d->accounts->telling;
	struct chan		*keeper = director_keeper(d);

	if (e == NULL || keeper == NULL)
		return;
	if (e->untold == UNTOLD_LATER && how == UNTOLD_FIRST)
		take(t, e);
	if (e->untold != UNTOLD_NOTHING)
		return;
	if (t->stage == TELLING_CHANGES && chan_queued(keeper) < AHEAD &&
	    next_waiting(t) == NULL)
		say(d, keeper, e);
	else {
		put(t, e, how);
		go_on(d);
	}
}

void
telling_change(struct director *d, const struct account_entry *e)
{
	tell(d, e->id, UNTOLD_FIRST);
}

void
telling_later(struct director *d, const struct account_entry *e)
{
	tell(d, e->id, UNTOLD_LATER);
}

void
accounts_tell_keeper(struct director *d)
{
	struct telling		*t = &d->accounts->telling;
	struct account_entry	*e;

	while ((e = next_waiting(t)) != NULL)
		take(t, e);
	t->stage = TELLING_BEGIN;
	t->last = INT64_MIN;
	go_on(d);
}
