/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.6: answered when all files of the session are closed. */
#include "protocol/smb2/simple.h"
#include "server/smb/latch.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"
#include "server/smb/session.h"

static void
all_closed(void *arg)
{
	struct request	*req = arg;

	reply(req, 4);
	smb2_put_simple(&req->w);
	request_done(req, NT_OK);
}

enum ntstatus
op_logoff(struct request *req)
{
	struct latch	*latch = latch_new(all_closed, req);

	if (latch == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	request_waits(req, NULL);
	session_end(req->session, VFS_CLOSE, latch);
	latch_drop(latch);
	return NT_LATER;
}
