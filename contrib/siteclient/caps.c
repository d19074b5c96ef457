/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/caps.h"

#include <strings.h>

#include "protocol/sms/nalpath.h"

static bool
has(const struct cap_order *o, size_t cap)
{
	size_t	 i;

	for (i = 0; i < o->n; i++)
		if (o->at[i] == cap)
			return true;
	return false;
}

static void
add(struct cap_order *o, size_t cap)
{
	if (!has(o, cap))
		o->at[o->n++] = (uint8_t)cap;
}

static bool
is_server(const char *cap, const char *name)
{
	struct nalpath	 p;
	char		 server[64], share[81];

	return nalpath_parse(cap, &p) && nalpath_unc(&p, server, share) &&
	    strcasecmp(server, name) == 0;
}

void
caps_order(const struct state *s, const struct config_list *preferred,
    int existing, uint32_t (*random)(uint32_t), struct cap_order *out)
{
	size_t	 i, j, first;
	uint8_t	 other;

	out->n = 0;
	for (i = 0; i < preferred->n; i++)
		for (j = 0; j < s->ncap; j++)
			if (is_server(s->caps[j], preferred->s[i]))
				add(out, j);
	if (existing >= 0 && (size_t)existing < s->ncap)
		add(out, (size_t)existing);
	first = out->n;
	for (i = 0; i < s->ncap; i++)
		add(out, i);
	for (i = out->n; i > first + 1; i--) {	/* shuffle what is left */
		j = first + random((uint32_t)(i - first));
		other = out->at[j];
		out->at[j] = out->at[i - 1];
		out->at[i - 1] = other;
	}
}
