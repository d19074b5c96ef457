/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/server.h"

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "protocol/auth/ntlm_crypto.h"
#include "protocol/rpc/group.h"
#include "server/smb/conn.h"
#include "server/smb/notify.h"
#include "server/smb/open.h"
#include "server/smb/request.h"
#include "server/smb/session.h"
#include "server/smb/tree.h"

#define TICK_MS		100
#define IDLE_TICKS	20
#define PAUSE_MS	1000	/* of accepting */
#define TELL_MS		60000
#define NOISE_BURST	20

static void
every(struct event *ev, int64_t ms)
{
	struct timeval	 tv = { ms / 1000, (suseconds_t)(ms % 1000 * 1000) };

	(void)event_add(ev, &tv);
}

static void
check_drained(struct smb_server *server)
{
	void	(*drained)(void *) = server->drained;

	if (drained == NULL || (server->stats.connections > 0 &&
	    !mono_passed(server->drain_deadline, mono_now())))
		return;
	server->drained = NULL;
	drained(server->drained_arg);
}

/* A drained connection goes when its last answer is on its way. */
static void
drain_step(struct smb_server *server)
{
	struct conn	*conn, *next;

	for (conn = TAILQ_FIRST(&server->half_open); conn != NULL;
	    conn = next) {
		next = TAILQ_NEXT(conn, link);
		conn_close(conn, "the server stops");
	}
	for (conn = TAILQ_FIRST(&server->logged_on); conn != NULL;
	    conn = next) {
		next = TAILQ_NEXT(conn, link);
		if (conn->out_bytes == 0 && !conn_is_busy(conn))
			conn_close(conn, "the server stops");
	}
	check_drained(server);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct smb_server	*server = arg;

	(void)fd;
	(void)what;
	conn_check_deadlines(server);
	request_send_interims(server);
	if (++server->ticks % IDLE_TICKS == 0)
		conn_check_idle(server);
	if (server->draining)
		drain_step(server);
}

/* All answers of this turn of the loop leave together. */
static void
on_flush(evutil_socket_t fd, short what, void *arg)
{
	struct smb_server	*server = arg;
	struct conn		*conn;

	(void)fd;
	(void)what;
	while ((conn = TAILQ_FIRST(&server->dirty)) != NULL) {
		TAILQ_REMOVE(&server->dirty, conn, dirty_link);
		conn->is_dirty = false;
		conn_flush(conn);
	}
}

int
smb_server_new(struct event_base *base, const struct smb_settings *settings,
    const struct smb_auth *auth, const struct smb_shares *books,
    struct smb_server **out, struct err *e)
{
	struct smb_server	*server = calloc(1, sizeof(*server));
	int			 rc;

	if (server == NULL ||
	    (server->scratch = malloc(SMB_SCRATCH_SIZE)) == NULL) {
		free(server);
		return err_set(e, ENOMEM, "smb server: out of memory");
	}
	rc = smb2_crypto_new(&server->crypto, e);
	if (rc == 0)
		rc = ntlm_crypto_new(&server->ntlm, e);
	if (rc == 0 && rpc_groups_new(&server->groups) != 0)
		rc = err_set(e, ENOMEM, "smb server: out of memory");
	if (rc != 0) {
		smb2_crypto_free(&server->crypto);
		ntlm_crypto_free(&server->ntlm);
		free(server->scratch);
		free(server);
		return rc;
	}
	server->base = base;
	server->settings = *settings;
	server->auth = auth;
	server->books = books;
	server->started = nt_time_now();
	server->names = (struct ntlm_names){
		.nb_computer = server->settings.netbios,
		.nb_domain = server->settings.domain,
		.dns_computer = server->settings.dns,
		.dns_domain = "",
		.of_domain = true,
		.version = settings->version,
	};
	server->noise.burst = NOISE_BURST;
	TAILQ_INIT(&server->half_open);
	TAILQ_INIT(&server->logged_on);
	TAILQ_INIT(&server->dirty);
	TAILQ_INIT(&server->patient);
	(void)event_assign(&server->tick, base, -1, EV_PERSIST, on_tick,
	    server);
	(void)event_assign(&server->flush, base, -1, 0, on_flush, server);
	every(&server->tick, TICK_MS);
	*out = server;
	return 0;
}

