/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cycle: once.  run: for as long as the client is one. */
#include "contrib/siteclient/session.h"

#include <errno.h>
#include <event2/event.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contrib/siteclient/controller.h"
#include "contrib/siteclient/folder.h"
#include "contrib/siteclient/slot.h"

#define DC_OPTION_SIZE	80
#define LATEST_MS	(60 * MINUTE_MS)	/* of one wait: the wall may step */

static int
begin(struct session *s)
{
	int	 error;

	if (session_open(s) != 0)
		return EXIT_FAILED;
	if ((error = session_load(s)) != 0)
		return error == -ENOENT ? EXIT_REFUSED : EXIT_FAILED;
	if (!session_is_installed(s)) {
		(void)err_set(&s->err, ENOENT, "this client has removed "
		    "itself, or was removed: siteclient install or enrol "
		    "brings it back");
		return EXIT_REFUSED;
	}
	return session_connect(s) != 0 ? EXIT_FAILED : EXIT_DONE;
}

/* The agent that runs in this folder has one on demand. */
static int
kick(struct session *s)
{
	const pid_t	 pid = folder_locker(s->agent.folder);

	if (pid == -1 || kill(pid, SIGHUP) == -1)
		return EXIT_FAILED;
	printf("siteclient run (process %d) has been told\n", (int)pid);
	return EXIT_DONE;
}

static int
tell(struct session *s, enum cycle_outcome outcome)
{
	const struct state	*state = &s->agent.state;

	switch (outcome) {
	case CYCLE_DONE:
		printf("cycle done: %s, %zu component%s, %zu drop%s\n",
		    state->is_assigned ? "assigned" : "not assigned",
		    state->ncomponent, state->ncomponent == 1 ? "" : "s",
		    state->nitem, state->nitem == 1 ? " waits" : "s wait");
		return EXIT_DONE;
	case CYCLE_ORPHAN:
		(void)err_set(&s->err, EIO, "the client was an orphan and has "
		    "removed itself");
		return EXIT_FAILED;
	default:
		(void)err_set(&s->err, EIO, "no CAP of site %s was reached "
		    "(#%u); logs/Ccim32.log says more",
		    s->agent.identity.site, state->hresult);
		return EXIT_DEGRADED;
	}
}

int
verb_cycle(struct session *s, int argc, char **argv)
{
	enum cycle_outcome	 outcome;
	int			 status;

	(void)argv;
	if (argc != 1)
		return EXIT_USAGE;
	if ((status = begin(s)) != EXIT_DONE)
		return s->err.code == EBUSY ? kick(s) : status;
	if (session_cycle(s, CYCLE_WHOLE, &outcome) != 0)
		return EXIT_FAILED;
	return tell(s, outcome);
}

/* --- the daemon --- */

struct daemon {
	struct session	*session;
	struct controller *controller;	/* NULL: of no domain */
	struct event	*timer;
	struct event	*signals[3];
	bool		 is_started;
	int		 status;
};

static int64_t
ms_until(struct wall then, struct wall now)
{
	int64_t	 ms = (then.us - now.us) / 1000;

	return ms < 0 ? 0 : ms > LATEST_MS ? LATEST_MS : ms;
}

/* The first item of the queue that has failed before. */
static struct wall
next_drop(const struct state *s)
{
	struct wall	 first = { INT64_MAX };
	size_t		 i;

	for (i = 0; i < s->nitem; i++)
		if (s->item[i].next.us < first.us)
			first = s->item[i].next;
	return first;
}

static void
arm(struct daemon *d, int64_t ms)
{
	const struct timeval	 tv = { .tv_sec = ms / 1000,
				    .tv_usec = ms % 1000 * 1000 };

	(void)event_add(d->timer, &tv);
}

static void
arm_next(struct daemon *d)
{
	const struct state	*s = &d->session->agent.state;
	const struct wall	 now = wall_now();
	struct wall		 next = s->next_cycle;

	/* what cannot reach its CAP does not poll either */
	if (s->hresult == 0 && s->next_poll.us < next.us)
		next = s->next_poll;
	if (s->hresult == 0 && next_drop(s).us < next.us)
		next = next_drop(s);
	arm(d, ms_until(next, now));
}

static void
stop(struct daemon *d, int status)
{
	d->status = status;
	(void)event_base_loopbreak(d->session->agent.base);
}

