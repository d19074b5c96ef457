/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/newcomers.h"

#include "base/log.h"
#include "server/director/bringers.h"
#include "server/director/cap/inboxes_int.h"

static bool
is_full(const struct director *d, const struct addr *from)
{
	const int64_t	 most = d->env->config.new_clients;

	return most != 0 && bringers_count(d->inboxes->newcomers, from) >=
	    most;
}

static bool
counts(const struct drop *drop)
{
	return drop->signer == NULL && drop->landing->account != 0;
}

bool
newcomers_full(const struct director *d, const struct drop *drop)
{
	return counts(drop) && is_full(d, &drop->landing->address);
}

void
newcomers_asked(struct drop *drop, const bool *fresh)
{
	if (counts(drop))
		drop->asked = fresh;
}

void
newcomers_add(struct director *d, const struct addr *from)
{
	const uint32_t	 n = bringers_add(d->inboxes->newcomers, from);
	char		 text[ADDR_TEXT_SIZE];

	if (n == d->env->config.new_clients)
		log_warn("inboxes: %s has brought %u new clients within an "
		    "hour: what it brings of others waits in its box (option "
		    "new_clients)", addr_text(from, text), n);
}

void
drop_seen(struct director *d, struct drop *drop, struct client_seen *seen,
    struct batch *b)
{
	seen->known_only = newcomers_full(d, drop);
	if (counts(drop))
		drop->merge = store_client_seen(b, seen);
	else
		(void)store_client_seen(b, seen);
	if (seen->known_only)
		drop->outcome = store_client_awaited(b, seen);
}
