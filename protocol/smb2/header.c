/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/header.h"

#include <string.h>

#include "protocol/smb2/field.h"

#define PROTOCOL_ID	0x424d53feU	/* 0xfe 'S' 'M' 'B' */

static const struct {
	const char	*name;
	uint16_t	 size;		/* StructureSize of the request */
} commands[] = {
[SMB2_NEGOTIATE]	= { "negotiate",	36 },
[SMB2_SESSION_SETUP]	= { "session-setup",	25 },
[SMB2_LOGOFF]		= { "logoff",		 4 },
[SMB2_TREE_CONNECT]	= { "tree-connect",	 9 },
[SMB2_TREE_DISCONNECT]	= { "tree-disconnect",	 4 },
[SMB2_CREATE]		= { "create",		57 },
[SMB2_CLOSE]		= { "close",		24 },
[SMB2_FLUSH]		= { "flush",		24 },
[SMB2_READ]		= { "read",		49 },
[SMB2_WRITE]		= { "write",		49 },
[SMB2_LOCK]		= { "lock",		48 },
[SMB2_IOCTL]		= { "ioctl",		57 },
[SMB2_CANCEL]		= { "cancel",		 4 },
[SMB2_ECHO]		= { "echo",		 4 },
[SMB2_QUERY_DIRECTORY]	= { "query-directory",	33 },
[SMB2_CHANGE_NOTIFY]	= { "change-notify",	32 },
[SMB2_QUERY_INFO]	= { "query-info",	41 },
[SMB2_SET_INFO]		= { "set-info",		33 },
[SMB2_OPLOCK_BREAK]	= { "oplock-break",	24 },
};

_Static_assert(nitems(commands) == SMB2_COMMAND_COUNT, "a row per command");

enum ntstatus
smb2_get_header(struct rd *msg, struct smb2_header *h)
{
	uint32_t	 id = rd_le32(msg);
	uint16_t	 size = rd_le16(msg);

	memset(h, 0, sizeof(*h));
	h->credit_charge = rd_le16(msg);
	h->status = rd_le32(msg);
	h->command = rd_le16(msg);
	h->credits = rd_le16(msg);
	h->flags = rd_le32(msg);
	h->next = rd_le32(msg);
	h->message_id = rd_le64(msg);
	if (h->flags & SMB2_FLAGS_ASYNC_COMMAND) {
		h->async_id = rd_le64(msg);
	} else {
		h->process_id = rd_le32(msg);
		h->tree_id = rd_le32(msg);
	}
	h->session_id = rd_le64(msg);
	rd_copy(msg, h->signature, sizeof(h->signature));
	if (id != PROTOCOL_ID || size != SMB2_HEADER_SIZE)
		rd_fail(msg);
	return field_status(msg);
}

void
smb2_put_header(struct wr *w, const struct smb2_header *h)
{
	wr_le32(w, PROTOCOL_ID);
	wr_le16(w, SMB2_HEADER_SIZE);
	wr_le16(w, h->credit_charge);
	wr_le32(w, h->status);
	wr_le16(w, h->command);
	wr_le16(w, h->credits);
	wr_le32(w, h->flags);
	wr_le32(w, h->next);
	wr_le64(w, h->message_id);
	if (h->flags & SMB2_FLAGS_ASYNC_COMMAND) {
		wr_le64(w, h->async_id);
	} else {
		wr_le32(w, h->process_id);
		wr_le32(w, h->tree_id);
	}
	wr_le64(w, h->session_id);
	wr_bytes(w, h->signature, sizeof(h->signature));
}

void
smb2_fill_header(struct wr *w, const struct smb2_header *h)
{
	struct wr	 front;

	if (w->failed || w->pos < SMB2_HEADER_SIZE) {
		wr_fail(w);
		return;
	}
	front = wr_over(w->base, SMB2_HEADER_SIZE);
	smb2_put_header(&front, h);
}

bool
smb2_file_id_equal(const struct smb2_file_id *a, const struct smb2_file_id *b)
{
	return a->persistent_id == b->persistent_id &&
	    a->volatile_id == b->volatile_id;
}

bool
smb2_file_id_is_related(const struct smb2_file_id *id)
{
	return id->persistent_id == UINT64_MAX && id->volatile_id == UINT64_MAX;
}

uint16_t
smb2_request_size(uint16_t command)
{
	return command < SMB2_COMMAND_COUNT ? commands[command].size : 0;
}

const char *
smb2_command_name(uint16_t command)
{
	return command < SMB2_COMMAND_COUNT ? commands[command].name :
	    "unknown";
}
