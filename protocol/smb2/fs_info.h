/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fs_info - the file system information classes: QUERY_INFO of type
 * SMB2_0_INFO_FILESYSTEM.  Errors as in file_info.h.
 *
 * Source   [MS-FSCC] 2.5.
 */
#ifndef PROTOCOL_SMB2_FS_INFO_H
#define PROTOCOL_SMB2_FS_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/fsctl.h"
#include "protocol/smb2/status.h"

enum smb2_fs_class {
	FileFsVolumeInformation = 1, FileFsLabelInformation = 2,
	FileFsSizeInformation = 3, FileFsDeviceInformation = 4,
	FileFsAttributeInformation = 5, FileFsControlInformation = 6,
	FileFsFullSizeInformation = 7, FileFsObjectIdInformation = 8,
	FileFsDriverPathInformation = 9, FileFsVolumeFlagsInformation = 10,
	FileFsSectorSizeInformation = 11
};

#define FILE_CASE_SENSITIVE_SEARCH	0x00000001U
#define FILE_CASE_PRESERVED_NAMES	0x00000002U
#define FILE_UNICODE_ON_DISK		0x00000004U
#define FILE_PERSISTENT_ACLS		0x00000008U
#define FILE_FILE_COMPRESSION		0x00000010U
#define FILE_VOLUME_QUOTAS		0x00000020U
#define FILE_SUPPORTS_SPARSE_FILES	0x00000040U
#define FILE_SUPPORTS_OBJECT_IDS	0x00010000U
#define FILE_SUPPORTS_EXTENDED_ATTRIBUTES	0x00800000U
#define FILE_NAMED_STREAMS		0x00040000U
#define FILE_READ_ONLY_VOLUME		0x00080000U
#define FILE_SUPPORTS_HARD_LINKS	0x00400000U

#define FILE_DEVICE_DISK		0x00000007U
#define FILE_DEVICE_NAMED_PIPE		0x00000011U
#define FILE_DEVICE_IS_MOUNTED		0x00000020U

struct smb2_volume_facts {
	uint64_t	 creation_time;		/* NT time */
	uint32_t	 serial;
	const char	*label;			/* UTF-8 */
	uint64_t	 total_units;
	uint64_t	 caller_units;		/* available to the caller */
	uint64_t	 free_units;
	uint32_t	 sectors_per_unit;
	uint32_t	 bytes_per_sector;
	uint32_t	 device_type;
	uint32_t	 characteristics;
	uint32_t	 attributes;
	uint32_t	 name_max;		/* characters of a component */
	const char	*fs_name;		/* UTF-8 */
	struct guid	 object_id;
	struct rd	 wire_label;		/* decoded only */
	struct rd	 wire_fs_name;
};

struct smb2_fs_class_row {
	uint8_t		 class;
	const char	*name;
	uint16_t	 fixed;		/* OutputBufferLength must reach this */
	/* NULL: MS-FSCC knows it, we do not answer it. */
	bool		 (*put)(struct wr *, const struct smb2_volume_facts *);
	void		 (*get)(struct rd *, struct smb2_volume_facts *);
};

const struct smb2_fs_class_row	*smb2_fs_class(uint8_t class);

enum ntstatus	smb2_put_fs_info(struct wr *,
		    const struct smb2_fs_class_row *,
		    const struct smb2_volume_facts *, size_t most);
enum ntstatus	smb2_get_fs_info(struct rd output,
		    const struct smb2_fs_class_row *,
		    struct smb2_volume_facts *);

#endif
