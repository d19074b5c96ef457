/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/due.h"

#include <string.h>
#include <strings.h>

#include "protocol/sms/property.h"

/* Where a schedule is published: a component's folder, or a base agent. */
static const struct {
	const char		*place;
	enum property_id	 property;
	enum due		 due;
} published[] = {
	{ "Client Components\\Heartbeat Discovery", PROP_SCHEDULE,
	    DUE_HEARTBEAT },
	{ "hinv", PROP_SCHEDULE, DUE_HARDWARE },
	{ "sinv", PROP_SCHEDULE, DUE_SOFTWARE },
	{ "base", PROP_VERIFY, DUE_VERIFY },
};

static bool
by_token(const char *token, struct wall last, struct wall now, bool *is_due)
{
	struct schedule	 s;
	struct wall	 next;

	if (!schedule_parse(token, &s))
		return false;
	*is_due = schedule_next(&s, last, &next) && next.us <= now.us;
	return true;
}

bool
due_is(const struct agent *a, enum due what, struct wall last,
    struct wall now)
{
	const struct config	*c = a->config;
	const struct {
		int64_t	 ms;
		bool	 is_set;
	} here[STATE_SCHEDULES] = {
		[DUE_HEARTBEAT] = { c->heartbeat_ms, c->heartbeat_set },
		[DUE_HARDWARE] = { c->hardware_ms, c->hardware_set },
		[DUE_SOFTWARE] = { c->software_ms, c->software_set },
		[DUE_VERIFY] = { c->verify_ms, c->verify_set },
	};
	bool	 is_due;

	if (last.us == 0 || last.us > now.us)
		return true;
	if (!here[what].is_set &&
	    by_token(a->state.schedule[what], last, now, &is_due))
		return is_due;
	return now.us - last.us >= here[what].ms * 1000;
}

/* A schedule that is no longer published is no longer kept. */
static void
take(struct state *s, const char *place, const struct reg_key *key)
{
	size_t	 i, j;

	for (i = 0; i < sizeof(published) / sizeof(published[0]); i++) {
		if (strcasecmp(place, published[i].place) != 0)
			continue;
		s->schedule[published[i].due][0] = '\0';
		for (j = 0; j < key->nvalue; j++)
			if (key->value[j].type == REG_SZ &&
			    strcasecmp(key->value[j].name,
			    properties[published[i].property].name) == 0)
				(void)strlcpy(s->schedule[published[i].due],
				    key->value[j].text,
				    sizeof(s->schedule[0]));
	}
}

void
due_take_base(struct state *s, const struct clibase *base)
{
	size_t	 i;

	for (i = 0; i < base->agents.nkey; i++)
		take(s, base->agents.key[i].name, &base->agents.key[i]);
}

void
due_take_component(struct state *s, const char *directory,
    const struct compcfg *cfg)
{
	take(s, directory, &cfg->own);
}
