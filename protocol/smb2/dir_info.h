/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dir_info - directory entries: the output of QUERY_DIRECTORY.
 *
 * Source   [MS-FSCC] 2.4.8, 2.4.10, 2.4.14, 2.4.17, 2.4.18, 2.4.28.
 */
#ifndef PROTOCOL_SMB2_DIR_INFO_H
#define PROTOCOL_SMB2_DIR_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/file_info.h"
#include "protocol/smb2/status.h"

struct smb2_dir_class {
	uint8_t		 class;
	const char	*name;
	uint16_t	 fixed;		/* of an entry, without its name */
	uint8_t		 parts;		/* dir_info.c */
};

/* NULL: no such listing: INVALID_INFO_CLASS. */
const struct smb2_dir_class	*smb2_dir_class(uint8_t class);

/* A listing being written: entries chained and aligned to 8 from `start'. */
struct smb2_dir_list {
	const struct smb2_dir_class *class;
	size_t		 start;		/* w->pos when the list was begun */
	size_t		 most;		/* bytes that the client takes */
	size_t		 last;		/* position of the last entry + 1; 0: none */
};

/*
 * false: it does not fit, and the list is as it was.  If it was the first,
 * the answer is STATUS_INFO_LENGTH_MISMATCH when `most' is below the class's
 * fixed size and STATUS_BUFFER_OVERFLOW otherwise.
 */
bool	smb2_put_dir_entry(struct wr *, struct smb2_dir_list *,
	    uint32_t file_index, const struct smb2_file_facts *);

/* false at the end or when `output' has failed. */
bool	smb2_next_dir_entry(struct rd *output, const struct smb2_dir_class *,
	    struct smb2_file_facts *);

#endif
