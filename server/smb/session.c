/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/session.h"

#include <stdlib.h>

#include "base/secret.h"
#include "server/smb/conn.h"
#include "server/smb/latch.h"
#include "server/smb/request.h"
#include "server/smb/setup.h"
#include "server/smb/tree.h"

#define PROCESS_SHIFT	24	/* the process's number in a session id */
#define BEFORE_LOGON	2	/* each may hold a frame while it is judged */

/*
 * Differs from those of all processes, and from the last ones of this.  There
 * are clients that keep no more than 32 bits of it.
 */
static uint64_t
new_id(struct smb_server *server)
{
	struct session	*taken;
	uint64_t	 id;

	do {
		secret_random(&id, sizeof(id));
		id &= (1ULL << PROCESS_SHIFT) - 1;
		id |= (uint64_t)(server->settings.process + 1) <<
		    PROCESS_SHIFT;
		HASH_FIND(hh, server->sessions, &id, sizeof(id), taken);
	} while (taken != NULL);
	return id;
}

struct session *
session_new(struct conn *conn)
{
	struct smb_server	*server = conn->server;
	struct session		*s;

	if (conn->nsessions >= server->settings.max_sessions ||
	    (conn->state != CONN_LOGGED_ON && conn->nsessions >= BEFORE_LOGON))
		return NULL;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return NULL;
	s->conn = conn;
	s->refs = 1;
	s->id = new_id(server);
	TAILQ_INIT(&s->trees);
	HASH_ADD(hh, server->sessions, id, sizeof(s->id), s);
	TAILQ_INSERT_TAIL(&conn->sessions, s, link);
	conn->nsessions++;
	conn_ref(conn);
	return s;
}

struct session *
session_find(struct conn *conn, uint64_t id)
{
	struct session	*s;

	HASH_FIND(hh, conn->server->sessions, &id, sizeof(id), s);
	return s != NULL && s->conn == conn ? s : NULL;
}

void
session_ref(struct session *s)
{
	s->refs++;
}

void
session_unref(struct session *s)
{
	if (s == NULL || --s->refs > 0)
		return;
	conn_unref(s->conn);
	secret_wipe(&s->keys, sizeof(s->keys));
	free(s);
}

void
session_up(struct session *s)
{
	struct smb_server	*server = s->conn->server;
	struct session_info	 info = {
		.id = s->id,
		.account = session_is_rescue(&s->user) ? -s->user.account :
		    s->user.account,
		.generation = s->user.generation,
		.user = s->user.name,
		.workstation = s->user.workstation,
		.address = s->conn->peer,
		.since = wall_now(),
		.dialect = s->conn->dialect,
		.is_signed = s->must_sign,
		.is_encrypted = s->must_seal,
	};

	s->state = SESSION_VALID;
	s->expires = mono_after(mono_now(), server->settings.session_ms);
	if (session_is_rescue(&s->user) &&
	    s->user.rescue_until.ns < s->expires.ns)
		s->expires = s->user.rescue_until;
	if (s->in_books)
		return;
	s->in_books = true;
	server->stats.sessions++;
	server->stats.logons++;
	server->books->session_up(server->books->arg, &info);
	if (!s->anonymous)
		conn_logged_on(s->conn, s->user.account);
}

void
session_rename(struct session *s, const struct smb_user *user)
{
	struct smb_server	*server = s->conn->server;

	s->user = *user;
	if (!s->in_books)
		return;
	s->in_books = false;
	server->stats.sessions--;
	server->books->session_down(server->books->arg, s->id);
}

void
session_expire(struct session *s)
{
	if (s->state == SESSION_VALID)
		s->state = SESSION_EXPIRED;
}

void
session_end(struct session *s, enum vfs_close how, struct latch *latch)
{
	struct smb_server	*server = s->conn->server;
	struct tree		*t;

	if (s->state == SESSION_DEAD)
		return;
	s->state = SESSION_DEAD;
	HASH_DEL(server->sessions, s);
	TAILQ_REMOVE(&s->conn->sessions, s, link);
	s->conn->nsessions--;
	setup_free(&s->setup);
	while ((t = TAILQ_FIRST(&s->trees)) != NULL)
		tree_end(t, how, latch);
	if (s->in_books) {
		server->stats.sessions--;
		server->books->session_down(server->books->arg, s->id);
	}
	session_unref(s);
}

bool
session_is_rescue(const struct smb_user *u)
{
	return u->rescue_until.ns != 0;
}

void
session_who(const struct session *s, struct vfs_who *who)
{
	*who = (struct vfs_who){ &s->user, s->conn->peer, s->id };
}
