/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/fsctl.h"

#include "protocol/smb2/field.h"

#define CHUNK_SIZE	24

static const struct {
	uint32_t	 code;
	const char	*name;
} names[] = {
	{ FSCTL_DFS_GET_REFERRALS,		"dfs-get-referrals" },
	{ FSCTL_DFS_GET_REFERRALS_EX,		"dfs-get-referrals-ex" },
	{ FSCTL_GET_COMPRESSION,		"get-compression" },
	{ FSCTL_SET_COMPRESSION,		"set-compression" },
	{ FSCTL_SET_REPARSE_POINT,		"set-reparse-point" },
	{ FSCTL_GET_REPARSE_POINT,		"get-reparse-point" },
	{ FSCTL_CREATE_OR_GET_OBJECT_ID,	"create-or-get-object-id" },
	{ FSCTL_SET_SPARSE,			"set-sparse" },
	{ FSCTL_QUERY_ALLOCATED_RANGES,		"query-allocated-ranges" },
	{ FSCTL_SET_ZERO_DATA,			"set-zero-data" },
	{ FSCTL_FILE_LEVEL_TRIM,		"file-level-trim" },
	{ FSCTL_PIPE_WAIT,			"pipe-wait" },
	{ FSCTL_PIPE_PEEK,			"pipe-peek" },
	{ FSCTL_PIPE_TRANSCEIVE,		"pipe-transceive" },
	{ FSCTL_SRV_REQUEST_RESUME_KEY,		"request-resume-key" },
	{ FSCTL_SRV_ENUMERATE_SNAPSHOTS,	"enumerate-snapshots" },
	{ FSCTL_SRV_READ_HASH,			"read-hash" },
	{ FSCTL_SRV_COPYCHUNK,			"copychunk" },
	{ FSCTL_SRV_COPYCHUNK_WRITE,		"copychunk-write" },
	{ FSCTL_LMR_REQUEST_RESILIENCY,		"request-resiliency" },
	{ FSCTL_QUERY_NETWORK_INTERFACE_INFO,	"query-network-interface-info" },
	{ FSCTL_VALIDATE_NEGOTIATE_INFO,	"validate-negotiate-info" },
};

const char *
smb2_fsctl_name(uint32_t code)
{
	size_t	 i;

	for (i = 0; i < nitems(names); i++) {
		if (names[i].code == code)
			return names[i].name;
	}
	return NULL;
}

/* 2.2.32.3: behind the key an empty context, four bytes of it all the same. */
void
smb2_put_resume_key(struct wr *w,
    const uint8_t key[static SMB2_RESUME_KEY_SIZE])
{
	wr_bytes(w, key, SMB2_RESUME_KEY_SIZE);
	wr_zero(w, SMB2_RESUME_KEY_RSP_SIZE - SMB2_RESUME_KEY_SIZE);
}

enum ntstatus
smb2_get_resume_key(struct rd output,
    uint8_t key[static SMB2_RESUME_KEY_SIZE])
{
	rd_copy(&output, key, SMB2_RESUME_KEY_SIZE);
	(void)rd_le32(&output);			/* ContextLength */
	return field_status(&output);
}

enum ntstatus
smb2_get_copychunk_req(struct rd input, struct smb2_copychunk_req *req)
{
	rd_copy(&input, req->source, sizeof(req->source));
	req->count = rd_le32(&input);
	(void)rd_le32(&input);
	if (req->count > rd_left(&input) / CHUNK_SIZE)
		rd_fail(&input);
	req->chunks = rd_take(&input, CHUNK_SIZE * (size_t)req->count);
	return field_status(&input);
}

bool
smb2_next_chunk(struct rd *chunks, struct smb2_chunk *c)
{
	if (rd_left(chunks) == 0)
		return false;
	c->source_offset = rd_le64(chunks);
	c->target_offset = rd_le64(chunks);
	c->length = rd_le32(chunks);
	(void)rd_le32(chunks);
	return rd_ok(chunks);
}

void
smb2_put_copychunk_req(struct wr *w, const struct smb2_copychunk_req *req,
    const struct smb2_chunk *chunks)
{
	uint32_t	 i;

	wr_bytes(w, req->source, sizeof(req->source));
	wr_le32(w, req->count);
	wr_le32(w, 0);
	for (i = 0; i < req->count && wr_ok(w); i++) {
		wr_le64(w, chunks[i].source_offset);
		wr_le64(w, chunks[i].target_offset);
		wr_le32(w, chunks[i].length);
		wr_le32(w, 0);
	}
}

enum ntstatus
smb2_get_copychunk_rsp(struct rd output, struct smb2_copychunk_rsp *rsp)
{
	rsp->chunks_written = rd_le32(&output);
	rsp->chunk_bytes_written = rd_le32(&output);
	rsp->total_bytes_written = rd_le32(&output);
	return field_status(&output);
}

void
smb2_put_copychunk_rsp(struct wr *w, const struct smb2_copychunk_rsp *rsp)
{
	wr_le32(w, rsp->chunks_written);
	wr_le32(w, rsp->chunk_bytes_written);
	wr_le32(w, rsp->total_bytes_written);
}

/* [MS-FSCC] 2.3.49. */
enum ntstatus
smb2_get_pipe_wait(struct rd input, struct smb2_pipe_wait *p)
{
	uint32_t	 len;

	p->timeout = rd_le64(&input);
	len = rd_le32(&input);
	p->timed = rd_u8(&input) != 0;
	(void)rd_u8(&input);
	p->name = rd_take(&input, len);
	if (len % 2 != 0)
		rd_fail(&input);
	return field_status(&input);
}

void
smb2_put_pipe_wait(struct wr *w, const struct smb2_pipe_wait *p)
{
	wr_le64(w, p->timeout);
	field_put32(w, p->name.len);
	wr_u8(w, p->timed);
	wr_u8(w, 0);
	wr_reader(w, &p->name);
}

/* [MS-FSCC] 2.1.3.1. */
void
smb2_put_object_id(struct wr *w, const struct smb2_object_id *id)
{
	wr_bytes(w, id->object.b, sizeof(id->object.b));
	wr_bytes(w, id->birth_volume.b, sizeof(id->birth_volume.b));
	wr_bytes(w, id->birth_object.b, sizeof(id->birth_object.b));
	wr_bytes(w, id->domain.b, sizeof(id->domain.b));
}

enum ntstatus
smb2_get_object_id(struct rd output, struct smb2_object_id *id)
{
	id->object = field_get_guid(&output);
	id->birth_volume = field_get_guid(&output);
	id->birth_object = field_get_guid(&output);
	id->domain = field_get_guid(&output);
	return field_status(&output);
}
