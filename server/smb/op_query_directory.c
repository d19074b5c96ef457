/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [MS-SMB2] 3.3.5.18. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/dir_info.h"
#include "protocol/smb2/query.h"
#include "server/smb/conn.h"
#include "server/smb/info.h"
#include "server/smb/open.h"
#include "server/smb/ops.h"
#include "server/smb/request.h"

#define FIXED	8	/* of the body, before the entries */

static enum ntstatus
check(struct request *req, const struct smb2_query_directory_req *q)
{
	const struct smb2_dir_class	*class = smb2_dir_class(q->class);

	if (!req->open->is_directory)
		return NT_INVALID_PARAMETER;
	if ((req->open->granted & FILE_LIST_DIRECTORY) == 0)
		return NT_ACCESS_DENIED;
	if (class == NULL)
		return NT_INVALID_INFO_CLASS;
	if (q->max_output > req->conn->server->settings.max_io ||
	    !request_paid(req, q->max_output))
		return NT_INVALID_PARAMETER;
	if (q->max_output < class->fixed)
		return NT_INFO_LENGTH_MISMATCH;
	return NT_OK;
}

/* A new listing, or the old one from its beginning with a new pattern. */
static enum ntstatus
prepare(struct open *o, const struct smb2_query_directory_req *q)
{
	struct listing	*l = o->listing;
	char		 pattern[VFS_NAME_MAX];
	bool		 again;

	again = (q->flags & (SMB2_RESTART_SCANS | SMB2_REOPEN)) != 0;
	if (l == NULL && (l = o->listing = calloc(1, sizeof(*l))) == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	if (l->started && !again)
		return NT_OK;
	/* Restarted without a pattern: the one before stays. */
	if (!l->started || q->pattern.len > 0) {
		if (utf16_decode(q->pattern, pattern, sizeof(pattern)) != 0 ||
		    strpbrk(pattern, "\\/") != NULL ||
		    !smb2_pattern_compile(&l->pattern, pattern))
			return NT_OBJECT_NAME_INVALID;
	}
	l->started = false;
	l->exhausted = false;
	l->kept = false;
	l->matched = false;
	l->index = 0;
	return NT_OK;
}

static bool
matches(const void *pattern, const char *name)
{
	return smb2_pattern_matches(pattern, name);
}

/* The next entry that the pattern matches, into l->entry. */
static enum ntstatus
next_match(struct open *o)
{
	struct listing		*l = o->listing;
	struct vfs_wanted	 wanted = { matches, &l->pattern };
	bool			 restart = !l->started;
	enum ntstatus		 status;

	if (l->kept)
		return NT_OK;
	if (o->file->ops->next_wanted != NULL) {
		l->started = true;
		l->index++;
		return o->file->ops->next_wanted(o->file, restart, &wanted,
		    &l->entry);
	}
	do {
		status = o->file->ops->next_entry(o->file, !l->started,
		    &l->entry);
		l->started = true;
		if (status != NT_OK)
			return status;
		l->index++;
	} while (!smb2_pattern_matches(&l->pattern, l->entry.name));
	return NT_OK;
}

static enum ntstatus
list(struct request *req, const struct smb2_query_directory_req *q,
    size_t *count)
{
	struct open		*o = req->open;
	struct listing		*l = o->listing;
	struct smb2_dir_list	 out = {
		.class = smb2_dir_class(q->class),
		.start = req->w.pos,
		.most = q->max_output,
	};
	struct smb2_file_facts	 facts;
	enum ntstatus		 status = NT_OK;

	for (*count = 0; !l->exhausted; (*count)++) {
		status = next_match(o);
		if (status != NT_OK)
			break;
		l->matched = true;
		facts_of_entry(&l->entry, &facts);
		l->kept = !smb2_put_dir_entry(&req->w, &out, 0, &facts);
		if (l->kept)
			break;
		if ((q->flags & SMB2_RETURN_SINGLE_ENTRY) != 0) {
			(*count)++;
			break;
		}
	}
	if (status == NT_NO_MORE_FILES)
		l->exhausted = true;
	else if (status != NT_OK)
		return status;
	if (*count > 0)
		return NT_OK;
	if (l->kept) {
		l->kept = false;	/* the client would ask for ever */
		return NT_BUFFER_OVERFLOW;
	}
	return l->matched ? NT_NO_MORE_FILES : NT_NO_SUCH_FILE;
}

enum ntstatus
op_query_directory(struct request *req)
{
	struct smb2_query_directory_req	 q;
	enum ntstatus			 status;
	size_t				 begun, count;

	status = smb2_get_query_directory_req(&req->msg, &q);
	if (status == NT_OK)
		status = request_open(req, &q.file_id);
	if (status == NT_OK)
		status = check(req, &q);
	if (status == NT_OK)
		status = prepare(req->open, &q);
	if (status != NT_OK)
		return status;
	reply(req, FIXED + q.max_output);
	begun = smb2_begin_output(&req->w);
	status = list(req, &q, &count);
	if (status == NT_OK)
		smb2_end_output(&req->w, begun);
	return status;
}
