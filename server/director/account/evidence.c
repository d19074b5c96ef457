/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence - what the keeper saw: logons and refusals in batches, locks at
 * once.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/book.h"
#include "server/director/account/recovery.h"
#include "server/director/account/rotation.h"
#include "server/director/account/tries.h"
#include "server/director/account/uptake.h"
#include "server/director/ccm/lease.h"
#include "server/director/domain/policy.h"
#include "store/client.h"

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
	tries_locked(d, a);
	audit.object = a->name;
	audit.detail = "";
	b = store_batch_new();
	store_account_lock(b, a->id, &a->locked_until);
	(void)store_audit(b, &audit);
	submit(d, b, "an account's lock");
	/* What was told before it was heard of said that it is open. */
	telling_change(d, a);
	log_warn("account \"%s\": locked after wrong passwords, the last from "
	    "%s; unlock it with: sitectl account unlock %s", VIS(a->name),
	    addr_text(&l.peer, address), VIS(a->name));
}

void
accounts_wanted(struct director *d, struct chan *ch, struct chan_msg *m)
{
	int64_t				 id = (int64_t)rd_le64(&m->body);
	const struct account_entry	*a;

	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	a = accounts_by_id(d->accounts, id);
	if (a != NULL)
		rotation_knocked(d, a);
}

/* --- refusals that grow more --- */

/* An alarm whose client is looked up. */
struct alarm {
	char		 account[MSG_NAME_SIZE];
	char		 from[ADDR_TEXT_SIZE];
	char		 workstation[MSG_STATION_SIZE];
	enum msg_reason	 reason;
};

static void
tell_alarm(void *arg, const struct err *failed, const struct client_list *list)
{
	struct alarm	*a = arg;
	char		 id[GUID_TEXT_SIZE] = "";

	if (failed == NULL && list->n == 1)
		(void)guid_text(&list->rows[0].guid, id);
	log_warn("account \"%s\": refused again and again to %s \"%s\" at "
	    "%s: %s; see: sitectl account explain %s [client=%s]",
	    VIS(a->account), id[0] != '\0' ? "client" : "machine",
	    VIS(a->workstation), a->from, msg_reason_text(a->reason),
	    VIS(a->account), id);
	free(a);
}

static void
raise_alarm(struct director *d, const struct account_entry *a,
    const struct refusal *r)
{
	struct client_query	 q = { .name = r->workstation, .limit = 1 };
	struct alarm		*al = calloc(1, sizeof(*al));

	if (al == NULL)
		return;
	text_copy(al->account, sizeof(al->account), a->name);
	text_copy(al->workstation, sizeof(al->workstation), r->workstation);
	(void)addr_text(&r->peer, al->from);
	al->reason = r->reason;
	if (store_clients(d->store, &q, tell_alarm, al) != 0)
		free(al);
}

static void
count_refusal(struct director *d, struct account_entry *a,
    const struct msg_evidence *ev)
{
	const struct policy_row	 policy = policy_in_force(d);
	struct refusals		*rs = &d->accounts->refusals;
	const struct refusal	*r;

	a->wrong++;
	a->last_wrong = ev->at;
	a->last_reason = ev->reason;
	(void)addr_text(&ev->peer, a->last_wrong_from);
	rs->window_ms = policy.window_ms;
	rs->threshold = policy.threshold;
	r = refusals_add(rs, ev, mono_now());
	if (r != NULL)
		raise_alarm(d, a, r);
}

bool
accounts_alarm(struct director *d, size_t *i, struct account_alarm *out)
{
	const struct account_entry	*a;
	const struct refusal		*r;

	while (refusals_next(&d->accounts->refusals, mono_now(), i, &r)) {
		a = accounts_by_id(d->accounts, r->account);
		if (a == NULL)
			continue;
		out->account = a->name;
		out->workstation = r->workstation;
		(void)addr_text(&r->peer, out->from);
		out->reason = r->reason;
		out->count = r->count;
		out->last = r->at;
		return true;
	}
	return false;
}

/* --- machines that come with their own accounts --- */

static void
count_namesake(struct director *d, const struct msg_evidence *ev)
{
	struct namesakes		*n = &d->accounts->namesakes;
	const size_t			 name = name_namesake(ev->name);
	const struct namesake_client	*c;
	char				 from[ADDR_TEXT_SIZE];

	if (ev->reason != REASON_RESERVED || name == NAMESAKE_NONE)
		return;
	n->period_ms = d->env->config.reserved_interval;
	c = namesakes_add(n, ev, mono_now());
	if (c != NULL)
		log_warn("client \"%s\" at %s: came with its own account "
		    "\"%s\", %llu times by now; refused, the domain's is not "
		    "touched: %s; see: sitectl client show %s",
		    VIS(c->workstation), addr_text(&c->peer, from),
		    name_of_namesake(name), (unsigned long long)c->count[name],
		    namesake_advice(name), c->workstation[0] != '\0' ?
		    VIS(c->workstation) : from);
}

const struct namesakes *
accounts_namesakes(const struct accounts *book)
{
	return &book->namesakes;
}

/* --- an account that others know --- */

/* It is a client's, or a thief's: nothing is proven by it. */
static void
leaked_logon(struct account_entry *a, const struct msg_evidence *ev)
{
	static struct log_limit	 limit = { .burst = 50 };
	char			 from[ADDR_TEXT_SIZE];

	a->right++;
	log_limited(&limit, LVL_WARN, "account \"%s\": machine \"%s\" at %s "
	    "came with it: others know its password, it sees the sealed "
	    "account list only", VIS(a->name), VIS(ev->workstation),
	    addr_text(&ev->peer, from));
}

/* --- the batch --- */

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

static void
client_logon(struct director *d, const struct account_entry *a,
    const struct msg_evidence *ev)
{
	uptake_logon(d, a->rid, &ev->peer, ev->at);
	recovery_back(d, &ev->peer, ev->at);
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
		ev.at = rotation_time_of(d, ev.at);
		if (a == NULL) {
			count_namesake(d, &ev);
			continue;
		}
		tries_heard(d, a, &ev);
		if (ev.reason == REASON_RESCUED) {
			recovery_admitted(d, a, &ev);
			continue;
		}
		if (ev.reason == REASON_LEAKED) {
			leaked_logon(a, &ev);
			continue;
		}
		if (ev.reason != REASON_RIGHT) {
			count_refusal(d, a, &ev);
			if (ev.reason == REASON_DISABLED) {
				rotation_knocked(d, a);
				lease_logon(d, a->id, ev.at);
			}
			continue;
		}
		a->right++;
		if (a->kind == ACCOUNT_CLIENT)
			client_logon(d, a, &ev);
		else
			lease_logon(d, a->id, ev.at);
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
