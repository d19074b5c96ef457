/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/session.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/beneath.h"
#include "contrib/siteclient/apm.h"
#include "contrib/siteclient/folder.h"
#include "contrib/siteclient/queue.h"

#define CONFIG_NAME	"siteclient.conf"
#define PATH_SIZE	1024

int
session_config(struct session *s)
{
	char	 path[PATH_SIZE];
	size_t	 i;
	int	 error;

	(void)snprintf(path, sizeof(path), "%s/" CONFIG_NAME, s->folder_path);
	error = config_init(&s->config, &s->err);
	/* without its usual file there are defaults, one that is named must be */
	if (error == 0 && s->config_path != NULL &&
	    access(s->config_path, R_OK) == -1)
		error = err_set(&s->err, EINVAL, "%s: %s", s->config_path,
		    strerror(errno));
	if (error == 0)
		error = config_read(&s->config, s->config_path != NULL ?
		    s->config_path : path, &s->err);
	for (i = 0; error == 0 && i < s->noption; i++)
		error = config_set(&s->config, s->options[i], &s->err);
	return error;
}

int
session_open(struct session *s)
{
	struct agent	*a = &s->agent;
	int		 error;

	a->folder = a->logs.folder = s->lock = -1;
	a->existing_cap = -1;
	a->config = &s->config;
	a->logs.echo = s->verbose;
	if ((error = folder_open(s->folder_path, &a->folder, &s->err)) != 0 ||
	    (error = session_config(s)) != 0 ||
	    (error = folder_lock(a->folder, &s->lock, &s->err)) != 0)
		return error;
	a->logs.folder = open_beneath(a->folder, "logs",
	    O_RDONLY | O_DIRECTORY, 0);
	return cards_take(&s->config.card, &a->cards, &s->err);
}

int
session_load(struct session *s)
{
	struct agent	*a = &s->agent;
	int		 error;

	error = identity_load(a->folder, &a->identity, &s->err);
	if (error == 0)
		error = state_load(a->folder, &a->state, &s->err);
	if (error != 0)
		return error;
	queue_mend(a->folder, &a->state);
	apm_mend(a);
	return 0;
}

bool
session_is_installed(const struct session *s)
{
	return s->agent.state.ncap > 0 && s->agent.state.naccount > 0;
}

int
session_connect(struct session *s)
{
	const uint32_t	 timeout = (uint32_t)s->config.timeout_ms;
	struct agent	*a = &s->agent;
	char		 folder[PATH_SIZE];

	a->base = event_base_new();
	if (a->base == NULL)
		return err_set(&s->err, ENOMEM, "out of memory");
	if (strcmp(s->config.transport, "event") == 0)
		return transport_event_new(a->base, timeout, &a->transport,
		    &s->err);
	if (strcmp(s->config.transport, "smbclient") != 0)
		return err_set(&s->err, EINVAL, "transport is smbclient or "
		    "event");
	(void)snprintf(folder, sizeof(folder), "%s/smb", s->folder_path);
	return transport_smbclient_new(a->base, timeout, folder,
	    &a->transport, &s->err);
}

void
session_close(struct session *s)
{
	struct agent	*a = &s->agent;

	apm_stop(a);
	cycle_stop(a);
	transport_free(&a->transport);
	if (a->base != NULL)
		event_base_free(a->base);
	state_free(&a->state);
	identity_wipe(&a->identity);
	config_free(&s->config);
	if (a->logs.folder >= 0)
		(void)close(a->logs.folder);
	if (s->lock >= 0)
		(void)close(s->lock);
	if (a->folder >= 0)
		(void)close(a->folder);
}

/* --- one cycle --- */

struct wait {
	bool			 over;
	enum cycle_outcome	 outcome;
};

static void
on_end(struct agent *a, enum cycle_outcome outcome, void *arg)
{
	struct wait	*w = arg;

	(void)a;
	w->over = true;
	w->outcome = outcome;
}

int
session_cycle(struct session *s, enum cycle_kind kind,
    enum cycle_outcome *outcome)
{
	struct wait		 w = { .over = false };
	const struct cycle_end	 end = { on_end, &w };
	int			 error = cycle_start(&s->agent, kind, &end);

	if (error != 0)
		return err_set(&s->err, -error, "the cycle: %s",
		    strerror(-error));
	while (!w.over)
		if (event_base_loop(s->agent.base, EVLOOP_ONCE) != 0)
			return err_set(&s->err, EIO, "the event loop failed");
	/* what it started is told about when it ends */
	while (s->agent.program != NULL)
		if (event_base_loop(s->agent.base, EVLOOP_ONCE) != 0)
			break;
	/* a last good-bye to the CAP */
	(void)event_base_loop(s->agent.base, EVLOOP_NONBLOCK);
	*outcome = w.outcome;
	return 0;
}
