/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * create_check - what of a CREATE can be refused before anything is touched.
 *
 * Source   [MS-SMB2] 3.3.5.9.
 */
#ifndef SERVER_SMB_CREATE_CHECK_H
#define SERVER_SMB_CREATE_CHECK_H

#include "protocol/smb2/create.h"
#include "protocol/smb2/create_context.h"

enum ntstatus	create_check(const struct smb2_create_req *,
		    const struct smb2_create_asks *);

#endif
