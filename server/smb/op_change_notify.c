/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/smb2/access.h"
#include "protocol/smb2/notify.h"
#include "protocol/smb2/query.h"
#include "server/smb/conn.h"
#include "server/smb/notify.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"
#include "server/smb/session.h"
#include "server/smb/tree.h"

#define FIXED		8
#define KEPT_MAX	65536U	/* bytes of changes not asked for yet */

struct waiter {
	TAILQ_ENTRY(waiter)	 link;
	struct request		*req;
	uint32_t		 max_output;
};

struct notify {
	struct vfs_watch	 watch;		/* first: see notify_of() */
	struct open		*open;
	TAILQ_HEAD(, waiter)	 waiters;	/* oldest first */
	struct event		 deliver;
	bool			 overflow;
	bool			 gone;
	uint32_t		 most;
	struct smb2_notify_list	 list;
	struct wr		 w;		/* over kept */
	uint8_t			 kept[];
};

static struct notify *
notify_of(struct vfs_watch *watch)
{
	return (struct notify *)watch;
}

static void
forget(struct notify *n)
{
	n->w = wr_over(n->kept, n->most);
	n->list = (struct smb2_notify_list){ .most = n->most };
	n->overflow = false;
}

/* Takes a request off the list; the caller answers it. */
static struct request *
take(struct notify *n, struct waiter *waiter)
{
	struct request	*req = waiter->req;

	TAILQ_REMOVE(&n->waiters, waiter, link);
	free(waiter);
	req->state = NULL;
	return req;
}

/* What there is, as the answer to one request. */
static enum ntstatus
answer(struct notify *n, struct request *req, uint32_t max_output)
{
	size_t	 begun;

	if (n->overflow || n->w.pos > max_output) {
		forget(n);
		return NT_NOTIFY_ENUM_DIR;
	}
	reply(req, FIXED + n->w.pos);
	begun = smb2_begin_output(&req->w);
	wr_bytes(&req->w, n->kept, n->w.pos);
	smb2_end_output(&req->w, begun);
	forget(n);
	return NT_OK;
}

static bool
has_news(const struct notify *n)
{
	return n->overflow || n->w.pos > 0;
}

/* Changes of one turn of the loop travel together. */
static void
on_deliver(evutil_socket_t fd, short what, void *arg)
{
	struct notify	*n = arg;
	struct waiter	*waiter = TAILQ_FIRST(&n->waiters);
	uint32_t	 most;
	struct request	*req;

	(void)fd;
	(void)what;
	if (waiter == NULL || !has_news(n))
		return;
	most = waiter->max_output;
	req = take(n, waiter);
	request_done(req, answer(n, req, most));
}

static void
changed(struct vfs_watch *watch, const struct vfs_change *change)
{
	struct notify	*n = notify_of(watch);
	char		 name[VFS_PATH_MAX], *p;

	if (strlen(change->name) >= sizeof(name))
		return;
	strcpy(name, change->name);
	for (p = name; *p != '\0'; p++)
		if (*p == '/')
			*p = '\\';
	if (!n->overflow && !smb2_put_notify(&n->w, &n->list,
	    (enum smb2_notify_action)change->action, name))
		n->overflow = true;
	event_active(&n->deliver, 0, 0);
}

static void
overflowed(struct vfs_watch *watch)
{
	struct notify	*n = notify_of(watch);

	n->overflow = true;
	event_active(&n->deliver, 0, 0);
}

void
notify_deleting(struct notify *n)
{
	struct waiter	*waiter;

	while ((waiter = TAILQ_FIRST(&n->waiters)) != NULL)
		request_done(take(n, waiter), NT_DELETE_PENDING);
}

/* The folder was removed: all who wait are told. */
static void
gone(struct vfs_watch *watch)
{
	struct notify	*n = notify_of(watch);

	n->gone = true;
	notify_deleting(n);
}

static void
give_up(struct request *req, enum cancel_why why)
{
	struct notify	*n = req->open->notify;

	(void)take(n, req->state);
	request_done(req, why == CANCEL_ASKED ? NT_CANCELLED :
	    NT_NOTIFY_CLEANUP);
}

/* The first request of a handle decides filter, depth and memory. */
static enum ntstatus
begin(struct open *o, const struct smb2_change_notify_req *q)
{
	uint32_t	 most = q->max_output < KEPT_MAX ? q->max_output :
			    KEPT_MAX;
	struct notify	*n = calloc(1, sizeof(*n) + most);
	enum ntstatus	 status;

	if (n == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	n->open = o;
	n->most = most;
	TAILQ_INIT(&n->waiters);
	forget(n);
	n->watch = (struct vfs_watch){
		.filter = q->filter,
		.recursive = (q->flags & SMB2_WATCH_TREE) != 0,
		.changed = changed,
		.overflow = overflowed,
		.gone = gone,
	};
	(void)event_assign(&n->deliver, o->tree->session->conn->server->base,
	    -1, 0, on_deliver, n);
	status = o->file->ops->watch(o->file, &n->watch);
	if (status != NT_OK) {
		free(n);
		return status;
	}
	o->notify = n;
	return NT_OK;
}

void
notify_free(struct notify **np)
{
	struct notify	*n = *np;
	struct waiter	*waiter;

	*np = NULL;
	(void)event_del(&n->deliver);
	n->open->file->ops->unwatch(n->open->file, &n->watch);
	while ((waiter = TAILQ_FIRST(&n->waiters)) != NULL)
		request_done(take(n, waiter), NT_NOTIFY_CLEANUP);
	free(n);
}

static enum ntstatus
check(struct request *req, const struct smb2_change_notify_req *q)
{
	if (!req->open->is_directory)
		return NT_INVALID_PARAMETER;
	if ((req->open->granted & FILE_LIST_DIRECTORY) == 0)
		return NT_ACCESS_DENIED;
	if (q->max_output > req->conn->server->settings.max_io ||
	    !request_paid(req, q->max_output))
		return NT_INVALID_PARAMETER;
	return NT_OK;
}

enum ntstatus
op_change_notify(struct request *req)
{
	struct smb2_change_notify_req	 q;
	struct waiter			*waiter;
	struct open			*o;
	enum ntstatus			 status;

	status = smb2_get_change_notify_req(&req->msg, &q);
	if (status == NT_OK)
		status = request_open(req, &q.file_id);
	if (status == NT_OK)
		status = check(req, &q);
	if (status == NT_OK && req->open->notify == NULL)
		status = begin(req->open, &q);
	if (status != NT_OK)
		return status;
	o = req->open;
	if (o->notify->gone || o->delete_pending)
		return NT_DELETE_PENDING;
	if (has_news(o->notify) && TAILQ_EMPTY(&o->notify->waiters))
		return answer(o->notify, req, q.max_output);
	/* In the middle of a chain it would hold up the rest for ever. */
	if (!request_is_last(req))
		return NT_INTERNAL_ERROR;
	waiter = calloc(1, sizeof(*waiter));
	if (waiter == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	*waiter = (struct waiter){ .req = req, .max_output = q.max_output };
	TAILQ_INSERT_TAIL(&o->notify->waiters, waiter, link);
	req->state = waiter;
	request_waits(req, give_up);
	request_interim(req);
	return NT_LATER;
}
