/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frame - what stands between two length prefixes of the TCP stream: one
 * message, several compounded ones, an encrypted one, or the SMB 1 negotiate
 * with which old clients begin.
 *
 * Units    bytes.
 * Errors   SMB2_CHAIN_BROKEN and a negative length mean: close the connection.
 * Memory   borrowed views.
 * Source   [MS-SMB2] 2.1 (prefix), 2.2.41 (transform), 3.3.5.2.7 (compounds).
 */
#ifndef PROTOCOL_SMB2_FRAME_H
#define PROTOCOL_SMB2_FRAME_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/wire.h"
#include "protocol/smb2/header.h"

#define SMB2_PREFIX_SIZE	4
#define SMB2_FRAME_MAX		0x00ffffff	/* three bytes of length */

/* Length of the frame that follows; -1 if this is no SMB stream. */
ssize_t	smb2_get_prefix(const uint8_t[static SMB2_PREFIX_SIZE]);
void	smb2_put_prefix(uint8_t[static SMB2_PREFIX_SIZE], size_t);

enum smb2_frame_kind {
	SMB2_FRAME_ALIEN,	/* none of these */
	SMB2_FRAME_PLAIN,	/* one or more SMB 2 messages */
	SMB2_FRAME_SEALED,	/* transform header, see transform.h */
	SMB2_FRAME_COMPRESSED,	/* we never negotiate it */
	SMB2_FRAME_SMB1		/* see smb1.h */
};

enum smb2_frame_kind	smb2_frame_kind(const struct rd *frame);

struct smb2_message {
	struct smb2_header	 header;
	struct rd		 body;	/* the whole message, behind the header */
};

struct smb2_chain {
	struct rd		 left;
};

enum smb2_chain_step {
	SMB2_CHAIN_MESSAGE, SMB2_CHAIN_END, SMB2_CHAIN_BROKEN
};

struct smb2_chain	smb2_chain_over(struct rd frame);
enum smb2_chain_step	smb2_chain_next(struct smb2_chain *,
			    struct smb2_message *out);

#endif
