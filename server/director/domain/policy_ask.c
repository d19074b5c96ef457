/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/policy_ask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/accounts.h"
#include "server/director/director.h"
#include "server/director/domain/directory.h"
#include "server/director/domain/policy.h"

#define TICKS_A_MS	10000		/* of 100 ns */
#define SPAN_MOST_MS	(INT64_C(3650) * 24 * 3600 * 1000)
#define COMPLEX		1U		/* DOMAIN_PASSWORD_COMPLEX */
#define LENGTH_MOST	127
#define TRIES_MOST	999

struct asking {
	struct director		*d;
	sam_done		*done;
	void			*arg;
	char			 who[RPC_NAME_SIZE];
};

/* A span is negative; none at all, and the longest there is, are 0 here. */
static bool
span(int64_t ticks, int64_t *out)
{
	*out = ticks == INT64_MIN ? 0 : -ticks / TICKS_A_MS;
	return ticks <= 0 && *out <= SPAN_MOST_MS;
}

static bool
take_password(const struct rpc_domain_facts *f, struct policy_row *p)
{
	p->min_length = f->password_least;
	p->history = f->password_history;
	p->complex = (f->password_properties & COMPLEX) != 0;
	return p->min_length <= LENGTH_MOST &&
	    p->history <= POLICY_HISTORY_MAX &&
	    span(f->password_most_age, &p->max_age_ms) &&
	    span(f->password_least_age, &p->min_age_ms);
}

static bool
take_lockout(const struct rpc_domain_facts *f, struct policy_row *p)
{
	p->threshold = f->lockout_after;
	return p->threshold <= TRIES_MOST &&
	    span(f->lockout_for, &p->duration_ms) &&
	    span(f->lockout_window, &p->window_ms);
}

/* The director believes the RID only. */
static bool
may(struct director *d, const struct rpc_caller *who)
{
	const struct sid		 ours = director_sid(d, 0);
	const struct account_entry	*a;
	struct sid			 domain;
	uint32_t			 rid;

	if (!sid_split(&who->sid, &domain, &rid) ||
	    !sid_equal(&domain, &ours))
		return false;
	a = accounts_by_rid(d->accounts, rid);
	return a != NULL && a->state == ACCOUNT_ENABLED &&
	    (a->kind == ACCOUNT_OPERATOR || sam_is_admin(d, 0, rid));
}

static void
answer(sam_done *done, void *arg, enum ntstatus status)
{
	const struct rpc_domain_answer	 a = { .status = status };

	done(arg, &a);
}

static void
committed(void *arg, const struct err *failed)
{
	struct asking	*a = arg;

	if (failed == NULL)
		log_info("domain: the policy was set by \"%s\" over samr",
		    VIS(a->who));
	answer(a->done, a->arg, failed == NULL ? NT_OK : NT_INTERNAL_ERROR);
	free(a);
}

static enum ntstatus
refusal(const struct rpc_caller *who, int error, const struct err *e)
{
	switch (error) {
	case -EALREADY:
		return NT_OK;
	case -ENOMEM:
		return NT_NO_MEMORY;
	default:
		log_warn("domain: the policy that \"%s\" set over samr is "
		    "refused: %s", VIS(who->account), e->text);
		return error == -EINVAL ? NT_INVALID_PARAMETER :
		    NT_ACCESS_DENIED;
	}
}

static enum ntstatus
set(struct director *d, const struct rpc_domain_ask *q,
    const struct policy_row *row, struct asking *a)
{
	char			 who[RPC_NAME_SIZE + 8];
	const struct audit_row	 audit = { .at = wall_now(), .who = who,
				    .verb = "policy set", .object = "domain",
				    .outcome = AUDIT_DONE, .detail = "" };
	const struct policy_wish w = { .as = *row, .audit = &audit };
	struct err		 e;
	int			 rc;

	(void)snprintf(who, sizeof(who), "samr:%s", q->caller->account);
	rc = policy_set(d, &w, committed, a, &e);
	return rc == 0 ? NT_LATER : refusal(q->caller, rc, &e);
}

static enum ntstatus
judge(struct director *d, size_t server, const struct rpc_domain_ask *q,
    struct policy_row *p)
{
	if (server != 0)
		return NT_INVALID_DOMAIN_ROLE;
	if (q->caller == NULL || !may(d, q->caller))
		return NT_ACCESS_DENIED;
	if (q->policy == NULL ||
	    (q->fields & POLICY_PASSWORD && !take_password(q->policy, p)) ||
	    (q->fields & POLICY_LOCKOUT && !take_lockout(q->policy, p)))
		return NT_INVALID_PARAMETER;
	return NT_OK;
}

int
policy_ask(struct director *d, size_t server, const struct rpc_domain_ask *q,
    sam_done *done, void *arg)
{
	struct policy_row	 p = *policy_as_set(d);
	enum ntstatus		 status;
	struct asking		*a;

	if (server >= directory_servers(d))
		return -ENODEV;
	status = judge(d, server, q, &p);
	if (status != NT_OK) {
		answer(done, arg, status);
		return 0;
	}
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return -ENOMEM;
	*a = (struct asking){ .d = d, .done = done, .arg = arg };
	(void)snprintf(a->who, sizeof(a->who), "%s", q->caller->account);
	status = set(d, q, &p, a);
	if (status != NT_LATER) {
		free(a);
		answer(done, arg, status);
	}
	return 0;
}
