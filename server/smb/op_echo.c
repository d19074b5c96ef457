/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.17. */
#include "protocol/smb2/simple.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"

enum ntstatus
op_echo(struct request *req)
{
	reply(req, 4);
	smb2_put_simple(&req->w);
	return NT_OK;
}
