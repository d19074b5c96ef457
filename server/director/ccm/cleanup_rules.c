/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/cleanup_rules.h"

#include <string.h>

#include "server/director/ccm/lease_rules.h"

/* Since the look before; of another boot the time of day tells, as far as it
   can be true.  A site that was down did not look meanwhile. */
static int64_t
elapsed(const struct cleanup_rules *rules, const struct cleanup_row *row)
{
	const int64_t	 most = 2 * rules->look;
	char		 boot[BOOT_ID_SIZE];
	int64_t		 ms;

	clock_boot_id(boot);
	if (boot[0] != '\0' && strcmp(boot, row->looked.boot) == 0)
		ms = mono_ms_between(row->looked.mono, mono_now());
	else
		ms = (wall_now().us - row->looked.wall.us) / 1000;
	return ms < 0 ? 0 : ms > most ? most : ms;
}

bool
cleanup_is_due(const struct cleanup_rules *rules,
    const struct cleanup_row *row)
{
	return row->looked.wall.us == 0 ||
	    elapsed(rules, row) >= rules->look;
}

/* A date ahead of us hides every sign that comes before it. */
static bool
shows_life(const struct cleanup_row *row, const struct cleanup_facts *f)
{
	return f->answered || f->heard.us != row->heard.us ||
	    f->heard.us > wall_now().us + LEASE_CLOCK_SLACK_MS * 1000;
}

void
cleanup_count(const struct cleanup_rules *rules, struct cleanup_row *row,
    const struct cleanup_facts *f)
{
	if (row->looked.wall.us == 0 || shows_life(row, f)) {
		row->failures = 0;
		row->silent_ms = 0;
		row->first = (struct wall){ 0 };
	} else {
		if (row->failures == 0)
			row->first = wall_now();
		row->failures++;
		row->silent_ms += elapsed(rules, row);
	}
	row->heard = f->heard;
	lease_keep(mono_now(), &row->looked);
}

enum cleanup_verdict
cleanup_judge(const struct cleanup_rules *rules,
    const struct cleanup_row *row, const struct cleanup_facts *f)
{
	if (f->owner == CLEANUP_OTHERS)
		return CLEANUP_OF_OTHERS;
	if (f->leased)
		return CLEANUP_IS_LEASED;
	if (f->in_domain && !f->client_gone)
		return CLEANUP_IN_DOMAIN;
	if (shows_life(row, f) || row->silent_ms <= rules->silence)
		return CLEANUP_HEARD;
	if (row->failures < CLEANUP_FAILURES)
		return CLEANUP_TOO_FEW;
	return f->owner == CLEANUP_OURS ? CLEANUP_GOES : CLEANUP_OF_NOBODY;
}

const char *
cleanup_verdict_text(enum cleanup_verdict v)
{
	static const char *const	 texts[CLEANUP_VERDICTS] = {
		[CLEANUP_GOES] = "it is gone, and was not heard of for long",
		[CLEANUP_OF_OTHERS] = "it is another site's, too",
		[CLEANUP_OF_NOBODY] = "nothing tells whose it is",
		[CLEANUP_IS_LEASED] = "a client is being installed there",
		[CLEANUP_IN_DOMAIN] = "the controller is in the domain",
		[CLEANUP_HEARD] = "it has not been silent for long enough",
		[CLEANUP_TOO_FEW] = "it was not looked for often enough",
	};

	return texts[v];
}
