/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.14. */
#include <stdlib.h>

#include "protocol/smb2/lock.h"
#include "protocol/smb2/simple.h"
#include "server/smb/conn.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"
#include "server/smb/session.h"

#define LOCKS_MAX	64	/* elements of one request */

static enum ntstatus
finish(struct request *req, enum ntstatus status)
{
	if (status == NT_OK) {
		reply(req, 4);
		smb2_put_simple(&req->w);
	}
	return status;
}

static void
judged(void *ctx, enum ntstatus status)
{
	struct request	*req = ctx;

	request_done(req, finish(req, status));
}

/* The elements up to the bad one were as good as any. */
static void
judged_but_bad(void *ctx, enum ntstatus status)
{
	judged(ctx, status == NT_OK ? NT_INVALID_PARAMETER : status);
}

/* A lock that was waited for is given up; a close says so differently. */
static void
give_up(struct request *req, enum cancel_why why)
{
	const struct smb_shares	*books = req->conn->server->books;

	books->cancel(books->arg, req);
	request_done(req, why == CANCEL_CLOSED ? NT_RANGE_NOT_LOCKED :
	    NT_CANCELLED);
}

/* Which flags may stand alone, and beside FAIL_IMMEDIATELY. */
static bool
flags_fit(uint32_t flags, bool unlocks)
{
	switch (flags) {
	case SMB2_LOCKFLAG_UNLOCK:
		return unlocks;
	case SMB2_LOCKFLAG_SHARED_LOCK:
	case SMB2_LOCKFLAG_EXCLUSIVE_LOCK:
	case SMB2_LOCKFLAG_SHARED_LOCK | SMB2_LOCKFLAG_FAIL_IMMEDIATELY:
	case SMB2_LOCKFLAG_EXCLUSIVE_LOCK | SMB2_LOCKFLAG_FAIL_IMMEDIATELY:
		return !unlocks;
	default:
		return false;
	}
}

struct wish {
	struct share_range	 ranges[LOCKS_MAX];
	size_t			 n;
	bool			 unlocks;
	bool			 wait;
};

/* The first element says whether all of them lock or unlock. */
static bool
add(struct wish *wish, const struct smb2_lock *lock, uint16_t count)
{
	if (wish->n == 0)
		wish->unlocks = (lock->flags & SMB2_LOCKFLAG_UNLOCK) != 0;
	if (!flags_fit(lock->flags, wish->unlocks))
		return false;
	/* Only a single lock may wait. */
	wish->wait = !wish->unlocks &&
	    (lock->flags & SMB2_LOCKFLAG_FAIL_IMMEDIATELY) == 0;
	if (wish->wait && count > 1)
		return false;
	wish->ranges[wish->n++] = (struct share_range){
		.off = lock->offset,
		.len = lock->length,
		.exclusive = (lock->flags & SMB2_LOCKFLAG_EXCLUSIVE_LOCK) != 0,
		.unlock = wish->unlocks,
	};
	return true;
}

/*
 * What stands in front of a bad element is unlocked all the same, 3.3.5.14.1;
 * it is locked only if all are good, 3.3.5.14.2.
 */
static enum ntstatus
collect(struct smb2_lock_req *q, struct wish *wish, share_done **done)
{
	struct smb2_lock	 lock;

	wish->n = 0;
	*done = judged;
	while (smb2_next_lock(&q->locks, &lock)) {
		if (add(wish, &lock, q->count))
			continue;
		*done = judged_but_bad;
		return wish->unlocks && wish->n > 0 ? NT_OK :
		    NT_INVALID_PARAMETER;
	}
	return NT_OK;
}

static enum ntstatus
check(struct request *req, const struct smb2_lock_req *q)
{
	if (req->open->is_directory || req->open->file == NULL)
		return NT_INVALID_PARAMETER;
	if (q->count == 0 || q->count > LOCKS_MAX)
		return NT_INVALID_PARAMETER;
	return NT_OK;
}

enum ntstatus
op_lock(struct request *req)
{
	const struct smb_shares	*books = req->conn->server->books;
	struct smb2_lock_req	 q;
	struct wish		 wish;
	share_done		*done;
	enum ntstatus		 status;

	status = smb2_get_lock_req(&req->msg, &q);
	if (status == NT_OK)
		status = request_open(req, &q.file_id);
	if (status == NT_OK)
		status = check(req, &q);
	if (status == NT_OK)
		status = collect(&q, &wish, &done);
	if (status != NT_OK)
		return status;
	/* An expired session may only let go. */
	if (req->session->state == SESSION_EXPIRED && !wish.unlocks)
		return NT_NETWORK_SESSION_EXPIRED;
	if (!req->open->in_books)	/* nobody can change it: nobody cares */
		return finish(req, NT_OK);
	request_waits(req, wish.wait ? give_up : NULL);
	if (wish.wait)
		request_interim_later(req);
	books->lock(books->arg, req->open->id, wish.ranges, wish.n, wish.wait,
	    done, req);
	return NT_LATER;
}
