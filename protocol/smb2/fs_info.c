/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/fs_info.h"

#include "base/text.h"
#include "protocol/smb2/field.h"
#include "protocol/smb2/info.h"

static bool
put_volume(struct wr *w, const struct smb2_volume_facts *v)
{
	wr_le64(w, v->creation_time);
	wr_le32(w, v->serial);
	wr_le32(w, (uint32_t)utf16_bytes(v->label));
	wr_u8(w, 0);				/* SupportsObjects */
	wr_u8(w, 0);
	return info_put_units(w, v->label);
}

static void
get_volume(struct rd *r, struct smb2_volume_facts *v)
{
	uint32_t	 len;

	v->creation_time = rd_le64(r);
	v->serial = rd_le32(r);
	len = rd_le32(r);
	(void)rd_le16(r);
	info_get_name(r, len, &v->wire_label);
}

static bool
put_size(struct wr *w, const struct smb2_volume_facts *v)
{
	wr_le64(w, v->total_units);
	wr_le64(w, v->caller_units);
	wr_le32(w, v->sectors_per_unit);
	wr_le32(w, v->bytes_per_sector);
	return true;
}

static void
get_size(struct rd *r, struct smb2_volume_facts *v)
{
	v->total_units = rd_le64(r);
	v->caller_units = rd_le64(r);
	v->sectors_per_unit = rd_le32(r);
	v->bytes_per_sector = rd_le32(r);
}

static bool
put_device(struct wr *w, const struct smb2_volume_facts *v)
{
	wr_le32(w, v->device_type);
	wr_le32(w, v->characteristics);
	return true;
}

static void
get_device(struct rd *r, struct smb2_volume_facts *v)
{
	v->device_type = rd_le32(r);
	v->characteristics = rd_le32(r);
}

static bool
put_attribute(struct wr *w, const struct smb2_volume_facts *v)
{
	wr_le32(w, v->attributes);
	wr_le32(w, v->name_max);
	return info_put_name(w, v->fs_name);
}

static void
get_attribute(struct rd *r, struct smb2_volume_facts *v)
{
	v->attributes = rd_le32(r);
	v->name_max = rd_le32(r);
	info_get_name(r, rd_le32(r), &v->wire_fs_name);
}

static bool
put_full_size(struct wr *w, const struct smb2_volume_facts *v)
{
	wr_le64(w, v->total_units);
	wr_le64(w, v->caller_units);
	wr_le64(w, v->free_units);
	wr_le32(w, v->sectors_per_unit);
	wr_le32(w, v->bytes_per_sector);
	return true;
}

static void
get_full_size(struct rd *r, struct smb2_volume_facts *v)
{
	v->total_units = rd_le64(r);
	v->caller_units = rd_le64(r);
	v->free_units = rd_le64(r);
	v->sectors_per_unit = rd_le32(r);
	v->bytes_per_sector = rd_le32(r);
}

static bool
put_object_id(struct wr *w, const struct smb2_volume_facts *v)
{
	wr_bytes(w, v->object_id.b, sizeof(v->object_id.b));
	wr_zero(w, 48);				/* ExtendedInfo */
	return true;
}

static void
get_object_id(struct rd *r, struct smb2_volume_facts *v)
{
	v->object_id = field_get_guid(r);
	rd_skip(r, 48);
}

/* [MS-FSCC] 2.5.7. */
#define SSINFO_FLAGS_ALIGNED_DEVICE	0x00000001U
#define SSINFO_FLAGS_PARTITION_ALIGNED	0x00000002U

static bool
put_sector_size(struct wr *w, const struct smb2_volume_facts *v)
{
	wr_le32(w, v->bytes_per_sector);	/* logical */
	wr_le32(w, v->bytes_per_sector);	/* physical, for atomicity */
	wr_le32(w, v->bytes_per_sector);	/* physical, for performance */
	wr_le32(w, v->bytes_per_sector);	/* file system's own */
	wr_le32(w, SSINFO_FLAGS_ALIGNED_DEVICE |
	    SSINFO_FLAGS_PARTITION_ALIGNED);
	wr_zero(w, 8);				/* both alignments */
	return true;
}

static void
get_sector_size(struct rd *r, struct smb2_volume_facts *v)
{
	v->bytes_per_sector = rd_le32(r);
	rd_skip(r, 24);
}

/* `fixed' as in file_info.c. */
static const struct smb2_fs_class_row	classes[] = {
#define ROW(name, fixed, what)						\
	{ name, #name, fixed, put_##what, get_##what }
	ROW(FileFsVolumeInformation,		24, volume),
	ROW(FileFsSizeInformation,		24, size),
	ROW(FileFsDeviceInformation,		 8, device),
	ROW(FileFsAttributeInformation,		16, attribute),
	ROW(FileFsFullSizeInformation,		32, full_size),
	ROW(FileFsObjectIdInformation,		64, object_id),
	ROW(FileFsSectorSizeInformation,	28, sector_size),
	{ FileFsControlInformation, "FileFsControlInformation", 48, NULL, NULL },
#undef ROW
};

const struct smb2_fs_class_row *
smb2_fs_class(uint8_t class)
{
	size_t	 i;

	for (i = 0; i < nitems(classes); i++) {
		if (classes[i].class == class)
			return &classes[i];
	}
	return NULL;
}

enum ntstatus
smb2_put_fs_info(struct wr *w, const struct smb2_fs_class_row *class,
    const struct smb2_volume_facts *v, size_t most)
{
	struct wr	 window = info_window(w, most);
	bool		 whole;

	if (most < class->fixed)
		return NT_INFO_LENGTH_MISMATCH;
	whole = class->put(&window, v);
	info_close(w, &window);
	return whole ? NT_OK : NT_BUFFER_OVERFLOW;
}

enum ntstatus
smb2_get_fs_info(struct rd output, const struct smb2_fs_class_row *class,
    struct smb2_volume_facts *v)
{
	class->get(&output, v);
	return field_status(&output);
}
