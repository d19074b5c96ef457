/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.20; the classes are in protocol/smb2. */
#include <string.h>

#include "protocol/smb2/access.h"
#include "protocol/smb2/fs_info.h"
#include "protocol/smb2/query.h"
#include "server/smb/conn.h"
#include "server/smb/eas.h"
#include "server/smb/info.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/pipe.h"
#include "server/smb/request.h"
#include "server/smb/security.h"
#include "server/smb/tree.h"

#define FIXED		8
#define SECTOR		512

/* Room for what a class can need; a client may announce megabytes. */
#define OUTPUT_MAX	65536U

static size_t
room_for(const struct smb2_query_info_req *q)
{
	return q->max_output < OUTPUT_MAX ? q->max_output : OUTPUT_MAX;
}

static enum ntstatus
query_file(struct request *req, const struct smb2_query_info_req *q)
{
	const struct smb2_query_class	*class = smb2_query_class(q->class);
	struct smb2_file_facts		 facts;
	enum ntstatus			 status;

	if (class == NULL)
		return NT_INVALID_INFO_CLASS;
	if (class->put == NULL && q->class != FileFullEaInformation)
		return NT_NOT_SUPPORTED;
	if (q->max_output < class->fixed)
		return NT_INFO_LENGTH_MISMATCH;
	if ((req->open->granted & class->access) != class->access)
		return NT_ACCESS_DENIED;
	if (q->class == FileFullEaInformation)
		return eas_query(req->open, q, &req->w, room_for(q));
	if (req->open->pipe != NULL)
		status = pipe_facts(req->open, &facts);
	else
		status = facts_of(req->open, &facts);
	if (status != NT_OK)
		return status;
	return smb2_put_file_info(&req->w, class, &facts, room_for(q));
}

static enum ntstatus
query_volume(struct request *req, const struct smb2_query_info_req *q)
{
	const struct smb2_fs_class_row	*class = smb2_fs_class(q->class);
	const struct tree		*t = req->tree;
	struct vfs_space		 space;
	struct smb2_volume_facts	 v;
	enum ntstatus			 status;

	if (class == NULL)
		return NT_INVALID_INFO_CLASS;
	if (class->put == NULL || t->vfs == NULL)
		return NT_NOT_SUPPORTED;
	if (q->max_output < class->fixed)
		return NT_INFO_LENGTH_MISMATCH;
	status = t->vfs->ops->space(t->vfs, &space);
	if (status != NT_OK)
		return status;
	v = (struct smb2_volume_facts){
		.creation_time = space.created,
		.serial = space.serial,
		.label = space.label,
		.total_units = space.total_units,
		.caller_units = space.caller_free_units,
		.free_units = space.free_units,
		.sectors_per_unit = space.unit_bytes / SECTOR,
		.bytes_per_sector = SECTOR,
		.device_type = FILE_DEVICE_DISK,
		.characteristics = FILE_DEVICE_IS_MOUNTED,
		.attributes = FILE_CASE_SENSITIVE_SEARCH |
		    FILE_CASE_PRESERVED_NAMES | FILE_UNICODE_ON_DISK |
		    FILE_PERSISTENT_ACLS | FILE_SUPPORTS_OBJECT_IDS |
		    (t->vfs->ops->get_eas == NULL ? 0 :
		    FILE_SUPPORTS_EXTENDED_ATTRIBUTES),
		.name_max = 255,
		.fs_name = "NTFS",
		.object_id = req->conn->server->settings.guid,
	};
	return smb2_put_fs_info(&req->w, class, &v, room_for(q));
}

static enum ntstatus
query(struct request *req, const struct smb2_query_info_req *q)
{
	switch (q->type) {
	case SMB2_0_INFO_FILE:
		return query_file(req, q);
	case SMB2_0_INFO_FILESYSTEM:
		return query_volume(req, q);
	case SMB2_0_INFO_SECURITY:
		return security_query(req, q);
	case SMB2_0_INFO_QUOTA:
		return NT_NOT_SUPPORTED;
	default:
		return NT_INVALID_PARAMETER;
	}
}

enum ntstatus
op_query_info(struct request *req)
{
	struct smb2_query_info_req	 q;
	enum ntstatus			 status;
	size_t				 begun;

	status = smb2_get_query_info_req(&req->msg, &q);
	if (status == NT_OK)
		status = request_open(req, &q.file_id);
	if (status == NT_OK && (q.max_output >
	    req->conn->server->settings.max_io ||
	    !request_paid(req, q.max_output)))
		status = NT_INVALID_PARAMETER;
	if (status != NT_OK)
		return status;
	reply(req, FIXED + room_for(&q) + 8);
	begun = smb2_begin_output(&req->w);
	status = query(req, &q);
	if (status == NT_OK || status == NT_BUFFER_OVERFLOW) {
		smb2_end_output(&req->w, begun);
		req->keep_body = true;
	}
	return status;
}
