/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * header - the 64 bytes in front of every SMB 2 message.
 *
 * Every decoder of this folder is handed a reader that spans one whole
 * message, because offsets on the wire count from the header, and that stands
 * behind the header.  Every encoder is handed a writer whose first byte is the
 * header's first byte.
 *
 * Errors   NT_OK or NT_INVALID_PARAMETER; a writer keeps its own failure.
 * Memory   borrowed views into the message; nothing is allocated.
 * Source   [MS-SMB2] 2.2.1.
 */
#ifndef PROTOCOL_SMB2_HEADER_H
#define PROTOCOL_SMB2_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/status.h"

#define SMB2_HEADER_SIZE	64
#define SMB2_SIGNATURE_AT	48
#define SMB2_SIGNATURE_SIZE	16

enum smb2_command {
	SMB2_NEGOTIATE, SMB2_SESSION_SETUP, SMB2_LOGOFF, SMB2_TREE_CONNECT,
	SMB2_TREE_DISCONNECT, SMB2_CREATE, SMB2_CLOSE, SMB2_FLUSH, SMB2_READ,
	SMB2_WRITE, SMB2_LOCK, SMB2_IOCTL, SMB2_CANCEL, SMB2_ECHO,
	SMB2_QUERY_DIRECTORY, SMB2_CHANGE_NOTIFY, SMB2_QUERY_INFO,
	SMB2_SET_INFO, SMB2_OPLOCK_BREAK,
	SMB2_COMMAND_COUNT
};

#define SMB2_FLAGS_SERVER_TO_REDIR	0x00000001U
#define SMB2_FLAGS_ASYNC_COMMAND	0x00000002U
#define SMB2_FLAGS_RELATED_OPERATIONS	0x00000004U
#define SMB2_FLAGS_SIGNED		0x00000008U
#define SMB2_FLAGS_PRIORITY_MASK	0x00000070U
#define SMB2_FLAGS_DFS_OPERATIONS	0x10000000U
#define SMB2_FLAGS_REPLAY_OPERATION	0x20000000U

/* In a related request: the id that the request before it used. */
#define SMB2_RELATED_SESSION	UINT64_MAX
#define SMB2_RELATED_TREE	UINT32_MAX
#define SMB2_UNSOLICITED	UINT64_MAX	/* MessageId of an oplock break */

struct smb2_header {
	uint16_t	 credit_charge;
	uint32_t	 status;	/* 3.x requests: ChannelSequence, low half */
	uint16_t	 command;
	uint16_t	 credits;	/* asked for, or granted */
	uint32_t	 flags;
	uint32_t	 next;		/* NextCommand */
	uint64_t	 message_id;
	uint64_t	 async_id;	/* with SMB2_FLAGS_ASYNC_COMMAND; else: */
	uint32_t	 process_id;
	uint32_t	 tree_id;
	uint64_t	 session_id;
	uint8_t		 signature[SMB2_SIGNATURE_SIZE];
};

/* A handle as the client names it; all ones in a related request. */
struct smb2_file_id {
	uint64_t	 persistent_id;
	uint64_t	 volatile_id;
};

enum ntstatus	 smb2_get_header(struct rd *msg, struct smb2_header *);
void		 smb2_put_header(struct wr *, const struct smb2_header *);
/* Over the first 64 bytes, once credits, status and next are known. */
void		 smb2_fill_header(struct wr *, const struct smb2_header *);

bool		 smb2_file_id_equal(const struct smb2_file_id *,
		    const struct smb2_file_id *);
bool		 smb2_file_id_is_related(const struct smb2_file_id *);

/*
 * StructureSize of each request: what the dispatcher checks, so that request
 * decoders need not (0 if there is no such command).  A lease break
 * acknowledgement comes as OPLOCK_BREAK with SMB2_LEASE_ACK_SIZE.
 */
#define SMB2_LEASE_ACK_SIZE	36
uint16_t	 smb2_request_size(uint16_t command);
const char	*smb2_command_name(uint16_t command);	/* "tree-connect" */

#endif
