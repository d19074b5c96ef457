/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http - GET /metrics, and nothing else.  Requests are small, have no body and
 * must come at once; a name in Host that is not this machine's is refused, so
 * that no page in somebody's browser reads here.
 */
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "server/timer.h"
#include "server/web/web.h"

#define HEADERS_MAX	8192
#define TIMEOUT_S	5
#define PAUSE_MS	1000	/* after the process ran out of descriptors */

static void
answer_text(struct evhttp_request *req, int code, const char *text)
{
	struct evbuffer	*out = evhttp_request_get_output_buffer(req);

	(void)evhttp_add_header(evhttp_request_get_output_headers(req),
	    "Content-Type", "text/plain; charset=utf-8");
	(void)evbuffer_add(out, text, strlen(text));
	evhttp_send_reply(req, code, NULL, NULL);
}

/* --- GET /metrics --- */

/* A request that waits; its connection may end before. */
struct wait {
	struct web		*web;
	struct evhttp_request	*req;
};

static void
on_closed(struct evhttp_connection *conn, void *arg)
{
	struct wait	*wait = arg;

	(void)conn;
	scrape_forget(wait->web, wait);
	free(wait);
}

static void
on_scraped(void *arg, const struct buf *text)
{
	struct wait		*wait = arg;
	struct evhttp_request	*req = wait->req;
	struct evhttp_connection *conn = evhttp_request_get_connection(req);

	if (conn != NULL)
		evhttp_connection_set_closecb(conn, NULL, NULL);
	free(wait);
	if (text == NULL) {
		answer_text(req, HTTP_SERVUNAVAIL,
		    "the director does not answer; try again\n");
		return;
	}
	(void)evhttp_add_header(evhttp_request_get_output_headers(req),
	    "Content-Type", OPENMETRICS_TYPE);
	(void)evbuffer_add(evhttp_request_get_output_buffer(req), text->data,
	    text->len);
	evhttp_send_reply(req, HTTP_OK, NULL, NULL);
}

static bool
host_is_here(const struct evhttp_request *req)
{
	static const char *const	 here[] = {
		"localhost", "127.0.0.1", "[::1]", "::1"
	};
	const char	*host;
	size_t		 i, n;

	host = evhttp_find_header(evhttp_request_get_input_headers(
	    (struct evhttp_request *)req), "Host");
	for (i = 0; host != NULL && i < sizeof(here) / sizeof(here[0]); i++) {
		n = strlen(here[i]);
		if (strncasecmp(host, here[i], n) == 0 &&
		    (host[n] == '\0' || (host[n] == ':' &&
		    strspn(host + n + 1, "0123456789") == strlen(host + n + 1))))
			return true;
	}
	return host == NULL;	/* HTTP/1.0 */
}

static void
on_metrics(struct evhttp_request *req, void *arg)
{
	struct wait	*wait;

	if (!host_is_here(req)) {
		answer_text(req, HTTP_BADREQUEST, "this is not that host\n");
		return;
	}
	wait = calloc(1, sizeof(*wait));
	if (wait == NULL) {
		answer_text(req, HTTP_SERVUNAVAIL, "out of memory\n");
		return;
	}
	*wait = (struct wait){ .web = arg, .req = req };
	evhttp_connection_set_closecb(evhttp_request_get_connection(req),
	    on_closed, wait);
	if (!scrape(arg, on_scraped, wait)) {
		evhttp_connection_set_closecb(
		    evhttp_request_get_connection(req), NULL, NULL);
		free(wait);
		answer_text(req, HTTP_SERVUNAVAIL, "too many ask at once\n");
	}
}

static void
on_other(struct evhttp_request *req, void *arg)
{
	(void)arg;
	answer_text(req, HTTP_NOTFOUND, "there is only /metrics\n");
}

/* --- life --- */

static void
on_accept_error(struct evconnlistener *listener, void *arg)
{
	struct web	*w = arg;

	log_warn("http: cannot accept: %s", strerror(errno));
	(void)evconnlistener_disable(listener);
	timer_after(&w->pause, PAUSE_MS);
}

static void
on_pause_over(evutil_socket_t fd, short what, void *arg)
{
	struct web	*w = arg;

	(void)fd;
	(void)what;
	(void)evconnlistener_enable(w->listener);
}

int
http_start(struct web *w, struct err *e)
{
	if (w->env->nlisten == 0)
		return 0;	/* the file alone */
	w->http = evhttp_new(w->env->base);
	if (w->http != NULL)
		w->listener = evconnlistener_new(w->env->base, NULL, NULL,
		    LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_CLOSE_ON_FREE, 0,
		    w->env->listen[0]);
	if (w->listener == NULL ||
	    evhttp_bind_listener(w->http, w->listener) == NULL)
		return err_set(e, ENOMEM, "out of memory");
	evconnlistener_set_error_cb(w->listener, on_accept_error);
	(void)event_assign(&w->pause, w->env->base, -1, 0, on_pause_over, w);
	evhttp_set_allowed_methods(w->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_max_headers_size(w->http, HEADERS_MAX);
	evhttp_set_max_body_size(w->http, 0);
	evhttp_set_timeout(w->http, TIMEOUT_S);
	if (evhttp_set_cb(w->http, "/metrics", on_metrics, w) != 0)
		return err_set(e, ENOMEM, "out of memory");
	evhttp_set_gencb(w->http, on_other, w);
	return 0;
}

void
http_stop(struct web *w)
{
	if (w->http == NULL)
		return;
	(void)event_del(&w->pause);
	evhttp_free(w->http);
	w->http = NULL;
}
