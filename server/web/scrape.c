/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scrape - one question to the director: verb `metrics', row by row into
 * OpenMetrics text.  An answer serves all who ask within the next second.
 */
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "protocol/control/answer.h"
#include "protocol/control/request.h"
#include "server/web/web.h"

#define FRESH_MS	1000
#define ANSWER_S	5

/* --- the end --- */

static void
tell_all(struct web *w, const struct buf *text)
{
	struct scrape_waiter	*s;

	while ((s = TAILQ_FIRST(&w->waiting)) != NULL) {
		TAILQ_REMOVE(&w->waiting, s, link);
		w->nwaiting--;
		s->done(s->arg, text);
		free(s);
	}
}

static void
hang_up(struct web *w)
{
	if (w->director != NULL)
		bufferevent_free(w->director);
	w->director = NULL;
}

static void
fail(struct web *w, const char *why)
{
	hang_up(w);
	w->has_text = false;
	if (!w->complained)
		log_warn("no metrics: %s", why);
	w->complained = true;
	tell_all(w, NULL);
}

static void
succeed(struct web *w)
{
	hang_up(w);
	openmetrics_end(&w->metrics);
	if (!buf_ok(&w->text)) {
		fail(w, "the answer is too long");
		return;
	}
	w->has_text = true;
	w->complained = false;
	w->answered = mono_now();
	tell_all(w, &w->text);
}

/* --- the answer --- */

static void
take_row(struct web *w, const struct control_answer *a)
{
	const struct control_cell	*c = a->cells;
	struct metric			 m = {
		.name = c[0].text,
		.type = c[1].text,
		.labels = c[2].text,
		.value = c[3].number,
		.help = c[4].text,
	};

	if (m.name == NULL || m.type == NULL || m.labels == NULL ||
	    m.help == NULL || !openmetrics_put(&w->metrics, &m))
		log_warn("metric \"%s\" cannot be told",
		    m.name == NULL ? "" : m.name);
}

/* false: the answer has ended, well or not. */
static bool
take_frame(struct web *w, struct rd body)
{
	struct control_answer	 a;
	struct err		 e;
	bool			 more;

	if (control_answer_get(body, control_verb(VERB_METRICS), &a, &e) != 0) {
		fail(w, e.text);
		return false;
	}
	more = a.kind == ANSWER_ROW;
	if (more)
		take_row(w, &a);
	else if (a.kind == ANSWER_END && a.exit == CONTROL_DONE)
		succeed(w);
	else
		fail(w, a.kind == ANSWER_END ? a.text :
		    "the director answers something else");
	control_answer_free(&a);
	return more;
}

static void
on_read(struct bufferevent *bev, void *arg)
{
	struct evbuffer		*in = bufferevent_get_input(bev);
	struct web		*w = arg;
	size_t			 len = evbuffer_get_length(in);
	struct rd		 all, body;
	enum frame_verdict	 verdict;

	all = rd_over(evbuffer_pullup(in, -1), len);
	while ((verdict = frame_next(&all, &body)) == FRAME_WHOLE)
		if (!take_frame(w, body))
			return;
	if (verdict == FRAME_BAD)
		fail(w, "the director sends no frame");
	else
		(void)evbuffer_drain(in, len - rd_left(&all));
}

static void
on_event(struct bufferevent *bev, short what, void *arg)
{
	(void)bev;
	fail(arg, (what & BEV_EVENT_TIMEOUT) != 0 ?
	    "the director does not answer" : "the director has hung up");
}

/* --- the question --- */

static bool
send_request(struct web *w)
{
	struct control_request	 q = { .verb = control_verb(VERB_METRICS) };
	struct buf		 b;
	bool			 ok;

	buf_init(&b, CONTROL_FRAME_MAX);
	ok = control_request_put(&b, &q) == 0 &&
	    bufferevent_write(w->director, b.data, b.len) == 0;
	buf_free(&b);
	return ok;
}

static bool
dial(struct web *w)
{
	static const struct timeval	 limit = { ANSWER_S, 0 };
	struct sockaddr_un		 sun = { .sun_family = AF_UNIX };
	int				 fd;

	if (strlen(w->socket) >= sizeof(sun.sun_path))
		return false;
	memcpy(sun.sun_path, w->socket, strlen(w->socket));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return false;
	if (connect(fd, (const struct sockaddr *)&sun, sizeof(sun)) == 0)
		w->director = bufferevent_socket_new(w->env->base, fd,
		    BEV_OPT_CLOSE_ON_FREE);
	if (w->director == NULL) {
		(void)close(fd);
		return false;
	}
	bufferevent_setcb(w->director, on_read, NULL, on_event, w);
	(void)bufferevent_set_timeouts(w->director, &limit, &limit);
	return bufferevent_enable(w->director, EV_READ | EV_WRITE) == 0;
}

static bool
is_fresh(const struct web *w)
{
	return w->has_text && w->director == NULL &&
	    mono_ms_between(w->answered, mono_now()) < FRESH_MS;
}

bool
scrape(struct web *w, scrape_done *done, void *arg)
{
	struct scrape_waiter	*s;

	if (is_fresh(w)) {
		done(arg, &w->text);
		return true;
	}
	s = w->nwaiting < SCRAPE_WAITERS_MAX ? calloc(1, sizeof(*s)) : NULL;
	if (s == NULL)
		return false;
	s->done = done;
	s->arg = arg;
	TAILQ_INSERT_TAIL(&w->waiting, s, link);
	w->nwaiting++;
	if (w->director != NULL)
		return true;
	buf_clear(&w->text);
	w->has_text = false;
	openmetrics_begin(&w->metrics, &w->text);
	if (!dial(w) || !send_request(w))
		fail(w, "the control socket cannot be reached");
	return true;
}

void
scrape_forget(struct web *w, const void *arg)
{
	struct scrape_waiter	*s, *next;

	for (s = TAILQ_FIRST(&w->waiting); s != NULL; s = next) {
		next = TAILQ_NEXT(s, link);
		if (s->arg != arg)
			continue;
		TAILQ_REMOVE(&w->waiting, s, link);
		w->nwaiting--;
		free(s);
	}
}

void
scrape_stop(struct web *w)
{
	hang_up(w);
	tell_all(w, NULL);
}
