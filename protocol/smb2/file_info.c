/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/file_info.h"

#include "base/text.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/field.h"
#include "protocol/smb2/info.h"

/* Its own name among the streams of a file; [MS-FSCC] 2.4.44. */
#define DEFAULT_STREAM	"::$DATA"

static bool
put_basic(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le64(w, f->creation_time);
	wr_le64(w, f->last_access_time);
	wr_le64(w, f->last_write_time);
	wr_le64(w, f->change_time);
	wr_le32(w, f->attributes);
	wr_le32(w, 0);
	return true;
}

static void
get_basic(struct rd *r, struct smb2_file_facts *f)
{
	f->creation_time = rd_le64(r);
	f->last_access_time = rd_le64(r);
	f->last_write_time = rd_le64(r);
	f->change_time = rd_le64(r);
	f->attributes = rd_le32(r);
	(void)rd_le32(r);
}

static bool
put_standard(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le64(w, f->allocation_size);
	wr_le64(w, f->end_of_file);
	wr_le32(w, f->nlink);
	wr_u8(w, f->delete_pending);
	wr_u8(w, f->directory);
	wr_le16(w, 0);
	return true;
}

static void
get_standard(struct rd *r, struct smb2_file_facts *f)
{
	f->allocation_size = rd_le64(r);
	f->end_of_file = rd_le64(r);
	f->nlink = rd_le32(r);
	f->delete_pending = rd_u8(r) != 0;
	f->directory = rd_u8(r) != 0;
	(void)rd_le16(r);
}

static bool
put_internal(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le64(w, f->file_index);
	return true;
}

static void
get_internal(struct rd *r, struct smb2_file_facts *f)
{
	f->file_index = rd_le64(r);
}

static bool
put_ea(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le32(w, f->ea_size);
	return true;
}

static void
get_ea(struct rd *r, struct smb2_file_facts *f)
{
	f->ea_size = rd_le32(r);
}

static bool
put_access(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le32(w, f->access);
	return true;
}

static void
get_access(struct rd *r, struct smb2_file_facts *f)
{
	f->access = rd_le32(r);
}

static bool
put_position(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le64(w, f->position);
	return true;
}

static void
get_position(struct rd *r, struct smb2_file_facts *f)
{
	f->position = rd_le64(r);
}

static bool
put_mode(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le32(w, f->mode);
	return true;
}

static void
get_mode(struct rd *r, struct smb2_file_facts *f)
{
	f->mode = rd_le32(r);
}

static bool
put_alignment(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le32(w, f->alignment);
	return true;
}

static void
get_alignment(struct rd *r, struct smb2_file_facts *f)
{
	f->alignment = rd_le32(r);
}

static bool
put_name(struct wr *w, const struct smb2_file_facts *f)
{
	return info_put_name(w, f->name);
}

static void
get_name(struct rd *r, struct smb2_file_facts *f)
{
	info_get_name(r, rd_le32(r), &f->wire_name);
}

static bool
put_all(struct wr *w, const struct smb2_file_facts *f)
{
	return put_basic(w, f) && put_standard(w, f) && put_internal(w, f) &&
	    put_ea(w, f) && put_access(w, f) && put_position(w, f) &&
	    put_mode(w, f) && put_alignment(w, f) && put_name(w, f);
}

static void
get_all(struct rd *r, struct smb2_file_facts *f)
{
	get_basic(r, f);
	get_standard(r, f);
	get_internal(r, f);
	get_ea(r, f);
	get_access(r, f);
	get_position(r, f);
	get_mode(r, f);
	get_alignment(r, f);
	get_name(r, f);
}

static bool
put_short_name(struct wr *w, const struct smb2_file_facts *f)
{
	return info_put_name(w, f->short_name == NULL ? "" : f->short_name);
}

static void
get_short_name(struct rd *r, struct smb2_file_facts *f)
{
	info_get_name(r, rd_le32(r), &f->wire_short_name);
}

/* [MS-FSCC] 2.4.30: relative to the share, so without the first backslash. */
static bool
put_normalized(struct wr *w, const struct smb2_file_facts *f)
{
	return info_put_name(w, f->name + (f->name[0] == '\\'));
}

/* Directories have no data stream and so an empty list. */
static bool
put_stream(struct wr *w, const struct smb2_file_facts *f)
{
	if (f->directory)
		return true;
	wr_le32(w, 0);				/* NextEntryOffset */
	wr_le32(w, (uint32_t)utf16_bytes(DEFAULT_STREAM));
	wr_le64(w, f->end_of_file);
	wr_le64(w, f->allocation_size);
	return info_put_units(w, DEFAULT_STREAM);
}

static void
get_stream(struct rd *r, struct smb2_file_facts *f)
{
	uint32_t	 len;

	if (rd_left(r) == 0)
		return;
	(void)rd_le32(r);
	len = rd_le32(r);
	f->end_of_file = rd_le64(r);
	f->allocation_size = rd_le64(r);
	info_get_name(r, len, &f->wire_name);
}

