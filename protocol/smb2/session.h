/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session - SESSION_SETUP.  (LOGOFF has no fields: see simple.h.)
 *
 * Source   [MS-SMB2] 2.2.5, 2.2.6.
 */
#ifndef PROTOCOL_SMB2_SESSION_H
#define PROTOCOL_SMB2_SESSION_H

#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/status.h"

#define SMB2_SESSION_FLAG_BINDING	0x01	/* request */

#define SMB2_SESSION_FLAG_IS_GUEST	0x0001	/* response */
#define SMB2_SESSION_FLAG_IS_NULL	0x0002
#define SMB2_SESSION_FLAG_ENCRYPT_DATA	0x0004

struct smb2_session_setup_req {
	uint8_t		 flags;
	uint8_t		 security_mode;	/* SMB2_NEGOTIATE_SIGNING_* */
	uint32_t	 capabilities;
	uint64_t	 previous_session;
	struct rd	 token;
};

struct smb2_session_setup_rsp {
	uint16_t	 flags;
	struct rd	 token;
};

enum ntstatus	smb2_get_session_setup_req(struct rd *msg,
		    struct smb2_session_setup_req *);
enum ntstatus	smb2_get_session_setup_rsp(struct rd *msg,
		    struct smb2_session_setup_rsp *);
void		smb2_put_session_setup_req(struct wr *,
		    const struct smb2_session_setup_req *);
void		smb2_put_session_setup_rsp(struct wr *,
		    const struct smb2_session_setup_rsp *);

#endif
