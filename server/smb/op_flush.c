/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.11: answered when the data is on the disk. */
#include "protocol/smb2/access.h"
#include "protocol/smb2/close.h"
#include "protocol/smb2/simple.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"

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
flushed(struct vfs_wait *wait, enum ntstatus status)
{
	struct request	*req = request_of(wait);

	request_done(req, finish(req, status));
}

enum ntstatus
op_flush(struct request *req)
{
	struct smb2_file_id	 id;
	struct open		*o;
	enum ntstatus		 status;

	status = smb2_get_flush_req(&req->msg, &id);
	if (status == NT_OK)
		status = request_open(req, &id);
	if (status != NT_OK)
		return status;
	o = req->open;
	if (o->file == NULL)
		return finish(req, NT_OK);
	if ((o->granted & (FILE_WRITE_DATA | FILE_APPEND_DATA)) == 0)
		return NT_ACCESS_DENIED;
	req->wait.done = flushed;
	status = o->file->ops->flush(o->file, &req->wait);
	if (status == NT_LATER) {
		request_waits(req, NULL);
		return NT_LATER;
	}
	return finish(req, status);
}
