/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query - QUERY_DIRECTORY, QUERY_INFO, CHANGE_NOTIFY and SET_INFO.  What they
 * carry is in dir_info.h, file_info.h, fs_info.h, notify.h and security.h.
 *
 * The three responses with output have one form:
 *
 *	begun = smb2_begin_output(w);	... write ...
 *	smb2_end_output(w, begun);
 *
 * Source   [MS-SMB2] 2.2.33-2.2.40.
 */
#ifndef PROTOCOL_SMB2_QUERY_H
#define PROTOCOL_SMB2_QUERY_H

#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/status.h"

/* Header and fixed part of a response with output: where that begins. */
#define SMB2_OUTPUT_DATA	(SMB2_HEADER_SIZE + 8)

size_t		smb2_begin_output(struct wr *);
void		smb2_end_output(struct wr *, size_t begun);
enum ntstatus	smb2_get_output(struct rd *msg, struct rd *output);

#define SMB2_RESTART_SCANS		0x01
#define SMB2_RETURN_SINGLE_ENTRY	0x02
#define SMB2_INDEX_SPECIFIED		0x04
#define SMB2_REOPEN			0x10

struct smb2_query_directory_req {
	uint8_t		 class;		/* see dir_info.h */
	uint8_t		 flags;
	uint32_t	 file_index;
	struct smb2_file_id file_id;
	struct rd	 pattern;	/* UTF-16 */
	uint32_t	 max_output;
};

enum ntstatus	smb2_get_query_directory_req(struct rd *msg,
		    struct smb2_query_directory_req *);
void		smb2_put_query_directory_req(struct wr *,
		    const struct smb2_query_directory_req *);

#define SMB2_WATCH_TREE		0x0001

struct smb2_change_notify_req {
	uint16_t	 flags;
	uint32_t	 max_output;
	struct smb2_file_id file_id;
	uint32_t	 filter;	/* see notify.h */
};

enum ntstatus	smb2_get_change_notify_req(struct rd *msg,
		    struct smb2_change_notify_req *);
void		smb2_put_change_notify_req(struct wr *,
		    const struct smb2_change_notify_req *);

#define SMB2_0_INFO_FILE	0x01
#define SMB2_0_INFO_FILESYSTEM	0x02
#define SMB2_0_INFO_SECURITY	0x03
#define SMB2_0_INFO_QUOTA	0x04

/* `additional' for SMB2_0_INFO_SECURITY. */
#define OWNER_SECURITY_INFORMATION	0x00000001U
#define GROUP_SECURITY_INFORMATION	0x00000002U
#define DACL_SECURITY_INFORMATION	0x00000004U
#define SACL_SECURITY_INFORMATION	0x00000008U
#define LABEL_SECURITY_INFORMATION	0x00000010U
#define ATTRIBUTE_SECURITY_INFORMATION	0x00000020U
#define SCOPE_SECURITY_INFORMATION	0x00000040U
#define BACKUP_SECURITY_INFORMATION	0x00010000U

/* `flags' for FileFullEaInformation; the index is `additional'. */
#define SL_RESTART_SCAN			0x00000001U
#define SL_RETURN_SINGLE_ENTRY		0x00000002U
#define SL_INDEX_SPECIFIED		0x00000004U

struct smb2_query_info_req {
	uint8_t		 type;		/* SMB2_0_INFO_* */
	uint8_t		 class;
	uint32_t	 max_output;
	uint32_t	 additional;
	uint32_t	 flags;
	struct smb2_file_id file_id;
	struct rd	 input;
};

enum ntstatus	smb2_get_query_info_req(struct rd *msg,
		    struct smb2_query_info_req *);
void		smb2_put_query_info_req(struct wr *,
		    const struct smb2_query_info_req *);

struct smb2_set_info_req {
	uint8_t		 type;
	uint8_t		 class;
	uint32_t	 additional;
	struct smb2_file_id file_id;
	struct rd	 input;		/* decoded only */
};

enum ntstatus	smb2_get_set_info_req(struct rd *msg,
		    struct smb2_set_info_req *);
/* A client writes the input behind it and ends it. */
size_t		smb2_begin_set_info_req(struct wr *,
		    const struct smb2_set_info_req *);
void		smb2_end_set_info_req(struct wr *, size_t begun);
void		smb2_put_set_info_rsp(struct wr *);
enum ntstatus	smb2_get_set_info_rsp(struct rd *msg);

#endif
