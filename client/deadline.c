/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All deadlines of a client lie equally far ahead, so the list stays sorted
 * by appending, and one timer looks at its head.
 */
#include "client/client_int.h"

#include <errno.h>
#include <event2/event.h>

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct client	*client = arg;
	struct mono	 now = mono_now();
	struct due	*due;

	(void)fd;
	(void)what;
	while ((due = TAILQ_FIRST(&client->due)) != NULL &&
	    mono_passed(due->deadline, now)) {
		due_clear(due);
		conn_fail(due->conn, -ETIMEDOUT);
	}
}

int
due_start(struct client *client)
{
	uint32_t	 ms = client->settings.timeout_ms / 8 + 1;
	struct timeval	 tv = { .tv_sec = ms / 1000,
			    .tv_usec = (suseconds_t)(ms % 1000) * 1000 };

	TAILQ_INIT(&client->due);
	client->tick = event_new(client->settings.base, -1, EV_PERSIST,
	    on_tick, client);
	if (client->tick == NULL || event_add(client->tick, &tv) == -1)
		return -ENOMEM;
	return 0;
}

void
due_stop(struct client *client)
{
	if (client->tick != NULL)
		event_free(client->tick);
	client->tick = NULL;
}

void
due_set(struct client_conn *conn, struct due *due)
{
	struct client	*client = conn->client;

	due_clear(due);
	due->conn = conn;
	due->deadline = mono_after(mono_now(), client->settings.timeout_ms);
	due->is_set = true;
	TAILQ_INSERT_TAIL(&client->due, due, link);
}

void
due_clear(struct due *due)
{
	if (!due->is_set)
		return;
	TAILQ_REMOVE(&due->conn->client->due, due, link);
	due->is_set = false;
}
