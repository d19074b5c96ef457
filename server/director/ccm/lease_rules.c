/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/lease_rules.h"

#include <string.h>

/* What a row needs besides its state and event. */
enum need {
	ALIVE_LATELY = 1 << 0,	/* a sign of life less than a ttl ago */
	NOT_EXTENDED = 1 << 1,
	NOT_FINAL = 1 << 2,
	QUIET = 1 << 3,		/* overdue, and enough probes missed */
	SP3 = 1 << 4,
	NOT_SP3 = 1 << 5,
	LOADER_GONE = 1 << 6
};

/* What it does to the life itself. */
enum deed {
	RENEW = 1 << 0,		/* the deadline is a ttl from now */
	SIGN = 1 << 1,		/* a sign of life: nothing was missed */
	MISS = 1 << 2,
	OVERDUE = 1 << 3,
	FINAL = 1 << 4,
	MOVE_CAP = 1 << 5,
	LENGTHEN = 1 << 6,	/* by the operator's time */
	ASK = 1 << 7,		/* the next probe is an interval from now */
	STOPPED = 1 << 8,
	PROLONG = 1 << 9	/* as RENEW, but what an operator gave stays */
};

#define STORE	LEASE_DOES_STORE
#define EXPIRY	LEASE_DOES_EXPIRY
#define ALARM	LEASE_DOES_ALARM
#define PROBE	LEASE_DOES_PROBE
#define REVIVE	(RENEW | SIGN | ASK)

