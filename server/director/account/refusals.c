/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/refusals.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

#define THRESHOLD_DEFAULT	5
#define ALARM_SHARE		0.2	/* of the threshold */
#define ALARM_LEAST		1.05	/* once in three windows is no trend */
#define SILENCE_WINDOWS		4

static double
faded(const struct refusals *rs, const struct refusal *r, struct mono now)
{
	double	 ms = (double)mono_ms_between(r->last, now);

	return ms <= 0 ? r->rate : r->rate * exp(-ms / (double)rs->window_ms);
}

static double
limit(const struct refusals *rs)
{
	double	 t = (double)(rs->threshold == 0 ? THRESHOLD_DEFAULT :
		    rs->threshold) * ALARM_SHARE;

	return t < ALARM_LEAST ? ALARM_LEAST : t;
}

/* Its slot, or the one that is missed least. */
static struct refusal *
slot(struct refusals *rs, int64_t account, const struct addr *peer,
    struct mono now)
{
	struct refusal	*r, *least = NULL;
	double		 rate, lowest = INFINITY;
	size_t		 i;

	for (i = 0; i < REFUSALS_MAX; i++) {
		r = &rs->r[i];
		if (r->account == account && addr_equal(&r->peer, peer))
			return r;
		if (lowest < 0)
			continue;
		rate = r->account == 0 ? -1 : faded(rs, r, now);
		if (rate < lowest) {
			lowest = rate;
			least = r;
		}
	}
	memset(least, 0, sizeof(*least));
	least->account = account;
	least->peer = *peer;
	least->last = now;
	return least;
}

/* Whoever makes alarms on purpose shall not fill the log. */
static bool
is_told(struct refusals *rs, struct mono now)
{
	if (rs->told == 0 || mono_ms_between(rs->minute, now) >= 60000) {
		rs->minute = now;
		rs->told = 0;
	}
	return rs->told++ < REFUSALS_TOLD_MAX;
}

const struct refusal *
refusals_add(struct refusals *rs, const struct msg_evidence *ev,
    struct mono now)
{
	struct refusal	*r = slot(rs, ev->account, &ev->peer, now);
	bool		 quiet = mono_ms_between(r->last, now) >
			    rs->window_ms * SILENCE_WINDOWS;

	r->rate = faded(rs, r, now) + 1;
	r->last = now;
	r->at = ev->at;
	r->reason = ev->reason;
	r->count++;
	text_copy(r->workstation, sizeof(r->workstation), ev->workstation);
	if (quiet)
		r->alarmed = false;
	if (r->alarmed || r->rate <= limit(rs))
		return NULL;
	r->alarmed = true;
	return is_told(rs, now) ? r : NULL;
}

bool
refusals_next(struct refusals *rs, struct mono now, size_t *i,
    const struct refusal **out)
{
	struct refusal	*r;

	for (; *i < REFUSALS_MAX; (*i)++) {
		r = &rs->r[*i];
		if (!r->alarmed)
			continue;
		if (mono_ms_between(r->last, now) >
		    rs->window_ms * SILENCE_WINDOWS) {
			r->alarmed = false;
			continue;
		}
		(*i)++;
		*out = r;
		return true;
	}
	return false;
}
