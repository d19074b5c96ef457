/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/client/namesakes.h"

#include <string.h>

#include "base/text.h"

/* Q231399, Q232653, Q248880, Q262341; Q238250, Q239590; Q241982. */
static const char *const	advice[NAMESAKES] = {
	"an agent of this client reaches a share as its local token account: "
	"keep network drives, also those made by subst, out of its PATH and "
	"inventory, and let it connect with a connection account",
	"the client service reaches a share as its local account: keep "
	"network folders out of the system's PATH",
	"the loader of an installation reaches a share as its local account: "
	"keep drives made by subst out of logon scripts",
	"an agent of this client reaches a share as its local token account: "
	"keep network drives out of its PATH and inventory",
};

const char *
namesake_advice(size_t name)
{
	return advice[name];
}

static bool
is_of(const struct namesake_client *c, const struct msg_evidence *ev)
{
	return c->first.us != 0 && addr_equal(&c->peer, &ev->peer) &&
	    text_casecmp(c->workstation, ev->workstation) == 0;
}

/* Its slot, a free one, or that of who was silent longest. */
static struct namesake_client *
slot(struct namesakes *n, const struct msg_evidence *ev)
{
	struct namesake_client	*c, *oldest = &n->c[0];
	size_t			 i;

	for (i = 0; i < NAMESAKE_CLIENTS; i++) {
		c = &n->c[i];
		if (is_of(c, ev))
			return c;
		if (oldest->first.us != 0 && (c->first.us == 0 ||
		    c->seen.ns < oldest->seen.ns))
			oldest = c;
	}
	memset(oldest, 0, sizeof(*oldest));
	oldest->peer = ev->peer;
	oldest->first = ev->at;
	text_copy(oldest->workstation, sizeof(oldest->workstation),
	    ev->workstation);
	return oldest;
}

/* Whoever invents workstations shall not fill the log. */
static bool
is_told(struct namesakes *n, struct mono now)
{
	if (n->told == 0 || mono_ms_between(n->minute, now) >= 60000) {
		n->minute = now;
		n->told = 0;
	}
	return n->told++ < NAMESAKE_TOLD_MAX;
}

const struct namesake_client *
namesakes_add(struct namesakes *n, const struct msg_evidence *ev,
    struct mono now)
{
	size_t			 name = name_namesake(ev->name);
	struct namesake_client	*c;

	if (name == NAMESAKE_NONE)
		return NULL;
	c = slot(n, ev);
	c->count[name]++;
	c->last = ev->at;
	c->seen = now;
	if (c->told.ns != 0 && mono_ms_between(c->told, now) < n->period_ms)
		return NULL;
	if (!is_told(n, now))
		return NULL;
	c->told = now;
	return c;
}

static bool
is_called(const struct namesake_client *c, const char *who)
{
	char	 address[ADDR_TEXT_SIZE];

	return text_casecmp(c->workstation, who) == 0 ||
	    text_casecmp(addr_text(&c->peer, address), who) == 0;
}

bool
namesakes_next(const struct namesakes *n, const char *who, size_t *i,
    const struct namesake_client **out)
{
	const struct namesake_client	*c;

	while (*i < NAMESAKE_CLIENTS) {
		c = &n->c[(*i)++];
		if (c->first.us == 0 || (who != NULL && !is_called(c, who)))
			continue;
		*out = c;
		return true;
	}
	return false;
}
