/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_domain - the servers of the account domain: PDC and replicas. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/director/account/accounts.h"
#include "server/director/account/rotation.h"
#include "server/director/account/tries.h"
#include "server/director/control/errand.h"
#include "server/director/domain/directory.h"
#include "server/replica_option.h"

_Static_assert(ACCOUNT_SERVERS_MAX == DIRECTORY_SERVERS_MAX, "each counts");

static struct control_cell
time_in(int64_t ms)
{
	return TIME((struct wall){ wall_now().us + ms * 1000 });
}

void
verb_run_DOMAIN_DCS(struct errand *r)
{
	size_t			 i, n = directory_servers(r->d);
	struct dir_server	 s;
	char			 lag[48];

	for (i = 0; i < n; i++) {
		directory_server(r->d, i, &s);
		ERRAND_ROW(r, &table_servers, TEXT(s.name),
		    TEXT(s.is_pdc ? "PDC" : "replica"),
		    TEXT(s.paused ? "paused" : "running"),
		    s.is_pdc ? NOTHING :
		    TEXT(replica_lag_text(s.least, s.most, lag)),
		    NUMBER(s.pending),
		    s.pending == 0 ? NOTHING : time_in(-s.oldest),
		    s.next < 0 ? NOTHING : time_in(s.next),
		    s.listen[0] == '\0' ? NOTHING : TEXT(s.listen),
		    s.waived.us == 0 ? NOTHING : TIME(s.waived));
	}
	errand_done(r);
}

/* --- an account on each of them --- */

struct poll {
	errand_run		*then;		/* all have answered */
	size_t			 left;
	struct dir_reply	 reply[DIRECTORY_SERVERS_MAX];
};

static const char *
shown_name(const struct dir_reply *a)
{
	if (a->error != 0)
		return directory_error_text(a->error);
	return a->state == ACCOUNT_ENABLED ? "enabled" :
	    a->state == ACCOUNT_DISABLED ? "disabled" : "deleted";
}

static bool
is_same(const struct dir_reply *a, const struct dir_reply *b)
{
	return a->error == b->error && a->state == b->state &&
	    a->changed.us == b->changed.us;
}

static void
tell_server(struct errand *r, const struct account_entry *a,
    const struct dir_reply *reply)
{
	const struct poll		*p = r->state;
	struct tries_shown		 t;
	struct dir_server		 s;

	directory_server(r->d, reply->server, &s);
	tries_shown(r->d, a, reply->server, &t);
	ERRAND_ROW(r, &table_views, TEXT(s.name), TEXT(shown_name(reply)),
	    reply->error != 0 ? NOTHING : TIME(reply->changed),
	    FLAG(is_same(reply, &p->reply[0])), NUMBER(t.wrong),
	    t.wrong == 0 ? NOTHING : TIME(t.last));
}

static void
tell_all(struct errand *r)
{
	const struct poll		*p = r->state;
	const struct account_entry	*a;
	size_t				 i, behind = 0;
	size_t				 n = directory_servers(r->d);

	a = accounts_find(r->d->accounts, errand_text(r, "name"));
	for (i = 0; i < n; i++) {
		tell_server(r, a, &p->reply[i]);
		behind += !is_same(&p->reply[i], &p->reply[0]);
	}
	if (behind == 0)
		errand_done(r);
	else
		errand_end(r, CONTROL_DEGRADED, "sitectl domain dcs tells how "
		    "late they are", "%zu of %zu servers show \"%s\" as it "
		    "was before", behind, n, VIS(a->name));
}

static void
answered(void *arg, const struct dir_reply *reply)
{
	struct errand	*r = arg;
	struct poll	*p = r->state;

	p->reply[reply->server] = *reply;
	if (--p->left == 0)
		p->then(r);
}

static void
ask_all(struct errand *r, errand_run *then)
{
	const char			*name = errand_text(r, "name");
	const struct account_entry	*a = accounts_find(r->d->accounts,
					    name);
	struct dir_request		 q = { .op = 1 };
	struct poll			*p;

	if (a == NULL) {
		errand_end(r, CONTROL_FAILED, "see: sitectl account list",
		    "there is no account \"%s\"", VIS(name));
		return;
	}
	q.account = a->id;
	p = r->state = calloc(1, sizeof(*p));
	if (p != NULL)
		p->then = then;
	while (p != NULL && q.server < directory_servers(r->d) &&
	    directory_ask(r->d, &q, answered, r) == 0) {
		p->left++;
		q.server++;
	}
	if (p == NULL || p->left == 0)
		errand_end(r, CONTROL_FAILED, "", "out of memory");
}

void
verb_run_DOMAIN_SHOW(struct errand *r)
{
	ask_all(r, tell_all);
}

/* --- is it as it should be? --- */

/* NULL: as far as this site itself can tell. */
static const char *
own_doubt(const struct errand *r, const struct account_entry *a,
    const char **result)
{
	const struct generation	*g = rotation_generation(r->d, a);
	struct rotation_view	 v = rotation_view_of(r->d, a->cohort);

	*result = "LOCKED";
	if (a->is_locked)
		return "wrong passwords have locked it";
	*result = "UNKNOWN";
	if (!r->d->keeper_ready)
		return "the keeper, which has its password, is not there";
	if (g == NULL)
		return NULL;
	if (g->state < POOL_REPLICATING || v.facts[g - v.pool->g].busy)
		return "a change of it is under way";
	*result = "DRIFT";
	if (pool_state_is_enabled(g->state) != (a->state == ACCOUNT_ENABLED))
		return "it is not what the rotation made of it";
	return NULL;
}

/* The first server that shows something else than the PDC. */
static size_t
find_doubt(const struct poll *p, size_t n)
{
	size_t	 i;

	for (i = 1; i < n && is_same(&p->reply[i], &p->reply[0]); i++)
		;
	return i;
}

static void
tell_verdict(struct errand *r)
{
	const struct poll		*p = r->state;
	const struct account_entry	*a;
	size_t				 n = directory_servers(r->d), i = 0;
	const char			*result, *why;
	struct dir_server		 s;

	a = accounts_find(r->d->accounts, errand_text(r, "name"));
	why = own_doubt(r, a, &result);
	if (why == NULL && (i = find_doubt(p, n)) < n) {
		result = "DRIFT";
		why = shown_name(&p->reply[i]);
	}
	if (why == NULL) {
		ERRAND_ROW(r, &table_verdict, TEXT(a->name), TEXT("OK"),
		    NUMBER(n), NOTHING, NOTHING);
		errand_done(r);
		return;
	}
	directory_server(r->d, i, &s);
	ERRAND_ROW(r, &table_verdict, TEXT(a->name), TEXT(result), NUMBER(n),
	    TEXT(s.name), TEXT(why));
	errand_end(r, CONTROL_DEGRADED, "see: sitectl domain show; account "
	    "show", "\"%s\" on %s: %s", VIS(a->name), s.name, why);
}

void
verb_run_ACCOUNT_VERIFY(struct errand *r)
{
	ask_all(r, tell_verdict);
}
