/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/controller.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>

#include "contrib/siteclient/token.h"
#include "contrib/siteclient/token_rpc.h"
#include "protocol/sms/statusid.h"

struct controller {
	struct agent		*agent;
	struct event		*timer;
	struct token_rpc	 rpc;
	struct token		 token;
	void			(*started)(void *);	/* NULL: it was told */
	void			*arg;
};

bool
controller_is_set(const struct config *c)
{
	return c->dc[0] != '\0';
}

static void
arm(struct controller *c, int64_t ms)
{
	const struct timeval	 tv = { .tv_sec = ms / 1000,
				    .tv_usec = ms % 1000 * 1000 };

	(void)event_add(c->timer, &tv);
}

static void
begin(struct controller *c)
{
	const struct config		*conf = c->agent->config;
	const struct token_domain	 domain = token_rpc_domain(&c->rpc);
	const struct token_how		 how = {
		.dc = conf->dc, .site = c->agent->identity.site,
		.wait_ms = conf->token_wait_set ? conf->token_wait_ms : 0,
		.poll_ms = conf->token_poll_ms,
		.splay_ms = conf->token_splay_ms,
		.sp3 = config_plays(conf, "sp3"), .logs = &c->agent->logs };

	token_begin(&c->token, &how, &domain, c->agent->state.token_epoch);
}

/* The site hears of it; what needs the token does not run. */
static void
report(struct controller *c)
{
	char		 why[DOMAIN_TEXT_SIZE];
	const char	*const strings[] = { c->agent->config->dc, why };

	token_why(&c->token, why, sizeof(why));
	agent_status(c->agent, STATUS_TOKEN_NOT_RIGHT, strings, 2);
}

static void
go(struct controller *c)
{
	void	(*started)(void *) = c->started;

	c->started = NULL;
	if (started == NULL)
		return;
	agent_log(&c->agent->logs, LOG_CLISVC, "SMS Client Service has "
	    "started on %s%s", c->agent->config->dc, c->agent->lacks_token ?
	    ", without what needs the token account" : "");
	started(c->arg);
}

static void
ended(struct controller *c, enum token_end end)
{
	struct agent	*a = c->agent;

	a->lacks_token = end == TOKEN_FAILED;
	if (a->state.token_epoch < c->token.known) {
		a->state.token_epoch = c->token.known;
		(void)agent_save(a);
	}
	if (end != TOKEN_READY && c->started != NULL)
		report(c);
	go(c);
	if (end != TOKEN_READY) {
		begin(c);
		arm(c, agent_retry_ms(a));
	}
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct controller	*c = arg;
	int64_t			 ms;
	const enum token_end	 end = token_step(&c->token, mono_now(), &ms);

	(void)fd;
	(void)what;
	if (end == TOKEN_GOES_ON)
		arm(c, ms);
	else
		ended(c, end);
}

int
controller_start(struct agent *a, void (*started)(void *), void *arg,
    struct controller **out, struct err *err)
{
	struct controller	*c = calloc(1, sizeof(*c));
	int			 error;

	*out = NULL;
	if (c == NULL)
		return err_set(err, ENOMEM, "out of memory");
	c->agent = a;
	c->started = started;
	c->arg = arg;
	c->timer = evtimer_new(a->base, on_timer, c);
	error = c->timer == NULL ? err_set(err, ENOMEM, "out of memory") :
	    token_rpc_init(&c->rpc, a->config, a->identity.name, err);
	if (error != 0) {
		controller_stop(&c);
		return error;
	}
	a->lacks_token = true;
	begin(c);
	arm(c, 0);
	*out = c;
	return 0;
}

void
controller_stop(struct controller **cp)
{
	struct controller	*c = *cp;

	*cp = NULL;
	if (c == NULL)
		return;
	token_rpc_wipe(&c->rpc);
	if (c->timer != NULL)
		event_free(c->timer);
	free(c);
}