static void
on_cycle(struct agent *a, enum cycle_outcome outcome, void *arg)
{
	struct daemon	*d = arg;

	if (outcome == CYCLE_ORPHAN) {
		stop(d, EXIT_DONE);
		return;
	}
	a->state.next_poll.us = wall_now().us + a->config->poll_ms * 1000;
	arm_next(d);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct daemon		*d = arg;
	struct agent		*a = &d->session->agent;
	const struct wall	 now = wall_now();
	const struct cycle_end	 end = { on_cycle, d };
	enum cycle_kind		 kind = CYCLE_POLL;

	(void)fd;
	(void)what;
	/* a wall clock that was set back does not stop the cycles */
	if (a->state.next_cycle.us <= now.us || a->state.next_cycle.us >
	    now.us + 2 * agent_cycle_ms(a) * 1000)
		kind = CYCLE_WHOLE;
	else if (a->state.next_poll.us > now.us &&
	    next_drop(&a->state).us > now.us) {
		arm_next(d);
		return;
	}
	if (cycle_start(a, kind, &end) != 0)
		arm(d, MINUTE_MS);
}

static void
on_signal(evutil_socket_t sig, short what, void *arg)
{
	struct daemon	*d = arg;
	struct agent	*a = &d->session->agent;

	(void)what;
	if (sig != SIGHUP) {
		stop(d, EXIT_DONE);
	} else if (a->cycle == NULL && d->is_started) {
		/* "Update Configuration" */
		a->state.next_cycle.us = 0;
		arm(d, 0);
	}
}

static int
prepare(struct daemon *d)
{
	static const int	 sigs[3] = { SIGTERM, SIGINT, SIGHUP };
	struct event_base	*base = d->session->agent.base;
	size_t			 i;

	d->timer = evtimer_new(base, on_timer, d);
	if (d->timer == NULL)
		return -ENOMEM;
	for (i = 0; i < 3; i++) {
		d->signals[i] = evsignal_new(base, sigs[i], on_signal, d);
		if (d->signals[i] == NULL ||
		    event_add(d->signals[i], NULL) == -1)
			return -ENOMEM;
	}
	return 0;
}

/*
 * A start is a reason for a cycle (Q231232), but not at once for all machines
 * that have just got their power back.
 */
static int64_t
first_ms(const struct agent *a)
{
	int64_t	 most = a->config->splay_ms;

	if (most > agent_cycle_ms(a) / 60)
		most = agent_cycle_ms(a) / 60;
	if (a->state.hresult != 0 && most > agent_retry_ms(a))
		most = agent_retry_ms(a);
	return a->state.config_checked.us == 0 ? 0 : slot_of(slot_number(
	    a->identity.site_sign_key, &a->identity.id), most);
}

static void
on_started(void *arg)
{
	struct daemon	*d = arg;

	d->is_started = true;
	arm(d, first_ms(&d->session->agent));
}

/* What a controller needs comes first. */
static int
start(struct daemon *d)
{
	struct session	*s = d->session;

	if (prepare(d) != 0)
		return err_set(&s->err, ENOMEM, "out of memory");
	if (controller_is_set(&s->config))
		return controller_start(&s->agent, on_started, d,
		    &d->controller, &s->err);
	on_started(d);
	return 0;
}

static void
finish(struct daemon *d)
{
	struct agent	*a = &d->session->agent;
	size_t		 i;

	controller_stop(&d->controller);
	cycle_stop(a);
	(void)agent_save(a);
	agent_log(&a->logs, LOG_CLISVC, "** Service Thread is ending **");
	for (i = 0; i < 3; i++)
		if (d->signals[i] != NULL)
			event_free(d->signals[i]);
	if (d->timer != NULL)
		event_free(d->timer);
}

/* --dc NAME is -o dc=NAME. */
static int
take_dc(struct session *s, int argc, char **argv)
{
	static const struct option	 words[] = {
		{ "dc", required_argument, NULL, 'c' }, { 0 } };
	static char			 option[DC_OPTION_SIZE];
	int				 c;

	while ((c = getopt_long(argc, argv, "", words, NULL)) != -1) {
		if (c != 'c' || s->noption == SESSION_OPTIONS_MAX ||
		    (size_t)snprintf(option, sizeof(option), "dc=%s",
		    optarg) >= sizeof(option))
			return EXIT_USAGE;
		s->options[s->noption++] = option;
	}
	return optind == argc ? EXIT_DONE : EXIT_USAGE;
}

int
verb_run(struct session *s, int argc, char **argv)
{
	struct daemon	 d = { .session = s, .status = EXIT_FAILED };
	int		 status;

	if (take_dc(s, argc, argv) != EXIT_DONE)
		return EXIT_USAGE;
	if ((status = begin(s)) != EXIT_DONE)
		return status;
	agent_log(&s->agent.logs, LOG_CLISVC, "Starting the SMS Client "
	    "Service for %s, site %s", s->agent.identity.name,
	    s->agent.identity.site);
	s->agent.state.next_cycle.us = 0;
	if (start(&d) == 0)
		(void)event_base_dispatch(s->agent.base);
	finish(&d);
	return d.status;
}
