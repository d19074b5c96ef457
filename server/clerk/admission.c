/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/clerk/admission.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/tree.h"

/* The lists hold connections in the state of the same name. */
enum conn_state { CONN_HALF_OPEN, CONN_LOGGED_ON, CONN_REFUSED };

struct conn;
struct subscriber;

TAILQ_HEAD(conn_queue, conn);
RB_HEAD(conn_tree, conn);
RB_HEAD(subscriber_tree, subscriber);

struct subscriber {
	RB_ENTRY(subscriber)	 node;
	struct addr		 address;
	bool			 unlimited;
	size_t			 conns, half_open, logged_on;
	struct conn_queue	 half_opens;	/* oldest first */
	struct conn_queue	 failed;	/* of these, in that order */
};

struct conn {
	RB_ENTRY(conn)		 node;
	TAILQ_ENTRY(conn)	 of_all;	/* half_opens or refused */
	TAILQ_ENTRY(conn)	 of_subscriber;
	TAILQ_ENTRY(conn)	 of_failed, of_all_failed;
	struct conn_key		 key;
	enum conn_state		 state;
	enum conn_refusal	 why;
	bool			 untold;	/* stands in `refused' */
	bool			 has_failed;	/* stands in `failed' */
	struct mono		 since;
	struct subscriber	*subscriber;
};

struct admission {
	struct admission_limits	 limits;
	struct conn_tree	 conns;
	struct subscriber_tree	 subscribers;
	struct conn_queue	 half_opens;	/* oldest first */
	struct conn_queue	 failed;	/* of these */
	struct conn_queue	 refused;	/* not yet told */
	size_t			 extra;		/* half-open ones over the limit
						   of their address */
	struct admission_counts	 counts;
};

static int
compare_conns(const struct conn *a, const struct conn *b)
{
	if (a->key.process != b->key.process)
		return a->key.process < b->key.process ? -1 : 1;
	if (a->key.conn != b->key.conn)
		return a->key.conn < b->key.conn ? -1 : 1;
	return 0;
}

static int
compare_subscribers(const struct subscriber *a, const struct subscriber *b)
{
	return memcmp(a->address.b, b->address.b, sizeof(a->address.b));
}

TREE_GENERATE(conn_tree, conn, node, compare_conns)
TREE_GENERATE(subscriber_tree, subscriber, node, compare_subscribers)

struct admission *
admission_new(const struct admission_limits *limits)
{
	struct admission	*a = calloc(1, sizeof(*a));

	if (a == NULL)
		return NULL;
	a->limits = *limits;
	RB_INIT(&a->conns);
	RB_INIT(&a->subscribers);
	TAILQ_INIT(&a->half_opens);
	TAILQ_INIT(&a->failed);
	TAILQ_INIT(&a->refused);
	return a;
}

static size_t
extra_of(const struct admission *a, const struct subscriber *s)
{
	size_t	 most = a->limits.half_open_of_address;

	return s->unlimited || s->half_open <= most ? 0 : s->half_open - most;
}

static void
count_half_open(struct admission *a, struct subscriber *s, int by)
{
	a->extra -= extra_of(a, s);
	a->counts.half_open += (uint64_t)by;
	s->half_open += (size_t)by;
	a->extra += extra_of(a, s);
}

void
admission_set_limits(struct admission *a,
    const struct admission_limits *limits)
{
	struct subscriber	*s;

	a->limits = *limits;
	a->extra = 0;
	RB_FOREACH(s, subscriber_tree, &a->subscribers)
		a->extra += extra_of(a, s);
}

static struct conn *
find(struct admission *a, struct conn_key key)
{
	struct conn	 want = { .key = key };

	return RB_FIND(conn_tree, &a->conns, &want);
}

static bool
is_unlimited(const struct admission *a, const struct addr *address)
{
	size_t	 i;

	for (i = 0; i < a->limits.nunlimited; i++)
		if (net_has(&a->limits.unlimited[i], address))
			return true;
	return false;
}

static struct subscriber *
subscriber_get(struct admission *a, const struct addr *address)
{
	struct subscriber	 want = { .address = addr_subscriber(address) };
	struct subscriber	*s;

	s = RB_FIND(subscriber_tree, &a->subscribers, &want);
	if (s != NULL || (s = calloc(1, sizeof(*s))) == NULL)
		return s;
	s->address = want.address;
	TAILQ_INIT(&s->half_opens);
	TAILQ_INIT(&s->failed);
	(void)RB_INSERT(subscriber_tree, &a->subscribers, s);
	return s;
}

static void
subscriber_release(struct admission *a, struct subscriber *s)
{
	if (s->conns > 0)
		return;
	(void)RB_REMOVE(subscriber_tree, &a->subscribers, s);
	free(s);
}

static void
set_failed(struct admission *a, struct conn *c, bool failed)
{
	struct subscriber	*s = c->subscriber;

	if (c->has_failed == failed)
		return;
	c->has_failed = failed;
	if (failed) {
		TAILQ_INSERT_TAIL(&a->failed, c, of_all_failed);
		TAILQ_INSERT_TAIL(&s->failed, c, of_failed);
	} else {
		TAILQ_REMOVE(&a->failed, c, of_all_failed);
		TAILQ_REMOVE(&s->failed, c, of_failed);
	}
}