/* The first row that applies. */
static const struct row {
	enum lease_state	 from;
	enum lease_event	 event;
	unsigned		 needs;
	enum lease_state	 to;
	unsigned		 deeds;
	enum lease_reason	 reason;
	unsigned		 effects;
} rows[] = {
	{ LEASE_CREATED, LEASE_MADE, 0, LEASE_ACTIVE, REVIVE, 0,
	    STORE | EXPIRY },
	{ LEASE_CREATED, LEASE_REFUSED, 0, LEASE_FAILED, 0, LEASE_BY_REFUSAL,
	    STORE },
	{ LEASE_CREATED, LEASE_LIFE, 0, LEASE_CREATED, RENEW | SIGN, 0, 0 },
	{ LEASE_CREATED, LEASE_SUCCEEDED, 0, LEASE_ENDING, 0,
	    LEASE_BY_SUCCESS, STORE },
	{ LEASE_CREATED, LEASE_GAVE_UP, 0, LEASE_ENDING, 0, LEASE_BY_FAILURE,
	    STORE },
	{ LEASE_CREATED, LEASE_DUE, 0, LEASE_ENDING, 0, LEASE_BY_SILENCE,
	    STORE },
	{ LEASE_CREATED, LEASE_CAP, 0, LEASE_ENDING, FINAL, LEASE_BY_CAP,
	    STORE | ALARM },
	{ LEASE_CREATED, LEASE_END, 0, LEASE_ENDING, FINAL,
	    LEASE_BY_OPERATOR, STORE },
	{ LEASE_CREATED, LEASE_EXTEND, 0, LEASE_CREATED, LENGTHEN, 0, STORE },
	{ LEASE_CREATED, LEASE_CLOCK, 0, LEASE_CREATED, 0, 0, STORE },

	{ LEASE_ACTIVE, LEASE_LIFE, LOADER_GONE, LEASE_ACTIVE, 0, 0, 0 },
	{ LEASE_ACTIVE, LEASE_LIFE, 0, LEASE_ACTIVE, PROLONG | SIGN, 0, 0 },
	{ LEASE_ACTIVE, LEASE_PROBE, 0, LEASE_ACTIVE, ASK, 0, PROBE },
	{ LEASE_ACTIVE, LEASE_NO_LIFE, NOT_SP3 | QUIET, LEASE_ENDING, 0,
	    LEASE_BY_SILENCE, STORE },
	{ LEASE_ACTIVE, LEASE_NO_LIFE, 0, LEASE_ACTIVE, MISS, 0, 0 },
	{ LEASE_ACTIVE, LEASE_LOADER_STOPPED, SP3 | LOADER_GONE, LEASE_ACTIVE,
	    0, 0, 0 },
	{ LEASE_ACTIVE, LEASE_LOADER_STOPPED, SP3, LEASE_ACTIVE,
	    RENEW | STOPPED, 0, STORE },
	{ LEASE_ACTIVE, LEASE_DUE, SP3 | LOADER_GONE, LEASE_DELETING, FINAL,
	    LEASE_BY_LOADER, STORE },
	{ LEASE_ACTIVE, LEASE_DUE, 0, LEASE_ACTIVE, OVERDUE, 0, 0 },
	{ LEASE_ACTIVE, LEASE_SUCCEEDED, 0, LEASE_ENDING, 0,
	    LEASE_BY_SUCCESS, STORE },
	{ LEASE_ACTIVE, LEASE_GAVE_UP, 0, LEASE_ENDING, 0, LEASE_BY_FAILURE,
	    STORE },
	{ LEASE_ACTIVE, LEASE_CAP, NOT_SP3 | ALIVE_LATELY | NOT_EXTENDED,
	    LEASE_ACTIVE, MOVE_CAP, 0, STORE | EXPIRY | ALARM },
	{ LEASE_ACTIVE, LEASE_CAP, 0, LEASE_ENDING, FINAL, LEASE_BY_CAP,
	    STORE | ALARM },
	{ LEASE_ACTIVE, LEASE_ABSENT, 0, LEASE_DELETED, FINAL,
	    LEASE_BY_OTHERS, STORE | ALARM },
	{ LEASE_ACTIVE, LEASE_END, 0, LEASE_ENDING, FINAL, LEASE_BY_OPERATOR,
	    STORE },
	{ LEASE_ACTIVE, LEASE_EXTEND, 0, LEASE_ACTIVE, LENGTHEN, 0,
	    STORE | EXPIRY },
	{ LEASE_ACTIVE, LEASE_CLOCK, 0, LEASE_ACTIVE, 0, 0, STORE | EXPIRY },

	{ LEASE_ENDING, LEASE_LIFE, NOT_FINAL, LEASE_ACTIVE, REVIVE, 0,
	    STORE },
	{ LEASE_ENDING, LEASE_SHUT, 0, LEASE_DISABLED, RENEW, 0, STORE },
	{ LEASE_ENDING, LEASE_ABSENT, 0, LEASE_DELETED, FINAL, 0, STORE },
	{ LEASE_ENDING, LEASE_CAP, NOT_FINAL, LEASE_ENDING, FINAL,
	    LEASE_BY_CAP, STORE },
	{ LEASE_ENDING, LEASE_END, NOT_FINAL, LEASE_ENDING, FINAL,
	    LEASE_BY_OPERATOR, STORE },
	{ LEASE_ENDING, LEASE_EXTEND, NOT_FINAL, LEASE_ACTIVE,
	    REVIVE | LENGTHEN, 0, STORE | EXPIRY },
	{ LEASE_ENDING, LEASE_CLOCK, 0, LEASE_ENDING, 0, 0, STORE },

	{ LEASE_DISABLED, LEASE_LIFE, NOT_FINAL, LEASE_ACTIVE, REVIVE, 0,
	    STORE },
	{ LEASE_DISABLED, LEASE_DUE, 0, LEASE_DELETING, FINAL, 0, STORE },
	{ LEASE_DISABLED, LEASE_ABSENT, 0, LEASE_DELETED, FINAL, 0, STORE },
	{ LEASE_DISABLED, LEASE_CAP, NOT_FINAL, LEASE_DISABLED, FINAL,
	    LEASE_BY_CAP, STORE },
	{ LEASE_DISABLED, LEASE_END, NOT_FINAL, LEASE_DISABLED, FINAL,
	    LEASE_BY_OPERATOR, STORE },
	{ LEASE_DISABLED, LEASE_EXTEND, NOT_FINAL, LEASE_ACTIVE,
	    REVIVE | LENGTHEN, 0, STORE | EXPIRY },
	{ LEASE_DISABLED, LEASE_CLOCK, 0, LEASE_DISABLED, 0, 0, STORE },

	{ LEASE_DELETING, LEASE_ABSENT, 0, LEASE_DELETED, FINAL, 0, STORE },
};

