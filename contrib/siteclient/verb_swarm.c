/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * swarm: many clients in one process, each with an identity of its own and the
 * very cycle of the single agent, over one event loop.  They keep nothing:
 * what they read is checked and forgotten.
 */
#include "contrib/siteclient/session.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "contrib/siteclient/bundle.h"
#include "protocol/sms/number.h"

#define CLIENTS_MAX	100000
#define AT_ONCE		256		/* cycles under way */

struct swarm {
	struct session	*session;
	struct agent	*agents;
	uint32_t	 n;
	uint32_t	 at_once;
	uint32_t	 sources;	/* addresses 127.0.1.1 and up */
	uint32_t	 begun;
	uint32_t	 ended;
	uint32_t	 failed;
	uint32_t	 hresult;	/* of the first that failed */
	uint32_t	 waiting;	/* drops that were not taken */
};

static void	begin_next(struct swarm *);

static void
on_end(struct agent *a, enum cycle_outcome outcome, void *arg)
{
	struct swarm	*w = arg;

	w->ended++;
	if (outcome != CYCLE_DONE && w->failed++ == 0)
		w->hresult = a->state.hresult;
	w->waiting += (uint32_t)a->state.nitem;
	state_free(&a->state);
	if (w->ended == w->n)
		(void)event_base_loopbreak(w->session->agent.base);
	else
		begin_next(w);
}

static void
begin_next(struct swarm *w)
{
	const struct cycle_end	 end = { on_end, w };
	struct agent		*a;

	if (w->begun == w->n)
		return;
	a = &w->agents[w->begun++];
	if (cycle_start(a, CYCLE_WHOLE, &end) != 0) {
		w->failed++;
		w->ended++;
	}
}

static void
set_source(struct agent *a, uint32_t i, uint32_t sources)
{
	struct sockaddr_in	 in = { .sin_family = AF_INET };

	if (sources == 0)
		return;
	in.sin_addr.s_addr = htonl(0x7f000101U + i % sources);
	memcpy(&a->from, &in, sizeof(in));
}

static int
make_agent(struct swarm *w, const struct bundle *b, uint32_t i)
{
	const struct agent	*model = &w->session->agent;
	struct agent		*a = &w->agents[i];

	*a = *model;
	a->folder = a->logs.folder = -1;
	memset(&a->state, 0, sizeof(a->state));
	memset(&a->identity, 0, sizeof(a->identity));
	bundle_identity(b, &a->identity);
	(void)snprintf(a->identity.name, sizeof(a->identity.name),
	    "SWARM%06u", i);
	set_source(a, i, w->sources);
	return bundle_state(b, &a->state, &w->session->err);
}

static int
make_agents(struct swarm *w, const char *from)
{
	struct bundle	 b;
	uint32_t	 i;
	int		 error;

	w->agents = calloc(w->n, sizeof(*w->agents));
	if (w->agents == NULL)
		return err_set(&w->session->err, ENOMEM, "out of memory");
	error = bundle_read(from, &b, &w->session->err);
	if (error != 0)
		return error;
	for (i = 0; error == 0 && i < w->n; i++)
		error = make_agent(w, &b, i);
	bundle_wipe(&b);
	return error;
}

static void
raise_limit(void)
{
	struct rlimit	 r;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &r);
	}
}

static int
run(struct swarm *w)
{
	const struct mono	 since = mono_now();
	double			 seconds;

	while (w->begun < w->n && w->begun < w->at_once)
		begin_next(w);
	(void)event_base_dispatch(w->session->agent.base);
	seconds = (double)mono_ms_between(since, mono_now()) / 1000;
	printf("{\"work\": \"swarm\", \"clients\": %u, \"done\": %u, "
	    "\"errors\": %u, \"waiting\": %u, \"seconds\": %.3f, \"rate\": "
	    "%.1f}\n", w->n, w->ended - w->failed, w->failed, w->waiting,
	    seconds, (double)w->ended / (seconds > 0 ? seconds : 1));
	if (w->failed == 0 && w->waiting == 0)
		return EXIT_DONE;
	(void)err_set(&w->session->err, EIO, "%u of %u clients had no whole "
	    "cycle, the first of them #%u; %u drops were not taken",
	    w->failed, w->n, w->hresult, w->waiting);
	return EXIT_FAILED;
}

static int
prepare(struct swarm *w, const char *from)
{
	struct session	*s = w->session;
	int		 error;

	if ((error = session_config(s)) != 0 ||
	    (error = cards_take(&s->config.card, &s->agent.cards,
	    &s->err)) != 0)
		return error;
	s->agent.config = &s->config;
	s->agent.existing_cap = -1;
	s->agent.base = event_base_new();
	if (s->agent.base == NULL)
		return err_set(&s->err, ENOMEM, "out of memory");
	error = transport_event_new(s->agent.base,
	    (uint32_t)s->config.timeout_ms, &s->agent.transport, &s->err);
	return error != 0 ? error : make_agents(w, from);
}

static void
clean_up(struct swarm *w)
{
	uint32_t	 i;

	for (i = 0; w->agents != NULL && i < w->n; i++) {
		cycle_stop(&w->agents[i]);
		state_free(&w->agents[i].state);
		identity_wipe(&w->agents[i].identity);
	}
	free(w->agents);
}

int
verb_swarm(struct session *s, int argc, char **argv)
{
	static const struct option	 options[] = {
		{ "clients", required_argument, NULL, 'c' },
		{ "from", required_argument, NULL, 'f' },
		{ "at-once", required_argument, NULL, 'a' },
		{ "sources", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 } };
	struct swarm			 w = { .session = s,
					    .at_once = AT_ONCE };
	const char			*from = NULL;
	bool				 ok = true;
	int				 c, status = EXIT_FAILED;

	while (ok && (c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 'c': ok = number_u32(optarg, &w.n); break;
		case 'a': ok = number_u32(optarg, &w.at_once); break;
		case 's': ok = number_u32(optarg, &w.sources); break;
		case 'f': from = optarg; break;
		default: ok = false;
		}
	if (!ok || from == NULL || optind != argc || w.n == 0 ||
	    w.n > CLIENTS_MAX || w.at_once == 0 || w.sources > 250)
		return EXIT_USAGE;
	raise_limit();
	if (prepare(&w, from) == 0)
		status = run(&w);
	clean_up(&w);
	return status;
}
