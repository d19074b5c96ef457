/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.16: never answered itself. */
#include "server/smb/conn.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"

static bool
is_meant(const struct request *cancel, const struct request *waiting)
{
	if ((cancel->header.flags & SMB2_FLAGS_ASYNC_COMMAND) != 0)
		return waiting->interim_sent &&
		    waiting->async_id == cancel->header.async_id;
	return waiting->header.message_id == cancel->header.message_id;
}

enum ntstatus
op_cancel(struct request *req)
{
	struct request	*waiting;

	TAILQ_FOREACH(waiting, &req->conn->waiting, link) {
		if (is_meant(req, waiting)) {
			request_cancel(waiting, CANCEL_ASKED);
			break;
		}
	}
	return NT_OK;
}