int
smb_server_add_share(struct smb_server *server, const struct smb_share *share)
{
	if (server->nshares == SMB_SHARES_MAX)
		return -ENOSPC;
	server->shares[server->nshares++] = *share;
	return 0;
}

void
smb_server_set_rpc(struct smb_server *server, uint32_t view,
    const struct smb_rpc *rpc)
{
	if (view < SMB_VIEWS_MAX)
		server->rpc[view] = rpc;
}

const struct smb_share *
server_share(const struct smb_server *server, const char *name)
{
	size_t	 i;

	for (i = 0; i < server->nshares; i++)
		if (text_casecmp(server->shares[i].name, name) == 0)
			return &server->shares[i];
	return NULL;
}

static void
on_resume(evutil_socket_t fd, short what, void *arg)
{
	struct listener	*l = arg;

	(void)fd;
	(void)what;
	(void)event_add(&l->ev, NULL);
}

/* Out of descriptors, perhaps for hours: a line a minute is enough. */
static void
take_a_break(struct listener *l, int error)
{
	struct mono	 now = mono_now();

	if (l->told.ns == 0 || mono_ms_between(l->told, now) >= TELL_MS) {
		l->told = now;
		log_warn("no connection can be taken for a while: %s",
		    strerror(error));
	}
	(void)event_del(&l->ev);
	every(&l->pause, PAUSE_MS);
}

/* One a turn of the loop: the other workers are awake too, for their share. */
static void
on_accept(evutil_socket_t fd, short what, void *arg)
{
	struct sockaddr_storage	 sa;
	struct listener		*l = arg;
	struct addr		 peer;
	socklen_t		 len = sizeof(sa);
	int			 s;

	(void)what;
	s = accept4(fd, (struct sockaddr *)&sa, &len,
	    SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (s != -1) {
		peer = addr_of((struct sockaddr *)&sa);
		conn_accepted(l, s, &peer);
	} else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM ||
	    errno == ENOBUFS)
		take_a_break(l, errno);
}

/* Connections inherit them: not one system call for each. */
static void
set_socket_options(int fd)
{
	static const struct {
		int	level, name, value;
	} rows[] = {
		{ IPPROTO_TCP, TCP_NODELAY, 1 },
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
		{ IPPROTO_TCP, TCP_KEEPIDLE, 60 },
		{ IPPROTO_TCP, TCP_KEEPINTVL, 15 },
		{ IPPROTO_TCP, TCP_KEEPCNT, 4 },
		{ IPPROTO_TCP, TCP_USER_TIMEOUT, 120000 },
	};
	size_t	 i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		(void)setsockopt(fd, rows[i].level, rows[i].name,
		    &rows[i].value, sizeof(rows[i].value));
}

int
smb_server_listen(struct smb_server *server, int fd, uint32_t view,
    struct err *e)
{
	struct listener	*l;

	if (server->nlisteners == SMB_LISTENERS_MAX)
		return err_set(e, ENOSPC, "too many listening addresses");
	set_socket_options(fd);
	l = &server->listeners[server->nlisteners++];
	*l = (struct listener){ .server = server, .fd = fd, .view = view };
	(void)event_assign(&l->ev, server->base, fd, EV_READ | EV_PERSIST,
	    on_accept, l);
	(void)event_assign(&l->pause, server->base, -1, 0, on_resume, l);
	(void)event_add(&l->ev, NULL);
	return 0;
}

void
smb_server_identify(struct smb_server *server, const struct guid *guid)
{
	server->settings.guid = *guid;
}

void
smb_server_names(const struct smb_server *server, char name[static 16],
    char domain[static 16])
{
	memcpy(name, server->settings.netbios, 16);
	memcpy(domain, server->settings.domain, 16);
}

