/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cleanup_view - what operators see of accounts that may be taken away. */
#include <stdio.h>

#include "base/text.h"
#include "server/director/ccm/cleanup_int.h"

static void
put_why(const struct watch *w, struct cleanup_view *v)
{
	if (w->row.going)
		text_copy(v->why, sizeof(v->why), "deleted; not every server "
		    "shows that yet");
	else if (!w->known)
		text_copy(v->why, sizeof(v->why), "it was not looked for yet");
	else if (v->verdict == CLEANUP_OF_OTHERS)
		(void)snprintf(v->why, sizeof(v->why), "%s: %s",
		    cleanup_verdict_text(v->verdict), VIS(w->other));
	else
		text_copy(v->why, sizeof(v->why),
		    cleanup_verdict_text(v->verdict));
}

/* What somebody else deleted is forgotten at the next look. */
static bool
is_shown(const struct director *d, const struct watch *w)
{
	const struct account_entry	*a;

	a = accounts_by_id(d->accounts, w->row.account);
	return w->row.going || (a != NULL && a->state != ACCOUNT_DELETED);
}

bool
cleanup_next_view(const struct director *d, int64_t after,
    struct cleanup_view *v)
{
	struct cleanup			*c = d->cleanup;
	struct watch			 key = { .row.account = after + 1 };
	struct watch			*w;
	const struct account_entry	*a;

	w = RB_NFIND(watches, &c->watches, &key);
	while (w != NULL && !is_shown(d, w))
		w = RB_NEXT(watches, &c->watches, w);
	if (w == NULL)
		return false;
	a = accounts_by_id(d->accounts, w->row.account);
	*v = (struct cleanup_view){
		.account = w->row.account, .name = a == NULL ? "" : a->name,
		.verdict = !w->known ? CLEANUP_HEARD :
		    cleanup_judge(&c->rules, &w->row, &w->facts),
		.failures = w->row.failures, .silent_ms = w->row.silent_ms,
		.heard = w->row.heard, .looked = w->row.looked.wall,
		.going = w->row.going
	};
	put_why(w, v);
	return true;
}

void
cleanup_state(const struct director *d, struct cleanup_state *s)
{
	const struct cleanup	*c = d->cleanup;
	struct cleanup_view	 v = { .account = 0 };

	*s = (struct cleanup_state){ .next = c->run.due.wall,
	    .last = c->run.last, .removed = c->run.removed };
	while (cleanup_next_view(d, v.account, &v)) {
		s->going += v.going;
		s->gone += !v.going && v.verdict == CLEANUP_GOES;
		s->kept += !v.going && v.verdict != CLEANUP_GOES;
	}
}
