/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_replica - what operators do to the replicas of the account domain. */
#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "server/config_value.h"
#include "server/director/control/proposal.h"
#include "server/director/domain/domain.h"
#include "server/director/domain/replicas.h"
#include "server/replica_option.h"

/* --- one of them --- */

static void
changed(void *arg, const struct err *failed)
{
	struct errand		*r = arg;
	struct dir_server	 s;
	char			 lag[48];

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	directory_server(r->d, directory_find(r->d, errand_text(r,
	    "server")), &s);
	errand_end(r, CONTROL_DONE, "", "replica %s is %s; its lag is %s, "
	    "changes outstanding: %zu%s", s.name, s.paused ? "paused" :
	    "running", replica_lag_text(s.least, s.most, lag), s.pending,
	    s.waived.us == 0 ? "" : "; what is published does not wait for it");
}

static int
take_lag(const struct errand *r, struct domain_wish *w, struct err *e)
{
	w->act = DOMAIN_LAG;
	return replica_lag_parse(errand_text(r, "lag"), &w->least, &w->most,
	    e);
}

static int
find_server(const struct errand *r, struct domain_wish *w, struct err *e)
{
	*w = (struct domain_wish){ .audit = &r->audit };
	w->server = directory_find(r->d, errand_text(r, "server"));
	if (w->server < directory_servers(r->d))
		return 0;
	return err_set(e, ENOENT, "there is no replica \"%s\"; see: "
	    "sitectl domain dcs", VIS(errand_text(r, "server")));
}

static int
read_wish(const struct errand *r, struct domain_wish *w, struct err *e)
{
	int	 rc;

	if ((rc = find_server(r, w, e)) != 0)
		return rc;
	if (errand_flag(r, "lag"))
		return take_lag(r, w, e);
	if (errand_flag(r, "waive")) {
		w->act = DOMAIN_WAIVE;
		w->force = errand_flag(r, "force");
		return config_duration_parse(errand_text(r, "waive"),
		    REPLICAS_WAIVE_MOST_MS, &w->waive, e);
	}
	w->act = errand_flag(r, "pause") ? DOMAIN_PAUSE : DOMAIN_RESUME;
	return 0;
}

static const char *
as_told(enum domain_act act)
{
	return act == DOMAIN_WAIVE ? "be waited for as you say" :
	    act == DOMAIN_PAUSE ? "be paused" :
	    act == DOMAIN_RESUME ? "go on" :
	    act == DOMAIN_SYNC ? "show every change" : "be late by that";
}

/* What read or found the wish said is rc. */
static void
fulfil(struct errand *r, const struct domain_wish *wish, int rc,
    struct err *e)
{
	bool	 dry_run = r->q.dry_run;

	if (rc == 0)
		rc = domain_may(r->d, wish, e);
	if (rc == 0 && !dry_run && wish->waive > 0 && !proposal_agreed(r))
		return;
	if (rc == 0 && !dry_run)
		rc = domain_change(r->d, wish, changed, r, e);
	if (rc != 0)
		errand_end_err(r, e);
	else if (dry_run)
		errand_end_dry(r, "replica %s would %s",
		    VIS(errand_text(r, "server")), as_told(wish->act));
}

void
verb_run_DOMAIN_REPLICATION(struct errand *r)
{
	struct domain_wish	 wish;
	struct err		 e;
	int			 n = errand_flag(r, "pause") +
				    errand_flag(r, "resume") +
				    errand_flag(r, "lag") +
				    errand_flag(r, "waive");

	if (n != 1)
		errand_end(r, CONTROL_USAGE, "see: sitectl domain dcs", "say "
		    "one of --pause, --resume, --lag and --waive");
	else
		fulfil(r, &wish, read_wish(r, &wish, &e), &e);
}

static void
run_act(struct errand *r, enum domain_act act)
{
	struct domain_wish	 wish;
	struct err		 e;
	int			 rc = find_server(r, &wish, &e);

	wish.act = act;
	fulfil(r, &wish, rc, &e);
}

void
verb_run_DOMAIN_PAUSE(struct errand *r)
{
	run_act(r, DOMAIN_PAUSE);
}

void
verb_run_DOMAIN_RESUME(struct errand *r)
{
	run_act(r, DOMAIN_RESUME);
}

/* --- all of them, one after the other --- */

struct round {
	size_t			 at;		/* the next server */
	size_t			 pending;	/* of the one in hand */
	size_t			 done, paused;
};

static void	next_replica(struct errand *);

static void
tell_synced(struct errand *r, size_t server, size_t changes)
{
	struct dir_server	 s;

	directory_server(r->d, server, &s);
	ERRAND_ROW(r, &table_synced, TEXT(s.name), NUMBER(changes),
	    TEXT(s.paused ? "paused" : r->q.dry_run ? "would show them" :
	    changes == 0 ? "shows every change already" : "shows them"));
}

static void
synced(void *arg, const struct err *failed)
{
	struct errand	*r = arg;
	struct round	*o = r->state;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	tell_synced(r, o->at - 1, o->pending);
	o->done++;
	next_replica(r);
}

static void
end_round(struct errand *r)
{
	const struct round	*o = r->state;

	if (r->q.dry_run)
		errand_end_dry(r, "every replica that is not paused would "
		    "show every change");
	else if (o->paused > 0)
		errand_end(r, CONTROL_DEGRADED, "see: sitectl domain resume, "
		    "then domain sync",
		    "%zu of the replicas %s", o->paused, o->paused == 1 ?
		    "is paused and shows no change" :
		    "are paused and show no change");
	else
		errand_done(r);
}

static void
next_replica(struct errand *r)
{
	struct domain_wish	 w = { .act = DOMAIN_SYNC,
				    .audit = &r->audit };
	struct round		*o = r->state;
	struct dir_server	 s;
	struct err		 e;
	int			 rc;

	while (o->at < directory_servers(r->d)) {
		w.server = o->at++;
		directory_server(r->d, w.server, &s);
		o->pending = s.pending;
		if (s.pending > 0 && !s.paused && !r->q.dry_run) {
			rc = domain_change(r->d, &w, synced, r, &e);
			if (rc != 0)
				errand_end_err(r, &e);
			return;
		}
		o->paused += s.paused && s.pending > 0;
		tell_synced(r, w.server, s.pending);
	}
	end_round(r);
}

void
verb_run_DOMAIN_SYNC(struct errand *r)
{
	struct round	*o;

	if (errand_flag(r, "server")) {
		run_act(r, DOMAIN_SYNC);
		return;
	}
	o = r->state = calloc(1, sizeof(*o));
	if (o == NULL) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	o->at = 1;
	next_replica(r);
}