/* The only writer of `state': takes the connection out of what it was in. */
static void
set_state(struct admission *a, struct conn *c, enum conn_state state)
{
	struct subscriber	*s = c->subscriber;

	if (c->state == CONN_HALF_OPEN) {
		set_failed(a, c, false);
		TAILQ_REMOVE(&a->half_opens, c, of_all);
		TAILQ_REMOVE(&s->half_opens, c, of_subscriber);
		count_half_open(a, s, -1);
	} else if (c->state == CONN_LOGGED_ON) {
		a->counts.logged_on--;
		s->logged_on--;
	} else if (c->untold) {
		TAILQ_REMOVE(&a->refused, c, of_all);
		c->untold = false;
	}
	c->state = state;
	if (state == CONN_LOGGED_ON) {
		a->counts.logged_on++;
		s->logged_on++;
	}
}

static void
refuse(struct admission *a, struct conn *c, enum conn_refusal why)
{
	set_state(a, c, CONN_REFUSED);
	c->why = why;
	c->untold = true;
	TAILQ_INSERT_TAIL(&a->refused, c, of_all);
	a->counts.refused[why]++;
}

static void
begin_half_open(struct admission *a, struct conn *c)
{
	struct subscriber	*s = c->subscriber;

	c->state = CONN_HALF_OPEN;
	TAILQ_INSERT_TAIL(&a->half_opens, c, of_all);
	TAILQ_INSERT_TAIL(&s->half_opens, c, of_subscriber);
	count_half_open(a, s, 1);
	if (a->counts.half_open > a->counts.half_open_most)
		a->counts.half_open_most = a->counts.half_open;
}

/* The room is that of all: few addresses are not to take it from the rest. */
static bool
may_wait(const struct admission *a, const struct subscriber *s)
{
	return a->extra <= a->limits.half_open / 4 &&
	    s->half_open <= ADMISSION_FRESH * a->limits.half_open_of_address;
}

/* NULL: there is nobody who has had his chance. */
static struct conn *
victim(const struct admission *a, const struct subscriber *s, struct mono now)
{
	struct conn	*c = TAILQ_FIRST(&s->failed);

	if (c != NULL)
		return c;
	c = TAILQ_FIRST(&s->half_opens);
	if (may_wait(a, s) &&
	    mono_ms_between(c->since, now) < ADMISSION_FRESH_MS)
		return NULL;
	return c;
}

static void
make_room(struct admission *a, struct subscriber *s, struct mono now)
{
	struct conn	*c;

	while (!s->unlimited &&
	    s->half_open > a->limits.half_open_of_address &&
	    (c = victim(a, s, now)) != NULL)
		refuse(a, c, CONN_TOO_MANY_OF_ADDRESS);
	if (a->counts.half_open <= a->limits.half_open)
		return;
	c = TAILQ_FIRST(&a->failed);
	refuse(a, c != NULL ? c : TAILQ_FIRST(&a->half_opens), CONN_TOO_MANY);
}

void
admission_failed(struct admission *a, struct conn_key key)
{
	struct conn	*c = find(a, key);

	if (c != NULL && c->state == CONN_HALF_OPEN)
		set_failed(a, c, true);
}

void
admission_up(struct admission *a, struct conn_key key,
    const struct addr *address, bool judge, struct mono now)
{
	struct conn		*c;
	struct subscriber	*s;

	if (find(a, key) != NULL || (s = subscriber_get(a, address)) == NULL)
		return;
	c = calloc(1, sizeof(*c));
	if (c == NULL) {
		subscriber_release(a, s);
		return;
	}
	c->key = key;
	c->subscriber = s;
	c->since = now;
	s->conns++;
	a->extra -= extra_of(a, s);
	s->unlimited = is_unlimited(a, address);
	a->extra += extra_of(a, s);
	(void)RB_INSERT(conn_tree, &a->conns, c);
	begin_half_open(a, c);
	a->counts.taken++;
	if (judge)
		make_room(a, s, now);
}

/* Also for one that was refused meanwhile: it was faster. */
void
admission_logged_on(struct admission *a, struct conn_key key, bool judge)
{
	struct conn	*c = find(a, key);

	if (c == NULL || c->state == CONN_LOGGED_ON)
		return;
	if (judge && !c->subscriber->unlimited &&
	    c->subscriber->logged_on >= a->limits.logged_on_of_address)
		refuse(a, c, CONN_TOO_MANY_LOGGED_ON);
	else
		set_state(a, c, CONN_LOGGED_ON);
}

static void
forget(struct admission *a, struct conn *c)
{
	struct subscriber	*s = c->subscriber;

	set_state(a, c, CONN_REFUSED);
	(void)RB_REMOVE(conn_tree, &a->conns, c);
	s->conns--;
	subscriber_release(a, s);
	free(c);
}

void
admission_down(struct admission *a, struct conn_key key)
{
	struct conn	*c = find(a, key);

	if (c != NULL)
		forget(a, c);
}

void
admission_end_process(struct admission *a, unsigned process)
{
	struct conn	 from = { .key = { process, 0 } };
	struct conn	*c;

	while ((c = RB_NFIND(conn_tree, &a->conns, &from)) != NULL &&
	    c->key.process == process)
		forget(a, c);
}

bool
admission_refused(struct admission *a, struct conn_key *key,
    enum conn_refusal *why)
{
	struct conn	*c = TAILQ_FIRST(&a->refused);

	if (c == NULL)
		return false;
	TAILQ_REMOVE(&a->refused, c, of_all);
	c->untold = false;
	*key = c->key;
	*why = c->why;
	return true;
}

struct admission_counts
admission_counts(const struct admission *a)
{
	return a->counts;
}

void
admission_free(struct admission **ap)
{
	struct conn	*c;

	if (*ap == NULL)
		return;
	while ((c = RB_MIN(conn_tree, &(*ap)->conns)) != NULL)
		forget(*ap, c);
	free(*ap);
	*ap = NULL;
}
