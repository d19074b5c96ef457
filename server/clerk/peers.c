/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clerk's life, and who talks to it.
 */
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>

#include "base/log.h"
#include "protocol/role/field.h"
#include "server/clerk/clerk_impl.h"

bool
peer_decoded(struct clerk_peer *p, const struct chan_msg *m)
{
	if (rd_end(&m->body))
		return true;
	chan_malformed(p->chan, m);
	return false;
}

struct wr *
peer_begin(struct clerk_peer *p, enum msg_type type, uint64_t id)
{
	return chan_begin(p->chan, type, id);
}

/* An answer that gets lost leaves its asker waiting for ever: better an end. */
static void
check_sent(struct clerk_peer *p, int rc)
{
	struct clerk	*c = p->clerk;

	if ((rc != -ENOBUFS && rc != -ENOMEM) || p->stuck)
		return;
	p->stuck = true;
	log_error("%s does not take its answers", chan_name(p->chan));
	if (c->stuck != NULL)
		c->stuck(c->stuck_arg, p->chan);
}

void
peer_end(struct clerk_peer *p)
{
	check_sent(p, chan_end(p->chan));
}

void
peer_done(struct clerk_peer *p, uint64_t id, enum ntstatus status)
{
	msg_put_status(peer_begin(p, MSG_CLERK_DONE, id), status);
	peer_end(p);
}

struct clerk_peer *
clerk_worker(struct clerk *c, unsigned process)
{
	return process < WORKERS_MAX ? c->workers[process] : NULL;
}

static void
hand_hints(struct clerk_peer *p)
{
	int	 fd = fcntl(hint_table_fd(p->clerk->hints), F_DUPFD_CLOEXEC, 0);

	(void)peer_begin(p, MSG_HINT_TABLE, 0);
	if (fd == -1)
		log_error("%s: no descriptor for the table of hints",
		    chan_name(p->chan));
	else
		check_sent(p, chan_end_fd(p->chan, fd));
}

void
clerk_peer_up(struct clerk *c, struct chan *ch)
{
	struct clerk_peer	*p = calloc(1, sizeof(*p));

	if (p == NULL)
		fatal("out of memory for a peer");
	p->clerk = c;
	p->chan = ch;
	p->is_worker = chan_peer(ch) == ROLE_WORKER;
	p->process = chan_index(ch);
	p->claimed = !p->is_worker;
	chan_set_data(ch, p);
	LIST_INSERT_HEAD(&c->peers, p, link);
	if (!p->is_worker)
		return;
	if (p->process >= WORKERS_MAX)
		fatal("%s: there are too many workers", chan_name(ch));
	c->workers[p->process] = p;
	hand_hints(p);
}

void
clerk_peer_down(struct clerk *c, struct chan *ch)
{
	struct clerk_peer	*p = chan_data(ch);

	if (p == NULL)
		return;
	chan_set_data(ch, NULL);
	LIST_REMOVE(p, link);
	clerk_drop_held(c, p);
	if (p->is_worker) {
		c->workers[p->process] = NULL;
		share_table_end_process(c->table, p->process);
		clerk_end_sessions(c, p->process);
		admission_end_process(c->admission, p->process);
		quotas_end_process(c->quotas, p->process);
		clerk_tell_news(c);
		clerk_check_settled(c);
	}
	free(p);
}

static void
hint_changed(void *arg, struct share_file f, unsigned from, unsigned to)
{
	struct clerk	*c = arg;

	hint_table_change(c->hints, f, from, to);
}

static void
on_oplock_time(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	clerk_oplock_time(arg);
}

/* First when the loop turns after the start, then when patience ends. */
static void
on_settle_time(evutil_socket_t fd, short what, void *arg)
{
	struct clerk	*c = arg;
	struct timeval	 tv = { c->settings.settle_ms / 1000,
			    c->settings.settle_ms % 1000 * 1000 };

	(void)fd;
	(void)what;
	if (c->begun) {
		clerk_settle_late(c);
		return;
	}
	c->begun = true;
	clerk_check_settled(c);
	if (!c->settled)
		(void)event_add(c->settle_timer, &tv);
}

void
clerk_begin(struct clerk *c)
{
	static const struct timeval	 at_once;

	(void)event_add(c->settle_timer, &at_once);
}

void
clerk_on_stuck(struct clerk *c, void (*stuck)(void *, struct chan *),
    void *arg)
{
	c->stuck = stuck;
	c->stuck_arg = arg;
}

int
clerk_new(struct event_base *base, const struct clerk_settings *settings,
    struct clerk **out, struct err *e)
{
	struct clerk	*c = calloc(1, sizeof(*c));
	int		 rc;

	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	c->base = base;
	c->settings = *settings;
	LIST_INIT(&c->peers);
	TAILQ_INIT(&c->held);
	c->table = share_table_new(&settings->shares);
	c->sessions = sessions_new();
	c->admission = admission_new(&settings->admission);
	c->quotas = quotas_new(&settings->quotas);
	c->oplock_timer = evtimer_new(base, on_oplock_time, c);
	c->settle_timer = evtimer_new(base, on_settle_time, c);
	if (c->table == NULL || c->sessions == NULL || c->admission == NULL ||
	    c->quotas == NULL || c->oplock_timer == NULL ||
	    c->settle_timer == NULL)
		rc = err_set(e, ENOMEM, "out of memory");
	else
		rc = hint_table_new(&c->hints, e);
	if (rc != 0) {
		clerk_free(&c);
		return rc;
	}
	share_table_on_hint(c->table, hint_changed, c);
	*out = c;
	return 0;
}

void
clerk_configure(struct clerk *c, const struct clerk_settings *settings)
{
	c->settings = *settings;
	share_table_set_limits(c->table, &settings->shares);
	admission_set_limits(c->admission, &settings->admission);
	quotas_set_limits(c->quotas, &settings->quotas);
}

void
clerk_free(struct clerk **cp)
{
	struct clerk		*c = *cp;
	struct clerk_peer	*p;

	if (c == NULL)
		return;
	*cp = NULL;
	clerk_drop_held(c, NULL);
	while ((p = LIST_FIRST(&c->peers)) != NULL) {
		LIST_REMOVE(p, link);
		free(p);
	}
	share_table_free(&c->table);
	sessions_free(&c->sessions);
	admission_free(&c->admission);
	quotas_free(&c->quotas);
	hint_table_free(&c->hints);
	if (c->oplock_timer != NULL)
		event_free(c->oplock_timer);
	if (c->settle_timer != NULL)
		event_free(c->settle_timer);
	free(c);
}
