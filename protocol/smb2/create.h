/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * create - CREATE.  Its contexts are in create_context.h.
 *
 * Units    times are NT times, sizes bytes, names UTF-16LE.
 * Source   [MS-SMB2] 2.2.13, 2.2.14.
 */
#ifndef PROTOCOL_SMB2_CREATE_H
#define PROTOCOL_SMB2_CREATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/status.h"

#define SMB2_OPLOCK_LEVEL_NONE		0x00
#define SMB2_OPLOCK_LEVEL_II		0x01
#define SMB2_OPLOCK_LEVEL_EXCLUSIVE	0x08
#define SMB2_OPLOCK_LEVEL_BATCH		0x09
#define SMB2_OPLOCK_LEVEL_LEASE		0xff

#define SMB2_IMPERSONATION_ANONYMOUS		0
#define SMB2_IMPERSONATION_IDENTIFICATION	1
#define SMB2_IMPERSONATION_IMPERSONATION	2
#define SMB2_IMPERSONATION_DELEGATE		3

#define FILE_SHARE_READ		0x00000001U
#define FILE_SHARE_WRITE	0x00000002U
#define FILE_SHARE_DELETE	0x00000004U
#define FILE_SHARE_MASK		0x00000007U

enum smb2_disposition {
	FILE_SUPERSEDE, FILE_OPEN, FILE_CREATE, FILE_OPEN_IF, FILE_OVERWRITE,
	FILE_OVERWRITE_IF
};

#define FILE_DIRECTORY_FILE		0x00000001U
#define FILE_WRITE_THROUGH		0x00000002U
#define FILE_SEQUENTIAL_ONLY		0x00000004U
#define FILE_NO_INTERMEDIATE_BUFFERING	0x00000008U
#define FILE_SYNCHRONOUS_IO_ALERT	0x00000010U
#define FILE_SYNCHRONOUS_IO_NONALERT	0x00000020U
#define FILE_NON_DIRECTORY_FILE		0x00000040U
#define FILE_CREATE_TREE_CONNECTION	0x00000080U
#define FILE_COMPLETE_IF_OPLOCKED	0x00000100U
#define FILE_NO_EA_KNOWLEDGE		0x00000200U
#define FILE_OPEN_REMOTE_INSTANCE	0x00000400U
#define FILE_RANDOM_ACCESS		0x00000800U
#define FILE_DELETE_ON_CLOSE		0x00001000U
#define FILE_OPEN_BY_FILE_ID		0x00002000U
#define FILE_OPEN_FOR_BACKUP_INTENT	0x00004000U
#define FILE_NO_COMPRESSION		0x00008000U
#define FILE_OPEN_REQUIRING_OPLOCK	0x00010000U
#define FILE_DISALLOW_EXCLUSIVE		0x00020000U
#define FILE_RESERVE_OPFILTER		0x00100000U
#define FILE_OPEN_REPARSE_POINT		0x00200000U
#define FILE_OPEN_NO_RECALL		0x00400000U
#define FILE_OPEN_FOR_FREE_SPACE_QUERY	0x00800000U

/* Bits that nobody has named, and what no server does over SMB 2. */
#define FILE_OPTIONS_UNKNOWN		0xff000000U
#define FILE_OPTIONS_REFUSED		(FILE_CREATE_TREE_CONNECTION | \
					 FILE_OPEN_BY_FILE_ID | \
					 FILE_RESERVE_OPFILTER)

enum smb2_create_action {
	FILE_SUPERSEDED, FILE_OPENED, FILE_CREATED, FILE_OVERWRITTEN
};

struct smb2_create_req {
	uint8_t		 oplock_level;
	uint32_t	 impersonation;
	uint32_t	 access;
	uint32_t	 attributes;
	uint32_t	 share;
	uint32_t	 disposition;
	uint32_t	 options;
	struct rd	 name;		/* an even number of bytes */
	struct rd	 contexts;	/* for smb2_next_create_context() */
};

struct smb2_create_rsp {
	uint8_t		 oplock_level;
	uint8_t		 flags;
	uint32_t	 action;
	uint64_t	 creation_time;
	uint64_t	 last_access_time;
	uint64_t	 last_write_time;
	uint64_t	 change_time;
	uint64_t	 allocation_size;
	uint64_t	 end_of_file;
	uint32_t	 attributes;
	struct smb2_file_id file_id;
	struct rd	 contexts;	/* decoded only */
};

enum ntstatus	smb2_get_create_req(struct rd *msg, struct smb2_create_req *);
enum ntstatus	smb2_get_create_rsp(struct rd *msg, struct smb2_create_rsp *);

/*
 * A CREATE message grows by contexts behind its body:
 *
 *	struct smb2_create_body b = smb2_put_create_rsp(w, &rsp);
 *	smb2_put_context(w, &b, "QFid", rd_over(id, 32));
 *
 * Offsets and lengths are patched with each context; none need follow.
 */
struct smb2_create_body {
	size_t		 hole;		/* of the contexts' offset */
	size_t		 first;		/* 0: no context yet */
	size_t		 last;
};

struct smb2_create_body	smb2_put_create_req(struct wr *,
			    const struct smb2_create_req *);
struct smb2_create_body	smb2_put_create_rsp(struct wr *,
			    const struct smb2_create_rsp *);

#endif
