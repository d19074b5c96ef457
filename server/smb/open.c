/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/open.h"

#include <stdlib.h>

#include "base/log.h"
#include "server/smb/conn.h"
#include "server/smb/notify.h"
#include "server/smb/pipe.h"
#include "server/smb/request.h"
#include "server/smb/session.h"
#include "server/smb/tree.h"

/* The last steps of a close, which may have to wait for the disk. */
struct closing {
	struct vfs_wait	 wait;		/* first: see closed() */
	struct open	*open;
};

static void	try_close(struct open *);

static struct smb_server *
server_of(const struct open *o)
{
	return o->tree->session->conn->server;
}

struct open *
open_new(struct tree *t)
{
	struct smb_server	*server = t->session->conn->server;
	struct open		*o;

	if (t->session->nopens >= server->settings.max_opens)
		return NULL;
	o = calloc(1, sizeof(*o));
	if (o == NULL)
		return NULL;
	o->id = ++server->next_open;
	o->persistent = o->id;
	o->tree = t;
	tree_ref(t);
	TAILQ_INSERT_TAIL(&t->opens, o, link);
	HASH_ADD(hh, server->opens, id, sizeof(o->id), o);
	t->session->nopens++;
	server->stats.opens++;
	return o;
}

struct open *
open_find(struct tree *t, const struct smb2_file_id *id)
{
	struct smb_server	*server = t->session->conn->server;
	struct open		*o;

	HASH_FIND(hh, server->opens, &id->volatile_id,
	    sizeof(id->volatile_id), o);
	return o != NULL && o->tree == t && o->persistent ==
	    id->persistent_id ? o : NULL;
}

void
open_hold(struct open *o)
{
	o->busy++;
}

void
open_release(struct open *o)
{
	o->busy--;
	if (o->dead)
		try_close(o);
}

static void
open_free(struct open *o, enum ntstatus status)
{
	struct tree	*t = o->tree;
	void		(*ended)(void *, enum ntstatus) = o->ended;
	void		*arg = o->ended_arg;

	free(o->listing);
	free(o);
	if (ended != NULL)
		ended(arg, status);
	tree_unref(t);
}

static void
closed(struct vfs_wait *wait, enum ntstatus status)
{
	struct closing	*c = (struct closing *)wait;
	struct open	*o = c->open;

	free(c);
	open_free(o, status);
}

static void
close_file(struct open *o)
{
	struct closing	*c = calloc(1, sizeof(*c));
	enum ntstatus	 status;

	if (c == NULL)
		fatal("out of memory while closing a file");
	c->open = o;
	c->wait.done = closed;
	status = o->file->ops->close(o->file, o->how, &c->wait);
	if (status != NT_LATER)
		closed(&c->wait, status);
}

static void
books_closed(void *ctx, const struct share_closed *answer)
{
	struct open		*o = ctx;
	const struct smb_shares	*books = server_of(o)->books;
	enum ntstatus		 status;

	if (answer->remove) {
		status = o->file->ops->remove(o->file, answer->path);
		books->removed(books->arg, o->id);
		if (status != NT_OK)
			log_warn("share %s: a file marked for deletion stays "
			    "[status=%s]", o->tree->share->name,
			    nt_name((uint32_t)status));
	}
	close_file(o);
}

/* Nobody works with it any more: books first, then the file. */
static void
try_close(struct open *o)
{
	const struct smb_shares	*books = server_of(o)->books;

	if (o->busy > 0 || o->closing)
		return;
	o->closing = true;
	if (o->pipe != NULL) {
		pipe_free(&o->pipe);
		open_free(o, NT_OK);
	} else if (o->file == NULL)
		open_free(o, NT_OK);
	else if (o->in_books)
		books->close(books->arg, o->id, books_closed, o);
	else {
		if (o->delete_pending)
			(void)o->file->ops->remove(o->file, NULL);
		close_file(o);
	}
}

void
open_end(struct open *o, enum vfs_close how,
    void (*ended)(void *, enum ntstatus), void *arg)
{
	struct smb_server	*server = server_of(o);
	struct session		*s = o->tree->session;

	o->dead = true;
	o->how = how;
	o->ended = ended;
	o->ended_arg = arg;
	TAILQ_REMOVE(&o->tree->opens, o, link);
	HASH_DEL(server->opens, o);
	s->nopens--;
	server->stats.opens--;
	open_hold(o);
	request_cancel_all(s->conn, NULL, o, how == VFS_CLOSE ?
	    CANCEL_CLOSED : CANCEL_LOST);
	if (o->notify != NULL)
		notify_free(&o->notify);
	open_release(o);
}
