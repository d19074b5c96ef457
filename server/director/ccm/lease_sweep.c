/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lease_sweep - what is not about one lease: accounts that bear our mark and
 * have none, the clocks, rows of long ago.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/accounts.h"
#include "server/director/ccm/lease_int.h"

#define HISTORY_US	(INT64_C(30) * 24 * 3600 * 1000000)
#define LOOK_MS		60000

/* --- marks --- */

/* Also of other leases of this site, which lost their rows. */
void
lease_marker(const struct leases *ls, int64_t id,
    char dst[static LEASE_MARKER_SIZE])
{
	int	 n = snprintf(dst, LEASE_MARKER_SIZE, "sited:%s:",
		    ls->d->site.code);

	if (id != 0)
		(void)snprintf(dst + n, LEASE_MARKER_SIZE - (size_t)n,
		    "%" PRId64, id);
}

static bool
is_ours(const struct leases *ls, const struct account_entry *a)
{
	char	 mark[LEASE_MARKER_SIZE];

	lease_marker(ls, 0, mark);
	return a->kind == ACCOUNT_DOMAIN && a->state != ACCOUNT_DELETED &&
	    strncmp(a->comment, mark, strlen(mark)) == 0;
}

/* The machine is the name's end; one that it is not of is no lease's. */
static const char *
target_of(const struct account_entry *a)
{
	const char	*end = strchr(a->name, '_');

	return end == NULL || strlen(end + 1) >= LEASE_TARGET_SIZE ||
	    end[1] == '\0' ? NULL : end + 1;
}

static void
adopt(struct leases *ls, const struct account_entry *a)
{
	const char	*target = target_of(a);
	struct lease	*l;

	if (target == NULL || lease_set_find(&ls->set, target) != NULL ||
	    (l = lease_make(ls, target)) == NULL)
		return;
	l->account = a->id;
	text_copy(l->name, sizeof(l->name), a->name);
	l->life.state = LEASE_ENDING;
	l->life.reason = LEASE_BY_SILENCE;
	log_warn("lease \"%s\": account \"%s\" bears the mark of this site "
	    "and has no lease: it goes, unless it shows life",
	    VIS(l->target), VIS(l->name));
	(void)lease_add(ls, &l);
}

static void
purged(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("leases: old ones are not forgotten: %s",
		    failed->text);
}

void
lease_sweep(struct leases *ls)
{
	const struct account_entry	*a = NULL;
	struct batch			*b = store_batch_new();

	while ((a = accounts_next(ls->d->accounts, a)) != NULL)
		if (is_ours(ls, a) && lease_set_of(&ls->set, a->id) == NULL)
			adopt(ls, a);
	store_lease_purge(b, (struct wall){ wall_now().us - HISTORY_US });
	(void)store_submit(ls->d->store, &b, purged, NULL);
}

/* --- clocks --- */

static int64_t
offset(void)
{
	return wall_now().us / 1000 - mono_now().ns / 1000000;
}

static void
arm_all(struct leases *ls, unsigned events)
{
	struct lease	*l = NULL;

	while ((l = lease_set_next(&ls->set, l)) != NULL) {
		l->waiting |= events;
		lease_arm(ls, l);
	}
}

/*
 * A step of the wall clock moves no deadline here; but the dates that store
 * and directory have are off then.  Until two looks agree nothing expires.
 */
void
lease_look_at_clocks(struct leases *ls)
{
	struct mono	 now = mono_now();
	int64_t		 ms = offset(), step = ms - ls->offset_ms;

	if (ls->looked.ns != 0 && mono_ms_between(ls->looked, now) < LOOK_MS)
		return;
	if (ls->set.count > 0 && ls->looked.ns != 0 &&
	    (step > LEASE_CLOCK_SLACK_MS || step < -LEASE_CLOCK_SLACK_MS)) {
		log_warn("leases: the time of day was set by %" PRId64 " s: "
		    "their dates are written anew, and none expires for two "
		    "minutes", step / 1000);
		ls->in_doubt = true;
		ls->doubt_until = mono_after(now, 2 * LOOK_MS);
		arm_all(ls, LEASE_EVENT(LEASE_CLOCK));
	} else if (ls->in_doubt && mono_passed(ls->doubt_until, now)) {
		ls->in_doubt = false;
		arm_all(ls, 0);
	}
	ls->looked = now;
	ls->offset_ms = ms;
}

const char *
lease_doubt(const struct director *d)
{
	return d->leases->in_doubt ? "the time of day was set by more than "
	    "five minutes: no lease expires for a while" : NULL;
}
