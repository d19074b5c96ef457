/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notify - FILE_NOTIFY_INFORMATION, the output of CHANGE_NOTIFY.
 *
 * Source   [MS-SMB2] 2.2.35; [MS-FSCC] 2.7.1.
 */
#ifndef PROTOCOL_SMB2_NOTIFY_H
#define PROTOCOL_SMB2_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/status.h"

#define FILE_NOTIFY_CHANGE_FILE_NAME	0x00000001U
#define FILE_NOTIFY_CHANGE_DIR_NAME	0x00000002U
#define FILE_NOTIFY_CHANGE_ATTRIBUTES	0x00000004U
#define FILE_NOTIFY_CHANGE_SIZE		0x00000008U
#define FILE_NOTIFY_CHANGE_LAST_WRITE	0x00000010U
#define FILE_NOTIFY_CHANGE_LAST_ACCESS	0x00000020U
#define FILE_NOTIFY_CHANGE_CREATION	0x00000040U
#define FILE_NOTIFY_CHANGE_EA		0x00000080U
#define FILE_NOTIFY_CHANGE_SECURITY	0x00000100U
#define FILE_NOTIFY_CHANGE_STREAM_NAME	0x00000200U
#define FILE_NOTIFY_CHANGE_STREAM_SIZE	0x00000400U
#define FILE_NOTIFY_CHANGE_STREAM_WRITE	0x00000800U

enum smb2_notify_action {
	FILE_ACTION_ADDED = 1, FILE_ACTION_REMOVED, FILE_ACTION_MODIFIED,
	FILE_ACTION_RENAMED_OLD_NAME, FILE_ACTION_RENAMED_NEW_NAME,
	FILE_ACTION_ADDED_STREAM, FILE_ACTION_REMOVED_STREAM,
	FILE_ACTION_MODIFIED_STREAM
};

/* A list being written: entries chained and aligned to 4 from `start'. */
struct smb2_notify_list {
	size_t		 start;		/* w->pos when the list was begun */
	size_t		 most;		/* bytes that the client takes */
	size_t		 last;		/* position of the last entry + 1; 0: none */
};

/*
 * Adds one; `name' is UTF-8, relative to the watched directory, with
 * backslashes.  false: it does not fit, and the list is as it was (the answer
 * is then STATUS_NOTIFY_ENUM_DIR without output).
 */
bool	smb2_put_notify(struct wr *, struct smb2_notify_list *,
	    enum smb2_notify_action, const char *name);

struct smb2_notify {
	uint32_t	 action;
	struct rd	 name;		/* UTF-16 */
};

/* false at the end or when `output' has failed. */
bool	smb2_next_notify(struct rd *output, struct smb2_notify *);

#endif
