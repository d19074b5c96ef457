/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/judge.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "protocol/auth/ntlm_check.h"
#include "protocol/sms/names.h"
#include "protocol/smb2/status.h"
#include "server/keeper/keeper.h"
#include "server/keeper/lockout.h"
#include "server/keeper/waiting.h"

/* A case in hand. */
struct hearing {
	struct keeper			*k;
	const struct msg_auth_check	*q;
	struct msg_auth_result		*out;
	struct mono			 now;
	struct ntlm_claim		 claim;
	struct ntlm_keys		 keys;
	struct account			*account;	/* NULL: nobody's */
	enum msg_reason			 reason;
};

/* What the wire is told for each inner reason. */
static const enum ntstatus	told[REASON_COUNT] = {
	[REASON_RIGHT]		= NT_OK,
	[REASON_ANONYMOUS]	= NT_OK,
	[REASON_UNKNOWN]	= NT_LOGON_FAILURE,
	[REASON_RESERVED]	= NT_LOGON_FAILURE,
	[REASON_WRONG]		= NT_LOGON_FAILURE,
	[REASON_RETIRED]	= NT_LOGON_FAILURE,
	[REASON_LOCKED]		= NT_ACCOUNT_LOCKED_OUT,
	[REASON_DISABLED]	= NT_ACCOUNT_DISABLED,
	[REASON_DELETED]	= NT_LOGON_FAILURE,
	[REASON_NOT_YET]	= NT_LOGON_FAILURE,
	[REASON_REPLAYED]	= NT_LOGON_FAILURE,
	[REASON_TOO_WEAK]	= NT_LOGON_FAILURE,
	[REASON_MALFORMED]	= NT_INVALID_PARAMETER,
	[REASON_RESCUED]	= NT_OK,
	[REASON_LEAKED]		= NT_OK,
	[REASON_EXPIRED]	= NT_ACCOUNT_EXPIRED,
	[REASON_STATION]	= NT_INVALID_WORKSTATION,
};

static enum ntlm_verdict
prove(struct hearing *h, const uint8_t *hash)
{
	return ntlm_claim_prove(h->k->ntlm, &h->claim, hash, &h->keys);
}

static enum msg_reason
reason_of(enum msg_account_state state)
{
	switch (state) {
	case MSG_ACCOUNT_DISABLED:
		return REASON_DISABLED;
	case MSG_ACCOUNT_DELETED:
		return REASON_DELETED;
	default:
		return REASON_RIGHT;
	}
}

/* As the controller that was asked has them. */
static const struct account_facts *
facts_of(const struct hearing *h)
{
	const struct account_view	*v = account_view(h->account,
					    h->q->view);

	return v != NULL ? &v->facts : &h->account->facts;
}

/* "A,B"; a name in it may have backslashes in front. */
static bool
is_among(const char *list, const char *station)
{
	char	 one[MSG_STATION_SIZE];
	size_t	 n;

	for (;;) {
		list += strspn(list, ", \\");
		n = strcspn(list, ",");
		if (n == 0)
			return false;
		if (n < sizeof(one)) {
			memcpy(one, list, n);
			one[n] = '\0';
			if (text_casecmp(one, station) == 0)
				return true;
		}
		list += n;
	}
}

/* The password was right; that is not all that is asked. */
static enum msg_reason
standing(const struct hearing *h, enum msg_account_state state)
{
	const struct account_facts	*f = facts_of(h);
	enum msg_reason			 reason = reason_of(state);

	if (reason != REASON_RIGHT)
		return reason;
	if (f->expires.us != 0 && wall_now().us >= f->expires.us)
		return REASON_EXPIRED;
	if (f->workstations != NULL &&
	    !is_among(f->workstations, h->claim.workstation))
		return REASON_STATION;
	return REASON_RIGHT;
}

static enum msg_reason
right_password(struct hearing *h)
{
	enum msg_reason	 reason = standing(h, h->account->state);

	if (reason == REASON_RIGHT)
		lockout_forgive(h->account);
	return reason;
}

/* A retired account has nobody to be locked out of it: nothing is counted. */
static enum msg_reason
wrong_password(struct hearing *h)
{
	const struct lockout_rules	 rules = { &h->k->policy,
		h->k->env->config.behaviour == BEHAVIOUR_SP3 };
	struct account			*a = h->account;

	if (a->state != MSG_ACCOUNT_ENABLED)
		return REASON_RETIRED;
	a->bad_from = h->q->peer;
	if (lockout_count(&rules, a, h->now))
		evidence_lock(h->k->evidence, a);
	return REASON_WRONG;
}