static bool
put_compression(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le64(w, f->end_of_file);
	wr_zero(w, 8);				/* not compressed */
	return true;
}

static void
get_compression(struct rd *r, struct smb2_file_facts *f)
{
	f->end_of_file = rd_le64(r);
	rd_skip(r, 8);
}

static bool
put_network_open(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le64(w, f->creation_time);
	wr_le64(w, f->last_access_time);
	wr_le64(w, f->last_write_time);
	wr_le64(w, f->change_time);
	wr_le64(w, f->allocation_size);
	wr_le64(w, f->end_of_file);
	wr_le32(w, f->attributes);
	wr_le32(w, 0);
	return true;
}

static void
get_network_open(struct rd *r, struct smb2_file_facts *f)
{
	f->creation_time = rd_le64(r);
	f->last_access_time = rd_le64(r);
	f->last_write_time = rd_le64(r);
	f->change_time = rd_le64(r);
	f->allocation_size = rd_le64(r);
	f->end_of_file = rd_le64(r);
	f->attributes = rd_le32(r);
	(void)rd_le32(r);
}

static bool
put_attribute_tag(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le32(w, f->attributes);
	wr_le32(w, f->reparse_tag);
	return true;
}

static void
get_attribute_tag(struct rd *r, struct smb2_file_facts *f)
{
	f->attributes = rd_le32(r);
	f->reparse_tag = rd_le32(r);
}

/* [MS-FSCC] 2.4.26: the 128-bit id is the 64-bit one, filled up. */
static bool
put_id(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le64(w, f->volume_id);
	wr_le64(w, f->file_index);
	wr_le64(w, 0);
	return true;
}

static void
get_id(struct rd *r, struct smb2_file_facts *f)
{
	f->volume_id = rd_le64(r);
	f->file_index = rd_le64(r);
	(void)rd_le64(r);
}

/*
 * `fixed' is the size of the C structure that Windows asks room for, padding
 * and the first character of a name included.
 */
static const struct smb2_query_class	query_classes[] = {
#define ROW(name, fixed, access, what)					\
	{ name, #name, fixed, access, put_##what, get_##what }
#define KNOWN(name, access)						\
	{ name, #name, 0, access, NULL, NULL }
#define ATTR	FILE_READ_ATTRIBUTES
	ROW(FileBasicInformation,		 40, ATTR, basic),
	ROW(FileStandardInformation,		 24, 0, standard),
	ROW(FileInternalInformation,		  8, 0, internal),
	ROW(FileEaInformation,			  4, 0, ea),
	ROW(FileAccessInformation,		  4, 0, access),
	ROW(FileNameInformation,		  8, 0, name),
	ROW(FilePositionInformation,		  8, 0, position),
	ROW(FileModeInformation,		  4, 0, mode),
	ROW(FileAlignmentInformation,		  4, 0, alignment),
	ROW(FileAllInformation,			104, ATTR, all),
	ROW(FileAlternateNameInformation,	  8, 0, short_name),
	ROW(FileStreamInformation,		 32, 0, stream),
	ROW(FileCompressionInformation,		 16, 0, compression),
	ROW(FileNetworkOpenInformation,		 56, ATTR, network_open),
	ROW(FileAttributeTagInformation,	  8, ATTR, attribute_tag),
	{ FileNormalizedNameInformation, "FileNormalizedNameInformation", 8, 0,
	    put_normalized, get_name },
	ROW(FileIdInformation,			 24, 0, id),
	/* ea.h; it has a cursor and so is no row of facts */
	{ FileFullEaInformation, "FileFullEaInformation", 8, FILE_READ_EA,
	    NULL, NULL },
	KNOWN(FilePipeInformation, ATTR),
	KNOWN(FilePipeLocalInformation, ATTR),
	KNOWN(FilePipeRemoteInformation, ATTR),
	KNOWN(FileQuotaInformation, 0),
#undef ATTR
#undef KNOWN
#undef ROW
};

const struct smb2_query_class *
smb2_query_class(uint8_t class)
{
	size_t	 i;

	for (i = 0; i < nitems(query_classes); i++) {
		if (query_classes[i].class == class)
			return &query_classes[i];
	}
	return NULL;
}

enum ntstatus
smb2_put_file_info(struct wr *w, const struct smb2_query_class *class,
    const struct smb2_file_facts *f, size_t most)
{
	struct wr	 window = info_window(w, most);
	bool		 whole;

	if (most < class->fixed)
		return NT_INFO_LENGTH_MISMATCH;
	whole = class->put(&window, f);
	info_close(w, &window);
	return whole ? NT_OK : NT_BUFFER_OVERFLOW;
}

enum ntstatus
smb2_get_file_info(struct rd output, const struct smb2_query_class *class,
    struct smb2_file_facts *f)
{
	class->get(&output, f);
	return field_status(&output);
}
