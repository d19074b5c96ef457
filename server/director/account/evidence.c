/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence - what the keeper saw: logons and refusals in batches, locks at
 * once.
 */
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/book.h"

static void
stored(void *arg, const struct err *failed)
{
	const char	*what = arg;

	if (failed != NULL)
		log_error("%s: not stored: %s", what, failed->text);
}

static void
submit(struct director *d, struct batch *b, const char *what)
{
	int	 rc = store_submit(d->store, &b, stored,
		    (void *)(uintptr_t)what);

	if (rc != 0)
		log_error("%s: not stored: %s", what, strerror(-rc));
}

void
accounts_locked(struct director *d, struct chan *ch, struct chan_msg *m)
{
	struct msg_account_locked	 l;
	struct account_entry		*a;
	struct audit_row		 audit = {
		.at = wall_now(),
		.uid = UINT32_MAX,
		.who = "keeper",
		.verb = "account lock",
		.outcome = AUDIT_DONE,
	};
	struct batch			*b;
	char				 address[ADDR_TEXT_SIZE];

	msg_get_account_locked(&m->body, &l);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	a = book_get(d->accounts, l.account);
	if (a == NULL)
		return;
	a->is_locked = true;
	a->locked_until.wall = l.until;
	a->locked_until.mono = l.until_mono;
	clock_boot_id(a->locked_until.boot);
	audit.object = a->name;
	audit.detail = "";
	b = store_batch_new();
	store_account_lock(b, a->id, &a->locked_until);
	(void)store_audit(b, &audit);
	submit(d, b, "an account's lock");
	/* What was told before it was heard of said that it is open. */
	book_tell(d, a);
	log_warn("account \"%s\": locked after wrong passwords, the last from "
	    "%s; unlock it with: sitectl account unlock %s", VIS(a->name),
	    addr_text(&l.peer, address), VIS(a->name));
}

static void
count_refusal(struct account_entry *a, const struct msg_evidence *ev)
{
	a->wrong++;
	a->last_wrong = ev->at;
	a->last_reason = ev->reason;
	(void)addr_text(&ev->peer, a->last_wrong_from);
}

/* One write per account and batch: the latest logon counts. */
static void
store_logons(struct director *d, struct wall since)
{
	struct account_entry	*a;
	struct batch		*b = NULL;

	RB_FOREACH(a, entries_by_id, &d->accounts->ids) {
		if (a->last_logon.us < since.us)
			continue;
		if (b == NULL)
			b = store_batch_new();
		store_account_logon(b, a->id, a->last_logon);
	}
	if (b != NULL)
		submit(d, b, "logons");
}

void
accounts_evidence(struct director *d, struct chan *ch, struct chan_msg *m)
{
	struct msg_evidence	 ev;
	struct account_entry	*a;
	struct wall		 first = { INT64_MAX };

	while (rd_left(&m->body) > 0) {
		msg_get_evidence(&m->body, &ev);
		if (!rd_ok(&m->body))
			break;
		a = ev.account == 0 ? NULL : book_get(d->accounts,
		    ev.account);
		if (a == NULL)
			continue;
		if (ev.reason != REASON_RIGHT) {
			count_refusal(a, &ev);
			continue;
		}
		a->right++;
		if (ev.at.us > a->last_logon.us)
			a->last_logon = ev.at;
		if (ev.at.us < first.us)
			first = ev.at;
	}
	if (!rd_ok(&m->body))
		chan_malformed(ch, m);
	if (first.us != INT64_MAX)
		store_logons(d, first);
}