/* The account itself, as the PDC has it. */
static enum msg_reason
hear_pdc(struct hearing *h)
{
	enum ntlm_verdict	 verdict;

	verdict = prove(h, h->account->secret->hash);
	if (lockout_is_locked(h->account, h->now))
		return REASON_LOCKED;
	switch (verdict) {
	case NTLM_RIGHT:
		return right_password(h);
	case NTLM_WRONG_PROOF:
		return wrong_password(h);
	default:	/* the password is right, the messages are not: nobody
			   is guessing, so nothing is counted */
		return REASON_MALFORMED;
	}
}

/* A replica forgives nothing: the tries are the PDC's. */
static enum msg_reason
hear_replica(struct hearing *h)
{
	const struct account		*a = h->account;
	const struct account_view	*v = account_view(a, h->q->view);
	enum ntlm_verdict		 verdict;

	if (v != NULL && !v->exists) {
		(void)prove(h, h->k->vault->nobody);
		return REASON_NOT_YET;
	}
	verdict = prove(h, v != NULL ? v->secret->hash : a->secret->hash);
	if (verdict == NTLM_WRONG_PROOF)
		return hear_pdc(h);
	if (lockout_is_locked(h->account, h->now))
		return REASON_LOCKED;
	if (verdict != NTLM_RIGHT)
		return REASON_MALFORMED;
	return standing(h, v != NULL ? v->state : a->state);
}

static bool
window_is_open(const struct hearing *h)
{
	struct mono	 until = h->k->rescue_until;

	return until.ns != 0 && !mono_passed(until, h->now);
}

/* Does it fit what was right once?  Nothing is counted for asking. */
static bool
fits_past(struct hearing *h)
{
	const struct account	*a = h->account;

	if (a->is_operator || a->is_domain)
		return false;
	if (a->state != MSG_ACCOUNT_ENABLED &&
	    prove(h, a->secret->hash) == NTLM_RIGHT)
		return true;
	return a->has_previous && prove(h, a->secret->previous) == NTLM_RIGHT;
}

/* A thief may have come with it: only who has a key shall learn by it. */
static enum msg_reason
for_leaked(const struct hearing *h, enum msg_reason reason)
{
	return reason == REASON_RIGHT && h->account->is_sealed ?
	    REASON_LEAKED : reason;
}

/* A machine's own account, not the domain's of the same name (Q307434). */
static bool
is_local_namesake(const struct hearing *h)
{
	return name_namesake(h->claim.user) != NAMESAKE_NONE &&
	    text_casecmp(h->claim.domain, h->k->domain) != 0 &&
	    h->k->env->config.behaviour != BEHAVIOUR_SP3;
}

/* The same work whether or not there is such an account. */
static enum msg_reason
hear(struct hearing *h)
{
	if (!is_local_namesake(h))
		h->account = verifiers_by_name(&h->k->accounts,
		    h->claim.user);
	if (h->account == NULL) {
		(void)prove(h, h->k->vault->nobody);
		return name_is_reserved(h->claim.user) ? REASON_RESERVED :
		    REASON_UNKNOWN;
	}
	if (window_is_open(h) && fits_past(h))
		return REASON_RESCUED;
	return for_leaked(h, h->q->view == 0 ? hear_pdc(h) :
	    hear_replica(h));
}

static enum msg_reason
read_claim(struct hearing *h)
{
	struct ntlm_trio	 trio = { h->q->negotiate, h->q->challenged,
				    h->q->authenticate };
	uint8_t			 issued[8];

	if (!challenges_redeem(h->k->challenges, h->q->challenge, h->now,
	    issued))
		return REASON_REPLAYED;
	switch (ntlm_claim_read(&trio, issued, &h->claim)) {
	case NTLM_RIGHT:
		return hear(h);
	case NTLM_ANONYMOUS:
		return ntlm_anonymous_keys(h->k->ntlm, &h->claim, &h->keys) ==
		    NTLM_RIGHT ? REASON_ANONYMOUS : REASON_MALFORMED;
	case NTLM_NOT_V2:
	case NTLM_WEAK:
		return REASON_TOO_WEAK;
	default:
		return REASON_MALFORMED;
	}
}

static void
describe(struct hearing *h)
{
	struct msg_auth_result	*out = h->out;
	struct account		*a = h->account;

	text_copy(out->workstation, sizeof(out->workstation),
	    h->claim.workstation);
	(void)snprintf(out->domain, sizeof(out->domain), "%s",
	    h->k->domain);
	out->key_len = sizeof(h->keys.exported);
	memcpy(out->key, h->keys.exported, sizeof(h->keys.exported));
	if (h->reason == REASON_ANONYMOUS) {
		out->sid = sid_known(SID_ANONYMOUS)->sid;
		return;
	}
	out->account = a->id;
	out->generation = a->generation;
	out->cohort = a->cohort;
	out->is_operator = a->is_operator;
	out->is_admin = facts_of(h)->is_admin;
	out->is_leaked = a->is_leaked;
	if (h->reason == REASON_RESCUED)
		out->rescue_until = h->k->rescue_until;
	if (h->reason == REASON_LEAKED)
		out->rescue_until.ns = INT64_MAX;	/* as sessions live */
	(void)snprintf(out->name, sizeof(out->name), "%s", a->name);
	(void)sid_join(&h->k->site, a->rid, &out->sid);
}

