/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/quota_msg.h"
#include "server/clerk/clerk_impl.h"

/* Id 0: a claim of what was allowed before, to which nobody awaits an answer. */
void
clerk_quota_ask(struct clerk_peer *p, struct chan_msg *m)
{
	struct quota_ask	 ask;
	enum ntstatus		 status;

	msg_get_quota_ask(&m->body, &ask);
	if (!peer_decoded(p, m))
		return;
	status = quotas_ask(p->clerk->quotas, p->process, &ask, m->id != 0);
	if (m->id != 0)
		peer_done(p, m->id, status);
}

void
clerk_quota_charge(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t	 ticket = rd_le64(&m->body);
	uint64_t	 bytes = rd_le64(&m->body);

	if (peer_decoded(p, m))
		quotas_charge(p->clerk->quotas, p->process, ticket, bytes);
}

void
clerk_quota_drop(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t	 ticket = rd_le64(&m->body);

	if (peer_decoded(p, m))
		quotas_drop(p->clerk->quotas, p->process, ticket);
}

void
clerk_quota_state(struct clerk_peer *p, struct chan_msg *m)
{
	struct quota_state	 s;
	struct quota_amount	 a;
	size_t			 i;

	msg_get_quota_state(&m->body, &s);
	if (rd_ok(&m->body) && s.first)
		quotas_restate(p->clerk->quotas);
	for (i = 0; i < s.n; i++) {
		msg_get_quota_amount(&m->body, &a);
		if (rd_ok(&m->body))
			quotas_state(p->clerk->quotas, &a);
	}
	(void)peer_decoded(p, m);
}

void
clerk_quota_release(struct clerk_peer *p, struct chan_msg *m)
{
	struct quota_amount	 a;

	msg_get_quota_amount(&m->body, &a);
	if (peer_decoded(p, m))
		quotas_release(p->clerk->quotas, &a);
}
