/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/clerk/sessions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/tree.h"

#define ENDED_MAX	64	/* accounts that ended a moment ago */
#define PROCESSES_MAX	64

struct asker {
	TAILQ_ENTRY(asker)	 link;
	struct session_asker	 who;
};

/* With both texts behind it. */
struct entry {
	RB_ENTRY(entry)		 by_id;
	RB_ENTRY(entry)		 by_account;
	LIST_ENTRY(entry)	 of_process;
	struct session		 s;
	TAILQ_HEAD(, asker)	 askers;
	char			 text[];
};

RB_HEAD(id_tree, entry);
RB_HEAD(account_tree, entry);

struct sessions {
	struct id_tree		 by_id;
	struct account_tree	 by_account;
	LIST_HEAD(, entry)	 of_process[PROCESSES_MAX];
	size_t			 n;
	size_t			 naskers;
	struct {
		int64_t		 account;
		struct mono	 until;
	} ended[ENDED_MAX];
	size_t			 next_ended;
};

static int
compare_ids(const struct entry *a, const struct entry *b)
{
	if (a->s.info.id == b->s.info.id)
		return 0;
	return a->s.info.id < b->s.info.id ? -1 : 1;
}

static int
compare_accounts(const struct entry *a, const struct entry *b)
{
	if (a->s.info.account != b->s.info.account)
		return a->s.info.account < b->s.info.account ? -1 : 1;
	return compare_ids(a, b);
}

TREE_GENERATE(id_tree, entry, by_id, compare_ids)
TREE_GENERATE(account_tree, entry, by_account, compare_accounts)

struct sessions *
sessions_new(void)
{
	struct sessions	*s = calloc(1, sizeof(*s));
	size_t		 i;

	if (s == NULL)
		return NULL;
	RB_INIT(&s->by_id);
	RB_INIT(&s->by_account);
	for (i = 0; i < PROCESSES_MAX; i++)
		LIST_INIT(&s->of_process[i]);
	return s;
}

size_t
sessions_count(const struct sessions *s)
{
	return s->n;
}

static struct entry *
find(struct sessions *s, uint64_t id)
{
	struct entry	 want = { .s.info.id = id };

	return RB_FIND(id_tree, &s->by_id, &want);
}

static struct entry *
entry_new(unsigned process, const struct session_info *info)
{
	size_t		 user = strlen(info->user) + 1;
	size_t		 station = strlen(info->workstation) + 1;
	struct entry	*e = malloc(sizeof(*e) + user + station);

	if (e == NULL)
		return NULL;
	*e = (struct entry){ .s = { process, *info } };
	TAILQ_INIT(&e->askers);
	e->s.info.user = memcpy(e->text, info->user, user);
	e->s.info.workstation = memcpy(e->text + user, info->workstation,
	    station);
	return e;
}

int
sessions_up(struct sessions *s, unsigned process,
    const struct session_info *info)
{
	struct entry	*e;

	if (find(s, info->id) != NULL || process >= PROCESSES_MAX)
		return -EEXIST;
	e = entry_new(process, info);
	if (e == NULL)
		return -ENOMEM;
	(void)RB_INSERT(id_tree, &s->by_id, e);
	(void)RB_INSERT(account_tree, &s->by_account, e);
	LIST_INSERT_HEAD(&s->of_process[process], e, of_process);
	s->n++;
	return 0;
}

static const struct session *
session_of(const struct entry *e)
{
	return e == NULL ? NULL : &e->s;
}

const struct session *
sessions_find(struct sessions *s, uint64_t id)
{
	return session_of(find(s, id));
}

const struct session *
sessions_after(struct sessions *s, uint64_t id)
{
	struct entry	 from = { .s.info.id = id + 1 };

	if (id == UINT64_MAX)
		return NULL;
	return session_of(RB_NFIND(id_tree, &s->by_id, &from));
}

const struct session *
sessions_of_account(struct sessions *s, int64_t account, uint64_t after)
{
	struct entry	 from = { .s.info.account = account,
			    .s.info.id = after + 1 };
	struct entry	*e;

	if (after == UINT64_MAX)
		return NULL;
	e = RB_NFIND(account_tree, &s->by_account, &from);
	return e == NULL || e->s.info.account != account ? NULL : &e->s;
}

const struct session *
sessions_of_process(struct sessions *s, unsigned process)
{
	return process >= PROCESSES_MAX ? NULL :
	    session_of(LIST_FIRST(&s->of_process[process]));
}

int
sessions_ask(struct sessions *s, uint64_t id, int64_t account,
    const struct session_asker *who)
{
	struct entry	*e = find(s, id);
	struct asker	*a;

	if (e == NULL || e->s.info.account != account)
		return -ENOENT;
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return -ENOMEM;
	a->who = *who;
	TAILQ_INSERT_TAIL(&e->askers, a, link);
	s->naskers++;
	return 0;
}

static void
drop_asker(struct sessions *s, struct entry *e, struct asker *a)
{
	TAILQ_REMOVE(&e->askers, a, link);
	s->naskers--;
	free(a);
}

bool
sessions_next_asker(struct sessions *s, uint64_t id,
    struct session_asker *who)
{
	struct entry	*e = find(s, id);
	struct asker	*a = e == NULL ? NULL : TAILQ_FIRST(&e->askers);

	if (a == NULL)
		return false;
	*who = a->who;
	drop_asker(s, e, a);
	return true;
}

/* Rare enough to look at every session, and only if anybody asks at all. */
void
sessions_forget_askers(struct sessions *s, unsigned process)
{
	struct entry	*e;
	struct asker	*a, *next;

	if (s->naskers == 0)
		return;
	RB_FOREACH(e, id_tree, &s->by_id)
		for (a = TAILQ_FIRST(&e->askers); a != NULL; a = next) {
			next = TAILQ_NEXT(a, link);
			if (a->who.process == process)
				drop_asker(s, e, a);
		}
}

void
sessions_down(struct sessions *s, uint64_t id)
{
	struct entry	*e = find(s, id);

	if (e == NULL)
		return;
	while (!TAILQ_EMPTY(&e->askers))
		drop_asker(s, e, TAILQ_FIRST(&e->askers));
	(void)RB_REMOVE(id_tree, &s->by_id, e);
	(void)RB_REMOVE(account_tree, &s->by_account, e);
	LIST_REMOVE(e, of_process);
	s->n--;
	free(e);
}

void
sessions_account_ended(struct sessions *s, int64_t account, struct mono now)
{
	s->ended[s->next_ended].account = account;
	s->ended[s->next_ended].until = mono_after(now, SESSIONS_LATE_MS);
	s->next_ended = (s->next_ended + 1) % ENDED_MAX;
}

void
sessions_account_back(struct sessions *s, int64_t account)
{
	size_t	 i;

	for (i = 0; i < ENDED_MAX; i++)
		if (s->ended[i].account == account)
			s->ended[i].until.ns = 0;
}

bool
sessions_is_late(const struct sessions *s, int64_t account, struct mono now)
{
	size_t	 i;

	for (i = 0; i < ENDED_MAX; i++)
		if (s->ended[i].account == account &&
		    s->ended[i].until.ns != 0 &&
		    !mono_passed(s->ended[i].until, now))
			return true;
	return false;
}

void
sessions_free(struct sessions **sp)
{
	struct entry	*e;

	if (*sp == NULL)
		return;
	while ((e = RB_MIN(id_tree, &(*sp)->by_id)) != NULL)
		sessions_down(*sp, e->s.info.id);
	free(*sp);
	*sp = NULL;
}
