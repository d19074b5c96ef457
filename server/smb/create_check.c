/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/create_check.h"

#include "protocol/smb2/access.h"

#define ACCESS_RESERVED	0x0ce0fe00U

static enum ntstatus
check_options(const struct smb2_create_req *q)
{
	bool	 directory = (q->options & FILE_DIRECTORY_FILE) != 0;

	if (q->impersonation > SMB2_IMPERSONATION_DELEGATE)
		return NT_BAD_IMPERSONATION_LEVEL;
	if (q->disposition > FILE_OVERWRITE_IF ||
	    (q->share & ~FILE_SHARE_MASK) != 0 ||
	    (q->options & FILE_OPTIONS_UNKNOWN) != 0 ||
	    (q->attributes & ~FILE_ATTRIBUTE_MASK) != 0)
		return NT_INVALID_PARAMETER;
	if (directory && ((q->options & FILE_NON_DIRECTORY_FILE) != 0 ||
	    q->disposition == FILE_SUPERSEDE ||
	    q->disposition == FILE_OVERWRITE ||
	    q->disposition == FILE_OVERWRITE_IF))
		return NT_INVALID_PARAMETER;
	if ((q->options & FILE_OPTIONS_REFUSED) != 0)
		return NT_NOT_SUPPORTED;
	return NT_OK;
}

static enum ntstatus
check_access(const struct smb2_create_req *q)
{
	if (q->access == 0 || (q->access & ACCESS_RESERVED) != 0)
		return NT_ACCESS_DENIED;
	if ((q->access & ACCESS_SYSTEM_SECURITY) != 0)
		return NT_PRIVILEGE_NOT_HELD;
	if ((q->options & FILE_DELETE_ON_CLOSE) != 0 &&
	    (q->access & (DELETE | GENERIC_ALL | MAXIMUM_ALLOWED)) == 0)
		return NT_ACCESS_DENIED;
	return NT_OK;
}

/*
 * Leases, durable handles: not granted, which is what no answer means.  Who
 * comes back for one says nothing else that would count.
 */
static enum ntstatus
check_asks(const struct smb2_create_asks *asks)
{
	if (smb2_asks_for(asks, SMB2_CONTEXT_TWRP) && asks->snapshot != 0)
		return NT_OBJECT_NAME_NOT_FOUND;
	if (smb2_asks_for(asks, SMB2_CONTEXT_DHNC) ||
	    smb2_asks_for(asks, SMB2_CONTEXT_DH2C))
		return NT_OBJECT_NAME_NOT_FOUND;	/* no handle survived */
	return NT_OK;
}

enum ntstatus
create_check(const struct smb2_create_req *q,
    const struct smb2_create_asks *asks)
{
	enum ntstatus	 status = check_asks(asks);

	if (status == NT_OK)
		status = check_access(q);
	if (status == NT_OK)
		status = check_options(q);
	return status;
}