#define NROWS	(sizeof(rows) / sizeof(rows[0]))

static const char	*const states[] = {
	[LEASE_CREATED] = "created",
	[LEASE_ACTIVE] = "active",
	[LEASE_ENDING] = "ending",
	[LEASE_DISABLED] = "disabled",
	[LEASE_DELETING] = "deleting",
	[LEASE_DELETED] = "deleted",
	[LEASE_FAILED] = "failed",
};

static const char	*const events[LEASE_EVENTS] = {
	[LEASE_MADE] = "made",
	[LEASE_REFUSED] = "refused",
	[LEASE_LIFE] = "sign of life",
	[LEASE_NO_LIFE] = "no sign of life",
	[LEASE_LOADER_STOPPED] = "loader stopped",
	[LEASE_SUCCEEDED] = "success",
	[LEASE_GAVE_UP] = "failure",
	[LEASE_PROBE] = "probe",
	[LEASE_DUE] = "due",
	[LEASE_CAP] = "hard cap",
	[LEASE_SHUT] = "disabled everywhere",
	[LEASE_ABSENT] = "gone everywhere",
	[LEASE_CLOCK] = "clock set",
	[LEASE_END] = "end",
	[LEASE_EXTEND] = "extend",
};

static const char	*const reasons[] = {
	[LEASE_LIVES] = "",
	[LEASE_BY_SUCCESS] = "the installation succeeded",
	[LEASE_BY_FAILURE] = "the installation failed",
	[LEASE_BY_SILENCE] = "no sign of life",
	[LEASE_BY_CAP] = "the hard cap is reached",
	[LEASE_BY_OPERATOR] = "an operator ended it",
	[LEASE_BY_LOADER] = "the loader stopped",
	[LEASE_BY_OTHERS] = "somebody else deleted the account",
	[LEASE_BY_REFUSAL] = "the account could not be made",
};

const char *
lease_state_name(enum lease_state s)
{
	return s >= LEASE_CREATED && s <= LEASE_FAILED ? states[s] : "?";
}

const char *
lease_event_name(enum lease_event e)
{
	return e >= LEASE_MADE && e < LEASE_EVENTS ? events[e] : "?";
}

const char *
lease_reason_text(enum lease_reason r)
{
	return r <= LEASE_BY_REFUSAL ? reasons[r] : "?";
}

bool
lease_is_open(enum lease_state s)
{
	return s != LEASE_DELETED && s != LEASE_FAILED;
}

/* --- steps --- */

static unsigned
facts_of(const struct lease_rules *rules, const struct lease_life *l,
    struct mono now)
{
	unsigned	 f = rules->sp3 ? SP3 : NOT_SP3;

	if (mono_ms_between(l->sign, now) <= rules->ttl)
		f |= ALIVE_LATELY;
	if (!l->extended)
		f |= NOT_EXTENDED;
	if (!l->is_final)
		f |= NOT_FINAL;
	if (l->overdue && l->missed + 1 >= LEASE_PROBES_MISSED)
		f |= QUIET;
	if (rules->sp3 && l->loader_stopped)
		f |= LOADER_GONE;
	return f;
}

static const struct row *
find_row(enum lease_state from, enum lease_event event, unsigned facts)
{
	size_t	 i;

	for (i = 0; i < NROWS; i++)
		if (rows[i].from == from && rows[i].event == event &&
		    (rows[i].needs & ~facts) == 0)
			return &rows[i];
	return NULL;
}

/* The cap never stands before what it caps. */
static void
lengthen(struct lease_life *l, struct mono now, int64_t ms)
{
	struct mono	 until = mono_after(now, ms);

	if (until.ns > l->deadline.ns) {
		l->deadline = until;
		l->overdue = false;
	}
	if (l->deadline.ns > l->cap.ns)
		l->cap = l->deadline;
}

static void
do_deeds(const struct lease_rules *rules, unsigned deeds, int64_t ms,
    struct lease_life *l)
{
	struct mono	 now = mono_now();
	struct mono	 until = mono_after(now, rules->ttl);

