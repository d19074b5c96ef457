/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ccm_log - what happens to requests, as lines of ours; with log_format sms as
 * Ccm.log of SMS 2.0 has them (ccm.md 10.1: Q262298, Q299772).
 */
#include <stdio.h>

#include "base/log.h"
#include "base/text.h"
#include "server/config_value.h"
#include "server/director/ccm/ccm_int.h"

#define COMPONENT	"SMS_CLIENT_CONFIG_MANAGER"
#define TRACE(...)	log_trace(COMPONENT, __VA_ARGS__)

/* Eight characters, as SMS named its files; ours is the number of the row. */
struct name {
	char	 s[16];
};

static const char *
name_of(struct name *n, int64_t seq)
{
	static const char	 digits[] = "0123456789"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	int			 i;

	n->s[8] = '\0';
	for (i = 7; i >= 0; i--) {
		n->s[i] = digits[seq % 36];
		seq /= 36;
	}
	return n->s;
}

#define NAME(seq)	name_of(&(struct name){ "" }, (seq))

/* "PC17.DEMO" or "PC17". */
struct who {
	char	 s[2 * CCM_NAME_SIZE + 2];
};

static const char *
who_of(struct who *w, const char *computer, const char *domain)
{
	(void)snprintf(w->s, sizeof(w->s), "%.*s%s%.*s", CCM_NAME_SIZE,
	    VIS(computer), domain[0] == '\0' ? "" : ".", CCM_NAME_SIZE,
	    VIS(domain));
	return w->s;
}

#define WHO(r)	who_of(&(struct who){ "" }, (r)->computer, (r)->domain)

void
ccm_log_received(const struct request_row *row)
{
	if (log_format() == LOG_SMS)
		TRACE("Received request: \"%s\" for machine name: \"%s\" on "
		    "queue: \"Incoming\".", NAME(row->seq),
		    VIS(row->computer));
	else
		log_debug("ccm %s: a request is in the queue [request=%lld]",
		    WHO(row), (long long)row->seq);
}

void
ccm_log_begun(const struct ccm_run *r, size_t threads)
{
	if (log_format() != LOG_SMS) {
		log_info("ccm %s: try %llu begins [request=%lld]", WHO(r),
		    (unsigned long long)r->tries, (long long)r->seq);
		return;
	}
	TRACE("Stored request \"%s\", machine name \"%s\", in queue "
	    "\"Processing\".", NAME(r->seq), VIS(r->computer));
	TRACE("----- Started a new CCR processing thread. Thread ID is 0x%llX. "
	    "There are now %zu processing threads", (long long)r->seq,
	    threads);
	TRACE("Submitted request successfully");
	TRACE("======>Begin Processing request: \"%s\", machine name: \"%s\"",
	    NAME(r->seq), VIS(r->computer));
}

void
ccm_log_gate(const struct ccm_run *r, const struct gate_answer *a)
{
	if (log_format() == LOG_SMS)
		TRACE("---> %s", a->line != NULL ? a->line : a->why);
	else
		log_info("ccm %s: %s: %s [request=%lld]", WHO(r),
		    a->verdict == GATE_HOLD ? "held" : "discarded", a->why,
		    (long long)r->seq);
}

static void
trace_failure(const struct ccm_run *r, const struct push_result *p)
{
	if (p->error == 5)
		TRACE("---> ERROR: The account '%s' does not have "
		    "administrative rights on machine \"%s\".",
		    PLAINN(r->account, SIZE_MAX), VIS(r->computer));
	TRACE("---> ERROR: Unable to access target machine for request: "
	    "\"%s\", machine name: \"%s\", error code: %u", NAME(r->seq),
	    VIS(r->computer), p->error);
	if (!r->end.done)
		TRACE("Stored request \"%s\", machine name \"%s\", in queue "
		    "\"Retry\".", NAME(r->seq), VIS(r->computer));
}

static void
tell_failure(const struct ccm_run *r)
{
	char	 next[32];

	config_duration_text(r->wait_ms, next, sizeof(next));
	if (r->given_up)
		log_warn("ccm %s: given up after %llu tries: %s [request=%lld "
		    "error=%u account=\"%s\"]", WHO(r),
		    (unsigned long long)r->tries, VIS(r->result),
		    (long long)r->seq, r->end.error, PLAINN(r->account, SIZE_MAX));
	else
		log_info("ccm %s: try %llu failed: %s [request=%lld error=%u "
		    "account=\"%s\" next=%s]", WHO(r),
		    (unsigned long long)r->tries, VIS(r->result),
		    (long long)r->seq, r->end.error, PLAINN(r->account, SIZE_MAX), next);
}

void
ccm_log_end(const struct ccm_run *r, const struct push_result *p)
{
	if (r->gated)
		return;		/* it was told */
	if (p->verdict == PUSH_RETRY && log_format() == LOG_SMS)
		trace_failure(r, p);
	if (p->verdict == PUSH_RETRY &&
	    (log_format() != LOG_SMS || r->given_up))
		tell_failure(r);
	if (p->verdict == PUSH_PARK)
		log_warn("ccm %s: refused, and parked: %s [request=%lld "
		    "error=%u account=\"%s\"]", WHO(r), VIS(r->result),
		    (long long)r->seq, p->error, PLAINN(r->account, SIZE_MAX));
	if (r->end.done && !r->given_up)
		log_info("ccm %s: %s%s%s [request=%lld]", WHO(r),
		    p->verdict == PUSH_INSTALLED ? "installed" : "discarded",
		    r->result[0] == '\0' ? "" : ": ", VIS(r->result),
		    (long long)r->seq);
}

void
ccm_log_waiting(const struct ccm *c)
{
	char	 backup[32];

	if (log_format() != LOG_SMS || c->d->env->config.push.n == 0)
		return;
	config_duration_text(c->d->env->config.push_scan, backup,
	    sizeof(backup));
	TRACE("Waiting for change in directory \"ccr.box\" for queue "
	    "\"Incoming\", (%s backup timeout).", backup);
}
