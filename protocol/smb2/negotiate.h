/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * negotiate - NEGOTIATE and its contexts, and VALIDATE_NEGOTIATE_INFO, which
 * repeats it.
 *
 * Lists keep only what this code knows, without repetition, in the order of
 * the sender.  A list that was sent but holds nothing known has a count of 0
 * and its `sent' flag set.
 *
 * Errors   NT_INVALID_PARAMETER for what is malformed, for a context given
 *          twice and for an empty list where the specification wants one.
 *          Whether a context must be there is for the caller to ask.
 * Source   [MS-SMB2] 2.2.3, 2.2.4, 2.2.31.4, 2.2.32.6, 3.3.5.4.
 */
#ifndef PROTOCOL_SMB2_NEGOTIATE_H
#define PROTOCOL_SMB2_NEGOTIATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guid.h"
#include "base/wire.h"
#include "protocol/smb2/status.h"

#define SMB2_DIALECT_202	0x0202
#define SMB2_DIALECT_210	0x0210
#define SMB2_DIALECT_300	0x0300
#define SMB2_DIALECT_302	0x0302
#define SMB2_DIALECT_311	0x0311
#define SMB2_DIALECT_ANY	0x02ff	/* answer to "SMB 2.???" only */

#define SMB2_NEGOTIATE_SIGNING_ENABLED	0x0001
#define SMB2_NEGOTIATE_SIGNING_REQUIRED	0x0002

#define SMB2_GLOBAL_CAP_DFS			0x00000001U
#define SMB2_GLOBAL_CAP_LEASING			0x00000002U
#define SMB2_GLOBAL_CAP_LARGE_MTU		0x00000004U
#define SMB2_GLOBAL_CAP_MULTI_CHANNEL		0x00000008U
#define SMB2_GLOBAL_CAP_PERSISTENT_HANDLES	0x00000010U
#define SMB2_GLOBAL_CAP_DIRECTORY_LEASING	0x00000020U
#define SMB2_GLOBAL_CAP_ENCRYPTION		0x00000040U
#define SMB2_GLOBAL_CAP_NOTIFICATIONS		0x00000080U

#define SMB2_PREAUTH_INTEGRITY_CAPABILITIES	0x0001
#define SMB2_ENCRYPTION_CAPABILITIES		0x0002
#define SMB2_COMPRESSION_CAPABILITIES		0x0003
#define SMB2_NETNAME_NEGOTIATE_CONTEXT_ID	0x0005
#define SMB2_TRANSPORT_CAPABILITIES		0x0006
#define SMB2_RDMA_TRANSFORM_CAPABILITIES	0x0007
#define SMB2_SIGNING_CAPABILITIES		0x0008

#define SMB2_PREAUTH_INTEGRITY_SHA512		0x0001

/* 2.2.3.1.2; 0 in a response: no common cipher. */
#define SMB2_ENCRYPTION_NONE		0x0000
#define SMB2_ENCRYPTION_AES128_CCM	0x0001
#define SMB2_ENCRYPTION_AES128_GCM	0x0002
#define SMB2_ENCRYPTION_AES256_CCM	0x0003
#define SMB2_ENCRYPTION_AES256_GCM	0x0004

/* 2.2.3.1.7 */
#define SMB2_SIGNING_HMAC_SHA256	0x0000
#define SMB2_SIGNING_AES_CMAC		0x0001
#define SMB2_SIGNING_AES_GMAC		0x0002

#define SMB2_LIST_MAX	5		/* the longest list of known ids */

struct smb2_list {
	bool		 sent;
	uint8_t		 count;
	uint16_t	 id[SMB2_LIST_MAX];
};

struct smb2_negotiate_contexts {
	struct smb2_list hashes;	/* SMB2_PREAUTH_INTEGRITY_* */
	struct rd	 salt;
	struct smb2_list ciphers;	/* SMB2_ENCRYPTION_* */
	struct smb2_list signings;	/* SMB2_SIGNING_* */
	struct rd	 netname;	/* UTF-16, whom the client means; or empty */
};

struct smb2_negotiate_req {
	uint16_t	 security_mode;
	uint32_t	 capabilities;
	struct guid	 client_guid;
	struct smb2_list dialects;
	struct smb2_negotiate_contexts contexts;	/* if 3.1.1 is offered */
};

struct smb2_negotiate_rsp {
	uint16_t	 security_mode;
	uint16_t	 dialect;
	struct guid	 server_guid;
	uint32_t	 capabilities;
	uint32_t	 max_transact;
	uint32_t	 max_read;
	uint32_t	 max_write;
	uint64_t	 system_time;		/* NT time */
	uint64_t	 start_time;
	struct rd	 token;
	struct smb2_negotiate_contexts contexts;	/* if dialect is 3.1.1 */
};

enum ntstatus	smb2_get_negotiate_req(struct rd *msg,
		    struct smb2_negotiate_req *);
enum ntstatus	smb2_get_negotiate_rsp(struct rd *msg,
		    struct smb2_negotiate_rsp *);
void		smb2_put_negotiate_req(struct wr *,
		    const struct smb2_negotiate_req *);
void		smb2_put_negotiate_rsp(struct wr *,
		    const struct smb2_negotiate_rsp *);

/* FSCTL_VALIDATE_NEGOTIATE_INFO: input and output of the IOCTL. */
struct smb2_validate_req {
	uint32_t	 capabilities;
	struct guid	 client_guid;
	uint16_t	 security_mode;
	struct smb2_list dialects;
};

struct smb2_validate_rsp {
	uint32_t	 capabilities;
	struct guid	 server_guid;
	uint16_t	 security_mode;
	uint16_t	 dialect;
};

#define SMB2_VALIDATE_RSP_SIZE	24

enum ntstatus	smb2_get_validate_req(struct rd input,
		    struct smb2_validate_req *);
enum ntstatus	smb2_get_validate_rsp(struct rd output,
		    struct smb2_validate_rsp *);
void		smb2_put_validate_req(struct wr *,
		    const struct smb2_validate_req *);
void		smb2_put_validate_rsp(struct wr *,
		    const struct smb2_validate_rsp *);

bool		smb2_list_has(const struct smb2_list *, uint16_t id);
/* The first of `ours' that the other side has too, or -1. */
int		smb2_list_choose(const struct smb2_list *theirs,
		    const struct smb2_list *ours);

#endif
