/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_status - is all well, and what to do if not. */
#include <stdio.h>

#include "build_config.h"
#include "server/child.h"
#include "server/director/account/accounts.h"
#include "server/director/cap/publisher.h"
#include "server/director/control/errand.h"

static void
advise(struct errand *r, const char *what, const char *next)
{
	ERRAND_ROW(r, &table_advice, TEXT(what), TEXT(next));
	r->exit = CONTROL_DEGRADED;
}

static void
show_roles(struct errand *r)
{
	const struct process	*p;
	size_t			 i;

	for (i = 0; i < r->d->nprocesses; i++) {
		p = &r->d->processes[i];
		ERRAND_ROW(r, &table_roles, TEXT(role_name(p->role)),
		    NUMBER(p->index), TEXT(child_state_name(p->state)),
		    p->pid == 0 ? NOTHING : NUMBER(p->pid),
		    NUMBER(p->restarts), TIME(p->started));
	}
}

static bool
all_roles_ready(const struct director *d)
{
	size_t	 i;

	for (i = 0; i < d->nprocesses; i++)
		if (d->processes[i].state != CHILD_READY)
			return false;
	return true;
}

static void
advise_roles(struct errand *r)
{
	const struct process	*p;
	char			 what[120];
	size_t			 i;

	for (i = 0; i < r->d->nprocesses; i++) {
		p = &r->d->processes[i];
		if (p->state == CHILD_READY)
			continue;
		(void)snprintf(what, sizeof(what), "%s %u is %s after %u "
		    "restarts", role_name(p->role), p->index,
		    child_state_name(p->state), p->restarts);
		advise(r, what, "it is started again by itself; the log says "
		    "why it ended");
	}
	if (!r->d->keeper_ready)
		advise(r, "the keeper has no key and accounts yet: nobody can "
		    "log on", "wait a few seconds; if it stays so, the log "
		    "says what is wrong with the master key");
}

static void
advise_publisher(struct errand *r, const struct publisher_status *s)
{
	if (s->site_control == 0)
		advise(r, "there is no site control file: nothing is "
		    "published", "sitectl site import FILE");
	if (s->alarm[0] != '\0')
		advise(r, s->alarm, "mend that; it is tried again by itself, "
		    "or at once with: sitectl publish now");
}

static uint64_t
count_accounts(const struct director *d)
{
	const struct account_entry	*a = NULL;
	uint64_t			 n = 0;

	while ((a = accounts_next(d->accounts, a)) != NULL)
		n += a->state != ACCOUNT_DELETED;
	return n;
}

void
verb_run_STATUS(struct errand *r)
{
	const struct director	*d = r->d;
	struct publisher_status	 s;
	bool			 well;

	publisher_status(d, &s);
	well = all_roles_ready(d) && d->keeper_ready && s.alarm[0] == '\0' &&
	    s.site_control != 0;
	ERRAND_ROW(r, &table_site, TEXT(d->site.code),
	    TEXT(d->env->config.server_name), TEXT(PACKAGE_VERSION),
	    TEXT(well ? "well" : "degraded"), TIME(d->started),
	    s.site_control == 0 ? NOTHING : NUMBER(s.site_control),
	    s.serial == 0 ? NOTHING : NUMBER(s.serial), TIME(s.published),
	    NUMBER(count_accounts(d)));
	show_roles(r);
	advise_roles(r);
	advise_publisher(r, &s);
	errand_done(r);
}
