/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.10: answered when the file is closed, and has landed. */
#include "protocol/smb2/close.h"
#include "server/smb/info.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"

#define BODY_SIZE	60

static void
closed(void *arg, enum ntstatus status)
{
	request_done(arg, status);
}

/* The attributes are those just before the close: nobody sees later ones. */
static void
answer(struct request *req, uint16_t flags)
{
	struct smb2_close_rsp	 rsp = { 0 };
	struct smb2_file_facts	 facts;
	struct vfs_file		*f = req->open->file;

	if ((flags & SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB) != 0 && f != NULL &&
	    f->ops->settle != NULL)
		f->ops->settle(f);
	if ((flags & SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB) != 0 && f != NULL &&
	    facts_of(req->open, &facts) == NT_OK)
		rsp = (struct smb2_close_rsp){
			.flags = SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB,
			.creation_time = facts.creation_time,
			.last_access_time = facts.last_access_time,
			.last_write_time = facts.last_write_time,
			.change_time = facts.change_time,
			.allocation_size = facts.allocation_size,
			.end_of_file = facts.end_of_file,
			.attributes = facts.attributes,
		};
	reply(req, BODY_SIZE);
	smb2_put_close_rsp(&req->w, &rsp);
}

enum ntstatus
op_close(struct request *req)
{
	struct smb2_close_req	 q;
	struct open		*o;
	enum ntstatus		 status;

	status = smb2_get_close_req(&req->msg, &q);
	if (status == NT_OK)
		status = request_open(req, &q.file_id);
	if (status != NT_OK)
		return status;
	answer(req, q.flags);
	o = req->open;
	req->open = NULL;
	request_waits(req, NULL);
	open_end(o, VFS_CLOSE, closed, req);
	open_release(o);
	return NT_LATER;
}
