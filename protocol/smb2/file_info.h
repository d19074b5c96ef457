/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file_info - the file information classes, one table row each: what
 * QUERY_INFO and SET_INFO of type SMB2_0_INFO_FILE carry.
 *
 * Units    times are NT times, sizes bytes, names UTF-8 (decoded: UTF-16LE).
 * Errors   NT_INFO_LENGTH_MISMATCH if the fixed part does not fit,
 *          NT_BUFFER_OVERFLOW if only a part of a name or list did.
 * Source   [MS-FSCC] 2.4, [MS-SMB2] 2.2.37, 2.2.39, 3.3.5.20.1, 3.3.5.21.1.
 */
#ifndef PROTOCOL_SMB2_FILE_INFO_H
#define PROTOCOL_SMB2_FILE_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/status.h"

enum smb2_file_class {
	FileDirectoryInformation = 1, FileFullDirectoryInformation = 2,
	FileBothDirectoryInformation = 3, FileBasicInformation = 4,
	FileStandardInformation = 5, FileInternalInformation = 6,
	FileEaInformation = 7, FileAccessInformation = 8,
	FileNameInformation = 9, FileRenameInformation = 10,
	FileLinkInformation = 11, FileNamesInformation = 12,
	FileDispositionInformation = 13, FilePositionInformation = 14,
	FileFullEaInformation = 15, FileModeInformation = 16,
	FileAlignmentInformation = 17, FileAllInformation = 18,
	FileAllocationInformation = 19, FileEndOfFileInformation = 20,
	FileAlternateNameInformation = 21, FileStreamInformation = 22,
	FilePipeInformation = 23, FilePipeLocalInformation = 24,
	FilePipeRemoteInformation = 25, FileCompressionInformation = 28,
	FileQuotaInformation = 32, FileNetworkOpenInformation = 34,
	FileAttributeTagInformation = 35,
	FileIdBothDirectoryInformation = 37,
	FileIdFullDirectoryInformation = 38,
	FileValidDataLengthInformation = 39, FileShortNameInformation = 40,
	FileNormalizedNameInformation = 48, FileIdInformation = 59,
	FileDispositionInformationEx = 64, FileRenameInformationEx = 65,
	FileLinkInformationEx = 72
};

/* All that any class tells of a file or directory entry. */
struct smb2_file_facts {
	uint64_t	 creation_time;
	uint64_t	 last_access_time;
	uint64_t	 last_write_time;
	uint64_t	 change_time;
	uint64_t	 allocation_size;
	uint64_t	 end_of_file;
	uint32_t	 attributes;
	uint32_t	 nlink;
	uint32_t	 ea_size;
	uint32_t	 reparse_tag;
	uint64_t	 file_index;	/* IndexNumber, FileId */
	uint64_t	 volume_id;
	uint64_t	 position;
	uint32_t	 access;	/* granted to the handle */
	uint32_t	 mode;		/* FILE_WRITE_THROUGH ... of create.h */
	uint32_t	 alignment;	/* mask: 0 byte, 1 word ... */
	bool		 delete_pending;
	bool		 directory;
	const char	*name;		/* "\dir\file"; entry: "file" */
	const char	*short_name;	/* 8.3, or NULL */
	struct rd	 wire_name;	/* decoded only */
	struct rd	 wire_short_name;
};

struct smb2_query_class {
	uint8_t		 class;
	const char	*name;		/* for logs */
	uint16_t	 fixed;		/* OutputBufferLength must reach this */
	uint32_t	 access;	/* needed of the handle, 0: none */
	/* false: cut short.  NULL: MS-FSCC knows it, we do not answer it. */
	bool		 (*put)(struct wr *, const struct smb2_file_facts *);
	void		 (*get)(struct rd *, struct smb2_file_facts *);
};

/* NULL: not a class that can be asked for: INVALID_INFO_CLASS. */
const struct smb2_query_class	*smb2_query_class(uint8_t class);

/* Writes at most `most' bytes behind w->pos. */
enum ntstatus	smb2_put_file_info(struct wr *,
		    const struct smb2_query_class *,
		    const struct smb2_file_facts *, size_t most);
/* Sets only what the class carries.  A cut name is what there is of it. */
enum ntstatus	smb2_get_file_info(struct rd output,
		    const struct smb2_query_class *, struct smb2_file_facts *);

/* What SET_INFO changes; which fields count depends on the class. */
struct smb2_file_change {
	uint64_t	 creation_time;		/* 0: leave; -1, -2: see FSCC */
	uint64_t	 last_access_time;
	uint64_t	 last_write_time;
	uint64_t	 change_time;
	uint32_t	 attributes;		/* 0: leave */
	uint64_t	 size;			/* end of file, allocation */
	uint64_t	 position;
	uint32_t	 mode;
	bool		 delete_pending;
	bool		 replace;		/* rename over an existing file */
	uint64_t	 root;			/* RootDirectory, must be 0 */
	struct rd	 name;			/* UTF-16 */
	struct rd	 eas;			/* a chain of ea.h */
};

struct smb2_set_class {
	uint8_t		 class;
	const char	*name;
	uint16_t	 fixed;		/* input must reach this */
	uint32_t	 access;	/* needed of the handle, 0: none */
	/* NULL: settable says MS-FSCC, but not with us. */
	void		 (*get)(struct rd *, struct smb2_file_change *);
	void		 (*put)(struct wr *, const struct smb2_file_change *);
};

/* NULL: not a class that can be set: INVALID_INFO_CLASS. */
const struct smb2_set_class	*smb2_set_class(uint8_t class);

enum ntstatus	smb2_get_file_change(struct rd input,
		    const struct smb2_set_class *, struct smb2_file_change *);

#endif
