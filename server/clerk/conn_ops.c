/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/session_msg.h"
#include "server/clerk/clerk_impl.h"

static struct conn_key
key_of(const struct clerk_peer *p, uint64_t conn)
{
	return (struct conn_key){ p->process, conn };
}

static void
tell_refused(struct clerk *c)
{
	struct conn_key		 key;
	enum conn_refusal	 why;
	struct clerk_peer	*p;

	while (admission_refused(c->admission, &key, &why)) {
		p = clerk_worker(c, key.process);
		if (p == NULL)
			continue;
		msg_put_conn_refuse(peer_begin(p, MSG_CONN_REFUSE, 0),
		    key.conn, why);
		peer_end(p);
	}
}

void
clerk_conn_up(struct clerk_peer *p, struct chan_msg *m)
{
	struct addr	 a;
	uint64_t	 conn = msg_get_conn_up(&m->body, &a);

	if (!peer_decoded(p, m))
		return;
	admission_up(p->clerk->admission, key_of(p, conn), &a, p->claimed,
	    mono_now());
	tell_refused(p->clerk);
}

void
clerk_conn_logged_on(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t	 conn = rd_le64(&m->body);

	(void)rd_le64(&m->body);		/* the account: no pool yet */
	if (!peer_decoded(p, m))
		return;
	admission_logged_on(p->clerk->admission, key_of(p, conn), p->claimed);
	tell_refused(p->clerk);
}

void
clerk_conn_failed(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t	 conn = rd_le64(&m->body);

	if (peer_decoded(p, m))
		admission_failed(p->clerk->admission, key_of(p, conn));
}

void
clerk_conn_down(struct clerk_peer *p, struct chan_msg *m)
{
	uint64_t	 conn = rd_le64(&m->body);

	if (peer_decoded(p, m))
		admission_down(p->clerk->admission, key_of(p, conn));
}
