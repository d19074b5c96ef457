/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/orphan.h"

bool
orphan_mend(struct state *s, struct wall now)
{
	const bool	 unknown = s->config_checked.us == 0 &&
			    s->installed.us == 0;
	bool		 changed = unknown;

	if (unknown || s->installed.us > now.us) {
		changed = true;
		s->installed = now;
	}
	if (s->config_checked.us > now.us) {
		changed = true;
		s->config_checked = now;
	}
	return changed;
}

int64_t
orphan_age_ms(const struct state *s, struct wall now)
{
	const struct wall	 since = s->config_checked.us != 0 ?
				    s->config_checked : s->installed;

	return (now.us - since.us) / 1000;
}

bool
orphan_is(const struct state *s, struct wall now, int64_t limit_ms)
{
	return orphan_age_ms(s, now) > limit_ms;
}
