/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/worker/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/text.h"
#include "protocol/rpc/host.h"
#include "server/worker/presence.h"
#include "server/worker/worker.h"

/* What NT calls a workstation, a server, and one of NT's kind. */
#define SERVER_TYPE	0x00009003U

/* Names of one call, on their way to the director and back. */
struct question {
	UT_hash_handle	 hh;
	uint64_t	 id;
	struct rpc_call	*call;
	struct rpc_name	*names;
	size_t		 n;
};

struct names {
	struct worker		*w;
	struct rpc_facts	 facts;
	struct smb_rpc		 rpc;
	struct sid		 domain;
	char			 server[16];
	char			 domain_name[16];
	struct question		*questions;
	uint64_t		 next;
};

static void
give_up(struct question *q)
{
	size_t	 i;

	for (i = 0; i < q->n; i++)
		if (q->names[i].use == 0)
			q->names[i].use = SID_USE_UNKNOWN;
	rpc_names_done(q->call);
	free(q);
}

/* What is to be asked of a name: its RID, or "" and the name. */
static void
put_question(struct wr *w, const struct names *n, const struct rpc_name *name,
    bool by_sid)
{
	struct msg_name	 m = { 0 };
	struct sid	 domain;

	if (!by_sid)
		text_copy(m.name, sizeof(m.name), name->name);
	else if (!sid_split(&name->sid, &domain, &m.rid) ||
	    !sid_equal(&domain, &n->domain))
		m.rid = 0;
	msg_put_name(w, &m);
}

static void
ask(struct names *n, struct rpc_call *call, struct rpc_name *names,
    size_t count, bool by_sid)
{
	struct chan	*director = env_peer(n->w->env, ROLE_DIRECTOR, 0);
	struct question	*q = calloc(1, sizeof(*q));
	struct wr	*w;
	size_t		 i;

	if (q == NULL) {
		for (i = 0; i < count; i++)
			names[i].use = names[i].use == 0 ? SID_USE_UNKNOWN :
			    names[i].use;
		rpc_names_done(call);
		return;
	}
	*q = (struct question){ .id = ++n->next, .call = call,
	    .names = names, .n = count };
	if (director == NULL || count > MSG_NAMES_MAX) {
		give_up(q);
		return;
	}
	w = chan_begin(director, MSG_NAMES_ASK, q->id);
	wr_le16(w, (uint16_t)count);
	for (i = 0; i < count; i++)
		put_question(w, n, &names[i], by_sid);
	if (chan_end(director) != 0) {
		give_up(q);
		return;
	}
	HASH_ADD(hh, n->questions, id, sizeof(q->id), q);
}

static void
resolve_sids(void *arg, struct rpc_call *call, struct rpc_name *names,
    size_t n)
{
	ask(arg, call, names, n, true);
}

static void
resolve_names(void *arg, struct rpc_call *call, struct rpc_name *names,
    size_t n)
{
	ask(arg, call, names, n, false);
}

static void
fill(const struct names *n, struct rpc_name *name, const struct msg_name *m)
{
	if (name->use != 0)
		return;
	if (m->rid == 0 || m->name[0] == '\0') {
		name->use = SID_USE_UNKNOWN;
		return;
	}
	text_copy(name->name, sizeof(name->name), m->name);
	(void)sid_join(&n->domain, m->rid, &name->sid);
	name->use = SID_USE_USER;
}

void
names_answered(struct worker *w, struct chan *ch, struct chan_msg *m)
{
	struct names	*n = w->names;
	struct question	*q;
	struct msg_name	 row;
	size_t		 i, count = rd_le16(&m->body);

	HASH_FIND(hh, n->questions, &m->id, sizeof(m->id), q);
	if (q == NULL || count != q->n) {
		chan_malformed(ch, m);
		return;
	}
	HASH_DEL(n->questions, q);
	for (i = 0; i < count; i++) {
		msg_get_name(&m->body, &row);
		if (!rd_ok(&m->body))
			break;
		fill(n, &q->names[i], &row);
	}
	if (!rd_end(&m->body))
		chan_malformed(ch, m);
	give_up(q);
}

void
names_director_lost(struct worker *w)
{
	struct question	*q;

	while ((q = w->names->questions) != NULL) {
		HASH_DEL(w->names->questions, q);
		give_up(q);
	}
}

static void
list(void *arg, struct rpc_call *call, int kind)
{
	struct names	*n = arg;

	presence_list(n->w->presence, call, (enum rpc_rows_kind)kind);
}

int
names_new(struct worker *w)
{
	struct names	*n = calloc(1, sizeof(*n));

	if (n == NULL)
		return -ENOMEM;
	w->names = n;
	n->w = w;
	n->rpc = (struct smb_rpc){ .arg = n, .facts = &n->facts,
	    .resolve_sids = resolve_sids, .resolve_names = resolve_names,
	    .list = list };
	return 0;
}

void
names_free(struct worker *w)
{
	if (w->names != NULL)
		names_director_lost(w);
	free(w->names);
	w->names = NULL;
}

void
names_identify(struct worker *w, const struct msg_site *site)
{
	struct names	*n = w->names;

	smb_server_names(w->server, n->server, n->domain_name);
	n->domain = (struct sid){ .count = 4, .authority = 5,
	    .sub = { 21, site->sid[0], site->sid[1], site->sid[2] } };
	n->facts = (struct rpc_facts){
		.server = n->server,
		.domain = n->domain_name,
		.dns_domain = "",
		.forest = "",
		.comment = "SMS site server",
		.account_sid = &n->domain,
		.server_type = SERVER_TYPE,
		.major = 5,
		.minor = 0,
	};
	smb_server_set_rpc(w->server, &n->rpc);
}
