/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/control.h"

#include <errno.h>
#include <event2/event.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/secret.h"
#include "server/director/control/caller.h"
#include "server/director/control/closer.h"
#include "server/director/control/rights.h"
#include "server/timer.h"

#define PAUSE_MS	1000	/* after the process ran out of descriptors */

/* Room for a new one: the one that has been idle for the longest goes. */
static bool
make_room(struct control *ctl)
{
	struct caller	*c;

	if (ctl->ncallers < CONTROL_CALLERS_MAX)
		return true;
	TAILQ_FOREACH(c, &ctl->callers, link)
		if (c->errand == NULL) {
			log_limited(&ctl->strangers, LVL_WARN, "control uid "
			    "%u: closed for another, there are %d "
			    "connections [pid=%d]", (unsigned)c->peer.uid,
			    CONTROL_CALLERS_MAX, (int)c->peer.pid);
			caller_free(c);
			return true;
		}
	return false;
}

/* Who may only look never keeps those out who may act. */
static bool
has_place(struct control *ctl, const struct control_peer *peer)
{
	if (peer->right < RIGHT_OPERATOR &&
	    ctl->nothers >= CONTROL_OTHERS_MAX)
		return false;
	return make_room(ctl);
}

static void
welcome(struct control *ctl, int fd)
{
	struct control_peer	 peer;
	struct caller		*c;

	rights_of(&ctl->groups, fd, &peer);
	c = has_place(ctl, &peer) ? caller_new(ctl, fd, &peer) : NULL;
	if (c == NULL) {
		log_limited(&ctl->strangers, LVL_WARN, "control uid %u: "
		    "turned away, %zu requests are under way [pid=%d]",
		    (unsigned)peer.uid, ctl->ncallers, (int)peer.pid);
		closer_give(ctl->closer, fd);
	} else if (peer.right == RIGHT_NONE)
		caller_turn_away(c, CONTROL_REFUSED, "you have no right here: "
		    "options viewers and operators of sited.conf name the "
		    "groups that have");
}

static void
take_a_break(struct control *ctl)
{
	(void)event_del(&ctl->accept);
	timer_after(&ctl->pause, PAUSE_MS);
}

static void
on_accept(evutil_socket_t listener, short what, void *arg)
{
	struct control	*ctl = arg;
	int		 fd;

	(void)what;
	if (closer_is_full(ctl->closer)) {
		log_limited(&ctl->strangers, LVL_ERROR, "control: nobody is "
		    "let in, closing the descriptors that came takes too "
		    "long");
		take_a_break(ctl);
		return;
	}
	fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd != -1) {
		welcome(ctl, fd);
		return;
	}
	if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
		log_limited(&ctl->strangers, LVL_ERROR, "control: cannot "
		    "accept: %s", strerror(errno));
		take_a_break(ctl);
	}
}

static void
on_pause_over(evutil_socket_t fd, short what, void *arg)
{
	struct control	*ctl = arg;

	(void)fd;
	(void)what;
	(void)event_add(&ctl->accept, NULL);
}

int
control_new(struct director *d, struct err *e)
{
	struct control	*ctl = calloc(1, sizeof(*ctl));
	uint32_t	 seed;

	if (ctl == NULL)
		return err_set(e, ENOMEM, "out of memory");
	/* jansson would open a file for it, which the sandbox forbids. */
	secret_random(&seed, sizeof(seed));
	json_object_seed(seed | 1);
	ctl->d = d;
	ctl->strangers.burst = 20;
	TAILQ_INIT(&ctl->callers);
	TAILQ_INIT(&ctl->questions);
	d->control = ctl;
	return user_groups(&d->env->config, &ctl->groups, e);
}

int
control_start(struct director *d, struct err *e)
{
	struct control	*ctl = d->control;
	int		 rc = closer_new(&ctl->closer);

	if (rc != 0)
		return err_set(e, -rc, "control: %s", strerror(-rc));
	(void)event_assign(&ctl->accept, d->env->base, d->env->control,
	    EV_READ | EV_PERSIST, on_accept, ctl);
	(void)event_assign(&ctl->pause, d->env->base, -1, 0, on_pause_over,
	    ctl);
	if (event_add(&ctl->accept, NULL) == -1)
		return err_set(e, ENOMEM, "out of memory");
	return 0;
}

void
control_free(struct control **pp)
{
	struct control	*ctl = *pp;
	struct caller	*c;

	if (ctl == NULL)
		return;
	(void)event_del(&ctl->accept);
	(void)event_del(&ctl->pause);
	while ((c = TAILQ_FIRST(&ctl->callers)) != NULL)
		caller_free(c);
	questions_lost(ctl, ROLE_CLERK);
	questions_lost(ctl, ROLE_PARENT);
	closer_free(&ctl->closer);
	free(ctl);
	*pp = NULL;
}

void
control_clerk_lost(struct director *d)
{
	if (d->control != NULL)
		questions_lost(d->control, ROLE_CLERK);
}
