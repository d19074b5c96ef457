/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/directory.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/rpc/win32.h"
#include "protocol/sms/names.h"
#include "server/director/account/accounts.h"
#include "server/director/domain/domain_int.h"
#include "server/replica_option.h"

_Static_assert(REPLICAS_MAX + 1 == DIRECTORY_SERVERS_MAX, "and the PDC");

/* --- errors --- */

enum dir_class
directory_class(uint32_t error)
{
	switch (win32_class(error)) {
	case WIN32_FINE: return DIR_DONE;
	case WIN32_WAIT: return DIR_WAIT;
	case WIN32_POLICY: return DIR_POLICY;
	case WIN32_PERMISSION: return DIR_PERMISSION;
	default: return DIR_SILENT;
	}
}

const char *
directory_error_text(uint32_t error)
{
	return win32_text(error);
}

/* --- questions --- */

static struct dir_reply
look_up(const struct director *d, const struct dir_request *q)
{
	const struct directory_change	*c = NULL;
	const struct account_entry	*a;
	const struct replicas		*set = &d->domain->set;
	struct dir_reply		 r = { .op = q->op,
					    .server = q->server };

	a = accounts_by_id(d->accounts, q->account);
	if (q->server > 0)
		c = replicas_pending_of(set, &set->r[q->server - 1],
		    q->account);
	if (c != NULL) {
		r.state = c->state;
		r.changed = c->changed;
	} else if (a != NULL) {
		r.state = a->state;
		r.changed = a->changed;
	}
	if (r.state == 0)
		r.error = DIR_USER_NOT_FOUND;
	return r;
}

void
domain_answer_all(struct domain *o)
{
	struct dir_answers	 now = STAILQ_HEAD_INITIALIZER(now);
	struct dir_answer	*a;

	STAILQ_CONCAT(&now, &o->answers);
	while ((a = STAILQ_FIRST(&now)) != NULL) {
		STAILQ_REMOVE_HEAD(&now, link);
		a->done(a->arg, &a->reply);
		free(a);
	}
}

void
domain_on_answer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	domain_answer_all(arg);
}

int
directory_ask(struct director *d, const struct dir_request *q,
    directory_done *done, void *arg)
{
	struct dir_answer	*a;

	if (q->server >= directory_servers(d))
		return -ENODEV;
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return -ENOMEM;
	a->reply = look_up(d, q);
	a->done = done;
	a->arg = arg;
	STAILQ_INSERT_TAIL(&d->domain->answers, a, link);
	event_active(&d->domain->answer, EV_TIMEOUT, 0);
	return 0;
}

/* --- servers --- */

size_t
directory_servers(const struct director *d)
{
	return 1 + d->domain->set.n;
}

/* An empty server_name is the host's: see server/worker/worker.c. */
static void
name_pdc(const struct director *d, char name[static DIRECTORY_NAME_SIZE])
{
	char	 host[128] = "";

	(void)gethostname(host, sizeof(host) - 1);
	host[strcspn(host, ".")] = '\0';
	text_copy(name, DIRECTORY_NAME_SIZE,
	    d->env->config.server_name[0] != '\0' ?
	    d->env->config.server_name : host);
	name_upper(name);
}

void
directory_server(const struct director *d, size_t i, struct dir_server *out)
{
	const struct replicas		*set = &d->domain->set;
	const struct replica		*r = &set->r[i - (i > 0)];
	const struct directory_change	*c;
	struct replica_option		 option;

	*out = (struct dir_server){ .is_pdc = i == 0, .next = -1 };
	if (i == 0) {
		name_pdc(d, out->name);
		text_copy(out->listen, sizeof(out->listen),
		    d->env->config.listen.item[0]);
		return;
	}
	c = replicas_pending(set, r);
	text_copy(out->name, sizeof(out->name), r->name);
	out->paused = r->paused;
	out->least = r->least;
	out->most = r->most;
	if (replica_option_at(&d->env->config, i - 1, &option))
		text_copy(out->listen, sizeof(out->listen), option.listen);
	out->pending = replicas_count(set, r);
	out->oldest = c == NULL ? 0 : replicas_age(c);
	out->late = out->oldest > r->most + d->env->config.replication_time;
	out->next = replicas_wait(set, r);
	if (replicas_is_waived(r))
		out->waived = r->waived.wall;
}

/* algorithms.md A2: one line when it begins, one when it ends. */
static void
look_at(const struct dir_server *s, struct replica *r)
{
	bool	 late = s->late && s->waived.us == 0;

	if (late == r->told_late)
		return;
	r->told_late = late;
	if (late)
		log_warn("replica %s: late: it does not show %zu change%s of "
		    "accounts, the oldest for %lld s; accounts that are not "
		    "shown everywhere are not published. See: sitectl domain "
		    "dcs", r->name, s->pending, s->pending == 1 ? "" : "s",
		    (long long)s->oldest / 1000);
	else
		log_info("replica %s: not late any more", r->name);
}

void
directory_look(struct director *d)
{
	struct dir_server	 s;
	size_t			 i;

	for (i = 1; i < directory_servers(d); i++) {
		directory_server(d, i, &s);
		look_at(&s, &d->domain->set.r[i - 1]);
	}
}

size_t
directory_find(const struct director *d, const char *name)
{
	struct dir_server	 s;
	size_t			 i, n = directory_servers(d);

	for (i = 0; i < n; i++) {
		directory_server(d, i, &s);
		if (text_casecmp(s.name, name) == 0)
			break;
	}
	return i;
}
