/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The half of file_info.h that SET_INFO needs.
 */
#include <string.h>

#include "protocol/smb2/access.h"
#include "protocol/smb2/field.h"
#include "protocol/smb2/file_info.h"

static void
get_basic(struct rd *r, struct smb2_file_change *c)
{
	c->creation_time = rd_le64(r);
	c->last_access_time = rd_le64(r);
	c->last_write_time = rd_le64(r);
	c->change_time = rd_le64(r);
	c->attributes = rd_le32(r);
	(void)rd_le32(r);
}

static void
put_basic(struct wr *w, const struct smb2_file_change *c)
{
	wr_le64(w, c->creation_time);
	wr_le64(w, c->last_access_time);
	wr_le64(w, c->last_write_time);
	wr_le64(w, c->change_time);
	wr_le32(w, c->attributes);
	wr_le32(w, 0);
}

/* [MS-FSCC] 2.4.42.2, the form of SMB 2. */
static void
get_rename(struct rd *r, struct smb2_file_change *c)
{
	uint32_t	 len;

	c->replace = rd_u8(r) != 0;
	rd_skip(r, 7);
	c->root = rd_le64(r);
	len = rd_le32(r);
	c->name = rd_take(r, len);
	if (len % 2 != 0)
		rd_fail(r);
}

static void
put_rename(struct wr *w, const struct smb2_file_change *c)
{
	wr_u8(w, c->replace);
	wr_zero(w, 7);
	wr_le64(w, c->root);
	field_put32(w, c->name.len);
	wr_reader(w, &c->name);
	if (c->name.len < 4)			/* 24 bytes at least */
		wr_zero(w, 4 - c->name.len);
}

static void
get_disposition(struct rd *r, struct smb2_file_change *c)
{
	c->delete_pending = rd_u8(r) != 0;
}

static void
put_disposition(struct wr *w, const struct smb2_file_change *c)
{
	wr_u8(w, c->delete_pending);
}

static void
get_position(struct rd *r, struct smb2_file_change *c)
{
	c->position = rd_le64(r);
}

static void
put_position(struct wr *w, const struct smb2_file_change *c)
{
	wr_le64(w, c->position);
}

static void
get_mode(struct rd *r, struct smb2_file_change *c)
{
	c->mode = rd_le32(r);
}

static void
put_mode(struct wr *w, const struct smb2_file_change *c)
{
	wr_le32(w, c->mode);
}

static void
get_size(struct rd *r, struct smb2_file_change *c)
{
	c->size = rd_le64(r);
}

static void
put_size(struct wr *w, const struct smb2_file_change *c)
{
	wr_le64(w, c->size);
}

static void
get_eas(struct rd *r, struct smb2_file_change *c)
{
	c->eas = rd_rest(r);
}

static void
put_eas(struct wr *w, const struct smb2_file_change *c)
{
	wr_reader(w, &c->eas);
}

/* Rights as [MS-SMB2] 3.3.5.21.1 asks for them. */
static const struct smb2_set_class	set_classes[] = {
#define ROW(name, fixed, access, what)					\
	{ name, #name, fixed, access, get_##what, put_##what }
#define KNOWN(name, access)						\
	{ name, #name, 0, access, NULL, NULL }
	ROW(FileBasicInformation,	40, FILE_WRITE_ATTRIBUTES, basic),
	ROW(FileRenameInformation,	20, DELETE, rename),
	ROW(FileDispositionInformation,	 1, DELETE, disposition),
	ROW(FilePositionInformation,	 8, 0, position),
	ROW(FileModeInformation,	 4, 0, mode),
	ROW(FileAllocationInformation,	 8, FILE_WRITE_DATA, size),
	ROW(FileEndOfFileInformation,	 8, FILE_WRITE_DATA, size),
	ROW(FileFullEaInformation,	 8, FILE_WRITE_EA, eas),
	KNOWN(FileLinkInformation, 0),
	KNOWN(FilePipeInformation, FILE_WRITE_ATTRIBUTES),
	KNOWN(FileQuotaInformation, 0),
	KNOWN(FileValidDataLengthInformation, FILE_WRITE_DATA),
	KNOWN(FileShortNameInformation, DELETE),
	KNOWN(FileDispositionInformationEx, DELETE),
	KNOWN(FileRenameInformationEx, DELETE),
	KNOWN(FileLinkInformationEx, 0),
#undef KNOWN
#undef ROW
};

const struct smb2_set_class *
smb2_set_class(uint8_t class)
{
	size_t	 i;

	for (i = 0; i < nitems(set_classes); i++) {
		if (set_classes[i].class == class)
			return &set_classes[i];
	}
	return NULL;
}

enum ntstatus
smb2_get_file_change(struct rd input, const struct smb2_set_class *class,
    struct smb2_file_change *c)
{
	memset(c, 0, sizeof(*c));
	if (rd_left(&input) < class->fixed)
		return NT_INFO_LENGTH_MISMATCH;
	class->get(&input, c);
	return field_status(&input);
}
