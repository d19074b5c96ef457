/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The six listings are one sequence of parts, of which each has some:
 *
 *	all	NextEntryOffset, FileIndex
 *	STAT	times, sizes, attributes
 *	all	FileNameLength
 *	EA	EaSize
 *	SHORT	ShortNameLength, a reserved byte, ShortName (24 bytes)
 *	ID	padding to 8, FileId
 *	all	FileName
 */
#include "protocol/smb2/dir_info.h"

#include <string.h>

#include "base/text.h"
#include "protocol/smb2/field.h"

#define STAT	0x01
#define EA	0x02
#define SHORT	0x04
#define ID	0x08

#define SHORT_NAME_SIZE	24

static const struct smb2_dir_class	classes[] = {
#define ROW(name, fixed, parts)	{ name, #name, fixed, parts }
	ROW(FileDirectoryInformation,		 64, STAT),
	ROW(FileFullDirectoryInformation,	 68, STAT | EA),
	ROW(FileBothDirectoryInformation,	 94, STAT | EA | SHORT),
	ROW(FileNamesInformation,		 12, 0),
	ROW(FileIdBothDirectoryInformation,	104, STAT | EA | SHORT | ID),
	ROW(FileIdFullDirectoryInformation,	 80, STAT | EA | ID),
#undef ROW
};

const struct smb2_dir_class *
smb2_dir_class(uint8_t class)
{
	size_t	 i;

	for (i = 0; i < nitems(classes); i++) {
		if (classes[i].class == class)
			return &classes[i];
	}
	return NULL;
}

static void
put_stat(struct wr *w, const struct smb2_file_facts *f)
{
	wr_le64(w, f->creation_time);
	wr_le64(w, f->last_access_time);
	wr_le64(w, f->last_write_time);
	wr_le64(w, f->change_time);
	wr_le64(w, f->end_of_file);
	wr_le64(w, f->allocation_size);
	wr_le32(w, f->attributes);
}

static void
get_stat(struct rd *r, struct smb2_file_facts *f)
{
	f->creation_time = rd_le64(r);
	f->last_access_time = rd_le64(r);
	f->last_write_time = rd_le64(r);
	f->change_time = rd_le64(r);
	f->end_of_file = rd_le64(r);
	f->allocation_size = rd_le64(r);
	f->attributes = rd_le32(r);
	f->directory = (f->attributes & 0x10) != 0;
}

static void
put_short(struct wr *w, const char *name)
{
	size_t	 len = name == NULL ? 0 : utf16_bytes(name);

	if (len > SHORT_NAME_SIZE)
		len = 0;			/* not 8.3: none at all */
	wr_u8(w, (uint8_t)len);
	wr_u8(w, 0);
	if (len > 0)
		utf16_encode(w, name);
	wr_zero(w, SHORT_NAME_SIZE - len);
}

static void
get_short(struct rd *r, struct rd *out)
{
	uint8_t		 len = rd_u8(r);
	struct rd	 field;

	(void)rd_u8(r);
	field = rd_take(r, SHORT_NAME_SIZE);
	*out = rd_take(&field, len);
	if (!rd_ok(out))
		rd_fail(r);
}

static void
put_parts(struct wr *w, const struct smb2_dir_class *class,
    const struct smb2_file_facts *f, size_t start)
{
	if (class->parts & STAT)
		put_stat(w, f);
	field_put32(w, utf16_bytes(f->name));
	if (class->parts & EA)
		wr_le32(w, f->ea_size);
	if (class->parts & SHORT)
		put_short(w, f->short_name);
	if (class->parts & ID) {
		wr_zero(w, class->fixed - 8 - (w->pos - start));
		wr_le64(w, f->file_index);
	}
	utf16_encode(w, f->name);
}

bool
smb2_put_dir_entry(struct wr *w, struct smb2_dir_list *list,
    uint32_t file_index, const struct smb2_file_facts *f)
{
	size_t	 need = list->class->fixed + utf16_bytes(f->name);
	size_t	 used = (w->pos - list->start + 7) / 8 * 8;
	size_t	 start = list->start + used;

	if (used > list->most || need > list->most - used ||
	    start - w->pos + need > wr_left(w))
		return false;
	wr_zero(w, start - w->pos);
	if (list->last != 0)
		field_fill32(w, list->last - 1, start - (list->last - 1));
	list->last = start + 1;
	wr_le32(w, 0);				/* NextEntryOffset */
	wr_le32(w, file_index);
	put_parts(w, list->class, f, start);
	return true;
}

static void
get_parts(struct rd *r, const struct smb2_dir_class *class,
    struct smb2_file_facts *f)
{
	uint32_t	 len;

	rd_skip(r, 8);
	if (class->parts & STAT)
		get_stat(r, f);
	len = rd_le32(r);
	if (class->parts & EA)
		f->ea_size = rd_le32(r);
	if (class->parts & SHORT)
		get_short(r, &f->wire_short_name);
	if (class->parts & ID) {
		rd_align(r, 8);
		f->file_index = rd_le64(r);
	}
	f->wire_name = rd_take(r, len);
}

bool
smb2_next_dir_entry(struct rd *output, const struct smb2_dir_class *class,
    struct smb2_file_facts *f)
{
	struct rd	 look = *output;
	struct rd	 one;
	uint32_t	 next;

	memset(f, 0, sizeof(*f));
	if (rd_left(output) == 0)
		return false;
	next = rd_le32(&look);
	one = rd_take(output, next != 0 ? next : rd_left(output));
	get_parts(&one, class, f);
	if (!rd_ok(&one) || next % 8 != 0)
		rd_fail(output);
	return rd_ok(output);
}