static void
record(struct hearing *h)
{
	struct msg_evidence	 ev = {
		.reason = h->reason,
		.account = h->account == NULL ? 0 : h->account->id,
		.generation = h->account == NULL ? 0 :
		    h->account->generation,
		.view = h->q->view,
		.at = wall_now(),
		.peer = h->q->peer,
	};

	text_copy(ev.name, sizeof(ev.name), h->claim.user);
	text_copy(ev.workstation, sizeof(ev.workstation),
	    h->claim.workstation);
	evidence_add(h->k->evidence, &ev);
}

static void
log_refusal(const struct hearing *h)
{
	static struct log_limit	 limit = { .burst = 50 };
	char			 address[ADDR_TEXT_SIZE];

	log_limited(&limit, LVL_INFO, "client %s \"%s\": logon as \"%s\" "
	    "refused: %s [status=%s]", addr_text(&h->q->peer, address),
	    VIS(h->claim.workstation), VIS(h->claim.user),
	    msg_reason_text(h->reason), nt_name(h->out->status));
}

static void
conclude(struct hearing *h)
{
	h->out->status = (uint32_t)told[h->reason];
	if (h->out->status == NT_OK)
		describe(h);
	else {
		h->out->delay_ms = throttle_refused(h->k->throttle,
		    &h->q->peer, h->account == NULL ? 0 : h->account->id,
		    h->k->env->config.refusal_delay, h->now);
		log_refusal(h);
	}
	record(h);
}

/* --- an account that is enabled again --- */

static struct waiter *
let_wait(const struct hearing *h)
{
	struct waiter	*w;

	if (h->reason != REASON_DISABLED || !h->account->wakes)
		return NULL;
	w = waiting_add(h->k->waiting, h->account->id);
	if (w == NULL)
		return NULL;	/* too many do */
	w->view = h->q->view;
	w->peer = h->q->peer;
	text_copy(w->user, sizeof(w->user), h->claim.user);
	text_copy(w->workstation, sizeof(w->workstation),
	    h->claim.workstation);
	memcpy(w->key, h->keys.exported, sizeof(w->key));
	return w;
}

/* A secret never changes while its generation lives: the proof holds. */
static enum msg_reason
hear_again(struct hearing *h)
{
	struct account			*a = h->account;
	const struct account_view	*v;

	if (a == NULL)
		return REASON_UNKNOWN;
	if (lockout_is_locked(a, h->now))
		return REASON_LOCKED;
	v = account_view(a, h->q->view);
	return for_leaked(h, standing(h, v != NULL ? v->state : a->state));
}

/* A replica may show it a moment later than the PDC. */
static bool
may_come(const struct hearing *h)
{
	return h->reason == REASON_DISABLED && (h->account->wakes ||
	    h->account->state == MSG_ACCOUNT_ENABLED);
}

bool
judge_again(struct keeper *k, const struct waiter *w, bool too_late,
    struct msg_auth_result *out)
{
	const struct msg_auth_check	 q = { .view = w->view,
					    .peer = w->peer };
	struct hearing			 h = { .k = k, .q = &q, .out = out,
					    .now = mono_now() };

	memset(out, 0, sizeof(*out));
	text_copy(h.claim.user, sizeof(h.claim.user), w->user);
	text_copy(h.claim.workstation, sizeof(h.claim.workstation),
	    w->workstation);
	h.account = verifiers_by_id(&k->accounts, w->account);
	h.reason = hear_again(&h);
	if (!too_late && may_come(&h))
		return false;
	memcpy(h.keys.exported, w->key, sizeof(h.keys.exported));
	conclude(&h);
	out->delay_ms = 0;	/* it has waited */
	secret_wipe(&h, sizeof(h));
	return true;
}

struct waiter *
judge(struct keeper *k, const struct msg_auth_check *q,
    struct msg_auth_result *out)
{
	struct hearing	 h = { .k = k, .q = q, .out = out,
			    .now = mono_now() };
	struct waiter	*w;

	memset(out, 0, sizeof(*out));
	h.reason = read_claim(&h);
	w = let_wait(&h);
	if (w == NULL)
		conclude(&h);
	secret_wipe(&h, sizeof(h));
	return w;
}