void
smb_server_tune(struct smb_server *server, const struct smb_settings *fresh)
{
	struct smb_settings	*s = &server->settings;

	s->first_byte_ms = fresh->first_byte_ms;
	s->negotiate_ms = fresh->negotiate_ms;
	s->logon_ms = fresh->logon_ms;
	s->idle_ms = fresh->idle_ms;
	s->session_ms = fresh->session_ms;
	s->slow_bytes = fresh->slow_bytes;
	s->slow_ms = fresh->slow_ms;
}

static void
close_listeners(struct smb_server *server)
{
	size_t	 i;

	for (i = 0; i < server->nlisteners; i++) {
		(void)event_del(&server->listeners[i].ev);
		(void)event_del(&server->listeners[i].pause);
		(void)close(server->listeners[i].fd);
	}
	server->nlisteners = 0;
}

void
smb_server_drain(struct smb_server *server, int64_t ms,
    void (*drained)(void *), void *arg)
{
	close_listeners(server);
	server->draining = true;
	server->drain_deadline = mono_after(mono_now(), ms);
	server->drained = drained;
	server->drained_arg = arg;
	event_active(&server->tick, 0, 0);
}

void
smb_server_free(struct smb_server **serverp)
{
	struct smb_server	*server = *serverp;
	struct conn		*conn;

	if (server == NULL)
		return;
	*serverp = NULL;
	close_listeners(server);
	while ((conn = TAILQ_FIRST(&server->half_open)) != NULL)
		conn_close(conn, "the server ends");
	while ((conn = TAILQ_FIRST(&server->logged_on)) != NULL)
		conn_close(conn, "the server ends");
	(void)event_del(&server->tick);
	(void)event_del(&server->flush);
	smb2_crypto_free(&server->crypto);
	ntlm_crypto_free(&server->ntlm);
	rpc_groups_free(&server->groups);
	free(server->scratch);
	free(server);
}

void
smb_server_stats(const struct smb_server *server, struct smb_stats *out)
{
	*out = server->stats;
}

/* --- what the books say unasked --- */

void
smb_close_session(struct smb_server *server, uint64_t id, enum ntstatus why)
{
	struct session	*s;
	struct tree	*t;

	HASH_FIND(hh, server->sessions, &id, sizeof(id), s);
	if (s == NULL)
		return;
	log_info("%s: session of \"%s\" ends [status=%s]", SUBJECT(s->conn),
	    VIS(s->user.name), nt_name((uint32_t)why));
	if (why != NT_NETWORK_SESSION_EXPIRED) {
		session_end(s, VFS_DISCARD, NULL);
		return;
	}
	while ((t = TAILQ_FIRST(&s->trees)) != NULL)
		tree_end(t, VFS_DISCARD, NULL);
	session_expire(s);
}

void
smb_refuse_connection(struct smb_server *server, uint64_t id, const char *why)
{
	struct conn_list	*lists[] = { &server->half_open,
				    &server->logged_on };
	struct conn		*conn;
	size_t			 i;

	for (i = 0; i < 2; i++) {
		/* It came a moment ago: the newest stand at the end. */
		TAILQ_FOREACH_REVERSE(conn, lists[i], conn_list, link) {
			if (conn->id != id)
				continue;
			log_limited(&server->noise, LVL_WARN,
			    "%s: connection refused: %s", SUBJECT(conn), why);
			conn_close(conn, why);
			return;
		}
	}
}

void
smb_open_deleting(struct smb_server *server, uint64_t id, bool pending)
{
	struct open	*o;

	HASH_FIND(hh, server->opens, &id, sizeof(id), o);
	if (o == NULL)
		return;
	o->delete_pending = pending;
	if (pending && o->notify != NULL)
		notify_deleting(o->notify);
}

void
smb_open_renamed(struct smb_server *server, uint64_t id, const char *to)
{
	struct open	*o;

	HASH_FIND(hh, server->opens, &id, sizeof(id), o);
	if (o != NULL && o->file != NULL)
		o->file->ops->renamed(o->file, to);
}
