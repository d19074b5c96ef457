/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_policy - what the account domain asks of passwords. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/config_value.h"
#include "server/director/account/rotation.h"
#include "server/director/control/errand.h"
#include "server/director/domain/policy.h"

#define LENGTH_MOST	127
#define TRIES_MOST	999
#define AGE_MOST_MS	(INT64_C(3650) * 24 * 3600 * 1000)
#define LOCK_MOST_MS	(INT64_C(70) * 24 * 3600 * 1000)

enum how { A_COUNT, A_SPAN, A_SWITCH };

static const struct rule {
	const char	*name;
	size_t		 at;		/* in struct policy_row */
	enum how	 how;
	int64_t		 most;
	bool		 configured;	/* sited.conf can say it */
	const char	*what;
} rules[] = {
	{ "min-length", offsetof(struct policy_row, min_length), A_COUNT,
	  LENGTH_MOST, false, "characters of a password at least" },
	{ "history", offsetof(struct policy_row, history), A_COUNT,
	  POLICY_HISTORY_MAX, false, "passwords that are not taken again" },
	{ "min-age", offsetof(struct policy_row, min_age_ms), A_SPAN,
	  AGE_MOST_MS, false, "a password is not changed before" },
	{ "max-age", offsetof(struct policy_row, max_age_ms), A_SPAN,
	  AGE_MOST_MS, true, "accounts are replaced in time for it; 0s: never" },
	{ "complexity", offsetof(struct policy_row, complex), A_SWITCH,
	  1, false, "six characters of three kinds, without the name" },
	{ "lockout-threshold", offsetof(struct policy_row, threshold),
	  A_COUNT, TRIES_MOST, true, "wrong tries that lock; 0: none" },
	{ "lockout-window", offsetof(struct policy_row, window_ms), A_SPAN,
	  LOCK_MOST_MS, true, "in which they fall" },
	{ "lockout-duration", offsetof(struct policy_row, duration_ms),
	  A_SPAN, LOCK_MOST_MS, true, "of a lock; 0s: until unlocked" },
};

#define NRULES	(sizeof(rules) / sizeof(rules[0]))

static int64_t
value_of(const struct rule *u, const struct policy_row *p)
{
	int64_t	 n;

	if (u->how == A_SWITCH)
		return p->complex;
	memcpy(&n, (const char *)p + u->at, sizeof(n));
	return n;
}

static void
set_value(const struct rule *u, struct policy_row *p, int64_t n)
{
	if (u->how == A_SWITCH)
		p->complex = n != 0;
	else
		memcpy((char *)p + u->at, &n, sizeof(n));
}

/* --- looking --- */

static void
tell(struct errand *r, const struct policy_row *force,
    const struct policy_row *as)
{
	char	 text[32];
	int64_t	 n;
	size_t	 i;

	for (i = 0; i < NRULES; i++) {
		n = value_of(&rules[i], force);
		if (rules[i].how == A_SPAN)
			config_duration_text(n, text, sizeof(text));
		else if (rules[i].how == A_SWITCH)
			text_copy(text, sizeof(text), n != 0 ? "on" : "off");
		else
			(void)snprintf(text, sizeof(text), "%lld",
			    (long long)n);
		ERRAND_ROW(r, &table_policy, TEXT(rules[i].name), TEXT(text),
		    TEXT(rules[i].configured && value_of(&rules[i], as) ==
		    POLICY_AS_CONFIGURED ? "sited.conf" : "store"),
		    TEXT(rules[i].what));
	}
}

void
verb_run_POLICY_SHOW(struct errand *r)
{
	const struct policy_row	 p = policy_in_force(r->d);
	struct err		 e;

	tell(r, &p, policy_as_set(r->d));
	if (rotation_may_have(r->d, &p, &e) == 0)
		errand_done(r);
	else
		errand_end(r, CONTROL_DEGRADED, "sitectl rotation thaw, when "
		    "that is mended", "the rotation cannot go on: %s", e.text);
}

/* --- setting --- */

static int
read_number(const char *text, int64_t *out)
{
	char	*end;

	errno = 0;
	*out = strtoll(text, &end, 10);
	return errno != 0 || *text < '0' || *text > '9' || *end != '\0' ?
	    -EINVAL : 0;
}

static int
read_value(const struct rule *u, const struct errand *r, int64_t *out,
    struct err *e)
{
	const char	*text = errand_text(r, u->name);

	if (u->configured && strcmp(text, "configured") == 0) {
		*out = POLICY_AS_CONFIGURED;
		return 0;
	}
	if (u->how == A_SPAN)
		return config_duration_parse(text, u->most, out, e);
	if (u->how == A_SWITCH && strcmp(text, "on") != 0 &&
	    strcmp(text, "off") != 0)
		return err_set(e, EINVAL, "on or off is expected");
	if (u->how == A_SWITCH)
		*out = strcmp(text, "on") == 0;
	else if (!u->configured)
		*out = errand_number(r, u->name);
	else if (read_number(text, out) != 0)
		return err_set(e, EINVAL, "a number is expected");
	return *out <= u->most ? 0 : err_set(e, EINVAL, "%lld at most",
	    (long long)u->most);
}

static bool
read_wish(struct errand *r, struct policy_wish *w)
{
	struct err	 e;
	int64_t		 n;
	size_t		 i, named = 0;

	for (i = 0; i < NRULES; i++) {
		if (!errand_flag(r, rules[i].name))
			continue;
		named++;
		if (read_value(&rules[i], r, &n, &e) != 0) {
			errand_end(r, CONTROL_USAGE, "", "--%s: %s",
			    rules[i].name, e.text);
			return false;
		}
		set_value(&rules[i], &w->as, n);
	}
	if (named == 0)
		errand_end(r, CONTROL_USAGE, "", "%s: say what is to be "
		    "changed", r->q.verb->words);
	return named > 0;
}

static void
changed(void *arg, const struct err *failed)
{
	struct errand		*r = arg;
	const struct policy_row	 p = policy_in_force(r->d);

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	tell(r, &p, policy_as_set(r->d));
	errand_end(r, CONTROL_DONE, "", "the policy is in force");
}

void
verb_run_POLICY_SET(struct errand *r)
{
	struct policy_wish	 w = { .as = *policy_as_set(r->d),
				    .force = errand_flag(r, "force"),
				    .audit = &r->audit };
	struct err		 e;
	bool			 dry_run = r->q.dry_run;
	int			 rc;

	if (!read_wish(r, &w))
		return;
	rc = dry_run ? policy_may_set(r->d, &w, &e) :
	    policy_set(r->d, &w, changed, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (dry_run)
		errand_end_dry(r, "the policy would be changed");
}
