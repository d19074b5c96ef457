/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fsctl - what IOCTL carries, besides VALIDATE_NEGOTIATE_INFO (negotiate.h).
 *
 * Errors   NT_INVALID_PARAMETER when the input is too short or contradicts
 *          itself.
 * Source   [MS-SMB2] 2.2.31.1, 2.2.32.1-2.2.32.3; [MS-FSCC] 2.3, 2.1.3.1.
 */
#ifndef PROTOCOL_SMB2_FSCTL_H
#define PROTOCOL_SMB2_FSCTL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/guid.h"
#include "base/wire.h"
#include "protocol/smb2/status.h"

#define FSCTL_DFS_GET_REFERRALS			0x00060194U
#define FSCTL_DFS_GET_REFERRALS_EX		0x000601b0U
#define FSCTL_GET_COMPRESSION			0x0009003cU
#define FSCTL_SET_COMPRESSION			0x0009c040U
#define FSCTL_SET_REPARSE_POINT			0x000900a4U
#define FSCTL_GET_REPARSE_POINT			0x000900a8U
#define FSCTL_CREATE_OR_GET_OBJECT_ID		0x000900c0U
#define FSCTL_SET_SPARSE			0x000900c4U
#define FSCTL_QUERY_ALLOCATED_RANGES		0x000940cfU
#define FSCTL_SET_ZERO_DATA			0x000980c8U
#define FSCTL_FILE_LEVEL_TRIM			0x00098208U
#define FSCTL_PIPE_WAIT				0x00110018U
#define FSCTL_PIPE_PEEK				0x0011400cU
#define FSCTL_PIPE_TRANSCEIVE			0x0011c017U
#define FSCTL_SRV_REQUEST_RESUME_KEY		0x00140078U
#define FSCTL_SRV_ENUMERATE_SNAPSHOTS		0x00144064U
#define FSCTL_SRV_READ_HASH			0x001441bbU
#define FSCTL_SRV_COPYCHUNK			0x001440f2U
#define FSCTL_SRV_COPYCHUNK_WRITE		0x001480f2U
#define FSCTL_LMR_REQUEST_RESILIENCY		0x001401d4U
#define FSCTL_QUERY_NETWORK_INTERFACE_INFO	0x001401fcU
#define FSCTL_VALIDATE_NEGOTIATE_INFO		0x00140204U

#define SMB2_RESUME_KEY_SIZE		24
#define SMB2_RESUME_KEY_RSP_SIZE	32
#define SMB2_COPYCHUNK_RSP_SIZE		12
#define SMB2_OBJECT_ID_SIZE		64

const char	*smb2_fsctl_name(uint32_t code);	/* NULL: not known */

/* FSCTL_SRV_REQUEST_RESUME_KEY */
void		smb2_put_resume_key(struct wr *,
		    const uint8_t key[static SMB2_RESUME_KEY_SIZE]);
enum ntstatus	smb2_get_resume_key(struct rd output,
		    uint8_t key[static SMB2_RESUME_KEY_SIZE]);

/* FSCTL_SRV_COPYCHUNK and _WRITE */
struct smb2_copychunk_req {
	uint8_t		 source[SMB2_RESUME_KEY_SIZE];
	uint32_t	 count;
	struct rd	 chunks;	/* exactly count, for smb2_next_chunk() */
};

struct smb2_chunk {
	uint64_t	 source_offset;
	uint64_t	 target_offset;
	uint32_t	 length;
};

/* Done, or with NT_INVALID_PARAMETER: the limits, in the same places. */
struct smb2_copychunk_rsp {
	uint32_t	 chunks_written;
	uint32_t	 chunk_bytes_written;
	uint32_t	 total_bytes_written;
};

enum ntstatus	smb2_get_copychunk_req(struct rd input,
		    struct smb2_copychunk_req *);
bool		smb2_next_chunk(struct rd *chunks, struct smb2_chunk *);
void		smb2_put_copychunk_req(struct wr *,
		    const struct smb2_copychunk_req *,
		    const struct smb2_chunk *chunks);
enum ntstatus	smb2_get_copychunk_rsp(struct rd output,
		    struct smb2_copychunk_rsp *);
void		smb2_put_copychunk_rsp(struct wr *,
		    const struct smb2_copychunk_rsp *);

/* FSCTL_PIPE_WAIT */
struct smb2_pipe_wait {
	bool		 timed;		/* else: the pipe's own default */
	uint64_t	 timeout;	/* 100 ns */
	struct rd	 name;		/* UTF-16, without "\pipe\" */
};

enum ntstatus	smb2_get_pipe_wait(struct rd input, struct smb2_pipe_wait *);
void		smb2_put_pipe_wait(struct wr *, const struct smb2_pipe_wait *);

/* FSCTL_CREATE_OR_GET_OBJECT_ID and FileFsObjectIdInformation */
struct smb2_object_id {
	struct guid	 object;
	struct guid	 birth_volume;
	struct guid	 birth_object;
	struct guid	 domain;
};

void		smb2_put_object_id(struct wr *, const struct smb2_object_id *);
enum ntstatus	smb2_get_object_id(struct rd output, struct smb2_object_id *);

#endif
