/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"
#include "base/text.h"
#include "server/clerk/clerk.h"
#include "server/config.h"

#define OPENS_MAX	262144	/* about 100 MiB of books */

static void
add_net(struct admission_limits *l, const char *text)
{
	struct net	 n;

	if (l->nunlimited == ADMISSION_NETS || !net_parse(text, &n)) {
		log_warn("option unlimited_nets: %s is not a net: passed over",
		    VIS(text));
		return;
	}
	l->unlimited[l->nunlimited++] = n;
}

void
clerk_settings_of(const struct config *c, struct clerk_settings *s)
{
	size_t	 i;

	*s = (struct clerk_settings){
		.shares = {
			.max_opens = OPENS_MAX,
			.max_locks = (size_t)c->max_locks,
			.break_ms = c->oplock_timeout,
		},
		.admission = {
			.half_open = (size_t)c->preauth_total,
			.half_open_of_address =
			    (size_t)c->preauth_per_address,
			.logged_on_of_address =
			    (size_t)c->connections_per_address,
		},
		.quotas = {
			.box_files = (uint64_t)c->box_files,
			.box_bytes = (uint64_t)c->box_bytes,
			.client_files = (uint64_t)c->client_files,
			.client_bytes = (uint64_t)c->client_bytes,
		},
		.settle_ms = CLERK_SETTLE_MS,
	};
	for (i = 0; i < c->unlimited_nets.n; i++)
		add_net(&s->admission, c->unlimited_nets.item[i]);
}