	if ((deeds & RENEW) != 0 || ((deeds & PROLONG) != 0 &&
	    until.ns > l->deadline.ns))
		l->deadline = until;
	if ((deeds & (RENEW | PROLONG)) != 0)
		l->overdue = false;
	if ((deeds & SIGN) != 0) {
		l->sign = now;
		l->missed = 0;
		l->reason = LEASE_LIVES;
	}
	if ((deeds & MISS) != 0 && l->missed < UINT8_MAX)
		l->missed++;
	if ((deeds & OVERDUE) != 0)
		l->overdue = true;
	if ((deeds & FINAL) != 0)
		l->is_final = true;
	if ((deeds & MOVE_CAP) != 0) {
		l->cap = mono_after(now, rules->cap);
		l->extended = true;
	}
	if ((deeds & LENGTHEN) != 0)
		lengthen(l, now, ms);
	if ((deeds & ASK) != 0)
		l->probe = mono_after(now, rules->probe);
	if ((deeds & STOPPED) != 0)
		l->loader_stopped = true;
}

bool
lease_step(const struct lease_rules *rules, const struct lease_life *was,
    enum lease_event event, int64_t ms, struct lease_life *out,
    unsigned *effects)
{
	const struct row	*r = find_row(was->state, event,
				    facts_of(rules, was, mono_now()));

	if (r == NULL)
		return false;
	*out = *was;
	do_deeds(rules, r->deeds, ms, out);
	out->state = r->to;
	if (r->reason != LEASE_LIVES)
		out->reason = r->reason;
	*effects = r->effects;
	return true;
}

void
lease_begin_life(struct lease_life *l, const struct lease_rules *rules)
{
	*l = (struct lease_life){ .state = LEASE_CREATED, .sign = mono_now() };
	l->deadline = mono_after(l->sign, rules->ttl);
	l->cap = mono_after(l->sign, rules->cap);
	l->probe = mono_after(l->sign, rules->probe);
}

/* --- time --- */

static void
sooner(struct mono t, enum lease_event ev, struct mono *when,
    enum lease_event *event)
{
	if (*event != 0 && t.ns >= when->ns)
		return;
	*when = t;
	*event = ev;
}

bool
lease_next(const struct lease_life *l, bool in_doubt, struct mono *when,
    enum lease_event *event)
{
	bool	 has_deadline = l->state == LEASE_CREATED ||
		    (l->state == LEASE_ACTIVE && !l->overdue) ||
		    l->state == LEASE_DISABLED;
	bool	 has_cap = l->state <= LEASE_DISABLED && !l->is_final;

	*event = 0;
	if (has_deadline && !in_doubt)
		sooner(l->deadline, LEASE_DUE, when, event);
	if (has_cap && !in_doubt)
		sooner(l->cap, LEASE_CAP, when, event);
	if (l->state == LEASE_ACTIVE)
		sooner(l->probe, LEASE_PROBE, when, event);
	return *event != 0;
}

int64_t
lease_slack(const struct lease_rules *rules)
{
	return rules->ttl / 16;
}

/* Written before this boot, by its own word, and not too far ahead. */
static bool
is_plausible(int64_t left, struct wall written, int64_t most)
{
	int64_t	 age = (wall_now().us - written.us) / 1000;
	int64_t	 up = mono_now().ns / 1000000;

	return age >= 0 && age + LEASE_CLOCK_SLACK_MS >= up && left <= most;
}

struct mono
lease_recall(const struct stored_time *t, struct wall written, int64_t period,
    int64_t most)
{
	char	 boot[BOOT_ID_SIZE];
	int64_t	 left;

	clock_boot_id(boot);
	if (boot[0] != '\0' && strcmp(boot, t->boot) == 0)
		return t->mono;
	left = (t->wall.us - wall_now().us) / 1000;
	if (!is_plausible(left, written, most))
		left = period;
	return mono_after(mono_now(), left);
}

void
lease_keep(struct mono when, struct stored_time *t)
{
	t->mono = when;
	t->wall.us = wall_now().us + mono_ms_between(mono_now(), when) * 1000;
	clock_boot_id(t->boot);
}
