/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_publish - the set of files that clients are shown. */
#include <stdlib.h>

#include "base/text.h"
#include "protocol/sms/sign.h"
#include "server/director/account/lists.h"
#include "server/director/cap/component.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/stock.h"
#include "server/director/control/errand.h"

static void
show_set(struct errand *r, const struct publisher_status *s)
{
	char	 key[2 * SIGN_KEY_SIZE + 1];

	hex_encode(key, r->d->site.public_key, SIGN_KEY_SIZE);
	ERRAND_ROW(r, &table_publication,
	    s->serial == 0 ? NOTHING : NUMBER(s->serial),
	    s->site_control == 0 ? NOTHING : NUMBER(s->site_control),
	    TIME(s->published), TIME(s->valid_until), TIME(s->verified),
	    NUMBER(s->files), BYTES(s->bytes), FLAG(s->busy),
	    TEXT(key));
}

static void
next_files(struct errand *r)
{
	struct publisher_file	 f;
	char			 sha256[65];
	size_t			 i;

	for (i = 0; i < ERRAND_PAGE; i++) {
		if (errand_is_orphan(r) || !publisher_file(r->d,
		    (uint32_t)r->after.number, &f)) {
			errand_done(r);
			return;
		}
		r->after.number++;
		hex_encode(sha256, f.sha256, 32);
		ERRAND_ROW(r, &table_files, TEXT(f.path), BYTES(f.size),
		    TEXT(sha256));
	}
	errand_next(r, next_files);
}

/* --- changes --- */

static void
next_changes(struct errand *r)
{
	static const char *const	 words[] = { "added", "changed",
					    "removed" };
	const struct publisher_changes	*all = r->state;
	const struct publisher_change	*c;
	size_t				 i;

	for (i = 0; i < ERRAND_PAGE && r->after.number < all->n; i++) {
		c = &all->row[r->after.number++];
		ERRAND_ROW(r, &table_set_changes, TEXT(words[c->kind]),
		    TEXT(c->is_account ? "account" : "file"), TEXT(c->name),
		    c->is_account || c->kind == CHANGE_ADDED ? NOTHING :
		    BYTES(c->before), c->is_account ||
		    c->kind == CHANGE_REMOVED ? NOTHING : BYTES(c->after));
	}
	if (r->after.number < all->n && !errand_is_orphan(r))
		errand_next(r, next_changes);
	else if (r->q.dry_run)
		errand_end_dry(r, "a set with these %zu changes would be "
		    "published", all->n);
	else
		errand_done(r);
}

static void
tried(void *arg, const struct err *failed, const struct catalogue *after)
{
	struct errand	*r = arg;
	struct err	 e;

	if (failed == NULL)
		r->state = publisher_compare(r->d, after, &e);
	if (r->state == NULL) {
		errand_end_err(r, failed != NULL ? failed : &e);
		return;
	}
	if (((const struct publisher_changes *)r->state)->n == 0)
		errand_note(r, "the next set would be the same");
	next_changes(r);
}

static void
try_out(struct errand *r)
{
	struct err	 e;

	if (stock_look(r->d, SURVEY_TRIAL, tried, r, &e) != 0)
		errand_end_err(r, &e);
}

/* --- status --- */

static void
note_components(struct errand *r)
{
	struct component_row	*rows = calloc(COMPONENT_ROWS_MAX,
				    sizeof(*rows));
	size_t			 i, n;

	n = rows == NULL ? 0 : component_list(r->d, rows, COMPONENT_ROWS_MAX);
	for (i = 0; i < n; i++)
		if (component_is_amiss(&rows[i]) &&
		    rows[i].shown.nfield == 0)
			errand_note(r, "component %s is not offered: %s",
			    VIS(rows[i].component), rows[i].detail);
	free(rows);
}

static bool
note_problems(struct errand *r)
{
	struct stock_problem	 p;
	size_t			 i;

	for (i = 0; stock_problem(r->d, i, &p); i++)
		errand_note(r, "alarm: %s: %s; what clients are shown stays",
		    VIS(p.bundle), p.text);
	return i > 0;
}

static void
note_lists(struct errand *r)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	size_t			 left_out;

	(void)lists_accounts(r->d, rows, &left_out);
	if (left_out > 0)
		errand_note(r, LISTS_LEFT_OUT, left_out);
}

void
verb_run_PUBLISH_STATUS(struct errand *r)
{
	struct publisher_status	 s;

	publisher_status(r->d, &s);
	show_set(r, &s);
	note_lists(r);
	if (s.serial == 0 && s.alarm[0] == '\0')
		errand_note(r, s.site_control == 0 ? "nothing is published: "
		    "there is no site control file; import one with: sitectl "
		    "site import FILE" : "nothing is published yet");
	if (s.alarm[0] != '\0')
		errand_note(r, "alarm: %s; it is tried again by itself, or at "
		    "once with: sitectl publish now", s.alarm);
	if (s.site_control != 0)
		note_components(r);
	if (note_problems(r) || s.serial == 0 || s.alarm[0] != '\0')
		r->exit = CONTROL_DEGRADED;
	if (errand_flag(r, "diff"))
		try_out(r);
	else
		next_files(r);
}

/* --- now --- */

static void
published(void *arg, const struct err *failed)
{
	struct errand		*r = arg;
	struct publisher_status	 s;

	if (failed != NULL) {
		errand_end(r, CONTROL_FAILED, "the last good set stays in "
		    "force", "no new set was published: %s", failed->text);
		return;
	}
	r->audited = true;
	publisher_status(r->d, &s);
	show_set(r, &s);
	if (note_problems(r))
		r->exit = CONTROL_DEGRADED;
	errand_done(r);
}

/* What could not be taken is told with the set that is published. */
static void
looked(void *arg, const struct err *failed, const struct catalogue *after)
{
	struct errand	*r = arg;
	struct err	 e;

	(void)after;
	if (failed != NULL)
		errand_end_err(r, failed);
	else if (publisher_now(r->d, &r->audit, published, r, &e) != 0)
		errand_end_err(r, &e);
}

void
verb_run_PUBLISH_NOW(struct errand *r)
{
	struct err	 e;

	if (r->q.dry_run)
		try_out(r);
	else if (stock_look(r->d, SURVEY_NOW, looked, r, &e) != 0)
		errand_end_err(r, &e);
}
